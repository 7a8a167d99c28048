//! Cutting a text into the pieces that numbers and dates are made of.

use crate::text::Span;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Decimal digits, of any width or script.
    Digits,
    /// Letters of a script with words.
    Word,
    /// One Chinese character.
    Han(char),
    /// One mark of any other kind.
    Sign(char),
}

/// A piece and its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// What it is.
    pub(super) piece: Piece,
    /// Where it stands.
    pub(super) span: Span,
    /// True when nothing stands between it and the token before it.
    pub(super) glued: bool,
}

/// The value of a decimal digit, also full-width, Arabic and Devanagari.
pub(super) fn digit(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '\u{966}'..='\u{96F}' => '\u{966}',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok()
}

/// True for Chinese characters, 〇 included.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Digit,
    Letter,
    Single,
}

fn class(c: char) -> Class {
    if c.is_whitespace() {
        Class::Space
    } else if digit(c).is_some() {
        Class::Digit
    } else if is_han(c) || matches!(c, 'º' | 'ª') {
        Class::Single
    } else if c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36F}') {
        Class::Letter
    } else {
        Class::Single
    }
}

/// The tokens of `text`, those of web and mail addresses left out.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let addresses = addresses(text);
    let mut next_address = addresses.iter().copied().peekable();
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut last_end = usize::MAX;
    while let Some((start, c)) = chars.next() {
        while next_address
            .next_if(|address| address.end <= start)
            .is_some()
        {}
        let inside = next_address
            .peek()
            .is_some_and(|address| address.start <= start);
        let kind = class(c);
        if inside || kind == Class::Space {
            continue;
        }
        let mut end = start + c.len_utf8();
        if matches!(kind, Class::Digit | Class::Letter) {
            while let Some((at, next)) = chars.next_if(|(_, next)| class(*next) == kind) {
                end = at + next.len_utf8();
            }
        }
        tokens.push(Token {
            piece: match kind {
                Class::Digit => Piece::Digits,
                Class::Letter => Piece::Word,
                _ if is_han(c) => Piece::Han(c),
                _ => Piece::Sign(c),
            },
            span: Span::new(start, end),
            glued: start == last_end,
        });
        last_end = end;
    }
    tokens
}

/// The stretches of web and mail addresses, in order.
fn addresses(text: &str) -> Vec<Span> {
    if !text.contains(['@', '/']) && !text.contains("www.") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut start = None;
    let is_part = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '(' | ')');
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, c) in ends {
        if is_part(c) {
            start.get_or_insert(at);
        } else if let Some(begin) = start.take()
            && is_address(&text[begin..at])
        {
            found.push(Span::new(begin, at));
        }
    }
    found
}

fn is_address(chunk: &str) -> bool {
    if chunk.contains("://") || chunk.starts_with("www.") {
        return true;
    }
    let has_dot_between_letters = |part: &str| {
        part.rsplit_once('.').is_some_and(|(before, after)| {
            before.ends_with(|c: char| c.is_ascii_alphanumeric())
                && after.len() >= 2
                && after.bytes().all(|b| b.is_ascii_alphabetic())
        })
    };
    if let Some((name, host)) = chunk.split_once('@') {
        return !name.is_empty() && host.contains('.');
    }
    chunk
        .split_once('/')
        .is_some_and(|(host, _)| has_dot_between_letters(host))
}
