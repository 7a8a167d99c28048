//! Where the forms of a glossary stand in a text.
//!
//! A form that only counts as whole words is known by its first two words, any other form, those of Chinese above
//! all, by its first two characters. A text is looked through word by word and character by character: one look into
//! a table of bits answers nearly all of them, and where forms may begin, those that do are found in the sorted list
//! of those that begin alike. That is ready in a fraction of the time that an automaton over all forms takes, and no
//! slower to search with (`benches/peer`, bench `glossary`).

use std::ops::Range;

use rustc_hash::FxHashMap;
use unicode_normalization::char::is_combining_mark;

use super::zones::is_han;
use super::{Action, Boundary, Concept, TermCase};
use crate::lang::LangTag;
use crate::text::{Case, Span, fold};

/// Dots that are typed between the parts of a foreign name in Chinese. The first is the right one.
const NAME_DOTS: [char; 7] = [
    '\u{B7}', '\u{30FB}', '\u{2022}', '\u{2027}', '\u{2219}', '\u{FF0E}', '\u{FF65}',
];

/// The script that a term is written in, as far as it decides the language of its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Han,
    Other,
}

/// A term with a form of it, and what has to be known of it at every place where its letters stand: most
/// places are parts of other words, or in another language, and the term itself is not looked at for them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) concept: u32,
    pub(super) term: u32,
    pub(super) lang: LangTag,
    pub(super) script: Script,
    pub(super) case: TermCase,
    /// Only whole words count.
    pub(super) is_word: bool,
    /// A plural ending may follow.
    pub(super) plural: bool,
    /// The form has another dot between the parts of a name than the term.
    pub(super) wrong_dot: bool,
    pub(super) is_right: bool,
    pub(super) is_variant: bool,
    pub(super) has_context: bool,
    /// Seen by those who ask for terms: not a form that only warns of a mix-up.
    pub(super) is_hit: bool,
}

/// The forms of all terms, by how they begin.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The folded forms, one after the other.
    letters: String,
    by_word: Table,
    /// The first words of the forms that are known by two.
    first_words: Filter,
    /// The other forms: those that begin with a Chinese or Japanese character, and the rest.
    asian: ByCharacter,
    others: ByCharacter,
}

impl Index {
    /// None where there is nothing to find.
    pub(super) fn new(concepts: &[Concept]) -> Option<Self> {
        let mut index = Self::default();
        let (mut words, mut first_words) = (Given::new(), Vec::new());
        let (mut asian, mut others) = (Given::default(), Given::default());
        let mut add = |form: &str, entry: Entry| {
            let Some(first) = form.chars().next().filter(|_| !form.trim().is_empty()) else {
                return;
            };
            let start = index.letters.len() as u32;
            index.letters.push_str(form);
            let letters = start..index.letters.len() as u32;
            if !entry.is_word || !is_word(first) {
                let others = if is_asian(form.as_bytes()[0]) {
                    &mut asian
                } else {
                    &mut others
                };
                let bytes = form.as_bytes();
                let key = key_of_two(bytes, 0).unwrap_or_else(|| key(bytes, 0, bytes.len()));
                others.push((key, letters, entry));
                return;
            }
            let bytes = form.as_bytes();
            let word = word_len(form, 0);
            let known = two_words_len(form, 0, word).unwrap_or(word);
            if known > word {
                first_words.push(key(bytes, 0, word));
            }
            // The ending stands in the same word.
            if entry.plural && known == form.len() {
                let plural = format!("{form}s");
                words.push((
                    key(plural.as_bytes(), 0, plural.len()),
                    letters.clone(),
                    entry,
                ));
            }
            words.push((key(bytes, 0, known), letters, entry));
        };
        for (concept_at, concept) in concepts.iter().enumerate() {
            for (term_at, term) in concept.terms.iter().enumerate() {
                let entry = Entry {
                    concept: concept_at as u32,
                    term: term_at as u32,
                    lang: term.lang,
                    script: script_of(&term.text),
                    case: term.case,
                    is_word: term.boundary == Boundary::Word,
                    plural: term.plural,
                    wrong_dot: false,
                    is_right: term.status.is_right(),
                    is_variant: term.is_variant(),
                    has_context: !term.context.is_empty(),
                    is_hit: term.status.is_right() || term.action != Action::None,
                };
                let form = fold(&term.text, Case::Lower);
                if entry.script == Script::Han && form.contains(NAME_DOTS[0]) {
                    for dot in &NAME_DOTS[1..] {
                        let typed = form.replace(NAME_DOTS[0], dot.encode_utf8(&mut [0; 4]));
                        let wrong_dot = true;
                        add(&typed, Entry { wrong_dot, ..entry });
                    }
                }
                add(&form, entry);
            }
        }
        index.by_word = Table::new(&index.letters, words);
        index.first_words = Filter::new(first_words);
        index.asian = ByCharacter::new(&index.letters, asian);
        index.others = ByCharacter::new(&index.letters, others);
        let tables = [&index.by_word, &index.asian.table, &index.others.table];
        tables
            .iter()
            .any(|of| !of.entries.is_empty())
            .then_some(index)
    }

    /// Calls `take` with every form that stands in `folded`, and its place; of those at one place in the order
    /// of the glossary. Where a word ends is not looked at.
    pub(super) fn find(&self, folded: &str, mut take: impl FnMut(&Entry, Span)) {
        let bytes = folded.as_bytes();
        if !self.others.table.entries.is_empty() {
            let mut at = 0;
            while at < bytes.len() {
                self.take_others(&self.others, bytes, at, &mut take);
                at += char_len(bytes[at]);
            }
        }
        let mut at = 0;
        while at < bytes.len() {
            if is_asian(bytes[at]) {
                self.take_others(&self.asian, bytes, at, &mut take);
                // Most of a Chinese text.
                if matches!(bytes[at], 0xE4..=0xE9) {
                    at += 3;
                    continue;
                }
            }
            let len = word_len(folded, at);
            if len == 0 {
                at += char_len(bytes[at]);
                continue;
            }
            let word = key(bytes, at, len);
            self.take(&self.by_word, word, bytes, at, &mut take);
            if self.first_words.may_have(word)
                && let Some(two) = two_words_len(folded, at, len)
            {
                self.take(&self.by_word, key(bytes, at, two), bytes, at, &mut take);
            }
            at += len;
        }
    }

    /// The forms of `of` whose letters stand at `at`.
    #[inline]
    fn take_others(
        &self,
        of: &ByCharacter,
        bytes: &[u8],
        at: usize,
        take: &mut impl FnMut(&Entry, Span),
    ) {
        if of.has_single {
            let single = key(bytes, at, char_len(bytes[at]));
            self.take(&of.table, single, bytes, at, take);
        }
        if let Some(key) = key_of_two(bytes, at) {
            self.take(&of.table, key, bytes, at, take);
        }
    }

    /// The forms of `key` whose letters stand at `at`.
    #[inline]
    fn take(
        &self,
        table: &Table,
        key: u64,
        bytes: &[u8],
        at: usize,
        take: &mut impl FnMut(&Entry, Span),
    ) {
        if !table.keys.may_have(key) {
            return;
        }
        for (entries, len) in table.prefixes(key, &self.letters, &bytes[at..]) {
            for entry in entries {
                take(entry, Span::new(at, at + len));
            }
        }
    }
}

/// Entries with the keys and the letters that they are found by.
type Given = Vec<(u64, Range<u32>, Entry)>;

/// The forms that are not made of whole words, by their first two characters, or by their only one.
#[derive(Debug, Default)]
struct ByCharacter {
    table: Table,
    /// There is a form of one character.
    has_single: bool,
}

impl ByCharacter {
    fn new(letters: &str, given: Given) -> Self {
        let is_single =
            |form: &Range<u32>| char_len(letters.as_bytes()[form.start as usize]) == form.len();
        Self {
            has_single: given.iter().any(|(_, form, _)| is_single(form)),
            table: Table::new(letters, given),
        }
    }
}

/// True for the first byte of characters from U+3000 on, those of Chinese and Japanese among them.
#[inline]
fn is_asian(first: u8) -> bool {
    first >= 0xE3
}

/// The key of the two characters at `at`; None for the last one.
#[inline]
fn key_of_two(bytes: &[u8], at: usize) -> Option<u64> {
    let one = char_len(bytes[at]);
    let two = char_len(*bytes.get(at + one)?);
    Some(key(bytes, at, one + two))
}

/// A set of keys that answers yes for a few more: one in sixteen at most.
#[derive(Debug, Default)]
struct Filter {
    /// A bit for the upper bits of each key.
    bits: Vec<u64>,
    /// How far a key is shifted to be the number of its bit.
    shift: u32,
}

impl Filter {
    fn new(mut keys: Vec<u64>) -> Self {
        // Many forms begin alike: a small filter stays in the nearest cache.
        keys.sort_unstable();
        keys.dedup();
        let exponent = (keys.len().max(4) * 16)
            .next_power_of_two()
            .trailing_zeros();
        let mut filter = Self {
            bits: vec![0; 1 << (exponent - 6)],
            shift: 64 - exponent,
        };
        for key in keys {
            let bit = key >> filter.shift;
            filter.bits[(bit >> 6) as usize] |= 1 << (bit & 63);
        }
        filter
    }

    #[inline]
    fn may_have(&self, key: u64) -> bool {
        let bit = key >> self.shift;
        let bits = self.bits.get((bit >> 6) as usize).copied();
        bits.unwrap_or(0) & 1 << (bit & 63) != 0
    }
}

/// Which forms a key leads to.
#[derive(Debug, Default)]
struct Table {
    keys: Filter,
    /// The forms of each key.
    ranges: FxHashMap<u64, Range<u32>>,
    /// Those of one key in the order of their letters.
    forms: Vec<Form>,
    /// Those of one form in the order of the glossary.
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Form {
    /// Where in [`Index::letters`].
    letters: Range<u32>,
    /// Where in [`Table::entries`].
    entries: Range<u32>,
    /// The longest other form of its key that it begins with, as its place in [`Table::forms`].
    shorter: Option<u32>,
}

impl Form {
    fn letters<'l>(&self, all: &'l str) -> &'l [u8] {
        &all.as_bytes()[self.letters.start as usize..self.letters.end as usize]
    }
}

impl Table {
    fn new(letters: &str, given: Given) -> Self {
        let form = |at: usize| &letters[given[at].1.start as usize..given[at].1.end as usize];
        let mut order: Vec<(u64, usize)> = (0..given.len()).map(|at| (given[at].0, at)).collect();
        order.sort_unstable_by(|a, b| {
            a.0.cmp(&b.0)
                .then_with(|| form(a.1).cmp(form(b.1)))
                .then(a.1.cmp(&b.1))
        });
        let mut table = Self {
            keys: Filter::new(order.iter().map(|(key, _)| *key).collect()),
            entries: order.iter().map(|(_, at)| given[*at].2).collect(),
            ..Self::default()
        };
        table.ranges.reserve(order.len());
        let mut entry = 0;
        for same_key in order.chunk_by(|a, b| a.0 == b.0) {
            let begin = table.forms.len();
            for same_form in same_key.chunk_by(|a, b| form(a.1) == form(b.1)) {
                let first = same_form[0].1;
                let mut shorter = (table.forms.len() > begin).then(|| table.forms.len() - 1);
                while let Some(at) = shorter
                    && !form(first)
                        .as_bytes()
                        .starts_with(table.forms[at].letters(letters))
                {
                    shorter = table.forms[at].shorter.map(|at| at as usize);
                }
                let end = entry + same_form.len() as u32;
                table.forms.push(Form {
                    letters: given[first].1.clone(),
                    entries: entry..end,
                    shorter: shorter.map(|at| at as u32),
                });
                entry = end;
            }
            let range = begin as u32..table.forms.len() as u32;
            table.ranges.insert(same_key[0].0, range);
        }
        table
    }

    /// The forms of `key` that `text` begins with, the longest first: their entries and lengths.
    fn prefixes<'a>(
        &'a self,
        key: u64,
        letters: &'a str,
        text: &'a [u8],
    ) -> impl Iterator<Item = (&'a [Entry], usize)> {
        let range = self.ranges.get(&key).cloned().unwrap_or_default();
        let (begin, end) = (range.start as usize, range.end as usize);
        // All prefixes of a text are before it in order, and the last of those that are before it has begun
        // with the same letters as far as any of them does.
        let before = self.forms[begin..end].partition_point(|form| form.letters(letters) <= text);
        let last = before.checked_sub(1).map(|last| begin + last);
        let shorter = |at: &usize| self.forms[*at].shorter.map(|at| at as usize);
        std::iter::successors(last, shorter)
            .map(|at| &self.forms[at])
            .filter(|form| text.starts_with(form.letters(letters)))
            .map(|form| {
                let entries = form.entries.start as usize..form.entries.end as usize;
                (&self.entries[entries], form.letters(letters).len())
            })
    }
}

/// The length of a character in UTF-8 from its first byte.
#[inline]
fn char_len(first: u8) -> usize {
    match first {
        0..=0xBF => 1,
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    }
}

/// True for characters that words are made of.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_'
    } else {
        // Chinese stands next to Latin words without a space.
        match c {
            // Marks are no words: asked first, as most characters that come here are.
            '\u{2010}'..='\u{2064}' | '\u{3000}'..='\u{3029}' | '\u{FF00}'..='\u{FFEF}' => false,
            ..'\u{2E80}' => c.is_alphanumeric() || is_combining_mark(c),
            _ => is_combining_mark(c),
        }
    }
}

/// The highest bit of each of eight bytes.
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// How many of eight bytes, from the lowest on, are small ASCII letters, digits or underscores: all at once, as
/// the length of a word is what a processor guesses wrong.
#[inline]
fn ascii_word_len(eight: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let low = eight & !HIGH_BITS;
    // The highest bit of a byte is set where it is that number or more.
    let from = |number: u8| low + ONES * u64::from(0x80 - number);
    let letters = from(b'a') & !from(b'z' + 1);
    let digits = from(b'0') & !from(b'9' + 1);
    let underscores = !((low ^ (ONES * u64::from(b'_'))) + ONES * 0x7F);
    let words = (letters | digits | underscores) & !eight;
    (!words & HIGH_BITS).trailing_zeros() as usize / 8
}

/// The length of the word at `at` of a folded text; 0 where none begins.
#[inline]
fn word_len(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    loop {
        let len = ascii_word_len(eight(bytes, end));
        end += len;
        match bytes.get(end) {
            _ if len == 8 => {}
            None | Some(0..=0x7F) => break,
            // U+00C0 to U+023F are letters, × and ÷ apart.
            Some(0xC3) if !matches!(bytes.get(end + 1), Some(0x97 | 0xB7)) => end += 2,
            Some(0xC4..=0xC8) => end += 2,
            Some(_) => match text[end..].chars().next() {
                Some(c) if is_word(c) => end += c.len_utf8(),
                _ => break,
            },
        }
    }
    end - at
}

/// Most characters between two words that a form is known by.
const GAP: usize = 3;

/// The length of a word of `word` bytes at `at` with the next; None where no other follows near.
fn two_words_len(text: &str, at: usize, word: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut end = at + word;
    for _ in 0..GAP {
        end += char_len(*bytes.get(end)?);
        let second = word_len(text, end);
        if second > 0 {
            return Some(end + second - at);
        }
    }
    None
}

/// A number for `len` bytes from `at`, whose upper bits depend on all of them.
#[inline]
fn key(bytes: &[u8], at: usize, len: usize) -> u64 {
    let mut key = len as u64;
    let mut done = 0;
    while done < len {
        let rest = (len - done).min(8);
        let eight = eight(bytes, at + done) & u64::MAX >> (64 - 8 * rest);
        key = (key.rotate_left(29) ^ eight).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        done += rest;
    }
    key
}

/// Eight bytes from `at` as a number; zeros behind the end.
#[inline]
fn eight(bytes: &[u8], at: usize) -> u64 {
    match bytes[at..].first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => {
            let mut last = [0; 8];
            last[..bytes.len() - at].copy_from_slice(&bytes[at..]);
            u64::from_le_bytes(last)
        }
    }
}

fn script_of(text: &str) -> Script {
    let mut script = Script::Latin;
    for c in text.chars() {
        if is_han(c) {
            return Script::Han;
        }
        if matches!(c, '\u{370}'..='\u{52F}') {
            script = Script::Other;
        }
    }
    script
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::glossary::Glossary;

    /// Whether a form at `span` is made of whole words.
    fn is_whole(text: &str, span: Span) -> bool {
        let before = text[..span.start].chars().next_back();
        let after = text[span.end..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        /// Every place of every form is found, and nothing else, as by looking for each form at each place.
        #[test]
        fn all_forms_are_found_at_all_places(
            terms in prop::collection::vec("[ab鲁é]{1,3}([ ,'-]{1,4}[ab鲁éố_1]{1,9}){0,2}", 1..12),
            text in "([ab鲁éố_1]{0,9}[ ,'.-]{0,4}){0,8}",
            boundary in prop::sample::select(vec!["word", "none"]),
        ) {
            let mut file = "concept_id,lang,term,status,boundary\n".to_owned();
            for (at, term) in terms.iter().enumerate() {
                file.push_str(&format!("c{at},en,\"{term}\",preferred,{boundary}\n"));
            }
            let (glossary, _) = Glossary::parse(&[("x.csv".to_owned(), file)]);
            let folded = fold(&text, Case::Lower);
            let mut expected: Vec<(usize, usize, u32)> = Vec::new();
            for (at, concept) in glossary.concepts().iter().enumerate() {
                let form = fold(&concept.terms[0].text, Case::Lower);
                for (start, _) in folded.char_indices() {
                    let span = Span::new(start, start + form.len());
                    let stands = folded[start..].starts_with(&form);
                    if stands && (boundary == "none" || is_whole(&folded, span)) {
                        expected.push((span.start, span.end, at as u32));
                    }
                }
            }
            let mut found: Vec<(usize, usize, u32)> = Vec::new();
            if let Some(index) = Index::new(glossary.concepts()) {
                index.find(&folded, |entry, span| {
                    if boundary == "none" || is_whole(&folded, span) {
                        found.push((span.start, span.end, entry.concept));
                    }
                });
            }
            expected.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
