//! What says the same thing: beads between parallel documents, links between comparable ones,
//! glosses inside one text.
//!
//! In go sentences with their languages, out come [`Alignment`]s and [`Link`]s. Knows nothing of
//! files or reports.

mod aligner;
mod band;
mod calibration;
mod dp;
mod evidence;
mod evidence_learned;
mod evidence_tokens;
mod evidence_vectors;
mod evidence_words;
pub mod facts;
pub mod gloss;
mod language_means;
mod length;
pub mod mine;
mod model;
pub mod pairing;
mod terms;
mod weights;
mod words;

pub use aligner::{Aligner, Side};
pub use evidence_words::learn as learn_words;
pub use terms::{TermCandidate, term_candidates};
pub use weights::Weights;
pub use words::{Place, WordKind, WordLink, word_links};

use std::ops::Range;

use crate::lang::Lang;
use crate::text::Span;

/// A run of source sentences and the run of target sentences that says the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Bead {
    /// Indices of the source sentences; may be empty.
    pub source: Range<usize>,
    /// Indices of the target sentences; may be empty.
    pub target: Range<usize>,
    /// How likely the bead is right, 0 to 1.
    pub score: f32,
}

/// Monotone beads that cover each sentence of both sides exactly once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alignment {
    /// The beads, in order.
    pub beads: Vec<Bead>,
}

impl Alignment {
    /// The share of the sentences of both sides that can be expected to be paired rightly, 0 to 1: high for
    /// translations, low for texts that only tell of the same things. 0 without sentences.
    #[must_use]
    pub fn coverage(&self) -> f32 {
        let (mut all, mut paired) = (0.0, 0.0);
        for bead in &self.beads {
            let sentences = (bead.source.len() + bead.target.len()) as f32;
            all += sentences;
            if !bead.source.is_empty() && !bead.target.is_empty() {
                paired += sentences * bead.score;
            }
        }
        if all > 0.0 { paired / all } else { 0.0 }
    }
}

/// A sentence of one of several documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SentenceId {
    /// Index of the document.
    pub doc: usize,
    /// Index of the sentence in the document.
    pub sentence: usize,
}

/// What two facts disagree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictKind {
    /// Sums of money.
    Amount,
    /// Counts and other numbers.
    Count,
    /// Dates.
    Date,
}

/// Two stretches that tell one fact differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Stretch of the first sentence's own text.
    pub a: Span,
    /// Stretch of the second sentence's own text.
    pub b: Span,
    /// What they disagree on.
    pub kind: ConflictKind,
}

/// Two sentences of different documents that tell the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The sentence of the earlier document.
    pub a: SentenceId,
    /// The sentence of the later document.
    pub b: SentenceId,
    /// How sure, 0 to 1.
    pub score: f32,
    /// Why, in words for a person: `same amount $44 billion`, `same name Luban Workshop`.
    pub reasons: Vec<String>,
    /// Facts they tell differently.
    pub conflicts: Vec<Conflict>,
}

/// A phrase and its translation (or another rendering of it) inside one text.
#[derive(Clone, Debug, PartialEq)]
pub struct GlossPair {
    /// The phrase that stands first.
    pub a: Span,
    /// Its language.
    pub a_lang: Lang,
    /// The phrase that says the same.
    pub b: Span,
    /// Its language.
    pub b_lang: Lang,
    /// How sure, 0 to 1.
    pub score: f32,
}
