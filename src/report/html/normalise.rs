//! The page of `alinha normalise --report`: what changed, by term, text and rule, and what was left.

use std::io::{self, Write};

use askama::Template;

use super::clean;
use super::excerpt::{Excerpt, Mark, Source, shortened};
use super::texts::context;
use super::view::{ExcerptView, Note, Shown, Tile, Words};
use crate::check::Finding;
use crate::report::words::{counted, grouped, language_name};
use crate::report::{NORMALISE_GENERATOR, NormaliseReport, NormalisedText};
use crate::text::Locator;

/// Rows shown of each list; the JSON report holds all.
const MAX_ROWS: usize = 500;
/// Suggestions shown in their sentence, of all texts together.
const MAX_SUGGESTIONS: usize = 1000;
/// How far into a page its own mark is looked for, in bytes.
const HEAD_BYTES: usize = 1000;

#[derive(Template)]
#[template(path = "normalise.html")]
struct Page {
    generator: &'static str,
    version: &'static str,
    written: bool,
    tiles: Vec<Tile>,
    terms: Shown<TermRow>,
    files: Shown<FileRow>,
    rules: Vec<RuleRow>,
    refused: Shown<RefusedRow>,
    any_refused: bool,
    texts: Vec<TextView>,
    /// Suggestions that no text shows.
    hidden: Option<String>,
}

struct TermRow {
    concept: String,
    before: String,
    after: String,
    rule: &'static str,
    count: String,
    texts: String,
}

struct FileRow {
    path: String,
    /// Where its suggestions are shown, if they are.
    anchor: Option<String>,
    language: String,
    encoding: &'static str,
    changes: String,
    suggestions: String,
    refused: String,
}

struct RuleRow {
    id: &'static str,
    name: &'static str,
    changes: String,
    suggestions: String,
}

struct RefusedRow {
    path: String,
    place: String,
    before: String,
    after: String,
}

/// A text with its suggestions in context.
struct TextView {
    anchor: String,
    path: String,
    facts: String,
    excerpts: Vec<ExcerptView>,
}

/// Writes the page of `report`, which counts `texts`.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_normalise_html(
    out: &mut dyn Write,
    report: &NormaliseReport,
    texts: &[NormalisedText<'_>],
) -> io::Result<()> {
    let mut room = MAX_SUGGESTIONS;
    let mut views = Vec::new();
    let mut anchors = vec![None; texts.len()];
    for (index, of) in texts.iter().enumerate() {
        if of.suggested.is_empty() || room == 0 {
            continue;
        }
        let view = text_view(index, of, room);
        room -= view.excerpts.len();
        anchors[index] = Some(view.anchor.clone());
        views.push(view);
    }
    let hidden = report.counts.suggestions - (MAX_SUGGESTIONS - room);
    let page = Page {
        generator: NORMALISE_GENERATOR,
        version: report.version,
        written: report.written,
        tiles: tiles(report),
        terms: term_rows(report),
        files: file_rows(report, &anchors),
        rules: rule_rows(report),
        refused: refused_rows(report),
        any_refused: report.counts.refused > 0,
        texts: views,
        hidden: (hidden > 0).then(|| grouped(hidden)),
    };
    page.write_into(out)
}

/// True when `html` is a page that [`write_normalise_html`] wrote, of whatever version.
#[must_use]
pub fn is_normalise_html(html: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&html[..html.len().min(HEAD_BYTES)]);
    head.contains(&format!(
        "<meta name=\"generator\" content=\"{NORMALISE_GENERATOR} "
    ))
}

fn tiles(report: &NormaliseReport) -> Vec<Tile> {
    let counts = &report.counts;
    let tile = |number: usize, one, many, detail: String| Tile {
        number: grouped(number),
        what: if number == 1 { one } else { many },
        detail,
    };
    let failed = match counts.failed {
        0 => String::new(),
        failed => format!("{} could not be read", grouped(failed)),
    };
    let (one, many) = if report.written {
        ("change made", "changes made")
    } else {
        ("change to make", "changes to make")
    };
    let changed = counted(counts.texts_changed, "text", "texts");
    let forms = counted(report.terms.len(), "spelling", "spellings");
    let mut tiles = vec![
        tile(counts.texts, "text", "texts", failed),
        tile(counts.changes, one, many, format!("{forms} in {changed}")),
        tile(
            counts.suggestions,
            "suggestion to look at",
            "suggestions to look at",
            String::new(),
        ),
    ];
    // Hardly ever there: a tile that says 0 would only ask what it means.
    if counts.refused > 0 {
        tiles.push(tile(
            counts.refused,
            "change its encoding cannot hold",
            "changes their encoding cannot hold",
            String::new(),
        ));
    }
    tiles
}

/// The first rows of a list, as the page shows them.
fn rows<T, R>(all: &[T], row: impl Fn(&T) -> R) -> Shown<R> {
    Shown {
        items: all.iter().take(MAX_ROWS).map(row).collect(),
        all: all.len(),
    }
}

fn term_rows(report: &NormaliseReport) -> Shown<TermRow> {
    rows(&report.terms, |term| TermRow {
        concept: shortened(term.concept.as_deref().unwrap_or_default()),
        before: shortened(&term.before),
        after: shortened(&term.after),
        rule: term.rule.unwrap_or_default(),
        count: grouped(term.count),
        texts: grouped(term.texts),
    })
}

fn file_rows(report: &NormaliseReport, anchors: &[Option<String>]) -> Shown<FileRow> {
    let files: Vec<_> = report.files.iter().zip(anchors).collect();
    rows(&files, |(file, anchor)| FileRow {
        path: shortened(&file.path),
        anchor: (*anchor).clone(),
        language: language_name(&file.language.to_string()).to_owned(),
        encoding: file.encoding,
        changes: or_nothing(file.changes),
        suggestions: or_nothing(file.suggestions),
        refused: or_nothing(file.refused),
    })
}

fn rule_rows(report: &NormaliseReport) -> Vec<RuleRow> {
    let rules = report.rules.iter().map(|rule| RuleRow {
        id: rule.rule,
        name: rule.name,
        changes: or_nothing(rule.changes),
        suggestions: or_nothing(rule.suggestions),
    });
    rules.collect()
}

fn refused_rows(report: &NormaliseReport) -> Shown<RefusedRow> {
    rows(&report.refused, |one| RefusedRow {
        path: shortened(&one.path),
        place: format!("{}:{}", one.line, one.column),
        before: shortened(&one.before),
        after: shortened(one.after.as_deref().unwrap_or_default()),
    })
}

/// A number, or nothing for 0.
fn or_nothing(number: usize) -> String {
    match number {
        0 => String::new(),
        number => grouped(number),
    }
}

fn text_view(index: usize, of: &NormalisedText<'_>, room: usize) -> TextView {
    let text = of.text.as_str();
    let mut locator = Locator::new(text);
    let excerpts = of.suggested.iter().take(room).map(|found| {
        let place = locator.locate(found.span.start).at;
        let from = Source {
            text,
            edits: of.edits,
            runs: &[],
        };
        let around = context(text, found.span);
        ExcerptView {
            line: grouped(place.line),
            lang: of.language.to_string(),
            excerpt: Excerpt::new(from, around, of.language.lang, &[Mark::of_finding(found)]),
            notes: Shown {
                items: vec![note(found, format!("{}:{}", place.line, place.column))],
                all: 1,
            },
        }
    });
    TextView {
        anchor: format!("text-{}", index + 1),
        path: clean(of.path),
        facts: format!(
            "{} · {} · {}",
            language_name(&of.language.to_string()),
            counted(of.suggested.len(), "suggestion", "suggestions"),
            counted(of.edits.len(), "change", "changes"),
        ),
        excerpts: excerpts.collect(),
    }
}

fn note(found: &Finding, place: String) -> Note {
    let proposal = found.fix.as_ref();
    let proposal = proposal.map(|fix| format!("proposal: {}", fix.title));
    Note::new(found, place, &proposal.unwrap_or_default())
}
