//! Support from a third document: what two sentences both surely share with a third one, they
//! share with each other, however much else each of them tells.

use rustc_hash::FxHashMap;

use super::features::TermKind;
use super::index::{Candidate, Index};

/// A link is sure enough to support others from this score on.
const SURE: f32 = 0.5;
/// How much of the weaker of the two links is kept: all three tell one thing, so what speaks for one
/// link speaks for the other.
const KEPT: f32 = 0.95;
/// The thing that all three share is at least this rare.
const MIN_RARITY: f32 = 0.3;

/// Raises the score of candidates whose two sentences both have a sure link to a third one, on
/// a rare name, concept or figure that all three share.
pub(super) fn lift(index: &Index<'_>, judged: &mut [(Candidate, f32)]) {
    let mut sure: FxHashMap<usize, Vec<(usize, f32)>> = FxHashMap::default();
    for (candidate, score) in judged.iter().filter(|(_, score)| *score >= SURE) {
        sure.entry(candidate.a)
            .or_default()
            .push((candidate.b, *score));
        sure.entry(candidate.b)
            .or_default()
            .push((candidate.a, *score));
    }
    let lifted: Vec<(usize, f32)> = judged
        .iter()
        .enumerate()
        .filter(|(_, (_, score))| *score < SURE)
        .filter_map(|(at, (candidate, score))| {
            let support = support(index, &sure, candidate);
            (support > *score).then_some((at, support))
        })
        .collect();
    for (at, score) in lifted {
        judged[at].1 = score;
    }
}

/// The best support of a candidate, 0 without any.
fn support(
    index: &Index<'_>,
    sure: &FxHashMap<usize, Vec<(usize, f32)>>,
    candidate: &Candidate,
) -> f32 {
    let (Some(of_a), Some(of_b)) = (sure.get(&candidate.a), sure.get(&candidate.b)) else {
        return 0.0;
    };
    let shared = rare_keys(index, candidate);
    let mut best = 0.0_f32;
    for (third, first_step) in of_a {
        for (_, second_step) in of_b.iter().filter(|(other, _)| other == third) {
            let step = Candidate::new(candidate.a, *third);
            let all_share = rare_keys(index, &step)
                .iter()
                .any(|key| shared.contains(key));
            if all_share {
                best = best.max(first_step.min(*second_step) * KEPT);
            }
        }
    }
    best
}

/// Names, concepts and figures that both sentences tell and few others do.
fn rare_keys(index: &Index<'_>, candidate: &Candidate) -> Vec<u64> {
    let (_, terms) = index.shared(candidate);
    terms
        .iter()
        .filter(|term| term.rarity >= MIN_RARITY)
        .filter(|term| {
            matches!(
                term.a.kind,
                TermKind::Name | TermKind::Concept | TermKind::Fact
            )
        })
        .map(|term| term.a.key)
        .collect()
}
