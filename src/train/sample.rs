//! Seeded samples of distinct things, from streams of any order.

use std::collections::BTreeMap;

use super::fingerprint::mix;

/// Keeps `size` things with distinct keys: those whose keys come first in an order that the seed
/// decides. The same things make the same sample, in whatever order and however often they come.
#[derive(Clone, Debug)]
pub struct Sample<T> {
    size: usize,
    seed: u64,
    kept: BTreeMap<u64, T>,
}

impl<T: Ord> Sample<T> {
    /// An empty sample.
    #[must_use]
    pub fn new(size: usize, seed: u64) -> Self {
        Self {
            size,
            seed,
            kept: BTreeMap::new(),
        }
    }

    /// Offers a thing; `make` is called only if it is kept for now. Of two things with one key
    /// the lesser stays.
    pub fn offer(&mut self, key: u64, make: impl FnOnce() -> T) {
        self.place(mix(key ^ mix(self.seed)), make);
    }

    /// Offers all that another sample of the same size and seed has kept.
    pub fn merge(&mut self, other: Self) {
        for (place, thing) in other.kept {
            self.place(place, || thing);
        }
    }

    /// The things, in the seed's order.
    pub fn into_things(self) -> impl Iterator<Item = T> {
        self.kept.into_values()
    }

    fn place(&mut self, place: u64, make: impl FnOnce() -> T) {
        let is_full = self.kept.len() >= self.size;
        if is_full
            && self
                .kept
                .last_key_value()
                .is_none_or(|(last, _)| *last < place)
        {
            return;
        }
        let thing = make();
        match self.kept.get_mut(&place) {
            Some(kept) if *kept <= thing => {}
            Some(kept) => *kept = thing,
            None => {
                self.kept.insert(place, thing);
                if is_full {
                    self.kept.pop_last();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(seed: u64, keys: impl Iterator<Item = u64>) -> Sample<u64> {
        let mut sample = Sample::new(10, seed);
        keys.for_each(|key| sample.offer(key, || key));
        sample
    }

    fn things(sample: Sample<u64>) -> Vec<u64> {
        sample.into_things().collect()
    }

    #[test]
    fn order_and_repeats_do_not_matter() {
        let forwards = things(sample(1, 0..1000));
        assert_eq!(forwards.len(), 10);
        assert_eq!(forwards, things(sample(1, (0..1000).rev())));
        assert_eq!(forwards, things(sample(1, (0..1000).chain(0..1000))));
        assert_ne!(forwards, things(sample(2, 0..1000)));
        let mut first = sample(1, 0..500);
        first.merge(sample(1, 400..1000));
        assert_eq!(forwards, things(first));
    }

    #[test]
    fn the_lesser_of_two_with_one_key_stays() {
        let mut sample = Sample::new(1, 0);
        for text in ["Luban!", "Luban", "luban"] {
            sample.offer(7, || text);
        }
        assert_eq!(sample.into_things().collect::<Vec<_>>(), ["Luban"]);
    }

    #[test]
    fn a_sample_of_nothing_stays_empty() {
        let mut sample = Sample::new(0, 0);
        sample.offer(7, || 7);
        assert_eq!(sample.into_things().count(), 0);
    }
}
