//! How sure it is that two sentences tell the same.

use super::conflict::nearly_equal_facts;
use super::index::{Candidate, Index, Mass};

/// Number of [`evidence`] values.
pub(super) const EVIDENCE: usize = 9;

/// Weights of the [`evidence`], the last is the constant.
const WEIGHTS: [f32; EVIDENCE + 1] = [4.0, 3.0, 2.0, 1.5, 0.5, 0.5, 0.8, 1.0, -0.5, -4.0];

/// Score of a candidate, 0 to 1.
pub(super) fn score(index: &Index<'_, '_>, candidate: &Candidate) -> f32 {
    let (a, b) = (index.sentence(candidate.a), index.sentence(candidate.b));
    if a.hash == b.hash {
        return 1.0;
    }
    let evidence = evidence(index, candidate);
    let sum: f32 = evidence
        .iter()
        .chain([&1.0])
        .zip(WEIGHTS)
        .map(|(value, weight)| value * weight)
        .sum();
    1.0 / (1.0 + (-sum).exp())
}

/// What speaks for and against a candidate.
pub(super) fn evidence(index: &Index<'_, '_>, candidate: &Candidate) -> [f32; EVIDENCE] {
    let (shared, terms) = index.shared(candidate);
    let (a, b) = (index.mass(candidate.a), index.mass(candidate.b));
    let same_language = index.doc(candidate.a).lang.lang == index.doc(candidate.b).lang.lang;
    // What cannot be shared across languages does not count as missing.
    let comparable = |mass: &Mass| {
        let words = if same_language {
            mass.words + mass.phrases
        } else {
            shared.words
        };
        words + mass.names + mass.facts
    };
    let common = comparable(&shared) + if same_language { 0.0 } else { shared.phrases };
    let (whole_a, whole_b) = (comparable(&a).max(0.1), comparable(&b).max(0.1));
    let near = nearly_equal_facts(index.sentence(candidate.a), index.sentence(candidate.b));
    let facts_missed = if shared.facts + near == 0.0 {
        a.facts.min(b.facts)
    } else {
        0.0
    };
    let rarest = terms.iter().map(|term| term.rarity).fold(0.0, f32::max);
    [
        common / (whole_a * whole_b).sqrt(),
        common / whole_a.min(whole_b).max(2.0),
        rarest,
        shared.facts + near,
        shared.names,
        shared.words,
        shared.phrases,
        f32::from(u8::from(same_language)),
        facts_missed,
    ]
}
