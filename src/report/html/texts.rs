//! The section of the page that shows the findings of each text in context.

use std::collections::BTreeSet;

use super::Limits;
use super::excerpt::{Excerpt, Mark, border, shortened};
use super::pairs::{MAX_OF_BEAD, note, source_of};
use super::view::{DocumentView, ExcerptView, Shown};
use crate::report::words::{counted, grouped, language_name};
use crate::report::{DocumentResult, RunResult, SentenceFindings, sentence_lang};
use crate::text::{LineColumn, Span};

/// Bytes shown on each side of a finding that lies in no sentence.
const CONTEXT_BYTES: usize = 90;

pub(super) fn document_anchor(index: usize) -> String {
    format!("text-{}", index + 1)
}

/// The documents whose findings are shown: those with the worst, where there are too many.
pub(super) fn documents_in_detail(run: &RunResult, limits: &Limits) -> BTreeSet<usize> {
    let points = |of: &DocumentResult| -> u64 {
        let findings = of.findings.iter();
        findings
            .map(|found| u64::from(found.severity.points()))
            .sum()
    };
    let mut found: Vec<(u64, usize)> = (run.documents.iter().enumerate())
        .filter(|(_, of)| !of.findings.is_empty() || !of.edits.is_empty())
        .map(|(index, of)| (points(of), index))
        .collect();
    found.sort_by_key(|(points, index)| (std::cmp::Reverse(*points), *index));
    let kept = found.into_iter().take(limits.documents_in_detail);
    kept.map(|(_, index)| index).collect()
}

pub(super) fn documents(run: &RunResult, limits: &Limits) -> Shown<DocumentView> {
    let in_pairs: BTreeSet<usize> = (run.bitexts.iter())
        .flat_map(|bitext| [bitext.source, bitext.target])
        .collect();
    let shown = documents_in_detail(run, limits);
    let items = shown.iter().map(|index| {
        // What a pair shows is not shown again unless asked for.
        let is_open = !in_pairs.contains(index) && shown.len() <= 20;
        document(*index, &run.documents[*index], is_open, limits)
    });
    let all = (run.documents.iter())
        .filter(|of| !of.findings.is_empty() || !of.edits.is_empty())
        .count();
    Shown {
        items: items.collect(),
        all,
    }
}

fn document(index: usize, of: &DocumentResult, is_open: bool, limits: &Limits) -> DocumentView {
    let document = &of.document;
    let text = document.text.as_str();
    let findings = SentenceFindings::new(document, of.findings.iter());
    // Stretches to show, in text order: sentences with findings or edits, and what lies outside.
    let mut stretches: BTreeSet<(Span, Option<usize>)> = BTreeSet::new();
    for (number, segment) in document.segments.iter().enumerate() {
        if !findings.of_sentence(number).is_empty() {
            stretches.insert((segment.span, Some(number)));
        }
    }
    let outside = findings.outside().iter().map(|found| found.span);
    for span in outside.chain(of.edits.iter().map(|edit| edit.span)) {
        let number = document
            .segments
            .partition_point(|segment| segment.span.end < span.end);
        match document.segments.get(number) {
            Some(segment) if segment.span.contains(span) => {
                stretches.insert((segment.span, Some(number)));
            }
            _ => {
                stretches.insert((context(text, span), None));
            }
        }
    }
    let mut locator = Locator::new(text);
    let shown = stretches
        .iter()
        .take(limits.excerpts)
        .map(|(span, number)| {
            let (lang, found) = match number {
                Some(number) => (
                    sentence_lang(document, *number),
                    findings.of_sentence(*number).to_vec(),
                ),
                None => {
                    let outside = findings.outside().iter().copied();
                    let inside = outside.filter(|found| span.contains(found.span));
                    (document.lang, inside.collect())
                }
            };
            let marks: Vec<Mark> = found.iter().map(|found| Mark::of_finding(found)).collect();
            let line = locator.locate(span.start).line;
            // From here on, so that the next stretch need not count again what lay ahead of it.
            let mut ahead = locator.clone();
            let notes = found.iter().take(MAX_OF_BEAD).map(|found| {
                let at = ahead.locate(found.span.start);
                note(of, found, format!("{}:{}", at.line, at.column))
            });
            ExcerptView {
                notes: Shown {
                    items: notes.collect(),
                    all: found.len(),
                },
                line: grouped(line),
                lang: lang.to_string(),
                excerpt: Excerpt::new(source_of(of), *span, lang.lang, &marks),
            }
        });
    DocumentView {
        anchor: document_anchor(index),
        is_open,
        path: shortened(&document.id),
        language: language_name(&document.lang.to_string()).to_owned(),
        findings: counted(of.findings.len(), "finding", "findings"),
        changes: counted(of.edits.len(), "change", "changes"),
        excerpts: Shown {
            items: shown.collect(),
            all: stretches.len(),
        },
    }
}

/// The words around `span`, up to the ends of its lines.
pub(super) fn context(text: &str, span: Span) -> Span {
    let reach = border(text, span.start.saturating_sub(CONTEXT_BYTES));
    let before = &text[reach..span.start];
    let start = match before.rfind(['\n', '\r']) {
        Some(end) => reach + end + 1,
        // Not from the middle of a word, where there is a space to start after.
        None if reach > 0 => reach + before.find(' ').map_or(0, |space| space + 1),
        None => 0,
    };
    let reach = border(text, span.end.saturating_add(CONTEXT_BYTES));
    let after = &text[span.end..reach];
    let end = match after.find(['\n', '\r']) {
        Some(end) => span.end + end,
        None if reach < text.len() => span.end + after.rfind(' ').unwrap_or(after.len()),
        None => reach,
    };
    Span::new(start, end)
}

/// Counts lines and columns of places that mostly ascend, without an index of the whole text.
#[derive(Clone)]
struct Locator<'a> {
    text: &'a str,
    at: usize,
    place: LineColumn,
}

impl<'a> Locator<'a> {
    fn new(text: &'a str) -> Self {
        let place = LineColumn { line: 1, column: 1 };
        Self { text, at: 0, place }
    }

    fn locate(&mut self, offset: usize) -> LineColumn {
        if offset < self.at {
            *self = Self::new(self.text);
        }
        let passed = self.text.get(self.at..offset).unwrap_or_default();
        // As in `LineIndex`: LF, CRLF or a lone CR.
        let bytes = self.text.as_bytes();
        let ends_line = |at: &usize| match bytes[*at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let places = self.at..self.at + passed.len();
        self.place.column = match places.clone().rev().find(ends_line) {
            Some(end) => self.text[end + 1..offset].chars().count() + 1,
            None => self.place.column + passed.chars().count(),
        };
        self.place.line += places.filter(ends_line).count();
        self.at = offset;
        self.place
    }
}
