//! What a run over a folder found: the data that every report and table is made from.

use std::path::PathBuf;

use crate::align::pairing::RunnerUp;
use crate::align::{Alignment, GlossPair, Link};
use crate::check::{Finding, Score};
use crate::doc::Document;
use crate::text::Edit;

/// Everything a run found, in a fixed order: documents by path, pairs by their documents,
/// links best first.
#[derive(Debug, Default)]
pub struct RunResult {
    /// The texts that were read.
    pub documents: Vec<DocumentResult>,
    /// Pairs of documents that are translations of each other, sentence by sentence.
    pub bitexts: Vec<BitextResult>,
    /// Sentences of different documents that tell the same. Indices are those of
    /// [`RunResult::documents`].
    pub links: Vec<Link>,
    /// Files that were not read because they are no texts for alinha, and why.
    pub left_aside: Vec<LeftAside>,
    /// Files that should have been read and could not be, and why.
    pub failed: Vec<LeftAside>,
}

/// One text and what was found in it.
#[derive(Debug)]
pub struct DocumentResult {
    /// Path relative to the folder; [`Document::id`] is the same for display.
    pub path: PathBuf,
    /// The text with its blocks and sentences.
    pub document: Document,
    /// What is wrong in it, in text order.
    pub findings: Vec<Finding>,
    /// What they amount to.
    pub score: Score,
    /// The changes that normalising made, in text order.
    pub edits: Vec<Edit>,
    /// Changes that the file's encoding has no characters for: reported, not made.
    pub refused: Vec<Edit>,
    /// Phrases that stand beside their translation.
    pub glosses: Vec<GlossPair>,
}

/// Two documents that are translations of each other.
#[derive(Debug)]
pub struct BitextResult {
    /// Index of the source document.
    pub source: usize,
    /// Index of the target document.
    pub target: usize,
    /// How sure it is that they are translations, 0 to 1.
    pub score: f32,
    /// The next best partner of either, if any came near.
    pub runner_up: Option<RunnerUp>,
    /// Their sentences, paired.
    pub alignment: Alignment,
    /// What only shows beside the source; spans point into the target document's text
    /// (or the source's, by [`Finding::side`]).
    pub findings: Vec<Finding>,
}

/// A file that is not in the results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftAside {
    /// Path relative to the folder, with `/` between parts.
    pub path: String,
    /// One sentence: why.
    pub reason: String,
}
