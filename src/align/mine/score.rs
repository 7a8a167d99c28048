//! How sure it is that two sentences tell the same.

use super::conflict::{Agreement, agreement};
use super::index::{Candidate, Index, Mass};

/// Number of values that speak for and against a candidate.
pub const EVIDENCE: usize = 16;

/// How much of the words can be expected to be alike in two languages, as cognates.
const COGNATES: f32 = 0.3;

/// Weights of the [`evidence`] within one language and without vectors, the constant last.
///
/// All four sets were fitted by `cargo xtask mine-fit` on the events of `tests/golden/mine`.
const WITHIN_LANGUAGE: [f32; EVIDENCE + 1] = [
    26.3, 4.3, -0.3, 8.0, 1.1, 6.9, 0.2, 0.0, 2.0, -0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -4.3,
];
const ACROSS_LANGUAGES: [f32; EVIDENCE + 1] = [
    1.9, 2.3, 1.4, 12.8, 7.8, 2.0, 0.4, -0.3, 0.5, 1.0, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, -3.5,
];
const WITHIN_LANGUAGE_BY_MEANING: [f32; EVIDENCE + 1] = [
    25.9, 3.9, -1.1, 6.7, 0.5, 6.5, 0.2, -0.8, 0.9, -1.0, 0.6, 2.9, 4.1, 3.8, 1.4, 2.7, -3.6,
];
const ACROSS_LANGUAGES_BY_MEANING: [f32; EVIDENCE + 1] = [
    -0.4, 3.1, 0.3, 7.9, 5.2, 3.3, 0.2, -2.1, 0.4, 1.3, -0.4, 8.1, 4.1, 8.9, 2.4, 3.2, -3.8,
];

/// Score of a candidate, 0 to 1.
pub(super) fn score(index: &Index<'_>, candidate: &Candidate) -> f32 {
    let (a, b) = (index.sentence(candidate.a), index.sentence(candidate.b));
    if a.hash == b.hash {
        return 1.0;
    }
    let weights = weights(
        is_same_language(index, candidate),
        index.meaning_of(candidate).is_some(),
    );
    let evidence = evidence(index, candidate);
    let sum: f32 = evidence
        .iter()
        .chain([&1.0])
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .sum();
    1.0 / (1.0 + (-sum).exp())
}

/// The weights of the evidence, the constant last, for sentences of one language or of two,
/// with or without vectors.
#[must_use]
pub fn weights(is_same_language: bool, has_meaning: bool) -> [f32; EVIDENCE + 1] {
    match (is_same_language, has_meaning) {
        (true, false) => WITHIN_LANGUAGE,
        (false, false) => ACROSS_LANGUAGES,
        (true, true) => WITHIN_LANGUAGE_BY_MEANING,
        (false, true) => ACROSS_LANGUAGES_BY_MEANING,
    }
}

pub(super) fn is_same_language(index: &Index<'_>, candidate: &Candidate) -> bool {
    index.doc(candidate.a).lang.lang == index.doc(candidate.b).lang.lang
}

/// What speaks for and against a candidate.
pub(super) fn evidence(index: &Index<'_>, candidate: &Candidate) -> [f32; EVIDENCE] {
    let (shared, terms) = index.shared(candidate);
    let (a, b) = (index.mass(candidate.a), index.mass(candidate.b));
    let same_language = is_same_language(index, candidate);
    // What cannot be shared across languages does not count as missing.
    let whole = |mass: &Mass| {
        let words = if same_language {
            mass.words + mass.phrases
        } else {
            mass.words * COGNATES
        };
        (words + mass.names + mass.facts).max(1.5)
    };
    let common = shared.names + shared.facts + shared.words + shared.phrases;
    let (whole_a, whole_b) = (whole(&a), whole(&b));
    let facts = agreement(
        index.sentence(candidate.a),
        index.sentence(candidate.b),
        &terms,
    );
    let rarest = terms.iter().map(|term| term.rarity).fold(0.0, f32::max);
    let [cosine, margin] = index.meaning_of(candidate).map_or([0.0; 2], |meaning| {
        let (a, b) = (candidate.a, candidate.b);
        [meaning.cosine(a, b), meaning.margin(a, b)]
    });
    let total = |mass: &Mass| mass.words + mass.names + mass.facts + 1.0;
    [
        (common / (whole_a * whole_b).sqrt()).min(1.0),
        (common / whole_a.min(whole_b).max(2.0)).min(1.0),
        rarest,
        facts.sure.min(2.0),
        facts.loose.min(1.0),
        facts.near.min(1.0),
        contradiction(&facts),
        shared.names.min(4.0),
        shared.words.min(4.0),
        shared.phrases.min(3.0),
        (total(&a) / total(&b)).ln().abs().min(2.0),
        cosine,
        margin,
        candidate.passages,
        candidate.lead,
        candidate.passages_lead,
    ]
}

/// How much the figures speak against a link.
fn contradiction(facts: &Agreement) -> f32 {
    let mut against = facts.missed.min(3.0);
    if facts.other_day {
        against += 2.0;
    }
    // Several figures on both sides and not one in common: one subject, but other facts.
    if facts.missed >= 1.5 && facts.sure + facts.near == 0.0 {
        against += 4.0;
    }
    against
}
