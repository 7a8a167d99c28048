//! The folded view that terms and rules are matched on.
//!
//! Folding removes the differences that carry no meaning for a name: canonical form, full-width
//! letters, the kind of hyphen, apostrophe and space, zero-width characters, soft hyphens and a
//! single line break. Nothing is ever written from a folded view: an [`OffsetMap`] leads back to
//! the original bytes, and edits are spliced there.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, is_nfc_quick};

use super::{OffsetMap, Span};

/// Whether folding keeps upper and lower case apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Letters stay as they are.
    Keep,
    /// Letters become lower case.
    Lower,
}

/// A text folded for matching, with the way back.
#[derive(Clone, Debug)]
pub struct FoldedView {
    text: String,
    map: OffsetMap,
}

impl FoldedView {
    /// Folds `original`. Linear in its length; plain characters are copied in runs.
    #[must_use]
    pub fn new(original: &str, case: Case) -> Self {
        let mut view = Self {
            text: String::with_capacity(original.len()),
            map: OffsetMap::default(),
        };
        let bytes = original.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let plain = plain_run(&bytes[at..]);
            if plain > 0 {
                view.text.push_str(&original[at..at + plain]);
                at += plain;
                continue;
            }
            at = view.fold_cluster(original, at, case);
        }
        if case == Case::Lower {
            view.text.make_ascii_lowercase();
        }
        view
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The original stretch behind a stretch of the folded text.
    #[must_use]
    pub fn to_original(&self, folded: Span) -> Span {
        self.map.to_original(folded)
    }

    /// Folds the character at `at` with the combining marks after it; returns the offset behind.
    fn fold_cluster(&mut self, original: &str, at: usize, case: Case) -> usize {
        let rest = &original[at..];
        let mut chars = rest.char_indices();
        let Some((_, first)) = chars.next() else {
            return original.len();
        };
        let mut end = at + first.len_utf8();
        let folded_at = self.text.len();

        if first == '\n' || first == '\r' {
            let width = if rest.starts_with("\r\n") { 2 } else { 1 };
            end = at + width;
            // One line break inside a paragraph is a space; a blank line is a border.
            let blank_line_follows = original[end..].starts_with(['\n', '\r']);
            let blank_line_before = original[..at].ends_with(['\n', '\r']);
            self.text.push(if blank_line_follows || blank_line_before {
                '\n'
            } else {
                ' '
            });
            self.note(folded_at, at, end);
            return end;
        }

        let marks: usize = chars
            .map(|(_, c)| c)
            .take_while(|c| *c >= FIRST_MARK && is_combining_mark(*c))
            .map(char::len_utf8)
            .sum();
        if marks > 0 {
            end += marks;
            for c in original[at..end].nfc() {
                self.push_folded(c, case);
            }
        } else if is_canonical(first)
            || is_nfc_quick(std::iter::once(first)) == IsNormalized::Yes
            || !changes_under_nfc(first)
        {
            self.push_folded(first, case);
        } else {
            for c in std::iter::once(first).nfc() {
                self.push_folded(c, case);
            }
        }
        self.note(folded_at, at, end);
        end
    }

    fn push_folded(&mut self, c: char, case: Case) {
        let folded = match c {
            '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => return,
            '\u{2010}' | '\u{2011}' | '\u{FE63}' | '\u{FF0D}' => '-',
            '\u{2018}' | '\u{2019}' | '\u{2BC}' | '\u{FF07}' => '\'',
            '\t' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{3000}' => ' ',
            // Full-width digits and letters lie at a fixed distance from ASCII.
            '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => {
                char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
            }
            other => other,
        };
        match case {
            Case::Keep => self.text.push(folded),
            Case::Lower => self.text.extend(folded.to_lowercase()),
        }
    }

    fn note(&mut self, folded_at: usize, at: usize, end: usize) {
        let folded_len = self.text.len() - folded_at;
        if folded_len != end - at {
            self.map.push(folded_at, folded_len, at, end - at);
        }
    }
}

/// How many bytes stay as they are but for the case of ASCII letters. Ends before a character that a
/// combining mark might follow.
fn plain_run(bytes: &[u8]) -> usize {
    let (mut at, mut last) = (0, 0);
    while at < bytes.len() {
        let width = match bytes[at..] {
            // Most of a Chinese text.
            [0xE4..=0xE9, _, _, ..] => 3,
            // Most of a text in Latin letters, eight at a time; all but the last are behind us.
            [0x20..=0x7F, ..] => {
                let eight = bytes[at..].first_chunk();
                let len = eight.map_or(1, |eight| printable_len(u64::from_le_bytes(*eight)));
                at += len - 1;
                1
            }
            ref rest => plain_width(rest),
        };
        if width == 0 {
            // A line break combines with nothing.
            return if matches!(bytes[at], b'\n' | b'\r' | b'\t') {
                at
            } else {
                last
            };
        }
        last = at;
        at += width;
    }
    at
}

/// How many of eight bytes, from the lowest on, are ASCII from the blank on.
fn printable_len(eight: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH_BITS: u64 = ONES * 0x80;
    let from_blank = (eight & !HIGH_BITS) + ONES * (0x80 - 0x20);
    ((eight | !from_blank) & HIGH_BITS).trailing_zeros() as usize / 8
}

/// The length of the first character in UTF-8 where it is common and folds to itself: ASCII without line
/// breaks and tabs, small letters with accents, Han characters and their marks. Otherwise 0.
fn plain_width(bytes: &[u8]) -> usize {
    match *bytes {
        [b'\n' | b'\r' | b'\t', ..] => 0,
        [0..=0x7F, ..] => 1,
        // à to ÿ without ÷
        [0xC3, 0xA0..=0xB6 | 0xB8..=0xBF, ..] => 2,
        // – — “ ” …
        [0xE2, 0x80, 0x93 | 0x94 | 0x9C | 0x9D | 0xA6, ..] => 3,
        // U+3001 to U+303F: 、。「」《》
        [0xE3, 0x80, 0x81..=0xBF, ..] => 3,
        // U+4000 to U+9FFF
        [0xE4..=0xE9, _, _, ..] => 3,
        // ！（），：；？
        [
            0xEF,
            0xBC,
            0x81 | 0x88 | 0x89 | 0x8C | 0x9A | 0x9B | 0x9F,
            ..,
        ] => 3,
        _ => 0,
    }
}

/// The first combining mark.
const FIRST_MARK: char = '\u{300}';

/// True for common characters that are their own canonical form: Latin letters with their accents, marks.
fn is_canonical(c: char) -> bool {
    c < FIRST_MARK
        || matches!(c, '\u{2010}'..='\u{2064}' | '\u{3001}'..='\u{303F}' | '\u{FF01}'..='\u{FFEE}')
}

fn changes_under_nfc(c: char) -> bool {
    let mut composed = std::iter::once(c).nfc();
    composed.next() != Some(c) || composed.next().is_some()
}

/// Folds a short string such as a glossary form. See [`FoldedView`] where offsets matter.
#[must_use]
pub fn fold(text: &str, case: Case) -> String {
    FoldedView::new(text, case).text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The original stretch behind the first place where `needle` stands in the folded text.
    fn original_of<'a>(original: &'a str, needle: &str) -> &'a str {
        let view = FoldedView::new(original, Case::Lower);
        let at = view.as_str().find(needle).expect("needle is there");
        view.to_original(Span::new(at, at + needle.len()))
            .of(original)
    }

    #[test]
    fn kinds_of_hyphen_and_apostrophe_fold_to_one() {
        assert_eq!(
            fold("Kassym\u{2011}Jomart’s", Case::Keep),
            "Kassym-Jomart's"
        );
        assert_eq!(
            original_of("x Sino\u{2011}Cazaque y", "sino-cazaque"),
            "Sino\u{2011}Cazaque"
        );
    }

    #[test]
    fn canonical_forms_meet() {
        let decomposed = "Anto\u{301}nio chegou";
        assert_eq!(fold(decomposed, Case::Keep), "António chegou");
        assert_eq!(original_of(decomposed, "antónio"), "Anto\u{301}nio");
        assert_eq!(fold("\u{212B}", Case::Keep), "Å");
    }

    #[test]
    fn zero_width_characters_and_soft_hyphens_vanish() {
        let text = "A Caza\u{200B}que\u{AD} song";
        assert_eq!(original_of(text, "cazaque"), "Caza\u{200B}que");
    }

    #[test]
    fn one_line_break_is_a_space_and_a_blank_line_is_not() {
        assert_eq!(fold("Lu\r\nBan\n\nThen", Case::Keep), "Lu Ban\n\nThen");
        assert_eq!(original_of("a Lu\r\nBan b", "lu ban"), "Lu\r\nBan");
    }

    #[test]
    fn full_width_letters_fold_and_chinese_marks_stay() {
        assert_eq!(fold("（ＳＣＯ）", Case::Lower), "（sco）");
    }

    #[test]
    fn mojibake_and_astral_characters_keep_their_place() {
        assert_eq!(original_of("😀 AntĂłnio 𠮷", "antăłnio"), "AntĂłnio");
        assert_eq!(original_of("😀 AntĂłnio 𠮷", "𠮷"), "𠮷");
    }
}
