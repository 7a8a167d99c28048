//! How well sentence vectors find translations again: top-1 accuracy and mining.
//!
//! Every query has one right answer among the candidates: its translation. The others are the
//! translations of the other queries and, in a harder task, a pool of further sentences. Cosines
//! come from blocked matrix products; each query is worked on by one thread in a fixed order, so
//! the figures are the same at any number of threads.

use ndarray::ArrayView2;
use ndarray::linalg::general_mat_mul;
use rayon::prelude::*;

use crate::embed::{EncodeError, Encoder, Vectors};

/// Neighbours in the ratio margin, as Artetxe & Schwenk (2019) have it.
const NEIGHBOURS: usize = 4;
/// Queries of one matrix product: few, so that a thousand of them keep all threads busy.
const QUERIES: usize = 128;
/// Candidates of one matrix product: cosines for all its queries fit into the second-level cache.
const CANDIDATES: usize = 512;
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

/// Shows each query the cosines with all candidates, in order and in pieces: `visit` gets the
/// state that `start` made for the query, the number of the first candidate, and the cosines.
fn scan<'a, S: Send>(
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
                    let mut product =
                        ndarray::ArrayViewMut2::from_shape((queries.nrows(), width), cosines)
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

fn matrix(vectors: &Vectors, rows: std::ops::Range<usize>) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((rows.len(), vectors.dim()), vectors.rows(rows))
        .expect("vectors are whole rows")
}

/// The greatest cosines of a vector, in descending order.
#[derive(Clone, Copy)]
struct Neighbours([f32; NEIGHBOURS]);

impl Default for Neighbours {
    fn default() -> Self {
        Self([f32::NEG_INFINITY; NEIGHBOURS])
    }
}

impl Neighbours {
    fn add(&mut self, cosines: &[f32]) {
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
    fn mean(&self) -> f32 {
        let kept = self.0.iter().filter(|cosine| cosine.is_finite());
        kept.clone().sum::<f32>() / kept.count().max(1) as f32
    }
}

/// What is near a query by cosine.
struct Nearest {
    query: usize,
    right: f32,
    neighbours: Neighbours,
}

impl Nearest {
    fn new(query: usize) -> Self {
        Self {
            query,
            right: f32::NAN,
            neighbours: Neighbours::default(),
        }
    }

    fn add(&mut self, first: usize, cosines: &[f32]) {
        self.neighbours.add(cosines);
        let own = self.query.checked_sub(first);
        if let Some(right) = own.and_then(|own| cosines.get(own)) {
            self.right = *right;
        }
    }

    /// True if the right one is nearest and nothing is as near.
    fn is_right(&self) -> bool {
        let [first, second, ..] = self.neighbours.0;
        first == self.right && second < self.right
    }
}

/// The best answers to a query by margin.
struct Best {
    query: usize,
    /// Mean cosine of the query with its nearest candidates.
    forward: f32,
    right: f32,
    wrong: f32,
}

impl Best {
    fn new(query: usize, forward: f32) -> Self {
        Self {
            query,
            forward,
            right: f32::NEG_INFINITY,
            wrong: f32::NEG_INFINITY,
        }
    }

    fn add(&mut self, first: usize, cosines: &[f32], backward: &[f32]) {
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

    fn score(&self) -> f32 {
        self.right.max(self.wrong)
    }

    fn is_right(&self) -> bool {
        self.right > self.wrong
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Unit vectors in the plane at these angles, in degrees.
    fn plane(angles: &[f32]) -> Vectors {
        let values = angles
            .iter()
            .flat_map(|angle| [angle.to_radians().cos(), angle.to_radians().sin()])
            .collect();
        Vectors::new(2, values)
    }

    #[test]
    fn the_nearest_candidate_is_the_answer() {
        let queries = plane(&[0.0, 42.0, 80.0]);
        let targets = plane(&[10.0, 50.0, 30.0]);
        // The third is 30 degrees from the second target and 50 from its own.
        let search = Search::new(&queries, &targets, None);
        assert_eq!(search.cosine(), 2.0 / 3.0);
        // 2 degrees is nearer to the first, 45 to the second.
        let pool = plane(&[2.0, 45.0]);
        assert_eq!(Search::new(&queries, &targets, Some(&pool)).cosine(), 0.0);
    }

    #[test]
    fn a_tie_is_wrong() {
        let queries = plane(&[0.0, 90.0]);
        let targets = plane(&[0.0, 0.0]);
        let found = Search::new(&queries, &targets, None).run();
        assert_eq!((found.cosine, found.margin), (0.0, 0.0));
        assert_eq!(found.mining, Mining::default());
        let pool = plane(&[90.0]);
        let targets = plane(&[0.0, 90.0]);
        assert_eq!(Search::new(&queries, &targets, Some(&pool)).cosine(), 0.5);
    }

    #[test]
    fn the_margin_sees_through_hubs() {
        // Cosines: target 0 is a hub, nearest to both queries; only the ratio tells that it is
        // near to everything. By hand, means of two neighbours each:
        //   queries  .90 .80 | .95 .85 -> forward .85, .90;  backward .925, .825
        //   query 0: .90 / .8875 = 1.014 (right), .80 / .8375 = .955
        //   query 1: .95 / .9125 = 1.041, .85 / .8625 = .986 (right)
        let forward = [0.85_f32, 0.90];
        let backward = [0.925_f32, 0.825];
        let mut best: Vec<Best> = (0..2)
            .map(|query| Best::new(query, forward[query]))
            .collect();
        best[0].add(0, &[0.90, 0.80], &backward);
        best[1].add(0, &[0.95, 0.85], &backward);
        assert!(best[0].is_right() && (best[0].right - 1.014_085).abs() < 1e-5);
        assert!(!best[1].is_right() && (best[1].right - 0.985_507).abs() < 1e-5);
        assert!((best[1].score() - 1.041_096).abs() < 1e-5);
    }

    #[test]
    fn neighbours_are_the_four_greatest() {
        let mut neighbours = Neighbours::default();
        neighbours.add(&[0.1, 0.9]);
        assert!((neighbours.mean() - 0.5).abs() < 1e-6);
        neighbours.add(&[0.5, 0.7, 0.3, 0.9, f32::NAN]);
        assert_eq!(neighbours.0, [0.9, 0.9, 0.7, 0.5]);
        assert_eq!(Neighbours::default().mean(), 0.0);
    }

    #[test]
    fn the_threshold_with_the_best_f1_is_found() {
        // Mined in turn: 1/1, 2/2, then two of equal score (one right) 3/4, wrong 3/5.
        // F1 of 5: 2/6, 4/7, 6/9, 6/10.
        let answers = vec![
            (1.1, true),
            (1.5, true),
            (0.9, false),
            (1.0, false),
            (1.0, true),
        ];
        let best = best_threshold(answers);
        assert_eq!(best.threshold, 1.0);
        assert_eq!((best.precision, best.recall), (0.75, 0.6));
        assert!((best.f1 - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(best_threshold(Vec::new()), Mining::default());
    }

    /// Vectors without structure, from a seed.
    fn noise(rows: usize, seed: u64) -> Vectors {
        let dim = 24;
        let mut state = seed;
        let mut values = Vec::new();
        for _ in 0..rows {
            let row: Vec<f32> = (0..dim)
                .map(|_| {
                    state = crate::train::fingerprint::mix(state);
                    (state >> 40) as f32 / (1 << 24) as f32 - 0.4
                })
                .collect();
            let norm = row.iter().map(|value| value * value).sum::<f32>().sqrt();
            values.extend(row.iter().map(|value| value / norm));
        }
        Vectors::new(dim, values)
    }

    /// The definitions, word by word.
    fn slow(queries: &Vectors, candidates: &[&[f32]]) -> (usize, usize) {
        let cosine = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let near = |mut cosines: Vec<f32>| {
            cosines.sort_by(|a, b| b.total_cmp(a));
            cosines[..4].iter().sum::<f32>() / 4.0
        };
        let all = |query: &[f32]| {
            candidates
                .iter()
                .map(|c| cosine(query, c))
                .collect::<Vec<_>>()
        };
        let backward: Vec<f32> = candidates
            .iter()
            .map(|c| {
                near(
                    (0..queries.len())
                        .map(|q| cosine(queries.row(q), c))
                        .collect(),
                )
            })
            .collect();
        let first =
            |scores: Vec<f32>| (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
        let mut right = (0, 0);
        for query in 0..queries.len() {
            let cosines = all(queries.row(query));
            let forward = near(cosines.clone());
            let margins = cosines.iter().zip(&backward);
            let margins = margins.map(|(c, b)| 2.0 * c / (forward + b)).collect();
            right.0 += usize::from(first(cosines) == Some(query));
            right.1 += usize::from(first(margins) == Some(query));
        }
        right
    }

    #[test]
    fn blocks_and_threads_make_no_difference() {
        let queries = noise(150, 1);
        let near = noise(150, 2);
        let mixed: Vec<f32> = (0..150)
            .flat_map(|row| {
                let sum: Vec<f32> = queries
                    .row(row)
                    .iter()
                    .zip(near.row(row))
                    .map(|(a, b)| a + 1.5 * b)
                    .collect();
                let norm = sum.iter().map(|value| value * value).sum::<f32>().sqrt();
                sum.into_iter().map(move |value| value / norm)
            })
            .collect();
        let targets = Vectors::new(24, mixed);
        let pool = noise(2500, 3);
        let search = Search::new(&queries, &targets, Some(&pool));
        let found = search.run();
        let candidates: Vec<&[f32]> = (0..150)
            .map(|row| targets.row(row))
            .chain((0..2500).map(|row| pool.row(row)))
            .collect();
        let (cosine, margin) = slow(&queries, &candidates);
        assert_eq!(found.cosine, cosine as f64 / 150.0);
        assert_eq!(found.margin, margin as f64 / 150.0);
        assert!(
            cosine > 20 && cosine < 130 && margin > 20 && margin < 130,
            "{found:?}"
        );
        let one = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .expect("a thread");
        assert_eq!(one.install(|| search.run()), found);
    }
}
