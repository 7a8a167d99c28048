//! Stretches that have no language: addresses, handles, paths, code, units.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Longer pieces (bytes) without white space are cut here, which keeps the search linear.
const LONGEST_PIECE: usize = 2_048;

/// The end of the neutral piece that begins at byte `at`, if one does.
///
/// Asked at every place where a word may begin.
pub(super) fn piece(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = bytes[at];
    let after_word = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
    if after_word && first != b'`' {
        return None;
    }
    match first {
        b'`' => return code(text, at),
        b'#' | b'@' => return tag(text, at),
        b'a'..=b'z'
        | b'A'..=b'Z'
        | b'/'
        | b'~'
        | b'.'
        | b'\\'
        | b'_'
        | b'%'
        | b'$'
        | b'0'..=b'9' => {}
        _ => return None,
    }
    let end = chunk_end(bytes, at);
    let chunk = &text[at..end];
    if let Some(length) = address(chunk, &text[end..]) {
        return Some(at + length);
    }
    if !chunk.bytes().any(|b| !b.is_ascii_alphabetic()) {
        return unit(text, at, end);
    }
    let core = chunk.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
    is_code_like(core).then_some(at + core.len())
}

/// End of the stretch of ASCII characters that an address or a path may hold.
fn chunk_end(bytes: &[u8], at: usize) -> usize {
    let length = bytes[at..]
        .iter()
        .take(LONGEST_PIECE)
        .take_while(|b| {
            b.is_ascii_graphic()
                && !matches!(
                    b,
                    b'"' | b'<' | b'>' | b'(' | b')' | b'[' | b']' | b'|' | b'`'
                )
        })
        .count();
    at + length
}

/// Length of the URL or e-mail address at the start of `chunk`; `rest` is what follows it.
fn address(chunk: &str, rest: &str) -> Option<usize> {
    let core = chunk.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*']);
    let is_url = chunk.starts_with("www.")
        || chunk.find("://").is_some_and(|colon| {
            (2..=8).contains(&colon) && chunk[..colon].bytes().all(|b| b.is_ascii_alphabetic())
        });
    if is_url {
        // A path may go on in Han letters: `https://example.org/新闻`.
        if core.ends_with('/') && core.len() == chunk.len() {
            let more: usize = rest
                .chars()
                .take(64)
                .take_while(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '_'))
                .map(char::len_utf8)
                .sum();
            return Some(core.len() + more);
        }
        return Some(core.len());
    }
    let (name, host) = core.split_once('@')?;
    let dotted = host.contains('.') && !host.contains('@');
    (!name.is_empty() && dotted && !name.contains('/')).then_some(core.len())
}

/// `#TianjinSummit`, `@handle`.
fn tag(text: &str, at: usize) -> Option<usize> {
    let name: usize = text[at + 1..]
        .chars()
        .take(64)
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .map(char::len_utf8)
        .sum();
    let lettered = text[at + 1..].starts_with(|c: char| c.is_alphabetic() || c == '_');
    (name > 0 && lettered).then_some(at + 1 + name)
}

/// `` `code` `` on one line.
fn code(text: &str, at: usize) -> Option<usize> {
    let rest = &text.as_bytes()[at + 1..];
    let length = rest
        .iter()
        .take(120)
        .position(|b| matches!(b, b'`' | b'\n'))?;
    (rest[length] == b'`' && length > 0).then_some(at + 1 + length + 1)
}

/// Paths, file names, host names, versions, identifiers, currency signs.
fn is_code_like(core: &str) -> bool {
    let bytes = core.as_bytes();
    if !bytes.iter().any(u8::is_ascii_alphabetic) {
        // A bare number separates nothing.
        return false;
    }
    if core.contains('\\') || core.contains('_') || core.contains('$') || core.contains('=') {
        return true;
    }
    if core.starts_with(['/', '~', '.']) {
        return core[1..].contains('/');
    }
    if core.contains('/') {
        return core.matches('/').count() > 2 || core.rsplit('/').next().is_some_and(is_file_name);
    }
    is_file_name(core)
        || bytes[0] == b'v' && bytes.get(1).is_some_and(u8::is_ascii_digit) && core.contains('.')
}

/// `report.docx`, `example.org`, `main.rs`: a short ending in small letters after a full stop.
fn is_file_name(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    let letters = stem.bytes().filter(u8::is_ascii_alphanumeric).count();
    (2..=4).contains(&ending.len())
        && letters > 2
        && ending
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && ending.starts_with(|c: char| c.is_ascii_lowercase())
        && !stem.contains("..")
}

struct Units {
    before: FxHashSet<&'static str>,
    after: FxHashSet<&'static str>,
}

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let mut units = Units {
        before: FxHashSet::default(),
        after: FxHashSet::default(),
    };
    let mut is_after = false;
    for line in include_str!("data/neutral.txt").lines().map(str::trim) {
        match line {
            "[before]" => is_after = false,
            "[after]" => is_after = true,
            _ if line.is_empty() || line.starts_with('#') => {}
            _ if is_after => _ = units.after.insert(line),
            _ => _ = units.before.insert(line),
        }
    }
    units
});

/// `USD` in `USD 44.2 bn`, and `bn`.
fn unit(text: &str, at: usize, end: usize) -> Option<usize> {
    if end - at > 3 {
        return None;
    }
    let word = &text[at..end];
    let mut after = text[end..].chars();
    let next = after.next();
    if UNITS.before.contains(word)
        && (matches!(next, Some('$' | '€' | '£' | '¥'))
            || matches!(next, Some(' ' | '\u{a0}'))
                && word.len() == 3
                && after.next().is_some_and(|c| c.is_ascii_digit()))
    {
        return Some(end);
    }
    let before = text[..at].trim_end_matches([' ', '\u{a0}']);
    (before.len() < at
        && before.ends_with(|c: char| c.is_ascii_digit())
        && UNITS.after.contains(word))
    .then_some(end)
}

#[cfg(test)]
mod tests {
    use super::piece;

    #[test]
    fn what_has_no_language_is_known() {
        for text in [
            "https://www.example.org/a?b=c",
            "www.example.net",
            "joao@example.com",
            "#TianjinSummit",
            "@xinhua",
            "C:\\Users\\ana\\texto.docx",
            "/usr/share/doc",
            "v2.0.1-rc3",
            "main.rs",
            "`let x`",
            "snake_case",
            "R$",
            "https://example.cn/zh/新闻",
        ] {
            let line = format!("{text}, and");
            assert_eq!(piece(&line, 0), Some(text.len()), "{text}");
        }
        for text in [
            "word",
            "and/or",
            "U.S. trade",
            "e.g. this",
            "#1",
            "a.m. today",
            "No.1",
            "2010",
            "end.Next",
        ] {
            assert_eq!(piece(text, 0), None, "{text}");
        }
    }
}
