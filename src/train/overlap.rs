//! Whether training lines hold evaluation text: a check that is run before figures are believed.

use std::path::Path;

use rustc_hash::FxHashSet;

use super::fingerprint::Fingerprint;
use super::pairs::{PairError, Pairs};

/// The lines of evaluation sets, as numbers only.
#[derive(Clone, Debug, Default)]
pub struct EvaluationText {
    lines: FxHashSet<u64>,
    passages: FxHashSet<u64>,
    fingerprint: Fingerprint,
}

/// What a line has in common with evaluation text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Common {
    /// It says the same as an evaluation line.
    pub is_line: bool,
    /// It shares eight words or twelve Chinese characters in a row with one.
    pub has_passage: bool,
}

impl Common {
    /// True if there is anything in common.
    #[must_use]
    pub fn any(self) -> bool {
        self.is_line || self.has_passage
    }
}

/// What the rows of a file have in common with evaluation text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Rows of the file.
    pub rows: u64,
    /// Rows with a side that says the same as an evaluation line.
    pub lines: u64,
    /// Rows with a side that shares a passage with an evaluation line.
    pub passages: u64,
}

impl EvaluationText {
    /// Adds a line.
    pub fn add(&mut self, line: &str) {
        self.fingerprint.read(line);
        self.lines.extend(self.fingerprint.key());
        self.passages.extend(self.fingerprint.passages());
    }

    /// What the line behind `fingerprint` has in common with the lines added.
    #[must_use]
    pub fn common(&self, fingerprint: &Fingerprint) -> Common {
        Common {
            is_line: fingerprint
                .key()
                .is_some_and(|key| self.lines.contains(&key)),
            has_passage: fingerprint
                .passages()
                .any(|passage| self.passages.contains(&passage)),
        }
    }

    /// Goes through a file of sentence pairs. Memory does not grow with it.
    ///
    /// # Errors
    /// If the file cannot be read or has a broken row.
    pub fn overlap(&self, path: &Path) -> Result<Overlap, PairError> {
        let mut pairs = Pairs::open(path, None)?;
        let mut overlap = Overlap::default();
        let mut side = Fingerprint::default();
        while let Some(pair) = pairs.next_pair()? {
            let both = [pair.source, pair.target].map(|text| {
                side.read(text);
                self.common(&side)
            });
            overlap.rows += 1;
            overlap.lines += u64::from(both.iter().any(|side| side.is_line));
            overlap.passages += u64::from(both.iter().any(|side| side.has_passage));
        }
        Ok(overlap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_once_for_each_kind() {
        let mut evaluation = EvaluationText::default();
        evaluation.add("The Luban Workshop opened in Tianjin, and students came from far away.");
        evaluation.add("鲁班工坊");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("training.tsv");
        let rows = [
            "鲁班工坊！\tLuban Workshop",
            "天津\tA Luban Workshop opened in Tianjin and students came, from far",
            "中哈关系\tChina-Kazakhstan relations",
            "鲁班工坊\tthe luban workshop opened in tianjin and students came from far away",
        ];
        std::fs::write(&path, rows.join("\n")).expect("written");
        assert_eq!(
            evaluation.overlap(&path).expect("readable"),
            Overlap {
                rows: 4,
                lines: 2,
                passages: 2,
            }
        );
    }

    #[test]
    fn punctuation_is_nothing_in_common() {
        let mut evaluation = EvaluationText::default();
        evaluation.add("...");
        let mut side = Fingerprint::default();
        side.read("!!!");
        assert!(!evaluation.common(&side).any());
    }
}
