//! A teacher's sentence vectors: JSON Lines as `alinha stream embed` writes them, a record with
//! `text` and `vector` a line, plain or gzipped.

use std::io::{self, BufRead as _};
use std::path::{Path, PathBuf};

use super::pairs::input::Input;

/// Why a file of vectors could not be read: file, line and reason.
#[derive(Debug, thiserror::Error)]
#[error("{}:{line}: {reason}", path.display())]
pub struct TeacherError {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1; 0 for the file as a whole.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
}

#[derive(serde::Deserialize)]
struct Record {
    text: String,
    vector: Vec<f32>,
}

/// Gives every sentence and its unit vector to `take`.
///
/// # Errors
/// If the file cannot be read, a line is no such record, or two vectors differ in length.
pub(super) fn read(path: &Path, mut take: impl FnMut(&str, &[f32])) -> Result<(), TeacherError> {
    let mut line = 0;
    let error = |line, reason: String| TeacherError {
        path: path.to_owned(),
        line,
        reason,
    };
    let of_io = |line, problem: io::Error| error(line, problem.to_string());
    let opened = Input::open(path).map_err(|problem| error(0, problem.to_string()))?;
    let mut reader = opened.reader;
    let mut text = String::new();
    let mut dim = None;
    loop {
        line += 1;
        text.clear();
        if reader
            .read_line(&mut text)
            .map_err(|problem| of_io(line, problem))?
            == 0
        {
            return Ok(());
        }
        if text.trim().is_empty() {
            continue;
        }
        let mut record: Record = serde_json::from_str(&text).map_err(|problem| {
            error(
                line,
                format!("expected a record with `text` and `vector`: {problem}"),
            )
        })?;
        let length = record.vector.len();
        if length == 0 || *dim.get_or_insert(length) != length {
            let expected = dim.unwrap_or_default();
            return Err(error(
                line,
                format!("a vector of {length} values among those of {expected}"),
            ));
        }
        let norm = record
            .vector
            .iter()
            .map(|value| value * value)
            .sum::<f32>()
            .sqrt();
        if !norm.is_normal() {
            return Err(error(line, "a vector without direction".to_owned()));
        }
        for value in &mut record.vector {
            *value /= norm;
        }
        take(&record.text, &record.vector);
    }
}
