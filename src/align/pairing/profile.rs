//! What a document holds that its translation holds too: facts, names and concepts with their
//! places, what its parts mean, and its size.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::align::facts::{FactValue, facts};
use crate::align::length::weighted_length;
use crate::doc::{BlockKind, Document};
use crate::embed::{Encoder, dot};
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

/// Parts of a document that have a vector each: those of a translation follow in the same order.
pub(super) const PARTS: usize = 4;
/// Sentences of a part that its vector is made from, evenly spread: more say nothing new.
const SENTENCES: usize = 64;

/// What one document is known by when its translations are looked for: see [`pair`](super::pair).
#[derive(Clone, Debug, Default)]
pub struct Profile {
    pub(super) keys: FxHashMap<u64, Key>,
    pub(super) length: f32,
    pub(super) blocks: usize,
    /// Unit vectors of its parts, parts x dim; empty without an encoder.
    pub(super) parts: Vec<f32>,
}

impl Profile {
    /// Reads the profile of a document.
    ///
    /// Documents do not influence each other here, so they can be read in parallel. Without an
    /// encoder, or if it fails, a document is known by its keys and sizes only. Linear in the
    /// length of the text.
    #[must_use]
    pub fn new(document: &Document, matcher: &Matcher, encoder: Option<&dyn Encoder>) -> Self {
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
        if let Some(encoder) = encoder {
            profile.parts = parts(document, encoder);
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

/// Unit vectors of the parts of a document; empty if there is nothing to encode.
fn parts(document: &Document, encoder: &dyn Encoder) -> Vec<f32> {
    let sentences: Vec<&str> = document.sentences().collect();
    if sentences.is_empty() {
        return Vec::new();
    }
    let ends = sentences.iter().scan(0.0, |length, sentence| {
        *length += weighted_length(sentence);
        Some(*length)
    });
    let ends: Vec<f32> = ends.collect();
    let whole = ends[ends.len() - 1].max(1.0);
    let mut vectors: Vec<f32> = Vec::new();
    for part in 0..PARTS {
        // Sentences whose middle lies in the part; a short document has the same in several.
        let place = |index: usize| {
            let start = if index == 0 { 0.0 } else { ends[index - 1] };
            (start + ends[index]) / 2.0 / whole * PARTS as f32
        };
        let first = (0..sentences.len())
            .take_while(|index| place(*index) < part as f32)
            .count()
            .min(sentences.len() - 1);
        let end = (first + 1..sentences.len())
            .take_while(|index| place(*index) < part as f32 + 1.0)
            .last()
            .map_or(first, |index| index)
            + 1;
        let step = (end - first).div_ceil(SENTENCES);
        let chosen: Vec<&str> = sentences[first..end]
            .iter()
            .step_by(step)
            .copied()
            .collect();
        let Ok(rows) = encoder.encode(&chosen) else {
            return Vec::new();
        };
        let mut sum = vec![0.0; rows.dim()];
        for (row, sentence) in chosen.iter().enumerate() {
            // A long sentence says more than a heading.
            let weight = weighted_length(sentence).sqrt();
            let values = sum.iter_mut().zip(rows.row(row));
            values.for_each(|(sum, value)| *sum += weight * value);
        }
        let norm = dot(&sum, &sum).sqrt().max(1e-6);
        vectors.extend(sum.iter().map(|value| value / norm));
    }
    vectors
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
