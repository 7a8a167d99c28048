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
        let last_source = self.evidence.source.inverse_norms[1].len() - 1;
        let weights = &self.evidence.weights;
        let (fewer, more) = (n.min(m) as f32, n.max(m) as f32);
        let weight = weights.cosine
            * fewer.powf(weights.size_exponent)
            * (more / fewer).powf(weights.split_exponent);
        let stranger = weight * weights.stranger_likeness;
        for score in out.iter_mut() {
            *score -= stranger;
        }
        let mut scratch = vec![0.0; out.len()];
        let rows = row - n..row;
        // Adds what `worth` makes of the cosine of the source run `rows` with the `width` target
        // sentences that begin `left` before the end of the bead, where there are such.
        let mut add =
            |rows: Range<usize>, left: usize, width: usize, worth: &dyn Fn(&mut [f32])| {
                let skipped = left.saturating_sub(first_column).min(out.len());
                let begin = first_column + skipped - left;
                let cosines = self.cosines(rows, begin, width, &mut scratch[skipped..]);
                worth(cosines);
                for (score, value) in out[skipped..].iter_mut().zip(cosines) {
                    *score += *value;
                }
            };
        let times = |factor: f32| {
            move |cosines: &mut [f32]| cosines.iter_mut().for_each(|cosine| *cosine *= factor)
        };
        add(rows.clone(), m, m, &times(weight));
        // Four neighbours, each a quarter of the margin.
        let against = times(-weight * weights.margin / 4.0);
        add(rows.clone(), m + 1, 1, &against);
        add(rows.clone(), 0, 1, &against);
        if row > n {
            add(row - n - 1..row - n, m, m, &against);
        }
        if row < last_source {
            add(row..row + 1, m, m, &against);
        }
        // What each sentence of a run says alone: one that has nothing to do with the other side
        // does not belong to the bead, however well the rest of the run fits.
        let doubt = |cosines: &mut [f32]| {
            for cosine in cosines {
                *cosine = weights.member * (*cosine - weights.member_likeness).min(0.0);
            }
        };
        if n > 1 {
            for sentence in rows.clone() {
                add(sentence..sentence + 1, m, m, &doubt);
            }
        }
        if m > 1 {
            for left in 1..=m {
                add(rows.clone(), left, 1, &doubt);
            }
        }
    }

    /// The cosines of the source run `rows` with the runs of `width` target sentences from
    /// `begin`, `begin + 1` and so on, as many as there are and `out` takes.
    fn cosines<'o>(
        &self,
        rows: Range<usize>,
        begin: usize,
        width: usize,
        out: &'o mut [f32],
    ) -> &'o mut [f32] {
        let norms = &self.evidence.target.inverse_norms[width];
        let there_are = (norms.len() - width).saturating_sub(begin);
        let count = out.len().min(there_are);
        let out = &mut out[..count];
        if count == 0 {
            return out;
        }
        let rows_norm = self.evidence.source.inverse_norms[rows.len()][rows.end];
        out.fill(0.0);
        for sentence in rows {
            let sums = self.products.row_from(sentence, begin);
            for ((product, before), after) in out.iter_mut().zip(sums).zip(&sums[width..]) {
                *product += after - before;
            }
        }
        for (product, norm) in out.iter_mut().zip(&norms[begin + width..]) {
            *product *= rows_norm * norm;
        }
        out
    }
}
