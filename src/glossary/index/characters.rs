//! The forms that may begin inside a word, nearly all of them Chinese, by their first characters.

use super::table::{Filter, KeyTable, PrefixTable};
use super::{Entry, Form, char_len, eight, mixed};
use crate::text::Span;

/// Characters of a form that is known by them alone.
const SHORT: usize = 3;

/// Forms of up to three characters are known by those alone, longer ones by their first four: to reach letters in far
/// memory costs more than all else.
#[derive(Debug)]
pub(super) struct ByCharacter {
    /// Some have one character only.
    has_single: bool,
    /// The first two characters of those that have more.
    pairs: Filter,
    short: KeyTable,
    long: PrefixTable,
    /// None where all begin with a Chinese or Japanese character.
    others: Option<Others>,
}

/// What is known of the forms that begin with another character, such as C罗.
#[derive(Debug)]
struct Others {
    /// Which bytes they begin with.
    is_first: Box<[bool; 256]>,
    /// All of them have a Chinese or Japanese character further on.
    all_have_asian: bool,
}

impl ByCharacter {
    pub(super) fn new(letters: &str, given: Vec<(Form, Entry)>) -> Self {
        let mut has_single = false;
        let mut others = None;
        let (mut pairs, mut short, mut long) = (Vec::new(), Vec::new(), Vec::new());
        for (place, entry) in given {
            let form = &letters[place.start as usize..place.end as usize];
            let first = form.as_bytes()[0];
            if !is_asian(first) {
                let others = others.get_or_insert_with(|| Others {
                    is_first: Box::new([false; 256]),
                    all_have_asian: true,
                });
                others.is_first[usize::from(first)] = true;
                others.all_have_asian &= has_asian(form);
            }
            match pair(form.as_bytes(), 0) {
                Some(key) => pairs.push(key),
                None => has_single = true,
            }
            let mut keys = Keys::default();
            let rest = keys.read(form);
            match rest.chars().next() {
                None => short.push((keys.last(), entry)),
                Some(fourth) => long.push((keys.with(fourth), place, entry)),
            }
        }
        Self {
            has_single,
            pairs: Filter::new(pairs),
            short: KeyTable::new(short),
            long: PrefixTable::new(letters, &long),
            others,
        }
    }

    /// Calls `take` with the forms that begin at the characters from `at` on, as far as they are those that most of a
    /// Chinese text is made of, the longest first at each. Where those end; `at` where the first is none of them,
    /// whose forms `take` is called with all the same.
    #[inline(never)]
    pub(super) fn find(
        &self,
        folded: &str,
        start: usize,
        take: &mut impl FnMut(&Entry, Span),
    ) -> usize {
        let bytes = folded.as_bytes();
        let mut at = start;
        loop {
            // Where forms may begin is noted without a branch, as no processor guesses it.
            let mut places = [0; 32];
            let mut count = 0;
            let mut goes_on = true;
            while count < places.len() {
                let Some(eight) = bytes.get(at..at + 8) else {
                    goes_on = false;
                    break;
                };
                let eight = u64::from_le_bytes(eight.try_into().expect("eight bytes"));
                if !is_common(eight) {
                    goes_on = false;
                    break;
                }
                places[count] = at;
                count += usize::from(self.pairs.may_have(pair_of(eight)) | self.has_single);
                at += 3;
            }
            for place in &places[..count] {
                self.find_at(folded, *place, take);
            }
            if !goes_on {
                break;
            }
        }
        if at == start && self.may_begin(bytes, at) {
            self.find_at(folded, at, take);
        }
        at
    }

    /// Calls `take` with the forms that begin with no Chinese or Japanese character.
    #[inline(never)]
    pub(super) fn find_others(&self, folded: &str, take: &mut impl FnMut(&Entry, Span)) {
        let others = self.others.as_ref();
        let Some(others) = others.filter(|others| !others.all_have_asian || has_asian(folded))
        else {
            return;
        };
        let bytes = folded.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            if others.is_first[usize::from(*byte)] && self.may_begin(bytes, at) {
                self.find_at(folded, at, take);
            }
        }
    }

    #[inline]
    fn may_begin(&self, bytes: &[u8], at: usize) -> bool {
        let may_be_pair = pair(bytes, at).is_some_and(|key| self.pairs.may_have(key));
        may_be_pair | self.has_single
    }

    #[inline]
    fn find_at(&self, folded: &str, at: usize, take: &mut impl FnMut(&Entry, Span)) {
        let mut keys = Keys::default();
        if let Some(fourth) = keys.read(&folded[at..]).chars().next() {
            self.long.find(keys.with(fourth), folded, at, take);
        }
        let shortest = usize::from(!self.has_single);
        for (key, len) in keys.keys[..keys.count].iter().skip(shortest).rev() {
            for entry in self.short.get(*key) {
                take(entry, Span::new(at, at + len));
            }
        }
    }
}

/// Of the first character of a text, the first two and the first three, as far as there are so many.
#[derive(Default)]
struct Keys {
    /// Numbers that no others have, with their lengths in bytes.
    keys: [(u64, usize); SHORT],
    count: usize,
}

impl Keys {
    /// The rest of the text.
    #[inline]
    fn read<'a>(&mut self, text: &'a str) -> &'a str {
        let mut all = 0;
        let mut chars = text.chars();
        while self.count < SHORT
            && let Some(c) = chars.next()
        {
            // A character takes 21 bits; none is 0.
            all |= (u64::from(c) + 1) << (21 * (SHORT - 1 - self.count));
            self.keys[self.count] = (mixed(all), text.len() - chars.as_str().len());
            self.count += 1;
        }
        chars.as_str()
    }

    fn last(&self) -> u64 {
        self.keys[self.count - 1].0
    }

    /// A number for all of them and the fourth character, that few others have.
    #[inline]
    fn with(&self, fourth: char) -> u64 {
        mixed(self.keys[SHORT - 1].0.rotate_left(29) ^ u64::from(fourth))
    }
}

/// A number for the two characters at `at`; None where only one is left.
#[inline]
fn pair(bytes: &[u8], at: usize) -> Option<u64> {
    let second = at + char_len(bytes[at]);
    (second < bytes.len()).then(|| pair_of(eight(bytes, at)))
}

/// A number for the two characters that eight bytes begin with.
#[inline]
fn pair_of(eight: u64) -> u64 {
    // Nearly always both have three bytes.
    if eight & 0xF000_00F0 == 0xE000_00E0 {
        return mixed(eight & u64::MAX >> 16);
    }
    let first = char_len(eight as u8);
    let len = first + char_len((eight >> (8 * first)) as u8);
    mixed(eight & u64::MAX >> (64 - 8 * len))
}

/// True for the first byte of characters from U+3000 on, those of Chinese and Japanese among them.
#[inline]
pub(super) fn is_asian(first: u8) -> bool {
    first >= 0xE3
}

/// Looks at all bytes at once, which is faster than to end at the first.
fn has_asian(text: &str) -> bool {
    text.bytes().max().is_some_and(is_asian)
}

/// True where eight bytes begin with what most of a Chinese text is made of, of which no character takes part in a
/// word: its characters, 、。《》 and ！（），：；？.
#[inline]
fn is_common(eight: u64) -> bool {
    let [first, second, third, ..] = eight.to_le_bytes();
    let is_mark = first == 0xE3 && second == 0x80 && third <= 0xA9;
    let is_wide = first == 0xEF && second == 0xBC;
    matches!(first, 0xE4..=0xE9) || is_mark || is_wide
}
