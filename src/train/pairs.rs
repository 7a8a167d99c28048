//! Reading files of sentence pairs: tab-separated columns or TMX, plain or gzipped.
//!
//! A file is read as a stream: one pair at a time, in memory that does not grow with the file.
//! What is broken is an error that names file, line and reason.

pub(super) mod input;
#[cfg(test)]
mod tests;
mod tmx;
mod tsv;

use std::io;
use std::path::{Path, PathBuf};

use crate::lang::Lang;

/// Longest line of a table, and longest sentence of a TMX file, in bytes.
pub const LONGEST: usize = 1 << 20;

/// A sentence and its translation, borrowed from the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<'a> {
    /// First column, or the translation unit's text in the first language.
    pub source: &'a str,
    /// Second column, or its text in the second language.
    pub target: &'a str,
}

/// A file of sentence pairs, being read.
///
/// Neither side of a pair is empty, and spaces around a side are gone. Rows without one of the
/// sides are passed over and counted.
pub struct Pairs {
    path: PathBuf,
    rows: Rows,
    skipped: u64,
}

enum Rows {
    Tsv(tsv::TsvRows),
    Tmx(Box<tmx::TmxRows>),
}

impl Pairs {
    /// Opens a table (`source TAB target`, further columns are ignored) or, by its name
    /// (`.tmx`, `.tmx.gz`), a TMX file. Whether it is gzipped is told by its first bytes.
    ///
    /// Of the units of a TMX file come the two `languages`, in this order; without languages
    /// the first two texts.
    ///
    /// # Errors
    /// If the file cannot be opened or begins like no such file.
    pub fn open(path: &Path, languages: Option<(Lang, Lang)>) -> Result<Self, PairError> {
        let input = input::Input::open(path).map_err(|problem| PairError {
            path: path.to_owned(),
            line: None,
            problem,
        })?;
        let rows = if is_tmx(path) {
            Rows::Tmx(Box::new(tmx::TmxRows::new(input, languages)))
        } else {
            Rows::Tsv(tsv::TsvRows::new(input))
        };
        Ok(Self {
            path: path.to_owned(),
            rows,
            skipped: 0,
        })
    }

    /// The next pair, if there is one more.
    ///
    /// # Errors
    /// If the file cannot be read on or its next row is broken. Nothing comes after an error.
    pub fn next_pair(&mut self) -> Result<Option<Pair<'_>>, PairError> {
        loop {
            let read = match &mut self.rows {
                Rows::Tsv(rows) => rows.read(),
                Rows::Tmx(rows) => rows.read(),
            };
            match read {
                Err(problem) => {
                    return Err(PairError {
                        path: self.path.clone(),
                        line: Some(self.line()),
                        problem,
                    });
                }
                Ok(false) => return Ok(None),
                Ok(true) if self.pair().is_none() => self.skipped += 1,
                Ok(true) => break,
            }
        }
        Ok(self.pair())
    }

    /// Rows passed over so far because a side was missing.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Line of the file, from 1, where the pair read last ends.
    #[must_use]
    pub fn line(&self) -> u64 {
        match &self.rows {
            Rows::Tsv(rows) => rows.line(),
            Rows::Tmx(rows) => rows.line(),
        }
    }

    fn pair(&self) -> Option<Pair<'_>> {
        let (source, target) = match &self.rows {
            Rows::Tsv(rows) => rows.sides(),
            Rows::Tmx(rows) => rows.sides(),
        };
        let (source, target) = (source.trim(), target.trim());
        (!source.is_empty() && !target.is_empty()).then_some(Pair { source, target })
    }
}

fn is_tmx(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_ascii_lowercase();
    name.strip_suffix(".gz").unwrap_or(&name).ends_with(".tmx")
}

/// Why a file of sentence pairs could not be read: file, line and reason.
#[derive(Debug, thiserror::Error)]
#[error("{}{}: {problem}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct PairError {
    /// The file.
    pub path: PathBuf,
    /// Where in the file, from 1; none if it could not be opened.
    pub line: Option<u64>,
    /// What is wrong.
    #[source]
    pub problem: PairProblem,
}

/// What is wrong with a file of sentence pairs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PairProblem {
    /// The system could not read it.
    #[error("cannot be read")]
    Io(#[source] io::Error),
    /// It begins like gzip and is broken or ends early.
    #[error("the gzip data is damaged or cut off; was the file copied as a whole?")]
    Gzip(#[source] io::Error),
    /// A row of one column.
    #[error("no tab between the sentence and its translation")]
    MissingTab,
    /// Bytes that are no text.
    #[error("not UTF-8 at byte {byte} of the line")]
    NotUtf8 {
        /// Place in the line, from 1.
        byte: usize,
    },
    /// More bytes than a sentence has.
    #[error("longer than {LONGEST} bytes; is this a file of sentence pairs?")]
    TooLong,
    /// Not the XML it should be.
    #[error("broken TMX: {0}")]
    Tmx(String),
}

impl PairProblem {
    /// An error of a reader: of the file's content if that is packed and the system is not at
    /// fault.
    fn reading(error: io::Error, is_gzip: bool) -> Self {
        let is_of_content = matches!(
            error.kind(),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
        );
        if is_gzip && is_of_content {
            Self::Gzip(error)
        } else {
            Self::Io(error)
        }
    }
}
