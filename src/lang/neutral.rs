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
    let letters = letters_at_start(chunk.as_bytes());
    if letters == chunk.len() {
        // Currencies and labels have capitals only.
        return first
            .is_ascii_uppercase()
            .then(|| amount(text, at, end).or_else(|| labelled(text, at, end)))
            .flatten();
    }
    // Most words: a full stop or a comma after letters, a hyphen or an apostrophe among them.
    if !without_marks(chunk.as_bytes()).iter().any(is_telling) {
        return None;
    }
    if let Some(length) = address(chunk, &text[end..]) {
        return Some(at + length);
    }
    // `_word_` is set off, not code.
    let core = chunk.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '_', '*']);
    if first == b'_' && !core.trim_start_matches('_').contains('_') {
        return None;
    }
    if core.contains('$')
        && let Some(end) = amount(text, at, at + letters)
    {
        return Some(end);
    }
    is_code_like(core).then_some(at + core.len())
}

/// True for the marks of which an address, a path, code or an amount has one before its last letter or digit.
fn is_telling(b: &u8) -> bool {
    matches!(b, b'\\' | b'_' | b'$' | b'=' | b'/' | b'~' | b'.' | b'@')
}

fn letters_at_start(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count()
}

/// `bytes` without the marks at their end.
fn without_marks(bytes: &[u8]) -> &[u8] {
    let is_mark = |b: &u8| matches!(b, b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*');
    let marks = bytes.iter().rev().take_while(|b| is_mark(b)).count();
    &bytes[..bytes.len() - marks]
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
    currencies: FxHashSet<&'static str>,
    scales: FxHashSet<&'static str>,
    labels: FxHashSet<&'static str>,
}

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let mut units = Units {
        currencies: FxHashSet::default(),
        scales: FxHashSet::default(),
        labels: FxHashSet::default(),
    };
    let mut section = "";
    for line in include_str!("data/neutral.txt").lines().map(str::trim) {
        match line {
            "[currencies]" | "[scales]" | "[labels]" => section = line,
            _ if line.is_empty() || line.starts_with('#') => {}
            _ => {
                let set = match section {
                    "[scales]" => &mut units.scales,
                    "[labels]" => &mut units.labels,
                    _ => &mut units.currencies,
                };
                set.insert(line);
            }
        }
    }
    units
});

/// `USD 44.2 bn`, `R$` of `R$ 1.250,00`.
fn amount(text: &str, at: usize, end: usize) -> Option<usize> {
    if end - at > 3 || !UNITS.currencies.contains(&text[at..end]) {
        return None;
    }
    let rest = &text[end..];
    if let Some(sign) = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '$' | '€' | '£' | '¥'))
    {
        return Some(end + sign.len_utf8());
    }
    if end - at < 3 {
        return None;
    }
    let number = rest.strip_prefix([' ', '\u{a0}'])?;
    let digits = number
        .bytes()
        .take(32)
        .take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
        .count();
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let after = number[digits..].trim_start_matches([' ', '\u{a0}']);
    let scale = after
        .bytes()
        .take(4)
        .take_while(u8::is_ascii_alphabetic)
        .count();
    if UNITS.scales.contains(&after[..scale]) {
        return Some(text.len() - after.len() + scale);
    }
    Some(text.len() - number.len() + digits)
}

/// `ISBN 978-3-16-148410-0`: a number with its label.
fn labelled(text: &str, at: usize, end: usize) -> Option<usize> {
    if !UNITS.labels.contains(&text[at..end]) {
        return None;
    }
    let number = text[end..]
        .strip_prefix([' ', '\u{a0}', ':'])?
        .trim_start_matches(' ');
    let length = number
        .bytes()
        .take(64)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'/'))
        .count();
    let core = number[..length].trim_end_matches(['.', '-', '/']);
    core.starts_with(|c: char| c.is_ascii_digit())
        .then_some(text.len() - number.len() + core.len())
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
            "USD 44.2 bn",
            "ISBN 978-3-16-148410-0",
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
