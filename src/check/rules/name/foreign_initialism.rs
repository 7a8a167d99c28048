//! NAME002 foreign-initialism: an initialism left in the language it was translated from.

use super::{Kind, report};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};

static META: RuleMeta = RuleMeta {
    id: "NAME002",
    name: "foreign-initialism",
    category: "Terminology/Inconsistent with terminology resource",
    severity: Severity::Major,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags an initialism of a glossary name that belongs to another language than its sentence.",
    why: "Machine translation copies initialisms: readers of English know the SCO, not the OCS.",
    not_flagged: "Initialisms that are right in the language of their sentence, URLs and code.",
    fix_safety: "Safe: the glossary replaces the form only where its other meanings are out of the way.",
    examples: &[
        Example::mended(
            "en",
            "The Shanghai Cooperation Organization ([[OCS]]) met in Tianjin.",
            "The Shanghai Cooperation Organization (SCO) met in Tianjin.",
        ),
        Example::mended(
            "en",
            "Leaders of the Shanghai Cooperation Organization spoke. The [[OCS]] grows.",
            "Leaders of the Shanghai Cooperation Organization spoke. The SCO grows.",
        ),
        Example::new(
            "en",
            "The Shanghai Cooperation Organization (SCO) met in Tianjin.",
        ),
        Example::new(
            "pt",
            "A Organização para a Cooperação de Xangai (OCX) reuniu-se em Tianjin.",
        ),
    ],
};

/// NAME002.
pub(in crate::check::rules) struct ForeignInitialism;

impl Rule for ForeignInitialism {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        report(
            &META,
            Kind::Initialism,
            Applicability::Safe,
            0.95,
            scan,
            findings,
        );
    }
}
