//! Addresses, paths, handles and identifiers: stretches without spaces that are no prose.

use crate::text::Span;

/// Addresses, paths, handles and identifiers, token by token.
pub(super) fn tokens(text: &str, found: &mut Vec<Span>) {
    let mut start = None;
    for (at, c) in text.char_indices() {
        if ends_token(c) {
            if let Some(start) = start.take() {
                token(text, start, at, found);
            }
        } else if start.is_none() {
            start = Some(at);
        }
        if c == '#' {
            chinese_hashtag(text, at, found);
        }
    }
    if let Some(start) = start {
        token(text, start, text.len(), found);
    }
}

/// White space, quotation marks, angle brackets and everything Chinese.
fn ends_token(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_whitespace() || matches!(c, '<' | '>' | '"')
    } else {
        c.is_whitespace()
            || c >= '\u{2E80}'
            || matches!(c, '“' | '”' | '‘' | '’' | '«' | '»' | '—' | '–')
    }
}

fn chinese_hashtag(text: &str, at: usize, found: &mut Vec<Span>) {
    let rest = &text[at + 1..];
    if !rest.starts_with(|c: char| c >= '\u{2E80}' && c.is_alphanumeric()) {
        return;
    }
    let word = rest
        .char_indices()
        .take(40)
        .find(|(_, c)| !(c.is_alphanumeric() || *c == '_'));
    let end = match word {
        Some((len, '#')) => len + 1,
        Some((len, _)) => len,
        None => rest
            .char_indices()
            .nth(40)
            .map_or(rest.len(), |(len, _)| len),
    };
    found.push(Span::new(at, at + 1 + end));
}

fn token(text: &str, start: usize, end: usize, found: &mut Vec<Span>) {
    let raw = &text[start..end];
    if !raw.bytes().any(|byte| {
        matches!(
            byte,
            b':' | b'/'
                | b'\\'
                | b'@'
                | b'#'
                | b'.'
                | b'_'
                | b'='
                | b'{'
                | b'$'
                | b'%'
                | b'('
                | b'-'
        )
    }) {
        return;
    }
    let opened = raw.trim_start_matches(['(', '[', '*', '\'', ',', ';', '!', '?']);
    let start = start + (raw.len() - opened.len());
    let word = opened.trim_end_matches([')', ']', '*', '\'', ',', ';', '!', '?', '.', ':']);
    if word.is_empty() {
        return;
    }
    if let Some(span) = address(word) {
        let mut span = span.shifted(start);
        if word.contains("://") && text[..span.end].ends_with(['/', '=', '_', '#', ':']) {
            // A path may go on in Chinese: https://zh.wikipedia.org/wiki/鲁班
            span.end += text[span.end..]
                .chars()
                .take(40)
                .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '·'))
                .map(char::len_utf8)
                .sum::<usize>();
        }
        found.push(span);
    } else if is_path(word) || is_code(word) {
        found.push(Span::new(start, start + word.len()));
    } else if word.ends_with('(') && opened[word.len()..].starts_with(')') {
        found.push(Span::new(start, start + word.len() + 1));
    } else {
        dotted_name(word, start, found);
        marked_words(word, start, found);
    }
}

/// A URL, an e-mail address or a DOI inside a token.
fn address(word: &str) -> Option<Span> {
    if let Some(colon) = word.find("://") {
        let scheme = word[..colon]
            .bytes()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
            .count();
        return Some(Span::new(colon - scheme, word.len()));
    }
    let starts = |prefix: &str| {
        word.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    if ["www.", "mailto:", "doi:", "urn:", "tel:", "file:"]
        .iter()
        .any(|prefix| starts(prefix))
    {
        return Some(Span::new(0, word.len()));
    }
    if let Some(rest) = word.strip_prefix("10.") {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits >= 4 && rest[digits..].starts_with('/') {
            return Some(Span::new(0, word.len()));
        }
    }
    let at = word.find('@')?;
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let start = word[..at]
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_local(*c))
        .last()
        .map_or(at, |(start, _)| start);
    let end = word[at + 1..]
        .char_indices()
        .find(|(_, c)| !(is_local(*c) || *c == '@'))
        .map_or(word.len(), |(len, _)| at + 1 + len);
    (end > at + 1).then(|| Span::new(start, end))
}

fn is_path(word: &str) -> bool {
    let names_something = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric());
    if ["/", "./", "../", "~/"]
        .iter()
        .any(|prefix| word.strip_prefix(prefix).is_some_and(names_something))
    {
        return true;
    }
    if word.contains('\\') {
        return word
            .split('\\')
            .filter(|part| names_something(part))
            .count()
            >= 2
            || word.contains(":\\");
    }
    let Some((folder, name)) = word.rsplit_once('/') else {
        return false;
    };
    let has_extension = name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && (1..=5).contains(&extension.len())
            && extension
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    });
    has_extension || (folder.contains('/') && word.starts_with(|c: char| c.is_ascii_lowercase()))
}

fn is_code(word: &str) -> bool {
    let bytes = word.as_bytes();
    let between = |mark: u8| {
        bytes
            .windows(3)
            .any(|three| three[1] == mark && is_identifier(three[0]) && is_identifier(three[2]))
    };
    between(b'_')
        || word.contains("::")
        || word.contains("${")
        || (word.starts_with(|c: char| c.is_ascii_alphabetic()) && assigns(word))
        || (word.starts_with('{') && word.ends_with('}'))
        || (word.starts_with('$') && word[1..].starts_with(|c: char| c.is_ascii_alphabetic()))
        || (word.starts_with('%') && word.len() > 2 && word.ends_with('%'))
        || (word.starts_with("--") && word[2..].starts_with(|c: char| c.is_ascii_lowercase()))
}

fn is_identifier(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// `name=value`
fn assigns(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, value)| {
        !value.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    })
}

/// A file name, a host or a module path: a full stop with a small letter or a digit behind it.
fn dotted_name(word: &str, start: usize, found: &mut Vec<Span>) {
    let bytes = word.as_bytes();
    let is_dot = |at: usize| {
        bytes[at] == b'.'
            && at > 0
            && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] >= 0x80)
            && bytes
                .get(at + 1)
                .is_some_and(|next| next.is_ascii_lowercase() || next.is_ascii_digit())
    };
    if !(0..bytes.len()).any(is_dot) {
        return;
    }
    // Only the part around the stops: brackets and commas end it.
    let mut part = 0;
    for (at, c) in word
        .char_indices()
        .chain(std::iter::once((word.len(), ' ')))
    {
        if c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '?' | '&' | '=' | '~') {
            continue;
        }
        if (part..at).any(is_dot) {
            found.push(Span::new(start + part, start + at));
        }
        part = at + c.len_utf8();
    }
}

/// Hashtags.
fn marked_words(word: &str, start: usize, found: &mut Vec<Span>) {
    for (at, _) in word.match_indices('#') {
        let free = !word[..at].ends_with(char::is_alphanumeric);
        let len: usize = word[at + 1..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .map(char::len_utf8)
            .sum();
        if free && len > 0 {
            found.push(Span::new(start + at, start + at + 1 + len));
        }
    }
}
