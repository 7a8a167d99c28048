//! Documents: what a text is made of. Types only, no input or output.
//!
//! A [`Document`] holds [`Block`]s (headings, paragraphs, list items, metadata lines), a block
//! holds [`Segment`]s (sentences). All spans point into the document's text; what lies between
//! blocks (blank lines, list marks) belongs to no block and is written back untouched.

mod blocks;

pub use blocks::split_blocks;

use std::ops::Range;

use crate::lang::{Detection, LangTag};
use crate::text::{Span, Text};

/// What a block of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A title or sub-heading: short, without a full stop.
    Heading,
    /// Running text.
    Paragraph,
    /// One item of a list, without its mark.
    ListItem,
    /// A line about the text: date, byline, section, source address, "Share this article".
    Metadata,
}

/// A block of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it lies, white space at the ends left out.
    pub span: Span,
    /// The language of most of it.
    pub lang: LangTag,
}

/// One sentence, or one line that is no sentence (a heading, a list item).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it lies, white space at the ends left out.
    pub span: Span,
    /// Index of its block in [`Document::blocks`].
    pub block: usize,
}

/// A text with its structure.
#[derive(Clone, Debug)]
pub struct Document {
    /// Path relative to the folder it was read from, with `/` between parts.
    pub id: String,
    /// The text.
    pub text: Text,
    /// Main language.
    pub lang: LangTag,
    /// What the detector says of it: its stretches by language, among others.
    pub detection: Detection,
    /// Blocks in text order, without overlap.
    pub blocks: Vec<Block>,
    /// Sentences in text order, without overlap, each inside its block.
    pub segments: Vec<Segment>,
}

impl Document {
    /// The sentences as strings.
    pub fn sentences(&self) -> impl ExactSizeIterator<Item = &str> {
        self.segments
            .iter()
            .map(|segment| segment.span.of(self.text.as_str()))
    }

    /// From the start of the first to the end of the last of some segments; `None` without any.
    #[must_use]
    pub fn segments_span(&self, range: Range<usize>) -> Option<Span> {
        let first = self.segments.get(range.start)?;
        let last = self.segments.get(range.end.checked_sub(1)?)?;
        (first.span.start <= last.span.start).then(|| Span::new(first.span.start, last.span.end))
    }

    /// The language of the segment `index`: that of its block.
    #[must_use]
    pub fn segment_lang(&self, index: usize) -> LangTag {
        self.blocks[self.segments[index].block].lang
    }
}
