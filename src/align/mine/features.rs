//! What a sentence is known by: its words, names, terms and figures, as keys to compare.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::MineDoc;
use super::words::{COMMON_HAN, Word, is_common, is_han, stem, words};
use crate::align::facts::{Fact, FactKind, FactValue, facts};
use crate::align::words::words as dictionary_words;
use crate::embed::{EncodeError, Encoder, Vectors};
use crate::glossary::Matcher;
use crate::lang::LangTag;
use crate::text::Span;

/// A sentence with fewer terms says too little to be found again.
const MIN_TERMS: usize = 3;

/// What kind of evidence a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TermKind {
    /// Stem of a word.
    Word,
    /// Stem of a word with a capital that the sentence does not give it.
    Name,
    /// Concept of the glossary: the same in all languages.
    Concept,
    /// A figure, date or amount.
    Fact,
    /// Two neighbouring Chinese characters.
    Han,
    /// Two neighbouring stems.
    Phrase,
}

/// One thing that a sentence is known by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    /// Equal for equal things; comparable across documents and languages.
    pub(super) key: u64,
    pub(super) kind: TermKind,
    /// Where it stands in the sentence.
    pub(super) span: Span,
    /// How much a fact tells; 1 for other kinds.
    pub(super) weight: f32,
    /// Equal for the words of one name, which together are one piece of evidence.
    pub(super) group: u16,
}

/// A sentence with its terms.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    pub(super) text: String,
    /// Equal for sentences with the same letters and digits; 0 for those that say too little.
    pub(super) hash: u64,
    /// Sorted by key, one of each.
    pub(super) terms: Vec<Term>,
    pub(super) facts: Vec<Fact>,
}

impl Sentence {
    /// True when there is enough in it to be told from others.
    pub(super) fn says_something(&self) -> bool {
        self.hash != 0
    }

    /// Its words, names, concepts and figures with their keys, in order; the words of a concept
    /// stand beside it. Chinese words are those of ICU's dictionary.
    fn units(&self) -> Vec<(Span, u64)> {
        let terms = self.terms.iter();
        let mut found: Vec<(Span, u64)> = terms
            .filter(|term| !matches!(term.kind, TermKind::Phrase | TermKind::Han))
            .map(|term| (term.span, term.key))
            .collect();
        for span in dictionary_words(&self.text) {
            let word = span.of(&self.text);
            // A single character says little.
            if word.starts_with(is_han) && word.chars().nth(1).is_some() {
                found.push((span, key_of(Salt::Word, word.as_bytes())));
            }
        }
        found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        found
    }

    /// The fact at a place.
    pub(super) fn fact_at(&self, span: Span) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.span == span)
    }
}

/// What the sentences of one document are known by: see [`features`].
#[derive(Clone, Debug)]
pub struct DocFeatures {
    pub(super) lang: LangTag,
    pub(super) sentences: Vec<Sentence>,
    pub(super) vectors: Option<DocVectors>,
}

/// What the sentences of a document mean.
#[derive(Clone, Debug)]
pub(super) struct DocVectors {
    /// A row a sentence.
    pub(super) sentences: Vectors,
    /// A row a passage, sentence by sentence.
    pub(super) passages: Vectors,
    /// First passage of each sentence, and their number.
    pub(super) starts: Vec<usize>,
    /// A row a word.
    pub(super) words: Vectors,
    /// Words, names, terms and figures of the sentences, in order.
    units: Vec<WordUnit>,
    /// First unit of each sentence, and their number.
    unit_starts: Vec<usize>,
}

/// A word, name, term or figure of a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct WordUnit {
    /// Equal for equal things.
    pub(super) key: u64,
    /// Its row among the vectors of the words.
    pub(super) row: usize,
}

impl DocVectors {
    fn new(sentences: &[Sentence], encoder: &dyn Encoder) -> Result<Self, EncodeError> {
        let mut rows: FxHashMap<u64, usize> = FxHashMap::default();
        let mut words: Vec<&str> = Vec::new();
        let mut units = Vec::new();
        let mut unit_starts = vec![0];
        for sentence in sentences {
            for (span, key) in sentence.units() {
                let row = *rows.entry(key).or_insert_with(|| {
                    words.push(span.of(&sentence.text));
                    words.len() - 1
                });
                units.push(WordUnit { key, row });
            }
            unit_starts.push(units.len());
        }
        let words = encoder.encode(&words)?;
        let sentences: Vec<&str> = sentences.iter().map(|s| s.text.as_str()).collect();
        let mut passages = Vec::new();
        let mut starts = vec![0];
        for sentence in &sentences {
            passages.extend(self::passages(sentence));
            starts.push(passages.len());
        }
        Ok(Self {
            sentences: encoder.encode(&sentences)?,
            passages: encoder.encode(&passages)?,
            starts,
            words,
            units,
            unit_starts,
        })
    }

    /// The words, names, terms and figures of a sentence, in order.
    pub(super) fn words_of(&self, sentence: usize) -> &[WordUnit] {
        &self.units[self.unit_starts[sentence]..self.unit_starts[sentence + 1]]
    }

    /// The passages of a sentence.
    pub(super) fn passages_of(&self, sentence: usize) -> Range<usize> {
        self.starts[sentence]..self.starts[sentence + 1]
    }
}

/// Words of a passage; a Chinese character counts for [`HAN_WORDS`].
const PASSAGE_WORDS: f32 = 9.0;
/// Words from the start of a passage to that of the next.
const PASSAGE_STEP: f32 = 3.0;
const HAN_WORDS: f32 = 0.6;
/// Passages of a sentence at most: more than a thousand words without a full stop are no sentence.
const MAX_PASSAGES: usize = 350;

/// Overlapping stretches of a sentence: a long sentence tells several things, and another sentence
/// may tell one of them among others.
fn passages(sentence: &str) -> Vec<&str> {
    // Where words begin, and how many there are before each.
    let mut words: Vec<(usize, f32)> = Vec::new();
    let (mut count, mut is_inside) = (0.0, false);
    for (at, c) in sentence.char_indices() {
        let is_letter = c.is_alphanumeric();
        if is_han(c) || (is_letter && !is_inside) {
            words.push((at, count));
            count += if is_han(c) { HAN_WORDS } else { 1.0 };
        }
        is_inside = is_letter && !is_han(c);
    }
    let mut passages = Vec::new();
    let mut next = 0.0;
    for (start, before) in &words {
        if *before < next {
            continue;
        }
        next = before + PASSAGE_STEP;
        let end = words.partition_point(|(_, count)| *count < before + PASSAGE_WORDS);
        match words.get(end) {
            Some((end, _)) if passages.len() + 1 < MAX_PASSAGES => {
                passages.push(&sentence[*start..*end]);
            }
            _ => {
                passages.push(&sentence[*start..]);
                return passages;
            }
        }
    }
    passages.push(sentence);
    passages
}

/// Reads the features of one document.
///
/// Documents do not influence each other here, so they can be read in parallel and then be
/// given to [`super::link`] in one slice. Without an encoder, or if it fails, the sentences are
/// known by their words, names and figures only. Linear in the length of the text.
#[must_use]
pub fn features(
    doc: &MineDoc<'_>,
    matcher: &Matcher,
    encoder: Option<&dyn Encoder>,
) -> DocFeatures {
    let sentences: Vec<Sentence> = doc
        .sentences
        .iter()
        .map(|text| sentence(text, doc.lang, matcher))
        .collect();
    DocFeatures {
        lang: doc.lang,
        vectors: encoder.and_then(|encoder| DocVectors::new(&sentences, encoder).ok()),
        sentences,
    }
}

fn sentence(text: &str, tag: LangTag, matcher: &Matcher) -> Sentence {
    let facts = facts(text, tag.lang);
    let mut terms: Vec<Term> = facts
        .iter()
        .map(|fact| Term {
            key: fact_key(fact),
            kind: TermKind::Fact,
            span: fact.span,
            weight: fact.weight,
            group: 0,
        })
        .collect();
    let mut groups = 0;
    let mut taken: Vec<Span> = facts.iter().map(|fact| fact.span).collect();
    let mut concepts: Vec<(Span, u16)> = Vec::new();
    for hit in matcher.hits(text, tag, &[]) {
        let group = number_of(&mut groups);
        terms.push(Term {
            key: key_of(Salt::Concept, &hit.concept.to_le_bytes()),
            kind: TermKind::Concept,
            span: hit.span,
            weight: 1.0,
            group,
        });
        concepts.push((hit.span, group));
    }
    let words = words(text);
    push_words(&words, &taken, &concepts, text, &mut groups, &mut terms);
    taken.extend(concepts.iter().map(|(span, _)| *span));
    taken.sort_unstable();
    push_han(text, &taken, &mut terms);
    terms.sort_by_key(|term| (term.key, term.span));
    terms.dedup_by_key(|term| term.key);
    let hash = if terms.len() >= MIN_TERMS {
        text_hash(text)
    } else {
        0
    };
    Sentence {
        text: text.to_owned(),
        hash,
        terms,
        facts,
    }
}

/// The next number for a group of terms.
fn number_of(groups: &mut u16) -> u16 {
    *groups = groups.saturating_add(1);
    *groups
}

fn push_words(
    words: &[Word],
    taken: &[Span],
    concepts: &[(Span, u16)],
    text: &str,
    groups: &mut u16,
    terms: &mut Vec<Term>,
) {
    let capitals = words.iter().filter(|word| word.is_capital).count();
    // In a headline in title case a capital says nothing.
    let is_title = words.len() >= 4 && capitals * 10 > words.len() * 6;
    let mut taken = taken.iter().copied().peekable();
    let mut concepts = concepts.iter().copied().peekable();
    let mut before: Option<&Word> = None;
    for word in words {
        while taken.next_if(|span| span.end <= word.span.start).is_some() {}
        if taken.peek().is_some_and(|span| span.overlaps(word.span)) {
            before = None;
            continue;
        }
        let letters = word.span.of(text);
        let is_acronym = letters.len() >= 2 && letters.chars().all(char::is_uppercase);
        let is_name = word.is_capital && !is_title && (!word.is_first || is_acronym);
        if is_common(letters) && !is_acronym {
            continue;
        }
        if !(word.is_capital || is_acronym || letters.chars().count() >= 4) {
            continue;
        }
        let goes_on = word.is_joined && word.is_capital && before.is_some_and(|b| b.is_capital);
        if !goes_on {
            number_of(groups);
        }
        while concepts
            .next_if(|(span, _)| span.end <= word.span.start)
            .is_some()
        {}
        // The words of a concept are one piece of evidence with it.
        let group = match concepts.peek() {
            Some((span, group)) if span.overlaps(word.span) => *group,
            _ => *groups,
        };
        terms.push(Term {
            key: key_of(Salt::Word, word.stem.as_bytes()),
            kind: if is_name {
                TermKind::Name
            } else {
                TermKind::Word
            },
            span: word.span,
            weight: 1.0,
            group,
        });
        if let Some(before) = before {
            let pair = Span::new(before.span.start, word.span.end);
            if goes_on {
                // Lu Ban is Luban: a short name in two words is also one in one word.
                let letters_of_both = before.span.len() + word.span.len();
                let joined = if letters_of_both <= 8 {
                    stem(&format!("{}{letters}", before.span.of(text)))
                } else {
                    format!("{} {}", before.stem, word.stem)
                };
                terms.push(Term {
                    key: key_of(Salt::Word, joined.as_bytes()),
                    kind: if is_title {
                        TermKind::Word
                    } else {
                        TermKind::Name
                    },
                    span: pair,
                    weight: 1.0,
                    group,
                });
            } else {
                let phrase = format!("{} {}", before.stem, word.stem);
                terms.push(Term {
                    key: key_of(Salt::Word, phrase.as_bytes()),
                    kind: TermKind::Phrase,
                    span: pair,
                    weight: 1.0,
                    group,
                });
            }
        }
        before = Some(word);
    }
}

fn push_han(text: &str, taken: &[Span], terms: &mut Vec<Term>) {
    let mut before: Option<(usize, char)> = None;
    let mut taken = taken.iter().copied().peekable();
    for (at, c) in text.char_indices() {
        while taken.next_if(|span| span.end <= at).is_some() {}
        let is_free = taken.peek().is_none_or(|span| span.start > at);
        let counts = is_free && is_han(c) && !COMMON_HAN.contains(&c);
        if let (true, Some((start, first))) = (counts, before) {
            let mut bytes = [0; 8];
            let len = first.encode_utf8(&mut bytes).len();
            let len = len + c.encode_utf8(&mut bytes[len..]).len();
            terms.push(Term {
                key: key_of(Salt::Han, &bytes[..len]),
                kind: TermKind::Han,
                span: Span::new(start, at + c.len_utf8()),
                weight: 1.0,
                group: 0,
            });
        }
        before = counts.then_some((at, c));
    }
}

#[derive(Clone, Copy)]
pub(super) enum Salt {
    Word,
    Han,
    Concept,
    Fact,
    Text,
}

/// FNV-1a: the same on every machine, so that links come in the same order everywhere.
pub(super) fn key_of(salt: Salt, bytes: &[u8]) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ (salt as u64 + 1);
    bytes.iter().fold(start, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn fact_key(fact: &Fact) -> u64 {
    // A share, a sum and a count of the same figure are different facts; a place in an order
    // and a count are told apart by language more than by sense (80 anos, 80周年).
    let kind = match fact.kind {
        FactKind::Amount(currency) => currency.code().to_owned(),
        FactKind::Percent => "%".to_owned(),
        FactKind::Date => "date".to_owned(),
        FactKind::Time => "time".to_owned(),
        FactKind::Code => "code".to_owned(),
        FactKind::Year => "year".to_owned(),
        FactKind::Count | FactKind::Ordinal => "number".to_owned(),
    };
    let value = match fact.value {
        FactValue::Number(number) => format!("{number:?}"),
        FactValue::Date { month, day } => format!("{month}-{day}"),
        FactValue::Time { hour, minute } => format!("{hour}:{minute}"),
        FactValue::Code(hash) => format!("{hash:x}"),
    };
    key_of(Salt::Fact, format!("{kind} {value}").as_bytes())
}

/// Hash of the letters and digits in lower case; never 0.
fn text_hash(text: &str) -> u64 {
    let mut hash = key_of(Salt::Text, &[]);
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        for c in c.to_lowercase() {
            hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn keys(text: &str, lang: Lang) -> Vec<u64> {
        sentence(text, lang.into(), &Matcher::default())
            .terms
            .iter()
            .map(|term| term.key)
            .collect()
    }

    #[test]
    fn forms_of_a_name_meet() {
        let shared = |a: (&str, Lang), b: (&str, Lang)| {
            let other = keys(b.0, b.1);
            keys(a.0, a.1)
                .iter()
                .filter(|key| other.contains(key))
                .count()
        };
        let lu_ban = ("ten Lu Ban workshops", Lang::EN);
        assert!(shared(("the Luban Workshops", Lang::EN), lu_ban) >= 2);
        assert!(
            shared(
                ("a Declaração de Tianjin", Lang::PT),
                ("the Tianjin Declaration", Lang::EN)
            ) >= 2
        );
        assert!(
            shared(
                ("双边贸易额440亿美元", Lang::ZH),
                ("trade of $44 billion", Lang::EN)
            ) == 1
        );
        assert!(
            shared(
                ("上海合作组织峰会", Lang::ZH),
                ("上海合作组织成员国", Lang::ZH)
            ) >= 5
        );
    }
}
