//! What a rule is.

use super::{Finding, Scan, Severity};

/// Whether a rule runs unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maturity {
    /// On by default.
    Stable,
    /// Off until selected: its precision is not yet measured, or under .9.
    Preview,
}

impl Maturity {
    /// The lower-case name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Preview => "preview",
        }
    }
}

/// A sentence that shows what a rule does. The offending text stands in `[[` and `]]`.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// BCP-47 tag of the sentence.
    pub lang: &'static str,
    /// The sentence; without marked stretches the rule must stay silent.
    pub text: &'static str,
    /// The sentence after the rule's fix, where it has one.
    pub fixed: Option<&'static str>,
    /// Language and text that the sentence was translated from, for rules that ask for it.
    /// Stretches that the rule flags on this side are marked here.
    pub source: Option<(&'static str, &'static str)>,
}

impl Example {
    /// A sentence that the rule flags without mending it, or must leave alone when nothing in it
    /// is marked.
    #[must_use]
    pub const fn new(lang: &'static str, text: &'static str) -> Self {
        Self {
            lang,
            text,
            fixed: None,
            source: None,
        }
    }

    /// A sentence that the rule flags and turns into `fixed`.
    #[must_use]
    pub const fn mended(lang: &'static str, text: &'static str, fixed: &'static str) -> Self {
        Self {
            lang,
            text,
            fixed: Some(fixed),
            source: None,
        }
    }

    /// The same, translated from `text` in `lang`.
    #[must_use]
    pub const fn translated_from(mut self, lang: &'static str, text: &'static str) -> Self {
        self.source = Some((lang, text));
        self
    }
}

/// What is written about a rule once and read by `explain`, RULES.md, reports and tests.
#[derive(Debug)]
pub struct RuleMeta {
    /// Family letters and three digits; never used again for another rule.
    pub id: &'static str,
    /// Says what is wrong: `name-variant`, `currency-spacing`.
    pub name: &'static str,
    /// MQM error type: `Terminology/Inconsistent with terminology resource`.
    pub category: &'static str,
    /// Usual severity; a finding may carry another.
    pub severity: Severity,
    /// BCP-47 tags of the languages it applies to; empty for all.
    pub languages: &'static [&'static str],
    /// Whether it runs unasked.
    pub maturity: Maturity,
    /// One sentence: what it flags.
    pub what: &'static str,
    /// Why that matters to a reader.
    pub why: &'static str,
    /// What looks alike and is not flagged.
    pub not_flagged: &'static str,
    /// When its fix is safe.
    pub fix_safety: &'static str,
    /// At least two that fire and two that must not.
    pub examples: &'static [Example],
}

impl RuleMeta {
    /// The letters of the id: `NAME` of `NAME001`.
    #[must_use]
    pub fn family(&self) -> &'static str {
        self.id
            .trim_end_matches(|letter: char| letter.is_ascii_digit())
    }
}

/// One check.
pub trait Rule: Send + Sync {
    /// What is written about it.
    fn meta(&self) -> &'static RuleMeta;

    /// Adds what it finds in `scan` to `findings`, in any order.
    ///
    /// Linear in the length of the text, whatever the text: no look-behind without a bound.
    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>);
}
