//! LEX001 false-friend: a word that means something else than the word of the source that it looks like.

use super::Phrases;
use crate::check::lexicon::Kind;
use crate::check::{Example, Maturity, RuleMeta, Severity};

static META: RuleMeta = RuleMeta {
    id: "LEX001",
    name: "false-friend",
    category: "Accuracy/Mistranslation",
    severity: Severity::Major,
    languages: &["en", "pt", "zh"],
    maturity: Maturity::Stable,
    what: "Flags a word that means something else than the word of the source that it looks like.",
    why: "The sentence reads well and says something wrong: `dome` for a summit, `safety` for security.",
    not_flagged: "The same word where it is meant: the dome of a library, the end of the block.",
    fix_safety: "Never applied: what is better depends on the sentence, the suggestion is a hint.",
    examples: &[
        Example::mended(
            "en",
            "The Asian [[dome]] ended with a joint statement.",
            "The Asian summit ended with a joint statement.",
        ),
        Example::mended(
            "en",
            "[[The block]] will admit two new members at the European summit.",
            "The bloc will admit two new members at the European summit.",
        ),
        Example::new("en", "The dome of the library was painted in spring."),
        Example::new("en", "The family lives in the last house of the block."),
        Example::new("pt", "Ele [[eventualmente se tornou]] rei."),
        Example::new("zh", "他选了[[运行伙伴]]参加总统选举。"),
    ],
};

/// LEX001.
pub(in crate::check::rules) static RULE: Phrases = Phrases {
    meta: &META,
    kind: Kind::FalseFriend,
};
