//! Edits shown as a unified diff.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::text::{Edit, LineIndex, Span};

/// Unchanged lines shown around a change.
const CONTEXT: usize = 3;

/// A stretch of whole lines with the edits inside it.
struct Change {
    /// First line, from 1.
    first: usize,
    /// Last line, from 1.
    last: usize,
    edits: std::ops::Range<usize>,
}

/// The unified diff of `text` against itself with `edits` made; empty without edits.
///
/// `edits` stand in text order and do not overlap. Only the changed lines and three lines
/// around them are looked at, so a long text costs no more than its edits.
#[must_use]
pub fn unified(path: &str, text: &str, edits: &[Edit], colours: bool) -> String {
    if edits.is_empty() {
        return String::new();
    }
    let index = LineIndex::new(text);
    let changes = changes(&index, edits);
    let mut diff = Printer {
        out: String::new(),
        colours,
    };
    diff.line(Style::new().bold(), &format!("--- a/{path}"));
    diff.line(Style::new().bold(), &format!("+++ b/{path}"));
    let last_line = last_line(text, &index);
    // Lines that earlier hunks added; edits may join or break lines.
    let mut shift: isize = 0;
    let mut at = 0;
    while at < changes.len() {
        // Changes whose context would touch share a hunk.
        let mut end = at + 1;
        while end < changes.len() && changes[end].first <= changes[end - 1].last + 2 * CONTEXT {
            end += 1;
        }
        let hunk = &changes[at..end];
        let first = hunk[0].first.saturating_sub(CONTEXT).max(1);
        let last = (hunk[hunk.len() - 1].last + CONTEXT).min(last_line);
        let mut body = Printer {
            out: String::new(),
            colours,
        };
        let mut line = first;
        let mut added = 0;
        for change in hunk {
            body.context(text, &index, line, change.first);
            let old = span_of_lines(text, &index, change.first, change.last);
            let new = edited(text, old, &edits[change.edits.clone()]);
            body.lines(
                Style::new().fg_color(Some(AnsiColor::Red.into())),
                '-',
                old.of(text),
            );
            let count = body.lines(
                Style::new().fg_color(Some(AnsiColor::Green.into())),
                '+',
                &new,
            );
            added += count as isize - (change.last - change.first + 1) as isize;
            line = change.last + 1;
        }
        body.context(text, &index, line, last + 1);
        let old_count = last - first + 1;
        diff.line(
            Style::new().fg_color(Some(AnsiColor::Cyan.into())),
            &format!(
                "@@ -{first},{old_count} +{},{} @@",
                first as isize + shift,
                old_count as isize + added
            ),
        );
        diff.out.push_str(&body.out);
        shift += added;
        at = end;
    }
    diff.out
}

/// Groups edits by the lines they touch.
fn changes(index: &LineIndex, edits: &[Edit]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for (number, edit) in edits.iter().enumerate() {
        let first = index.line_of(edit.span.start);
        let last = index.line_of(edit.span.end.saturating_sub(1).max(edit.span.start));
        match changes.last_mut() {
            Some(change) if first <= change.last => {
                change.last = change.last.max(last);
                change.edits.end = number + 1;
            }
            _ => changes.push(Change {
                first,
                last: last.max(first),
                edits: number..number + 1,
            }),
        }
    }
    changes
}

fn last_line(text: &str, index: &LineIndex) -> usize {
    let last = index.line_of(text.len());
    // A final line end starts no line of its own.
    if text.ends_with('\n') && last > 1 {
        last - 1
    } else {
        last
    }
}

fn span_of_lines(text: &str, index: &LineIndex, first: usize, last: usize) -> Span {
    let start = index.line_start(first).unwrap_or(text.len());
    let end = index.line_start(last + 1).unwrap_or(text.len());
    Span::new(start, end)
}

fn edited(text: &str, lines: Span, edits: &[Edit]) -> String {
    let mut new = String::with_capacity(lines.len());
    let mut at = lines.start;
    for edit in edits {
        new.push_str(&text[at..edit.span.start]);
        new.push_str(&edit.replacement);
        at = edit.span.end;
    }
    new.push_str(&text[at..lines.end]);
    new
}

struct Printer {
    out: String,
    colours: bool,
}

impl Printer {
    fn line(&mut self, style: Style, content: &str) {
        // Writing to a string cannot fail.
        let _ = if self.colours {
            writeln!(self.out, "{style}{content}{style:#}")
        } else {
            writeln!(self.out, "{content}")
        };
    }

    /// Lines `from..to` as context.
    fn context(&mut self, text: &str, index: &LineIndex, from: usize, to: usize) {
        if from < to {
            let lines = span_of_lines(text, index, from, to - 1);
            self.lines(Style::new(), ' ', lines.of(text));
        }
    }

    /// Each line of `content` behind `mark`; returns how many there were.
    fn lines(&mut self, style: Style, mark: char, content: &str) -> usize {
        let mut count = 0;
        for line in content.split_inclusive('\n') {
            count += 1;
            match line.strip_suffix('\n') {
                Some(line) => self.line(style, &format!("{mark}{line}")),
                None => {
                    self.line(style, &format!("{mark}{line}"));
                    self.line(Style::new(), "\\ No newline at end of file");
                }
            }
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(text: &str, before: &str, after: &str) -> Edit {
        let start = text.find(before).expect("stands in the text");
        Edit {
            span: Span::new(start, start + before.len()),
            replacement: after.to_owned(),
        }
    }

    #[test]
    fn a_change_is_shown_with_its_surroundings() {
        let text = "1\n2\n3\n4\nthe OCS met\n6\n7\n8\n9\nend";
        let diff = unified("a.txt", text, &[edit(text, "OCS", "SCO")], false);
        assert_eq!(
            diff,
            "--- a/a.txt\n+++ b/a.txt\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-the OCS met\n+the SCO met\n 6\n 7\n 8\n"
        );
    }

    #[test]
    fn a_missing_final_line_end_is_said() {
        let text = "the OCS";
        let diff = unified("a.txt", text, &[edit(text, "OCS", "SCO")], false);
        assert!(diff.ends_with(
            "-the OCS\n\\ No newline at end of file\n+the SCO\n\\ No newline at end of file\n"
        ));
        assert_eq!(unified("a.txt", text, &[], false), "");
    }

    #[test]
    fn edits_across_lines_count_right() {
        let text = "a Lu\nBan b\nc\n";
        let diff = unified("a.txt", text, &[edit(text, "Lu\nBan", "Luban")], false);
        assert!(
            diff.contains("@@ -1,3 +1,2 @@\n-a Lu\n-Ban b\n+a Luban b\n c\n"),
            "{diff}"
        );
    }
}
