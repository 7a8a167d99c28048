//! Term candidates: phrases that a translation keeps rendering the same way.
//!
//! Phrase pairs are taken from the word links of all beads as phrase-based translation does
//! (Och & Ney 2004, Computational Linguistics 30:4): a run of source words and a run of target
//! words whose links all stay between them.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::words::{BeadWords, Unit, Units, WordKind, probability};
use super::{Alignment, Place, Side};
use crate::glossary::Matcher;

/// A phrase and its rendering, worth a look by whoever keeps the glossary.
#[derive(Clone, Debug, PartialEq)]
pub struct TermCandidate {
    /// The phrase as it stands at its first place.
    pub source: String,
    /// Its rendering there.
    pub target: String,
    /// [`WordKind::Name`] if one side is nothing but capitalised words.
    pub kind: WordKind,
    /// Beads in which the two come together.
    pub count: usize,
    /// Where the two stand first.
    pub first: (Place, Place),
    /// How sure it is that they belong together, 0 to 1.
    pub score: f32,
}

/// Units of a phrase at most.
const MAX_UNITS: usize = 4;
/// Beads in which a phrase must be rendered the same way; a name needs one less.
const MIN_COUNT: usize = 2;
/// A phrase that comes in more than this share of the beads, and in more than a few, is grammar.
const MAX_SHARE: f32 = 0.2;

/// What is known of a pair of phrases.
struct Tally {
    candidate: TermCandidate,
    units: usize,
    odds: f32,
}

/// The phrases of two aligned texts that keep being rendered the same way and are not yet terms of
/// `matcher`, the most telling first.
///
/// # Panics
/// If the alignment was made for other sides.
#[must_use]
pub fn term_candidates(
    source: &Side<'_>,
    target: &Side<'_>,
    alignment: &Alignment,
    matcher: &Matcher,
) -> Vec<TermCandidate> {
    let mut pairs: FxHashMap<(String, String), Tally> = FxHashMap::default();
    let mut source_counts: FxHashMap<String, usize> = FxHashMap::default();
    let mut target_counts: FxHashMap<String, usize> = FxHashMap::default();
    let mut beads = 0;
    for bead in &alignment.beads {
        if bead.source.is_empty() || bead.target.is_empty() {
            continue;
        }
        beads += 1;
        let words = BeadWords::new(source, target, bead, matcher);
        for (side, units, count) in [
            (source, &words.source, &mut source_counts),
            (target, &words.target, &mut target_counts),
        ] {
            let mut phrases: Vec<String> = phrases(units, side)
                .map(|run| key(units, run, side))
                .collect();
            phrases.sort_unstable();
            phrases.dedup();
            for phrase in phrases {
                *count.entry(phrase).or_default() += 1;
            }
        }
        let mut met = FxHashSet::default();
        for (from, to, odds) in phrase_pairs(&words, source, target) {
            let keys = (
                key(&words.source, from.clone(), source),
                key(&words.target, to.clone(), target),
            );
            if !met.insert(keys.clone()) {
                continue;
            }
            let tally = pairs.entry(keys).or_insert_with(|| Tally {
                candidate: candidate(&words, &from, &to, source, target),
                units: from.len() + to.len(),
                odds: 0.0,
            });
            tally.candidate.count += 1;
            tally.odds += odds;
        }
    }
    let most = ((beads as f32 * MAX_SHARE) as usize).max(10);
    let mut found: Vec<Tally> = pairs
        .into_iter()
        .filter_map(|((from, to), mut tally)| {
            let (a, b) = (source_counts[&from], target_counts[&to]);
            let candidate = &mut tally.candidate;
            let is_name = candidate.kind == WordKind::Name;
            let least = if is_name { MIN_COUNT - 1 } else { MIN_COUNT };
            if candidate.count < least || a.max(b) > most {
                return None;
            }
            // The rarer phrase must nearly always be rendered by the other.
            let loyalty = candidate.count as f32 / a.min(b) as f32;
            let mean = tally.odds / candidate.count as f32;
            candidate.score = probability(mean) * loyalty.min(1.0);
            (candidate.score >= 0.5).then_some(tally)
        })
        .collect();
    found.sort_by(|a, b| {
        let rank = |tally: &Tally| {
            (
                tally.candidate.kind == WordKind::Name,
                tally.candidate.count,
            )
        };
        rank(b)
            .cmp(&rank(a))
            .then(b.units.cmp(&a.units))
            .then(b.candidate.score.total_cmp(&a.candidate.score))
            .then_with(|| a.candidate.source.cmp(&b.candidate.source))
            .then_with(|| a.candidate.target.cmp(&b.candidate.target))
    });
    without_parts(found)
}

/// Drops a phrase that only comes as a part of a longer one.
fn without_parts(found: Vec<Tally>) -> Vec<TermCandidate> {
    let mut kept: Vec<TermCandidate> = Vec::new();
    for Tally { candidate, .. } in found {
        let is_part = kept.iter().any(|longer| {
            longer.count >= candidate.count
                && (longer.source.contains(&candidate.source)
                    || longer.target.contains(&candidate.target))
                && longer.source.len() + longer.target.len()
                    > candidate.source.len() + candidate.target.len()
        });
        if !is_part {
            kept.push(candidate);
        }
    }
    kept
}

fn candidate(
    words: &BeadWords,
    from: &Range<usize>,
    to: &Range<usize>,
    source: &Side<'_>,
    target: &Side<'_>,
) -> TermCandidate {
    let (from_units, to_units) = (
        &words.source.units[from.clone()],
        &words.target.units[to.clone()],
    );
    // Every word with a capital, and not only because it begins the sentence.
    let is_name = |units: &[Unit], side: &Side<'_>| {
        let is_capital = |unit: &Unit| {
            let text = unit.place.span.of(side.sentences[unit.place.sentence]);
            text.starts_with(char::is_uppercase)
        };
        units.iter().all(is_capital) && units.iter().any(|unit| unit.kind == WordKind::Name)
    };
    let (a, b) = (place(from_units), place(to_units));
    TermCandidate {
        source: a.span.of(source.sentences[a.sentence]).to_owned(),
        target: b.span.of(target.sentences[b.sentence]).to_owned(),
        kind: if is_name(from_units, source) || is_name(to_units, target) {
            WordKind::Name
        } else {
            WordKind::Word
        },
        count: 0,
        first: (a, b),
        score: 0.0,
    }
}

/// From the first unit of a run to its last.
fn place(units: &[Unit]) -> Place {
    let (first, last) = (units[0].place, units[units.len() - 1].place);
    Place {
        sentence: first.sentence,
        span: crate::text::Span::new(first.span.start, last.span.end),
    }
}

fn key(units: &Units, run: Range<usize>, side: &Side<'_>) -> String {
    let place = place(&units.units[run]);
    place.span.of(side.sentences[place.sentence]).to_lowercase()
}

/// Runs of units that may be a phrase: in one sentence, no mark between them, no figure and no
/// known term, and some substance.
fn phrases<'a>(units: &'a Units, side: &'a Side<'_>) -> impl Iterator<Item = Range<usize>> + 'a {
    let count = units.units.len();
    (0..count).flat_map(move |start| {
        (start + 1..=(start + MAX_UNITS).min(count))
            .map(move |end| start..end)
            .filter(move |run| is_phrase(&units.units[run.clone()], side))
    })
}

fn is_phrase(units: &[Unit], side: &Side<'_>) -> bool {
    let sentence = units[0].place.sentence;
    let fits = units.iter().all(|unit| {
        unit.place.sentence == sentence && matches!(unit.kind, WordKind::Name | WordKind::Word)
    });
    if !fits {
        return false;
    }
    let text = place(units).span.of(side.sentences[sentence]);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let is_joined = text
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\'' | '’' | '·' | '.'));
    let least = if text.is_ascii() { 4 } else { 2 };
    is_joined && letters >= least
}

/// Pairs of phrases whose links stay between them, with the mean log odds of the links.
fn phrase_pairs(
    words: &BeadWords,
    source: &Side<'_>,
    target: &Side<'_>,
) -> Vec<(Range<usize>, Range<usize>, f32)> {
    // Links come in the order of the source.
    let mut by_target: Vec<(usize, usize)> =
        words.links.iter().map(|link| (link.1, link.0)).collect();
    by_target.sort_unstable();
    let mut pairs = Vec::new();
    for from in phrases(&words.source, source) {
        let first = words.links.partition_point(|link| link.0 < from.start);
        let last = words.links.partition_point(|link| link.0 < from.end);
        let inside = &words.links[first..last];
        let is_linked = |unit: usize| inside.iter().any(|link| link.0 == unit);
        if !is_linked(from.start) || !is_linked(from.end - 1) {
            continue;
        }
        let first = inside.iter().map(|link| link.1).min().unwrap_or(0);
        let last = inside.iter().map(|link| link.1).max().unwrap_or(0);
        let to = first..last + 1;
        let first = by_target.partition_point(|link| link.0 < to.start);
        let last = by_target.partition_point(|link| link.0 < to.end);
        let leaves = by_target[first..last]
            .iter()
            .any(|link| !from.contains(&link.1));
        if leaves || to.len() > MAX_UNITS || !is_phrase(&words.target.units[to.clone()], target) {
            continue;
        }
        let odds = inside.iter().map(|link| link.2).sum::<f32>() / inside.len() as f32;
        pairs.push((from, to, odds));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::{Aligner, Bead};
    use crate::lang::Lang;

    #[test]
    fn what_keeps_coming_together_is_a_candidate() {
        let zh = [
            "王小兰在河边等渡船。",
            "渡船来了，王小兰上了渡船。",
            "晚上她回家。",
        ];
        let en = [
            "Wang Xiaolan waited for the ferry by the river.",
            "The ferry came and Wang Xiaolan boarded the ferry.",
            "In the evening she went home.",
        ];
        let side = |sentences, lang: Lang| Side {
            sentences,
            lang: lang.into(),
        };
        let (source, target) = (side(&zh[..], Lang::ZH), side(&en[..], Lang::EN));
        let alignment = Alignment {
            beads: (0..3)
                .map(|i| Bead {
                    source: i..i + 1,
                    target: i..i + 1,
                    score: 1.0,
                })
                .collect(),
        };
        let found = term_candidates(&source, &target, &alignment, &Matcher::default());
        assert!(
            found
                .iter()
                .any(|c| (c.source.as_str(), c.target.as_str(), c.count) == ("渡船", "ferry", 2)),
            "{found:?}"
        );
        let name = found.iter().find(|c| c.target == "Wang Xiaolan");
        assert_eq!(name.map(|c| (c.kind, c.count)), Some((WordKind::Name, 2)));
        assert!(!found.iter().any(|c| c.target.contains("the")), "{found:?}");
        let none = Aligner::new().align(&side(&[], Lang::ZH), &target);
        assert!(
            term_candidates(&side(&[], Lang::ZH), &target, &none, &Matcher::default()).is_empty()
        );
    }
}
