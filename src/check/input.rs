//! What rules look at.

use crate::glossary::Matcher;
use crate::lang::{LangRun, LangTag};
use crate::text::Span;

/// A text under check, with everything that rules may ask about it.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The text; for a translation pair, the translation.
    pub text: &'a str,
    /// Its main language.
    pub tag: LangTag,
    /// Its stretches by language, in order.
    pub runs: &'a [LangRun],
    /// Its sentences, in order.
    pub segments: &'a [Span],
    /// The text it was translated from, where there is one.
    pub source: Option<Source<'a>>,
    /// The terms to hold it against.
    pub glossary: &'a Matcher,
}

/// The other side of a translation pair.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The text.
    pub text: &'a str,
    /// Its language.
    pub tag: LangTag,
}
