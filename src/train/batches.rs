//! Which pairs stand in which batch.

use crate::embed::random::Random;

/// A pair: file, and row in it.
pub(super) type PairId = (u32, u32);

/// What the batches of an epoch are drawn from.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// Batches hold pairs of one kind: the two languages of the file.
    pub(super) kind: usize,
    /// Number of pairs in the file.
    pub(super) pairs: usize,
    /// How often a pair is seen in an epoch, on average.
    pub(super) weight: f64,
}

impl Source {
    /// Pairs that an epoch takes from this source.
    fn share(&self) -> usize {
        (self.pairs as f64 * self.weight).round() as usize
    }
}

/// Number of batches in an epoch, the same for every epoch.
pub(super) fn count(sources: &[Source], size: usize) -> usize {
    let kinds = sources
        .iter()
        .map(|source| source.kind + 1)
        .max()
        .unwrap_or(0);
    (0..kinds).map(|kind| pairs_of(sources, kind) / size).sum()
}

/// Pairs of one kind in an epoch.
pub(super) fn pairs_of(sources: &[Source], kind: usize) -> usize {
    let of_kind = sources.iter().filter(|source| source.kind == kind);
    of_kind.map(Source::share).sum()
}

/// The pairs of one epoch in random order, by kind.
pub(super) fn draw(sources: &[Source], random: &mut Random) -> Vec<Vec<PairId>> {
    let kinds = sources
        .iter()
        .map(|source| source.kind + 1)
        .max()
        .unwrap_or(0);
    let mut drawn = vec![Vec::new(); kinds];
    for (file, source) in sources.iter().enumerate() {
        let mut rows: Vec<u32> = (0..source.pairs as u32).collect();
        random.shuffle(&mut rows);
        let rows = rows.iter().cycle().take(source.share());
        drawn[source.kind].extend(rows.map(|row| (file as u32, *row)));
    }
    for pairs in &mut drawn {
        random.shuffle(pairs);
    }
    drawn
}

/// Moves pairs so that neighbours share a batch: `leaves` orders them, `leaf` of them a leaf.
pub(super) fn regroup(
    pairs: &[PairId],
    leaves: &[u32],
    leaf: usize,
    random: &mut Random,
) -> Vec<PairId> {
    let mut groups: Vec<&[u32]> = leaves.chunks(leaf).collect();
    random.shuffle(&mut groups);
    let rows = groups.into_iter().flatten();
    rows.map(|row| pairs[*row as usize]).collect()
}

/// Cuts the pairs of every kind into whole batches, in random order; what is left over of a
/// kind has its turn in another epoch.
pub(super) fn cut(drawn: Vec<Vec<PairId>>, size: usize, random: &mut Random) -> Vec<Vec<PairId>> {
    let mut batches: Vec<Vec<PairId>> = drawn
        .iter()
        .flat_map(|pairs| pairs.chunks_exact(size).map(<[PairId]>::to_vec))
        .collect();
    random.shuffle(&mut batches);
    batches
}
