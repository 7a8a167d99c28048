//! How sure it is that two sentences tell the same.

use super::conflict::{Agreement, agreement};
use super::index::{Candidate, Index, Mass};

/// Number of values that speak for and against a candidate.
pub const EVIDENCE: usize = 22;

/// Whether each value speaks for (1) or against (-1) a candidate.
pub const EVIDENCE_SIGNS: [f64; EVIDENCE] = [
    1.0, 1.0, 1.0, 1.0, 1.0, 1.0, -1.0, 1.0, 1.0, 1.0, -1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0,
    1.0, -1.0, 1.0, 1.0,
];

/// How much of the words can be expected to be alike in two languages, as cognates.
const COGNATES: f32 = 0.3;

/// Weights of the [`evidence`] within one language and without vectors, the constant last.
///
/// All four sets were fitted by `cargo xtask mine-fit` on the events of `tests/golden/mine`.
const WITHIN_LANGUAGE: [f32; EVIDENCE + 1] = [
    0.7, 0.0, 1.3, 10.7, 4.4, 5.6, 0.0, 1.6, 2.8, 0.2, -0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    0.0, -1.8, 0.4, 0.1, -4.2,
];
const ACROSS_LANGUAGES: [f32; EVIDENCE + 1] = [
    1.7, 1.2, 1.5, 15.0, 7.4, 0.0, 0.0, 0.2, 0.7, 1.6, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    0.0, 0.0, 0.0, -3.5,
];
const WITHIN_LANGUAGE_BY_MEANING: [f32; EVIDENCE + 1] = [
    0.0, 0.0, 0.5, 5.4, 3.0, 1.8, 0.0, 0.0, 0.6, 0.0, 0.0, 0.0, 6.5, 6.1, 1.7, 0.6, 0.1, 0.0, 0.2,
    -1.6, 0.5, 1.7, -2.9,
];
const ACROSS_LANGUAGES_BY_MEANING: [f32; EVIDENCE + 1] = [
    0.0, 0.0, 0.0, 11.9, 5.7, 6.6, 0.0, 0.0, 0.0, 2.2, 0.0, 4.3, 5.4, 6.5, 1.4, 1.7, 0.3, 1.4, 0.0,
    -0.5, 0.0, 0.0, -4.5,
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
        candidate.stretch.surprise,
        candidate.stretch.share,
        candidate.stretch_lead,
        f32::from(u8::from(facts.other_day)),
        candidate.occasion.day,
        candidate.occasion.names,
    ]
}

/// How much the figures speak against a link.
fn contradiction(facts: &Agreement) -> f32 {
    let mut against = facts.missed.min(3.0);
    // Several figures on both sides and not one in common: one subject, but other facts.
    if facts.missed >= 1.5 && facts.sure + facts.near == 0.0 {
        against += 4.0;
    }
    against
}
