//! Edits spliced into a text's own bytes.

use super::{Span, Text};

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// Why edits could not be applied. Nothing is written then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpliceError {
    /// Two edits claim the same bytes, or stand out of order.
    #[error("two edits meet at byte {at}")]
    Overlap {
        /// Where the second edit starts.
        at: usize,
    },
    /// The file's encoding has no bytes for a character of the replacement.
    #[error("{encoding} has no `{character}`")]
    Unencodable {
        /// Name of the encoding.
        encoding: &'static str,
        /// The character.
        character: char,
    },
}

impl Text {
    /// The file's bytes with `edits` made: every byte outside them is the file's own.
    ///
    /// `edits` stand in text order and do not overlap.
    ///
    /// # Errors
    /// If edits overlap, or a replacement does not exist in the file's encoding
    /// ([`Text::can_hold`] tells beforehand).
    pub fn spliced(&self, edits: &[Edit]) -> Result<Vec<u8>, SpliceError> {
        check_order(edits)?;
        let offsets: Vec<usize> = edits
            .iter()
            .flat_map(|edit| [edit.span.start, edit.span.end])
            .collect();
        let file_offsets = self.file_offsets(&offsets);
        let original = self.to_bytes();
        let mut bytes = Vec::with_capacity(original.len());
        let mut at = 0;
        for (edit, ends) in edits.iter().zip(file_offsets.chunks_exact(2)) {
            bytes.extend_from_slice(&original[at..ends[0]]);
            let encoded = self
                .encoding()
                .encode(&edit.replacement)
                .map_err(|character| SpliceError::Unencodable {
                    encoding: self.encoding().name(),
                    character,
                })?;
            bytes.extend_from_slice(&encoded);
            at = ends[1];
        }
        bytes.extend_from_slice(&original[at..]);
        Ok(bytes)
    }

    /// The file with `edits` made, in its encoding.
    ///
    /// # Errors
    /// As [`Text::spliced`].
    pub fn edited(&self, edits: &[Edit]) -> Result<Self, SpliceError> {
        Ok(self.holding(splice(self.as_str(), edits)?, self.spliced(edits)?))
    }
}

/// `text` with `edits` made, as a string.
///
/// # Errors
/// If edits overlap or stand out of order.
pub fn splice(text: &str, edits: &[Edit]) -> Result<String, SpliceError> {
    check_order(edits)?;
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        result.push_str(&text[at..edit.span.start]);
        result.push_str(&edit.replacement);
        at = edit.span.end;
    }
    result.push_str(&text[at..]);
    Ok(result)
}

fn check_order(edits: &[Edit]) -> Result<(), SpliceError> {
    let mut end = 0;
    for edit in edits {
        if edit.span.start < end {
            return Err(SpliceError::Overlap {
                at: edit.span.start,
            });
        }
        end = edit.span.end;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{DecodeOptions, TextEncoding};
    use super::*;

    fn edit(text: &str, before: &str, after: &str) -> Edit {
        let start = text.find(before).expect("stands in the text");
        Edit {
            span: Span::new(start, start + before.len()),
            replacement: after.to_owned(),
        }
    }

    #[test]
    fn only_the_edited_bytes_change_in_every_encoding() {
        let words = "“OCS” — o Kazaquistão\r\ne São Tomé";
        for label in ["utf-8", "utf-16le", "utf-16be", "windows-1252", "gb18030"] {
            let encoding = TextEncoding::from_label(label).expect("known");
            let before = encoding.encode(words).expect("encodes").into_owned();
            let options = DecodeOptions {
                encoding: Some(encoding),
                language: None,
            };
            let text = Text::decode(before, options).expect("decodes");
            let edits = [
                edit(words, "OCS", "OCX"),
                edit(words, "Kazaquistão", "Cazaquistão"),
            ];
            let after = text.spliced(&edits).expect("splices");
            let expected = splice(words, &edits).expect("splices");
            assert_eq!(after, encoding.encode(&expected).expect("encodes").as_ref());
            let edited = text.edited(&edits).expect("splices");
            assert_eq!(edited.as_str(), expected);
            assert_eq!(edited.to_bytes(), after);
        }
    }

    #[test]
    fn what_an_encoding_lacks_is_refused() {
        let options = DecodeOptions {
            encoding: TextEncoding::from_label("windows-1252"),
            language: None,
        };
        let text = Text::decode(b"Luban".to_vec(), options).expect("decodes");
        assert!(!text.can_hold("鲁班"));
        assert_eq!(
            text.spliced(&[edit("Luban", "Luban", "鲁班")]),
            Err(SpliceError::Unencodable {
                encoding: "Windows-1252",
                character: '鲁'
            })
        );
    }

    #[test]
    fn overlapping_edits_are_refused() {
        let edits = [edit("abc", "ab", "x"), edit("abc", "bc", "y")];
        assert_eq!(splice("abc", &edits), Err(SpliceError::Overlap { at: 1 }));
    }
}
