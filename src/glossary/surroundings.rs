//! What stands next to a place in a text: words, and whether a line is all capitals.

/// Bytes looked at on each side. Bounded, so that a line of any length costs the same.
const WINDOW: usize = 120;

/// The stretch of `text` of at most `WINDOW` bytes before `at`.
pub(super) fn before(text: &str, at: usize) -> &str {
    let mut start = at.saturating_sub(WINDOW);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..at]
}

/// The stretch of `text` of at most `WINDOW` bytes from `at` on.
pub(super) fn after(text: &str, at: usize) -> &str {
    let mut end = (at + WINDOW).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[at..end]
}

/// True when both characters belong to one word: Chinese and Latin letters never do.
fn same_word(one: char, other: char) -> bool {
    other.is_alphanumeric() && (one >= '\u{2E80}') == (other >= '\u{2E80}')
}

/// The word that ends a stretch, and what stands between it and the end.
pub(super) fn last_word(before: &str) -> Option<(&str, &str)> {
    let trimmed = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let last = trimmed.chars().next_back()?;
    let word = trimmed.trim_end_matches(|c: char| same_word(last, c));
    Some((&trimmed[word.len()..], &before[trimmed.len()..]))
}

/// The word that begins a stretch, and what stands between the start and it.
pub(super) fn first_word(after: &str) -> Option<(&str, &str)> {
    let trimmed = after.trim_start_matches(|c: char| !c.is_alphanumeric());
    let first = trimmed.chars().next()?;
    let rest = trimmed.trim_start_matches(|c: char| same_word(first, c));
    Some((
        &trimmed[..trimmed.len() - rest.len()],
        &after[..after.len() - trimmed.len()],
    ))
}

/// True when `gap` is what stands between two words of one phrase: a space or a line break.
pub(super) fn is_space(gap: &str) -> bool {
    let mut chars = gap.chars();
    matches!(chars.next(), Some(c) if c.is_whitespace())
        && chars.clone().count() <= 1
        && chars.all(char::is_whitespace)
        && gap != "\n\n"
}

/// True when the line around `start..end` is a headline in capitals: two or more other words
/// and no lower-case letter. Looks at a bounded window of the line.
pub(super) fn is_capitals_line(text: &str, start: usize, end: usize) -> bool {
    let (left, right) = line_around(text, start, end);
    let mut words = 0;
    for side in [left, right] {
        if side.chars().any(char::is_lowercase) {
            return false;
        }
        words += side
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| word.chars().count() > 1)
            .count();
    }
    words >= 2
}

/// True when most words of the line around `start..end` begin with a capital, as in an English
/// headline.
pub(super) fn is_title_line(text: &str, start: usize, end: usize) -> bool {
    let (left, right) = line_around(text, start, end);
    if right.trim_end().ends_with(['.', '!', '?']) {
        return false;
    }
    let (mut capital, mut small) = (0, 0);
    for word in [left, right]
        .into_iter()
        .flat_map(|side| side.split(|c: char| !c.is_alphanumeric()))
    {
        match word.chars().next() {
            Some(c) if c.is_uppercase() => capital += 1,
            // Short words stay small in titles.
            Some(c) if c.is_lowercase() && word.chars().count() > 3 => small += 1,
            _ => {}
        }
    }
    capital >= 2 && small == 0
}

fn line_around(text: &str, start: usize, end: usize) -> (&str, &str) {
    let left = before(text, start);
    let left = left.rsplit(['\n', '\r']).next().unwrap_or(left);
    let right = after(text, end);
    let right = right.split(['\n', '\r']).next().unwrap_or(right);
    (left, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_words() {
        assert_eq!(last_word("the President "), Some(("President", " ")));
        assert_eq!(last_word("鲁班 "), Some(("鲁班", " ")));
        assert_eq!(last_word(" - "), None);
        assert_eq!(first_word("’s aide"), Some(("s", "’")));
        assert_eq!(first_word(""), None);
    }

    #[test]
    fn headlines() {
        let line = "x\nXI MEETS MODI TODAY\ny";
        assert!(is_capitals_line(line, 2, 4));
        assert!(!is_capitals_line("XI met MODI", 0, 2));
        assert!(!is_capitals_line("OCS", 0, 3));
        assert!(is_title_line("Trade With Kirghizstan Rises", 11, 22));
        assert!(!is_title_line("Trade with Kirghizstan rises", 11, 22));
    }
}
