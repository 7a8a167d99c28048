//! Concepts and their terms.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::{Action, Context};
use crate::lang::LangTag;
use crate::text::Span;

/// What the glossary thinks of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermStatus {
    /// The form to write; one for each concept and language.
    Preferred,
    /// Right as well; left alone.
    Admitted,
    /// Waiting for review; left alone.
    Proposed,
    /// Once right or right elsewhere; not wanted any more.
    Deprecated,
    /// Deprecated because another term took its place.
    Superseded,
    /// Wrong.
    Forbidden,
}

impl TermStatus {
    /// All of them, in the order in which rows are sorted.
    pub const ALL: [Self; 6] = [
        Self::Preferred,
        Self::Admitted,
        Self::Proposed,
        Self::Deprecated,
        Self::Superseded,
        Self::Forbidden,
    ];

    /// The name in the column `status`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Admitted => "admitted",
            Self::Proposed => "proposed",
            Self::Deprecated => "deprecated",
            Self::Superseded => "superseded",
            Self::Forbidden => "forbidden",
        }
    }

    /// True for forms that may stand in a text: preferred, admitted and proposed ones.
    #[must_use]
    pub fn is_right(self) -> bool {
        matches!(self, Self::Preferred | Self::Admitted | Self::Proposed)
    }
}

impl fmt::Display for TermStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for TermStatus {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == name)
            .ok_or_else(|| {
                format!(
                    "`{name}` is none of {}",
                    Self::ALL.map(Self::as_str).join(", ")
                )
            })
    }
}

/// Whether upper and lower case matter when a term is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TermCase {
    /// Any case; the replacement follows the text.
    #[default]
    Any,
    /// Any case that begins with a capital: names that are words when written small, such as
    /// Irão beside the Portuguese verb irão.
    Capital,
    /// Only as written: acronyms and house capitals.
    Exact,
}

/// Where a term may begin and end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Boundary {
    /// At the borders of words.
    #[default]
    Word,
    /// Anywhere: scripts without spaces.
    None,
}

/// One form of a concept in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Language, with the country or script that the form belongs to.
    pub lang: LangTag,
    /// The form itself.
    pub text: Cow<'static, str>,
    /// What the glossary thinks of it.
    pub status: TermStatus,
    /// As in TBX-Basic: `noun`, `proper noun`, `adjective` ...
    pub part_of_speech: Cow<'static, str>,
    /// Whether case matters.
    pub case: TermCase,
    /// Where it may begin and end.
    pub boundary: Boundary,
    /// True when a plural ending passes through: `Lu Ban Workshops`.
    pub plural: bool,
    /// What must stand around it.
    pub context: Context,
    /// What is done when it is found.
    pub action: Action,
    /// What is written instead, where that is not the preferred term; may be empty.
    pub target: Cow<'static, str>,
    /// A remark for the reader; may be empty.
    pub note: Cow<'static, str>,
    /// Where the form is from; may be empty.
    pub source: Cow<'static, str>,
    /// Index into [`super::Glossary::files`].
    pub file: usize,
    /// Line in that file, from 1.
    pub line: usize,
    /// Column of the term in that line, in characters from 1.
    pub column: usize,
    /// Where the term's own cell stands in that file's text.
    pub span: Span,
}

impl Term {
    /// True for a wrong form that is looked for: [`Action::Replace`] or [`Action::Suggest`].
    #[must_use]
    pub fn is_variant(&self) -> bool {
        self.action != Action::None
    }
}

/// A thing with its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concept {
    /// Stable name: `luban-workshop`.
    pub id: String,
    /// What kind of thing it is: `country`, `person`, `organisation` ...
    pub category: String,
    /// Its terms in the order of the file.
    pub terms: Vec<Term>,
}

impl Concept {
    /// The preferred term for a text in `tag`: that of the variety, else that of the language.
    #[must_use]
    pub fn preferred(&self, tag: LangTag) -> Option<&Term> {
        let preferred = |lang: LangTag| {
            self.terms
                .iter()
                .find(|term| term.status == TermStatus::Preferred && term.lang == lang)
        };
        preferred(tag).or_else(|| preferred(LangTag::plain(tag.lang)))
    }
}
