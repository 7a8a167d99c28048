//! The training loop: batches in, a better table out.

use ndarray::Array2;
use rayon::prelude::*;

use super::adam::{Adam, Use};
use super::batches::{self, PairId};
use super::contrastive::Contrastive;
use super::corpus::{Corpus, Cut, Sentence};
use super::{Options, distil};
use crate::embed::Vocabulary;
use crate::embed::neighbours;
use crate::embed::random::Random;

/// Steps over which the rate grows to its full size.
const WARM_UP: f32 = 50.0;
/// What is left of the rate at the end.
const LAST_RATE: f32 = 0.02;
/// Random sequences below this number belong to the start and the epochs.
const FIRST_STEP: u64 = 1 << 32;

/// One batch: pairs of one kind, or sentences with a teacher's vectors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Batch {
    Pairs(Vec<PairId>),
    Taught(Vec<u32>),
}

/// How far the training is, and all that it changes: what a checkpoint holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct State {
    /// Row-major, rows x dim.
    pub(super) table: Vec<f32>,
    pub(super) adam: Adam,
    pub(super) epoch: u64,
    /// Batches of the epoch, and how many of them are done.
    pub(super) plan: Vec<Batch>,
    pub(super) done: usize,
    /// Tables that are done: values a row, and rows.
    pub(super) finished: Vec<(usize, Vec<f32>)>,
}

/// A table before its training.
#[derive(Clone, Debug)]
pub(super) struct Start {
    pub(super) dim: usize,
    /// Row-major, rows x dim.
    pub(super) values: Vec<f32>,
    /// Decides in which order the pairs are seen.
    pub(super) seed: u64,
}

/// Trains a table on a corpus.
#[derive(Debug)]
pub(super) struct Trainer<'a> {
    vocabulary: &'a Vocabulary,
    corpus: &'a Corpus,
    options: &'a Options,
    dim: usize,
    seed: u64,
    pub(super) state: State,
    objective: Contrastive,
    /// Pairs in a batch.
    batch: usize,
    steps: u64,
}

impl<'a> Trainer<'a> {
    /// A training of `start`.
    pub(super) fn new(
        vocabulary: &'a Vocabulary,
        corpus: &'a Corpus,
        options: &'a Options,
        start: Start,
    ) -> Self {
        let batch = options.batch.min(corpus.largest_batch()).max(1);
        let an_epoch = batches::count(&corpus.sources(), batch) + corpus.taught() / batch;
        Self {
            vocabulary,
            corpus,
            options,
            dim: start.dim,
            seed: start.seed,
            state: State {
                adam: Adam::new(start.values.len()),
                table: start.values,
                epoch: 0,
                plan: Vec::new(),
                done: 0,
                finished: Vec::new(),
            },
            objective: Contrastive::new(options.margin, options.temperature),
            batch,
            steps: an_epoch as u64 * u64::from(options.epochs),
        }
    }

    /// Steps that the whole training takes.
    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    /// Steps done so far.
    pub(super) fn step_number(&self) -> u64 {
        u64::from(self.state.adam.steps)
    }

    /// Does one step, and gives back its mean loss a pair; `None` when the training is over.
    pub(super) fn step(&mut self) -> Option<f64> {
        if self.step_number() >= self.steps {
            return None;
        }
        if self.state.done == self.state.plan.len() {
            self.plan_epoch();
        }
        let batch = std::mem::replace(
            &mut self.state.plan[self.state.done],
            Batch::Taught(Vec::new()),
        );
        let loss = match &batch {
            Batch::Pairs(pairs) => self.step_pairs(pairs),
            Batch::Taught(rows) => self.step_taught(rows),
        };
        self.state.plan[self.state.done] = batch;
        self.state.done += 1;
        Some(loss)
    }

    fn plan_epoch(&mut self) {
        let mut random = Random::new(self.seed, self.state.epoch + 1);
        let mut drawn = batches::draw(&self.corpus.sources(), &mut random);
        // A table that knows nothing yet has no neighbours to show.
        let leaf = self.options.hard_negatives;
        if leaf > 1 && self.state.epoch > 0 {
            for pairs in &mut drawn {
                let vectors = self.pair_vectors(pairs);
                let leaves = neighbours::leaves(&vectors, self.dim, leaf, random.bits());
                *pairs = batches::regroup(pairs, &leaves, leaf, &mut random);
            }
        }
        let mut plan: Vec<Batch> = batches::cut(drawn, self.batch, &mut random)
            .into_iter()
            .map(Batch::Pairs)
            .collect();
        let mut taught: Vec<u32> = (0..self.corpus.taught() as u32).collect();
        random.shuffle(&mut taught);
        plan.extend(
            taught
                .chunks_exact(self.batch)
                .map(|rows| Batch::Taught(rows.to_vec())),
        );
        random.shuffle(&mut plan);
        self.state.epoch += 1;
        self.state.plan = plan;
        self.state.done = 0;
    }

    fn step_pairs(&mut self, pairs: &[PairId]) -> f64 {
        let rows = pairs.len();
        let corpus = self.corpus;
        let mut random = Random::new(self.seed, self.step_number() + FIRST_STEP);
        let sides: [Vec<Sentence<'_>>; 2] = [0, 1].map(|side| {
            let sentence = |pair: &PairId| {
                let sampled = random.below(2) == 1;
                corpus.sentence(
                    *pair,
                    side,
                    if sampled { Cut::Sampled } else { Cut::Longest },
                )
            };
            pairs.iter().map(sentence).collect()
        });
        let (source, source_norms) = self.encode(&sides[0]);
        let (target, target_norms) = self.encode(&sides[1]);
        let mut gradients = Array2::<f32>::zeros((2 * rows, self.dim));
        let (mut by_source, mut by_target) = gradients.view_mut().split_at(ndarray::Axis(0), rows);
        let loss = self.objective.loss(
            source.view(),
            target.view(),
            &sharing_a_side(&sides),
            by_source.view_mut(),
            by_target.view_mut(),
        );
        let mut gradients = gradients.into_raw_vec_and_offset().0;
        let (by_source, by_target) = gradients.split_at_mut(rows * self.dim);
        through_norms(by_source, &source, &source_norms, self.dim);
        through_norms(by_target, &target, &target_norms, self.dim);
        let [sources, targets] = sides;
        self.update(sources.into_iter().chain(targets), &gradients);
        loss
    }

    fn step_taught(&mut self, rows: &[u32]) -> f64 {
        let corpus = self.corpus;
        let sentences: Vec<_> = rows
            .iter()
            .map(|row| corpus.taught_sentence(*row))
            .collect();
        let (student, norms) = self.encode(&sentences);
        let teacher = corpus.teacher_vectors(rows);
        let mut gradients = Array2::<f32>::zeros(student.dim());
        let loss = distil::loss(
            student.view(),
            teacher.view(),
            self.options.temperature,
            gradients.view_mut(),
        );
        let mut gradients = gradients.into_raw_vec_and_offset().0;
        through_norms(&mut gradients, &student, &norms, self.dim);
        self.update(sentences.into_iter(), &gradients);
        loss
    }

    fn encode(&self, sentences: &[Sentence<'_>]) -> (Array2<f32>, Vec<f32>) {
        encode(&self.state.table, self.dim, self.vocabulary, sentences)
    }

    /// Moves the rows that the sentences used against their gradients, in order.
    fn update<'s>(&mut self, sentences: impl Iterator<Item = Sentence<'s>>, gradients: &[f32]) {
        let mut uses = Vec::new();
        for (number, sentence) in (0_u32..).zip(sentences) {
            uses.extend(sentence.features(self.vocabulary).map(|feature| Use {
                row: feature.row,
                sentence: number,
                weight: feature.weight,
            }));
        }
        let step = self.step_number() as f32;
        let done = step / self.steps as f32;
        let rate = self.options.rate
            * (1.0 - (1.0 - LAST_RATE) * done)
            * ((step + 1.0) / WARM_UP).min(1.0);
        let state = &mut self.state;
        state
            .adam
            .step(&mut state.table, self.dim, &mut uses, gradients, rate);
    }

    /// The middle of both sides of each pair, rows x dim.
    fn pair_vectors(&self, pairs: &[PairId]) -> Vec<f32> {
        let both = [0, 1].map(|side| {
            let sentence = |pair: &PairId| self.corpus.sentence(*pair, side, Cut::Longest);
            let sentences: Vec<_> = pairs.iter().map(sentence).collect();
            self.encode(&sentences).0
        });
        let [mut source, target] = both;
        source += &target;
        source.into_raw_vec_and_offset().0
    }
}

/// Unit vectors of sentences, rows x dim, and the norms of the sums that they come from.
pub(super) fn encode(
    table: &[f32],
    dim: usize,
    vocabulary: &Vocabulary,
    sentences: &[Sentence<'_>],
) -> (Array2<f32>, Vec<f32>) {
    let mut units = Array2::<f32>::zeros((sentences.len(), dim));
    let mut norms = vec![0.0_f32; sentences.len()];
    if let Some(units) = units.as_slice_mut() {
        units
            .par_chunks_mut(dim)
            .zip(&mut norms)
            .zip(sentences)
            .for_each(|((unit, norm), sentence)| {
                for feature in sentence.features(vocabulary) {
                    let row = &table[feature.row as usize * dim..][..dim];
                    for (sum, value) in unit.iter_mut().zip(row) {
                        *sum += feature.weight * value;
                    }
                }
                *norm = dot(unit, unit).sqrt().max(1e-6);
                for value in unit {
                    *value /= *norm;
                }
            });
    }
    (units, norms)
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Turns gradients by unit vectors into gradients by the sums before they were divided by their
/// norms: the part along the vector falls away.
fn through_norms(gradients: &mut [f32], units: &Array2<f32>, norms: &[f32], dim: usize) {
    let units = units.as_slice().unwrap_or_default();
    gradients
        .par_chunks_mut(dim)
        .zip(units.par_chunks(dim))
        .zip(norms)
        .for_each(|((gradient, unit), norm)| {
            let along = dot(gradient, unit);
            for (gradient, unit) in gradient.iter_mut().zip(unit) {
                *gradient = (*gradient - along * unit) / norm;
            }
        });
}

/// Rows of a batch that share a side with another row, both ways round and in order: they are
/// translations of each other as well and no negatives.
fn sharing_a_side(sides: &[Vec<Sentence<'_>>; 2]) -> Vec<(u32, u32)> {
    let mut same = Vec::new();
    for side in sides {
        let pieces = |row: &u32| {
            let sentence = side[*row as usize];
            let cut = Cut::Longest;
            Sentence { cut, ..sentence }.pieces()
        };
        let mut rows: Vec<u32> = (0..side.len() as u32).collect();
        rows.sort_unstable_by(|a, b| pieces(a).cmp(pieces(b)).then(a.cmp(b)));
        for group in rows.chunk_by(|a, b| pieces(a) == pieces(b)) {
            for row in group {
                same.extend(
                    group
                        .iter()
                        .filter(|other| *other != row)
                        .map(|other| (*row, *other)),
                );
            }
        }
    }
    same.sort_unstable();
    same.dedup();
    same
}
