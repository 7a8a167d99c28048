//! The words of a sentence, their stems, and how common they are anywhere.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::features::{Salt, key_of};
use crate::lang::Lang;
use crate::text::Span;

/// Words are cut to this many letters, which joins the forms of a word and many cognates
/// (declaração, declaration).
const STEM_CHARS: usize = 6;

/// A word of a script with words.
pub(super) struct Word {
    pub(super) span: Span,
    pub(super) stem: String,
    pub(super) is_capital: bool,
    /// The first of the sentence or of a quotation: its capital says nothing.
    pub(super) is_first: bool,
    /// Only a space or hyphen stands between it and the word before.
    pub(super) is_joined: bool,
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut gap_is_plain = false;
    let mut starts_anew = true;
    while let Some((start, c)) = chars.next() {
        if !is_letter(c) {
            gap_is_plain &= c == ' ' || c == '-' || c == '\u{2011}' || c == '\u{2010}';
            starts_anew |= matches!(c, '.' | ':' | '!' | '?' | '“' | '"' | '«' | '(');
            continue;
        }
        let mut end = start + c.len_utf8();
        while let Some((at, next)) = chars.next_if(|(_, next)| is_letter(*next)) {
            end = at + next.len_utf8();
        }
        let span = Span::new(start, end);
        let is_possessive_mark =
            span.len() == 1 && !gap_is_plain && text[..start].ends_with(['’', '\'']);
        if !is_possessive_mark {
            found.push(Word {
                span,
                stem: stem(span.of(text)),
                is_capital: c.is_uppercase(),
                is_first: starts_anew,
                is_joined: gap_is_plain && !found.is_empty(),
            });
        }
        gap_is_plain = true;
        starts_anew = false;
    }
    found
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || (!c.is_ascii() && c.is_alphabetic() && !is_han(c))
        || is_combining_mark(c)
}

/// True for Chinese characters.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The word in lower case, without accents, doubled letters and endings, cut short.
pub(super) fn stem(word: &str) -> String {
    let mut stem = String::with_capacity(STEM_CHARS + 2);
    let mut push = |c: char| {
        let c = if c == 'y' { 'i' } else { c };
        if !stem.ends_with(c) {
            stem.push(c);
        }
    };
    // Longer words say nothing more: a stem has six letters.
    if word.is_ascii() {
        let lower = word
            .bytes()
            .take(40)
            .map(|byte| char::from(byte.to_ascii_lowercase()));
        lower.for_each(&mut push);
    } else {
        word.chars()
            .take(40)
            .flat_map(char::to_lowercase)
            .nfd()
            .filter(|c| !is_combining_mark(*c))
            .for_each(&mut push);
    }
    for ending in ["ing", "ed", "es", "s"] {
        if stem.chars().count() >= ending.len() + 4 && stem.ends_with(ending) {
            stem.truncate(stem.len() - ending.len());
            break;
        }
    }
    match stem.char_indices().nth(STEM_CHARS) {
        Some((at, _)) => stem.truncate(at),
        None => {
            if stem.len() >= 5 && stem.ends_with('e') {
                stem.pop();
            }
        }
    }
    stem
}

/// True for a word that says nothing of what a sentence is about.
pub(super) fn is_common(word: &str) -> bool {
    if word.len() > 16 {
        return false;
    }
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return COMMON_WORDS.contains(word);
    }
    COMMON_WORDS.contains(word.to_lowercase().as_str())
}

/// Words that say nothing of what a sentence is about, in all languages together.
static COMMON_WORDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    common_rows()
        .filter(|(lang, _)| *lang != Lang::ZH)
        .flat_map(|(_, words)| words.split(' '))
        .collect()
});

pub(super) static COMMON_HAN: LazyLock<FxHashSet<char>> = LazyLock::new(|| {
    common_rows()
        .filter(|(lang, _)| *lang == Lang::ZH)
        .flat_map(|(_, words)| words.chars())
        .collect()
});

/// How much a word says before anything is known of the collection: 1, less for the stems that
/// are frequent in any text.
pub(super) fn background(key: u64) -> f32 {
    FREQUENT_STEMS.get(&key).copied().unwrap_or(1.0)
}

/// Keys of the 2,500 most frequent stems of English and of Portuguese, in three bands.
static FREQUENT_STEMS: LazyLock<FxHashMap<u64, f32>> = LazyLock::new(|| {
    let mut frequent = FxHashMap::default();
    for line in include_str!("frequent_stems.csv").lines().skip(1) {
        let mut fields = line.splitn(3, ',');
        let (_, Some(band), Some(stems)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let says = match band {
            "1" => 0.4,
            "2" => 0.6,
            _ => 0.8,
        };
        for stem in stems.split(' ') {
            let known = frequent
                .entry(key_of(Salt::Word, stem.as_bytes()))
                .or_insert(says);
            *known = f32::min(*known, says);
        }
    }
    frequent
});

fn common_rows() -> impl Iterator<Item = (Lang, &'static str)> {
    include_str!("common_words.csv")
        .lines()
        .filter_map(|line| line.split_once(','))
        .filter_map(|(lang, words)| Some((lang.parse().ok()?, words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_are_short_and_plain() {
        for (word, stemmed) in [
            ("Workshops", "worksh"),
            ("cooperação", "copera"),
            ("comércio", "comerc"),
            ("commerce", "comerc"),
            ("trade", "trad"),
            ("trading", "trad"),
        ] {
            assert_eq!(stem(word), stemmed, "{word}");
        }
    }
}
