//! Running the rules over a text.

use std::cmp::Ordering;

use super::shield::drop_shielded;
use super::{Finding, Input, Maturity, Rule, Scan, Score, Settings, Side, Suppressions, registry};
use crate::glossary::Matcher;

/// How many earlier findings may claim the same stretch: a bound that keeps checking linear.
const RIVALS: usize = 8;

/// The rules that were asked for, ready to run.
#[derive(Clone)]
pub struct Checker<'m> {
    rules: Vec<&'static dyn Rule>,
    /// Whether all that runs unasked runs, and tells all it finds.
    is_complete: bool,
    min_confidence: f32,
    matcher: &'m Matcher,
}

impl<'m> Checker<'m> {
    /// Picks the rules of `settings`; names are held against `matcher`.
    #[must_use]
    pub fn new(settings: &Settings, matcher: &'m Matcher) -> Self {
        Self {
            rules: registry()
                .iter()
                .copied()
                .filter(|rule| settings.runs(rule.meta()))
                .collect(),
            is_complete: settings.min_confidence <= 0.0
                && registry()
                    .iter()
                    .map(|rule| rule.meta())
                    .all(|meta| meta.maturity != Maturity::Stable || settings.runs(meta)),
            min_confidence: settings.min_confidence,
            matcher,
        }
    }

    /// What the rules find in `input`, by side, place and rule id.
    ///
    /// Of two rules that claim the same stretch, or that would write the same thing there, the
    /// more specific one speaks: the one that knows the name, else the surer one. What a marker in
    /// the text silences ([`Suppressions`]) is left out last, so that no other rule speaks instead.
    #[must_use]
    pub fn check(&self, input: &Input<'_>) -> Vec<Finding> {
        self.found(&Scan::new(*input, self.matcher))
    }

    /// The same, and what it amounts to: costs a look for the origin of an English text.
    #[must_use]
    pub fn check_and_score(&self, input: &Input<'_>) -> (Vec<Finding>, Score) {
        let scan = Scan::new(*input, self.matcher);
        let findings = self.found(&scan);
        let score = Score::new(&scan, &findings, self.is_complete);
        (findings, score)
    }

    fn found(&self, scan: &Scan<'_>) -> Vec<Finding> {
        let input = &scan.input;
        let mut findings = Vec::new();
        for rule in &self.rules {
            let languages = rule.meta().languages;
            // A run of such a language may stand in a text of another; rules ask for that
            // themselves, by place.
            if languages.is_empty()
                || input
                    .runs
                    .iter()
                    .any(|run| applies(languages, run.lang.as_str()))
                || applies(languages, input.tag.lang.as_str())
            {
                rule.check(scan, &mut findings);
            }
        }
        findings.retain(|finding| finding.confidence >= self.min_confidence);
        drop_shielded(scan, &mut findings);
        let mut findings = deduplicated(findings);
        let in_target = Suppressions::read(input.text);
        let in_source = input.source.map(|source| Suppressions::read(source.text));
        findings.retain(|finding| match (finding.side, &in_source) {
            (Side::Target, _) => !in_target.silences(finding),
            (Side::Source, Some(in_source)) => !in_source.silences(finding),
            (Side::Source, None) => true,
        });
        findings
    }
}

fn applies(languages: &[&str], lang: &str) -> bool {
    languages
        .iter()
        .any(|tag| tag.split('-').next() == Some(lang))
}

fn place(a: &Finding, b: &Finding) -> Ordering {
    (a.side, a.span.start, a.span.end, a.rule.id).cmp(&(
        b.side,
        b.span.start,
        b.span.end,
        b.rule.id,
    ))
}

/// Sorts and drops what another finding says better.
fn deduplicated(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(place);
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        // Only the last few can still reach this far: spans of one rule do not overlap.
        let rival = kept
            .iter()
            .enumerate()
            .rev()
            .take(RIVALS)
            .find(|(_, earlier)| same_claim(earlier, &finding))
            .map(|(at, _)| at);
        match rival {
            None => kept.push(finding),
            Some(at) if specificity(&finding, &kept[at]) == Ordering::Greater => {
                kept[at] = finding;
            }
            Some(_) => {}
        }
    }
    kept.sort_by(place);
    kept
}

fn same_claim(a: &Finding, b: &Finding) -> bool {
    if a.side != b.side || !a.span.overlaps(b.span) {
        return false;
    }
    if a.span == b.span {
        return true;
    }
    match (a.suggestion(), b.suggestion()) {
        (Some(a_text), Some(b_text)) if a.span.contains(b.span) => {
            !b_text.is_empty() && a_text.contains(b_text)
        }
        (Some(a_text), Some(b_text)) if b.span.contains(a.span) => {
            !a_text.is_empty() && b_text.contains(a_text)
        }
        _ => false,
    }
}

fn specificity(a: &Finding, b: &Finding) -> Ordering {
    a.concept
        .is_some()
        .cmp(&b.concept.is_some())
        .then(a.fix.is_some().cmp(&b.fix.is_some()))
        .then(a.confidence.total_cmp(&b.confidence))
        .then(b.rule.id.cmp(a.rule.id))
}
