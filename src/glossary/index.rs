//! The automaton over all forms of a glossary.

use std::fmt;

use daachorse::CharwiseDoubleArrayAhoCorasick;
use rustc_hash::FxHashMap;

use super::zones::is_han;
use super::{Action, Boundary, Concept, TermCase};
use crate::lang::LangTag;
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

/// A term behind a pattern, with what has to be known of it at every place where its letters stand: most
/// places are parts of other words, or in another language, and the term itself is not looked at for them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) concept: u32,
    pub(super) term: u32,
    pub(super) lang: LangTag,
    pub(super) script: Script,
    pub(super) case: TermCase,
    /// Only whole words count.
    pub(super) is_word: bool,
    /// A plural ending may follow.
    pub(super) plural: bool,
    /// The pattern has another dot between the parts of a name than the term.
    pub(super) wrong_dot: bool,
    pub(super) is_right: bool,
    pub(super) is_variant: bool,
    pub(super) has_context: bool,
    /// Seen by those who ask for terms: not a form that only warns of a mix-up.
    pub(super) is_hit: bool,
    /// The next entry of the same form; `NONE` for the last.
    next: u32,
}

/// No entry.
const NONE: u32 = u32::MAX;

/// The automaton, and the terms behind its patterns.
pub(super) struct Index {
    /// Answers with the first entry of a form.
    pub(super) automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    entries: Vec<Entry>,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index")
            .field("entries", &self.entries.len())
            .finish_non_exhaustive()
    }
}

impl Index {
    /// The terms of a form, in the order of the glossary, from the answer of the automaton.
    pub(super) fn entries(&self, first: u32) -> impl Iterator<Item = &Entry> {
        let entry = |at: u32| self.entries.get(at as usize);
        std::iter::successors(entry(first), move |last| entry(last.next))
    }

    /// None where there is nothing to find.
    pub(super) fn new(concepts: &[Concept]) -> Option<Self> {
        let mut entries: Vec<Entry> = Vec::new();
        // The first and the last entry of each form.
        let mut forms: FxHashMap<String, (u32, u32)> = FxHashMap::default();
        let mut add = |form: String, entry: Entry| {
            if form.trim().is_empty() {
                return;
            }
            let at = entries.len() as u32;
            entries.push(entry);
            forms
                .entry(form)
                .and_modify(|(_, last)| {
                    entries[*last as usize].next = at;
                    *last = at;
                })
                .or_insert((at, at));
        };
        for (concept_at, concept) in concepts.iter().enumerate() {
            for (term_at, term) in concept.terms.iter().enumerate() {
                let entry = Entry {
                    concept: concept_at as u32,
                    term: term_at as u32,
                    lang: term.lang,
                    script: script_of(&term.text),
                    case: term.case,
                    is_word: term.boundary == Boundary::Word,
                    plural: term.plural,
                    wrong_dot: false,
                    is_right: term.status.is_right(),
                    is_variant: term.is_variant(),
                    has_context: !term.context.is_empty(),
                    is_hit: term.status.is_right() || term.action != Action::None,
                    next: NONE,
                };
                let form = fold(&term.text, Case::Lower);
                if entry.script == Script::Han && form.contains(NAME_DOTS[0]) {
                    for dot in &NAME_DOTS[1..] {
                        let typed = form.replace(NAME_DOTS[0], dot.encode_utf8(&mut [0; 4]));
                        let wrong_dot = true;
                        add(typed, Entry { wrong_dot, ..entry });
                    }
                }
                add(form, entry);
            }
        }
        let mut first_entries: Vec<(&str, u32)> = forms
            .iter()
            .map(|(form, (first, _))| (form.as_str(), *first))
            .collect();
        // The automaton is built faster from neighbours.
        first_entries.sort_unstable();
        Some(Self {
            // Fails without a form.
            automaton: CharwiseDoubleArrayAhoCorasick::with_values(first_entries).ok()?,
            entries,
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
