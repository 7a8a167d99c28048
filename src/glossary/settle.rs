//! Replacements that bring about further replacements.
//!
//! What is replaced can change what is known of the rest: a line loses the words that told its
//! language, a headline its capitals. A second pass over the result would then find more. So that
//! normalising twice is normalising once, such finds join the first ones.

use super::{Action, Proposal};
use crate::lang::LangRun;
use crate::text::Span;

/// Rounds after which it is left as it is; more than two have not been seen.
const ROUNDS: usize = 4;

/// Adds to `proposals` what `pass` finds in the text with all replacements made, until it finds
/// nothing to replace any more. Costs one more pass for a text with replacements.
pub(super) fn settle(
    text: &str,
    runs: &[LangRun],
    mut proposals: Vec<Proposal>,
    pass: impl Fn(&str, &[LangRun]) -> Vec<Proposal>,
) -> Vec<Proposal> {
    for _ in 0..ROUNDS {
        if !proposals.iter().any(is_replacement) {
            break;
        }
        let (result, places) = applied(text, &proposals);
        let moved: Vec<LangRun> = runs.iter().map(|run| moved(run, &places)).collect();
        let further: Vec<Proposal> = pass(&result, &moved)
            .into_iter()
            .filter(is_replacement)
            .collect();
        if further.is_empty() {
            break;
        }
        let mut added: Vec<Proposal> = Vec::with_capacity(further.len());
        for found in further {
            let found = led_back(text, &result, &places, found);
            while added
                .last()
                .is_some_and(|last| last.span.overlaps(found.span))
            {
                added.pop();
            }
            added.push(found);
        }
        // In the order of the text and without overlap, both of them.
        proposals.retain(|proposal| {
            let after = added.partition_point(|found| found.span.end <= proposal.span.start);
            !added[after..]
                .first()
                .is_some_and(|found| found.span.overlaps(proposal.span))
        });
        proposals.append(&mut added);
        proposals.sort_by_key(|proposal| proposal.span.start);
    }
    proposals
}

fn is_replacement(proposal: &Proposal) -> bool {
    proposal.action == Action::Replace
}

/// A stretch of the result that was replaced.
struct Place {
    original: Span,
    result: Span,
}

/// The same run in the text with the replacements made.
fn moved(run: &LangRun, places: &[Place]) -> LangRun {
    let forward = |offset: usize| {
        let behind = places.partition_point(|place| place.original.start < offset);
        match behind.checked_sub(1).map(|at| &places[at]) {
            Some(place) if offset < place.original.end => place.result.end,
            Some(place) => place.result.end + (offset - place.original.end),
            None => offset,
        }
    };
    LangRun {
        span: Span::new(forward(run.span.start), forward(run.span.end)),
        ..*run
    }
}

fn applied(text: &str, proposals: &[Proposal]) -> (String, Vec<Place>) {
    let mut result = String::with_capacity(text.len());
    let mut places = Vec::new();
    let mut at = 0;
    for proposal in proposals.iter().filter(|proposal| is_replacement(proposal)) {
        result.push_str(&text[at..proposal.span.start]);
        let start = result.len();
        result.push_str(&proposal.replacement);
        places.push(Place {
            original: proposal.span,
            result: Span::new(start, result.len()),
        });
        at = proposal.span.end;
    }
    result.push_str(&text[at..]);
    (result, places)
}

/// One find in the result as a proposal for the text.
fn led_back(text: &str, result: &str, places: &[Place], found: Proposal) -> Proposal {
    // A find that reaches into earlier replacements is widened to cover them wholly.
    let mut wide = found.span;
    let first = places.partition_point(|place| place.result.end <= found.span.start);
    for place in places[first..]
        .iter()
        .take_while(|place| place.result.start < found.span.end)
    {
        wide.start = wide.start.min(place.result.start);
        wide.end = wide.end.max(place.result.end);
    }
    let back = |offset: usize| {
        let behind = places.partition_point(|place| place.result.end <= offset);
        match behind.checked_sub(1).map(|at| &places[at]) {
            Some(place) => place.original.end + (offset - place.result.end),
            None => offset,
        }
    };
    // The end of a replacement is the end of what it replaced, so that `back` is right for both
    // borders once no replacement is cut.
    let span = Span::new(back(wide.start), back(wide.end).min(text.len()));
    let mut replacement = result[wide.start..found.span.start].to_owned();
    replacement.push_str(&found.replacement);
    replacement.push_str(&result[found.span.end..wide.end]);
    Proposal {
        span,
        replacement,
        ..found
    }
}
