//! What people read: terminal diagnostics, summaries and the HTML report.
//!
//! In goes a [`RunResult`], out come text and markup into a given writer. Knows nothing of files
//! and of how results were found.

mod bead_view;
mod changes;
pub mod diagnostic;
pub mod diff;
pub mod html;
mod languages;
mod normalise_report;
mod result;
#[cfg(test)]
pub(crate) mod sample;
mod scores;
mod summary;
mod table_name;
mod terminal;
mod words;

pub use bead_view::{
    BeadStatus, BeadView, BitextView, SentenceFindings, bead_id, bead_kind, joined, sentence_lang,
};
pub use changes::{Causes, Change, changes, conflict_word};
pub use languages::{DetectedText, write_languages};
pub use normalise_report::{
    FileChanges, NORMALISE_GENERATOR, NormaliseCounts, NormaliseReport, NormalisedText,
    RuleChanges, TermChange, Unapplied, is_normalise_json,
};
pub use result::{BitextResult, DocumentResult, LeftAside, RunResult};
pub use scores::{ScoredText, score_line, write_scores};
pub use summary::{
    Counts, DocumentSummary, FileReason, GENERATOR, PairSummary, ScoreSummary, Summary,
    all_findings, is_from_run,
};
pub use table_name::table_names;
pub use terminal::{TerminalOptions, write_terminal};
