//! Splitting a plain text into blocks by its lines.

use super::BlockKind;
use crate::text::Span;

/// The blocks of a plain text: kind and place, in text order.
#[must_use]
pub fn split_blocks(text: &str) -> Vec<(BlockKind, Span)> {
    let mut at = 0;
    text.split_inclusive('\n')
        .filter_map(|line| {
            let span = Span::new(at, at + line.len()).trimmed(text);
            at += line.len();
            (!span.is_empty()).then_some((BlockKind::Paragraph, span))
        })
        .collect()
}
