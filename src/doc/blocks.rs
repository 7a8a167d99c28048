//! Splitting a plain text into blocks by its lines.

mod list_mark;
mod metadata;
mod wrap;

use rustc_hash::FxHashMap;

use self::list_mark::list_mark;
use self::metadata::is_metadata;
use self::wrap::Wrapping;
use super::BlockKind;
use crate::text::Span;

/// A heading is no longer than this many columns; see [`LONGEST_TITLE`].
const LONGEST_HEADING: usize = 100;
/// Above the first paragraph, titles and standfirsts may be this long (columns).
const LONGEST_TITLE: usize = 200;
/// A line of at most this many columns that comes back is no text: the name of a section.
const LONGEST_SECTION: usize = 30;
/// How often it comes back.
const SECTION_REPEATS: usize = 3;

/// One line that is not empty.
struct Line {
    /// Without white space at its ends.
    span: Span,
    /// Columns, a CJK character counts 2.
    width: usize,
    /// Bytes of the list mark it begins with, or 0.
    mark: usize,
    metadata: bool,
    /// An empty line stands before it.
    apart: bool,
}

/// The blocks of a plain text: kind and place, in text order.
///
/// Each line that is not empty is a block, unless the text is hard-wrapped: then the lines of a
/// paragraph are joined. Line ends may be LF, CRLF or CR. The mark of a list item lies outside its
/// span. Linear in the length of `text`.
#[must_use]
pub fn split_blocks(text: &str) -> Vec<(BlockKind, Span)> {
    let lines = lines(text);
    let mut blocks: Vec<(BlockKind, Span)> = Vec::with_capacity(lines.len());
    let mut sections: FxHashMap<&str, usize> = FxHashMap::default();
    for line in lines.iter().filter(|line| line.width <= LONGEST_SECTION) {
        *sections.entry(line.span.of(text)).or_default() += 1;
    }
    // What the first paragraph may be: a block that ends like a sentence, or is long.
    let mut before_text = true;
    let mut first = 0;
    while first < lines.len() {
        let group = 1 + lines[first + 1..]
            .iter()
            .take_while(|line| !line.apart)
            .count();
        let wrapping = Wrapping::of(text, &lines[first..first + group]);
        let mut at = 0;
        while at < group {
            let begin = at;
            while at + 1 < group && wrapping.joins(at) {
                at += 1;
            }
            let line = &lines[first + begin];
            let last = &lines[first + at];
            let span = Span::new(line.span.start + line.mark, last.span.end);
            let content = span.of(text);
            let single = begin == at;
            let kind = if line.mark > 0 {
                BlockKind::ListItem
            } else if single
                && (line.metadata || sections.get(content).is_some_and(|n| *n >= SECTION_REPEATS))
            {
                BlockKind::Metadata
            } else if (single || before_text)
                && line.width <= longest_heading(before_text)
                && last.width <= LONGEST_HEADING.max(line.width)
                && !ends_like_text(content)
                && first + at + 1 < lines.len()
            {
                BlockKind::Heading
            } else {
                before_text = false;
                BlockKind::Paragraph
            };
            blocks.push((kind, span));
            at += 1;
        }
        first += group;
    }
    blocks
}

fn longest_heading(before_text: bool) -> usize {
    if before_text {
        LONGEST_TITLE
    } else {
        LONGEST_HEADING
    }
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    let mut apart = true;
    let mut after_cr = false;
    for piece in text.split_inclusive(['\n', '\r', '\u{c}', '\u{2028}', '\u{2029}']) {
        let span = Span::new(at, at + piece.len()).trimmed(text);
        at += piece.len();
        if span.is_empty() {
            // The LF of a CRLF is no empty line.
            apart |= !(after_cr && piece == "\n");
        } else {
            let content = span.of(text);
            lines.push(Line {
                span,
                width: wrap::width(content),
                mark: list_mark(content).unwrap_or(0),
                metadata: is_metadata(content),
                apart,
            });
            apart = false;
        }
        after_cr = piece.ends_with('\r');
    }
    lines
}

/// True when the block ends like running text: with a mark that a heading does not end with.
fn ends_like_text(text: &str) -> bool {
    let bare = text.trim_end_matches(['”', '’', '"', '\'', '」', '』', ')', '）', '»', ']']);
    // An abbreviation ends `9 min.`, too; such a heading is taken for text, which costs nothing.
    bare.ends_with([
        '.', '!', '?', '。', '！', '？', '…', ';', '；', ':', '：', ',', '，', '、',
    ])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use BlockKind::{Heading, ListItem, Metadata, Paragraph};

    fn check(text: &str, wanted: &[(BlockKind, &str)]) {
        let found: Vec<(BlockKind, &str)> = split_blocks(text)
            .into_iter()
            .map(|(kind, span)| (kind, span.of(text)))
            .collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn lines_are_blocks() {
        let text = "The Luban Workshops\n31 August 2025\n\nTianjin opened one. It is new.\nA second followed.\n\
            West of Khorgos\nFour rules:\n- Goggles first\n（一）先戴护目镜\n2. Ask before you touch\nShare this article\nLast line";
        check(
            text,
            &[
                (Heading, "The Luban Workshops"),
                (Metadata, "31 August 2025"),
                (Paragraph, "Tianjin opened one. It is new."),
                (Paragraph, "A second followed."),
                (Heading, "West of Khorgos"),
                (Paragraph, "Four rules:"),
                (ListItem, "Goggles first"),
                (ListItem, "先戴护目镜"),
                (ListItem, "Ask before you touch"),
                (Metadata, "Share this article"),
                (Paragraph, "Last line"),
            ],
        );
    }

    #[test]
    fn all_line_ends_are_known() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["Title", "", "One. Two.", "Three."].join(end);
            check(
                &text,
                &[
                    (Heading, "Title"),
                    (Paragraph, "One. Two."),
                    (Paragraph, "Three."),
                ],
            );
        }
    }

    #[test]
    fn hard_wrapped_lines_are_joined() {
        let text = "The workshop\n\nThe first workshop opened in Ayutthaya in the spring of 2016 and\n\
            teaches robotics. Britain followed a year later with a course in\ncooking, of all things. It is small.\n\
            \n- Every tool goes back to its place when the lesson is over and\n  the bell has rung.\n- Own up.";
        check(
            text,
            &[
                (Heading, "The workshop"),
                (
                    Paragraph,
                    "The first workshop opened in Ayutthaya in the spring of 2016 and\n\
                    teaches robotics. Britain followed a year later with a course in\ncooking, of all things. It is small.",
                ),
                (
                    ListItem,
                    "Every tool goes back to its place when the lesson is over and\n  the bell has rung.",
                ),
                (ListItem, "Own up."),
            ],
        );
        let text = "鲁班工坊是天津首创的职业教育国际品牌，已经在亚洲、非洲和欧洲\n\
            落地。第一家工坊在泰国大城府揭牌，由两所学院共同建设，主要\n教授机器人技术。";
        check(text, &[(Paragraph, text)]);
    }

    #[test]
    fn titles_above_bylines_are_not_joined() {
        let text = "China Mobilizes Thousands of Workers to Launch a Home-Built Jet Plane\nBy Trending on Weibo\nNews & Politics\n\
            31 Aug 2025\nA Second Title of Much the Same Length, With Some More Words\nBy Trending on Weibo\nNews & Politics\n\
            31 Aug 2025\nA Third Title That Has Other Words\nNews & Politics\nEnd.";
        let kinds: Vec<BlockKind> = split_blocks(text).iter().map(|(kind, _)| *kind).collect();
        assert_eq!(
            kinds,
            [
                Heading, Metadata, Metadata, Metadata, Heading, Metadata, Metadata, Metadata,
                Heading, Metadata, Paragraph
            ]
        );
    }

    #[test]
    fn a_huge_line_takes_linear_time() {
        let begin = std::time::Instant::now();
        for piece in ["a ", "鲁", "1. ", "\r", "a\n", "| ", "2025-"] {
            let _ = split_blocks(&piece.repeat(400_000));
        }
        assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
    }

    proptest! {
        #[test]
        fn blocks_leave_out_only_space_and_marks(text in "([a-c鲁班一 \\n\\r.1。、()（）*•-]|20){0,80}") {
            let mut at = 0;
            for (_, span) in split_blocks(&text) {
                prop_assert!(span.start >= at && !span.is_empty());
                prop_assert_eq!(span.trimmed(&text), span);
                let gap = text[at..span.start].trim();
                prop_assert!(gap.is_empty() || list_mark(text[at..span.end].trim_start()).is_some());
                at = span.end;
            }
            prop_assert_eq!(text[at..].trim(), "");
        }
    }
}
