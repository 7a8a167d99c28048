//! Words and phrases that stand twice.

mod looped;
mod word;

pub(super) use looped::Loop;
pub(super) use word::Word;

use crate::check::Scan;
use crate::check::around::{is_han, is_word_char};
use crate::text::Span;

/// The words of a text in languages that set blanks between them: letters and digits with inner
/// apostrophes and hyphens. `after` tells what stood before the word.
#[derive(Clone, Copy, Debug)]
struct Token {
    span: Span,
    gap: Gap,
}

/// What stands between a word and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    /// Blanks, or a single line break.
    Blank,
    /// Anything else.
    Mark,
}

/// The words of `scan`'s text, one after the other; nothing is stored.
fn tokens<'a>(scan: &'a Scan<'_>) -> impl Iterator<Item = Token> + 'a {
    let text = scan.text();
    let mut at = 0;
    std::iter::from_fn(move || {
        let mut gap = Gap::Blank;
        let mut breaks = 0;
        let mut chars = text[at..].char_indices();
        let start = loop {
            let (offset, character) = chars.next()?;
            if is_word_char(character) && !is_han(character) {
                break at + offset;
            }
            match character {
                '\n' => breaks += 1,
                c if c.is_whitespace() => {}
                _ => gap = Gap::Mark,
            }
        };
        if breaks > 1 || start == 0 {
            gap = Gap::Mark;
        }
        let mut end = start;
        let mut chars = text[start..].chars().peekable();
        while let Some(character) = chars.next() {
            let inner = matches!(
                character,
                '\'' | '’' | '-' | '\u{2011}' | '.' | ',' | '_' | '@'
            ) && chars
                .peek()
                .is_some_and(|next| is_word_char(*next) && !is_han(*next));
            if !(inner || is_word_char(character) && !is_han(character)) {
                break;
            }
            end += character.len_utf8();
        }
        at = end;
        Some(Token {
            span: Span::new(start, end),
            gap,
        })
    })
}

/// Equal but for case.
fn same(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.chars()
        .flat_map(char::to_lowercase)
        .eq(b.chars().flat_map(char::to_lowercase))
}
