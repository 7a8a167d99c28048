//! The glossary: concepts, their terms in each language, and finding them in text.
//!
//! In go the rows of CSV files, out come a [`Matcher`], its [`TermHit`]s and [`Proposal`]s.
//! Knows nothing of files, findings or reports. The rows and their columns are described in
//! `glossary/README.md`.

mod acronym;
mod context;
pub mod edit;
#[cfg(test)]
mod gold;
mod index;
mod lint;
mod matcher;
pub mod names;
mod problem;
mod propose;
#[cfg(test)]
mod proptests;
mod protect;
mod read;
mod rewrite;
mod roman;
mod rows;
mod settle;
mod store;
mod surroundings;
mod term;
mod tokens;
mod words;
mod zones;

pub use context::{Context, ContextKey};
pub use matcher::Matcher;
pub use problem::{Problem, ProblemLevel};
pub use store::Glossary;
pub use term::{Boundary, Concept, Term, TermCase, TermStatus};

use crate::lang::LangTag;
use crate::text::Span;

/// What is done when a variant is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// It is replaced.
    Replace,
    /// It is reported with a proposal, never replaced unseen.
    Suggest,
    /// Nothing: a right form, listed so that shorter variants inside it are left alone.
    None,
}

/// A term found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermHit {
    /// Where it stands.
    pub span: Span,
    /// Index of its concept in the glossary.
    pub concept: usize,
    /// Index of the term in the concept.
    pub term: usize,
}

/// A variant found in a text, and what should stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Where the variant stands.
    pub span: Span,
    /// The form that should stand there, with the text's case, number and hyphens.
    pub replacement: String,
    /// [`Action::Replace`] or [`Action::Suggest`].
    pub action: Action,
    /// Id of the concept.
    pub concept: String,
    /// The variant as the glossary lists it.
    pub variant: String,
    /// The language whose form is proposed.
    pub lang: LangTag,
    /// The glossary's note on the variant; may be empty.
    pub note: String,
}
