//! How sure it is that two documents are translations of each other.

use super::Collection;
use super::profile::KeyKind;
use crate::lang::Lang;

/// Number of values that speak for and against a pair.
pub const EVIDENCE: usize = 9;

/// Weights of the evidence, the constant last; without vectors, and with them.
///
/// Fitted by `cargo xtask pair-fit` but for the first, that of names, which count as they are; the
/// documents it fits on have names that say nothing, which is in the constant.
pub const WEIGHTS: [[f32; EVIDENCE + 1]; 2] = [
    [1.0, 0.7, 0.7, 12.4, 2.5, 0.0, 0.0, 0.0, 0.0, 2.1],
    [1.0, 0.1, 0.4, 6.8, 1.3, 2.5, 11.6, 15.0, 0.0, 0.5],
];

/// Whether each value speaks for (1) or against (-1) a pair.
pub const EVIDENCE_SIGNS: [f64; EVIDENCE] = [1.0; EVIDENCE];

/// How likely a pair with this evidence is right, 0 to 1.
pub(super) fn probability(evidence: &[f32; EVIDENCE]) -> f32 {
    let has_meaning = evidence[EVIDENCE - 1] > 0.0;
    let weights = WEIGHTS[usize::from(has_meaning)];
    let values = evidence.iter().chain([&1.0]);
    let odds: f32 = values
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .sum();
    1.0 / (1.0 + (-odds).exp())
}

impl Collection<'_> {
    /// What speaks for and against two documents; the last value says whether they have vectors.
    pub(super) fn evidence(&self, a: usize, b: usize) -> [f32; EVIDENCE] {
        let (one, other) = (&self.profiles[a], &self.profiles[b]);
        if one.length == 0.0 || other.length == 0.0 {
            return [-9.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        }
        // A translation is about as long, and has about as many paragraphs.
        let ratio = ((one.length + 20.0) / (other.length + 20.0)).ln();
        let length = -(ratio * ratio / (2.0 * 0.3 * 0.3)).min(8.0);
        let mut blocks = 0.0;
        if one.blocks.min(other.blocks) >= 3 {
            let ratio = (one.blocks as f32 / other.blocks as f32).ln().abs();
            blocks = if ratio == 0.0 {
                1.0
            } else {
                -(2.0 * ratio).min(2.0)
            };
        }
        // What one has, the other should have, and at the same place.
        let content = self.compare(a, b);
        let sure = (content.possible / 4.0).min(1.0);
        let agreement = sure * (content.agreement() - 0.35);
        let sure = (content.shared / 3.0).min(1.0);
        let place = sure * (1.0 - content.distance() / 0.1).max(-1.5);
        let mut evidence = [
            self.name_odds(a, b),
            length,
            blocks,
            agreement,
            place,
            0.0,
            0.0,
            0.0,
            0.0,
        ];
        let have_vectors = !one.parts.is_empty() && !other.parts.is_empty();
        if let Some(meaning) = self.meaning.as_ref().filter(|_| have_vectors) {
            evidence[5..].copy_from_slice(&[
                meaning.cosine(a, b),
                meaning.lead(a, b),
                meaning.order(a, b),
                1.0,
            ]);
        }
        evidence
    }

    /// What the paths say, in nats.
    fn name_odds(&self, a: usize, b: usize) -> f32 {
        let (one, other) = (&self.paths[a], &self.paths[b]);
        let named = one.names_language || other.names_language;
        if one.work == other.work && named {
            3.5
        } else if one.file == other.file && !one.file.is_empty() {
            0.5
        } else {
            -3.0
        }
    }

    fn compare(&self, a: usize, b: usize) -> Comparison {
        let (one, other) = (&self.profiles[a].keys, &self.profiles[b].keys);
        // Chinese writes few names in Latin letters: those it has should be in the other too.
        let spelt = |index: usize| self.lang(index) != Lang::ZH && self.lang(index) != Lang::JA;
        let names_compare = spelt(a) && spelt(b);
        let mut comparison = Comparison::default();
        let mut ids: Vec<u64> = one.keys().copied().collect();
        ids.sort_unstable();
        for id in ids {
            let key = &one[&id];
            let weight = key.weight * self.rarity(id).min(3.0);
            let counts = key.kind != KeyKind::Name || names_compare;
            if let Some(twin) = other.get(&id) {
                comparison.shared += weight;
                comparison.apart += weight * (key.place - twin.place).abs();
                comparison.possible += weight;
                comparison.agreed += weight;
            } else if counts {
                comparison.possible += weight / 2.0;
            }
        }
        let mut missing: Vec<u64> = other
            .keys()
            .copied()
            .filter(|id| !one.contains_key(id))
            .collect();
        missing.sort_unstable();
        for id in missing {
            let key = &other[&id];
            if key.kind != KeyKind::Name || names_compare {
                comparison.possible += key.weight * self.rarity(id).min(3.0) / 2.0;
            }
        }
        comparison
    }
}

/// What two documents share.
#[derive(Clone, Copy, Debug, Default)]
struct Comparison {
    /// Weight of the shared keys.
    shared: f32,
    /// The same, each times the distance of its places.
    apart: f32,
    /// Weight of the keys that count for agreement, those of one document only by half.
    possible: f32,
    /// The part of `possible` that is shared.
    agreed: f32,
}

impl Comparison {
    /// Fraction of the keys that both have, 0 to 1.
    fn agreement(&self) -> f32 {
        (self.agreed + 0.35) / (self.possible + 1.0)
    }

    /// Mean distance of shared keys, in documents.
    fn distance(&self) -> f32 {
        (self.apart + 0.1) / (self.shared + 1.0)
    }
}
