//! The two profiles of a table: plain CSV for programs, and CSV that spreadsheets open unharmed.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula (CWE-1236), and
//! Portuguese dialogue begins with `-`. [`guard`] puts a `'` before such a cell and before a cell
//! that looks guarded already, so that [`unguard`] gives back every cell as it was.

use std::borrow::Cow;
use std::io::{self, Write};

/// Who a table is written for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableProfile {
    /// Programs: UTF-8 without a byte order mark, lines end with LF, cells as they are.
    #[default]
    Plain,
    /// Excel: UTF-8 with a byte order mark, lines end with CRLF, cells guarded.
    Excel,
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Why a table could not be read back.
#[derive(Debug, thiserror::Error)]
pub enum ReadTableError {
    /// No CSV, or a row that does not fit the header.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// The header lacks a column.
    #[error("the table has no column `{0}`")]
    NoColumn(&'static str),
    /// A cell that holds no number where one belongs.
    #[error("line {line}: `{cell}` is no score between 0 and 1")]
    Score {
        /// The line of the file.
        line: u64,
        /// What stands in the cell.
        cell: String,
    },
    /// A cell that holds no sentence numbers where they belong.
    #[error("line {line}: `{cell}` are no sentence numbers")]
    SentenceId {
        /// The line of the file.
        line: u64,
        /// What stands in the cell.
        cell: String,
    },
}

/// The cell so that a spreadsheet takes it as text.
#[must_use]
pub fn guard(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(is_guarded) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell as it was before [`guard`].
///
/// A leading `'` goes only where [`guard`] would have put it, so that `'tis` in a note which the
/// translator added in the spreadsheet stays.
#[must_use]
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(bare) if bare.starts_with(is_guarded) => bare,
        _ => cell,
    }
}

fn is_guarded(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\'')
}

/// Writes a table in a profile.
pub struct TableWriter<W: Write> {
    csv: csv::Writer<W>,
    profile: TableProfile,
}

impl<W: Write> TableWriter<W> {
    /// Starts a table with its header.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn new(mut out: W, profile: TableProfile, columns: &[&str]) -> io::Result<Self> {
        let terminator = match profile {
            TableProfile::Plain => csv::Terminator::Any(b'\n'),
            TableProfile::Excel => {
                out.write_all(BYTE_ORDER_MARK)?;
                csv::Terminator::CRLF
            }
        };
        let mut csv = csv::WriterBuilder::new()
            .terminator(terminator)
            .from_writer(out);
        csv.write_record(columns)?;
        Ok(Self { csv, profile })
    }

    /// Adds a row, one cell a column.
    ///
    /// # Errors
    /// If the table cannot be written, or the row has not as many cells as the header.
    pub fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> io::Result<()> {
        for cell in cells {
            match self.profile {
                TableProfile::Plain => self.csv.write_field(cell)?,
                TableProfile::Excel => self.csv.write_field(guard(cell).as_bytes())?,
            }
        }
        self.csv.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes out what is still buffered.
    ///
    /// # Errors
    /// If the table cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.csv.flush()
    }
}

/// The rows of a table, cells in the order of `columns` whatever the order in the file.
///
/// A byte order mark tells [`TableProfile::Excel`], whose guard is taken off; columns that are
/// not asked for are skipped. Each row comes with the line it starts on.
///
/// # Errors
/// If `table` is no CSV in UTF-8, or lacks one of `columns`.
pub fn read_table(
    table: &[u8],
    columns: &[&'static str],
) -> Result<Vec<(u64, Vec<String>)>, ReadTableError> {
    let body = table.strip_prefix(BYTE_ORDER_MARK);
    let profile = match body {
        Some(_) => TableProfile::Excel,
        None => TableProfile::Plain,
    };
    let mut reader = csv::ReaderBuilder::new().from_reader(body.unwrap_or(table));
    let header = reader.headers()?;
    let places = columns
        .iter()
        .map(|column| {
            header
                .iter()
                .position(|name| name == *column)
                .ok_or(ReadTableError::NoColumn(column))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = places
            .iter()
            .map(|place| record.get(*place).unwrap_or_default())
            .map(|cell| match profile {
                TableProfile::Plain => cell.to_owned(),
                TableProfile::Excel => unguard(cell).to_owned(),
            })
            .collect();
        rows.push((line, cells));
    }
    Ok(rows)
}

/// A score as tables show it: three decimals.
pub(super) fn score_cell(score: f32) -> String {
    let shown = if score.is_finite() { score } else { 0.0 };
    format!("{:.3}", shown.clamp(0.0, 1.0))
}

/// The score in a cell of a table.
pub(super) fn read_score(cell: &str, line: u64) -> Result<f32, ReadTableError> {
    cell.trim()
        .parse()
        .ok()
        .filter(|score| (0.0..=1.0).contains(score))
        .ok_or_else(|| ReadTableError::Score {
            line,
            cell: cell.to_owned(),
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_guarded_and_words_are_not() {
        for (cell, guarded) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("- Bom dia!", "'- Bom dia!"),
            ("'tis", "''tis"),
            ("''", "'''"),
            ("鲁班工坊", "鲁班工坊"),
            ("", ""),
        ] {
            assert_eq!(guard(cell), guarded);
            assert_eq!(unguard(guarded), cell);
        }
        assert_eq!(unguard("'tis"), "'tis", "not of our making");
    }

    #[test]
    fn the_profiles_differ_in_mark_line_end_and_guard() {
        let mut plain = Vec::new();
        let mut table = TableWriter::new(&mut plain, TableProfile::Plain, &["a", "b"])
            .expect("memory takes it");
        table.row(["=1", "鲁班, \"Lu Ban\""]).expect("written");
        table.finish().expect("written");
        assert_eq!(
            String::from_utf8_lossy(&plain),
            "a,b\n=1,\"鲁班, \"\"Lu Ban\"\"\"\n"
        );

        let mut excel = Vec::new();
        let mut table = TableWriter::new(&mut excel, TableProfile::Excel, &["a", "b"])
            .expect("memory takes it");
        table.row(["=1", "x"]).expect("written");
        table.finish().expect("written");
        assert_eq!(String::from_utf8_lossy(&excel), "\u{feff}a,b\r\n'=1,x\r\n");
    }

    #[test]
    fn a_missing_column_is_named() {
        let error = read_table(b"a,b\n1,2\n", &["b", "bead_id"]).expect_err("no such column");
        assert_eq!(error.to_string(), "the table has no column `bead_id`");
    }

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof![
            "[=+@'\\-\t\r\n]{0,3}[a-z鲁班\", ;\r\n'=]{0,8}",
            any::<String>(),
        ]
    }

    proptest! {
        #[test]
        fn every_cell_comes_back(cell in cell()) {
            let guarded = guard(&cell);
            prop_assert_eq!(unguard(&guarded), &cell);
            prop_assert!(!guarded.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }

        #[test]
        fn every_row_comes_back_through_a_file(
            rows in prop::collection::vec((cell(), cell()), 0..5)
        ) {
            for profile in [TableProfile::Plain, TableProfile::Excel] {
                let mut file = Vec::new();
                let mut table =
                    TableWriter::new(&mut file, profile, &["id", "a", "b"]).expect("written");
                for (a, b) in &rows {
                    table.row(["b0001", a, b]).expect("written");
                }
                table.finish().expect("written");
                let read = read_table(&file, &["b", "a"]).expect("reads back");
                let read: Vec<_> = read
                    .into_iter()
                    .map(|(_, cells)| (cells[1].clone(), cells[0].clone()))
                    .collect();
                prop_assert_eq!(&read, &rows);
            }
        }
    }
}
