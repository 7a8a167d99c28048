//! The dynamic programme: the best monotone path through the grid of two sentence lists, and how
//! sure each of its steps is.
//!
//! A grid node (i, j) means that i source and j target sentences are used up; a step is a bead of
//! one of [`KINDS`]. Only the nodes of a [`Band`] are looked at.

use std::ops::Range;

use super::{Alignment, Bead};

/// The shapes of beads, source x target.
///
/// Human translations from Chinese need up to five sentences for one (alignment research,
/// section 4); more than five sentences in all between 2-2 and 3-2 were never worth it.
pub(super) const KINDS: [(usize, usize); 14] = [
    (1, 1),
    (1, 2),
    (2, 1),
    (2, 2),
    (1, 3),
    (3, 1),
    (1, 0),
    (0, 1),
    (1, 4),
    (4, 1),
    (1, 5),
    (5, 1),
    (2, 3),
    (3, 2),
];

/// Largest number of sentences on one side of a bead.
pub(super) const MAX_SIDE: usize = 5;

const IMPOSSIBLE: f32 = -1.0e30;
const NO_STEP: u8 = u8::MAX;

/// The nodes that are looked at: for each number of source sentences a run of numbers of target
/// sentences.
#[derive(Clone, Debug)]
pub(super) struct Band {
    /// First and last column of each row, both included.
    rows: Vec<(usize, usize)>,
    /// Where each row begins in flat storage, and the total.
    offsets: Vec<usize>,
}

impl Band {
    /// Every node.
    pub(super) fn full(source: usize, target: usize) -> Self {
        Self::from_rows(vec![(0, target); source + 1], target)
    }

    /// The nodes within `half_width` columns of a monotone line; `centre` has a column a row.
    pub(super) fn around(centre: &[usize], half_width: usize, target: usize) -> Self {
        let rows = centre
            .iter()
            .map(|&column| {
                (
                    column.saturating_sub(half_width),
                    (column + half_width).min(target),
                )
            })
            .collect();
        Self::from_rows(rows, target)
    }

    /// Makes rows monotone, overlapping and open at both corners, so that a path always exists.
    fn from_rows(mut rows: Vec<(usize, usize)>, target: usize) -> Self {
        let last = rows.len() - 1;
        rows[0].0 = 0;
        rows[last].1 = target;
        for row in 1..rows.len() {
            rows[row].1 = rows[row].1.max(rows[row - 1].1);
            rows[row].0 = rows[row].0.max(rows[row - 1].0).min(rows[row - 1].1);
        }
        let mut offsets = Vec::with_capacity(rows.len() + 1);
        let mut total = 0;
        for &(first, last) in &rows {
            offsets.push(total);
            total += last - first + 1;
        }
        offsets.push(total);
        Self { rows, offsets }
    }

    /// Number of source sentences.
    pub(super) fn source_len(&self) -> usize {
        self.rows.len() - 1
    }

    /// Number of target sentences.
    pub(super) fn target_len(&self) -> usize {
        self.rows[self.rows.len() - 1].1
    }

    /// First and last column of a row, both included.
    pub(super) fn row(&self, row: usize) -> (usize, usize) {
        self.rows[row]
    }

    /// Number of nodes.
    pub(super) fn len(&self) -> usize {
        self.offsets[self.rows.len()]
    }

    /// The target sentences that can share a bead, or stand beside one, with source sentence
    /// `index`.
    pub(super) fn reach(&self, index: usize) -> Range<usize> {
        let first = self.rows[index.saturating_sub(MAX_SIDE + 1)].0;
        let last = self.rows[(index + MAX_SIDE + 2).min(self.source_len())].1;
        first.saturating_sub(1)..(last + 1).min(self.target_len())
    }

    fn index(&self, row: usize, column: usize) -> Option<usize> {
        let (first, last) = self.rows[row];
        (first <= column && column <= last).then(|| self.offsets[row] + column - first)
    }
}

/// Says how good beads are, in nats: the log of how much likelier the two sides are as
/// translations of each other than as strangers, plus the log of the kind's frequency.
pub(super) trait Scorer {
    /// Writes the scores of the beads of `KINDS[kind]` that end at row `row` and the columns from
    /// `first_column` on. The bead never reaches out of the grid.
    fn fill(&self, kind: usize, row: usize, first_column: usize, out: &mut [f32]);

    /// The score of a bead without target (`source` true) or without source sentence.
    fn null(&self, source: bool) -> f32;
}

/// A bead of the best path: the node behind it and its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Source sentences used up after the bead.
    pub(super) row: usize,
    /// Target sentences used up after the bead.
    pub(super) column: usize,
    /// Index in [`KINDS`].
    pub(super) kind: usize,
}

impl Step {
    /// The source sentences of the bead.
    pub(super) fn source(&self) -> Range<usize> {
        self.row - KINDS[self.kind].0..self.row
    }

    /// The target sentences of the bead.
    pub(super) fn target(&self) -> Range<usize> {
        self.column - KINDS[self.kind].1..self.column
    }
}

/// The columns of row `row` that a bead of `kind` can end in.
fn ends(band: &Band, kind: (usize, usize), row: usize) -> Option<Range<usize>> {
    let (n, m) = kind;
    if n > row {
        return None;
    }
    let (first, last) = band.row(row);
    let (from_first, from_last) = band.row(row - n);
    let ends = first.max(from_first + m)..last.min(from_last + m) + 1;
    (!ends.is_empty()).then_some(ends)
}

/// The best path through `band`.
///
/// Time: nodes x kinds. Memory: a byte a node and six rows. Ties go to the kind listed first.
pub(super) fn best_path(band: &Band, scorer: &impl Scorer) -> Vec<Step> {
    let mut back = vec![NO_STEP; band.len()];
    let ring = MAX_SIDE + 1;
    let mut best: Vec<Vec<f32>> = vec![Vec::new(); ring];
    let mut scores = Vec::new();
    let (skip_source, skip_target) = (scorer.null(true), scorer.null(false));
    for row in 0..=band.source_len() {
        let (first, last) = band.row(row);
        let mut here = std::mem::take(&mut best[row % ring]);
        here.clear();
        here.resize(last - first + 1, IMPOSSIBLE);
        if row == 0 {
            here[0] = 0.0;
        }
        let marks = &mut back[band.offsets[row]..band.offsets[row + 1]];
        for (index, &(n, m)) in KINDS.iter().enumerate() {
            if n == 0 {
                continue;
            }
            let Some(columns) = ends(band, (n, m), row) else {
                continue;
            };
            let from_row = &best[(row - n) % ring];
            let from = &from_row[columns.start - m - band.row(row - n).0..][..columns.len()];
            let to = &mut here[columns.start - first..][..columns.len()];
            let mark = &mut marks[columns.start - first..][..columns.len()];
            scores.clear();
            scores.resize(columns.len(), skip_source);
            if m > 0 {
                scorer.fill(index, row, columns.start, &mut scores);
            }
            for (((to, mark), from), score) in to.iter_mut().zip(mark).zip(from).zip(&scores) {
                let candidate = from + score;
                if candidate > *to {
                    *to = candidate;
                    *mark = index as u8;
                }
            }
        }
        let skip_kind = kind_of(0, 1) as u8;
        for column in 1..here.len() {
            let candidate = here[column - 1] + skip_target;
            if candidate > here[column] {
                here[column] = candidate;
                marks[column] = skip_kind;
            }
        }
        best[row % ring] = here;
    }
    trace(band, &back)
}

fn trace(band: &Band, back: &[u8]) -> Vec<Step> {
    let mut steps = Vec::new();
    let (mut row, mut column) = (band.source_len(), band.target_len());
    while row > 0 || column > 0 {
        let kind = band.index(row, column).map_or(NO_STEP, |index| back[index]);
        let Some(&(n, m)) = KINDS.get(usize::from(kind)) else {
            break;
        };
        steps.push(Step {
            row,
            column,
            kind: usize::from(kind),
        });
        (row, column) = (row - n, column - m);
    }
    steps.reverse();
    steps
}

/// How likely each bead of `path` is among all paths through `band`, 0 to 1 (forward-backward);
/// for a bead with an empty side, how likely its sentence has no counterpart.
///
/// For narrow bands: eight bytes a node and four a bead that fits in the band.
pub(super) fn posteriors(band: &Band, scorer: &impl Scorer, path: &[Step]) -> Vec<f32> {
    let nodes = band.len();
    let rows = band.source_len();
    let mut scores = vec![IMPOSSIBLE; nodes * KINDS.len()];
    let mut row_scores = Vec::new();
    for row in 0..=rows {
        let first = band.row(row).0;
        for (index, &(n, m)) in KINDS.iter().enumerate() {
            let Some(columns) = ends(band, (n, m), row) else {
                continue;
            };
            row_scores.clear();
            row_scores.resize(columns.len(), scorer.null(m == 0));
            if n > 0 && m > 0 {
                scorer.fill(index, row, columns.start, &mut row_scores);
            }
            let at = band.offsets[row] + columns.start - first;
            for (node, &score) in (at..).zip(&row_scores) {
                scores[node * KINDS.len() + index] = score;
            }
        }
    }

    let from = |row: usize, column: usize, kind: usize| {
        let (n, m) = KINDS[kind];
        if n > row || m > column {
            return None;
        }
        band.index(row - n, column - m)
    };
    let mut forward = vec![f64::NEG_INFINITY; nodes];
    forward[0] = 0.0;
    for row in 0..=rows {
        let (first, last) = band.row(row);
        for column in first..=last {
            let node = band.offsets[row] + column - first;
            let mut sum = LogSum::new(forward[node]);
            for kind in 0..KINDS.len() {
                if let Some(origin) = from(row, column, kind) {
                    sum.add(forward[origin] + f64::from(scores[node * KINDS.len() + kind]));
                }
            }
            forward[node] = sum.value();
        }
    }
    let total = forward[nodes - 1];
    let mut backward = vec![f64::NEG_INFINITY; nodes];
    backward[nodes - 1] = 0.0;
    for row in (0..=rows).rev() {
        let (first, last) = band.row(row);
        for column in (first..=last).rev() {
            let node = band.offsets[row] + column - first;
            for kind in 0..KINDS.len() {
                if let Some(origin) = from(row, column, kind) {
                    let mut sum = LogSum::new(backward[origin]);
                    sum.add(backward[node] + f64::from(scores[node * KINDS.len() + kind]));
                    backward[origin] = sum.value();
                }
            }
        }
    }
    let likelihood = |row: usize, column: usize, kind: usize| -> f64 {
        let (Some(end), Some(begin)) = (band.index(row, column), from(row, column, kind)) else {
            return 0.0;
        };
        let score = f64::from(scores[end * KINDS.len() + kind]);
        let log = forward[begin] + score + backward[end] - total;
        if log.is_finite() { log.exp() } else { 0.0 }
    };
    // Whether a sentence has no counterpart does not depend on where its bead stands among others
    // of its sort: all places count together.
    let mut source_alone = vec![0.0; rows + 1];
    let mut target_alone = vec![0.0; band.target_len() + 1];
    for (row, alone) in source_alone.iter_mut().enumerate() {
        let (first, last) = band.row(row);
        for (column, other_alone) in (first..).zip(&mut target_alone[first..=last]) {
            *alone += likelihood(row, column, kind_of(1, 0));
            *other_alone += likelihood(row, column, kind_of(0, 1));
        }
    }
    path.iter()
        .map(|step| {
            let sure = match KINDS[step.kind] {
                (_, 0) => source_alone[step.row],
                (0, _) => target_alone[step.column],
                _ => likelihood(step.row, step.column, step.kind),
            };
            sure.clamp(0.0, 1.0) as f32
        })
        .collect()
}

/// The steps of an alignment of so many sentences; none if it leaves one out, is out of order or
/// has a bead of no kind.
pub(super) fn path_of(alignment: &Alignment, (n, m): (usize, usize)) -> Option<Vec<Step>> {
    let (mut row, mut column) = (0, 0);
    let mut path = Vec::with_capacity(alignment.beads.len());
    for Bead { source, target, .. } in &alignment.beads {
        if (source.start, target.start) != (row, column) {
            return None;
        }
        let size = (source.len(), target.len());
        let kind = KINDS.iter().position(|kind| *kind == size)?;
        (row, column) = (source.end, target.end);
        path.push(Step { row, column, kind });
    }
    ((row, column) == (n, m)).then_some(path)
}

/// Index of a kind in [`KINDS`].
pub(super) fn kind_of(source: usize, target: usize) -> usize {
    KINDS
        .iter()
        .position(|kind| *kind == (source, target))
        .unwrap_or_default()
}

/// A running `ln(sum of exp)`.
struct LogSum {
    max: f64,
    sum: f64,
}

impl LogSum {
    fn new(log: f64) -> Self {
        Self {
            max: log,
            sum: if log == f64::NEG_INFINITY { 0.0 } else { 1.0 },
        }
    }

    fn add(&mut self, log: f64) {
        if log == f64::NEG_INFINITY {
            return;
        }
        if log > self.max {
            self.sum = self.sum * (self.max - log).exp() + 1.0;
            self.max = log;
        } else {
            self.sum += (log - self.max).exp();
        }
    }

    fn value(&self) -> f64 {
        self.max + self.sum.ln()
    }
}

/// The column of each row on the path, for a narrower [`Band`] around it.
pub(super) fn centre_of(path: &[Step], source: usize) -> Vec<usize> {
    let mut centre = vec![0; source + 1];
    let mut filled = 0;
    for step in path {
        let (n, m) = KINDS[step.kind];
        // Inside a bead the line runs straight from corner to corner.
        for inner in 1..=n {
            centre[step.row - n + inner] = step.column - m + m * inner / n;
        }
        if n == 0 {
            centre[step.row] = step.column;
        }
        filled = step.row;
    }
    let last = centre[filled];
    for column in &mut centre[filled..] {
        *column = last;
    }
    centre
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Likes 1-1 beads of equal numbers.
    struct Equal {
        source: Vec<i32>,
        target: Vec<i32>,
    }

    impl Scorer for Equal {
        fn fill(&self, kind: usize, row: usize, first_column: usize, out: &mut [f32]) {
            let (n, m) = KINDS[kind];
            for (column, score) in (first_column..).zip(out) {
                let source: i32 = self.source[row - n..row].iter().sum();
                let target: i32 = self.target[column - m..column].iter().sum();
                *score = if source == target { 1.0 } else { -5.0 } - (n + m) as f32;
            }
        }

        fn null(&self, _source: bool) -> f32 {
            -3.0
        }
    }

    fn shapes(path: &[Step]) -> Vec<(usize, usize)> {
        path.iter().map(|step| KINDS[step.kind]).collect()
    }

    #[test]
    fn the_best_path_merges_and_skips() {
        let scorer = Equal {
            source: vec![1, 2, 9, 4, 5],
            target: vec![1, 2, 4, 2, 3],
        };
        let band = Band::full(5, 5);
        let path = best_path(&band, &scorer);
        assert_eq!(shapes(&path), [(1, 1), (1, 1), (1, 0), (1, 1), (1, 2)]);
        let sure = posteriors(&band, &scorer, &path);
        assert_eq!(sure.len(), path.len());
        assert!(sure.iter().all(|p| (0.0..=1.0).contains(p)), "{sure:?}");
        assert!(sure[0] > 0.5, "{sure:?}");
    }

    #[test]
    fn a_narrow_band_around_the_path_finds_it_again() {
        let scorer = Equal {
            source: (0..200).collect(),
            target: (0..200).filter(|n| n % 17 != 3).collect(),
        };
        let target = scorer.target.len();
        let path = best_path(&Band::full(200, target), &scorer);
        let narrow = Band::around(&centre_of(&path, 200), 3, target);
        assert!(narrow.len() < 201 * 9);
        assert_eq!(best_path(&narrow, &scorer), path);
    }

    #[test]
    fn any_band_has_a_path() {
        let scorer = Equal {
            source: vec![1; 4],
            target: vec![1; 90],
        };
        for centre in [vec![0, 0, 0, 0, 0], vec![90, 0, 50, 3, 0]] {
            let band = Band::around(&centre, 1, 90);
            let path = best_path(&band, &scorer);
            assert_eq!(path.last().map(|s| (s.row, s.column)), Some((4, 90)));
            assert_eq!(path.iter().map(|s| KINDS[s.kind].1).sum::<usize>(), 90);
        }
    }
}
