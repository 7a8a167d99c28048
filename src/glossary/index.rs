//! Where the forms of a glossary stand in a text.
//!
//! A form that only counts as whole words is known by its first two words, a form that begins with a Chinese
//! character by its first three characters. A text is looked through word by word and character by character: one
//! look into a table of bits answers nearly all of them, and where forms may begin, those that do are found in the
//! sorted list of those that begin alike. That is ready in a fraction of the time that an automaton over all forms
//! takes (`benches/peer`, bench `glossary`). The few other forms are found by an automaton.

use std::ops::Range;

use daachorse::CharwiseDoubleArrayAhoCorasick;
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
    by_word: Table,
    /// The first words of the forms that are known by two.
    first_words: Filter,
    /// The other forms: those that begin with a Chinese or Japanese character, and the rest.
    asian: ByCharacter,
    others: Others,
}

impl Index {
    /// None where there is nothing to find.
    pub(super) fn new(concepts: &[Concept]) -> Option<Self> {
        // The folded forms, one after the other.
        let mut all = String::new();
        let (mut words, mut first_words) = (Given::new(), Vec::new());
        let (mut asian, mut others) = (Given::new(), Vec::new());
        let mut add = |form: &str, entry: Entry| {
            let Some(first) = form.chars().next().filter(|_| !form.trim().is_empty()) else {
                return;
            };
            let start = all.len() as u32;
            all.push_str(form);
            let letters = start..all.len() as u32;
            if !entry.is_word || !is_word(first) {
                if is_asian(form.as_bytes()[0]) {
                    let mut known_by = 0;
                    each_key_of_characters(form.as_bytes(), 0, |_, key| {
                        known_by = key;
                        true
                    });
                    asian.push((known_by, letters, entry));
                } else {
                    others.push((form.to_owned(), entry));
                }
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
        let index = Self {
            by_word: Table::new(&all, words),
            first_words: Filter::new(first_words),
            asian: ByCharacter::new(&all, asian),
            others: Others::new(others),
        };
        let entries = [
            &index.by_word.entries,
            &index.asian.table.entries,
            &index.others.entries,
        ];
        entries.iter().any(|of| !of.is_empty()).then_some(index)
    }

    /// Calls `take` with every form that stands in `folded`, and its place; of those at one place in the order
    /// of the glossary. Where a word ends is not looked at.
    pub(super) fn find(&self, folded: &str, mut take: impl FnMut(&Entry, Span)) {
        self.others.find(folded, &mut take);
        let bytes = folded.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if is_asian(bytes[at]) {
                let asian = &self.asian;
                each_key_of_characters(bytes, at, |characters, key| {
                    // Most characters begin no form together with the next.
                    if characters == 2 && !asian.pairs.may_have(key) {
                        return false;
                    }
                    if asian.lengths[characters - 1] && asian.table.keys.may_have(key) {
                        self.take(&asian.table, key, bytes, at, &mut take);
                    }
                    true
                });
                // Most of a Chinese text: its characters, 、。《》 and ！（），：；？.
                if matches!(
                    bytes[at..],
                    [0xE4..=0xE9, ..] | [0xE3, 0x80, 0x81..=0xA9, ..] | [0xEF, 0xBC, ..]
                ) {
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
            if self.by_word.keys.may_have(word) {
                self.take(&self.by_word, word, bytes, at, &mut take);
            }
            if self.first_words.may_have(word)
                && let Some(two) = two_words_len(folded, at, len)
            {
                let words = key(bytes, at, two);
                if self.by_word.keys.may_have(words) {
                    self.take(&self.by_word, words, bytes, at, &mut take);
                }
            }
            at += len;
        }
    }

    /// The forms of `key`, if there are any, whose letters stand at `at`.
    #[inline(never)]
    fn take(
        &self,
        table: &Table,
        key: u64,
        bytes: &[u8],
        at: usize,
        take: &mut impl FnMut(&Entry, Span),
    ) {
        for (entries, len) in table.prefixes(key, &bytes[at..]) {
            for entry in entries {
                take(entry, Span::new(at, at + len));
            }
        }
    }
}

/// Entries with the keys and the letters that they are found by.
type Given = Vec<(u64, Range<u32>, Entry)>;

/// The forms that begin with a Chinese or Japanese character, by their first characters: three of them, or all of a
/// shorter form. Many forms begin with the same two.
#[derive(Debug, Default)]
struct ByCharacter {
    table: Table,
    /// The first two characters of all of them.
    pairs: Filter,
    /// Which numbers of characters forms are known by.
    lengths: [bool; KNOWN_BY],
}

/// Characters that a form is known by.
const KNOWN_BY: usize = 3;

impl ByCharacter {
    fn new(letters: &str, given: Given) -> Self {
        let mut lengths = [false; KNOWN_BY];
        let mut pairs = Vec::new();
        for (_, form, _) in &given {
            let form = &letters[form.start as usize..form.end as usize];
            lengths[form.chars().take(KNOWN_BY).count() - 1] = true;
            each_key_of_characters(form.as_bytes(), 0, |characters, key| {
                if characters == 2 {
                    pairs.push(key);
                }
                true
            });
        }
        Self {
            pairs: Filter::new(pairs),
            table: Table::new(letters, given),
            lengths,
        }
    }
}

/// Calls `take` with numbers for the first character at `at`, the first two, and so on, as far as there are so many
/// and `take` wants more.
#[inline]
fn each_key_of_characters(bytes: &[u8], at: usize, mut take: impl FnMut(usize, u64) -> bool) {
    let add = |key: u64, character: u64| (key.rotate_left(29) ^ character).wrapping_mul(MIX);
    // Nearly always: nine bytes.
    if let Some([a, b, c, d, e, f, g, h, i]) = bytes[at..].first_chunk()
        && [a, d, g].map(|first| first & 0xF0) == [0xE0; 3]
    {
        let character = |bytes: [&u8; 3]| {
            let [a, b, c] = bytes.map(|byte| u64::from(*byte));
            a | b << 8 | c << 16
        };
        let one = add(0, character([a, b, c]));
        let two = add(one, character([d, e, f]));
        let _ = take(1, one) && take(2, two) && take(3, add(two, character([g, h, i])));
        return;
    }
    let (mut key, mut end) = (0, at);
    for characters in 1..=KNOWN_BY {
        let Some(first) = bytes.get(end) else {
            return;
        };
        let len = char_len(*first);
        key = add(key, eight(bytes, end) & u64::MAX >> (64 - 8 * len));
        if !take(characters, key) {
            return;
        }
        end += len;
    }
}

/// True for the first byte of characters from U+3000 on, those of Chinese and Japanese among them.
#[inline]
fn is_asian(first: u8) -> bool {
    first >= 0xE3
}

/// The forms that are neither whole words nor begin with a Chinese or Japanese character: few.
#[derive(Default)]
struct Others {
    /// Answers with the number of a form; None without forms.
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// The entries of each form, those of one form in the order of the glossary.
    begins: Vec<u32>,
    entries: Vec<Entry>,
}

impl Others {
    fn new(mut given: Vec<(String, Entry)>) -> Self {
        given.sort_by(|a, b| a.0.cmp(&b.0));
        let mut begins = vec![0];
        let mut forms: Vec<&str> = Vec::new();
        for same in given.chunk_by(|a, b| a.0 == b.0) {
            forms.push(&same[0].0);
            begins.push(begins[begins.len() - 1] + same.len() as u32);
        }
        let automaton = (!forms.is_empty()).then(|| {
            CharwiseDoubleArrayAhoCorasick::new(forms).expect("forms that differ and are not empty")
        });
        Self {
            automaton,
            begins,
            entries: given.iter().map(|(_, entry)| *entry).collect(),
        }
    }

    fn find(&self, folded: &str, take: &mut impl FnMut(&Entry, Span)) {
        let Some(automaton) = &self.automaton else {
            return;
        };
        for found in automaton.find_overlapping_iter(folded) {
            let form = found.value() as usize;
            let entries = self.begins[form] as usize..self.begins[form + 1] as usize;
            for entry in &self.entries[entries] {
                take(entry, Span::new(found.start(), found.end()));
            }
        }
    }
}

impl std::fmt::Debug for Others {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Others({} entries)", self.entries.len())
    }
}

/// A set of keys that answers yes for a few more: one in thirty-two at most.
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
        let exponent = (keys.len().max(4) * 32)
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

/// Which forms a key leads to. All that belongs to a key stands together, as what costs most is to reach far memory.
#[derive(Debug, Default)]
struct Table {
    keys: Filter,
    /// Where the forms of each key are, at the place that its upper bits say or the next free one; at least half of
    /// them are free.
    slots: Vec<Slot>,
    /// Those of one key in the order of their letters; a last one ends the one before it.
    forms: Vec<Form>,
    /// The letters of the forms, one after the other.
    letters: String,
    /// Those of one form in the order of the glossary.
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: u64,
    /// Where in [`Table::forms`]; empty in a free slot.
    begin: u32,
    end: u32,
}

#[derive(Debug)]
struct Form {
    /// Where it begins in [`Table::letters`].
    letters: u32,
    /// Where those of it begin in [`Table::entries`].
    entries: u32,
    /// The longest other form of its key that it begins with, as its place in [`Table::forms`].
    shorter: Option<u32>,
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
            slots: vec![Slot::default(); (2 * order.len()).next_power_of_two()],
            entries: order.iter().map(|(_, at)| given[*at].2).collect(),
            ..Self::default()
        };
        let mut entry = 0;
        for same_key in order.chunk_by(|a, b| a.0 == b.0) {
            let begin = table.forms.len();
            for same_form in same_key.chunk_by(|a, b| form(a.1) == form(b.1)) {
                let text = form(same_form[0].1);
                let mut shorter = (table.forms.len() > begin).then(|| table.forms.len() - 1);
                while let Some(at) = shorter
                    && !text.as_bytes().starts_with(table.letters_of(at))
                {
                    shorter = table.forms[at].shorter.map(|at| at as usize);
                }
                table.forms.push(Form {
                    letters: table.letters.len() as u32,
                    entries: entry,
                    shorter: shorter.map(|at| at as u32),
                });
                table.letters.push_str(text);
                entry += same_form.len() as u32;
            }
            let slot = table.slot(same_key[0].0);
            table.slots[slot] = Slot {
                key: same_key[0].0,
                begin: begin as u32,
                end: table.forms.len() as u32,
            };
        }
        table.forms.push(Form {
            letters: table.letters.len() as u32,
            entries: entry,
            shorter: None,
        });
        table
    }

    /// The slot of `key`, or the free one where it would be.
    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (key >> 32) as usize & mask;
        while self.slots[at].end > 0 && self.slots[at].key != key {
            at = (at + 1) & mask;
        }
        at
    }

    fn letters_of(&self, form: usize) -> &[u8] {
        let end = self.forms.get(form + 1).map(|next| next.letters as usize);
        let end = end.unwrap_or(self.letters.len());
        &self.letters.as_bytes()[self.forms[form].letters as usize..end]
    }

    /// The forms of `key`, one that has entries, that `text` begins with, the longest first: their entries and lengths.
    fn prefixes<'a>(
        &'a self,
        key: u64,
        text: &'a [u8],
    ) -> impl Iterator<Item = (&'a [Entry], usize)> {
        let Slot { begin, end, .. } = self.slots[self.slot(key)];
        let (begin, end) = (begin as usize, end as usize);
        // All prefixes of a text are before it in order, and the last of those that are before it has begun
        // with the same letters as far as any of them does.
        let mut after = begin + usize::from(begin < end);
        if begin + 1 < end {
            let (mut low, mut high) = (begin, end);
            while low < high {
                let middle = low.midpoint(high);
                if self.letters_of(middle) <= text {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            after = low;
        }
        let last = (after > begin).then(|| after - 1);
        let shorter = |at: &usize| self.forms[*at].shorter.map(|at| at as usize);
        std::iter::successors(last, shorter)
            .filter(|at| text.starts_with(self.letters_of(*at)))
            .map(|at| {
                let entries = self.forms[at].entries as usize..self.forms[at + 1].entries as usize;
                (&self.entries[entries], self.letters_of(at).len())
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

/// An odd number without a pattern: a product with it has well mixed upper bits.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// A number for `len` bytes from `at`, whose upper bits depend on all of them.
#[inline]
fn key(bytes: &[u8], at: usize, len: usize) -> u64 {
    let mut key = len as u64;
    let mut done = 0;
    while done < len {
        let rest = (len - done).min(8);
        let eight = eight(bytes, at + done) & u64::MAX >> (64 - 8 * rest);
        key = (key.rotate_left(29) ^ eight).wrapping_mul(MIX);
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
