//! A finding as a diagnostic in the style of rustc: the line, carets under the stretch, notes, and
//! the fix as a patch.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use crate::check::{Finding, Related, Severity};
use crate::glossary::{Problem, ProblemLevel};
use crate::text::{Locator, Span};

/// How much of a line is shown on either side of a stretch, in columns.
const CONTEXT: usize = 60;
/// Longest stretch that is shown whole, in characters.
const LONGEST: usize = 120;
/// Stands for the path until the picture is drawn; a private character that no path has.
const PATH: &str = "\u{e0f0}\u{e0f1}";
/// How far apart a note's place may be to be shown in the same picture, in bytes.
const NEAR: usize = 4 * CONTEXT;

/// `finding` as people read it, with a final newline.
///
/// `locator` counts in the text of `path` that the finding's span points into. Of a long line only the part around the stretch is shown; the place in the head is that of the whole
/// line. With `colours` the text carries ANSI escapes. The cost is that of the way from the place
/// located last, whatever the length of the line.
#[must_use]
pub fn render(path: &str, locator: &mut Locator<'_>, finding: &Finding, colours: bool) -> String {
    let text = locator.text();
    let place = locator.locate(finding.span.start).at;
    let window = Window::around(text, finding.span);
    let level = match finding.severity {
        Severity::Critical => Level::ERROR,
        Severity::Major => Level::WARNING,
        Severity::Minor => Level::NOTE,
        Severity::Neutral => Level::INFO,
    };
    let mut snippet = Snippet::source(window.shown.as_str())
        .line_start(place.line)
        .path(PATH)
        .annotation(
            AnnotationKind::Primary
                .span(window.range(finding.span))
                .label(finding.rule.name),
        );
    let mut notes = Vec::new();
    for note in &finding.related {
        match near(note, finding.span).filter(|span| window.holds(*span)) {
            Some(span) => {
                snippet = snippet.annotation(
                    AnnotationKind::Context
                        .span(window.range(span))
                        .label(note.message.as_str()),
                );
            }
            None => notes.push(far(note, locator)),
        }
    }
    let mut main = level
        .primary_title(finding.message.as_str())
        .id(finding.rule.id)
        .element(snippet);
    for note in &notes {
        main = main.element(Level::NOTE.message(note.as_str()));
    }
    let mut groups = vec![main];
    groups.extend(patch(&window, finding, place.line));
    drawn(
        &groups,
        &format!("{path}:{}:{}", place.line, place.column),
        colours,
    )
}

/// A problem of a glossary file, the same way. `content` is the text of that file.
#[must_use]
pub fn render_problem(problem: &Problem, content: &str, colours: bool) -> String {
    // A problem of an empty or missing cell points between two characters: show the next one.
    let next = content[problem.span.start..]
        .chars()
        .next()
        .map_or(0, char::len_utf8);
    let span = if problem.span.is_empty() {
        Span::new(problem.span.start, problem.span.start + next)
    } else {
        problem.span
    };
    let window = Window::around(content, span);
    let level = match problem.level {
        ProblemLevel::Error => Level::ERROR,
        ProblemLevel::Warning => Level::WARNING,
    };
    let snippet = Snippet::source(window.shown.as_str())
        .line_start(problem.line)
        .path(PATH)
        .annotation(AnnotationKind::Primary.span(window.range(span)));
    let mut group = level
        .primary_title(problem.message.as_str())
        .element(snippet);
    if let Some(hint) = &problem.hint {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    let place = format!("{}:{}:{}", problem.file, problem.line, problem.column);
    drawn(&[group], &place, colours)
}

/// Draws `groups`, with `place` in the head.
fn drawn(groups: &[Group<'_>], place: &str, colours: bool) -> String {
    let renderer = if colours {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut shown = renderer
        .decor_style(DecorStyle::Ascii)
        .term_width(2 * CONTEXT + LONGEST + 40)
        .render(groups);
    shown.push('\n');
    with_place(&shown, place)
}

/// Puts `place` where the renderer wrote the place inside the window, which may start in the
/// middle of its line.
fn with_place(shown: &str, place: &str) -> String {
    let Some(start) = shown.find(PATH) else {
        return shown.to_owned();
    };
    let rest = &shown[start + PATH.len()..];
    let counted = rest
        .find(|character: char| character != ':' && !character.is_ascii_digit())
        .unwrap_or(rest.len());
    format!("{}{place}{}", &shown[..start], &rest[counted..])
}

/// The fix as lines with `-` and `+`, when all of it can be seen in the window.
fn patch<'a>(window: &'a Window, finding: &'a Finding, line: usize) -> Option<Group<'a>> {
    let fix = finding.fix.as_ref()?;
    if !fix.edits.iter().all(|edit| window.holds(edit.span)) {
        return None;
    }
    let snippet = Snippet::source(window.shown.as_str())
        .line_start(line)
        .patches(
            fix.edits
                .iter()
                .map(|edit| Patch::new(window.range(edit.span), edit.replacement.as_str())),
        );
    let safety = match fix.applicability {
        crate::check::Applicability::Safe => "",
        crate::check::Applicability::Unsafe => " (unsafe: look before you apply it)",
        crate::check::Applicability::DisplayOnly => " (a hint, never applied)",
    };
    Some(
        Level::HELP
            .secondary_title(format!("{}{safety}", fix.title))
            .element(snippet),
    )
}

fn near(note: &Related, span: Span) -> Option<Span> {
    note.span
        .filter(|other| other.start.abs_diff(span.start) <= NEAR && !other.overlaps(span))
}

fn far(note: &Related, locator: &mut Locator<'_>) -> String {
    match note.span {
        Some(span) => {
            let place = locator.locate(span.start).at;
            format!("{} ({}:{})", note.message, place.line, place.column)
        }
        None => note.message.clone(),
    }
}

/// The part of a text that is shown.
struct Window {
    /// Where it lies in the text.
    span: Span,
    /// What is shown: dots at cut ends, control characters replaced by a blank of one column.
    shown: String,
    /// Bytes put before the text's own.
    dots: usize,
    /// Where bytes of the text lie in what is shown, where they moved: text offset, shift.
    moved: Vec<(usize, isize)>,
    /// End of the stretch when it is too long to be shown whole.
    cut: Option<usize>,
}

impl Window {
    fn around(text: &str, span: Span) -> Self {
        let cut = text[span.start..span.end]
            .char_indices()
            .nth(LONGEST)
            .map(|(offset, _)| span.start + offset);
        let end_of_span = cut.unwrap_or(span.end);
        let is_break = |character: char| matches!(character, '\n' | '\r');
        let mut start = span.start;
        let mut cut_left = false;
        for (taken, (offset, character)) in text[..span.start].char_indices().rev().enumerate() {
            if is_break(character) {
                break;
            }
            if taken == CONTEXT {
                cut_left = true;
                break;
            }
            start = offset;
        }
        let mut end = end_of_span;
        let mut cut_right = cut.is_some();
        for (taken, character) in text[end_of_span..].chars().enumerate() {
            if is_break(character) || cut.is_some() {
                break;
            }
            if taken == CONTEXT {
                cut_right = true;
                break;
            }
            end += character.len_utf8();
        }
        let mut shown = String::new();
        if cut_left {
            shown.push_str("...");
        }
        let dots = shown.len();
        let mut moved = Vec::new();
        for (offset, character) in text[start..end].char_indices() {
            let at = start + offset;
            let replaced = match character {
                '\n' => '\n',
                // Tabs would be widened, control and direction characters would move the carets.
                '\t' | '\r' => ' ',
                c if c.is_control() || is_invisible(c) => '\u{fffd}',
                c => c,
            };
            shown.push(replaced);
            if replaced.len_utf8() != character.len_utf8() {
                let shift = replaced.len_utf8() as isize - character.len_utf8() as isize;
                moved.push((at, shift));
            }
        }
        if cut_right {
            shown.push_str("...");
        }
        Self {
            span: Span::new(start, end),
            shown,
            dots,
            moved,
            cut,
        }
    }

    fn holds(&self, span: Span) -> bool {
        self.span.contains(span)
    }

    /// Where `span` lies in what is shown, cut at the end.
    fn range(&self, span: Span) -> Range<usize> {
        let end = self.cut.map_or(span.end, |cut| span.end.min(cut));
        self.shown_at(span.start)..self.shown_at(end.max(span.start))
    }

    fn shown_at(&self, offset: usize) -> usize {
        let shift: isize = self
            .moved
            .iter()
            .take_while(|(at, _)| *at < offset)
            .map(|(_, shift)| shift)
            .sum();
        (offset - self.span.start + self.dots).saturating_add_signed(shift)
    }
}

/// Characters that take no column or turn the direction of writing.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Applicability, registry};
    use proptest::prelude::*;

    fn finding(text: &str, part: &str) -> Finding {
        let start = text.find(part).expect("stands in the text");
        let span = Span::new(start, start + part.len());
        Finding::new(
            registry()[0].meta(),
            span,
            format!("`{part}` is a variant of `Luban`"),
        )
        .with_replacement("Luban", Applicability::Safe)
        .with_related(None, "glossary: form used by the programme itself")
    }

    fn shown(text: &str, part: &str) -> String {
        render(
            "corpus/004.txt",
            &mut Locator::new(text),
            &finding(text, part),
            false,
        )
    }

    #[test]
    fn carets_line_up_under_chinese() {
        let text = "第一行。\r\n双方在鲁班工坊（Lu Ban Workshop）达成共识。\r\n";
        snapbox::assert_data_eq!(
            shown(text, "Lu Ban"),
            snapbox::str![[r#"
warning[NAME001]: `Lu Ban` is a variant of `Luban`
 --> corpus/004.txt:2:9
  |
2 | 双方在鲁班工坊（Lu Ban Workshop）达成共识。
  |                 ^^^^^^ name-variant
  |
  = note: glossary: form used by the programme itself
help: replace with `Luban`
  |
2 - 双方在鲁班工坊（Lu Ban Workshop）达成共识。
2 + 双方在鲁班工坊（Luban Workshop）达成共识。
  |

"#]]
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_stretch() {
        let text = format!(
            "{}Lu Ban{}",
            "鲁班 ".repeat(400_000),
            " SCO".repeat(400_000)
        );
        let shown = shown(&text, "Lu Ban");
        assert!(shown.contains("corpus/004.txt:1:1200001\n"), "{shown}");
        assert!(shown.len() < 2_000, "{shown}");
        assert!(shown.contains("鲁班 Lu Ban SCO"), "{shown}");
    }

    #[test]
    fn a_long_stretch_is_cut() {
        let text = "SCO ".repeat(10_000);
        let mut finding = finding(&text, "SCO");
        finding.span = Span::new(0, text.len());
        let shown = render("a.txt", &mut Locator::new(&text), &finding, true);
        assert!(shown.len() < 2_000, "{shown}");
    }

    proptest! {
        #[test]
        fn any_span_of_any_text_is_shown(
            text in "[a-z 鲁班\u{1f600}\u{301}\u{200b}\u{202e}\t\r\n\u{7}é]{0,300}",
            from in 0_usize..300,
            len in 0_usize..300,
            colours: bool,
        ) {
            let borders: Vec<usize> = text
                .char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .collect();
            let start = from.min(borders.len() - 1);
            let end = (start + len).min(borders.len() - 1);
            let span = Span::new(borders[start], borders[end]);
            let finding = Finding::new(registry()[0].meta(), span, "a message")
                .with_replacement("鲁班", Applicability::Unsafe)
                .with_related(Some(Span::new(0, borders[start.min(2)])), "a note");
            let shown = render("a.txt", &mut Locator::new(&text), &finding, colours);
            prop_assert!(shown.contains("a message"));
        }
    }
}
