//! Languages: tags, script runs and the detector.
//!
//! In goes a string, out come the language of the whole ([`Detection`]) and of its stretches
//! ([`LangRun`]). Knows nothing of documents, files or glossaries.

mod detector;
mod evidence;
mod han;
mod judge;
mod latin;
mod neutral;
mod portuguese;
mod smooth;
mod states;
mod tag;
mod tokens;

pub use detector::Detector;
pub use judge::{LanguageJudge, Whatlang};
pub use tag::{Lang, LangTag, TagError};

use crate::text::Span;

/// A stretch of text in one language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LangRun {
    /// The stretch.
    pub span: Span,
    /// Its language; [`Lang::UND`] for URLs, numbers, code and marks.
    pub lang: Lang,
    /// How sure the detector is, 0 to 1.
    pub confidence: f32,
}

/// The language of a whole text.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// Main language, with the variety when it shows.
    pub tag: LangTag,
    /// How sure the detector is, 0 to 1.
    pub confidence: f32,
    /// Fraction of the letters in each language, largest first; a CJK character counts 3.
    pub share: Vec<(Lang, f32)>,
    /// The stretches, in text order, without overlap.
    pub runs: Vec<LangRun>,
}
