//! The glossary: concepts, their terms in each language, and finding them in text.
//!
//! In go the rows of CSV files, out come a [`Matcher`], its [`TermHit`]s and [`Proposal`]s.
//! Knows nothing of files, findings or reports.

use crate::lang::{LangRun, LangTag};
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

/// All terms of a glossary, ready to be found in texts.
#[derive(Clone, Debug, Default)]
pub struct Matcher {}

impl Matcher {
    /// Every term of the text's languages, longest first at each place, in text order.
    #[must_use]
    pub fn hits(&self, text: &str, tag: LangTag, runs: &[LangRun]) -> Vec<TermHit> {
        let _ = (text, tag, runs);
        Vec::new()
    }

    /// The variants in `text` that the glossary would rather see in another form.
    #[must_use]
    pub fn propose(&self, text: &str, tag: LangTag, runs: &[LangRun]) -> Vec<Proposal> {
        let _ = (text, tag, runs);
        Vec::new()
    }
}
