//! What the glossary calls right, no rule of words calls wrong.
//!
//! An editor keeps a term by a row in a glossary (`preferred` or `admitted`, in the language of
//! the text); findings of the families [`FAMILIES`] that lie inside it are dropped then. The
//! rules of names ask the glossary themselves.

use super::around::is_han;
use super::{Finding, Scan, Side};
use crate::glossary::{Term, TermStatus};
use crate::text::Span;

/// The families of rules that judge words.
const FAMILIES: [&str; 2] = ["LEX", "LANG"];

/// Drops the findings inside right terms.
pub(super) fn drop_shielded(scan: &Scan<'_>, findings: &mut Vec<Finding>) {
    let judged = |finding: &Finding| {
        finding.side == Side::Target && FAMILIES.contains(&finding.rule.family())
    };
    if !findings.iter().any(judged) {
        return;
    }
    let shields = shields(scan, findings.iter().filter(|finding| judged(finding)));
    findings.retain(|finding| {
        !judged(finding) || !shields.iter().any(|shield| shield.contains(finding.span))
    });
}

/// Where right terms of the text's language stand.
fn shields<'f>(scan: &Scan<'_>, findings: impl Iterator<Item = &'f Finding>) -> Vec<Span> {
    let input = &scan.input;
    let glossary = scan.glossary;
    let is_right = |term: &Term| {
        matches!(term.status, TermStatus::Preferred | TermStatus::Admitted)
            && term.lang.lang == input.tag.lang
    };
    let hits = glossary.hits(input.text, input.tag, input.runs).into_iter();
    let mut shields: Vec<Span> = hits
        .filter(|hit| is_right(glossary.term(hit)))
        .map(|hit| hit.span)
        .collect();
    // The matcher takes Chinese characters for Chinese; a row may say that they are English, too.
    let concepts = glossary.glossary().concepts().iter();
    let kept: Vec<&str> = concepts
        .flat_map(|concept| &concept.terms)
        .filter(|term| is_right(term) && term.text.chars().any(is_han))
        .map(|term| &*term.text)
        .collect();
    if kept.is_empty() || input.tag.lang == crate::lang::Lang::ZH {
        return shields;
    }
    for finding in findings {
        for term in &kept {
            // Around the finding only, so that a long text costs no more than its findings.
            let reach = |at: usize, by: usize| {
                (at.saturating_sub(by)..=at).find(|at| input.text.is_char_boundary(*at))
            };
            let start = reach(finding.span.start, term.len()).unwrap_or(finding.span.start);
            let end = (finding.span.end + term.len()).min(input.text.len());
            let end = reach(end, 3).unwrap_or(finding.span.end);
            let around = input.text.get(start..end).unwrap_or_default();
            let places = around.match_indices(term);
            shields
                .extend(places.map(|(at, found)| Span::new(start + at, start + at + found.len())));
        }
    }
    shields
}
