//! Adam (Kingma & Ba 2015) that only touches the rows of a batch: a row that does not occur
//! keeps its value and its moments.

use rayon::prelude::*;

/// Rows of the table that one task updates.
const BLOCK: usize = 64;
const FIRST_DECAY: f32 = 0.9;
const SECOND_DECAY: f32 = 0.999;
const EPSILON: f32 = 1e-8;

/// One use of a row in a batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    /// Row of the table.
    pub(super) row: u32,
    /// Row of the gradients: the sentence that used it.
    pub(super) sentence: u32,
    /// How much of the row went into the sentence's sum.
    pub(super) weight: f32,
}

/// Moments of every value of the table, rows x dim.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Adam {
    pub(super) first: Vec<f32>,
    pub(super) second: Vec<f32>,
    pub(super) steps: u32,
}

impl Adam {
    /// For a table of `values` numbers.
    pub(super) fn new(values: usize) -> Self {
        Self {
            first: vec![0.0; values],
            second: vec![0.0; values],
            steps: 0,
        }
    }

    /// Moves `table` (rows x `dim`) against the gradients of the sentences (sentences x `dim`).
    /// The sums run in the order of `uses`, whatever the number of threads.
    pub(super) fn step(
        &mut self,
        table: &mut [f32],
        dim: usize,
        uses: &mut [Use],
        gradients: &[f32],
        rate: f32,
    ) {
        uses.par_sort_unstable_by_key(|used| (used.row, used.sentence, used.weight.to_bits()));
        self.steps += 1;
        let first_bias = 1.0 - FIRST_DECAY.powi(self.steps as i32);
        let second_bias = 1.0 - SECOND_DECAY.powi(self.steps as i32);
        let uses = &*uses;
        let values = BLOCK * dim;
        table
            .par_chunks_mut(values)
            .zip(self.first.par_chunks_mut(values))
            .zip(self.second.par_chunks_mut(values))
            .enumerate()
            .for_each(|(block, ((table, first), second))| {
                let begin = (block * BLOCK) as u32;
                let end = begin + BLOCK as u32;
                let from = uses.partition_point(|used| used.row < begin);
                let until = uses.partition_point(|used| used.row < end);
                let mut gradient = vec![0.0_f32; dim];
                for of_row in uses[from..until].chunk_by(|a, b| a.row == b.row) {
                    gradient.fill(0.0);
                    for used in of_row {
                        let row = &gradients[used.sentence as usize * dim..][..dim];
                        for (sum, value) in gradient.iter_mut().zip(row) {
                            *sum += used.weight * value;
                        }
                    }
                    let at = (of_row[0].row - begin) as usize * dim;
                    let moments = first[at..][..dim].iter_mut().zip(&mut second[at..][..dim]);
                    for ((value, (first, second)), gradient) in
                        table[at..][..dim].iter_mut().zip(moments).zip(&gradient)
                    {
                        *first = FIRST_DECAY * *first + (1.0 - FIRST_DECAY) * gradient;
                        *second =
                            SECOND_DECAY * *second + (1.0 - SECOND_DECAY) * gradient * gradient;
                        let scale = (*second / second_bias).sqrt() + EPSILON;
                        *value -= rate * (*first / first_bias) / scale;
                    }
                }
            });
    }
}
