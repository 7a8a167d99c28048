//! Decoding: from the bytes of a file to a [`Text`], and back.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, WINDOWS_1252};

/// How the characters of a file are written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// One of the older encodings of the web (GB18030, Big5, Windows-1252 ...).
    Legacy(&'static Encoding),
}

impl TextEncoding {
    /// The encoding's usual name, as in `charset=`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Legacy(encoding) => match encoding.name() {
                "gb18030" => "GB18030",
                "windows-1252" => "Windows-1252",
                other => other,
            },
        }
    }

    /// The encoding called `label`, as browsers understand labels (`gbk`, `latin1`, `utf-16`).
    #[must_use]
    pub fn from_label(label: &str) -> Option<Self> {
        let encoding = Encoding::for_label(label.as_bytes())?;
        Some(if encoding == encoding_rs::UTF_8 {
            Self::Utf8
        } else if encoding == encoding_rs::UTF_16LE {
            Self::Utf16Le
        } else if encoding == encoding_rs::UTF_16BE {
            Self::Utf16Be
        } else if encoding == GBK {
            Self::Legacy(GB18030)
        } else {
            Self::Legacy(encoding)
        })
    }

    /// The bytes of `text`, or the first character that this encoding has no bytes for.
    pub(super) fn encode(self, text: &str) -> Result<Cow<'_, [u8]>, char> {
        match self {
            Self::Utf8 => Ok(Cow::Borrowed(text.as_bytes())),
            // `encoding_rs` decodes UTF-16 but has no encoder for it.
            Self::Utf16Le => Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Self::Utf16Be => Ok(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Self::Legacy(encoding) => {
                let mut bytes = Vec::with_capacity(text.len());
                let mut buffer = [0; 8];
                for c in text.chars() {
                    let (encoded, _, unmappable) = encoding.encode(c.encode_utf8(&mut buffer));
                    if unmappable {
                        return Err(c);
                    }
                    bytes.extend_from_slice(&encoded);
                }
                Ok(Cow::Owned(bytes))
            }
        }
    }
}

/// What is known of a file before it is decoded.
#[derive(Clone, Copy, Debug, Default)]
pub struct DecodeOptions<'a> {
    /// The encoding, when the user states it: nothing is guessed then.
    pub encoding: Option<TextEncoding>,
    /// BCP-47 tag of the text's language, when known: tells Chinese encodings from Western ones.
    pub language: Option<&'a str>,
}

/// Why bytes could not be read as text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Control bytes that no text holds.
    #[error("not a text: byte {offset} is 0x{byte:02X}; alinha reads plain text")]
    Binary {
        /// Offset of the byte in the file.
        offset: usize,
        /// The byte.
        byte: u8,
    },
    /// UTF-8 but for a few bytes: a file that was cut off, or to which another was added.
    #[error(
        "damaged UTF-8 at byte {offset}: the file is cut off there or holds text in another encoding; mend it, or \
         name its encoding with --encoding"
    )]
    Damaged {
        /// Offset of the first bad byte in the file.
        offset: usize,
    },
    /// Bytes that mean nothing in the encoding.
    #[error("not valid {encoding} at byte {offset}; name the right one with --encoding")]
    Malformed {
        /// Name of the encoding.
        encoding: &'static str,
        /// Offset of the first bad byte in the file.
        offset: usize,
    },
}

/// A decoded text that can be written back byte for byte.
///
/// Spans count bytes of [`Text::as_str`]: UTF-8, without the byte order mark.
#[derive(Clone, Debug)]
pub struct Text {
    content: String,
    encoding: TextEncoding,
    has_bom: bool,
    /// The file's bytes; `None` where they are the content itself (UTF-8).
    raw: Option<Vec<u8>>,
}

impl Text {
    /// Decodes the bytes of a file.
    ///
    /// A byte order mark decides; then valid UTF-8; then UTF-16 without a mark, known by its
    /// zero bytes; then the guess of `chardetng`, which `options.language` helps.
    ///
    /// # Errors
    /// If the bytes are no text, or hold a sequence that the encoding does not allow.
    pub fn decode(bytes: Vec<u8>, options: DecodeOptions<'_>) -> Result<Self, DecodeError> {
        let (bom_encoding, bom_len) = match bytes.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (Some(TextEncoding::Utf8), 3),
            [0xFF, 0xFE, ..] => (Some(TextEncoding::Utf16Le), 2),
            [0xFE, 0xFF, ..] => (Some(TextEncoding::Utf16Be), 2),
            _ => (None, 0),
        };
        let body = &bytes[bom_len..];
        let encoding = match options.encoding.or(bom_encoding) {
            Some(encoding) => encoding,
            None if !body.contains(&0) && std::str::from_utf8(body).is_ok() => TextEncoding::Utf8,
            None => guess(body, options.language)?,
        };
        // A stated encoding wins over the mark, which then belongs to the text.
        let bom_len = if bom_encoding == Some(encoding) {
            bom_len
        } else {
            0
        };
        if encoding == TextEncoding::Utf8 {
            return Self::from_utf8(bytes, bom_len);
        }
        let content = decode_strictly(&bytes[bom_len..], encoding, bom_len)?;
        refuse_binary(&content)?;
        Ok(Self {
            content,
            encoding,
            has_bom: bom_len > 0,
            raw: Some(bytes),
        })
    }

    /// A text that is UTF-8 already, such as a field of a JSON record.
    #[must_use]
    pub fn from_string(content: String) -> Self {
        Self {
            content,
            encoding: TextEncoding::Utf8,
            has_bom: false,
            raw: None,
        }
    }

    fn from_utf8(mut bytes: Vec<u8>, bom_len: usize) -> Result<Self, DecodeError> {
        bytes.drain(..bom_len);
        let content = String::from_utf8(bytes).map_err(|error| DecodeError::Malformed {
            encoding: "UTF-8",
            offset: bom_len + error.utf8_error().valid_up_to(),
        })?;
        refuse_binary(&content)?;
        Ok(Self {
            content,
            encoding: TextEncoding::Utf8,
            has_bom: bom_len > 0,
            raw: None,
        })
    }

    /// The text as UTF-8, without the byte order mark, line ends as in the file.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// The encoding of the file.
    #[must_use]
    pub fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    /// True when the file starts with a byte order mark.
    #[must_use]
    pub fn has_bom(&self) -> bool {
        self.has_bom
    }

    /// True when every character of `replacement` has bytes in the file's encoding.
    #[must_use]
    pub fn can_hold(&self, replacement: &str) -> bool {
        self.encoding.encode(replacement).is_ok()
    }

    /// The same file holding `content`, which `bytes` are in its encoding, the mark included.
    pub(super) fn holding(&self, content: String, bytes: Vec<u8>) -> Self {
        Self {
            content,
            encoding: self.encoding,
            has_bom: self.has_bom,
            raw: self.raw.is_some().then_some(bytes),
        }
    }

    /// The file's own bytes, the byte order mark included.
    #[must_use]
    pub fn to_bytes(&self) -> Cow<'_, [u8]> {
        match &self.raw {
            Some(raw) => Cow::Borrowed(raw),
            None if self.has_bom => {
                let mut bytes = vec![0xEF, 0xBB, 0xBF];
                bytes.extend_from_slice(self.content.as_bytes());
                Cow::Owned(bytes)
            }
            None => Cow::Borrowed(self.content.as_bytes()),
        }
    }

    /// For each offset of `content_offsets`, the offset of the same place in the file.
    ///
    /// `content_offsets` ascend and lie on character borders. Linear in the length of the text
    /// for older encodings, constant for each offset in UTF-8.
    pub(super) fn file_offsets(&self, content_offsets: &[usize]) -> Vec<usize> {
        let bom_len = match self.encoding {
            _ if !self.has_bom => 0,
            TextEncoding::Utf8 => 3,
            _ => 2,
        };
        let TextEncoding::Legacy(encoding) = self.encoding else {
            let mut at = 0;
            let mut file_at = bom_len;
            return content_offsets
                .iter()
                .map(|offset| {
                    let stretch = &self.content[at..*offset];
                    file_at += match self.encoding {
                        TextEncoding::Utf8 => stretch.len(),
                        _ => stretch.chars().map(char::len_utf16).sum::<usize>() * 2,
                    };
                    at = *offset;
                    file_at
                })
                .collect();
        };
        // Older encodings can write one character in two ways, so the file itself is read
        // again, a byte at a time: where a character comes out, its bytes have ended.
        let raw = self.raw.as_deref().unwrap_or_default();
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut out = [0_u8; 32];
        let mut content_at = 0;
        let mut wanted = content_offsets.iter().copied().peekable();
        let mut found = Vec::with_capacity(content_offsets.len());
        for (file_at, byte) in raw.iter().enumerate() {
            while wanted.next_if(|offset| *offset <= content_at).is_some() {
                found.push(file_at);
            }
            let (_, _, written) = decoder.decode_to_utf8_without_replacement(
                std::slice::from_ref(byte),
                &mut out,
                false,
            );
            content_at += written;
        }
        found.resize(content_offsets.len(), raw.len());
        found
    }
}

fn guess(body: &[u8], language: Option<&str>) -> Result<TextEncoding, DecodeError> {
    if let Some(offset) = body.iter().position(|byte| *byte == 0) {
        return utf16_without_mark(body).ok_or(DecodeError::Binary { offset, byte: 0 });
    }
    if let Some(offset) = damage_in_utf8(body) {
        return Err(DecodeError::Damaged { offset });
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(body, true);
    let language = language.map(str::to_ascii_lowercase);
    // The detector takes a hint as the top-level domain that the text would be found under.
    let domain: Option<&[u8]> = match language.as_deref() {
        Some("zh-hant" | "zh-tw" | "zh-hk" | "zh-mo") => Some(b"tw"),
        Some(tag) if tag.starts_with("zh") => Some(b"cn"),
        Some(tag) if tag.starts_with("pt") => Some(b"br"),
        _ => None,
    };
    let guessed = detector.guess(domain, Utf8Detection::Deny);
    Ok(TextEncoding::Legacy(match guessed {
        encoding if encoding == GBK || encoding == GB18030 => GB18030,
        encoding if encoding == BIG5 => BIG5,
        // The one-byte encodings of Europe differ in few letters, and a short text holds too
        // little to tell them apart: take the one that our languages are written in.
        encoding if encoding.is_single_byte() && is_latin(encoding) && fits(body, WINDOWS_1252) => {
            WINDOWS_1252
        }
        encoding => encoding,
    }))
}

/// The first bad byte of a text that is UTF-8 but for a few bytes.
///
/// Two bytes of another encoding look like a character of UTF-8 now and then, many in a row do not.
fn damage_in_utf8(body: &[u8]) -> Option<usize> {
    let (mut good, mut bad) = (0, 0);
    for chunk in body.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    (good >= 4 && good >= 20 * bad)
        .then(|| {
            std::str::from_utf8(body)
                .err()
                .map(|error| error.valid_up_to())
        })
        .flatten()
}

fn is_latin(encoding: &'static Encoding) -> bool {
    matches!(
        encoding.name(),
        "windows-1250"
            | "windows-1252"
            | "windows-1254"
            | "windows-1257"
            | "windows-1258"
            | "ISO-8859-2"
            | "ISO-8859-4"
    )
}

fn fits(body: &[u8], encoding: &'static Encoding) -> bool {
    encoding
        .decode_without_bom_handling_and_without_replacement(body)
        .is_some()
}

/// UTF-16 whose text holds enough ASCII (spaces, line ends) to show in zero bytes on one side.
fn utf16_without_mark(body: &[u8]) -> Option<TextEncoding> {
    if body.len() < 4 || !body.len().is_multiple_of(2) {
        return None;
    }
    let sample = &body[..body.len().min(4096) / 2 * 2];
    let zeros_at = |parity: usize| {
        sample
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (high_first, low_first) = (zeros_at(0), zeros_at(1));
    let enough = sample.len() / 2 / 4;
    let encoding = if low_first > enough && high_first * 8 < low_first {
        TextEncoding::Utf16Le
    } else if high_first > enough && low_first * 8 < high_first {
        TextEncoding::Utf16Be
    } else {
        return None;
    };
    decode_strictly(body, encoding, 0)
        .is_ok()
        .then_some(encoding)
}

fn decode_strictly(
    body: &[u8],
    encoding: TextEncoding,
    bom_len: usize,
) -> Result<String, DecodeError> {
    let malformed = |offset: usize| DecodeError::Malformed {
        encoding: encoding.name(),
        offset: bom_len + offset,
    };
    let web_encoding = match encoding {
        TextEncoding::Utf8 => encoding_rs::UTF_8,
        TextEncoding::Utf16Le => encoding_rs::UTF_16LE,
        TextEncoding::Utf16Be => encoding_rs::UTF_16BE,
        TextEncoding::Legacy(encoding) => encoding,
    };
    let mut decoder = web_encoding.new_decoder_without_bom_handling();
    let mut content = String::new();
    let mut read_total = 0;
    loop {
        let rest = &body[read_total..];
        let needed = decoder
            .max_utf8_buffer_length_without_replacement(rest.len())
            .unwrap_or(rest.len());
        content.reserve(needed);
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut content, true);
        read_total += read;
        match result {
            DecoderResult::InputEmpty => return Ok(content),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(bad, after) => {
                let offset = read_total.saturating_sub(usize::from(bad) + usize::from(after));
                return Err(malformed(offset));
            }
        }
    }
}

/// Refuses what decoded without error and still is no text: a zero, or many control characters.
fn refuse_binary(content: &str) -> Result<(), DecodeError> {
    let is_control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B);
    let Some(first) = content.bytes().position(is_control) else {
        return Ok(());
    };
    let byte = content.as_bytes()[first];
    let count = content.bytes().filter(|byte| is_control(*byte)).count();
    // A stray control character happens in scraped text; one in a hundred is no text.
    if byte == 0 || content.contains('\0') || count * 100 > content.len() {
        return Err(DecodeError::Binary {
            offset: first,
            byte,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> Result<Text, DecodeError> {
        Text::decode(bytes.to_vec(), DecodeOptions::default())
    }

    #[test]
    fn encodings_are_recognised_and_kept() {
        let chinese = "鲁班工坊在天津，培训机械师。".repeat(3);
        let portuguese = "A cooperação não será só econômica, disse o ministério — “é cultural”.";
        let (gb, _, _) = GB18030.encode(&chinese);
        let (big5, _, _) = BIG5.encode("這個會議在北京舉行，討論經濟與貿易的問題。");
        let (western, _, _) = WINDOWS_1252.encode(portuguese);
        for (bytes, name) in [
            (gb.as_ref(), "GB18030"),
            (big5.as_ref(), "Big5"),
            (western.as_ref(), "Windows-1252"),
        ] {
            let text = decode(bytes).expect("decodes");
            assert_eq!(text.encoding().name(), name);
            assert_eq!(text.to_bytes(), bytes);
        }
    }

    #[test]
    fn damaged_utf8_is_no_other_encoding() {
        let text = "鲁班工坊在天津，培训机械师。".repeat(5);
        let cut = &text.as_bytes()[..text.len() - 1];
        let at = text.len() - 3;
        assert_eq!(decode(cut).err(), Some(DecodeError::Damaged { offset: at }));
        let stray = [text.as_bytes(), b" fim da p\xE1gina ", text.as_bytes()].concat();
        let at = text.len() + 9;
        assert_eq!(
            decode(&stray).err(),
            Some(DecodeError::Damaged { offset: at })
        );
    }

    #[test]
    fn utf16_is_read_with_and_without_a_mark() {
        let words = "The summit opened.\r\n峰会开幕。";
        for big_endian in [false, true] {
            let encoding = if big_endian {
                TextEncoding::Utf16Be
            } else {
                TextEncoding::Utf16Le
            };
            let body = encoding.encode(words).expect("all of Unicode").into_owned();
            let text = decode(&body).expect("decodes without a mark");
            assert_eq!((text.as_str(), text.has_bom()), (words, false));

            let mut marked = if big_endian {
                vec![0xFE, 0xFF]
            } else {
                vec![0xFF, 0xFE]
            };
            marked.extend(&body);
            let text = decode(&marked).expect("decodes with a mark");
            assert_eq!((text.as_str(), text.has_bom()), (words, true));
            assert_eq!(text.to_bytes().as_ref(), marked);
        }
    }

    #[test]
    fn bad_bytes_are_named_with_their_place() {
        // A low surrogate on its own, after a mark and one letter.
        let lone = [0xFF, 0xFE, 0x41, 0x00, 0x00, 0xDC, 0x42, 0x00];
        assert_eq!(
            decode(&lone).expect_err("malformed"),
            DecodeError::Malformed {
                encoding: "UTF-16LE",
                offset: 4
            }
        );
        let binary = [0x7F, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0];
        assert!(matches!(decode(&binary), Err(DecodeError::Binary { .. })));
        assert!(decode(b"").expect("an empty text").as_str().is_empty());
    }
}
