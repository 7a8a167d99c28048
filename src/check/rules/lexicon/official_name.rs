//! LEX003 official-name: the name of a body, a law or a title that was translated word by word.

use super::Phrases;
use crate::check::lexicon::Kind;
use crate::check::{Example, Maturity, RuleMeta, Severity};

static META: RuleMeta = RuleMeta {
    id: "LEX003",
    name: "official-name",
    category: "Terminology/Inconsistent with terminology resource",
    severity: Severity::Minor,
    languages: &["en", "pt", "zh"],
    maturity: Maturity::Stable,
    what: "Flags the name of a body, a law or a title that was translated word by word.",
    why: "Readers know the body under its own name and cannot look up the other.",
    not_flagged: "The official name; the same words in small letters where they are no name.",
    fix_safety: "Never applied: what is better depends on the sentence, the suggestion is a hint.",
    examples: &[
        Example::mended(
            "en",
            "The UN [[Safety Council]] met at dawn.",
            "The UN Security Council met at dawn.",
        ),
        Example::mended(
            "en",
            "Brazil may join the [[Lunar International Research Station]] of China.",
            "Brazil may join the International Lunar Research Station of China.",
        ),
        Example::new("en", "The UN Security Council met at dawn."),
        Example::new("en", "The town council voted for more safety on the roads."),
        Example::mended(
            "pt",
            "A [[Organização de Saúde Mundial]] deu o alerta.",
            "A Organização Mundial da Saúde deu o alerta.",
        ),
        Example::new("zh", "[[代表之家]]否决了法案。"),
    ],
};

/// LEX003.
pub(in crate::check::rules) static RULE: Phrases = Phrases {
    meta: &META,
    kind: Kind::OfficialName,
};
