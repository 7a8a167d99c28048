//! Beads as people see them: with an id, a kind, a verdict and the rules that fired in them.
//!
//! The aligned tables, the summary and the HTML report all read beads through this view, so that
//! `b0042` and `review` mean the same everywhere.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{BitextResult, DocumentResult, RunResult};
use crate::align::Bead;
use crate::check::{Finding, Side};
use crate::doc::Document;
use crate::lang::{Lang, LangTag};

/// A bead below this score is as likely wrong as right.
const REVIEW_BELOW: f32 = 0.5;
/// A bead that merges sentences has to be surer: its content and its borders both have to be right.
const REVIEW_MERGED_BELOW: f32 = 0.7;

/// What a translator should do with a bead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BeadStatus {
    /// Both sides say the same as far as the aligner can tell.
    Ok,
    /// Somebody should look at it: the score is low (under 0.5, or under 0.7 where one side
    /// has several sentences).
    Review,
    /// Sentences without a counterpart: added or left out in translation.
    Unpaired,
}

impl BeadStatus {
    /// The verdict on a bead.
    #[must_use]
    pub fn of(bead: &Bead) -> Self {
        let (source, target) = (bead.source.len(), bead.target.len());
        let enough = if source == 1 && target == 1 {
            REVIEW_BELOW
        } else {
            REVIEW_MERGED_BELOW
        };
        if source == 0 || target == 0 {
            Self::Unpaired
        } else if bead.score >= enough {
            Self::Ok
        } else {
            Self::Review
        }
    }

    /// The word in tables: `ok`, `review` or `unpaired`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Review => "review",
            Self::Unpaired => "unpaired",
        }
    }
}

/// One bead of a bitext.
#[derive(Debug)]
pub struct BeadView {
    /// `b0001` and on: begins with a letter, so that spreadsheets leave it alone.
    pub id: String,
    /// Numbers of sentences, `1-2`.
    pub kind: String,
    /// How likely the bead is right, 0 to 1.
    pub score: f32,
    /// What to do with it.
    pub status: BeadStatus,
    /// Source sentences.
    pub source: Range<usize>,
    /// Target sentences.
    pub target: Range<usize>,
    /// Ids of the rules that fired in its sentences, in order.
    pub rules: BTreeSet<&'static str>,
}

/// A bitext with its documents and the findings of each sentence.
#[derive(Debug)]
pub struct BitextView<'a> {
    /// The source document.
    pub source: &'a DocumentResult,
    /// The target document.
    pub target: &'a DocumentResult,
    /// The pair.
    pub bitext: &'a BitextResult,
    /// Findings in the source sentences.
    pub source_findings: SentenceFindings<'a>,
    /// Findings in the target sentences.
    pub target_findings: SentenceFindings<'a>,
}

impl<'a> BitextView<'a> {
    /// The view of `bitext`, one of `run`; `None` if its documents are not in the run.
    #[must_use]
    pub fn new(run: &'a RunResult, bitext: &'a BitextResult) -> Option<Self> {
        let source = run.documents.get(bitext.source)?;
        let target = run.documents.get(bitext.target)?;
        let of_side = |document: &'a DocumentResult, side: Side| {
            let beside = bitext.findings.iter().filter(|found| found.side == side);
            SentenceFindings::new(&document.document, document.findings.iter().chain(beside))
        };
        Some(Self {
            source,
            target,
            bitext,
            source_findings: of_side(source, Side::Source),
            target_findings: of_side(target, Side::Target),
        })
    }

    /// The beads, in order.
    pub fn beads(&self) -> impl ExactSizeIterator<Item = BeadView> {
        let beads = self.bitext.alignment.beads.iter().enumerate();
        beads.map(|(index, bead)| {
            let rules = (self.source_findings.within(&bead.source))
                .chain(self.target_findings.within(&bead.target))
                .map(|found| found.rule.id)
                .collect();
            BeadView {
                id: bead_id(index),
                kind: bead_kind(bead),
                score: bead.score,
                status: BeadStatus::of(bead),
                source: bead.source.clone(),
                target: bead.target.clone(),
                rules,
            }
        })
    }
}

/// The id of the bead `index` (from 0) of a bitext.
#[must_use]
pub fn bead_id(index: usize) -> String {
    format!("b{:04}", index + 1)
}

/// `1-2` for a bead of one source and two target sentences.
#[must_use]
pub fn bead_kind(bead: &Bead) -> String {
    format!("{}-{}", bead.source.len(), bead.target.len())
}

/// The findings of one document, by sentence.
#[derive(Debug, Default)]
pub struct SentenceFindings<'a> {
    of: Vec<Vec<&'a Finding>>,
    outside: Vec<&'a Finding>,
}

impl<'a> SentenceFindings<'a> {
    /// Sorts `findings`, whose spans point into `document`, by sentence.
    ///
    /// A finding that touches several sentences is listed with each.
    #[must_use]
    pub fn new(document: &Document, findings: impl Iterator<Item = &'a Finding>) -> Self {
        let segments = &document.segments;
        let mut of = vec![Vec::new(); segments.len()];
        let mut outside = Vec::new();
        for found in findings {
            let span = found.span;
            let first = segments.partition_point(|segment| segment.span.end < span.start);
            let touched = segments[first..]
                .iter()
                .take_while(|segment| segment.span.start <= span.end)
                .enumerate()
                // An empty span (something is missing here) touches the sentence it ends.
                .filter(|(_, segment)| span.is_empty() || segment.span.overlaps(span))
                .map(|(index, _)| first + index);
            let mut is_inside = false;
            for index in touched {
                of[index].push(found);
                is_inside = true;
            }
            if !is_inside {
                outside.push(found);
            }
        }
        for list in &mut of {
            list.sort_by_key(|found| (found.span, found.rule.id));
        }
        outside.sort_by_key(|found| (found.span, found.rule.id));
        Self { of, outside }
    }

    /// The findings of the sentence `index`, in text order.
    #[must_use]
    pub fn of_sentence(&self, index: usize) -> &[&'a Finding] {
        self.of.get(index).map_or(&[], Vec::as_slice)
    }

    /// The findings of several sentences, in text order.
    pub fn within(&self, sentences: &Range<usize>) -> impl Iterator<Item = &'a Finding> {
        let lists = self.of.get(sentences.clone()).unwrap_or_default();
        lists.iter().flatten().copied()
    }

    /// The findings that lie in no sentence.
    #[must_use]
    pub fn outside(&self) -> &[&'a Finding] {
        &self.outside
    }
}

/// The language of the sentence `index`: its own where it is known, else the document's.
#[must_use]
pub fn sentence_lang(document: &Document, index: usize) -> LangTag {
    let own = document
        .segments
        .get(index)
        .and_then(|segment| document.blocks.get(segment.block))
        .map(|block| block.lang);
    match own {
        Some(tag) if tag.lang != Lang::UND => tag,
        _ => document.lang,
    }
}

/// Several sentences as one string: a space between them, none between Chinese ones.
#[must_use]
pub fn joined(document: &Document, sentences: &Range<usize>) -> String {
    let mut text = String::new();
    let mut before = None;
    for index in sentences.clone() {
        let Some(segment) = document.segments.get(index) else {
            break;
        };
        let lang = sentence_lang(document, index).lang;
        if before.is_some_and(|before: Lang| !(before.is_unspaced() && lang.is_unspaced())) {
            text.push(' ');
        }
        text.push_str(segment.span.of(document.text.as_str()));
        before = Some(lang);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_status_says_what_to_do() {
        let bead = |source, target, score| Bead {
            source: 0..source,
            target: 0..target,
            score,
        };
        for (bead, status) in [
            (bead(1, 1, 0.9), "ok"),
            (bead(1, 1, 0.4), "review"),
            (bead(1, 2, 0.6), "review"),
            (bead(1, 2, 0.8), "ok"),
            (bead(1, 0, 1.0), "unpaired"),
            (bead(0, 1, 0.1), "unpaired"),
            (bead(1, 1, f32::NAN), "review"),
        ] {
            assert_eq!(BeadStatus::of(&bead).as_str(), status, "{bead:?}");
        }
    }

    #[test]
    fn chinese_sentences_join_without_a_space() {
        let zh = sample::document("a.zh.txt", LangTag::ZH_HANS, &["峰会开幕。", "各国出席。"]);
        let en = sample::document("a.en.txt", Lang::EN.into(), &["It opened.", "All came."]);
        assert_eq!(joined(&zh.document, &(0..2)), "峰会开幕。各国出席。");
        assert_eq!(joined(&en.document, &(0..2)), "It opened. All came.");
        assert_eq!(joined(&en.document, &(1..1)), "");
        assert_eq!(joined(&en.document, &(1..9)), "All came.", "no panic");
    }

    #[test]
    fn findings_go_to_the_sentences_they_touch() {
        let mut en = sample::document("a.en.txt", Lang::EN.into(), &["The OCS met.", "All came."]);
        let text = en.document.text.as_str();
        let at = |words: &str| sample::span_of(text, words);
        en.findings = vec![
            sample::finding(&sample::NAME, at("OCS"), "one"),
            sample::finding(&sample::TYPO, at("met.\nAll"), "two sentences"),
            sample::finding(&sample::TYPO, at("\n"), "between"),
        ];
        let by_sentence = SentenceFindings::new(&en.document, en.findings.iter());
        let messages = |index| -> Vec<&str> {
            let list = by_sentence.of_sentence(index).iter();
            list.map(|found| found.message.as_str()).collect()
        };
        assert_eq!(messages(0), ["one", "two sentences"]);
        assert_eq!(messages(1), ["two sentences"]);
        assert_eq!(by_sentence.outside()[0].message, "between");
    }
}
