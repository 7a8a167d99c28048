//! What a document holds that its translation holds too: facts, names and concepts with their
//! places, and its size.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::facts::{FactValue, facts};
use super::length::weighted_length;
use crate::doc::{BlockKind, Document};
use crate::glossary::Matcher;

/// Kinds of keys: they are compared each with its own kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum KeyKind {
    /// A number, an amount, a date.
    Fact,
    /// A glossary concept.
    Concept,
    /// A word in Latin letters with a capital.
    Name,
}

/// Something that a translation keeps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) kind: KeyKind,
    /// How much it tells, 0 to 1, before it is known how rare it is.
    pub(super) weight: f32,
    /// Where it stands first, 0 to 1.
    pub(super) place: f32,
}

/// The keys and the size of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    pub(super) keys: FxHashMap<u64, Key>,
    pub(super) length: f32,
    pub(super) blocks: usize,
}

impl Profile {
    pub(super) fn of(document: &Document, matcher: &Matcher) -> Self {
        let text = document.text.as_str();
        let mut profile = Self {
            // Lines about the text are often left out of one version.
            blocks: document
                .blocks
                .iter()
                .filter(|block| block.kind != BlockKind::Metadata)
                .count(),
            ..Self::default()
        };
        for (index, segment) in document.segments.iter().enumerate() {
            let sentence = segment.span.of(text);
            let lang = document.segment_lang(index);
            let place = profile.length;
            for fact in facts(sentence, lang.lang) {
                let id = match fact.value {
                    FactValue::Number(number) => hash(&(0, number)),
                    other => hash(&(1, other)),
                };
                profile.add(id, KeyKind::Fact, fact.weight, place);
            }
            for hit in matcher.hits(sentence, lang, &[]) {
                profile.add(hash(&(2, hit.concept)), KeyKind::Concept, 0.6, place);
            }
            for word in names(sentence) {
                profile.add(hash(&(3, word)), KeyKind::Name, 0.5, place);
            }
            profile.length += weighted_length(sentence);
        }
        for key in profile.keys.values_mut() {
            key.place /= profile.length.max(1.0);
        }
        profile
    }

    fn add(&mut self, id: u64, kind: KeyKind, weight: f32, place: f32) {
        self.keys.entry(id).or_insert(Key {
            kind,
            weight,
            place,
        });
    }
}

/// Words in Latin letters that begin with a capital, without accents, in lower case.
fn names(sentence: &str) -> impl Iterator<Item = String> {
    sentence
        .split(|c: char| !(is_combining_mark(c) || c.is_alphabetic() && c < '\u{250}'))
        .filter(|word| word.len() > 2 && word.starts_with(char::is_uppercase))
        .map(|word| {
            word.nfd()
                .filter(|c| !is_combining_mark(*c))
                .flat_map(char::to_lowercase)
                .collect()
        })
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
