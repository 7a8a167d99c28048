//! LEX002 calque: a phrase that was translated word by word.

use super::Phrases;
use crate::check::lexicon::Kind;
use crate::check::{Example, Maturity, RuleMeta, Severity};

static META: RuleMeta = RuleMeta {
    id: "LEX002",
    name: "calque",
    category: "Style/Awkward",
    severity: Severity::Minor,
    languages: &["en", "pt", "zh"],
    maturity: Maturity::Stable,
    what: "Flags a phrase that was translated word by word.",
    why: "Each word is right and the phrase is not; the reader has to translate it back.",
    not_flagged: "Phrases that people write too, unless the text shows elsewhere that it is a translation.",
    fix_safety: "Never applied: what is better depends on the sentence, the suggestion is a hint.",
    examples: &[
        Example::new("en", "The dispute [[launches shadows]] over the talks."),
        Example::mended(
            "en",
            "The ruling [[opens breach for]] tax fraud.",
            "The ruling opens a loophole for tax fraud.",
        ),
        Example::new("en", "The dispute casts a shadow over the talks."),
        Example::new("en", "The ruling opens a loophole for tax fraud."),
        Example::new("pt", "A cheia [[reclamou a vida de]] três pessoas."),
        Example::new("zh", "总统对北京[[进行了一个访问]]。"),
    ],
};

/// LEX002.
pub(in crate::check::rules) static RULE: Phrases = Phrases {
    meta: &META,
    kind: Kind::Calque,
};
