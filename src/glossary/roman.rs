//! Telling a surname in capitals from a Roman numeral: `XI` and `XI`.

use super::surroundings::{after, before, first_word, is_space, last_word};
use super::words::words;

/// True when every letter is one of those that Roman numerals are written with.
pub(super) fn is_numeral(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L' | b'C' | b'D' | b'M'))
}

/// True when the numeral-like word at `start..end` counts something: a king, a chapter, a
/// congress, the eleven players of a side, an item of a list.
pub(super) fn counts(text: &str, start: usize, end: usize) -> bool {
    let (before, after) = (before(text, start), after(text, end));
    let previous = last_word(before);
    let next = first_word(after);

    // In a row of numerals: "X, XI and XII", "IX-XI".
    let mut neighbours = [previous, next].into_iter().flatten();
    if neighbours.any(|(word, gap)| is_numeral(word) && word != "I" && gap.chars().count() <= 2) {
        return true;
    }
    if previous.is_some_and(|(word, gap)| {
        is_space(gap)
            && matches!(word, "and" | "or" | "to")
            && last_word(&before[..before.len() - gap.len() - word.len()])
                .is_some_and(|(word, _)| is_numeral(word))
    }) {
        return true;
    }
    // An item of a list, or alone in brackets.
    let starts_line = before.trim_end_matches([' ', '\t']).ends_with('\n')
        || before.trim_end_matches([' ', '\t']).is_empty();
    if starts_line && after.starts_with(['.', ')']) {
        return true;
    }
    if before.ends_with(['(', '[']) && after.starts_with([')', ']']) {
        return true;
    }
    // After a name or a heading: "Benedict XI", "Apollo XI", "Part XI".
    if let Some((word, gap)) = previous
        && (is_space(gap) || gap == "-")
        && word.chars().next().is_some_and(char::is_uppercase)
        && !words().is_title(word)
        && !words().is_not_a_name(word)
        && !(begins_sentence(before, word, gap) && is_adverbial(word))
        // A word in capitals may stand in a headline; a name has small letters.
        && word.chars().any(char::is_lowercase)
    {
        return true;
    }
    // Before a name: "XI Army Corps". A title in title case goes on with a verb, which cannot be
    // told from a noun, so it stays as well.
    if let Some((word, gap)) = next
        && is_space(gap)
        && word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().any(char::is_lowercase)
        && !words().is_not_a_name(word)
    {
        return true;
    }
    // After an article with nothing but adjectives between: "a strong starting XI".
    is_side(before)
}

/// True when the word that ends `before` stands at the start of a sentence.
fn begins_sentence(before: &str, word: &str, gap: &str) -> bool {
    let rest =
        before[..before.len() - gap.len() - word.len()].trim_end_matches([' ', '“', '"', '‘', '(']);
    rest.is_empty() || rest.ends_with(['.', '!', '?', '\n', ':', ';'])
}

/// True for words that open a sentence before its subject: "When", "Recently", "Yesterday".
fn is_adverbial(word: &str) -> bool {
    let lower = word.to_lowercase();
    words().is_english_function(&lower) || words().is_opening(&lower) || lower.ends_with("ly")
}

/// True after an article and up to three adjectives of a team.
fn is_side(before: &str) -> bool {
    let mut rest = before;
    for step in 0..4 {
        let Some((word, gap)) = last_word(rest) else {
            return false;
        };
        if !is_space(gap) && gap != "-" {
            return false;
        }
        let lower = word.to_lowercase();
        if matches!(
            lower.as_str(),
            "a" | "an" | "the" | "their" | "our" | "its" | "his" | "your"
        ) {
            return true;
        }
        let is_adjective = ["ing", "est", "ed", "al", "ong"]
            .iter()
            .any(|ending| lower.ends_with(ending))
            || matches!(
                lower.as_str(),
                "first" | "best" | "dream" | "unchanged" | "star" | "time"
            );
        if !is_adjective || (step == 0 && word.chars().next().is_some_and(char::is_uppercase)) {
            return false;
        }
        rest = &rest[..rest.len() - gap.len() - word.len()];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_number(text: &str) -> bool {
        let start = text.find("XI").expect("XI is there");
        counts(text, start, start + 2)
    }

    #[test]
    fn numerals() {
        for text in [
            "Pope Benedict XI died.",
            "Apollo XI landed.",
            "in Part XI of the treaty",
            "The XI Army Corps advanced.",
            "chapters X, XI and XII",
            "XI. Final provisions",
            "see item (XI) below",
            "He named a strong starting XI.",
            "with an unchanged XI for Sunday",
        ] {
            assert!(is_number(text), "{text}");
        }
    }

    #[test]
    fn surnames() {
        for text in [
            "Later that day XI met farmers.",
            "Reporters asked whether XI would stay.",
            "The delegation thanked President XI.",
            "XI’s statement is clear.",
            "XI projects eternal partnership",
            "Yesterday XI said so.",
            "talks between Putin, Modi and XI.",
            "In May XI visited Almaty.",
        ] {
            assert!(!is_number(text), "{text}");
        }
    }
}
