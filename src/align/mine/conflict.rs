//! Facts that two sentences tell differently.

use super::features::{Sentence, TermKind};
use super::index::SharedTerm;
use crate::align::facts::{Fact, FactKind, FactValue};
use crate::align::{Conflict, ConflictKind};
use crate::text::Span;

/// Numbers this close are one number told twice (43.8 and 44 billion).
const NEAR: f64 = 0.02;
/// Amounts this close are often one amount, rounded.
const ROUNDED: f64 = 0.05;
/// Numbers this close may be, when nothing else in the sentences is as close.
const SIMILAR: f64 = 0.25;
/// Dates this many days apart may be one date told twice.
const NEAR_DAYS: u8 = 3;
/// How sure a link must be for its only odd figures to be taken as one.
const SURE: f32 = 0.6;
/// Words this far from a figure say what it counts.
const CONTEXT_BYTES: usize = 48;
/// Words less rare than this say nothing of what a figure counts.
const MIN_RARITY: f32 = 0.05;

/// How the figures of two sentences speak for or against a link.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Agreement {
    /// Figures that agree and are clearly about the same thing.
    pub(super) sure: f32,
    /// Figures that agree but may count something else.
    pub(super) loose: f32,
    /// Figures that nearly agree.
    pub(super) near: f32,
    /// Figures of both sentences that have no counterpart: those of the sentence with fewer.
    pub(super) missed: f32,
    /// True when both name days and none of them is the same.
    pub(super) other_day: bool,
}

/// Weighs the figures of two sentences against each other.
pub(super) fn agreement(a: &Sentence, b: &Sentence, shared: &[SharedTerm]) -> Agreement {
    let mut found = Agreement::default();
    if a.facts.is_empty() || b.facts.is_empty() {
        return found;
    }
    for term in shared.iter().filter(|term| term.a.kind == TermKind::Fact) {
        let (Some(fact), Some(other)) = (a.fact_at(term.a.span), b.fact_at(term.b.span)) else {
            continue;
        };
        // Much can happen on one day.
        let is_date = fact.kind == FactKind::Date;
        let worth = term.rarity * fact.weight * if is_date { 0.6 } else { 1.0 };
        let is_telling = match fact.kind {
            FactKind::Amount(_) | FactKind::Percent | FactKind::Date => true,
            FactKind::Time | FactKind::Code => true,
            FactKind::Year => false,
            FactKind::Count | FactKind::Ordinal => fact
                .number()
                .is_some_and(|number| number.significant_digits() > 2),
        };
        if share_context(shared, fact, other) {
            found.sure += worth;
        } else if is_telling {
            // The same sum may be paid for something else.
            found.sure += worth * 0.5;
        } else {
            found.loose += worth;
        }
    }
    let (odd_a, odd_b) = odd_facts(a, b);
    for fact in &odd_a {
        let near = odd_b.iter().filter_map(|other| {
            kind_of(fact, other)?;
            let tells = fact.weight.min(other.weight);
            match distance(fact, other)? {
                _ if fact.kind == FactKind::Date => None,
                d if d <= NEAR && tells >= 0.7 => Some(tells * 0.8),
                d if d <= SIMILAR && tells >= 0.9 && share_context(shared, fact, other) => {
                    Some(0.5)
                }
                d if d <= ROUNDED && tells >= 0.9 => Some(0.4),
                _ => None,
            }
        });
        found.near += near.fold(0.0, f32::max);
    }
    // Two days that are not the same are two events.
    let days = |facts: &[&Fact]| facts.iter().any(|fact| fact.kind == FactKind::Date);
    let same_day = shared.iter().any(|term| {
        a.fact_at(term.a.span)
            .is_some_and(|fact| fact.kind == FactKind::Date)
    });
    let near_day = odd_a.iter().any(|fact| {
        odd_b.iter().any(|other| {
            fact.kind == FactKind::Date
                && distance(fact, other).is_some_and(|days| days <= f64::from(NEAR_DAYS))
        })
    });
    found.other_day = !same_day && !near_day && days(&odd_a) && days(&odd_b);
    let weight = |facts: &[&Fact]| facts.iter().map(|fact| fact.weight).sum::<f32>();
    let excused = found.near + if near_day { 1.0 } else { 0.0 };
    found.missed = (weight(&odd_a).min(weight(&odd_b)) - excused).max(0.0);
    found
}

/// The facts of both sentences that differ though they are about the same thing.
pub(super) fn conflicts(
    a: &Sentence,
    b: &Sentence,
    shared: &[SharedTerm],
    score: f32,
) -> Vec<Conflict> {
    let (odd_a, odd_b) = odd_facts(a, b);
    let mut pairs: Vec<(f64, &Fact, &Fact, ConflictKind)> = Vec::new();
    for fact in &odd_a {
        for other in &odd_b {
            let Some(kind) = kind_of(fact, other) else {
                continue;
            };
            let Some(distance) = distance(fact, other) else {
                continue;
            };
            let rivals = |facts: &[&Fact], fact: &Fact| {
                facts
                    .iter()
                    .filter(|rival| kind_of(rival, fact).is_some())
                    .count()
            };
            let alone = score >= SURE
                && rivals(&odd_a, fact) == 1
                && rivals(&odd_b, other) == 1
                && distance <= SIMILAR;
            let same_thing = share_context(shared, fact, other);
            let tells = fact.weight.min(other.weight) >= 0.35;
            let is_conflict = match kind {
                ConflictKind::Date => distance <= f64::from(NEAR_DAYS),
                ConflictKind::Amount => {
                    distance <= NEAR || alone || (same_thing && distance <= 1.0)
                }
                ConflictKind::Count => {
                    tells && (distance <= NEAR || (same_thing && distance <= SIMILAR) || alone)
                }
            };
            if is_conflict {
                pairs.push((distance, fact, other, kind));
            }
        }
    }
    pairs.sort_by(|x, y| {
        x.0.total_cmp(&y.0)
            .then_with(|| (x.1.span, x.2.span).cmp(&(y.1.span, y.2.span)))
    });
    let mut conflicts: Vec<Conflict> = Vec::new();
    for (_, fact, other, kind) in pairs {
        let is_taken = conflicts
            .iter()
            .any(|conflict| conflict.a == fact.span || conflict.b == other.span);
        if !is_taken {
            conflicts.push(Conflict {
                a: fact.span,
                b: other.span,
                kind,
            });
        }
    }
    conflicts.sort_by_key(|conflict| (conflict.a, conflict.b));
    conflicts
}

/// The facts of each sentence that agree with none of the other.
fn odd_facts<'a>(a: &'a Sentence, b: &'a Sentence) -> (Vec<&'a Fact>, Vec<&'a Fact>) {
    let odd = |of: &'a Sentence, against: &'a Sentence| {
        of.facts
            .iter()
            .take(16)
            .filter(|fact| {
                !against
                    .facts
                    .iter()
                    .take(16)
                    .any(|other| fact.agrees(other))
            })
            .collect()
    };
    (odd(a, b), odd(b, a))
}

fn kind_of(a: &Fact, b: &Fact) -> Option<ConflictKind> {
    match (a.kind, b.kind) {
        (FactKind::Amount(a), FactKind::Amount(b)) if a == b => Some(ConflictKind::Amount),
        (FactKind::Count, FactKind::Count) | (FactKind::Percent, FactKind::Percent) => {
            Some(ConflictKind::Count)
        }
        (FactKind::Ordinal, FactKind::Ordinal) => Some(ConflictKind::Count),
        (FactKind::Date, FactKind::Date) => Some(ConflictKind::Date),
        _ => None,
    }
}

/// How far two facts are from each other: the larger number over the smaller less one, or
/// days of one month.
fn distance(a: &Fact, b: &Fact) -> Option<f64> {
    match (a.value, b.value) {
        (FactValue::Number(a), FactValue::Number(b)) => {
            let (a, b) = (a.to_f64(), b.to_f64());
            let (low, high) = (a.min(b), a.max(b));
            (low > 0.0 && high.is_finite()).then(|| high / low - 1.0)
        }
        (
            FactValue::Date { month, day },
            FactValue::Date {
                month: other_month,
                day: other_day,
            },
        ) => {
            let is_whole = month != 0 && day != 0 && other_day != 0;
            (is_whole && month == other_month).then(|| f64::from(day.abs_diff(other_day)))
        }
        _ => None,
    }
}

/// True when a word near the first fact is also near the second, and not a word of every
/// sentence.
fn share_context(shared: &[SharedTerm], fact: &Fact, other: &Fact) -> bool {
    let is_near = |span: Span, fact: Span| {
        span.end + CONTEXT_BYTES >= fact.start
            && span.start <= fact.end + CONTEXT_BYTES
            && !span.overlaps(fact)
    };
    shared.iter().any(|term| {
        term.a.kind != TermKind::Fact
            && term.rarity >= MIN_RARITY
            && is_near(term.a.span, fact.span)
            && is_near(term.b.span, other.span)
    })
}
