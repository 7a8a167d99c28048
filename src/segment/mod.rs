//! Sentence breaking for English, Portuguese and Chinese, and documents built with it.
//!
//! In goes the text of one block ([`sentences`]) or a whole file ([`document`]); out come spans.
//! The data lies beside the code: `abbreviations/` and `cues/`, one file a language. Knows nothing
//! of files, pairs or terms.

mod document;
mod judge;
mod marks;
mod sentences;
mod words;

pub use document::document;
pub use sentences::sentences;
