//! What the templates read: strings that are ready to be escaped, and numbers.

use askama::Template;

use super::excerpt::{Excerpt, severity_class, shortened};
use super::pairs::words;
use crate::check::Finding;
use crate::report::words::grouped;

/// What explains a finding is told up to so many places.
const MOST_RELATED: usize = 3;

/// The whole page.
#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct Page {
    pub(super) version: &'static str,
    pub(super) overview: Overview,
    pub(super) pairs: Shown<PairView>,
    pub(super) links: Shown<LinkView>,
    pub(super) glosses: Shown<GlossView>,
    pub(super) documents: Shown<DocumentView>,
}

/// The items of a list that the page shows, and how many there are.
pub(super) struct Shown<T> {
    pub(super) items: Vec<T>,
    pub(super) all: usize,
}

impl<T> Shown<T> {
    /// How many are not shown; `None` when all are.
    pub(super) fn left_out(&self) -> Option<String> {
        let left = self.all.saturating_sub(self.items.len());
        (left > 0).then(|| grouped(left))
    }
}

/// The first section.
pub(super) struct Overview {
    pub(super) tiles: Vec<Tile>,
    pub(super) documents: Shown<DocumentRow>,
    pub(super) pairs: Shown<PairRow>,
    pub(super) changes: Shown<ChangeView>,
    pub(super) refused: Shown<ChangeView>,
    pub(super) rules: Vec<RuleView>,
    pub(super) left_aside: Shown<FileView>,
    pub(super) failed: Shown<FileView>,
}

/// A number with what it counts.
pub(super) struct Tile {
    pub(super) number: String,
    pub(super) what: &'static str,
    /// A second line; may be empty.
    pub(super) detail: String,
}

/// A text in the list of texts.
pub(super) struct DocumentRow {
    pub(super) path: String,
    /// Where its findings are shown, if they are.
    pub(super) anchor: Option<String>,
    pub(super) language: String,
    /// Other languages in it, `Chinese 4 %`.
    pub(super) other_languages: String,
    pub(super) encoding: &'static str,
    pub(super) sentences: String,
    pub(super) severities: Vec<SeverityCount>,
    pub(super) changes: String,
}

/// How many findings of one severity.
pub(super) struct SeverityCount {
    pub(super) class: &'static str,
    pub(super) count: String,
}

/// A pair in the list of pairs.
pub(super) struct PairRow {
    pub(super) source: String,
    pub(super) target: String,
    pub(super) anchor: Option<String>,
    pub(super) score: String,
    pub(super) beads: String,
    pub(super) merged: String,
    pub(super) review: String,
    pub(super) unpaired: String,
}

/// A change and how often it was made.
pub(super) struct ChangeView {
    pub(super) before: String,
    pub(super) after: String,
    pub(super) count: String,
    pub(super) rule: &'static str,
}

/// A rule that fired.
pub(super) struct RuleView {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) class: &'static str,
    pub(super) what: &'static str,
    pub(super) count: String,
}

/// A file and why it is not in the results.
pub(super) struct FileView {
    pub(super) path: String,
    pub(super) reason: String,
}

/// A pair, bead by bead.
pub(super) struct PairView {
    pub(super) anchor: String,
    pub(super) is_open: bool,
    pub(super) source: String,
    pub(super) target: String,
    pub(super) source_language: String,
    pub(super) target_language: String,
    pub(super) score: String,
    pub(super) table: String,
    pub(super) beads: Shown<BeadRow>,
    pub(super) review: usize,
    pub(super) unpaired: usize,
    pub(super) merged: usize,
}

/// A bead.
pub(super) struct BeadRow {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) is_merged: bool,
    pub(super) status: &'static str,
    pub(super) score: String,
    pub(super) percent: u32,
    pub(super) source: Cell,
    pub(super) target: Cell,
}

/// One side of a bead.
pub(super) struct Cell {
    pub(super) sentences: Shown<Sentence>,
    pub(super) notes: Shown<Note>,
}

/// A sentence with its number and language.
pub(super) struct Sentence {
    pub(super) number: String,
    pub(super) lang: String,
    pub(super) excerpt: Excerpt,
}

/// A finding in words.
pub(super) struct Note {
    pub(super) class: &'static str,
    pub(super) rule: &'static str,
    pub(super) name: &'static str,
    /// `12:5`; empty beside a bead.
    pub(super) place: String,
    pub(super) message: Vec<Words>,
    /// What was done or could be done; may be empty.
    pub(super) remedy: Vec<Words>,
    pub(super) related: Vec<String>,
}

impl Note {
    /// What `found` says, and what was done about it or could be.
    pub(super) fn new(found: &Finding, place: String, remedy: &str) -> Self {
        let related = found.related.iter().take(MOST_RELATED);
        Self {
            class: severity_class(found.severity),
            rule: found.rule.id,
            name: found.rule.name,
            place,
            message: words(&found.message),
            remedy: words(remedy),
            related: related.map(|one| shortened(&one.message)).collect(),
        }
    }
}

/// Part of a message: what stands between backticks is set apart.
#[derive(Debug, PartialEq)]
pub(super) enum Words {
    Plain(String),
    Quoted(String),
}

/// A text with its findings in context.
pub(super) struct DocumentView {
    pub(super) anchor: String,
    pub(super) is_open: bool,
    pub(super) path: String,
    pub(super) language: String,
    pub(super) findings: String,
    pub(super) changes: String,
    pub(super) excerpts: Shown<ExcerptView>,
}

/// A sentence that something was found in.
pub(super) struct ExcerptView {
    pub(super) line: String,
    pub(super) lang: String,
    pub(super) excerpt: Excerpt,
    pub(super) notes: Shown<Note>,
}

/// Two sentences that tell the same.
pub(super) struct LinkView {
    pub(super) id: String,
    pub(super) score: String,
    pub(super) percent: u32,
    pub(super) a: LinkEnd,
    pub(super) b: LinkEnd,
    pub(super) reasons: Vec<String>,
    pub(super) conflicts: Vec<ConflictView>,
}

/// One of them.
pub(super) struct LinkEnd {
    pub(super) path: String,
    pub(super) number: String,
    pub(super) lang: String,
    pub(super) excerpt: Excerpt,
}

/// A fact that they tell differently.
pub(super) struct ConflictView {
    pub(super) what: &'static str,
    pub(super) a: String,
    pub(super) b: String,
}

/// A phrase beside its translation.
pub(super) struct GlossView {
    pub(super) path: String,
    pub(super) score: String,
    pub(super) a_lang: String,
    pub(super) a: String,
    pub(super) b_lang: String,
    pub(super) b: String,
    pub(super) lang: String,
    pub(super) context: Excerpt,
}
