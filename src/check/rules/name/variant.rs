//! NAME001 name-variant: a spelling of a known name that the glossary replaces.

use super::{Kind, report};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};

static META: RuleMeta = RuleMeta {
    id: "NAME001",
    name: "name-variant",
    category: "Terminology/Inconsistent with terminology resource",
    severity: Severity::Major,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags a spelling of a glossary name that the glossary replaces in the language of its sentence.",
    why: "One name in several spellings reads as several things, and search and alignment miss it.",
    not_flagged: "Admitted forms, forms that are right in the language of their sentence, longer names that contain the variant, URLs and code.",
    fix_safety: "Safe: the glossary gives one form, set in the case, number and hyphens of the text.",
    examples: &[
        Example::mended(
            "en",
            "Two more [[Lu Ban workshops]] opened in Kazakhstan.",
            "Two more Luban workshops opened in Kazakhstan.",
        ),
        Example::mended(
            "en",
            "The future [[Cazaque]] Cultural Center will stand in Beijing.",
            "The future Kazakh Cultural Center will stand in Beijing.",
        ),
        Example::new("en", "Two more Luban Workshops opened in Kazakhstan."),
        Example::new("pt", "O centro cultural cazaque abriu em Pequim."),
        Example::new("zh", "鲁班工坊在哈萨克斯坦启动。"),
    ],
};

/// NAME001.
pub(in crate::check::rules) struct Variant;

impl Rule for Variant {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        report(
            &META,
            Kind::Variant,
            Applicability::Safe,
            0.95,
            scan,
            findings,
        );
    }
}
