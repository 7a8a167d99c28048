//! Lines and columns for people and editors.

/// A place as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
}

/// The line starts of one text, for fast look-up of offsets.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Indexes `text`. Lines end at LF, CRLF or a lone CR.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let ends_line = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends_line {
                starts.push(at + 1);
            }
        }
        Self { starts }
    }

    /// Number of the line, from 1, that holds the byte `offset`.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// Byte offset where `line` (from 1) starts, if there is such a line.
    #[must_use]
    pub fn line_start(&self, line: usize) -> Option<usize> {
        line.checked_sub(1)
            .and_then(|index| self.starts.get(index))
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_kinds_of_line_end_count() {
        let text = "双方\r\n在鲁班 OCS";
        let index = LineIndex::new(text);
        assert_eq!(index.line_of(text.find("OCS").expect("there")), 2);
        assert_eq!(LineIndex::new("a\rb\nc").line_of(4), 3);
        assert_eq!(index.line_start(2), Some("双方\r\n".len()));
        assert_eq!(index.line_start(3), None);
    }
}
