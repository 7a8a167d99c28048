//! Where to look in a table too large to be searched as a whole.

use super::dp::{Band, Step};
use super::evidence::{SideTokens, TokenLink};

/// Nodes that a band may have: 32 bits of token sums and a byte of path each.
const MAX_NODES: usize = 24_000_000;
/// Columns on each side of the line, at least.
const MIN_HALF_WIDTH: usize = 100;

/// Finds the best path by `best_path` in a band around the anchors, in wider ones while the path
/// runs along the edge and memory allows.
pub(super) fn search(
    source: &SideTokens,
    target: &SideTokens,
    links: &[TokenLink],
    best_path: impl Fn(&Band) -> Vec<Step>,
) -> Vec<Step> {
    let rows = source.sentences.len();
    let columns = target.sentences.len();
    let centre = centre_line(&anchors(source, target, links), rows, columns);
    let widest = (MAX_NODES / (rows + 1) / 2).max(MIN_HALF_WIDTH);
    let mut half_width = MIN_HALF_WIDTH.max(columns / 100).min(widest);
    loop {
        let band = Band::around(&centre, half_width, columns);
        let path = best_path(&band);
        if half_width >= widest || !touches_edge(&path, &band) {
            return path;
        }
        half_width = (half_width * 3).min(widest);
    }
}

/// True if the path runs within a few columns of the edge where the grid goes on behind it.
fn touches_edge(path: &[Step], band: &Band) -> bool {
    const NEAR: usize = 12;
    path.iter().any(|step| {
        let (first, last) = band.row(step.row);
        (first > 0 && step.column < first + NEAR)
            || (last < band.target_len() && step.column + NEAR > last)
    })
}

/// Pairs of sentences that share a token that stands nowhere else, on a rising line.
fn anchors(source: &SideTokens, target: &SideTokens, links: &[TokenLink]) -> Vec<(usize, usize)> {
    let mut votes: Vec<(usize, usize)> = links
        .iter()
        .filter_map(
            |link| match (source.places(link.source), target.places(link.target)) {
                ([s], [t]) => Some((*s as usize, *t as usize)),
                _ => None,
            },
        )
        .collect();
    votes.sort_unstable();
    let slope = target.sentences.len() as f64 / source.sentences.len() as f64;
    // A lone vote may be chance: keep those that a neighbour bears out.
    let votes = borne_out(&votes, slope);
    longest_rise(&votes)
}

/// The votes that one of the votes around them agrees with on the way from one to the other.
fn borne_out(votes: &[(usize, usize)], slope: f64) -> Vec<(usize, usize)> {
    const NEIGHBOURS: usize = 6;
    votes
        .iter()
        .enumerate()
        .filter(|&(index, &(row, column))| {
            let around =
                index.saturating_sub(NEIGHBOURS)..(index + NEIGHBOURS + 1).min(votes.len());
            let agreeing = around
                .filter(|other| *other != index)
                .filter(|&other| {
                    let rows = votes[other].0 as f64 - row as f64;
                    let columns = votes[other].1 as f64 - column as f64;
                    (columns - rows * slope).abs() <= 4.0 + 0.3 * rows.abs() * slope
                })
                .count();
            agreeing >= 2
        })
        .map(|(_, vote)| *vote)
        .collect()
}

/// The longest run of votes that rises in both, by patience sorting.
fn longest_rise(votes: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before = vec![usize::MAX; votes.len()];
    for (index, &(_, column)) in votes.iter().enumerate() {
        let at = tails.partition_point(|tail| votes[*tail].1 < column);
        before[index] = if at > 0 { tails[at - 1] } else { usize::MAX };
        if at == tails.len() {
            tails.push(index);
        } else {
            tails[at] = index;
        }
    }
    let mut rise = Vec::new();
    let mut at = tails.last().copied().unwrap_or(usize::MAX);
    while let Some(vote) = votes.get(at) {
        rise.push(*vote);
        at = before[at];
    }
    rise.reverse();
    rise
}

/// A column for each row, on straight lines through the anchors and both corners.
fn centre_line(anchors: &[(usize, usize)], rows: usize, columns: usize) -> Vec<usize> {
    let mut centre = Vec::with_capacity(rows + 1);
    let mut from = (0, 0);
    for &to in anchors.iter().chain(std::iter::once(&(rows, columns))) {
        if to.0 < from.0 || to.1 < from.1 {
            continue;
        }
        for row in from.0..to.0 {
            centre.push(from.1 + (to.1 - from.1) * (row - from.0) / (to.0 - from.0));
        }
        from = to;
    }
    centre.resize(rows + 1, columns);
    centre
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_runs_through_the_anchors() {
        let line = centre_line(&[(2, 4), (5, 4), (8, 10)], 10, 12);
        assert_eq!(line, [0, 2, 4, 4, 4, 4, 6, 8, 10, 11, 12]);
        assert_eq!(centre_line(&[], 3, 0), [0, 0, 0, 0]);
        assert_eq!(centre_line(&[], 0, 3), [3]);
    }

    #[test]
    fn crossing_votes_lose() {
        let votes = [(0, 0), (1, 9), (2, 1), (3, 2), (4, 0), (5, 3)];
        assert_eq!(longest_rise(&votes), [(0, 0), (2, 1), (3, 2), (5, 3)]);
    }
}
