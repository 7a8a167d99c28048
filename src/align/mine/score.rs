//! How sure it is that two sentences tell the same.

use super::conflict::{Agreement, agreement};
use super::index::{Candidate, Index, Mass};

/// Number of [`evidence`] values.
pub(super) const EVIDENCE: usize = 11;

/// How much of the words can be expected to be alike in two languages, as cognates.
const COGNATES: f32 = 0.3;

/// Weights of the [`evidence`] within one language, the last is the constant.
///
/// A logistic regression on the pairs of the two reports of `corpus/` and of five more news
/// texts on one subject (1,645 candidates, 77 of them right by reading), rounded; the weights
/// of figures are halved, because in so small a set no figure agrees by chance.
const WITHIN_LANGUAGE: [f32; EVIDENCE + 1] = [
    28.0, 6.5, -1.9, 6.5, 0.2, 6.5, -1.2, 0.4, 2.8, 0.8, 0.0, -5.1,
];

/// The same for two languages: a regression on 4,500 sentence pairs of news and encyclopedias
/// (zh-en, pt-en, zh-pt) put together to documents of fifteen sentences; but near agreement of
/// figures, which translations never show, counts a little.
const ACROSS_LANGUAGES: [f32; EVIDENCE + 1] = [
    7.1, -5.7, 4.1, 4.2, 5.3, 0.5, -3.1, 2.4, 2.9, -0.7, -1.7, -5.6,
];

/// Score of a candidate, 0 to 1.
pub(super) fn score(index: &Index<'_>, candidate: &Candidate) -> f32 {
    let (a, b) = (index.sentence(candidate.a), index.sentence(candidate.b));
    if a.hash == b.hash {
        return 1.0;
    }
    let weights = if is_same_language(index, candidate) {
        WITHIN_LANGUAGE
    } else {
        ACROSS_LANGUAGES
    };
    let evidence = evidence(index, candidate);
    let sum: f32 = evidence
        .iter()
        .chain([&1.0])
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .sum();
    1.0 / (1.0 + (-sum).exp())
}

fn is_same_language(index: &Index<'_>, candidate: &Candidate) -> bool {
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
