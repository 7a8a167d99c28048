//! Whether two documents tell of one occasion: the same people meet again and again, and much the
//! same is said each time.

use rustc_hash::FxHashMap;

use super::features::DocFeatures;
use crate::align::facts::FactValue;

/// What the documents of a candidate have in common.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Occasion {
    /// 1 when both tell of a day that is the same, -1 when of none, 0 when one tells no day.
    pub(super) day: f32,
    /// Cosine of the names and figures of both, weighed by their rarity, 0 to 1.
    pub(super) names: f32,
}

/// What a document says of its occasion.
pub(super) struct Holding {
    /// Days, sorted.
    days: Vec<(u8, u8)>,
    /// Names and figures with their rarity, sorted.
    names: Vec<(u64, f32)>,
    norm: f32,
}

impl Holding {
    /// `names` are the keys of the names and figures with their rarity.
    pub(super) fn new(doc: &DocFeatures, names: impl Iterator<Item = (u64, f32)>) -> Self {
        let facts = doc.sentences.iter().flat_map(|sentence| &sentence.facts);
        let days = facts.filter_map(|fact| match fact.value {
            FactValue::Date { month, day } => (month != 0 && day != 0).then_some((month, day)),
            _ => None,
        });
        let mut days: Vec<(u8, u8)> = days.collect();
        days.sort_unstable();
        days.dedup();
        let mut names: Vec<(u64, f32)> = names.collect();
        names.sort_by_key(|(key, _)| *key);
        names.dedup_by_key(|(key, _)| *key);
        let norm = names.iter().map(|(_, rarity)| rarity * rarity).sum::<f32>();
        Self {
            days,
            names,
            norm: norm.sqrt().max(0.5),
        }
    }

    fn common(&self, other: &Self) -> Occasion {
        let day = if self.days.is_empty() || other.days.is_empty() {
            0.0
        } else if self.days.iter().any(|day| other.days.contains(day)) {
            1.0
        } else {
            -1.0
        };
        let mut others = other.names.iter().peekable();
        let mut shared = 0.0;
        for (key, rarity) in &self.names {
            while others.next_if(|(other, _)| other < key).is_some() {}
            if others.next_if(|(other, _)| other == key).is_some() {
                shared += rarity * rarity;
            }
        }
        Occasion {
            day,
            names: shared / (self.norm * other.norm),
        }
    }
}

/// The occasions of pairs of documents, each worked out once.
pub(super) struct Occasions {
    holdings: Vec<Holding>,
    known: FxHashMap<(usize, usize), Occasion>,
}

impl Occasions {
    /// One holding a document.
    pub(super) fn new(holdings: Vec<Holding>) -> Self {
        Self {
            holdings,
            known: FxHashMap::default(),
        }
    }

    pub(super) fn of(&mut self, a: usize, b: usize) -> Occasion {
        *self
            .known
            .entry((a, b))
            .or_insert_with(|| self.holdings[a].common(&self.holdings[b]))
    }
}
