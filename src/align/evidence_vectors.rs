//! Likeness of meaning: cosines between merged sentences, and the margin to their neighbours.
//!
//! The vector of a merged run is the sum of its sentences' vectors, each weighed by a
//! power of its length; a language's mean vector is taken out first, and what a bead shares with
//! the sentences just outside it counts against it (after Bertalign, Liu & Zhu 2022).

use std::ops::Range;

use super::dp::{Band, MAX_SIDE};
use super::evidence::PairSums;
use super::weights::Weights;
use crate::embed::{Vectors, dot};

/// The vectors of both sides, centred and weighed.
#[derive(Debug)]
pub(super) struct VectorEvidence {
    dim: usize,
    weights: Weights,
    source: WeighedVectors,
    target: WeighedVectors,
}

#[derive(Debug)]
struct WeighedVectors {
    values: Vec<f32>,
    /// One over the norm of the sum of the `size` vectors before `end`, by size and end.
    inverse_norms: Vec<Vec<f32>>,
}

impl VectorEvidence {
    pub(super) fn new(
        source: &Vectors,
        target: &Vectors,
        source_lengths: &[f32],
        target_lengths: &[f32],
        weights: &Weights,
    ) -> Self {
        Self {
            dim: source.dim(),
            weights: *weights,
            source: WeighedVectors::new(source, source_lengths, weights),
            target: WeighedVectors::new(target, target_lengths, weights),
        }
    }

    /// The cosines that beads inside `band` need.
    pub(super) fn scores(&self, band: &Band) -> VectorScores<'_> {
        let dim = self.dim;
        let mut products = PairSums::default();
        for index in 0..band.source_len() {
            let row = &self.source.values[index * dim..][..dim];
            let columns = band.reach(index);
            let out = products.push_row(columns.start, columns.len());
            for (product, column) in out.iter_mut().zip(columns) {
                *product = dot(row, &self.target.values[column * dim..][..dim]);
            }
            products.sum_row();
        }
        VectorScores {
            evidence: self,
            products,
        }
    }
}

impl WeighedVectors {
    fn new(vectors: &Vectors, lengths: &[f32], weights: &Weights) -> Self {
        let dim = vectors.dim();
        let count = vectors.len();
        let mut mean = vec![0.0_f32; dim];
        for row in 0..count {
            for (sum, value) in mean.iter_mut().zip(vectors.row(row)) {
                *sum += value;
            }
        }
        for sum in &mut mean {
            *sum /= count as f32 + weights.mean_damping;
        }
        let mut values = Vec::with_capacity(count * dim);
        for (row, length) in lengths.iter().enumerate().take(count) {
            let at = values.len();
            values.extend(vectors.row(row).iter().zip(&mean).map(|(v, m)| v - m));
            let norm = dot(&values[at..], &values[at..]).sqrt().max(1e-6);
            let weight = length.max(1.0).powf(weights.length_exponent) / norm;
            for value in &mut values[at..] {
                *value *= weight;
            }
        }
        let mut inverse_norms = vec![vec![1.0; count + 1]; MAX_SIDE + 1];
        let mut sum = vec![0.0_f32; dim];
        for end in 1..=count {
            sum.fill(0.0);
            for size in 1..=MAX_SIDE.min(end) {
                let row = &values[(end - size) * dim..][..dim];
                for (sum, value) in sum.iter_mut().zip(row) {
                    *sum += value;
                }
                inverse_norms[size][end] = 1.0 / dot(&sum, &sum).sqrt().max(1e-6);
            }
        }
        Self {
            values,
            inverse_norms,
        }
    }
}

/// Cosines of the beads in one band.
#[derive(Debug)]
pub(super) struct VectorScores<'a> {
    evidence: &'a VectorEvidence,
    products: PairSums,
}

impl VectorScores<'_> {
    /// Adds what likeness says to the scores of beads of n x m sentences that end at `row` and
    /// the columns from `first_column` on.
    pub(super) fn add(&self, n: usize, m: usize, row: usize, first_column: usize, out: &mut [f32]) {
        let source = &self.evidence.source.inverse_norms;
        let target = &self.evidence.target.inverse_norms;
        let last_target = target[1].len() - 1;
        let last_source = source[1].len() - 1;
        let weights = &self.evidence.weights;
        let (fewer, more) = (n.min(m) as f32, n.max(m) as f32);
        let weight = weights.cosine
            * fewer.powf(weights.size_exponent)
            * (more / fewer).powf(weights.split_exponent);
        let stranger = weight * weights.stranger_likeness;
        for score in out.iter_mut() {
            *score -= stranger;
        }
        self.add_members(n, m, row, first_column, out);
        // Adds `factor` times the cosine of the source run `rows` with the `width` target sentences
        // that begin `left` before the end of the bead, where there are such.
        let mut add = |rows: Range<usize>, left: usize, width: usize, factor: f32| {
            let rows_norm = source[rows.len()][rows.end];
            for (end, score) in (first_column..).zip(out.iter_mut()) {
                let Some(begin) = end.checked_sub(left) else {
                    continue;
                };
                if begin + width > last_target {
                    break;
                }
                let product: f32 = rows
                    .clone()
                    .map(|sentence| {
                        let sums = self.products.row_from(sentence, begin);
                        sums[width] - sums[0]
                    })
                    .sum();
                *score += factor * product * rows_norm * target[width][begin + width];
            }
        };
        add(row - n..row, m, m, weight);
        // Four neighbours, each a quarter of the margin.
        let against = -weight * weights.margin / 4.0;
        add(row - n..row, m + 1, 1, against);
        add(row - n..row, 0, 1, against);
        if row > n {
            add(row - n - 1..row - n, m, m, against);
        }
        if row < last_source {
            add(row..row + 1, m, m, against);
        }
    }

    /// What each sentence of a run says alone: one that has nothing to do with the other side
    /// does not belong to the bead, however well the rest of the run fits.
    fn add_members(&self, n: usize, m: usize, row: usize, first_column: usize, out: &mut [f32]) {
        let weights = &self.evidence.weights;
        let source = &self.evidence.source.inverse_norms;
        let target = &self.evidence.target.inverse_norms;
        let doubt = |cosine: f32| weights.member * (cosine - weights.member_likeness).min(0.0);
        for (end, score) in (first_column..).zip(out.iter_mut()) {
            let begin = end - m;
            if n > 1 {
                for sentence in row - n..row {
                    let sums = self.products.row_from(sentence, begin);
                    let product = sums[m] - sums[0];
                    *score += doubt(product * source[1][sentence + 1] * target[m][end]);
                }
            }
            if m > 1 {
                for column in begin..end {
                    let product: f32 = (row - n..row)
                        .map(|sentence| {
                            let sums = self.products.row_from(sentence, column);
                            sums[1] - sums[0]
                        })
                        .sum();
                    *score += doubt(product * source[n][row] * target[1][column + 1]);
                }
            }
        }
    }
}
