//! The way back from a folded view to the text it was made of.

use super::Span;

/// A stretch whose length changed under folding. Between two pieces the texts run in step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    folded: usize,
    folded_len: usize,
    original: usize,
    original_len: usize,
}

/// Monotone map from byte offsets of a folded text to byte offsets of its original.
///
/// Holds one entry for each stretch that changed its length, so plain text costs nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    pieces: Vec<Piece>,
}

impl OffsetMap {
    /// Notes that `original_len` bytes at `original` became `folded_len` bytes at `folded`.
    ///
    /// Pieces are given in text order; lengths that are equal need no entry.
    pub(crate) fn push(
        &mut self,
        folded: usize,
        folded_len: usize,
        original: usize,
        original_len: usize,
    ) {
        self.pieces.push(Piece {
            folded,
            folded_len,
            original,
            original_len,
        });
    }

    /// The original stretch behind a folded one.
    ///
    /// A folded offset inside a changed stretch widens to the whole of it. Characters that
    /// folding dropped are left out at both ends and kept in the middle.
    #[must_use]
    pub fn to_original(&self, folded: Span) -> Span {
        let before = self
            .pieces
            .partition_point(|piece| piece.folded <= folded.start);
        let start = match self.pieces[..before].last() {
            Some(piece) if folded.start < piece.folded + piece.folded_len => piece.original,
            Some(piece) => after(piece, folded.start),
            None => folded.start,
        };
        if folded.is_empty() {
            return Span::new(start, start);
        }
        // A stretch is short.
        let inside = self.pieces[before..]
            .iter()
            .take_while(|piece| piece.folded < folded.end);
        let before = before + inside.count();
        let end = match self.pieces[..before].last() {
            Some(piece) if folded.end < piece.folded + piece.folded_len => {
                piece.original + piece.original_len
            }
            Some(piece) => after(piece, folded.end),
            None => folded.end,
        };
        Span::new(start, end.max(start))
    }
}

fn after(piece: &Piece, folded: usize) -> usize {
    piece.original + piece.original_len + (folded - piece.folded - piece.folded_len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropped_characters_at_the_ends_stay_outside() {
        // Original "<zw>ab<zw>c", the zero-width character taking three bytes.
        let mut map = OffsetMap::default();
        map.push(0, 0, 0, 3);
        map.push(2, 0, 5, 3);
        assert_eq!(map.to_original(Span::new(0, 2)), Span::new(3, 5));
        assert_eq!(map.to_original(Span::new(0, 3)), Span::new(3, 9));
        assert_eq!(map.to_original(Span::new(2, 3)), Span::new(8, 9));
    }
}
