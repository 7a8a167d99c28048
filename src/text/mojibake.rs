//! Mojibake: UTF-8 that was read in the wrong one-byte encoding, and how to undo it.

use encoding_rs::{Encoding, ISO_8859_2, WINDOWS_1250, WINDOWS_1252};

/// Encodings that UTF-8 is most often misread in, likeliest first.
const MISREADINGS: [&Encoding; 3] = [WINDOWS_1252, WINDOWS_1250, ISO_8859_2];

/// What a damaged stretch was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The text as it was written.
    pub repaired: String,
    /// Name of the encoding that it was wrongly read in.
    pub misread_as: &'static str,
}

/// Undoes one misreading of `word`, if its bytes in some one-byte encoding are valid UTF-8.
///
/// A word that is plain ASCII, or whose bytes are no UTF-8, has nothing to repair. The answer
/// says that the bytes fit, not that the result is a word: callers weigh that.
#[must_use]
pub fn repair(word: &str) -> Option<Repair> {
    if word.is_ascii() {
        return None;
    }
    MISREADINGS.iter().find_map(|encoding| {
        let (bytes, _, unmappable) = encoding.encode(word);
        if unmappable {
            return None;
        }
        let repaired = std::str::from_utf8(&bytes).ok()?;
        Some(Repair {
            repaired: repaired.to_owned(),
            misread_as: encoding.name(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        let repaired = |word| repair(word).map(|repair| repair.repaired);
        assert_eq!(repaired("AntĂłnio").as_deref(), Some("António"));
        assert_eq!(repaired("AntÃ³nio").as_deref(), Some("António"));
        assert_eq!(repaired("António"), None);
        assert_eq!(repaired("鲁班"), None);
    }
}
