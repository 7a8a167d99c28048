//! The forms that only count as whole words, by their first words.

use unicode_normalization::char::is_combining_mark;

use super::table::{Filter, Key, Keyed, PrefixTable};
use super::{Entry, Form, char_len, eight, mixed};
use crate::text::Span;

/// Forms that begin with a word, known by their first two words, or by the only one.
#[derive(Debug, Default)]
pub(super) struct ByWord {
    table: PrefixTable,
    /// The first words of the forms that are known by two.
    first_words: Filter,
}

impl ByWord {
    pub(super) fn new(letters: &str, given: Vec<(Form, Entry)>) -> Self {
        let mut keyed = Vec::with_capacity(given.len());
        let mut first_words = Vec::new();
        for (place, entry) in given {
            let form = &letters[place.start as usize..place.end as usize];
            let word = word_len(form, 0);
            let known = two_words_len(form, 0, word).unwrap_or(word);
            if known > word {
                first_words.push(key(form.as_bytes(), 0, word).number);
            }
            // The ending stands in the same word.
            if entry.plural && known == form.len() {
                let plural = format!("{form}s");
                let key = key(plural.as_bytes(), 0, plural.len());
                keyed.push((key, place.clone(), entry));
            }
            keyed.push((key(form.as_bytes(), 0, known), place, entry));
        }
        Self {
            table: PrefixTable::new(letters, &keyed, Keyed::Nearly),
            first_words: Filter::new(first_words),
        }
    }

    /// Calls `take` with the forms that begin with the word at `at`. The length of that word, 0 where none begins.
    #[inline]
    pub(super) fn find_at(
        &self,
        folded: &str,
        at: usize,
        take: &mut impl FnMut(&Entry, Span) -> bool,
    ) -> usize {
        let len = word_len(folded, at);
        if len == 0 {
            return 0;
        }
        let bytes = folded.as_bytes();
        let word = key(bytes, at, len);
        self.table.find(word, folded, at, &mut 0, take);
        if self.first_words.may_have(word.number)
            && let Some(two) = two_words_len(folded, at, len)
        {
            self.table
                .find(key(bytes, at, two), folded, at, &mut 0, take);
        }
        len
    }
}

/// True for characters that words are made of.
pub(in crate::glossary) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_'
    } else {
        // Chinese stands next to Latin words without a space.
        match c {
            // Marks are no words: asked first, as most characters that come here are.
            '\u{2010}'..='\u{2064}' | '\u{3000}'..='\u{3029}' | '\u{FF00}'..='\u{FFEF}' => false,
            ..'\u{2E80}' => c.is_alphanumeric() || is_combining_mark(c),
            _ => is_combining_mark(c),
        }
    }
}

/// The highest bit of each of eight bytes.
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// How many of eight bytes, from the lowest on, are small ASCII letters, digits or underscores: all at once, as
/// the length of a word is what a processor guesses wrong.
#[inline]
fn ascii_word_len(eight: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let low = eight & !HIGH_BITS;
    // The highest bit of a byte is set where it is that number or more.
    let from = |number: u8| low + ONES * u64::from(0x80 - number);
    let letters = from(b'a') & !from(b'z' + 1);
    let digits = from(b'0') & !from(b'9' + 1);
    let underscores = !((low ^ (ONES * u64::from(b'_'))) + ONES * 0x7F);
    let words = (letters | digits | underscores) & !eight;
    (!words & HIGH_BITS).trailing_zeros() as usize / 8
}

/// The length of the word at `at` of a folded text; 0 where none begins.
#[inline]
fn word_len(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    loop {
        let len = ascii_word_len(eight(bytes, end));
        end += len;
        match bytes.get(end) {
            _ if len == 8 => {}
            // U+4000 to U+9FFF are Chinese.
            None | Some(0..=0x7F | 0xE4..=0xE9) => break,
            // U+00C0 to U+023F are letters, × and ÷ apart.
            Some(0xC3) if !matches!(bytes.get(end + 1), Some(0x97 | 0xB7)) => end += 2,
            Some(0xC4..=0xC8) => end += 2,
            Some(_) => match text[end..].chars().next() {
                Some(c) if is_word(c) => end += c.len_utf8(),
                _ => break,
            },
        }
    }
    end - at
}

/// Most characters between two words that a form is known by.
const GAP: usize = 3;

/// The length of a word of `word` bytes at `at` with the next; None where no other follows near.
fn two_words_len(text: &str, at: usize, word: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut end = at + word;
    for _ in 0..GAP {
        end += char_len(*bytes.get(end)?);
        let second = word_len(text, end);
        if second > 0 {
            return Some(end + second - at);
        }
    }
    None
}

/// A number for `len` bytes from `at`.
#[inline]
fn key(bytes: &[u8], at: usize, len: usize) -> Key {
    let mut number = len as u64;
    let mut done = 0;
    while done < len {
        let rest = (len - done).min(8);
        let eight = eight(bytes, at + done) & u64::MAX >> (64 - 8 * rest);
        number = mixed(number.rotate_left(29) ^ eight);
        done += rest;
    }
    Key { number, len }
}
