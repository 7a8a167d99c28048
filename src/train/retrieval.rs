//! How well sentence vectors find translations again: top-1 accuracy and mining.
//!
//! Every query has one right answer among the candidates: its translation. The others are the
//! translations of the other queries and, in a harder task, a pool of further sentences. Cosines
//! come from blocked matrix products; each query is worked on by one thread in a fixed order, so
//! the figures are the same at any number of threads.

mod scan;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::embed::{EncodeError, Encoder, Vectors};

use scan::{Best, Nearest, Neighbours, scan};

/// Sentences that one thread encodes at a time.
const SENTENCES: usize = 1024;

/// Encodes `sentences` with all threads, in order.
///
/// # Errors
/// If the encoder fails.
pub fn encode(encoder: &dyn Encoder, sentences: &[&str]) -> Result<Vectors, EncodeError> {
    let parts: Vec<Vectors> = sentences
        .par_chunks(SENTENCES)
        .map(|part| encoder.encode(part))
        .collect::<Result<_, _>>()?;
    let mut values = Vec::with_capacity(sentences.len() * encoder.dim());
    for part in &parts {
        values.extend_from_slice(part.rows(0..part.len()));
    }
    Ok(Vectors::new(encoder.dim(), values))
}

/// A retrieval task: find target `i` for query `i`, among all targets and a pool.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    queries: &'a Vectors,
    targets: &'a Vectors,
    pool: Option<&'a Vectors>,
}

/// The figures of a [`Search`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Share of queries whose nearest candidate by cosine is their target.
    pub cosine: f64,
    /// Share of queries whose best candidate by margin is their target.
    pub margin: f64,
    /// Mining by margin at its best threshold.
    pub mining: Mining,
}

/// Mining the pairs back: each query with its best candidate by margin, if that is good enough.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mining {
    /// Share of right pairs among those mined.
    pub precision: f64,
    /// Share of the queries whose pair was mined.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Least margin of a mined pair: the one with the best F1 on this very task.
    pub threshold: f32,
}

impl<'a> Search<'a> {
    /// A task; `pool` holds further wrong candidates.
    ///
    /// # Panics
    /// If there are not as many targets as queries, or vectors of different lengths.
    #[must_use]
    pub fn new(queries: &'a Vectors, targets: &'a Vectors, pool: Option<&'a Vectors>) -> Self {
        assert_eq!(queries.len(), targets.len(), "one target a query");
        assert!(
            queries.dim() == targets.dim() && pool.is_none_or(|pool| pool.dim() == queries.dim()),
            "vectors of one model"
        );
        Self {
            queries,
            targets,
            pool,
        }
    }

    /// Top-1 accuracy by cosine alone: a third of the work of [`run`](Self::run).
    /// A tie with a wrong candidate counts as wrong.
    #[must_use]
    pub fn cosine(&self) -> f64 {
        share(self.nearest().iter().map(Nearest::is_right))
    }

    /// All figures.
    ///
    /// The margin of a pair is its cosine over the mean of two means: that of the query with its
    /// four nearest candidates and that of the candidate with its four nearest queries (Artetxe &
    /// Schwenk 2019, "ratio"). A tie with a wrong candidate counts as wrong.
    #[must_use]
    pub fn run(&self) -> Found {
        let nearest = self.nearest();
        let backward: Vec<f32> = self
            .candidates()
            .flat_map(|candidates| {
                scan(
                    candidates,
                    [self.queries].into_iter(),
                    |_| Neighbours::default(),
                    |neighbours, _, cosines| neighbours.add(cosines),
                )
            })
            .map(|neighbours| neighbours.mean())
            .collect();
        let answers = scan(
            self.queries,
            self.candidates(),
            |query| Best::new(query, nearest[query].neighbours.mean()),
            |best, first, cosines| best.add(first, cosines, &backward),
        );
        Found {
            cosine: share(nearest.iter().map(Nearest::is_right)),
            margin: share(answers.iter().map(Best::is_right)),
            mining: best_threshold(
                answers
                    .iter()
                    .map(|answer| (answer.score(), answer.is_right()))
                    .collect(),
            ),
        }
    }

    /// Targets first: candidate `i` is the right one of query `i`.
    fn candidates(&self) -> impl Iterator<Item = &'a Vectors> + Clone {
        [self.targets].into_iter().chain(self.pool)
    }

    fn nearest(&self) -> Vec<Nearest> {
        scan(
            self.queries,
            self.candidates(),
            Nearest::new,
            |nearest, first, cosines| nearest.add(first, cosines),
        )
    }
}

/// The figures of both directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BothWays {
    /// The sources are the queries.
    pub forward: Found,
    /// The targets are the queries.
    pub backward: Found,
}

impl BothWays {
    /// Searches from the sources to the targets and back; the pools are further wrong candidates
    /// on the two sides.
    ///
    /// # Panics
    /// As [`Search::new`].
    #[must_use]
    pub fn run(
        [source, target]: [&Vectors; 2],
        [source_pool, target_pool]: [Option<&Vectors>; 2],
    ) -> Self {
        Self {
            forward: Search::new(source, target, target_pool).run(),
            backward: Search::new(target, source, source_pool).run(),
        }
    }

    /// Mean accuracy by cosine.
    #[must_use]
    pub fn cosine(&self) -> f64 {
        0.5 * (self.forward.cosine + self.backward.cosine)
    }

    /// Mean accuracy by margin.
    #[must_use]
    pub fn margin(&self) -> f64 {
        0.5 * (self.forward.margin + self.backward.margin)
    }
}

fn share(right: impl ExactSizeIterator<Item = bool>) -> f64 {
    let all = right.len();
    right.filter(|right| *right).count() as f64 / all.max(1) as f64
}

/// The threshold with the best F1; of several, the highest. `answers`: score, whether right.
fn best_threshold(mut answers: Vec<(f32, bool)>) -> Mining {
    answers.sort_by(|a, b| b.0.total_cmp(&a.0));
    let wanted = answers.len() as f64;
    let mut best = Mining::default();
    let (mut mined, mut right) = (0.0, 0.0);
    for equal in answers.chunk_by(|a, b| a.0 == b.0) {
        mined += equal.len() as f64;
        right += equal.iter().filter(|answer| answer.1).count() as f64;
        let f1 = 2.0 * right / (mined + wanted);
        if f1 > best.f1 {
            best = Mining {
                precision: right / mined,
                recall: right / wanted,
                f1,
                threshold: equal[0].0,
            };
        }
    }
    best
}
