//! Text whose lines were broken at a fixed width.

use super::Line;
use crate::text::Span;

/// Shorter lines (columns) are not taken for wrapped text: verse, titles, lists of names.
const SHORTEST_WIDTH: usize = 40;
/// Longer lines are paragraphs of their own.
const LONGEST_WIDTH: usize = 140;

/// Columns of a line: CJK characters take two.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn columns(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36F}' => 0,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' => 2,
        '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FF60}' => 2,
        '\u{20000}'..='\u{3FFFF}' => 2,
        _ => 1,
    }
}

/// Which lines of a group (lines without an empty one between) run on into the next.
pub(super) struct Wrapping {
    joins: Vec<bool>,
}

impl Wrapping {
    /// Looks for the signs of wrapping in `lines`.
    ///
    /// A line is full when the first word of the next one would not have fitted. A group is wrapped
    /// when most of its lines are full and one of them surely goes on: the next begins with a small letter, or
    /// three and more are full and do not end a sentence.
    pub(super) fn of(text: &str, lines: &[Line]) -> Self {
        let plain = |line: &Line| !line.metadata;
        let widest = lines.iter().map(|line| line.width).max().unwrap_or(0);
        let mut joins = vec![false; lines.len()];
        if lines.len() < 2 || !(SHORTEST_WIDTH..=LONGEST_WIDTH).contains(&widest) {
            return Self { joins };
        }
        let (mut pairs, mut full, mut open, mut sure) = (0, 0, 0, 0);
        for (index, pair) in lines.windows(2).enumerate() {
            let [line, next] = pair else { continue };
            if !plain(line) || !plain(next) || next.mark > 0 {
                continue;
            }
            pairs += 1;
            if line.width + first_word_width(text, next.span) <= widest {
                continue;
            }
            joins[index] = true;
            full += 1;
            if !super::ends_like_text(line.span.of(text)) {
                open += 1;
            }
            if next.span.of(text).starts_with(char::is_lowercase) {
                sure += 1;
            }
        }
        let wrapped = 2 * full >= pairs && (sure > 0 && 2 * open >= full || open >= 3)
            || is_wrapped_chinese(text, lines, widest, &joins);
        if !wrapped {
            joins.fill(false);
        }
        Self { joins }
    }

    /// True when the line at `index` of the group goes on in the next one.
    pub(super) fn joins(&self, index: usize) -> bool {
        self.joins[index]
    }
}

/// Chinese lines that were broken at a width are equally long, up to a mark that may not begin a line.
fn is_wrapped_chinese(text: &str, lines: &[Line], widest: usize, joins: &[bool]) -> bool {
    let mut pairs = lines.windows(2).zip(joins).filter_map(|(pair, full)| {
        let [line, next] = pair else { return None };
        (*full && line.width + 6 >= widest).then(|| {
            line.span
                .of(text)
                .ends_with(|c: char| columns(c) == 2 && c.is_alphanumeric())
                && next.span.of(text).starts_with(|c: char| columns(c) == 2)
        })
    });
    lines.len() > 2
        && pairs.any(|goes_on| goes_on)
        && joins[..lines.len() - 1].iter().all(|full| *full)
}

/// Columns that the first word of the line would have needed on the line before.
fn first_word_width(text: &str, span: Span) -> usize {
    let mut columns_used = 0;
    for (index, c) in span.of(text).chars().enumerate() {
        if columns(c) == 2 {
            // Chinese may break anywhere but before a closing mark.
            return if index == 0 { 4 } else { columns_used + 1 };
        }
        if c.is_whitespace() {
            break;
        }
        columns_used += columns(c);
    }
    columns_used + 1
}
