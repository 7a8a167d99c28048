//! SRC001 number-mismatch: a figure that the source does not have.

use super::numbers::{Partnerless, comparable, is_figure};
use crate::align::facts::{Decimal, FactKind};
use crate::check::{Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};

static META: RuleMeta = RuleMeta {
    id: "SRC001",
    name: "number-mismatch",
    category: "Accuracy/Mistranslation",
    severity: Severity::Major,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags a figure in a translation that its source does not have.",
    why: "A wrong number is the error that readers cannot see.",
    not_flagged: "Figures put otherwise (`440亿美元`, `$44 billion`; `六成`, `60%`), years that the translation adds, twelve-hour times, words for numbers that the source has no other number for, codes.",
    fix_safety: "No fix: the source is shown instead.",
    examples: &[
        Example::new("en", "The consulate opened in [[1995]].")
            .translated_from("zh", "领事馆于1985年开放。"),
        Example::new("en", "Trade reached [[$48 billion]].")
            .translated_from("pt", "O comércio chegou a US$ 44 bilhões."),
        Example::new("en", "Trade reached $44 billion on August 30.")
            .translated_from("zh", "8月30日，贸易额达到440亿美元。"),
        Example::new("en", "The bomb killed [[five]] officers.")
            .translated_from("es", "La bomba mató a dos oficiales."),
        Example::new("en", "Of the users, 60% are men and 45% are young.")
            .translated_from("zh", "用户中六成是男性，四成五是年轻人。"),
        Example::new("en", "The rule holds from 0:00 on.")
            .translated_from("zh", "规定从零点起生效。"),
        Example::new("en", "It opened on August 30, 2024.")
            .translated_from("zh", "它于8月30日开放。"),
        Example::new("en", "The consulate opened in 1985.")
            .translated_from("zh", "领事馆于1985年开放。"),
        Example::new("en", "The consulate opened in 1995."),
    ],
};

/// SRC001.
pub(in crate::check::rules) struct NumberMismatch;

impl Rule for NumberMismatch {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let (Some(source), lone) = (scan.input.source, Partnerless::of(scan)) else {
            return;
        };
        let mut free = lone.source.iter().peekable();
        for fact in &lone.target {
            let found = fact.span.of(scan.text());
            // Figures mostly keep their order: the next one of its kind is the likeliest partner.
            let partner = free.clone().take(16).find(|other| comparable(fact, other));
            let in_digits = is_figure(scan.text(), fact);
            let message;
            let confidence;
            if let Some(partner) = partner {
                message = format!(
                    "`{found}` where the source has `{}`",
                    partner.span.of(source.text)
                );
                confidence = if in_digits { 0.9 } else { 0.75 };
                while free
                    .next_if(|other| other.span.start <= partner.span.start)
                    .is_some()
                {}
            } else if !in_digits
                || fact
                    .number()
                    .and_then(Decimal::to_u32)
                    .is_some_and(|small| small <= 20)
            {
                // Small numbers come and go with idioms: `the last 16` for the second round.
                continue;
            } else if fact.kind == FactKind::Year {
                // A translator adds the year that the reader of another day needs.
                continue;
            } else {
                message = format!("`{found}` has no partner in the source");
                confidence = 0.6;
            }
            findings.push(Finding::new(&META, fact.span, message).with_confidence(confidence));
        }
    }
}
