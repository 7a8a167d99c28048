//! Stretches that are no language: URLs, addresses, handles, tags, paths and code.

use crate::text::Span;

/// How far a `>` may stand from its `<` for the two to be a tag.
const LONGEST_TAG: usize = 300;

/// Those stretches of `text`, in order, without overlap. Linear in its length.
pub(crate) fn protected_spans(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut spans: Vec<Span> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'`' => {
                let end = code_end(bytes, at);
                if let Some(end) = end {
                    spans.push(Span::new(at, end));
                }
                at = end.unwrap_or(at + 1);
            }
            b'<' if bytes.get(at + 1).is_some_and(|next| {
                next.is_ascii_alphabetic() || *next == b'/' || *next == b'!'
            }) =>
            {
                let end = tag_end(bytes, at);
                if let Some(end) = end {
                    spans.push(Span::new(at, end));
                }
                at = end.unwrap_or(at + 1);
            }
            byte if byte.is_ascii_graphic() => {
                let len = bytes[at..]
                    .iter()
                    .position(|byte| !byte.is_ascii_graphic() || matches!(byte, b'`' | b'<'))
                    .unwrap_or(bytes.len() - at)
                    .max(1);
                if let Some(span) = address(&text[at..at + len]) {
                    spans.push(span.shifted(at));
                }
                at += len;
            }
            _ => at += 1,
        }
    }
    spans
}

/// One past the closing backtick on the same line, or past the closing fence.
fn code_end(bytes: &[u8], at: usize) -> Option<usize> {
    let ticks = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
    if ticks >= 3 {
        // Without a closing fence the rest is code; nothing is looked at twice.
        let mut run = 0;
        for (offset, byte) in bytes[at + ticks..].iter().enumerate() {
            run = if *byte == b'`' { run + 1 } else { 0 };
            if run == ticks {
                return Some(at + ticks + offset + 1);
            }
        }
        return Some(bytes.len());
    }
    let close = bytes[at + ticks..]
        .iter()
        .position(|byte| matches!(byte, b'`' | b'\n'))?;
    let end = at + ticks + close;
    (bytes[end] == b'`').then(|| {
        end + bytes[end..]
            .iter()
            .take(ticks)
            .take_while(|byte| **byte == b'`')
            .count()
    })
}

fn tag_end(bytes: &[u8], at: usize) -> Option<usize> {
    let window = &bytes[at + 1..bytes.len().min(at + LONGEST_TAG)];
    let end = window
        .iter()
        .position(|byte| matches!(byte, b'>' | b'<' | b'\n'))?;
    (window[end] == b'>').then_some(at + end + 2)
}

/// The address in a chunk of ASCII without white space, if it holds one.
fn address(chunk: &str) -> Option<Span> {
    // Most chunks are words.
    let is_telling = |byte| matches!(byte, b'/' | b'\\' | b'@' | b'#' | b'w');
    if !chunk.bytes().any(is_telling) {
        return None;
    }
    let core = chunk.trim_start_matches(['(', '[', '"', '\'', '*']);
    let start = chunk.len() - core.len();
    let core = core.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '*']);
    let whole = Span::new(start, start + core.len());
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric();
    if core.len() < 3 {
        return None;
    }
    if core.contains("://") || core.starts_with("www.") {
        return Some(whole);
    }
    let bytes = core.as_bytes();
    if matches!(bytes[0], b'@' | b'#')
        && bytes.get(1).is_some_and(|byte| byte.is_ascii_alphabetic())
    {
        return Some(whole);
    }
    if let Some(at) = core.find('@') {
        let host = &core[at + 1..];
        let named = at > 0 && bytes[at - 1..at].iter().all(is_word);
        return (named && host.contains('.')).then_some(whole);
    }
    let slash = core.find(['/', '\\']);
    let rooted = matches!(bytes[0], b'/' | b'~' | b'.' | b'\\') || bytes[1] == b':';
    match slash {
        Some(at) if rooted => core[at + 1..].contains(['/', '\\', '.']).then_some(whole),
        // `example.org/path`: a dot inside the first part, and a letter after it.
        Some(at) => core[..at]
            .rfind('.')
            .filter(|dot| {
                *dot > 0
                    && core[dot + 1..at].len() >= 2
                    && core[dot + 1..at]
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase())
            })
            .map(|_| whole),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        protected_spans(text)
            .into_iter()
            .map(|span| span.of(text))
            .collect()
    }

    #[test]
    fn addresses_and_code_are_found() {
        assert_eq!(
            found("见https://example.org/cupula-em,a.html。 and (www.example.org)."),
            ["https://example.org/cupula-em,a.html", "www.example.org"]
        );
        assert_eq!(
            found("mail a.b@example.org, @handle, #tag, run `tar -xzf` <br/> now"),
            ["a.b@example.org", "@handle", "#tag", "`tar -xzf`", "<br/>"]
        );
        assert_eq!(
            found("example.org/a ./b/c.txt and/or 1/2 24/7."),
            ["example.org/a", "./b/c.txt"]
        );
        assert_eq!(found("a ```\nlong -term\n``` b"), ["```\nlong -term\n```"]);
        assert!(found("a < b, 5 > 3 ` and $ 44").is_empty());
    }
}
