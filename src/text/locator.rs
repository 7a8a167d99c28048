//! Places of many offsets of one text, counted from one to the next.

use super::{LineColumn, LineIndex};

/// Turns byte offsets of a text into places as people and programs count them.
///
/// Counts from the last offset asked for to the next one, in both directions: offsets that lie
/// near each other are cheap, however long the line they lie in.
#[derive(Debug)]
pub struct Locator<'a> {
    text: &'a str,
    lines: LineIndex,
    last: Place,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Offset in bytes.
    pub byte: usize,
    /// Offset in Unicode scalar values.
    pub char: usize,
    /// Line and column, from 1.
    pub at: LineColumn,
}

impl<'a> Locator<'a> {
    /// A locator for `text`.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            lines: LineIndex::new(text),
            last: Place {
                byte: 0,
                char: 0,
                at: LineColumn { line: 1, column: 1 },
            },
        }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The place of the byte `offset`, a character border of the text.
    pub fn locate(&mut self, offset: usize) -> Place {
        let line = self.lines.line_of(offset);
        let from_last = |count: usize| -> usize {
            if offset >= self.last.byte {
                count + self.text[self.last.byte..offset].chars().count()
            } else {
                count - self.text[offset..self.last.byte].chars().count()
            }
        };
        let column = if line == self.last.at.line {
            from_last(self.last.at.column)
        } else {
            let start = self.lines.line_start(line).unwrap_or(0);
            self.text[start..offset].chars().count() + 1
        };
        self.last = Place {
            byte: offset,
            char: from_last(self.last.char),
            at: LineColumn { line, column },
        };
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_gives_the_same_places() {
        let text = "双方\r\n在鲁班 OCS\n😀 end";
        let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let mut orders = vec![offsets.clone(), offsets.iter().rev().copied().collect()];
        let (even, odd): (Vec<usize>, Vec<usize>) = offsets.iter().partition(|at| **at % 2 == 0);
        orders.push(odd.into_iter().chain(even).collect());
        for order in orders {
            let mut locator = Locator::new(text);
            for offset in order {
                let place = locator.locate(offset);
                let before = &text[..offset];
                assert_eq!(place.char, before.chars().count());
                let line_start = before.rfind('\n').map_or(0, |at| at + 1);
                assert_eq!(place.at.line, before.matches('\n').count() + 1);
                assert_eq!(
                    place.at.column,
                    text[line_start..offset].chars().count() + 1
                );
            }
        }
    }
}
