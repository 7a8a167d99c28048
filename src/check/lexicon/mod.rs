//! Phrases that show another language under a text: false friends, calques, names and initialisms
//! translated word by word, slips of grammar and format that come from the source.
//!
//! A list a language, `data/lexicon.<language>.csv`: a row a phrase. A phrase is looked for only where one
//! of its anchors stands (letters that every match contains, several groups of them), so that the cost of a text hardly
//! grows with the list; its expression is compiled when it is first needed.

mod entry;

use std::sync::LazyLock;

use daachorse::DoubleArrayAhoCorasick;

pub(super) use entry::{Entry, Kind};

use crate::lang::Lang;
use crate::text::Span;

/// A phrase at its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// Where it stands.
    pub(super) span: Span,
    /// What it is.
    pub(super) entry: &'static Entry,
}

/// The phrases of one language.
pub(super) struct Lexicon {
    entries: Vec<Entry>,
    /// Answers with the number of an anchor; none without anchors.
    anchors: Option<DoubleArrayAhoCorasick<u32>>,
    /// Entries with their anchor, by anchor; and where those of each anchor begin, and the end of the last.
    anchored: Vec<Anchored>,
    begins: Vec<usize>,
}

/// An entry that an anchor leads to.
struct Anchored {
    entry: usize,
    /// The anchor begins, or ends, a word in every match.
    begins_word: bool,
    ends_word: bool,
}

static EN: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(include_str!("../data/lexicon.en.csv"), Lang::EN));
static PT: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(include_str!("../data/lexicon.pt.csv"), Lang::PT));
static ZH: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(include_str!("../data/lexicon.zh.csv"), Lang::ZH));

impl Lexicon {
    /// The list for texts in `lang`, where there is one.
    pub(super) fn of(lang: Lang) -> Option<&'static Self> {
        match lang {
            Lang::EN => Some(&EN),
            Lang::PT => Some(&PT),
            Lang::ZH => Some(&ZH),
            _ => None,
        }
    }

    fn read(list: &'static str, lang: Lang) -> Self {
        let mut reader = csv::Reader::from_reader(list.as_bytes());
        let rows = reader.records().flatten();
        let entries: Vec<Entry> = rows.filter_map(|row| Entry::read(&row, lang)).collect();
        let mut words: Vec<(&str, usize)> = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            words.extend(entry.anchors[0].iter().map(|anchor| (anchor.as_str(), at)));
        }
        words.sort_unstable();
        let (mut patterns, mut begins) = (Vec::new(), vec![0]);
        for same in words.chunk_by(|a, b| a.0 == b.0) {
            patterns.push(same[0].0);
            begins.push(begins[begins.len() - 1] + same.len());
        }
        Self {
            anchors: DoubleArrayAhoCorasick::new(patterns).ok(),
            anchored: words
                .iter()
                .map(|(anchor, entry)| {
                    let (begins_word, ends_word) = entries[*entry].borders_of(anchor);
                    Anchored {
                        entry: *entry,
                        begins_word,
                        ends_word,
                    }
                })
                .collect(),
            begins,
            entries,
        }
    }

    /// Every phrase in a sentence, in text order; they may overlap. Linear in its length.
    pub(super) fn hits(&'static self, sentence: &str) -> Vec<Hit> {
        let Some(anchors) = &self.anchors else {
            return Vec::new();
        };
        let plain = plain(sentence);
        let mut asked: Vec<usize> = Vec::new();
        for found in anchors.find_overlapping_iter(&plain) {
            let anchor = found.value() as usize;
            let goes_on = |at: Option<&u8>| at.is_some_and(|byte| is_word_byte(*byte));
            let before = goes_on(found.start().checked_sub(1).map(|at| &plain.as_bytes()[at]));
            let after = goes_on(plain.as_bytes().get(found.end()));
            asked.extend(
                self.anchored[self.begins[anchor]..self.begins[anchor + 1]]
                    .iter()
                    .filter(|at| !(at.begins_word && before || at.ends_word && after))
                    .map(|at| at.entry),
            );
        }
        asked.sort_unstable();
        asked.dedup();
        let mut hits: Vec<Hit> = asked
            .into_iter()
            .map(|at| &self.entries[at])
            .filter(|entry| entry.may_stand_in(&plain))
            .flat_map(|entry| entry.spans(sentence).map(move |span| Hit { span, entry }))
            .collect();
        hits.sort_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end)));
        hits
    }
}

/// True for letters and digits; of letters out of ASCII for some only.
fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A sentence in small letters, with one blank for all white space between words: what anchors are looked
/// for in.
fn plain(sentence: &str) -> String {
    let mut plain = String::with_capacity(sentence.len());
    for c in sentence.chars() {
        let c = if matches!(c, '\n' | '\r' | '\t') {
            ' '
        } else {
            c
        };
        if c != ' ' || !plain.ends_with(' ') {
            if c.is_ascii() {
                plain.push(c.to_ascii_lowercase());
            } else {
                plain.extend(c.to_lowercase());
            }
        }
    }
    plain
}

/// Leaves the longest of those that overlap; `hits` are in text order, of equal starts the longest first.
pub(super) fn without_overlap(hits: &mut Vec<Hit>) {
    let mut end = 0;
    hits.retain(|hit| {
        let is_free = hit.span.start >= end;
        if is_free {
            end = hit.span.end;
        }
        is_free
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTS: [(Lang, &str); 3] = [
        (Lang::EN, include_str!("../data/lexicon.en.csv")),
        (Lang::PT, include_str!("../data/lexicon.pt.csv")),
        (Lang::ZH, include_str!("../data/lexicon.zh.csv")),
    ];

    #[test]
    fn every_phrase_is_found_in_its_example_and_not_in_the_mended_one() {
        for (lang, _) in LISTS {
            let lexicon = Lexicon::of(lang).expect("a list");
            let mut ids = rustc_hash::FxHashSet::default();
            for entry in &lexicon.entries {
                let [wrong, right] = &entry.examples;
                let is_this = |hit: &Hit| std::ptr::eq(hit.entry, entry);
                assert!(lexicon.hits(wrong).iter().any(is_this), "{entry:?} {wrong}");
                assert!(
                    !lexicon.hits(right).iter().any(is_this),
                    "{entry:?} {right}"
                );
                assert!(ids.insert(&entry.id), "{} twice", entry.id);
            }
        }
    }

    #[test]
    fn every_row_is_read() {
        for (lang, list) in LISTS {
            let rows = csv::Reader::from_reader(list.as_bytes()).records().count();
            assert_eq!(Lexicon::of(lang).expect("a list").entries.len(), rows);
        }
    }

    #[test]
    fn anchors_are_found_in_capitals_with_accents_too() {
        assert_eq!(plain("É\n  Última"), "é última");
    }

    #[test]
    fn of_two_that_overlap_the_first_and_longest_stays() {
        let lexicon = Lexicon::of(Lang::EN).expect("a list");
        let mut hits = lexicon.hits("The Safety Council opens a breach for new sanctions.");
        let all = hits.len();
        hits.extend(hits.clone());
        hits.sort_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end)));
        without_overlap(&mut hits);
        assert_eq!(hits.len(), all);
    }
}
