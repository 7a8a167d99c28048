//! Cosines of all queries with all candidates, in blocks, and what is kept of them.

use std::ops::Range;

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};
use rayon::prelude::*;

use crate::embed::Vectors;

/// Neighbours in the ratio margin, as Artetxe & Schwenk (2019) have it.
const NEIGHBOURS: usize = 4;
/// Queries of one matrix product: few, so that a thousand of them keep all threads busy.
const QUERIES: usize = 128;
/// Candidates of one matrix product: cosines for all its queries fit into the second-level cache.
const CANDIDATES: usize = 512;

/// Shows each query the cosines with all candidates, in order and in pieces: `visit` gets the
/// state that `start` made for the query, the number of the first candidate, and the cosines.
pub(super) fn scan<'a, S: Send>(
    queries: &Vectors,
    candidates: impl Iterator<Item = &'a Vectors> + Clone + Sync,
    start: impl Fn(usize) -> S + Sync,
    visit: impl Fn(&mut S, usize, &[f32]) + Sync,
) -> Vec<S> {
    let blocks: Vec<Vec<S>> = (0..queries.len().div_ceil(QUERIES))
        .into_par_iter()
        .map(|block| {
            let rows = block * QUERIES..queries.len().min((block + 1) * QUERIES);
            let mut states: Vec<S> = rows.clone().map(&start).collect();
            let queries = matrix(queries, rows);
            let mut cosines = vec![0.0; queries.nrows() * CANDIDATES];
            let mut base = 0;
            for part in candidates.clone() {
                for first in (0..part.len()).step_by(CANDIDATES) {
                    let columns = first..part.len().min(first + CANDIDATES);
                    let width = columns.len();
                    let cosines = &mut cosines[..queries.nrows() * width];
                    let mut product = ArrayViewMut2::from_shape((queries.nrows(), width), cosines)
                        .expect("the buffer was cut to this shape");
                    let columns = matrix(part, columns);
                    general_mat_mul(1.0, &queries, &columns.t(), 0.0, &mut product);
                    for (state, cosines) in states.iter_mut().zip(cosines.chunks_exact(width)) {
                        visit(state, base + first, cosines);
                    }
                }
                base += part.len();
            }
            states
        })
        .collect();
    blocks.into_iter().flatten().collect()
}

fn matrix(vectors: &Vectors, rows: Range<usize>) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((rows.len(), vectors.dim()), vectors.rows(rows))
        .expect("vectors are whole rows")
}

/// The greatest cosines of a vector, in descending order.
#[derive(Clone, Copy)]
pub(super) struct Neighbours(pub(super) [f32; NEIGHBOURS]);

impl Default for Neighbours {
    fn default() -> Self {
        Self([f32::NEG_INFINITY; NEIGHBOURS])
    }
}

impl Neighbours {
    pub(super) fn add(&mut self, cosines: &[f32]) {
        let last = NEIGHBOURS - 1;
        for &cosine in cosines {
            if cosine > self.0[last] {
                let place = self.0.partition_point(|kept| *kept >= cosine);
                self.0[place..].rotate_right(1);
                self.0[place] = cosine;
            }
        }
    }

    /// Mean of those there are: fewer than four in a tiny task.
    pub(super) fn mean(&self) -> f32 {
        let kept = self.0.iter().filter(|cosine| cosine.is_finite());
        kept.clone().sum::<f32>() / kept.count().max(1) as f32
    }
}

/// What is near a query by cosine.
pub(super) struct Nearest {
    query: usize,
    right: f32,
    pub(super) neighbours: Neighbours,
}

impl Nearest {
    pub(super) fn new(query: usize) -> Self {
        Self {
            query,
            right: f32::NAN,
            neighbours: Neighbours::default(),
        }
    }

    pub(super) fn add(&mut self, first: usize, cosines: &[f32]) {
        self.neighbours.add(cosines);
        let own = self.query.checked_sub(first);
        if let Some(right) = own.and_then(|own| cosines.get(own)) {
            self.right = *right;
        }
    }

    /// True if the right one is nearest and nothing is as near.
    pub(super) fn is_right(&self) -> bool {
        let [first, second, ..] = self.neighbours.0;
        first == self.right && second < self.right
    }
}

/// The best answers to a query by margin.
pub(super) struct Best {
    query: usize,
    /// Mean cosine of the query with its nearest candidates.
    forward: f32,
    pub(super) right: f32,
    pub(super) wrong: f32,
}

impl Best {
    pub(super) fn new(query: usize, forward: f32) -> Self {
        Self {
            query,
            forward,
            right: f32::NEG_INFINITY,
            wrong: f32::NEG_INFINITY,
        }
    }

    pub(super) fn add(&mut self, first: usize, cosines: &[f32], backward: &[f32]) {
        for (offset, (cosine, backward)) in cosines.iter().zip(&backward[first..]).enumerate() {
            // Where strangers have negative cosines the ratio would turn around.
            let strangers = (0.5 * (self.forward + backward)).max(1e-6);
            let margin = cosine / strangers;
            if first + offset == self.query {
                self.right = margin;
            } else if margin > self.wrong {
                self.wrong = margin;
            }
        }
    }

    pub(super) fn score(&self) -> f32 {
        self.right.max(self.wrong)
    }

    pub(super) fn is_right(&self) -> bool {
        self.right > self.wrong
    }
}
