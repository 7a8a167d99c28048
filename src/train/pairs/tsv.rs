//! Rows of a tab-separated table.

use std::io::{BufRead, Read as _};
use std::mem;

use super::input::Input;
use super::{LONGEST, PairProblem};

/// The rows of a table; quotes mean nothing, a line is a row.
pub(super) struct TsvRows {
    input: Input,
    line: u64,
    row: String,
    /// Ends of the first two columns of `row`.
    ends: (usize, usize),
}

impl TsvRows {
    pub(super) fn new(input: Input) -> Self {
        Self {
            input,
            line: 0,
            row: String::new(),
            ends: (0, 0),
        }
    }

    /// Reads the next row; false at the end. A blank line is a row of two empty columns.
    pub(super) fn read(&mut self) -> Result<bool, PairProblem> {
        self.line += 1;
        let mut bytes = mem::take(&mut self.row).into_bytes();
        bytes.clear();
        self.ends = (0, 0);
        (&mut self.input.reader)
            .take(LONGEST as u64 + 1)
            .read_until(b'\n', &mut bytes)
            .map_err(|error| PairProblem::reading(error, self.input.is_gzip))?;
        if bytes.is_empty() {
            return Ok(false);
        }
        if bytes.len() > LONGEST {
            return Err(PairProblem::TooLong);
        }
        self.row = String::from_utf8(bytes).map_err(|error| PairProblem::NotUtf8 {
            byte: error.utf8_error().valid_up_to() + 1,
        })?;
        let row = self.row.trim_end_matches(['\r', '\n']);
        if let Some((source, rest)) = row.split_once('\t') {
            let target = rest.split('\t').next().unwrap_or_default();
            self.ends = (source.len(), source.len() + 1 + target.len());
        } else if !row.trim().is_empty() {
            return Err(PairProblem::MissingTab);
        }
        Ok(true)
    }

    pub(super) fn sides(&self) -> (&str, &str) {
        let (source, target) = self.ends;
        (
            &self.row[..source],
            self.row.get(source + 1..target).unwrap_or_default(),
        )
    }

    pub(super) fn line(&self) -> u64 {
        self.line
    }
}
