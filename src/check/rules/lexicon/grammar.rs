//! LEX005 source-grammar: a preposition, an article or an order of words that the source language asks for.

use super::Phrases;
use crate::check::lexicon::Kind;
use crate::check::{Example, Maturity, RuleMeta, Severity};

static META: RuleMeta = RuleMeta {
    id: "LEX005",
    name: "source-grammar",
    category: "Fluency/Grammar",
    severity: Severity::Minor,
    languages: &["en", "pt", "zh"],
    maturity: Maturity::Stable,
    what: "Flags a preposition, an article or an order of words that the source language asks for.",
    why: "The reader stumbles, and sometimes reads another relation between the words.",
    not_flagged: "Phrases that people write too, unless the text shows elsewhere that it is a translation.",
    fix_safety: "Never applied: what is better depends on the sentence, the suggestion is a hint.",
    examples: &[
        Example::new("en", "The [[politic crisis]] goes on."),
        Example::new("en", "[[According with the report]], prices fell."),
        Example::new("en", "The political crisis goes on."),
        Example::new("en", "According to the report, prices fell."),
        Example::new("pt", "Fecharam a rua [[em ordem de evitar]] acidentes."),
        Example::mended("zh", "亚洲[[国家们]]同意合作。", "亚洲国家同意合作。"),
    ],
};

/// LEX005.
pub(in crate::check::rules) static RULE: Phrases = Phrases {
    meta: &META,
    kind: Kind::Grammar,
};
