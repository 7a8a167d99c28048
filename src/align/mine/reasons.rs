//! Why two sentences are linked, in words for a person.

use super::features::TermKind;
use super::index::{Candidate, Index, SharedTerm};
use crate::align::facts::FactKind;
use crate::align::{Conflict, ConflictKind};
use crate::text::Span;

/// Most reasons given for a link.
const MAX_REASONS: usize = 4;
/// Words that are less rare than this are not worth listing.
const MIN_RARITY: f32 = 0.15;
/// A likeness of meaning below this is not worth telling.
const MIN_MEANING: f32 = 0.3;
/// Most words listed in one reason.
const MAX_WORDS: usize = 4;

/// The reasons for a link, the best first.
pub(super) fn reasons(
    index: &Index<'_>,
    candidate: &Candidate,
    conflicts: &[Conflict],
) -> Vec<String> {
    let (a, b) = (index.sentence(candidate.a), index.sentence(candidate.b));
    if a.hash == b.hash {
        return vec!["same words".to_owned()];
    }
    let (_, mut shared) = index.shared(candidate);
    shared.sort_by_key(|term| (term.a.span, term.b.span));
    // What it says, and how much that weighs.
    let mut reasons: Vec<(f32, String)> = Vec::new();
    for term in shared.iter().filter(|term| term.a.kind == TermKind::Fact) {
        let Some(fact) = a.facts.iter().find(|fact| fact.span == term.a.span) else {
            continue;
        };
        let what = match fact.kind {
            FactKind::Amount(_) => "amount",
            FactKind::Percent => "share",
            FactKind::Count | FactKind::Ordinal => "number",
            FactKind::Date => "date",
            FactKind::Year => "year",
            FactKind::Time => "time",
            FactKind::Code => "name",
        };
        let weight = term.rarity * fact.weight * 1.2;
        reasons.push((weight, format!("same {what} {}", term.a.span.of(&a.text))));
    }
    for conflict in conflicts {
        let what = match conflict.kind {
            ConflictKind::Amount => "amount",
            ConflictKind::Count => "number",
            ConflictKind::Date => "date",
        };
        let (told, other) = (conflict.a.of(&a.text), conflict.b.of(&b.text));
        reasons.push((0.5, format!("{what} told as {told} and as {other}")));
    }
    for (span, rarity) in names(index, &shared, &a.text) {
        reasons.push((rarity, format!("same name {}", span.of(&a.text))));
    }
    reasons.sort_by(|x, y| y.0.total_cmp(&x.0));
    let mut reasons: Vec<String> = reasons.into_iter().map(|(_, reason)| reason).collect();
    reasons.dedup();
    reasons.truncate(MAX_REASONS - 1);
    let words = words(index, &shared, &a.text);
    if !words.is_empty() {
        reasons.push(format!("shared rare words {}", words.join(", ")));
    }
    if let Some(meaning) = index.meaning_of(candidate) {
        let cosine = meaning.cosine(candidate.a, candidate.b);
        if cosine >= MIN_MEANING || reasons.is_empty() {
            reasons.push(format!("meaning {cosine:.2}"));
        }
    }
    reasons
}

/// Names of both sentences as they stand in the first, neighbours put together.
fn names(index: &Index<'_>, shared: &[SharedTerm], text: &str) -> Vec<(Span, f32)> {
    let mut found: Vec<(Span, f32)> = Vec::new();
    for term in shared {
        let is_capital = term.a.span.of(text).starts_with(char::is_uppercase);
        let is_name = match term.a.kind {
            TermKind::Concept => true,
            TermKind::Name | TermKind::Word => is_capital && index.is_name(term.a.key),
            _ => false,
        };
        let extends = found.last().is_some_and(|(last, _)| {
            term.a.span.start <= last.end
                || text[last.end..term.a.span.start]
                    .chars()
                    .all(|c| matches!(c, ' ' | '-' | '\u{2011}'))
        });
        match found.last_mut() {
            Some((last, rarity)) if extends && (is_name || is_capital) => {
                last.end = last.end.max(term.a.span.end);
                *rarity = rarity.max(term.rarity);
            }
            _ if is_name => found.push((term.a.span, term.rarity)),
            _ => {}
        }
    }
    found
}

/// The rarest words of both sentences that are no names, as they stand in the first.
fn words<'t>(index: &Index<'_>, shared: &[SharedTerm], text: &'t str) -> Vec<&'t str> {
    let mut words: Vec<&SharedTerm> = shared
        .iter()
        .filter(|term| {
            let is_word = matches!(term.a.kind, TermKind::Word | TermKind::Name)
                && !index.is_name(term.a.key);
            is_word || term.a.kind == TermKind::Han
        })
        .collect();
    words.sort_by(|x, y| y.rarity.total_cmp(&x.rarity).then(x.a.span.cmp(&y.a.span)));
    let mut kept: Vec<&SharedTerm> = Vec::new();
    for term in words {
        let is_told = kept.iter().any(|other| other.a.span.overlaps(term.a.span));
        if !is_told && kept.len() < MAX_WORDS {
            kept.push(term);
        }
    }
    let mut words = kept;
    // The rarest always; the others where they say something.
    let mut rank = 0;
    words.retain(|term| {
        rank += 1;
        rank == 1 || term.rarity > MIN_RARITY
    });
    words.sort_by_key(|term| term.a.span);
    words.iter().map(|term| term.a.span.of(text)).collect()
}
