//! The pieces of a static model: a text in, the rows of the table out.
//!
//! A text is cut by greedy longest match against a double-array trie (Aoe 1989; laid out by the
//! crate `yada`), which is used in place as it stands in the model file.

use std::borrow::Cow;

use yada::builder::DoubleArrayBuilder;

/// Longest piece, so that a hostile trie cannot make the search for pieces quadratic.
pub const MAX_PIECE_BYTES: usize = 255;

/// The pieces of a model and the rows that stand for them.
///
/// Rows are numbered pieces first, then [`Vocabulary::length_rows`] rows that tell the length of
/// a text.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// Units of four bytes, little endian.
    trie: Cow<'static, [u8]>,
    pieces: usize,
    length_rows: usize,
}

/// A row of the table and how much of it a text has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feature {
    /// Index of the row.
    pub row: u32,
    /// What the row is multiplied by.
    pub weight: f32,
}

/// Why pieces or bytes are no vocabulary.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum VocabularyError {
    /// The trie has no root, a cut end or links that lead out of it.
    #[error("its links lead nowhere")]
    Links,
    /// A leaf names a row that the table does not have.
    #[error("a piece names row {row} of {pieces}")]
    Row {
        /// What the leaf says.
        row: u32,
        /// Rows that pieces have.
        pieces: usize,
    },
    /// The pieces and the rows do not match one to one.
    #[error("it has {found} pieces for {pieces} rows")]
    Count {
        /// Pieces in the trie.
        found: usize,
        /// Rows that pieces have.
        pieces: usize,
    },
    /// A piece is not text.
    #[error("the piece of row {0} is not UTF-8")]
    Text(u32),
    /// A piece is longer than [`MAX_PIECE_BYTES`], or the trie has a ring.
    #[error("a piece is longer than {MAX_PIECE_BYTES} bytes")]
    TooLong,
    /// One row cannot tell a length.
    #[error("one row for lengths: there must be none or at least two")]
    LengthRows,
    /// The pieces cannot be put into a trie.
    #[error("no trie can be made: {0}")]
    Build(String),
}

impl Vocabulary {
    /// Piece `i` gets row `i`; `length_rows` rows follow. Pieces are parts of folded texts.
    ///
    /// # Errors
    /// If there is no piece, a piece is empty, twice there, too long or holds a NUL, or if
    /// `length_rows` is one.
    pub fn from_pieces(pieces: &[String], length_rows: usize) -> Result<Self, VocabularyError> {
        if pieces.iter().any(|piece| piece.len() > MAX_PIECE_BYTES) {
            return Err(VocabularyError::TooLong);
        }
        let mut keys: Vec<(&str, u32)> = (0..)
            .zip(pieces)
            .map(|(row, piece)| (piece.as_str(), row))
            .collect();
        keys.sort_unstable();
        let trie = DoubleArrayBuilder::build(&keys)
            .map_err(|error| VocabularyError::Build(error.to_string()))?;
        Self::from_trie(trie.into(), pieces.len(), length_rows)
    }

    /// Takes a trie as it stands in a model file.
    ///
    /// Checks that no search can leave it and that all it can find are rows of pieces.
    pub(super) fn from_trie(
        trie: Cow<'static, [u8]>,
        pieces: usize,
        length_rows: usize,
    ) -> Result<Self, VocabularyError> {
        if length_rows == 1 {
            return Err(VocabularyError::LengthRows);
        }
        let vocabulary = Self {
            trie,
            pieces,
            length_rows,
        };
        vocabulary.check_links()?;
        Ok(vocabulary)
    }

    /// Rows of the table: those of the pieces and those of the lengths.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.pieces + self.length_rows
    }

    /// The last rows of the table, which tell the length of a text.
    #[must_use]
    pub fn length_rows(&self) -> usize {
        self.length_rows
    }

    /// The pieces in the order of their rows.
    #[must_use]
    pub fn pieces(&self) -> Vec<String> {
        let mut pieces = vec![String::new(); self.pieces];
        // What `check_pieces` would complain about is left out here.
        let _ = self.each_piece(|piece, row| {
            pieces[row as usize] = String::from_utf8_lossy(piece).into_owned();
            Ok(())
        });
        pieces
    }

    /// Adds the features of a folded text to `out`: its pieces in order, weight 1 each, then its
    /// length. Characters of no piece are passed over.
    pub fn features(&self, folded: &str, out: &mut Vec<Feature>) {
        let mut rest = folded.as_bytes();
        while !rest.is_empty() {
            let (row, length) = self.longest(rest);
            out.extend(row.map(|row| Feature { row, weight: 1.0 }));
            rest = &rest[length..];
        }
        out.extend(self.length_features(folded.len()).into_iter().flatten());
    }

    /// The rows that tell that a folded text has `bytes` bytes: the two whose lengths are next to
    /// it. Row `k` stands for 2^(k/2) bytes.
    #[must_use]
    pub fn length_features(&self, bytes: usize) -> Option<[Feature; 2]> {
        let last = self.length_rows.checked_sub(1)?;
        let position = 2.0 * ((bytes + 1) as f64).log2();
        let place = position.min(last as f64);
        let below = (place as usize).min(last - 1);
        let share = (place - below as f64) as f32;
        let feature = |row: usize, weight| Feature {
            row: (self.pieces + row) as u32,
            weight,
        };
        Some([feature(below, 1.0 - share), feature(below + 1, share)])
    }

    /// Adds the rows of the pieces of a folded text, given as bytes, to `out`: what
    /// [`Vocabulary::features`] does without weights and length.
    pub fn piece_rows(&self, folded: &[u8], out: &mut Vec<u32>) {
        let mut rest = folded;
        while !rest.is_empty() {
            let (row, length) = self.longest(rest);
            out.extend(row);
            rest = &rest[length..];
        }
    }

    /// Adds the rows of another way to cut a folded text: where `shorter` says so, the longest
    /// piece but one.
    pub(crate) fn sampled_piece_rows(
        &self,
        folded: &[u8],
        mut shorter: impl FnMut() -> bool,
        out: &mut Vec<u32>,
    ) {
        let mut rest = folded;
        while !rest.is_empty() {
            let (mut row, mut length) = self.longest(rest);
            if row.is_some()
                && length > 1
                && shorter()
                && let (Some(other), end) = self.longest(&rest[..length - 1])
            {
                (row, length) = (Some(other), end);
            }
            out.extend(row);
            rest = &rest[length..];
        }
    }

    /// The bytes of the trie.
    pub(super) fn trie(&self) -> &[u8] {
        &self.trie
    }

    /// Row and length in bytes of the longest piece that `text`, which is not empty, begins with;
    /// no row and the length of a character where there is none.
    #[inline]
    fn longest(&self, text: &[u8]) -> (Option<u32>, usize) {
        let (units, _) = self.trie.as_chunks();
        let mut at = 0;
        let mut unit = Unit::of(units, at);
        let mut found = None;
        for (index, byte) in text.iter().enumerate() {
            at = unit.children(at) ^ usize::from(*byte);
            unit = Unit::of(units, at);
            if !unit.has_label(*byte) {
                break;
            }
            if unit.has_leaf() {
                found = Some((unit.children(at), index + 1));
            }
        }
        match found {
            Some((leaf, length)) => (Some(Unit::of(units, leaf).value()), length),
            None => (
                None,
                1 + text[1..].iter().take_while(|b| **b & 0xc0 == 0x80).count(),
            ),
        }
    }

    fn check_links(&self) -> Result<(), VocabularyError> {
        let (units, []) = self.trie.as_chunks() else {
            return Err(VocabularyError::Links);
        };
        // Siblings lie in one block of 256 units: with whole blocks only their base must be in.
        if units.is_empty() || !units.len().is_multiple_of(256) || Unit::of(units, 0).is_leaf() {
            return Err(VocabularyError::Links);
        }
        for at in 0..units.len() {
            let unit = Unit::of(units, at);
            if unit.is_leaf() {
                continue;
            }
            let children = unit.children(at);
            if children >= units.len() {
                return Err(VocabularyError::Links);
            }
            if unit.has_leaf() {
                let leaf = Unit::of(units, children);
                if !leaf.is_leaf() {
                    return Err(VocabularyError::Links);
                }
                if leaf.value() as usize >= self.pieces {
                    return Err(VocabularyError::Row {
                        row: leaf.value(),
                        pieces: self.pieces,
                    });
                }
            }
        }
        Ok(())
    }

    /// Checks that each row has one piece, that all are text, and that the trie is a tree. Takes
    /// some ten milliseconds, which the embedded model is spared.
    pub(super) fn check_pieces(&self) -> Result<(), VocabularyError> {
        let mut seen = vec![false; self.pieces];
        let mut found = 0;
        self.each_piece(|piece, row| {
            if std::str::from_utf8(piece).is_err() {
                return Err(VocabularyError::Text(row));
            }
            found += 1;
            seen[row as usize] = true;
            Ok(())
        })?;
        if found != self.pieces || seen.contains(&false) {
            let pieces = self.pieces;
            return Err(VocabularyError::Count { found, pieces });
        }
        Ok(())
    }

    /// Calls `visit` with each piece and its row, in the order of their bytes.
    fn each_piece(
        &self,
        mut visit: impl FnMut(&[u8], u32) -> Result<(), VocabularyError>,
    ) -> Result<(), VocabularyError> {
        let (units, _) = self.trie.as_chunks();
        let mut piece = Vec::new();
        // Units to come with their depth; children lie above what comes after their parent.
        let mut open = vec![(0, 0)];
        let mut visited = 0;
        while let Some((at, depth)) = open.pop() {
            visited += 1;
            if depth > MAX_PIECE_BYTES || visited > units.len() {
                return Err(VocabularyError::TooLong);
            }
            let unit = Unit::of(units, at);
            if depth > 0 {
                piece.truncate(depth - 1);
                piece.push(unit.label());
            }
            let children = unit.children(at);
            if unit.has_leaf() {
                visit(&piece, Unit::of(units, children).value())?;
            }
            for label in (1..=u8::MAX).rev() {
                let child = children ^ usize::from(label);
                if Unit::of(units, child).has_label(label) {
                    open.push((child, depth + 1));
                }
            }
        }
        Ok(())
    }
}

/// A node of the double array: a leaf (bit 31) with a value, or a label (bits 0-7), whether there
/// is a leaf below (bit 8), and where the children are (bits 10-30, times 256 by bit 9).
#[derive(Clone, Copy)]
struct Unit(u32);

impl Unit {
    #[inline]
    fn of(units: &[[u8; 4]], at: usize) -> Self {
        Self(u32::from_le_bytes(units[at]))
    }

    /// Base of the children of this unit, which stands `at`; child `label` is at `base ^ label`.
    #[inline]
    fn children(self, at: usize) -> usize {
        ((self.0 >> 10) << ((self.0 & 0x200) >> 6)) as usize ^ at
    }

    #[inline]
    fn has_label(self, label: u8) -> bool {
        self.0 & 0x8000_00ff == u32::from(label)
    }

    fn label(self) -> u8 {
        self.0 as u8
    }

    #[inline]
    fn has_leaf(self) -> bool {
        self.0 & 0x100 != 0
    }

    fn is_leaf(self) -> bool {
        self.0 >> 31 == 1
    }

    #[inline]
    fn value(self) -> u32 {
        self.0 & 0x7fff_ffff
    }
}

#[cfg(test)]
mod tests;
