//! The pieces that language is decided on: words, Han runs, neutral stretches.

use unicode_script::{Script, UnicodeScript};

use super::evidence::MISREAD;
use super::neutral;
use crate::text::Span;

/// What a token is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word of Latin letters.
    Latin,
    /// A word of Cyrillic letters.
    Cyrillic,
    /// Han letters, kana among them or not.
    Han,
    /// Letters of any other script.
    Other(Script),
    /// A URL, a number with its unit, code: no language.
    Neutral,
}

/// How strong the border before a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Border {
    /// Only white space.
    None,
    /// A comma, a dash, a colon.
    Comma,
    /// The end of a sentence, a bar, a slash.
    Mark,
    /// A quotation mark or a bracket.
    Quote,
    /// The end of a line.
    Line,
}

/// One piece of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) span: Span,
    pub(super) kind: Kind,
    pub(super) before: Border,
    /// It begins with a capital letter.
    pub(super) capital: bool,
    /// It has no small letter.
    pub(super) no_small: bool,
    /// The first word of a sentence or a quotation: its capital letter says nothing.
    pub(super) opens: bool,
    /// Letters, a CJK letter counts 3.
    pub(super) letters: u32,
    /// How many kana stand in it.
    pub(super) kana: u32,
}

/// Cuts `text` into tokens, in order. Linear.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 6);
    let mut border = Border::Line;
    let mut opens = true;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c == ' ' {
            at += 1;
            continue;
        }
        if let Some(end) = neutral::piece(text, at) {
            tokens.push(Token {
                span: Span::new(at, end),
                kind: Kind::Neutral,
                before: border,
                capital: false,
                no_small: true,
                opens: false,
                letters: 0,
                kana: 0,
            });
            border = Border::None;
            at = end;
            continue;
        }
        let Some(kind) = kind_of(c) else {
            let (strength, starts) = border_of(c, text[at + c.len_utf8()..].chars().next());
            border = border.max(strength);
            opens |= starts;
            at += c.len_utf8();
            continue;
        };
        let token = word(text, at, kind, border, opens);
        at = token.span.end;
        tokens.push(token);
        border = Border::None;
        opens = false;
    }
    tokens
}

/// The word of `kind` that begins at `at`.
fn word(text: &str, at: usize, kind: Kind, before: Border, opens: bool) -> Token {
    ascii_word(text, at, before, opens).unwrap_or_else(|| any_word(text, at, kind, before, opens))
}

/// The same for most words of a text in Latin letters: nothing but letters of ASCII up to a blank or a mark.
fn ascii_word(text: &str, at: usize, before: Border, opens: bool) -> Option<Token> {
    let bytes = &text.as_bytes()[at..];
    let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let after = bytes.get(letters).unwrap_or(&b' ');
    if letters == 0 || *after == b'\'' || !after.is_ascii() {
        return None;
    }
    let is_after_digit = at > 0 && text.as_bytes()[at - 1].is_ascii_digit();
    let is_glued = is_after_digit || after.is_ascii_digit();
    let word = &bytes[..letters];
    Some(Token {
        span: Span::new(at, at + letters),
        kind: Kind::Latin,
        before,
        capital: word[0].is_ascii_uppercase(),
        no_small: !word.iter().any(u8::is_ascii_lowercase),
        opens,
        letters: if is_glued { 0 } else { letters as u32 },
        kana: 0,
    })
}

fn any_word(text: &str, at: usize, kind: Kind, before: Border, opens: bool) -> Token {
    let mut end = at;
    let mut letters = 0;
    let mut kana = 0;
    let mut no_small = true;
    let mut rest = text[at..].char_indices().peekable();
    while let Some((place, c)) = rest.next() {
        let next = rest.peek().map(|(_, c)| *c);
        let of_letter = kind_of(c);
        let fits = match of_letter {
            Some(other) => other == kind,
            // Combining marks; the apostrophe of `don't` and `l'eau`.
            None => {
                kind != Kind::Han
                    && (('\u{300}'..='\u{36F}').contains(&c)
                        || follows_misread(text, at + place) && !c.is_whitespace()
                        || matches!(c, '\'' | '’' | '·')
                            && next.is_some_and(|next| kind_of(next) == Some(kind)))
            }
        };
        if !fits {
            break;
        }
        no_small &= kind == Kind::Han || !c.is_lowercase();
        if of_letter.is_some() || c.is_alphabetic() {
            letters += if kind == Kind::Han { 3 } else { 1 };
        }
        if kind == Kind::Han && matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}') {
            kana += 1;
        }
        end = at + place + c.len_utf8();
    }
    if matches!(kind, Kind::Other(Script::Hangul)) {
        letters *= 3;
    }
    // `5G`, `A4`: letters glued to digits belong to the number and say nothing.
    let glued = kind != Kind::Han
        && (text[..at].ends_with(|c: char| c.is_ascii_digit())
            || text[end..].starts_with(|c: char| c.is_ascii_digit()));
    Token {
        span: Span::new(at, end),
        kind,
        before,
        capital: text[at..].starts_with(char::is_uppercase),
        no_small,
        opens,
        letters: if glued { 0 } else { letters },
        kana,
    }
}

/// True after `Ã`, `Ă` and their kin: what follows may be half of a letter that was read in a wrong
/// encoding (`participaÃ§Ã£o`), so the word goes on.
fn follows_misread(text: &str, at: usize) -> bool {
    text[..at].ends_with(MISREAD)
}

/// The kind of the word that the letter `c` stands in; `None` for anything but letters.
fn kind_of(c: char) -> Option<Kind> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(Kind::Latin);
    }
    match c {
        // Most letters, without a look into the tables.
        '\u{4E00}'..='\u{9FFF}' => Some(Kind::Han),
        '×' | '÷' => None,
        'À'..='\u{24F}' => Some(Kind::Latin),
        'ª' | 'º' | '·' => None,
        '々' | '〇' | 'ー' => Some(Kind::Han),
        _ if !c.is_alphabetic() => None,
        _ => Some(match c.script() {
            Script::Latin => Kind::Latin,
            Script::Cyrillic => Kind::Cyrillic,
            Script::Han | Script::Hiragana | Script::Katakana => Kind::Han,
            other => Kind::Other(other),
        }),
    }
}

/// How much a mark separates, and whether the word after it opens something.
fn border_of(c: char, next: Option<char>) -> (Border, bool) {
    match c {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => (Border::Line, true),
        '.' | '!' | '?' => {
            let ends = next.is_none_or(|next| !next.is_alphanumeric());
            (if ends { Border::Mark } else { Border::Comma }, ends)
        }
        '。' | '！' | '？' | '…' | '/' | '|' | '｜' | '¿' | '¡' | '•' | '\t' => {
            (Border::Mark, true)
        }
        '"' | '“' | '”' | '‘' | '«' | '»' | '„' | '‹' | '›' | '「' | '」' | '『' | '』' | '《'
        | '》' | '〈' | '〉' | '(' | ')' | '[' | ']' | '{' | '}' | '（' | '）' | '【' | '】'
        | '*' | '_' => (Border::Quote, true),
        // An apostrophe inside a word never gets here.
        '\'' | '’' => (Border::Quote, false),
        ':' | '：' | '—' | '–' => (Border::Comma, true),
        // The hyphen of `reuniu-se` and `anti-fascist` separates nothing.
        '-' if next.is_some_and(char::is_alphanumeric) => (Border::None, false),
        ',' | '，' | '、' | ';' | '；' | '-' => (Border::Comma, false),
        _ => (Border::None, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_addresses_are_told_apart() {
        let text = "“上合组织” (SCO) met on Aug. 30; 5G, https://www.example.org/zh, R$ 1.250,00 e Лу Бан.";
        let found: Vec<(&str, Kind)> = tokens(text)
            .iter()
            .map(|token| (token.span.of(text), token.kind))
            .collect();
        assert_eq!(
            found,
            [
                ("上合组织", Kind::Han),
                ("SCO", Kind::Latin),
                ("met", Kind::Latin),
                ("on", Kind::Latin),
                ("Aug", Kind::Latin),
                ("G", Kind::Latin),
                ("https://www.example.org/zh", Kind::Neutral),
                ("R$", Kind::Neutral),
                ("e", Kind::Latin),
                ("Лу", Kind::Cyrillic),
                ("Бан", Kind::Cyrillic),
            ]
        );
    }
}
