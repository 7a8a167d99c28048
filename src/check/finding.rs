//! What a rule reports.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::RuleMeta;
use crate::text::{Edit, Span};

/// How bad a finding is, as in MQM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing, no error.
    Neutral,
    /// The reader stumbles.
    Minor,
    /// The reader is misled or put off.
    Major,
    /// The text cannot be published.
    Critical,
}

impl Severity {
    /// The lower-case name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Critical => "critical",
        }
    }

    /// MQM penalty points (Lommel et al. 2014; the weights of the WMT metrics tasks).
    #[must_use]
    pub fn points(self) -> u32 {
        match self {
            Self::Neutral => 0,
            Self::Minor => 1,
            Self::Major => 5,
            Self::Critical => 25,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        [Self::Neutral, Self::Minor, Self::Major, Self::Critical]
            .into_iter()
            .find(|severity| severity.as_str() == name)
            .ok_or_else(|| format!("`{name}` is none of neutral, minor, major, critical"))
    }
}

/// Which text of a translation pair a span points into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The text that was translated.
    Source,
    /// The translation, or the only text there is.
    #[default]
    Target,
}

impl Side {
    /// The lower-case name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
        }
    }
}

/// Whether a fix may be applied without a person looking at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// The meaning stays; `normalise` and `check --fix` apply it.
    Safe,
    /// Right most of the time.
    Unsafe,
    /// A hint for a person.
    DisplayOnly,
}

impl Applicability {
    /// The lower-case name, `display-only` with a hyphen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
            Self::DisplayOnly => "display-only",
        }
    }
}

impl fmt::Display for Applicability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How to mend a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does: `replace with SCO`.
    pub title: String,
    /// Edits in text order, without overlap.
    pub edits: Vec<Edit>,
    /// Whether it may be applied unseen.
    pub applicability: Applicability,
}

impl Fix {
    /// A fix that replaces one stretch.
    #[must_use]
    pub fn replace(
        span: Span,
        replacement: impl Into<String>,
        applicability: Applicability,
    ) -> Self {
        let replacement = replacement.into();
        Self {
            title: if replacement.is_empty() {
                "remove it".to_owned()
            } else {
                format!("replace with `{replacement}`")
            },
            edits: vec![Edit { span, replacement }],
            applicability,
        }
    }
}

/// Another place or fact that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where, if it is a place in the same text.
    pub span: Option<Span>,
    /// What about it.
    pub message: String,
}

/// Something wrong in a text.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static RuleMeta,
    /// How bad it is.
    pub severity: Severity,
    /// Which text [`Finding::span`] points into.
    pub side: Side,
    /// Where, in the text as decoded.
    pub span: Span,
    /// One sentence that states the fact, the offending text in backticks.
    pub message: String,
    /// What justifies it.
    pub related: Vec<Related>,
    /// How to mend it.
    pub fix: Option<Fix>,
    /// Probability that a careful reader agrees, 0 to 1.
    pub confidence: f32,
    /// The glossary concept behind it, if any.
    pub concept: Option<String>,
}

impl Finding {
    /// Moves every place `offset` bytes on: for a finding in a part of a text, made for the part.
    pub fn shift(&mut self, offset: usize) {
        self.span = self.span.shifted(offset);
        for related in &mut self.related {
            related.span = related.span.map(|span| span.shifted(offset));
        }
        for edit in self.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.span = edit.span.shifted(offset);
        }
    }

    /// A finding of the rule's usual severity on the target side, sure, without a fix.
    #[must_use]
    pub fn new(rule: &'static RuleMeta, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            side: Side::Target,
            span,
            message: message.into(),
            related: Vec::new(),
            fix: None,
            confidence: 1.0,
            concept: None,
        }
    }

    /// The same, with a probability that a careful reader agrees.
    #[must_use]
    pub fn with_confidence(mut self, confidence: f32) -> Self {
        self.confidence = confidence;
        self
    }

    /// The same, mended by putting `replacement` in place of the span.
    #[must_use]
    pub fn with_replacement(
        mut self,
        replacement: impl Into<String>,
        applicability: Applicability,
    ) -> Self {
        self.fix = Some(Fix::replace(self.span, replacement, applicability));
        self
    }

    /// The same, with a note that explains it.
    #[must_use]
    pub fn with_related(mut self, span: Option<Span>, message: impl Into<String>) -> Self {
        self.related.push(Related {
            span,
            message: message.into(),
        });
        self
    }

    /// The text that the fix would put in place of the span, when the fix is one replacement.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        match self.fix.as_ref()?.edits.as_slice() {
            [edit] => Some(&edit.replacement),
            _ => None,
        }
    }
}
