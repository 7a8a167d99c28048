//! Likeness of meaning: cosines of sentence vectors, and how far they stand out among those of
//! the neighbours (margin, Artetxe & Schwenk 2019).

use super::features::DocFeatures;
use super::stretch::Stretches;
use crate::align::SentenceId;
use crate::align::language_means::LanguageMeans;
use crate::embed::neighbours::Neighbour;
use crate::embed::{dot, neighbours};

/// Up to so many sentences each is compared with all others.
const EXACT: usize = 4000;
/// Nearest sentences of other documents that are candidates, and that make the margin.
const NEAREST: usize = 4;
/// Passages of other documents that a passage is compared with to see what is usual, and the part
/// of them, and their least number, that count.
const SAMPLE: usize = 512;
const SAMPLE_PART: f32 = 0.01;
const LEAST_NEAREST: usize = 4;
/// The vectors of all sentences, centred by language.
pub(super) struct Meaning {
    dim: usize,
    values: Vec<f32>,
    /// The passages of the sentences, and the first of each.
    passages: Vec<f32>,
    starts: Vec<usize>,
    /// How alike each passage is to the nearest of a sample of passages of other documents.
    usual: Vec<f32>,
    /// The nearest sentences of other documents, nearest first.
    nearest: Vec<Vec<Neighbour>>,
    /// Their words.
    pub(super) stretches: Stretches,
}

impl Meaning {
    /// None if no document has vectors, or if their lengths differ.
    pub(super) fn new(
        docs: &[DocFeatures],
        ids: &[SentenceId],
        may_link: &dyn Fn(usize, usize) -> bool,
    ) -> Option<Self> {
        let mut dims = docs
            .iter()
            .filter_map(|doc| doc.vectors.as_ref())
            .map(|vectors| vectors.sentences.dim());
        let dim = dims.next()?;
        if !dims.all(|other| other == dim) {
            return None;
        }
        let rows = ids.iter().filter_map(|id| {
            let vectors = docs[id.doc].vectors.as_ref()?;
            Some((docs[id.doc].lang.lang, vectors.sentences.row(id.sentence)))
        });
        let means = LanguageMeans::new(dim, rows);
        let mut meaning = Self {
            dim,
            values: Vec::with_capacity(ids.len() * dim),
            passages: Vec::new(),
            starts: vec![0],
            usual: Vec::new(),
            nearest: Vec::new(),
            stretches: Stretches::new(docs, ids, dim),
        };
        for id in ids {
            let doc = &docs[id.doc];
            let lang = doc.lang.lang;
            if let Some(vectors) = &doc.vectors {
                means.push(
                    &mut meaning.values,
                    vectors.sentences.row(id.sentence),
                    lang,
                );
                for passage in vectors.passages_of(id.sentence) {
                    means.push(&mut meaning.passages, vectors.passages.row(passage), lang);
                }
            } else {
                // A text in a language that the model does not know: like nothing.
                meaning.values.resize(meaning.values.len() + dim, 0.0);
            }
            meaning.starts.push(meaning.passages.len() / dim);
        }
        meaning.usual = meaning.usual_likeness(ids);
        let is_candidate = |a: usize, b: usize| {
            let (a, b) = (ids[a].doc, ids[b].doc);
            a != b && docs[a].vectors.is_some() && docs[b].vectors.is_some() && may_link(a, b)
        };
        meaning.nearest = neighbours::nearest(&meaning.values, dim, NEAREST, EXACT, &is_candidate);
        Some(meaning)
    }

    /// How alike two sentences are, -1 to 1.
    pub(super) fn cosine(&self, a: usize, b: usize) -> f32 {
        let row = |index: usize| &self.values[index * self.dim..][..self.dim];
        dot(row(a), row(b))
    }

    /// How much more alike two sentences are than each is to its nearest on the whole.
    pub(super) fn margin(&self, a: usize, b: usize) -> f32 {
        let usual = |index: usize| {
            let nearest = &self.nearest[index];
            let sum: f32 = nearest.iter().map(|(_, cosine)| cosine).sum();
            sum / nearest.len().max(1) as f32
        };
        self.cosine(a, b) - (usual(a) + usual(b)) / 2.0
    }

    /// What is said everywhere, names of the persons whom all documents are about say, is alike
    /// everywhere: for each passage the mean cosine with the nearest of a sample.
    fn usual_likeness(&self, ids: &[SentenceId]) -> Vec<f32> {
        let doc_of: Vec<usize> = ids
            .iter()
            .enumerate()
            .flat_map(|(at, id)| std::iter::repeat_n(id.doc, self.starts[at + 1] - self.starts[at]))
            .collect();
        let passages: Vec<&[f32]> = self.passages.chunks_exact(self.dim).collect();
        let step = passages.len().div_ceil(SAMPLE).max(1);
        let sample: Vec<usize> = (0..passages.len()).step_by(step).collect();
        let nearest = (sample.len() as f32 * SAMPLE_PART) as usize + LEAST_NEAREST;
        let mut cosines = Vec::with_capacity(sample.len());
        passages
            .iter()
            .zip(&doc_of)
            .map(|(passage, doc)| {
                cosines.clear();
                let others = sample.iter().filter(|other| doc_of[**other] != *doc);
                cosines.extend(others.map(|other| dot(passage, passages[*other])));
                let nearest = nearest.min(cosines.len());
                if nearest == 0 {
                    return 0.0;
                }
                cosines.select_nth_unstable_by(nearest - 1, |a, b| b.total_cmp(a));
                cosines[..nearest].iter().sum::<f32>() / nearest as f32
            })
            .collect()
    }

    /// How much more alike the most alike passages of two sentences are than passages are that
    /// say what is said everywhere.
    pub(super) fn passages(&self, a: usize, b: usize) -> f32 {
        let row = |passage: usize| &self.passages[passage * self.dim..][..self.dim];
        let passages = |index: usize| self.starts[index]..self.starts[index + 1];
        passages(a)
            .flat_map(|a| passages(b).map(move |b| (a, b)))
            .map(|(a, b)| dot(row(a), row(b)) - (self.usual[a] + self.usual[b]) / 2.0)
            .fold(-1.0, f32::max)
    }

    /// The nearest sentences of other documents.
    pub(super) fn nearest(&self, index: usize) -> impl Iterator<Item = usize> {
        self.nearest[index].iter().map(|(other, _)| *other as usize)
    }
}
