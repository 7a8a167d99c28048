//! What stands next to a place in a text. Every look is bounded, so that rules stay linear.

/// Longest word that is looked at, in bytes; a longer one counts as no word.
const LONGEST_WORD: usize = 64;

/// The character before the byte `at`.
pub(crate) fn char_before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character at the byte `at`.
pub(crate) fn char_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// The letters and digits that end at the byte `at`.
pub(crate) fn word_before(text: &str, at: usize) -> &str {
    let mut start = at;
    for (offset, character) in text[..at].char_indices().rev() {
        if !is_word_char(character) {
            break;
        }
        if at - offset > LONGEST_WORD {
            return "";
        }
        start = offset;
    }
    &text[start..at]
}

/// The letters and digits that start at the byte `at`.
pub(crate) fn word_at(text: &str, at: usize) -> &str {
    let mut end = at;
    for character in text[at..].chars() {
        if !is_word_char(character) {
            break;
        }
        end += character.len_utf8();
        if end - at > LONGEST_WORD {
            return "";
        }
    }
    &text[at..end]
}

/// Where the spaces that end at `at` start; at most eight of them.
pub(crate) fn spaces_before(text: &str, at: usize) -> usize {
    text[..at]
        .char_indices()
        .rev()
        .take(8)
        .take_while(|(_, character)| is_space(*character))
        .last()
        .map_or(at, |(offset, _)| offset)
}

/// Where the spaces that start at `at` end; at most eight of them.
pub(crate) fn spaces_after(text: &str, at: usize) -> usize {
    at + text[at..]
        .chars()
        .take(8)
        .take_while(|character| is_space(*character))
        .map(char::len_utf8)
        .sum::<usize>()
}

/// A blank that does not end a line.
pub(crate) fn is_space(character: char) -> bool {
    matches!(
        character,
        ' ' | '\t' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}'
    )
}

/// A character that words are made of.
pub(crate) fn is_word_char(character: char) -> bool {
    character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character)
}

/// A Chinese character.
pub(crate) fn is_han(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{323af}' | '\u{f900}'..='\u{faff}' | '々' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_spaces_are_found_from_both_sides() {
        let text = "a long  -term plan";
        let hyphen = text.find('-').expect("there");
        assert_eq!(spaces_before(text, hyphen), 6);
        assert_eq!(word_before(text, 6), "long");
        assert_eq!(word_at(text, hyphen + 1), "term");
        assert_eq!(word_before(text, 0), "");
        assert_eq!(spaces_after(text, 6), hyphen);
    }
}
