//! Comma-separated rows with the place of every cell.
//!
//! RFC 4180 with LF or CRLF line ends and an optional byte order mark. A crate that reads CSV
//! does not tell where a cell stands, and a glossary problem is shown with a caret under it.

use std::borrow::Cow;

use crate::text::Span;

/// One cell of a row.
#[derive(Clone, Debug)]
pub(super) struct Cell<'a> {
    /// What it holds, quotes taken off.
    pub(super) value: Cow<'a, str>,
    /// Where it stands in the file's text, without the quotes.
    pub(super) span: Span,
}

/// One row.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    /// The cells, at least one.
    pub(super) cells: Vec<Cell<'a>>,
    /// The row without its line end.
    pub(super) span: Span,
    /// Line of its first character, from 1.
    pub(super) line: usize,
    /// A quote that is never closed, or text after a closing quote.
    pub(super) broken: Option<Span>,
}

/// The rows of `text` in order; empty lines are left out.
pub(super) fn rows(text: &str) -> impl Iterator<Item = Row<'_>> {
    let bytes = text.as_bytes();
    let mut at = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let mut line = 1;
    let next = move || {
        (at < bytes.len()).then(|| {
            let row = read_plain_row(text, at, line).unwrap_or_else(|| {
                let row = read_row(text, at, line);
                let content = row.span.of(text);
                line += content.bytes().filter(|byte| *byte == b'\n').count();
                row
            });
            line += 1;
            at = row.span.end;
            if bytes.get(at) == Some(&b'\r') {
                at += 1;
            }
            if bytes.get(at) == Some(&b'\n') {
                at += 1;
            }
            row
        })
    };
    std::iter::from_fn(next).filter(|row| !row.span.is_empty())
}

fn read_row(text: &str, start: usize, line: usize) -> Row<'_> {
    let bytes = text.as_bytes();
    let mut cells = Vec::with_capacity(16);
    let mut broken = None;
    let mut at = start;
    loop {
        let (cell, end, bad) = read_cell(text, at);
        cells.push(cell);
        broken = broken.or(bad);
        at = end;
        if bytes.get(at) == Some(&b',') {
            at += 1;
        } else {
            break;
        }
    }
    Row {
        cells,
        span: Span::new(start, at),
        line,
        broken,
    }
}

/// A row without quotes and of single bytes up to its line end, which nearly all are; None for others.
fn read_plain_row(text: &str, start: usize, line: usize) -> Option<Row<'_>> {
    let bytes = text.as_bytes();
    let mut cells = Vec::with_capacity(16);
    let mut begin = start;
    let mut cell = |begin: usize, end: usize| {
        let span = Span::new(begin, end);
        cells.push(Cell {
            value: Cow::Borrowed(span.of(text)),
            span,
        });
    };
    let mut at = start;
    let end = 'row: loop {
        let eight = bytes.get(at..)?.first_chunk()?;
        let mut marks = marks_among(u64::from_le_bytes(*eight));
        while marks != 0 {
            let mark = at + marks.trailing_zeros() as usize / 8;
            match bytes[mark] {
                b',' => {
                    cell(begin, mark);
                    begin = mark + 1;
                }
                b'\n' => break 'row mark,
                _ => return None,
            }
            marks &= marks - 1;
        }
        at += 8;
    };
    cell(begin, end);
    Some(Row {
        cells,
        span: Span::new(start, end),
        line,
        broken: None,
    })
}

/// The highest bit of each of eight bytes that is a comma, a quote or the end of a line.
fn marks_among(eight: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH_BITS: u64 = ONES * 0x80;
    // The highest bit of each byte that is another one than `byte`.
    let differs = |byte: u8| {
        let other = eight ^ (ONES * u64::from(byte));
        ((other & !HIGH_BITS) + !HIGH_BITS) | other
    };
    !(differs(b',') & differs(b'"') & differs(b'\n') & differs(b'\r')) & HIGH_BITS
}

/// Reads the cell at `at`: the cell, the offset behind it, and what is wrong with its quotes.
fn read_cell(text: &str, at: usize) -> (Cell<'_>, usize, Option<Span>) {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'"') {
        let end = plain_end(bytes, at);
        let span = Span::new(at, end);
        let cell = Cell {
            value: Cow::Borrowed(span.of(text)),
            span,
        };
        return (cell, end, None);
    }
    let inner = at + 1;
    let mut close = inner;
    let mut doubled = false;
    loop {
        match bytes.get(close) {
            None => break,
            Some(b'"') if bytes.get(close + 1) == Some(&b'"') => {
                doubled = true;
                close += 2;
            }
            Some(b'"') => break,
            Some(_) => close += 1,
        }
    }
    if close >= bytes.len() {
        // Never closed: the quote is taken as an ordinary character, so that one slip does not
        // swallow the rest of the file.
        let end = plain_end(bytes, at);
        let span = Span::new(at, end);
        let cell = Cell {
            value: Cow::Borrowed(span.of(text)),
            span,
        };
        return (cell, end, Some(Span::new(at, at + 1)));
    }
    let span = Span::new(inner, close);
    let value = if doubled {
        Cow::Owned(span.of(text).replace("\"\"", "\""))
    } else {
        Cow::Borrowed(span.of(text))
    };
    let end = plain_end(bytes, close + 1);
    let bad = (end > close + 1).then(|| Span::new(close + 1, end));
    (Cell { value, span }, end, bad)
}

/// The end of an unquoted cell.
fn plain_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let len = rest
        .iter()
        .position(|byte| matches!(byte, b',' | b'\n'))
        .unwrap_or(rest.len());
    let ends_line = rest.get(len).is_none_or(|byte| *byte == b'\n');
    if ends_line && len > 0 && rest[len - 1] == b'\r' {
        at + len - 1
    } else {
        at + len
    }
}

/// Appends one row with quotes only where they are needed, and a line feed.
pub(super) fn write_row<'a>(out: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_their_places() {
        let text = "\u{FEFF}a,b\r\n\r\n\"Belt, \"\"Road\"\"\",一带一路\nx,\n";
        let rows: Vec<_> = rows(text).collect();
        let values: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.value.as_ref()).collect())
            .collect();
        assert_eq!(
            values,
            [
                vec!["a", "b"],
                vec!["Belt, \"Road\"", "一带一路"],
                vec!["x", ""]
            ]
        );
        assert_eq!(rows[1].line, 3);
        assert_eq!(rows[1].cells[1].span.of(text), "一带一路");
    }

    #[test]
    fn an_open_quote_spoils_one_row_only() {
        let text = "a,\"b\nc,d\n";
        let rows: Vec<_> = rows(text).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].broken.map(|span| span.of(text)), Some("\""));
        assert!(rows[1].broken.is_none());
        assert_eq!(rows[1].cells[0].value, "c");
    }

    #[test]
    fn what_is_written_is_read_back() {
        let cells = ["a", "", "x,y", "say \"Luban\"", "two\nlines"];
        let mut out = String::new();
        write_row(&mut out, cells);
        let read: Vec<_> = rows(&out)
            .next()
            .expect("a row")
            .cells
            .iter()
            .map(|cell| cell.value.to_string())
            .collect();
        assert_eq!(read, cells);
    }
}
