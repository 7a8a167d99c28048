//! Languages: tags, script runs and the detector.
//!
//! In goes a string, out come the language of the whole ([`Detection`]) and of its stretches
//! ([`LangRun`]). Knows nothing of documents, files or glossaries.

mod detector;
mod evidence;
mod han;
mod judge;
mod latin;
mod memo;
pub mod model;
mod neutral;
mod portuguese;
mod smooth;
mod states;
mod tag;
mod tokens;
mod variety;

pub use detector::Detector;
pub use evidence::{is_common_english, word_odds};
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
    /// How sure the variety is (Brazil or Portugal, simplified or traditional), 0 to 1; none where none shows.
    pub variety_confidence: Option<f32>,
    /// Fraction of the letters in each language, largest first; a CJK character counts 3.
    pub share: Vec<(Lang, f32)>,
    /// The stretches, in text order, without overlap.
    pub runs: Vec<LangRun>,
}

impl Detection {
    /// The language of most of a stretch and how sure that is; [`Lang::UND`] where there is none.
    #[must_use]
    pub fn of(&self, span: Span) -> (Lang, f32) {
        let first = self.runs.partition_point(|run| run.span.end <= span.start);
        let inside = self.runs[first..]
            .iter()
            .take_while(|run| run.span.start < span.end);
        let mut langs: Vec<(Lang, f32, f32)> = Vec::new();
        for run in inside.filter(|run| run.lang != Lang::UND) {
            let bytes = (run.span.end.min(span.end) - run.span.start.max(span.start)) as f32;
            let index = langs
                .iter()
                .position(|(lang, ..)| *lang == run.lang)
                .unwrap_or_else(|| {
                    langs.push((run.lang, 0.0, 0.0));
                    langs.len() - 1
                });
            langs[index].1 += bytes;
            langs[index].2 += bytes * run.confidence;
        }
        // The first of equals.
        let best = langs.into_iter().rev().max_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or((Lang::UND, 0.0), |(lang, bytes, sure)| {
            (lang, sure / bytes.max(1.0))
        })
    }
}
