//! Vectors that lie close together: an order in which they stand side by side (hard negatives for
//! a batch that is cut from it), and the nearest of each.

use super::dot;
use super::random::Random;

/// Random trees, and rows in a leaf of them.
const TREES: u64 = 10;
const LEAF: usize = 64;

/// Another row, and the cosine with it.
pub type Neighbour = (u32, f32);

/// The `count` nearest rows of each row of `vectors` (unit vectors, rows x `dim`) that it may meet,
/// nearest first.
///
/// Up to `exact` rows each is compared with all others. Beyond, it is compared with those that share
/// a leaf of one of several random trees, in time that grows with n log n; some are missed then.
pub fn nearest(
    vectors: &[f32],
    dim: usize,
    count: usize,
    exact: usize,
    may_meet: &dyn Fn(usize, usize) -> bool,
) -> Vec<Vec<Neighbour>> {
    let rows = vectors.len() / dim.max(1);
    let mut nearest: Vec<Vec<Neighbour>> = vec![Vec::new(); rows];
    let mut meet = |a: usize, b: usize| {
        if !may_meet(a, b) {
            return;
        }
        let cosine = dot(&vectors[a * dim..][..dim], &vectors[b * dim..][..dim]);
        for (of, other) in [(a, b), (b, a)] {
            let nearest = &mut nearest[of];
            let other = other as u32;
            let place = nearest.partition_point(|(_, known)| *known >= cosine);
            let is_known = nearest.iter().any(|(known, _)| *known == other);
            if place < count && !is_known {
                nearest.insert(place, (other, cosine));
                nearest.truncate(count);
            }
        }
    };
    if rows <= exact {
        for a in 0..rows {
            for b in a + 1..rows {
                meet(a, b);
            }
        }
    } else {
        for tree in 0..TREES {
            for leaf in leaves(vectors, dim, LEAF, tree).chunks(LEAF) {
                for (at, a) in leaf.iter().enumerate() {
                    for b in &leaf[at + 1..] {
                        meet(*a as usize, *b as usize);
                    }
                }
            }
        }
    }
    nearest
}

/// Orders the rows of `vectors` (rows x `dim`) by halving the set again and again along the
/// line through two of its rows (the trees of Annoy, Bernhardsson 2013), down to `size` rows.
/// Every run of `size` rows of the result is one leaf.
pub fn leaves(vectors: &[f32], dim: usize, size: usize, seed: u64) -> Vec<u32> {
    let mut rows: Vec<u32> = (0..(vectors.len() / dim) as u32).collect();
    halve(&mut rows, vectors, dim, size.max(1), Random::new(seed, 0));
    rows
}

fn halve(rows: &mut [u32], vectors: &[f32], dim: usize, size: usize, mut random: Random) {
    if rows.len() <= size {
        return;
    }
    let vector = |row: u32| &vectors[row as usize * dim..][..dim];
    let from = vector(rows[random.below(rows.len())]);
    let to = vector(rows[random.below(rows.len())]);
    let line: Vec<f32> = to.iter().zip(from).map(|(to, from)| to - from).collect();
    let mut places: Vec<(f32, u32)> = rows
        .iter()
        .map(|row| {
            let along = vector(*row).iter().zip(&line);
            (along.map(|(value, line)| value * line).sum(), *row)
        })
        .collect();
    // Whole leaves on the left, so that leaves stay aligned with runs of `size` rows.
    let middle = ((rows.len() / 2).div_ceil(size) * size).min(rows.len() - 1);
    places.select_nth_unstable_by(middle, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for (row, (_, place)) in rows.iter_mut().zip(places) {
        *row = place;
    }
    let (left, right) = rows.split_at_mut(middle);
    let seeds = (random.bits(), random.bits());
    halve(left, vectors, dim, size, Random::new(seeds.0, 1));
    halve(right, vectors, dim, size, Random::new(seeds.1, 2));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_hold_neighbours_and_every_row_once() {
        // Eight clusters of sixteen points in the corners of a cube.
        let mut random = Random::new(1, 0);
        let vectors: Vec<f32> = (0..128)
            .flat_map(|row| [1, 2, 4].map(|bit| if row & bit == 0 { -1.0 } else { 1.0 }))
            .map(|corner: f32| corner + 0.01 * random.normal())
            .collect();
        let mut found = leaves(&vectors, 3, 16, 7);
        assert_eq!(found, leaves(&vectors, 3, 16, 7));
        let together = found
            .chunks(16)
            .flat_map(|leaf| leaf.iter().map(move |row| (leaf[0], *row)))
            .filter(|(first, row)| first % 8 == row % 8)
            .count();
        assert!(together > 64, "{together} of 128 beside their like");
        found.sort_unstable();
        assert_eq!(found, (0..128).collect::<Vec<u32>>());
        assert_eq!(leaves(&[1.0; 30], 3, 4, 7).len(), 10);
        assert!(leaves(&[], 3, 4, 7).is_empty());
    }
}
