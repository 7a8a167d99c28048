//! LEX004 source-initialism: initials of a body or a measure that are those of the source language.

use super::Phrases;
use crate::check::lexicon::Kind;
use crate::check::{Example, Maturity, RuleMeta, Severity};

static META: RuleMeta = RuleMeta {
    id: "LEX004",
    name: "source-initialism",
    category: "Accuracy/Source language fragment",
    severity: Severity::Major,
    languages: &["en", "pt", "zh"],
    maturity: Maturity::Stable,
    what: "Flags initials of a body or a measure that are those of the source language.",
    why: "Readers of English know NATO and GDP, not OTAN and PIB.",
    not_flagged: "Initials of names that the glossary has (NAME002), and those that mean something in the language of the text.",
    fix_safety: "Never applied: what is better depends on the sentence, the suggestion is a hint.",
    examples: &[
        Example::mended(
            "en",
            "Ministers of the [[OTAN]] met in the capital.",
            "Ministers of the NATO met in the capital.",
        ),
        Example::mended(
            "en",
            "The [[ONU]] asked for a truce.",
            "The UN asked for a truce.",
        ),
        Example::new("en", "Ministers of NATO met in the capital."),
        Example::new("en", "GDP grew by two percent."),
        Example::mended(
            "zh",
            "遗址被[[UNESCO]]列入名录。",
            "遗址被联合国教科文组织列入名录。",
        ),
        Example::mended(
            "pt",
            "O relatório do [[IMF]] saiu.",
            "O relatório do FMI saiu.",
        ),
    ],
};

/// LEX004.
pub(in crate::check::rules) static RULE: Phrases = Phrases {
    meta: &META,
    kind: Kind::Initialism,
};
