//! Units that offsets are counted in when they leave the program.

use std::str::FromStr;

use super::Span;

/// What one step of an offset is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OffsetUnit {
    /// Unicode scalar values: what Python counts.
    #[default]
    Chars,
    /// Bytes of UTF-8: what Rust and Go count.
    Bytes,
    /// UTF-16 code units: what JavaScript, Java and C# count.
    Utf16,
}

impl FromStr for OffsetUnit {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "chars" => Ok(Self::Chars),
            "bytes" => Ok(Self::Bytes),
            "utf16" => Ok(Self::Utf16),
            other => Err(format!("`{other}` is none of chars, bytes, utf16")),
        }
    }
}

/// Turns byte offsets of one text into offsets of a unit.
///
/// Remembers how far it has counted: offsets that mostly ascend cost one pass over the text,
/// an earlier offset starts again from the front.
#[derive(Debug)]
pub struct OffsetCounter<'a> {
    text: &'a str,
    unit: OffsetUnit,
    byte_at: usize,
    unit_at: usize,
}

impl<'a> OffsetCounter<'a> {
    /// A counter for `text`.
    #[must_use]
    pub fn new(text: &'a str, unit: OffsetUnit) -> Self {
        Self {
            text,
            unit,
            byte_at: 0,
            unit_at: 0,
        }
    }

    /// The byte `offset`, a character border of the text, in the counter's unit.
    pub fn count(&mut self, offset: usize) -> usize {
        if offset < self.byte_at {
            (self.byte_at, self.unit_at) = (0, 0);
        }
        let stretch = &self.text[self.byte_at..offset];
        self.unit_at += match self.unit {
            OffsetUnit::Chars => stretch.chars().count(),
            OffsetUnit::Bytes => stretch.len(),
            OffsetUnit::Utf16 => stretch.chars().map(char::len_utf16).sum(),
        };
        self.byte_at = offset;
        self.unit_at
    }

    /// Start and end of `span` in the counter's unit.
    pub fn span(&mut self, span: Span) -> (usize, usize) {
        (self.count(span.start), self.count(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_counts_its_own_way() {
        let text = "😀 鲁班 OCS";
        let at = text.find("OCS").expect("there");
        let count = |unit| OffsetCounter::new(text, unit).span(Span::new(at, at + 3));
        assert_eq!(count(OffsetUnit::Chars), (5, 8));
        assert_eq!(count(OffsetUnit::Utf16), (6, 9));
        assert_eq!(count(OffsetUnit::Bytes), (12, 15));
    }

    #[test]
    fn earlier_offsets_are_counted_again() {
        let mut counter = OffsetCounter::new("鲁班工坊", OffsetUnit::Chars);
        assert_eq!(counter.count(12), 4);
        assert_eq!(counter.count(3), 1);
    }
}
