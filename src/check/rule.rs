//! What a rule is.

use super::{Finding, Severity};

/// Whether a rule runs unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maturity {
    /// On by default.
    Stable,
    /// Off until selected: its precision is not yet measured, or under .9.
    Preview,
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

/// One check.
pub trait Rule: Send + Sync {
    /// What is written about it.
    fn meta(&self) -> &'static RuleMeta;

    /// Adds what it finds in `input` to `findings`.
    fn check(&self, input: &super::Input<'_>, findings: &mut Vec<Finding>);
}
