//! Stretches that are no prose: addresses, code, identifiers, tags.
//!
//! One pass over the text; no stretch is read more than a fixed number of times.

use crate::text::Span;

/// Longest tag, inline code span or link target that is looked for, in bytes.
const REACH: usize = 4096;

/// Elements whose content is code.
const CODE_ELEMENTS: [&str; 8] = ["code", "pre", "script", "style", "kbd", "samp", "tt", "var"];

/// The stretches of `text` that are left alone, in order and without overlap.
pub(super) fn protected(text: &str) -> Vec<Span> {
    let mut found = markup(text);
    tokens(text, &mut found);
    found.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(found.len());
    for span in found {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// Code in backticks, tags with their attributes, elements that hold code, link targets.
fn markup(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    // Elements that are known not to be closed any more; the last is the comment.
    let mut unclosed = [false; CODE_ELEMENTS.len() + 1];
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'`' => code_end(text, at),
            b'<' => tag_end(text, at, &mut unclosed),
            b']' if bytes.get(at + 1) == Some(&b'(') => link_end(text, at + 2),
            _ => None,
        };
        match end {
            Some(end) => {
                found.push(Span::new(at, end));
                at = end;
            }
            // A run of backticks that opens nothing is not tried again at each of its marks.
            None if bytes[at] == b'`' => at += run_len(bytes, at),
            None => at += 1,
        }
    }
    found
}

fn run_len(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|byte| **byte == b'`').count()
}

fn code_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let run = run_len(bytes, at);
    let starts_line = at == 0 || bytes[at - 1] == b'\n';
    if run >= 3 && starts_line {
        // A fence: up to the next fence, or to the end.
        let fence = &text[at..at + run];
        let closing = text[at + run..]
            .match_indices('\n')
            .map(|(newline, _)| at + run + newline + 1)
            .find(|line| text[*line..].starts_with(fence));
        return Some(closing.map_or(text.len(), |line| line + run));
    }
    let limit = bytes.len().min(at + run + REACH);
    let mut next = at + run;
    while next < limit {
        match bytes[next] {
            b'`' => {
                let other = run_len(bytes, next);
                if other == run {
                    return Some(next + run);
                }
                next += other;
            }
            b'\n' if bytes.get(next + 1) == Some(&b'\n') => return None,
            _ => next += 1,
        }
    }
    None
}

fn tag_end(text: &str, at: usize, unclosed: &mut [bool; CODE_ELEMENTS.len() + 1]) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = *bytes.get(at + 1)?;
    if !(first.is_ascii_alphabetic() || matches!(first, b'/' | b'!' | b'?')) {
        return None;
    }
    if text[at..].starts_with("<!--") {
        let comment = &mut unclosed[CODE_ELEMENTS.len()];
        if *comment {
            return None;
        }
        let close = text[at + 4..].find("-->").map(|len| at + 4 + len + 3);
        *comment = close.is_none();
        return close;
    }
    let limit = bytes.len().min(at + REACH);
    let mut quote = None;
    let mut end = at + 1;
    loop {
        if end >= limit {
            return None;
        }
        match (bytes[end], quote) {
            (b'>', None) => break,
            (b'<', None) => return None,
            (mark @ (b'"' | b'\''), None) if bytes[end - 1] == b'=' => quote = Some(mark),
            (mark, Some(open)) if mark == open => quote = None,
            _ => {}
        }
        end += 1;
    }
    let end = end + 1;
    let name_len = bytes[at + 1..end]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let name = &text[at + 1..at + 1 + name_len];
    let element = CODE_ELEMENTS
        .iter()
        .position(|element| element.eq_ignore_ascii_case(name));
    if let Some(element) = element
        && bytes[end - 2] != b'/'
        && !unclosed[element]
    {
        match closing_tag(bytes, end, CODE_ELEMENTS[element].as_bytes()) {
            Some(close) => return Some(close),
            None => unclosed[element] = true,
        }
    }
    Some(end)
}

/// The offset of the next `</name`.
fn closing_tag(bytes: &[u8], from: usize, name: &[u8]) -> Option<usize> {
    bytes[from..]
        .windows(2 + name.len())
        .position(|window| window.starts_with(b"</") && window[2..].eq_ignore_ascii_case(name))
        .map(|at| from + at)
}

fn link_end(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let limit = bytes.len().min(from + REACH);
    let len = bytes[from..limit]
        .iter()
        .position(|byte| *byte == b')' || byte.is_ascii_whitespace())?;
    (len > 0 && bytes[from + len] == b')').then_some(from + len)
}

/// Addresses, paths, handles and identifiers, token by token.
fn tokens(text: &str, found: &mut Vec<Span>) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        protected(text)
            .into_iter()
            .map(|span| span.of(text))
            .collect()
    }

    #[test]
    fn addresses() {
        assert_eq!(
            parts("见https://example.org/OCS。Mail a.Tokayev@example.kz, (www.ocs.kz)."),
            [
                "https://example.org/OCS",
                "a.Tokayev@example.kz",
                "www.ocs.kz"
            ]
        );
        assert_eq!(
            parts("见https://x.org/wiki/鲁班作坊，鲁班作坊"),
            ["https://x.org/wiki/鲁班作坊"]
        );
        assert_eq!(parts("[OCS](https://x.org/OCS)"), ["](https://x.org/OCS"]);
        assert_eq!(
            parts("DOI 10.1234/OCS.2025.11 says"),
            ["10.1234/OCS.2025.11"]
        );
        assert_eq!(
            parts("by @ocs_news and #OCS #鲁班作坊# x"),
            ["@ocs_news", "#OCS", "#鲁班作坊#"]
        );
    }

    #[test]
    fn code_and_tags() {
        assert_eq!(parts("run `grep OCS` on"), ["`grep OCS`"]);
        assert_eq!(parts("```\nOCS\n```\nOCS"), ["```\nOCS\n```"]);
        assert_eq!(
            parts("<a href=\"/OCS\">OCS</a> <code>OCS</code>"),
            ["<a href=\"/OCS\">", "</a>", "<code>OCS</code>"]
        );
        assert_eq!(
            parts("OCS_COUNT x=OCS OCS::new ocs()"),
            ["OCS_COUNT", "x=OCS", "OCS::new", "ocs()"]
        );
    }

    #[test]
    fn paths_and_file_names() {
        assert_eq!(
            parts("/data/OCS/x.csv data/OCS.csv C:\\data\\OCS OCS.csv"),
            [
                "/data/OCS/x.csv",
                "data/OCS.csv",
                "C:\\data\\OCS",
                "OCS.csv"
            ]
        );
    }

    #[test]
    fn prose_stays_prose() {
        for text in [
            "the OCS/BRICS summit",
            "a < b and c > d",
            "*Cazaque* and **OCS**",
            "in Kiev.Trains were late",
            "# Cazaque news",
            "a lone ` mark",
            "U.S. and 3.5 %",
            "the OCS-led talks",
        ] {
            let touched = parts(text).concat();
            assert!(
                !touched.contains("OCS")
                    && !touched.contains("Cazaque")
                    && !touched.contains("Kiev"),
                "{text}: {touched}"
            );
        }
    }
}
