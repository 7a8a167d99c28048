//! Conditions on what stands around a term.
//!
//! The column `context` holds conditions between `;`, each a key and phrases between `/`:
//! `not-prev:chicken/Battle of;not-next:cake`. All conditions must hold. A phrase without capitals
//! is found in any case, a phrase with capitals only as written.

use crate::text::{Case, fold};

/// What a condition looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContextKey {
    /// One of the phrases stands right before the term.
    Prev,
    /// None of them stands right before it.
    NotPrev,
    /// One of them stands right after it.
    Next,
    /// None of them stands right after it.
    NotNext,
    /// One of them stands anywhere in the text.
    Doc,
    /// None of them stands anywhere in the text.
    NotDoc,
}

impl ContextKey {
    const NAMES: [(&'static str, Self); 6] = [
        ("prev", Self::Prev),
        ("not-prev", Self::NotPrev),
        ("next", Self::Next),
        ("not-next", Self::NotNext),
        ("doc", Self::Doc),
        ("not-doc", Self::NotDoc),
    ];
}

/// Words that are looked for around a term.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Phrase {
    text: String,
    any_case: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Condition {
    key: ContextKey,
    phrases: Vec<Phrase>,
}

/// The conditions on a term. Empty: none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    conditions: Vec<Condition>,
}

/// Why a context cannot be read, with the part that is wrong as a byte range of the cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ContextError {
    pub(super) message: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What stands around a match, folded with [`Case::Keep`]; a bounded stretch on each side.
pub(super) struct Around<'a> {
    pub(super) before: &'a str,
    pub(super) after: &'a str,
    /// True when the term's words end at non-letters.
    pub(super) words: bool,
}

impl Context {
    /// True when there are no conditions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    pub(super) fn parse(cell: &str) -> Result<Self, ContextError> {
        let mut conditions = Vec::new();
        if cell.is_empty() {
            return Ok(Self { conditions });
        }
        let mut start = 0;
        for part in cell.split(';') {
            let end = start + part.len();
            let trimmed = part.trim();
            if !trimmed.is_empty() {
                let error = |message: String| ContextError {
                    message,
                    start,
                    end,
                };
                let (name, list) = trimmed
                    .split_once(':')
                    .ok_or_else(|| error(format!("`{trimmed}` is not of the form key:phrases")))?;
                let key = ContextKey::NAMES
                    .into_iter()
                    .find_map(|(known, key)| (known == name.trim()).then_some(key))
                    .ok_or_else(|| error(format!("`{}` is no context key", name.trim())))?;
                let phrases: Vec<Phrase> = list
                    .split('/')
                    .map(str::trim)
                    .filter(|phrase| !phrase.is_empty())
                    .map(|phrase| Phrase {
                        any_case: !phrase.chars().any(char::is_uppercase),
                        text: if phrase.is_ascii() {
                            phrase.to_owned()
                        } else {
                            fold(phrase, Case::Keep)
                        },
                    })
                    .collect();
                if phrases.is_empty() {
                    return Err(error(format!("`{}` has no phrases", name.trim())));
                }
                conditions.push(Condition { key, phrases });
            }
            start = end + 1;
        }
        Ok(Self { conditions })
    }

    /// True when every condition on the neighbourhood holds. Those on the document are left out.
    pub(super) fn holds_around(&self, around: &Around<'_>) -> bool {
        if self.conditions.is_empty() {
            return true;
        }
        let before_lower = around.before.to_lowercase();
        let after_lower = around.after.to_lowercase();
        let is_before = |phrase: &Phrase| {
            let text = if phrase.any_case {
                &before_lower
            } else {
                around.before
            };
            stands_before(text, &phrase.text, around.words)
        };
        let is_after = |phrase: &Phrase| {
            let text = if phrase.any_case {
                &after_lower
            } else {
                around.after
            };
            stands_after(text, &phrase.text, around.words)
        };
        self.conditions.iter().all(|condition| {
            let mut phrases = condition.phrases.iter();
            match condition.key {
                ContextKey::Prev => phrases.any(is_before),
                ContextKey::NotPrev => !phrases.any(is_before),
                ContextKey::Next => phrases.any(is_after),
                ContextKey::NotNext => !phrases.any(is_after),
                ContextKey::Doc | ContextKey::NotDoc => true,
            }
        })
    }

    /// True when a condition looks at the whole text.
    pub(super) fn needs_document(&self) -> bool {
        self.conditions
            .iter()
            .any(|condition| matches!(condition.key, ContextKey::Doc | ContextKey::NotDoc))
    }

    /// True when every condition on the whole text holds; `text` and its lower-case form are
    /// both folded. Reads the text once for each phrase.
    pub(super) fn holds_in(&self, text: &str, lower: &str) -> bool {
        let occurs = |phrase: &Phrase| {
            let (text, needle) = if phrase.any_case {
                (lower, phrase.text.as_str())
            } else {
                (text, phrase.text.as_str())
            };
            // A phrase begins at a word; it may go on, as in `authorization(s)`.
            text.match_indices(needle)
                .any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
        };
        self.conditions.iter().all(|condition| {
            let mut phrases = condition.phrases.iter();
            match condition.key {
                ContextKey::Doc => phrases.any(occurs),
                ContextKey::NotDoc => !phrases.any(occurs),
                _ => true,
            }
        })
    }
}

fn stands_before(before: &str, phrase: &str, words: bool) -> bool {
    if !words {
        return before.ends_with(phrase);
    }
    before
        .trim_end_matches([' ', '-'])
        .strip_suffix(phrase)
        .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}

fn stands_after(after: &str, phrase: &str, words: bool) -> bool {
    if !words {
        return after.starts_with(phrase);
    }
    after
        .trim_start_matches([' ', '-'])
        .strip_prefix(phrase)
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(context: &str, before: &str, after: &str) -> bool {
        Context::parse(context)
            .expect("a context")
            .holds_around(&Around {
                before,
                after,
                words: true,
            })
    }

    #[test]
    fn neighbours_are_whole_words() {
        assert!(!holds("not-next:duck/opera", "the ", " duck is"));
        assert!(!holds("not-next:duck/opera", "the ", " Opera is"));
        assert!(holds("not-next:duck/opera", "the ", " ducks are"));
        assert!(!holds("not-prev:Treaty of", "the Treaty of ", ""));
        assert!(holds("not-prev:Treaty of", "the treaty of ", ""));
        assert!(holds("prev:in/to", "In ", "."));
        assert!(!holds("prev:in/to", "Cousin ", "."));
    }

    #[test]
    fn wrong_contexts_say_what_is_wrong() {
        for (cell, part) in [
            ("before:x", "before:x"),
            ("prev:a;next", "next"),
            ("prev:", "prev:"),
        ] {
            let error = Context::parse(cell).expect_err(cell);
            assert_eq!(&cell[error.start..error.end], part);
        }
    }

    #[test]
    fn the_document_is_searched_at_word_starts() {
        let context = Context::parse("not-doc:fibre/GPS").expect("a context");
        let holds = |text: &str| context.holds_in(text, &text.to_lowercase());
        assert!(!holds("Fibres are laid"));
        assert!(!holds("the GPS segment"));
        assert!(holds("the gps segment"));
        assert!(holds("microfibre"));
    }
}
