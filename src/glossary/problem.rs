//! What is wrong in a glossary file.

use crate::text::Span;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemLevel {
    /// Works, but hardly as meant.
    Warning,
    /// The row was left out, or would do harm.
    Error,
}

/// Something wrong in a glossary file, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file as it was given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Where in the file's text.
    pub span: Span,
    /// How bad it is.
    pub level: ProblemLevel,
    /// One sentence that states the fact.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}
