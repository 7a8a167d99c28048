//! Writing a target the way the text writes the variant: case, number, hyphens, spaces.

use super::words::words;
use crate::text::{Case, fold};

/// How the variant stands in the text.
pub(super) struct Found<'a> {
    /// The text's own characters.
    pub(super) surface: &'a str,
    /// The variant as the glossary lists it.
    pub(super) variant: &'a str,
    /// True when case may differ from the glossary's.
    pub(super) any_case: bool,
    /// The plural ending that stands behind the variant; part of `surface`.
    pub(super) plural: bool,
    /// True in a headline in capitals.
    pub(super) capitals_line: bool,
}

/// `target` in the shape of what was found.
pub(super) fn rewrite(found: &Found<'_>, target: &str) -> String {
    let surface = fold(found.surface, Case::Keep);
    let mut target = if found.plural {
        pluralised(target)
    } else {
        target.to_owned()
    };
    if found.any_case {
        target = recased(&surface, found, &target);
    } else if found.capitals_line && is_all_capitals(&surface) {
        target = target.to_uppercase();
    }
    let target = with_hyphens_of(found.surface, target);
    with_spaces_of(found.surface, &target)
}

fn pluralised(target: &str) -> String {
    // English and Portuguese nouns; the glossary marks the terms that take a plain plural.
    let ending =
        if target.ends_with(['s', 'x', 'z']) || target.ends_with("sh") || target.ends_with("ch") {
            "es"
        } else {
            "s"
        };
    format!("{target}{ending}")
}

fn is_all_capitals(text: &str) -> bool {
    let mut letters = 0;
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if c.is_lowercase() {
            return false;
        }
        letters += usize::from(c.is_uppercase());
    }
    letters > 1
}

fn starts_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// Gives `target` the case of the text.
///
/// Capitals throughout stay capitals. A word that the variant and its target share is written as
/// the text writes it, so that `Lu Ban workshops` becomes `Luban workshops`. Where the glossary
/// writes the variant small, a capital in the text (start of a sentence, title) is kept. Names
/// keep the capitals that the glossary gives them.
fn recased(surface: &str, found: &Found<'_>, target: &str) -> String {
    if is_all_capitals(surface) && !is_all_capitals(found.variant) {
        return target.to_uppercase();
    }
    let text_words: Vec<&str> = split_words(surface).collect();
    let variant_words: Vec<&str> = split_words(found.variant).collect();
    let is_small = |word: &str| !starts_upper(word);
    let title = text_words.len() > 1
        && text_words
            .iter()
            .filter(|word| word.chars().count() > 3)
            .all(|word| starts_upper(word));
    // Small letters are taken over with the head noun only: where the variant ends with another
    // word than the target, the target is another name.
    let same_head = split_words(target)
        .last()
        .zip(text_words.last())
        .is_some_and(|(target, text)| target.to_lowercase() == text.to_lowercase());
    let mut out = String::with_capacity(target.len());
    let mut rest = target;
    for (index, word) in split_words(target).enumerate() {
        let at = rest.find(word).unwrap_or(0);
        out.push_str(&rest[..at]);
        rest = &rest[at + word.len()..];
        let lower = word.to_lowercase();
        // The plural ending is part of the text's word and not of the variant's.
        let shared = text_words.iter().enumerate().find(|(place, candidate)| {
            candidate.to_lowercase() == lower
                && variant_words
                    .get(*place)
                    .is_some_and(|variant| is_same_word(&variant.to_lowercase(), &lower))
        });
        match shared {
            // The first word of the target opens the sentence where the variant did.
            Some((place, candidate)) if index == 0 && place > 0 && is_small(candidate) => {
                let opens = text_words.first().is_some_and(|first| starts_upper(first))
                    && variant_words.first().is_some_and(|first| is_small(first));
                out.push_str(&if opens {
                    capitalised(candidate)
                } else {
                    (*candidate).to_owned()
                });
            }
            Some((place, candidate))
                if place == 0
                    && index > 0
                    && is_small(word)
                    && variant_words.first().is_some_and(|first| is_small(first))
                    && !title =>
            {
                out.push_str(&candidate.to_lowercase());
            }
            Some((_, candidate)) if is_small(candidate) && !is_small(word) && !same_head => {
                out.push_str(word);
            }
            Some((_, candidate)) => out.push_str(candidate),
            None if is_small(word)
                && variant_words.first().is_some_and(|first| is_small(first))
                && ((index == 0
                    && text_words.first().is_some_and(|first| starts_upper(first)))
                    || (title
                        && !words().is_english_function(&lower)
                        && !words().is_small(&lower))) =>
            {
                out.push_str(&capitalised(word));
            }
            None => out.push_str(word),
        }
    }
    out.push_str(rest);
    out
}

fn is_same_word(variant: &str, target: &str) -> bool {
    target
        .strip_prefix(variant)
        .is_some_and(|ending| matches!(ending, "" | "s" | "es"))
}

fn split_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '&' | '.')))
        .filter(|word| !word.is_empty())
}

/// Writes the text's kind of hyphen and apostrophe.
fn with_hyphens_of(surface: &str, target: String) -> String {
    let kind = |kinds: &[char]| surface.chars().find(|c| kinds.contains(c));
    let hyphen = kind(&['-', '\u{2010}', '\u{2011}', '\u{FE63}', '\u{FF0D}']);
    let apostrophe = kind(&['\'', '\u{2019}', '\u{2BC}']);
    let mut target = target;
    if let Some(hyphen) = hyphen.filter(|c| *c != '-') {
        target = target.replace('-', hyphen.encode_utf8(&mut [0; 4]));
    }
    if let Some(apostrophe) = apostrophe.filter(|c| *c != '\'') {
        target = target.replace('\'', apostrophe.encode_utf8(&mut [0; 4]));
    }
    target
}

/// Writes the text's own spaces and line breaks where both have as many words.
fn with_spaces_of(surface: &str, target: &str) -> String {
    let is_zero_width = |c: char| {
        matches!(
            c,
            '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}'
        )
    };
    let mut gaps: Vec<&str> = Vec::new();
    let mut start = None;
    for (at, c) in surface.char_indices() {
        if c.is_whitespace() {
            start.get_or_insert(at);
        } else if !is_zero_width(c)
            && let Some(start) = start.take()
        {
            gaps.push(&surface[start..at]);
        }
    }
    let words: Vec<&str> = target.split(' ').collect();
    if gaps.len() + 1 != words.len() || gaps.iter().all(|gap| *gap == " ") {
        return target.to_owned();
    }
    let mut out = String::with_capacity(target.len() + gaps.len());
    for (index, word) in words.iter().enumerate() {
        out.push_str(word);
        out.push_str(gaps.get(index).copied().unwrap_or_default());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(surface: &str, variant: &str, target: &str) -> String {
        let plural = surface.len() > variant.len() && surface.ends_with(['s', 'S']);
        rewrite(
            &Found {
                surface,
                variant,
                any_case: true,
                plural,
                capitals_line: false,
            },
            target,
        )
    }

    #[test]
    fn case_follows_the_text() {
        for (surface, variant, target, wanted) in [
            (
                "Lu Ban workshops",
                "Lu Ban Workshop",
                "Luban Workshop",
                "Luban workshops",
            ),
            (
                "Lu Ban Workshops",
                "Lu Ban Workshop",
                "Luban Workshop",
                "Luban Workshops",
            ),
            (
                "LU BAN WORKSHOPS",
                "Lu Ban Workshop",
                "Luban Workshop",
                "LUBAN WORKSHOPS",
            ),
            ("cazaque", "Cazaque", "Kazakh", "Kazakh"),
            ("Kazaque", "kazaque", "cazaque", "Cazaque"),
            ("kazaque", "kazaque", "cazaque", "cazaque"),
            ("KAZAQUE", "kazaque", "cazaque", "CAZAQUE"),
            (
                "Community of common destiny",
                "community of common destiny",
                "community with a shared future",
                "Community with a shared future",
            ),
            (
                "Community of Common Destiny",
                "community of common destiny",
                "community with a shared future",
                "Community with a Shared Future",
            ),
            (
                "lunar international research station",
                "Lunar International Research Station",
                "International Lunar Research Station",
                "international lunar research station",
            ),
        ] {
            assert_eq!(written(surface, variant, target), wanted, "{surface}");
        }
    }

    #[test]
    fn hyphens_and_spaces_are_those_of_the_text() {
        assert_eq!(
            written(
                "Kasym\u{2011}Zhomart\r\nTokayev",
                "Kasym-Zhomart Tokayev",
                "Kassym-Jomart Tokayev"
            ),
            "Kassym\u{2011}Jomart\r\nTokayev"
        );
        assert_eq!(
            written("Lu\u{A0}Ban\nWorkshop", "Lu Ban Workshop", "Luban Workshop"),
            "Luban Workshop"
        );
        assert_eq!(written("Caza\u{200B}que", "Cazaque", "Kazakh"), "Kazakh");
    }
}
