//! SRC002 missing-number: a figure of the source that the translation lacks.

use super::numbers::{Partnerless, comparable, is_figure};
use crate::check::{Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity, Side};

static META: RuleMeta = RuleMeta {
    id: "SRC002",
    name: "missing-number",
    category: "Accuracy/Omission (Translation)",
    severity: Severity::Major,
    languages: &[],
    maturity: Maturity::Preview,
    what: "Flags a figure of the source that its translation does not say.",
    why: "What was left out around the figure was mostly left out with it.",
    not_flagged: "Figures put otherwise or in words, figures that stand wrong in the translation (SRC001 tells).",
    fix_safety: "No fix.",
    examples: &[
        Example::new("en", "The consulate opened.")
            .translated_from("zh", "领事馆于[[1985年]]开放。"),
        Example::new("en", "Trade grew.").translated_from("pt", "O comércio cresceu [[17,5%]]."),
        Example::new("en", "The consulate opened in 1985.")
            .translated_from("zh", "领事馆于1985年开放。"),
        Example::new("en", "Two workshops opened.").translated_from("zh", "2个工坊启动。"),
        Example::new("en", "The consulate opened."),
    ],
};

/// SRC002.
pub(in crate::check::rules) struct MissingNumber;

impl Rule for MissingNumber {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let (Some(source), lone) = (scan.input.source, Partnerless::of(scan)) else {
            return;
        };
        let mut wrong = lone.target.iter().collect::<Vec<_>>();
        for fact in &lone.source {
            if !is_figure(source.text, fact) {
                continue;
            }
            // One that stands wrong in the target is not missing; each covers one.
            if let Some(at) = wrong
                .iter()
                .take(16)
                .position(|other| comparable(fact, other))
            {
                wrong.remove(at);
                continue;
            }
            let message = format!(
                "the translation does not say `{}`",
                fact.span.of(source.text)
            );
            let mut finding = Finding::new(&META, fact.span, message).with_confidence(0.7);
            finding.side = Side::Source;
            findings.push(finding);
        }
    }
}
