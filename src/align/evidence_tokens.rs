//! What a sentence is made of, as far as a translation may share it: numbers, words in Latin or
//! other alphabets, Chinese characters, glossary concepts, marks.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use super::facts::{FactValue, facts};
use crate::glossary::Matcher;
use crate::lang::LangTag;

/// Kinds of tokens, by how they survive translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    /// A number, an amount or a part of a date.
    Number,
    /// The beginning of a word, without accents and in lower case.
    Stem,
    /// One or two Chinese characters.
    Han,
    /// A concept of the glossary.
    Concept,
    /// A question mark, a quotation mark and the like.
    Mark,
    /// The sentence as a whole.
    Whole,
}

/// Letters of a word that are kept: what cognates of related languages tend to share.
const STEM_LETTERS: usize = 5;

/// All tokens of two sides, numbered.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    ids: FxHashMap<(Class, String), u32>,
    classes: Vec<Class>,
}

impl Vocabulary {
    fn id(&mut self, class: Class, key: String) -> u32 {
        let next = self.classes.len() as u32;
        let classes = &mut self.classes;
        *self.ids.entry((class, key)).or_insert_with(|| {
            classes.push(class);
            next
        })
    }

    /// Number of different tokens.
    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    /// The number of a word's token, if the word was met: Chinese characters as they are, the
    /// stem of anything else.
    pub(super) fn word(&self, word: &str) -> Option<u32> {
        let class = if word.starts_with(|c: char| c.script() == Script::Han) {
            Class::Han
        } else {
            Class::Stem
        };
        self.ids.get(&(class, word.to_owned())).copied()
    }

    /// All tokens with their classes and keys.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Class, &str, u32)> {
        self.ids
            .iter()
            .map(|((class, key), id)| (*class, key.as_str(), *id))
    }

    /// The class of a token.
    pub(super) fn class(&self, id: u32) -> Class {
        self.classes[id as usize]
    }

    /// The tokens of a sentence, each once, in ascending order.
    pub(super) fn tokens(
        &mut self,
        sentence: &str,
        lang: LangTag,
        matcher: Option<&Matcher>,
    ) -> Vec<u32> {
        let mut found = Vec::new();
        if sentence.trim().is_empty() {
            return found;
        }
        let whole = sentence.trim().to_lowercase();
        found.push(self.id(Class::Whole, whole));
        if let Some(matcher) = matcher {
            for hit in matcher.hits(sentence, lang, &[]) {
                found.push(self.id(Class::Concept, hit.concept.to_string()));
            }
        }
        for fact in facts(sentence, lang.lang) {
            match fact.value {
                FactValue::Date { month, day } => {
                    for (part, name) in [(month, "month"), (day, "day")] {
                        if part > 0 {
                            found.push(self.id(Class::Number, format!("{name} {part}")));
                        }
                    }
                }
                other => found.push(self.id(Class::Number, format!("{other:?}"))),
            }
        }
        self.scan(sentence, &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }

    fn scan(&mut self, sentence: &str, found: &mut Vec<u32>) {
        let mut word = String::new();
        let mut han: Option<char> = None;
        for c in sentence.nfkc() {
            if is_combining_mark(c) {
                continue;
            }
            let is_han = c.script() == Script::Han;
            if c.is_alphabetic() && !is_han {
                word.extend(c.to_lowercase());
            } else if !word.is_empty() {
                self.push_word(&word, found);
                word.clear();
            }
            if is_han {
                found.push(self.id(Class::Han, c.to_string()));
                if let Some(before) = han {
                    found.push(self.id(Class::Han, [before, c].iter().collect()));
                }
            }
            han = is_han.then_some(c);
            if let Some(mark) = mark(c) {
                found.push(self.id(Class::Mark, mark.to_owned()));
            }
        }
        if !word.is_empty() {
            self.push_word(&word, found);
        }
    }

    fn push_word(&mut self, word: &str, found: &mut Vec<u32>) {
        found.push(self.id(Class::Stem, stem(word)));
    }
}

/// The beginning of a lower-case word with what differs between spellings of one root left out.
pub(super) fn stem(word: &str) -> String {
    let mut letters = String::with_capacity(STEM_LETTERS);
    let plain = word.nfd().filter(|c| !is_combining_mark(*c));
    let mut before = '\0';
    let mut count = 0;
    for c in plain {
        let c = match c {
            'k' | 'q' => 'c',
            'y' | 'j' => 'i',
            'w' => 'v',
            'z' => 's',
            // th, ph, ch: the h is what Portuguese dropped.
            'h' if count > 0 => continue,
            other => other,
        };
        // pp, ss, tt: likewise.
        if c == before {
            continue;
        }
        before = c;
        letters.push(c);
        count += 1;
        if count == STEM_LETTERS {
            break;
        }
    }
    letters
}

/// The meaning of a mark that translations tend to keep.
fn mark(c: char) -> Option<&'static str> {
    Some(match c {
        '?' | '？' => "?",
        '!' | '！' => "!",
        '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '《' | '》' => {
            "\""
        }
        '(' | '（' => "(",
        ':' | '：' => ":",
        ';' | '；' => ";",
        '%' | '％' => "%",
        '…' => "…",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn shared(a: &str, b: &str) -> Vec<Class> {
        let mut vocabulary = Vocabulary::default();
        let a = vocabulary.tokens(a, Lang::EN.into(), None);
        let b = vocabulary.tokens(b, Lang::PT.into(), None);
        let mut classes: Vec<Class> = a
            .iter()
            .filter(|id| b.contains(id))
            .map(|id| vocabulary.class(*id))
            .collect();
        classes.sort_unstable();
        classes
    }

    #[test]
    fn cognates_share_their_beginning() {
        assert_eq!(shared("communication", "comunicação"), [Class::Stem]);
        assert_eq!(shared("house", "casa"), []);
        assert_eq!(shared("theory", "teoria"), [Class::Stem]);
    }

    #[test]
    fn numbers_meet_across_conventions() {
        assert_eq!(shared("44,100.50", "44.100,5"), [Class::Number]);
        assert_eq!(shared("1,000", "1000"), [Class::Number]);
        assert_eq!(shared("2025年", "em 2025."), [Class::Number]);
        assert_eq!(shared("why?", "问？"), [Class::Mark]);
    }

    #[test]
    fn an_empty_sentence_has_nothing() {
        let mut vocabulary = Vocabulary::default();
        assert!(vocabulary.tokens(" \n", LangTag::UND, None).is_empty());
    }
}
