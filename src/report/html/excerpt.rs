//! A stretch of a text as the page shows it: marked, changed, and cut when it is long.

use askama::Template;

use super::clean;
use crate::check::{Finding, Severity};
use crate::lang::{Lang, LangRun};
use crate::report::words::grouped;
use crate::text::{Edit, Span};

/// Stretches up to this many bytes are shown whole: a long sentence, in Chinese too.
const WHOLE_BYTES: usize = 1200;
/// Bytes shown of the start of a longer one, and of each side of a mark in it.
const CONTEXT_BYTES: usize = 150;
/// Marks shown in one stretch.
const MAX_MARKS: usize = 12;
/// Characters shown of a replacement or a message.
const MAX_WORDS: usize = 300;

/// Part of a stretch.
#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    /// Text of the document.
    Text {
        text: String,
        /// Set where it differs from the stretch around.
        lang: Option<String>,
        mark: Option<MarkLabel>,
        /// Taken out by normalising.
        is_deleted: bool,
    },
    /// Put in by normalising.
    Inserted(String),
    /// Something long left out; says how much.
    Gap(String),
}

/// How a mark looks and what it says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MarkLabel {
    /// CSS class: a severity, `clash` or `phrase`.
    pub(super) class: &'static str,
    /// What shows when the pointer rests on it.
    pub(super) title: String,
}

/// A stretch to be marked.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) label: MarkLabel,
    /// The class of the greatest weight wins where marks overlap.
    weight: u8,
}

impl Mark {
    pub(super) fn new(span: Span, class: &'static str, title: &str) -> Self {
        Self {
            span,
            label: MarkLabel {
                class,
                title: shortened(title),
            },
            weight: 0,
        }
    }

    pub(super) fn of_finding(found: &Finding) -> Self {
        let title = format!("{} {}: {}", found.rule.id, found.severity, found.message);
        Self::titled(found, &title)
    }

    /// The place of a finding, with what is to be said of it.
    pub(super) fn titled(found: &Finding, title: &str) -> Self {
        Self {
            weight: found.severity as u8,
            ..Self::new(found.span, severity_class(found.severity), title)
        }
    }
}

pub(super) fn severity_class(severity: Severity) -> &'static str {
    severity.as_str()
}

/// What the stretch is cut from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    /// All edits of the text, in order.
    pub(super) edits: &'a [Edit],
    /// All language runs of the text, in order.
    pub(super) runs: &'a [LangRun],
}

/// A stretch in pieces, ready to be put into the page.
#[derive(Debug, Default, Template)]
#[template(path = "excerpt.html")]
pub(super) struct Excerpt {
    pub(super) pieces: Vec<Piece>,
}

impl Excerpt {
    /// The same as [`Excerpt::new`], never cut, with every mark. Takes time for each mark at each
    /// piece: callers see to it that there are not too many.
    pub(super) fn whole(from: Source<'_>, span: Span, lang: Lang, marks: &[Mark]) -> Self {
        let mut pieces = Vec::new();
        push_window(&mut pieces, from, span, lang, marks);
        Self { pieces }
    }

    /// The stretch `span`, written in `lang`, with `marks` (sorted by span).
    pub(super) fn new(from: Source<'_>, span: Span, lang: Lang, marks: &[Mark]) -> Self {
        let marks = &marks[..marks.len().min(MAX_MARKS)];
        let mut pieces = Vec::new();
        let mut shown_to = span.start;
        for window in windows(from, span, marks) {
            push_gap(&mut pieces, from.text, shown_to, window.start);
            push_window(&mut pieces, from, window, lang, marks);
            shown_to = window.end;
        }
        push_gap(&mut pieces, from.text, shown_to, span.end);
        Self { pieces }
    }
}

/// The parts of `span` that are shown: all of it, or the start and what lies around marks.
fn windows(from: Source<'_>, span: Span, marks: &[Mark]) -> Vec<Span> {
    if span.len() <= WHOLE_BYTES {
        return vec![span];
    }
    let around = |start: usize, end: usize| {
        // Of a very long mark the start has to do.
        let end = end.min(start + CONTEXT_BYTES);
        let start = start.saturating_sub(CONTEXT_BYTES).max(span.start);
        let end = (end + CONTEXT_BYTES).min(span.end);
        Span::new(border(from.text, start), border(from.text, end))
    };
    let places = marks.iter().map(|mark| mark.span);
    let edits = edits_in(from.edits, span).iter().map(|edit| edit.span);
    let places = places.chain(edits.take(MAX_MARKS));
    let mut wanted: Vec<Span> = std::iter::once(Span::new(span.start, span.start))
        .chain(places.filter(|place| place.start <= span.end && span.start <= place.end))
        .map(|place| {
            around(
                place.start.clamp(span.start, span.end),
                place.end.clamp(span.start, span.end),
            )
        })
        .collect();
    wanted.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for window in wanted {
        match merged.last_mut() {
            Some(last) if window.start <= last.end + CONTEXT_BYTES / 3 => {
                last.end = last.end.max(window.end);
            }
            _ => merged.push(window),
        }
    }
    merged
}

/// The character border at or before `at`.
pub(super) fn border(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn edits_in(edits: &[Edit], span: Span) -> &[Edit] {
    let first = edits.partition_point(|edit| edit.span.end < span.start);
    let rest = &edits[first..];
    &rest[..rest.partition_point(|edit| edit.span.start <= span.end)]
}

fn push_gap(pieces: &mut Vec<Piece>, text: &str, start: usize, end: usize) {
    if let Some(left_out) = text.get(start..end).filter(|gap| !gap.is_empty()) {
        let count = left_out.chars().count();
        pieces.push(Piece::Gap(format!("{} characters", grouped(count))));
    }
}

fn push_window(
    pieces: &mut Vec<Piece>,
    from: Source<'_>,
    window: Span,
    lang: Lang,
    marks: &[Mark],
) {
    let edits = edits_in(from.edits, window);
    let first_run = from
        .runs
        .partition_point(|run| run.span.end <= window.start);
    let runs = from.runs[first_run..]
        .iter()
        .take_while(|run| run.span.start < window.end)
        .filter(|run| run.lang != lang && run.lang != Lang::UND);
    let runs: Vec<&LangRun> = runs.collect();

    let mut borders = vec![window.start, window.end];
    let spans = marks.iter().map(|mark| mark.span);
    let spans = spans.chain(edits.iter().map(|edit| edit.span));
    let spans = spans.chain(runs.iter().map(|run| run.span));
    borders.extend(spans.flat_map(|span| [span.start, span.end]));
    borders.retain(|at| (window.start..=window.end).contains(at));
    borders.sort_unstable();
    borders.dedup();

    let insert_at = |pieces: &mut Vec<Piece>, at: usize| {
        let ending = edits.iter().filter(|edit| edit.span.end == at);
        for edit in ending.filter(|edit| !edit.replacement.is_empty()) {
            pieces.push(Piece::Inserted(shortened(&edit.replacement)));
        }
        // Something is missing here: an empty mark.
        for mark in marks.iter().filter(|mark| mark.span == Span::new(at, at)) {
            pieces.push(Piece::Text {
                text: String::new(),
                lang: None,
                mark: Some(mark.label.clone()),
                is_deleted: false,
            });
        }
    };
    insert_at(pieces, window.start);
    for ends in borders.windows(2) {
        let span = Span::new(ends[0], ends[1]);
        let Some(text) = from.text.get(span.start..span.end) else {
            continue;
        };
        let run = runs.iter().find(|run| run.span.contains(span));
        pieces.push(Piece::Text {
            text: clean(text),
            lang: run.map(|run| run.lang.to_string()),
            mark: label(marks, span),
            is_deleted: edits.iter().any(|edit| edit.span.contains(span)),
        });
        insert_at(pieces, span.end);
    }
}

/// What the marks that cover `span` look like and say together.
fn label(marks: &[Mark], span: Span) -> Option<MarkLabel> {
    let covering: Vec<&Mark> = marks
        .iter()
        .filter(|mark| mark.span.contains(span))
        .collect();
    let worst = covering.iter().max_by_key(|mark| mark.weight)?;
    let titles: Vec<&str> = covering
        .iter()
        .map(|mark| mark.label.title.as_str())
        .collect();
    Some(MarkLabel {
        class: worst.label.class,
        title: titles.join("\n"),
    })
}

/// The start of `words`, cleaned, with an ellipsis where something was cut.
pub(super) fn shortened(words: &str) -> String {
    match words.char_indices().nth(MAX_WORDS) {
        Some((end, _)) => format!("{}…", clean(&words[..end])),
        None => clean(words),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn source(text: &str) -> Source<'_> {
        Source {
            text,
            edits: &[],
            runs: &[],
        }
    }

    fn whole(text: &str) -> Span {
        Span::new(0, text.len())
    }

    #[test]
    fn a_change_shows_old_and_new_inside_its_mark() {
        let text = "the Cazaque side, “互信”";
        let edits = [Edit {
            span: Span::new(4, 11),
            replacement: "Kazakh".to_owned(),
        }];
        let quoted = text.find('互').expect("there");
        let runs = [LangRun {
            span: Span::new(quoted, quoted + 6),
            lang: Lang::ZH,
            confidence: 1.0,
        }];
        let from = Source {
            text,
            edits: &edits,
            runs: &runs,
        };
        let marks = [Mark::new(Span::new(4, 11), "major", "a \"variant\"")];
        let html = Excerpt::new(from, whole(text), Lang::EN, &marks)
            .render()
            .expect("memory takes it");
        assert_eq!(
            html.trim_end(),
            "the <mark class=\"major changed\" title=\"a &#34;variant&#34;\"><del>Cazaque</del></mark>\
             <ins>Kazakh</ins> side, “<span lang=\"zh\">互信</span>”"
        );
    }

    #[test]
    fn overlapping_marks_show_the_worst_and_say_both() {
        let text = "abcdef";
        let mut worse = Mark::new(Span::new(2, 6), "major", "two");
        worse.weight = 2;
        let marks = [Mark::new(Span::new(0, 4), "minor", "one"), worse];
        let excerpt = Excerpt::new(source(text), whole(text), Lang::EN, &marks);
        let labels: Vec<_> = (excerpt.pieces.iter())
            .map(|piece| match piece {
                Piece::Text { text, mark, .. } => {
                    let mark = mark.as_ref().expect("marked");
                    (text.as_str(), mark.class, mark.title.as_str())
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(
            labels,
            [
                ("ab", "minor", "one"),
                ("cd", "major", "one\ntwo"),
                ("ef", "major", "two")
            ]
        );
    }

    #[test]
    fn a_huge_line_is_cut_to_what_lies_around_its_marks() {
        let text = "鲁班".repeat(1_000_000);
        let at = 3 * 1_000_001;
        let marks = [Mark::new(
            Span::new(at, text.len()),
            "minor",
            "all that follows",
        )];
        let excerpt = Excerpt::new(source(&text), whole(&text), Lang::ZH, &marks);
        let html = excerpt.render().expect("memory takes it");
        assert!(html.len() < 2000, "{}", html.len());
        assert!(html.contains("all that follows") && html.contains("characters"));
    }

    proptest! {
        #[test]
        fn the_shown_text_is_the_text(
            text in "[a-c鲁班 &<\"]{0,40}",
            places in prop::collection::vec((0usize..40, 0usize..40), 0..6),
        ) {
            let borders: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let mut marks: Vec<Mark> = places
                .iter()
                .map(|(one, other)| {
                    let one = borders[one % borders.len()];
                    let other = borders[other % borders.len()];
                    Mark::new(Span::new(one.min(other), one.max(other)), "minor", "x")
                })
                .collect();
            marks.sort_by_key(|mark| mark.span);
            let excerpt = Excerpt::new(source(&text), whole(&text), Lang::EN, &marks);
            let shown: String = excerpt.pieces.iter().map(|piece| match piece {
                Piece::Text { text, .. } => text.as_str(),
                _ => "",
            }).collect();
            prop_assert_eq!(shown, text);
        }
    }
}
