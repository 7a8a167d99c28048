//! Acronyms that the text itself explains: `Officer Candidate School (OCS)`.

use std::collections::VecDeque;

use super::words::words;
use crate::text::Span;

/// Characters between the words of one expansion.
const JOINTS: [char; 6] = [' ', '-', '\u{A0}', '\u{2010}', '\u{2011}', '/'];

/// A word of the text.
#[derive(Clone, Copy, Debug)]
struct Word {
    span: Span,
    initial: char,
    capital: bool,
}

/// The phrases in `text` whose initials spell `acronym`: names in capitals anywhere, any words
/// next to the acronym in brackets. Reads the text once.
pub(super) fn expansions(text: &str, acronym: &str) -> Vec<Span> {
    let letters: Vec<char> = acronym.chars().map(lower).collect();
    if letters.len() < 2 || !acronym.chars().all(char::is_alphabetic) {
        return Vec::new();
    }
    let mut found = Vec::new();
    // The words of the phrase that is being read, small ones left out.
    let mut phrase: VecDeque<Word> = VecDeque::new();
    // The phrase before a bracket that holds the acronym.
    let mut chars = text.char_indices().peekable();
    let mut last_end = 0;
    // Set while the words of a bracket right behind the acronym are read.
    let mut expect_behind = false;
    while let Some((at, c)) = chars.next() {
        if !c.is_alphanumeric() {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((next, c)) = chars.peek().copied() {
            if !(c.is_alphanumeric() || matches!(c, '\'' | '’')) {
                break;
            }
            end = next + c.len_utf8();
            chars.next();
        }
        let word = &text[at..end];
        let gap = &text[last_end..at];
        let joined = gap.chars().count() == 1 && gap.starts_with(JOINTS);
        let bracket = matches!(gap.trim(), "(" | "（" | "[");
        last_end = end;

        if word == acronym {
            if bracket && let Some(span) = spelled(&phrase, &letters, false) {
                found.push(span);
            }
            phrase.clear();
            expect_behind = true;
            continue;
        }
        if !joined {
            phrase.clear();
            expect_behind = expect_behind && bracket;
        }
        if words().is_small(word) {
            continue;
        }
        if phrase.len() >= letters.len().max(8) {
            phrase.pop_front();
        }
        phrase.push_back(Word {
            span: Span::new(at, end),
            initial: lower(c),
            capital: c.is_uppercase(),
        });
        if expect_behind {
            if phrase.len() == letters.len() {
                if let Some(span) = spelled(&phrase, &letters, false) {
                    found.push(span);
                }
                expect_behind = false;
            }
        } else if letters.len() >= 3
            && let Some(span) = spelled(&phrase, &letters, true)
        {
            found.push(span);
        }
    }
    found
}

/// The last words of `phrase` if their initials are `letters`.
fn spelled(phrase: &VecDeque<Word>, letters: &[char], capitals: bool) -> Option<Span> {
    let from = phrase.len().checked_sub(letters.len())?;
    let mut matching = phrase
        .iter()
        .skip(from)
        .zip(letters)
        .map(|(word, letter)| word.initial == *letter && (word.capital || !capitals));
    matching
        .all(|matches| matches)
        .then(|| Span::new(phrase[from].span.start, phrase[phrase.len() - 1].span.end))
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, acronym: &str) -> Vec<&'a str> {
        expansions(text, acronym)
            .into_iter()
            .map(|span| span.of(text))
            .collect()
    }

    #[test]
    fn expansions_are_found_on_both_sides() {
        assert_eq!(
            found("After OCS (Officer Candidate School) he left.", "OCS")[0],
            "Officer Candidate School"
        );
        assert_eq!(
            found("an order management system (OMS) tracks", "OMS"),
            ["order management system"]
        );
        assert_eq!(
            found("the emergency use authorization (EUA) in May", "EUA"),
            ["emergency use authorization"]
        );
        assert_eq!(
            found("Officer Candidate School is hard. OCS lasts weeks.", "OCS"),
            ["Officer Candidate School"]
        );
        assert_eq!(
            found("Organization of Cooperation of Shanghai (OCS)", "OCS")[0],
            "Organization of Cooperation of Shanghai"
        );
    }

    #[test]
    fn other_phrases_expand_nothing() {
        assert!(found("Shanghai Cooperation Organization (OCS)", "OCS").is_empty());
        assert!(found("on cold streets the OCS met", "OCS").is_empty());
        assert!(found("OCS, BRICS and APEC overlap.", "OCS").is_empty());
    }
}
