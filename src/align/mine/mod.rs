//! Sentences of different documents that tell the same, within and across languages.
//!
//! Candidates come from an inverted index of names, glossary concepts, figures and rare words, and
//! from the nearest sentence vectors, so that the work grows with the text and not with the square
//! of the number of documents. A candidate is judged by how much of what both sentences are known
//! by they share, weighted by how rare it is in the collection, by whether their figures agree, and
//! by how alike they and their most alike passages are in meaning.

mod conflict;
mod features;
mod index;
mod meaning;
mod occasion;
mod reasons;
mod score;
mod stretch;
mod support;
mod words;

pub use features::{DocFeatures, features};
pub use score::{EVIDENCE, EVIDENCE_SIGNS, weights as score_weights};

use rustc_hash::FxHashMap;

use super::{Link, SentenceId};
use crate::embed::Encoder;
use crate::glossary::Matcher;
use crate::lang::LangTag;
use index::{Candidate, Index};

/// Links below this score are left out.
///
/// `tests/eval/mine.md` tells how many of the links are right.
pub const MIN_SCORE: f32 = 0.5;

/// Most links of one sentence into one other document.
const MAX_LINKS_PER_DOC: usize = 3;
/// Most links of one sentence in all.
const MAX_LINKS: usize = 12;

/// One of the documents that are mined.
#[derive(Clone, Copy, Debug)]
pub struct MineDoc<'a> {
    /// Its sentences, in order.
    pub sentences: &'a [&'a str],
    /// Its main language.
    pub lang: LangTag,
}

/// Finds the sentences of different documents that tell the same, best first.
///
/// A sentence may have links to several others, at most three of them in one document. Spans
/// of conflicts count in the text of their own sentence. The order depends on the documents
/// only.
#[must_use]
pub fn mine(docs: &[MineDoc<'_>], matcher: &Matcher, encoder: Option<&dyn Encoder>) -> Vec<Link> {
    let features: Vec<DocFeatures> = docs
        .iter()
        .map(|doc| features(doc, matcher, encoder))
        .collect();
    link(&features)
}

/// The second half of [`mine()`]: links between documents whose features are known.
#[must_use]
pub fn link(docs: &[DocFeatures]) -> Vec<Link> {
    link_if(docs, &|_, _| true)
}

/// Links between those documents only that `may_link` tells, by their places in `docs`:
/// translations of each other, whose sentences are aligned already, need no links.
#[must_use]
pub fn link_if(docs: &[DocFeatures], may_link: &dyn Fn(usize, usize) -> bool) -> Vec<Link> {
    let index = Index::new(docs, may_link);
    let mut judged: Vec<(Candidate, f32)> = index
        .candidates(may_link)
        .into_iter()
        .map(|candidate| (candidate, score::score(&index, &candidate)))
        .collect();
    support::lift(&index, &mut judged);
    judged.retain(|(_, score)| *score >= MIN_SCORE);
    // Best first; ties by place, so that the order is always the same.
    judged.sort_by(|(a, a_score), (b, b_score)| {
        b_score
            .total_cmp(a_score)
            .then_with(|| (a.a, a.b).cmp(&(b.a, b.b)))
    });
    keep_best(&index, judged)
        .into_iter()
        .map(|(candidate, score)| finish(&index, &candidate, score))
        .collect()
}

/// A candidate and what speaks for and against it, for fitting.
#[derive(Clone, Copy, Debug)]
pub struct Evidence {
    /// The sentence of the earlier document.
    pub a: SentenceId,
    /// The sentence of the later document.
    pub b: SentenceId,
    /// True when both are in one language.
    pub is_same_language: bool,
    /// The values that the weights of the score belong to.
    pub values: [f32; EVIDENCE],
}

/// All candidates of some documents, before they are judged.
#[must_use]
pub fn evidence(docs: &[DocFeatures]) -> Vec<Evidence> {
    let any = |_: usize, _: usize| true;
    let index = Index::new(docs, &any);
    index
        .candidates(&any)
        .iter()
        .map(|candidate| Evidence {
            a: index.id(candidate.a),
            b: index.id(candidate.b),
            is_same_language: score::is_same_language(&index, candidate),
            values: score::evidence(&index, candidate),
        })
        .collect()
}

/// Bounds the number of links of each sentence; `judged` comes best first.
fn keep_best(index: &Index<'_>, judged: Vec<(Candidate, f32)>) -> Vec<(Candidate, f32)> {
    // Links of a sentence into a document: how many, and the score of the best.
    let mut into_doc: FxHashMap<(usize, usize), (usize, f32)> = FxHashMap::default();
    let mut in_all: FxHashMap<usize, usize> = FxHashMap::default();
    judged
        .into_iter()
        .filter(|(candidate, score)| {
            let ends = [(candidate.a, candidate.b), (candidate.b, candidate.a)];
            let fits = ends.iter().all(|(from, to)| {
                let doc = index.id(*to).doc;
                let is_near_best = into_doc
                    .get(&(*from, doc))
                    .is_none_or(|(count, best)| *count < MAX_LINKS_PER_DOC && *score >= best * 0.5);
                is_near_best && in_all.get(from).copied().unwrap_or(0) < MAX_LINKS
            });
            if fits {
                for (from, to) in ends {
                    let doc = index.id(to).doc;
                    into_doc.entry((from, doc)).or_insert((0, *score)).0 += 1;
                    *in_all.entry(from).or_insert(0) += 1;
                }
            }
            fits
        })
        .collect()
}

fn finish(index: &Index<'_>, candidate: &Candidate, score: f32) -> Link {
    let (a, b) = (index.sentence(candidate.a), index.sentence(candidate.b));
    let conflicts = conflict::conflicts(a, b, &index.shared(candidate).1, score);
    Link {
        a: index.id(candidate.a),
        b: index.id(candidate.b),
        score,
        reasons: reasons::reasons(index, candidate, &conflicts),
        conflicts,
    }
}

#[cfg(test)]
mod tests;
