//! NAME003 name-doubt: a form that may stand for a known name, for a person to decide.

use super::{Kind, report};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};

static META: RuleMeta = RuleMeta {
    id: "NAME003",
    name: "name-doubt",
    category: "Terminology/Inconsistent with terminology resource",
    severity: Severity::Minor,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags a form for which the glossary proposes another, without being sure enough to replace it.",
    why: "Some forms have other meanings, or stand in quotations: a person has to look.",
    not_flagged: "Forms that the glossary admits, URLs and code.",
    fix_safety: "Never applied: shown as a hint.",
    examples: &[
        Example::mended(
            "en",
            "Xi proposed the [[Economic Belt along the Silk Road]] in Astana.",
            "Xi proposed the Silk Road Economic Belt in Astana.",
        ),
        Example::mended(
            "en",
            "They signed a [[comprehensive and eternal partnership]] in Tianjin.",
            "They signed a permanent comprehensive strategic partnership in Tianjin.",
        ),
        Example::new("en", "Xi proposed the Silk Road Economic Belt in Astana."),
        Example::new(
            "en",
            "They signed a permanent comprehensive strategic partnership.",
        ),
    ],
};

/// NAME003.
pub(in crate::check::rules) struct Doubt;

impl Rule for Doubt {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        report(
            &META,
            Kind::Doubt,
            Applicability::DisplayOnly,
            0.6,
            scan,
            findings,
        );
    }
}
