//! LEX006 source-format: a number, a price, a date or an hour written as the source language writes it.

use super::Phrases;
use crate::check::lexicon::Kind;
use crate::check::{Example, Maturity, RuleMeta, Severity};

static META: RuleMeta = RuleMeta {
    id: "LEX006",
    name: "source-format",
    category: "Locale convention/Number format",
    severity: Severity::Minor,
    languages: &["en", "pt", "zh"],
    maturity: Maturity::Stable,
    what: "Flags a number, a price, a date or an hour written as the source language writes it.",
    why: "3,4% is three point four in one language and a misprint in another.",
    not_flagged: "What the language of the text allows too: 3,400 people, 15:30.",
    fix_safety: "Never applied: what is better depends on the sentence, the suggestion is a hint.",
    examples: &[
        Example::new("en", "Output rose [[3,4%]]."),
        Example::new("en", "The session opens at [[15h30]]."),
        Example::new("en", "Output rose 3.4%, to 3,400 tonnes."),
        Example::new("en", "The session opens at 15:30."),
        Example::new("zh", "约[[10千人]]参加。"),
        Example::new("pt", "A inflação foi de [[3.5 por cento]]."),
    ],
};

/// LEX006.
pub(in crate::check::rules) static RULE: Phrases = Phrases {
    meta: &META,
    kind: Kind::Format,
};
