//! LANG002 source-word: a word of the source language that was left in the text, or half translated.

use super::Phrases;
use crate::check::lexicon::Kind;
use crate::check::{Example, Maturity, RuleMeta, Severity};

static META: RuleMeta = RuleMeta {
    id: "LANG002",
    name: "source-word",
    category: "Accuracy/Source language fragment",
    severity: Severity::Major,
    languages: &["en", "pt", "zh"],
    maturity: Maturity::Stable,
    what: "Flags a word of the source language that was left in the text, or half translated.",
    why: "The reader may not know it, and it is no word of the language of the text.",
    not_flagged: "Quotations in the other language, names, words that the language of the text has borrowed.",
    fix_safety: "Never applied: what is better depends on the sentence, the suggestion is a hint.",
    examples: &[
        Example::mended(
            "en",
            "[[Manifestants]] blocked the road.",
            "Protesters blocked the road.",
        ),
        Example::mended(
            "en",
            "He flew to [[Cazaquistão]] yesterday.",
            "He flew to Kazakhstan yesterday.",
        ),
        Example::new("en", "Protesters blocked the road."),
        Example::new("en", "He flew to Kazakhstan yesterday."),
        Example::new("pt", "A seca deixou [[destitutas]] muitas famílias."),
        Example::new("zh", "他在2020年[[January]]去世。"),
    ],
};

/// LANG002.
pub(in crate::check::rules) static RULE: Phrases = Phrases {
    meta: &META,
    kind: Kind::Untranslated,
};
