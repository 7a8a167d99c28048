//! The contrastive objective: a sentence must be nearer to its own translation, by a margin,
//! than to every other sentence of its batch, in both directions (in-batch softmax with additive
//! margin, Yang et al. 2019).

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2, Axis, s};
use rayon::prelude::*;

/// Rows that one task takes: fixed, so that sums come out the same at any number of threads.
const ROWS: usize = 128;

/// The objective, with a buffer that is kept from batch to batch.
#[derive(Debug)]
pub(super) struct Contrastive {
    margin: f32,
    temperature: f32,
    /// rows x rows: similarities, then how the loss changes with each of them.
    matrix: Vec<f32>,
}

/// What one block of rows adds to the softmax of the whole batch.
struct Block {
    row_sums: Vec<f32>,
    column_sums: Vec<f32>,
    /// Sum of the true pairs' logits.
    truth: f64,
}

impl Contrastive {
    /// `margin` is taken off the true pair's cosine; cosines are divided by `temperature`.
    pub(super) fn new(margin: f32, temperature: f32) -> Self {
        Self {
            margin,
            temperature,
            matrix: Vec::new(),
        }
    }

    /// The mean loss of a pair, in nats, and its gradients.
    ///
    /// `source` and `target` are rows x dim unit vectors, row i of one the translation of row i
    /// of the other. `same` lists rows (i, j), both ways round, that are no negatives of each
    /// other because they share a side.
    pub(super) fn loss(
        &mut self,
        source: ArrayView2<'_, f32>,
        target: ArrayView2<'_, f32>,
        same: &[(u32, u32)],
        source_gradient: ArrayViewMut2<'_, f32>,
        target_gradient: ArrayViewMut2<'_, f32>,
    ) -> f64 {
        let rows = source.nrows();
        self.matrix.resize(rows * rows, 0.0);
        let blocks = self.exponentials(source, target, same);
        let mut row_sums = Vec::with_capacity(rows);
        let mut column_sums = vec![0.0_f32; rows];
        let mut loss = 0.0;
        for block in blocks {
            row_sums.extend(block.row_sums);
            for (sum, part) in column_sums.iter_mut().zip(block.column_sums) {
                *sum += part;
            }
            loss -= block.truth;
        }
        for sum in row_sums.iter_mut().chain(&mut column_sums) {
            *sum = sum.max(f32::MIN_POSITIVE);
            loss += 0.5 * f64::from(*sum).ln();
        }
        // Softmax minus truth, of both directions.
        let scale = 0.5 / (self.temperature * rows as f32);
        let by_column: Vec<f32> = column_sums.iter().map(|sum| scale / sum).collect();
        self.matrix
            .par_chunks_mut(rows)
            .enumerate()
            .for_each(|(own, row)| {
                let by_row = scale / row_sums[own];
                for (value, by_column) in row.iter_mut().zip(&by_column) {
                    *value *= by_row + by_column;
                }
                row[own] -= 2.0 * scale;
            });
        let weights = square(rows, &self.matrix);
        product(weights, target, source_gradient);
        product(weights.reversed_axes(), source, target_gradient);
        loss / rows as f64
    }

    /// Fills the matrix with exp((cosine - 1) / temperature): nothing overflows, as no cosine
    /// is above one.
    fn exponentials(
        &mut self,
        source: ArrayView2<'_, f32>,
        target: ArrayView2<'_, f32>,
        same: &[(u32, u32)],
    ) -> Vec<Block> {
        let rows = source.nrows();
        let (margin, scale) = (self.margin, 1.0 / self.temperature);
        self.matrix
            .par_chunks_mut(ROWS * rows)
            .enumerate()
            .map(|(block, matrix)| {
                let first = block * ROWS;
                let count = matrix.len() / rows;
                let part = source.slice(s![first..first + count, ..]);
                let mut cosines =
                    ArrayViewMut2::from_shape((count, rows), matrix).expect("whole rows");
                general_mat_mul(1.0, &part, &target.t(), 0.0, &mut cosines);
                let mut truth = 0.0;
                for (own, row) in (first..).zip(matrix.chunks_exact_mut(rows)) {
                    row[own] -= margin;
                    truth += f64::from((row[own] - 1.0) * scale);
                    for value in row {
                        *value = exp((*value - 1.0) * scale);
                    }
                }
                let from = same.partition_point(|(row, _)| (*row as usize) < first);
                let until = same.partition_point(|(row, _)| (*row as usize) < first + count);
                for (row, column) in &same[from..until] {
                    matrix[(*row as usize - first) * rows + *column as usize] = 0.0;
                }
                let mut column_sums = vec![0.0_f32; rows];
                let row_sums = matrix.chunks_exact(rows).map(|row| {
                    for (sum, value) in column_sums.iter_mut().zip(row) {
                        *sum += value;
                    }
                    row.iter().sum()
                });
                let row_sums = row_sums.collect();
                Block {
                    row_sums,
                    column_sums,
                    truth,
                }
            })
            .collect()
    }
}

/// `values` as a square matrix.
pub(super) fn square(rows: usize, values: &[f32]) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((rows, rows), values).expect("rows x rows values")
}

/// `out = left x right`, a block of rows a task.
pub(super) fn product(
    left: ArrayView2<'_, f32>,
    right: ArrayView2<'_, f32>,
    mut out: ArrayViewMut2<'_, f32>,
) {
    let blocks: Vec<_> = out.axis_chunks_iter_mut(Axis(0), ROWS).collect();
    blocks
        .into_par_iter()
        .enumerate()
        .for_each(|(block, mut out)| {
            let first = block * ROWS;
            let part = left.slice(s![first..first + out.nrows(), ..]);
            general_mat_mul(1.0, &part, &right, 0.0, &mut out);
        });
}

/// e^x for x <= 0 within 2e-7 relative, in plain arithmetic that compiles to vector code:
/// 2^n by its bits, the rest by a polynomial (Cephes, Moshier).
pub(super) fn exp(x: f32) -> f32 {
    let x = x.max(-87.0);
    let n = (x * std::f32::consts::LOG2_E).round_ties_even();
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let mut y = 1.987_569_1e-4_f32;
    y = y * r + 1.398_199_9e-3;
    y = y * r + 8.333_452e-3;
    y = y * r + 4.166_579_6e-2;
    y = y * r + 1.666_666_5e-1;
    y = y * r + 0.5;
    let y = y * r * r + r + 1.0;
    y * f32::from_bits(((n as i32 + 127) as u32) << 23)
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::embed::random::Random;

    /// Random unit rows.
    fn units(rows: usize, dim: usize, seed: u64) -> Array2<f32> {
        let mut random = Random::new(seed, 0);
        let mut values = Array2::from_shape_fn((rows, dim), |_| random.normal());
        for mut row in values.rows_mut() {
            let norm = row.dot(&row).sqrt();
            row /= norm;
        }
        values
    }

    fn loss(
        source: &Array2<f32>,
        target: &Array2<f32>,
        same: &[(u32, u32)],
    ) -> (f64, [Array2<f32>; 2]) {
        let mut gradients = [Array2::zeros(source.dim()), Array2::zeros(source.dim())];
        let [by_source, by_target] = &mut gradients;
        let loss = Contrastive::new(0.3, 0.1).loss(
            source.view(),
            target.view(),
            same,
            by_source.view_mut(),
            by_target.view_mut(),
        );
        (loss, gradients)
    }

    #[test]
    fn gradients_are_those_of_the_loss() {
        let (source, target) = (units(5, 4, 1), units(5, 4, 2));
        for same in [&[][..], &[(0, 3), (3, 0)]] {
            let (_, gradients) = loss(&source, &target, same);
            let step = 1e-3;
            for (row, column) in [(0, 0), (2, 3), (4, 1), (3, 2)] {
                let mut moved = [source.clone(), source.clone()];
                moved[0][[row, column]] += step;
                moved[1][[row, column]] -= step;
                let slope = (loss(&moved[0], &target, same).0 - loss(&moved[1], &target, same).0)
                    / f64::from(2.0 * step);
                let found = f64::from(gradients[0][[row, column]]);
                assert!((slope - found).abs() < 2e-3, "{slope} {found}");
                let mut moved = [target.clone(), target.clone()];
                moved[0][[row, column]] += step;
                moved[1][[row, column]] -= step;
                let slope = (loss(&source, &moved[0], same).0 - loss(&source, &moved[1], same).0)
                    / f64::from(2.0 * step);
                let found = f64::from(gradients[1][[row, column]]);
                assert!((slope - found).abs() < 2e-3, "{slope} {found}");
            }
        }
    }

    #[test]
    fn a_batch_of_strangers_costs_more_than_a_batch_of_translations() {
        let source = units(300, 32, 1);
        let right = loss(&source, &source, &[]).0;
        let wrong = loss(&source, &units(300, 32, 2), &[]).0;
        assert!(right < 1.0 && wrong > 5.0, "{right} {wrong}");
    }

    #[test]
    fn pairs_that_share_a_side_are_no_negatives() {
        let mut target = units(3, 8, 1);
        let source = target.clone();
        let first = target.row(0).to_owned();
        target.row_mut(2).assign(&first);
        let free = loss(&source, &target, &[(0, 2), (2, 0)]).0;
        assert!(free < loss(&source, &target, &[]).0);
    }

    #[test]
    fn the_exponential_is_exact_to_single_precision() {
        for step in 0..2_000 {
            let x = -0.04 * step as f32;
            let error = (f64::from(exp(x)) / f64::from(x).exp() - 1.0).abs();
            assert!(error < 3e-7, "{x} {error}");
        }
        assert!(exp(-1e9) >= 0.0 && exp(-1e9) < 1e-30);
    }
}
