//! What goes into a check.

use crate::lang::{LangRun, LangTag};
use crate::text::Span;

/// A text under check, with everything that rules may ask about it.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The text; for a translation pair, the translation.
    pub text: &'a str,
    /// Its main language.
    pub tag: LangTag,
    /// Its stretches by language, in order; empty when all of it is in the main language.
    pub runs: &'a [LangRun],
    /// Its sentences, in order.
    pub segments: &'a [Span],
    /// The text it was translated from, where there is one.
    pub source: Option<Source<'a>>,
}

impl<'a> Input<'a> {
    /// A text in one language, about which nothing else is known.
    #[must_use]
    pub fn new(text: &'a str, tag: LangTag) -> Self {
        Self {
            text,
            tag,
            runs: &[],
            segments: &[],
            source: None,
        }
    }
}

/// The other side of a translation pair.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The text.
    pub text: &'a str,
    /// Its language.
    pub tag: LangTag,
}
