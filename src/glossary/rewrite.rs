//! Writing a target the way the text writes the variant: case, number, hyphens, spaces.

use super::words;
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
    /// True in languages where the head noun stands before what describes it.
    pub(super) head_first: bool,
    /// True where the head is a common noun, as in Luban Workshop.
    pub(super) common_noun: bool,
    /// True for people and places: no word of such a name is a common noun.
    pub(super) pure_name: bool,
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
/// Capitals throughout stay capitals. Where the glossary writes the variant small, a capital in
/// the text (start of a sentence, title) is kept. Names keep the capitals that the glossary gives
/// them, but a head noun that the text writes small stays small: `Lu Ban workshops` becomes
/// `Luban workshops`, `a oficina Lu Ban` becomes `a oficina Luban`.
fn recased(surface: &str, found: &Found<'_>, target: &str) -> String {
    if is_all_capitals(surface) && !is_all_capitals(found.variant) {
        return target.to_uppercase();
    }
    let text: Vec<&str> = split_words(surface).collect();
    let variant: Vec<&str> = split_words(found.variant).collect();
    let words: Vec<&str> = split_words(target).collect();
    // The word of the text that the variant and the target share.
    let shared = |word: &str| {
        let lower = word.to_lowercase();
        text.iter().enumerate().find(|(place, candidate)| {
            candidate.to_lowercase() == lower
                && variant
                    .get(*place)
                    // The plural ending is part of the text's word and not of the variant's.
                    .is_some_and(|variant| is_same_word(&variant.to_lowercase(), &lower))
        })
    };
    let head = if found.head_first {
        0
    } else {
        words.len().saturating_sub(1)
    };
    let head_in_text = if found.head_first {
        text.first()
    } else {
        text.last()
    };
    let same_head = words
        .get(head)
        .zip(head_in_text)
        .is_some_and(|(target, text)| target.to_lowercase() == text.to_lowercase());
    // The target only puts the variant's words in another order.
    let same_words = same_head && words.iter().all(|word| shared(word).is_some());
    // An atelier that the text writes small becomes a small workshop.
    let small_head = found.common_noun
        && words.len() > 1
        && text.len() > 1
        && head_in_text.is_some_and(|word| !starts_upper(word))
        && (if found.head_first {
            variant.first()
        } else {
            variant.last()
        })
        .is_some_and(|word| starts_upper(word));
    let variant_is_small = variant.first().is_some_and(|first| !starts_upper(first));
    let opens = variant_is_small && text.first().is_some_and(|first| starts_upper(first));
    let is_title = text.len() > 1
        && text
            .iter()
            .filter(|word| word.chars().count() > 3)
            .all(|word| starts_upper(word));

    let mut out = String::with_capacity(target.len());
    let mut rest = target;
    for (index, word) in words.iter().enumerate() {
        let at = rest.find(word).unwrap_or(0);
        out.push_str(&rest[..at]);
        rest = &rest[at + word.len()..];
        let in_text = shared(word);
        let is_first_of_sentence = opens && index == 0;
        let lower = word.to_lowercase();
        let cased = if starts_upper(word) {
            match in_text {
                Some((_, text)) if starts_upper(text) => (*text).to_owned(),
                Some((_, text))
                    if !found.pure_name && (same_words || same_head && index == head) =>
                {
                    (*text).to_owned()
                }
                _ if small_head && !found.pure_name && index == head => lower,
                _ => (*word).to_owned(),
            }
        } else if is_first_of_sentence {
            capitalised(word)
        } else {
            match in_text {
                // The capital of the sentence has moved to another word.
                Some((0, _)) if opens && !is_title => lower,
                Some((_, text)) => (*text).to_owned(),
                None if variant_is_small
                    && is_title
                    && !words::words().is_english_function(&lower)
                    && !words::words().is_small(&lower) =>
                {
                    capitalised(word)
                }
                None => (*word).to_owned(),
            }
        };
        out.push_str(&cased);
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
                head_first: variant.starts_with("Oficina"),
                common_noun: variant == "Luban Atelier",
                pure_name: false,
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
                "one belt one road initiative",
                "One Belt One Road Initiative",
                "Belt and Road Initiative",
                "Belt and Road initiative",
            ),
            (
                "luban ateliers",
                "Luban Atelier",
                "Luban Workshop",
                "Luban workshops",
            ),
            (
                "oficina Lu Ban",
                "Oficina Lu Ban",
                "Oficina Luban",
                "oficina Luban",
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
