//! Where the forms of a glossary stand in a text.
//!
//! A form that only counts as whole words is known by its first two words, any other by its first characters. A
//! text is looked through word by word, and character by character where it is Chinese: one look into a table of bits
//! answers nearly all of them, and where forms may begin, those that do are found by a number for their first letters,
//! in the sorted list of those that begin alike. That is ready in a fraction of the time that an automaton over all forms takes (`benches/peer`, bench
//! `glossary`).

mod characters;
mod table;
mod words;

use std::ops::Range;

use characters::{ByCharacter, Places, is_asian};
use words::ByWord;

use super::zones::is_han;
use super::{Action, Boundary, Concept, TermCase};
use crate::lang::LangTag;
use crate::text::{Case, Span, fold};

pub(super) use words::is_word;

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

/// A term with a form of it, and what has to be known of it at every place where its letters stand: most
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
    /// The form has another dot between the parts of a name than the term.
    pub(super) wrong_dot: bool,
    pub(super) is_right: bool,
    pub(super) is_variant: bool,
    pub(super) has_context: bool,
    /// Seen by those who ask for terms: not a form that only warns of a mix-up.
    pub(super) is_hit: bool,
}

/// A folded form, as its place in the letters of all of them.
type Form = Range<u32>;

/// The forms of all terms, by how they begin.
#[derive(Debug)]
pub(super) struct Index {
    words: ByWord,
    /// The forms that may begin inside a word, most of them Chinese.
    characters: ByCharacter,
}

impl Index {
    /// None where there is nothing to find.
    pub(super) fn new(concepts: &[Concept]) -> Option<Self> {
        // The folded forms, one after the other.
        let mut letters = String::new();
        let (mut words, mut characters) = (Vec::new(), Vec::new());
        let mut add = |form: &str, entry: Entry| {
            let Some(first) = form.chars().next() else {
                return;
            };
            if form.trim().is_empty() || form.contains('\0') {
                return;
            }
            let start = letters.len() as u32;
            letters.push_str(form);
            let given = (start..letters.len() as u32, entry);
            if entry.is_word && is_word(first) {
                words.push(given);
            } else {
                characters.push(given);
            }
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
                };
                let form = fold(&term.text, Case::Lower);
                if entry.script == Script::Han && form.contains(NAME_DOTS[0]) {
                    for dot in &NAME_DOTS[1..] {
                        let typed = form.replace(NAME_DOTS[0], dot.encode_utf8(&mut [0; 4]));
                        let wrong_dot = true;
                        add(&typed, Entry { wrong_dot, ..entry });
                    }
                }
                add(&form, entry);
            }
        }
        let is_empty = words.is_empty() && characters.is_empty();
        (!is_empty).then(|| Self {
            words: ByWord::new(&letters, words),
            characters: ByCharacter::new(&letters, characters),
        })
    }

    /// Calls `take` with every form that stands in `folded`, and its place; of those at one place in the order
    /// of the glossary. Where a word ends is not looked at.
    ///
    /// Where `take` returns true, forms inside that one may be left out, but for others with the same letters.
    pub(super) fn find(&self, folded: &str, mut take: impl FnMut(&Entry, Span) -> bool) {
        let bytes = folded.as_bytes();
        let mut places = Places::new();
        // Where the characters begin that are neither Chinese nor Japanese.
        let mut others = 0;
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] == b' ' {
                at += 1;
                continue;
            }
            if is_asian(bytes[at]) {
                if others < at {
                    self.characters.find_others(folded, others..at, &mut take);
                }
                let end = self.characters.note(folded, at, &mut places);
                if places.is_full() {
                    self.characters.find(folded, &mut places, &mut take);
                }
                others = end.max(at + char_len(bytes[at]));
                if end > at {
                    at = end;
                    continue;
                }
            }
            at += match self.words.find_at(folded, at, &mut take) {
                0 => char_len(bytes[at]),
                word => word,
            };
        }
        if others < at {
            self.characters.find_others(folded, others..at, &mut take);
        }
        self.characters.find(folded, &mut places, &mut take);
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

/// The length of a character in UTF-8 from its first byte.
#[inline]
fn char_len(first: u8) -> usize {
    match first {
        0..=0xBF => 1,
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    }
}

/// Eight bytes from `at` as a number; zeros behind the end.
#[inline]
fn eight(bytes: &[u8], at: usize) -> u64 {
    match bytes[at..].first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => {
            let mut last = [0; 8];
            last[..bytes.len() - at].copy_from_slice(&bytes[at..]);
            u64::from_le_bytes(last)
        }
    }
}

/// A number for each number, whose upper bits depend on all of it: a product with an odd one without a pattern.
#[inline]
fn mixed(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::glossary::Glossary;

    /// Whether a form at `span` is made of whole words.
    fn is_whole(text: &str, span: Span) -> bool {
        let before = text[..span.start].chars().next_back();
        let after = text[span.end..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    }

    /// Every place of every form is found, and nothing else, as by looking for each form at each place.
    fn assert_all_are_found(
        terms: &[String],
        text: &str,
        boundary: &str,
    ) -> Result<(), TestCaseError> {
        let mut file = "concept_id,lang,term,status,boundary\n".to_owned();
        for (at, term) in terms.iter().enumerate() {
            file.push_str(&format!("c{at},en,\"{term}\",preferred,{boundary}\n"));
        }
        let (glossary, _) = Glossary::parse(&[("x.csv".to_owned(), file)]);
        let folded = fold(text, Case::Lower);
        let counts = |span| boundary == "none" || is_whole(&folded, span);
        let mut expected: Vec<(usize, usize, u32)> = Vec::new();
        for (at, concept) in glossary.concepts().iter().enumerate() {
            let form = fold(&concept.terms[0].text, Case::Lower);
            for (start, _) in folded.char_indices() {
                let span = Span::new(start, start + form.len());
                if folded[start..].starts_with(&form) && counts(span) {
                    expected.push((span.start, span.end, at as u32));
                }
            }
        }
        let mut found: Vec<(usize, usize, u32)> = Vec::new();
        if let Some(index) = Index::new(glossary.concepts()) {
            index.find(&folded, |entry, span| {
                if counts(span) {
                    found.push((span.start, span.end, entry.concept));
                }
                false
            });
        }
        expected.sort_unstable();
        found.sort_unstable();
        prop_assert_eq!(found, expected);
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn all_forms_are_found_at_all_places(
            terms in prop::collection::vec("[ab鲁é]{1,3}([ ,'-]{1,4}[ab鲁éố_1]{1,9}){0,2}", 1..12),
            text in "([ab鲁éố_1]{0,9}[ ,'.-]{0,4}){0,8}",
            boundary in prop::sample::select(vec!["word", "none"]),
        ) {
            assert_all_are_found(&terms, &text, boundary)?;
        }

        /// Long stretches of Chinese, with forms known by themselves and by their first characters, and others in between.
        #[test]
        fn all_chinese_forms_are_found_at_all_places(
            terms in prop::collection::vec("[鲁班、カ𠮷c2é]{1,7}", 1..12),
            text in "([鲁班、]{0,80}[カ𠮷c2é \u{201C}]{0,2}){0,4}",
            boundary in prop::sample::select(vec!["word", "none"]),
        ) {
            assert_all_are_found(&terms, &text, boundary)?;
        }
    }
}
