//! Stretches that are no prose: code, tags, and with `tokens` addresses and identifiers.
//!
//! One pass over the text; no stretch is read more than a fixed number of times.

use super::tokens::tokens;
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
