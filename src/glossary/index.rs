//! The automaton over all forms of a glossary.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

use super::Concept;
use super::zones::is_han;
use crate::text::{Case, fold};

/// Dots that are typed between the parts of a foreign name in Chinese. The first is the right one.
const NAME_DOTS: [char; 7] = [
    '\u{B7}', '\u{30FB}', '\u{2022}', '\u{2027}', '\u{2219}', '\u{FF0E}', '\u{FF65}',
];

/// The script that a term is written in, as far as it decides the language of its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Han,
    Other,
}

/// A term behind a pattern.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) concept: u32,
    pub(super) term: u32,
    pub(super) script: Script,
    /// The pattern has another dot between the parts of a name than the term.
    pub(super) wrong_dot: bool,
}

/// The automaton, and the terms behind its patterns.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) automaton: AhoCorasick,
    /// For each pattern, its entries in [`Index::entries`].
    patterns: Vec<(u32, u32)>,
    entries: Vec<Entry>,
}

impl Index {
    /// The terms behind a pattern.
    pub(super) fn entries(&self, pattern: usize) -> &[Entry] {
        let (from, to) = self.patterns[pattern];
        &self.entries[from as usize..to as usize]
    }

    /// None where there is nothing to find.
    pub(super) fn new(concepts: &[Concept]) -> Option<Self> {
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        let mut texts: Vec<String> = Vec::new();
        let mut found: Vec<(u32, Entry)> = Vec::new();
        let mut add = |pattern: String, entry: Entry| {
            if pattern.trim().is_empty() {
                return;
            }
            let number = match numbers.get(&pattern) {
                Some(number) => *number,
                None => {
                    let number = texts.len() as u32;
                    numbers.insert(pattern.clone(), number);
                    texts.push(pattern);
                    number
                }
            };
            found.push((number, entry));
        };
        for (concept_at, concept) in concepts.iter().enumerate() {
            for (term_at, term) in concept.terms.iter().enumerate() {
                let entry = Entry {
                    concept: concept_at as u32,
                    term: term_at as u32,
                    script: script_of(&term.text),
                    wrong_dot: false,
                };
                let pattern = if term.text.is_ascii() {
                    term.text.to_ascii_lowercase()
                } else {
                    fold(&term.text, Case::Lower)
                };
                if entry.script == Script::Han && pattern.contains(NAME_DOTS[0]) {
                    for dot in &NAME_DOTS[1..] {
                        let typed = pattern.replace(NAME_DOTS[0], dot.encode_utf8(&mut [0; 4]));
                        add(
                            typed,
                            Entry {
                                wrong_dot: true,
                                ..entry
                            },
                        );
                    }
                }
                add(pattern, entry);
            }
        }
        if texts.is_empty() {
            return None;
        }
        found.sort_by_key(|(number, _)| *number);
        let mut patterns = Vec::with_capacity(texts.len());
        let mut start = 0;
        for chunk in found.chunk_by(|a, b| a.0 == b.0) {
            let end = start + chunk.len() as u32;
            patterns.push((start, end));
            start = end;
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&texts)
            .ok()?;
        Some(Self {
            automaton,
            patterns,
            entries: found.into_iter().map(|(_, entry)| entry).collect(),
        })
    }
}

fn script_of(text: &str) -> Script {
    let mut script = Script::Latin;
    for c in text.chars() {
        if is_han(c) {
            return Script::Han;
        }
        if matches!(c, '\u{370}'..='\u{52F}') {
            script = Script::Other;
        }
    }
    script
}
