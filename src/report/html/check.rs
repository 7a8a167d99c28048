//! The page of `alinha check --format html`: every text with what was found marked in place.

use std::collections::BTreeMap;
use std::io::{self, Write};

use askama::Template;

use super::clean;
use super::excerpt::{Excerpt, Mark, Source, severity_class};
use super::pairs::words;
use super::view::{ExcerptView, Note, SeverityCount, Shown, Tile, Words};
use crate::check::{Finding, RuleMeta, Severity};
use crate::doc::Document;
use crate::report::words::{counted, grouped, language_name};
use crate::text::{LineIndex, Locator, Span};

/// Texts shown with their words.
const MAX_TEXTS: usize = 500;
/// Bytes of text shown, of all texts together; what lies beyond is only counted.
const MAX_BYTES: usize = 8 << 20;
/// Rows of the list of texts.
const MAX_ROWS: usize = 2000;
/// Findings told below one line.
const MAX_NOTES: usize = 100;
/// Bytes up to which a line is shown whole, with every mark.
const WHOLE_LINE: usize = 20_000;
/// Lines shown before and after a line with a finding; more of them are folded.
const CONTEXT: usize = 1;
/// Bytes that a fold may hold; a longer one says only how long it is.
const MAX_FOLD: usize = 64 << 10;

/// A text and what was found in it.
#[derive(Clone, Copy, Debug)]
pub struct CheckedText<'a> {
    /// Path as it is shown.
    pub path: &'a str,
    /// The text with its languages.
    pub document: &'a Document,
    /// What was found in it, in text order.
    pub findings: &'a [Finding],
}

#[derive(Template)]
#[template(path = "check.html")]
struct Page {
    version: &'static str,
    tiles: Vec<Tile>,
    severities: Vec<&'static str>,
    types: Vec<TypeView>,
    rows: Shown<TextRow>,
    texts: Shown<TextView>,
}

/// An MQM error type with the rules that fired.
struct TypeView {
    /// `Terminology`.
    dimension: &'static str,
    /// `Inconsistent with terminology resource`; may be empty.
    kind: &'static str,
    count: String,
    rules: Vec<RuleView>,
}

struct RuleView {
    id: &'static str,
    name: &'static str,
    severities: Vec<SeverityCount>,
    what: Vec<Words>,
    why: Vec<Words>,
}

/// A text in the list of texts.
struct TextRow {
    path: String,
    /// Where it is shown, if it is.
    anchor: Option<String>,
    language: String,
    severities: Vec<SeverityCount>,
}

struct TextView {
    anchor: String,
    path: String,
    facts: String,
    parts: Vec<Part>,
    /// How much of the text is not shown, when the page is full.
    cut: Option<String>,
}

/// Part of a text.
enum Part {
    /// A line, with notes where something was found in it.
    Line(ExcerptView),
    /// Lines without findings, folded.
    Fold {
        size: String,
        lines: Vec<ExcerptView>,
    },
    /// Lines without findings that are too many to show.
    Gap(String),
}

/// Writes the page of `texts`.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_check_html(out: &mut dyn Write, texts: &[CheckedText<'_>]) -> io::Result<()> {
    let mut room = MAX_BYTES;
    let mut views = Vec::new();
    let mut anchors = vec![None; texts.len()];
    let found = texts.iter().filter(|of| !of.findings.is_empty()).count();
    for (index, of) in texts.iter().enumerate() {
        if of.findings.is_empty() || room == 0 || views.len() == MAX_TEXTS {
            continue;
        }
        let view = text_view(index, of, &mut room);
        anchors[index] = Some(view.anchor.clone());
        views.push(view);
    }
    let mut severities = [
        Severity::Critical,
        Severity::Major,
        Severity::Minor,
        Severity::Neutral,
    ]
    .to_vec();
    let all = || texts.iter().flat_map(|of| of.findings);
    severities.retain(|severity| all().any(|finding| finding.severity == *severity));
    let page = Page {
        version: env!("CARGO_PKG_VERSION"),
        tiles: tiles(texts, found),
        severities: severities.into_iter().map(severity_class).collect(),
        types: types(all()),
        rows: rows(texts, &anchors),
        texts: Shown {
            items: views,
            all: found,
        },
    };
    page.write_into(out)
}

fn tiles(texts: &[CheckedText<'_>], found: usize) -> Vec<Tile> {
    let all = || texts.iter().flat_map(|of| of.findings);
    let tile = |number: usize, one, many, detail: String| Tile {
        number: grouped(number),
        what: if number == 1 { one } else { many },
        detail,
    };
    let of = |severity| all().filter(|finding| finding.severity == severity).count();
    let fixable = all().filter(|finding| finding.fix.is_some()).count();
    let mut tiles = vec![
        tile(
            texts.len(),
            "text",
            "texts",
            format!("{} with findings", grouped(found)),
        ),
        tile(
            all().count(),
            "finding",
            "findings",
            format!("{} with a proposal", grouped(fixable)),
        ),
    ];
    for (severity, name) in [
        (Severity::Critical, "critical"),
        (Severity::Major, "major"),
        (Severity::Minor, "minor"),
    ] {
        if severity != Severity::Critical || of(severity) > 0 {
            tiles.push(tile(of(severity), name, name, String::new()));
        }
    }
    tiles
}

/// How many findings there are of each severity, the worst first.
fn severity_counts<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<SeverityCount> {
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.severity).or_default() += 1;
    }
    let counts = counts.into_iter().rev();
    counts
        .map(|(severity, count)| SeverityCount {
            class: severity_class(severity),
            count: grouped(count),
        })
        .collect()
}

/// The error types of the findings, each with its rules, both by name.
fn types<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<TypeView> {
    let mut types: BTreeMap<&'static str, BTreeMap<&'static str, Vec<&Finding>>> = BTreeMap::new();
    for finding in findings {
        let rules = types.entry(finding.rule.category).or_default();
        rules.entry(finding.rule.id).or_default().push(finding);
    }
    let view = |(category, rules): (&'static str, BTreeMap<_, Vec<&Finding>>)| {
        let (dimension, kind) = category.split_once('/').unwrap_or((category, ""));
        TypeView {
            dimension,
            kind,
            count: grouped(rules.values().map(Vec::len).sum()),
            rules: rules
                .into_values()
                .filter_map(|found| Some(rule_view(found.first()?.rule, &found)))
                .collect(),
        }
    };
    types.into_iter().map(view).collect()
}

fn rule_view(rule: &'static RuleMeta, found: &[&Finding]) -> RuleView {
    RuleView {
        id: rule.id,
        name: rule.name,
        severities: severity_counts(found.iter().copied()),
        what: words(rule.what),
        why: words(rule.why),
    }
}

fn rows(texts: &[CheckedText<'_>], anchors: &[Option<String>]) -> Shown<TextRow> {
    let row = |(of, anchor): (&CheckedText<'_>, &Option<String>)| TextRow {
        path: clean(of.path),
        anchor: anchor.clone(),
        language: language_name(&of.document.lang.to_string()).to_owned(),
        severities: severity_counts(of.findings.iter()),
    };
    Shown {
        items: texts.iter().zip(anchors).take(MAX_ROWS).map(row).collect(),
        all: texts.len(),
    }
}

/// A line of a text and which findings start in it.
struct Line {
    number: usize,
    span: Span,
    findings: std::ops::Range<usize>,
}

/// The lines of a text that are not blank, and those in which something starts.
fn lines(text: &str, findings: &[Finding]) -> Vec<Line> {
    let index = LineIndex::new(text);
    let mut at = 0;
    let mut lines = Vec::new();
    let mut number = 1;
    while let Some(start) = index.line_start(number) {
        let next = index.line_start(number + 1);
        let end = next.unwrap_or(text.len());
        let first = at;
        // What stands at the very end of the text belongs to its last line.
        while findings
            .get(at)
            .is_some_and(|finding| finding.span.start < end || next.is_none())
        {
            at += 1;
        }
        let words = text[start..end].trim_end_matches(['\r', '\n']);
        if at > first || !words.trim().is_empty() {
            lines.push(Line {
                number,
                span: Span::new(start, start + words.len()),
                findings: first..at,
            });
        }
        number += 1;
    }
    lines
}

fn text_view(index: usize, of: &CheckedText<'_>, room: &mut usize) -> TextView {
    let text = of.document.text.as_str();
    let lines = lines(text, of.findings);
    let mut locator = Locator::new(text);
    let mut parts = Vec::new();
    let mut at = 0;
    while at < lines.len() && *room > 0 {
        // Lines up to the next one with a finding.
        let quiet = lines[at..]
            .iter()
            .take_while(|line| line.findings.is_empty())
            .count();
        if quiet == 0 {
            *room = room.saturating_sub(lines[at].span.len());
            parts.push(Part::Line(line_view(of, &lines[at], &mut locator)));
            at += 1;
            continue;
        }
        let before = if at == 0 { 0 } else { CONTEXT };
        let after = if at + quiet == lines.len() {
            0
        } else {
            CONTEXT
        };
        let (shown, folded) = if quiet <= before + after + 1 {
            (quiet, 0)
        } else {
            (before, quiet - before - after)
        };
        let fold = &lines[at + shown..at + shown + folded];
        for line in &lines[at..at + shown] {
            *room = room.saturating_sub(line.span.len());
            parts.push(Part::Line(line_view(of, line, &mut locator)));
        }
        if let (Some(first), Some(last)) = (fold.first(), fold.last()) {
            let size = counted(
                fold.len(),
                "line without findings",
                "lines without findings",
            );
            if last.span.end - first.span.start > MAX_FOLD.min(*room) {
                parts.push(Part::Gap(size));
            } else {
                *room = room.saturating_sub(last.span.end - first.span.start);
                let lines = fold.iter().map(|line| line_view(of, line, &mut locator));
                parts.push(Part::Fold {
                    size,
                    lines: lines.collect(),
                });
            }
        }
        for line in &lines[at + shown + folded..at + quiet] {
            *room = room.saturating_sub(line.span.len());
            parts.push(Part::Line(line_view(of, line, &mut locator)));
        }
        at += quiet;
    }
    let left = lines.len() - at;
    TextView {
        anchor: format!("text-{}", index + 1),
        path: clean(of.path),
        facts: format!(
            "{} · {} · {}",
            language_name(&of.document.lang.to_string()),
            of.document.text.encoding().name(),
            counted(of.findings.len(), "finding", "findings"),
        ),
        parts,
        cut: (left > 0).then(|| counted(left, "more line", "more lines")),
    }
}

fn line_view(of: &CheckedText<'_>, line: &Line, locator: &mut Locator<'_>) -> ExcerptView {
    let found = &of.findings[line.findings.clone()];
    // A finding that started above reaches into this line.
    let above = &of.findings[..line.findings.start];
    let reaching = above
        .iter()
        .rev()
        .take(MAX_NOTES)
        .filter(|finding| finding.span.end > line.span.start);
    let mut marks: Vec<Mark> = reaching.chain(found).map(mark).collect();
    marks.sort_by_key(|mark| mark.span);
    let from = Source {
        text: of.document.text.as_str(),
        edits: &[],
        runs: &of.document.detection.runs,
    };
    let lang = of.document.lang.lang;
    let excerpt = if line.span.len() <= WHOLE_LINE && marks.len() <= MAX_NOTES {
        Excerpt::whole(from, line.span, lang, &marks)
    } else {
        Excerpt::new(from, line.span, lang, &marks)
    };
    let notes = found.iter().take(MAX_NOTES).map(|finding| {
        let at = locator.locate(finding.span.start).at;
        let remedy = finding.fix.as_ref();
        let remedy = remedy.map(|fix| fix.title.clone()).unwrap_or_default();
        Note::new(finding, format!("{}:{}", at.line, at.column), &remedy)
    });
    ExcerptView {
        line: grouped(line.number),
        lang: of.document.lang.to_string(),
        excerpt,
        notes: Shown {
            items: notes.collect(),
            all: found.len(),
        },
    }
}

/// The place of `finding`, with rule, reason and suggestion for the pointer to tell.
fn mark(finding: &Finding) -> Mark {
    let mut title = format!(
        "{} {} · {} · {}\n{}",
        finding.rule.id,
        finding.rule.name,
        finding.rule.category,
        finding.severity,
        finding.message,
    );
    if let Some(fix) = &finding.fix {
        title.push_str("\n→ ");
        title.push_str(&fix.title);
    }
    title.push('\n');
    title.push_str(finding.rule.why);
    Mark::titled(finding, &title)
}
