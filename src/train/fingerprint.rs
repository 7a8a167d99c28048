//! What a sentence says, as numbers: for finding equal sentences and shared passages in
//! millions of lines without keeping them.
//!
//! Case, accents, width, spacing and punctuation are folded away; words and Chinese characters
//! stay, in order. The numbers are part of what a seed means, so they never change.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Words in a row that make a passage.
pub const WORDS: usize = 8;
/// Chinese characters in a row that make a passage.
pub const HAN: usize = 12;

/// The words and Chinese characters of a sentence, hashed. Reuse one for many sentences.
#[derive(Clone, Debug, Default)]
pub struct Fingerprint {
    words: Vec<u64>,
    han: Vec<u64>,
    key: u64,
}

impl Fingerprint {
    /// Takes the fingerprint of `text`, forgetting the one before.
    pub fn read(&mut self, text: &str) {
        self.words.clear();
        self.han.clear();
        self.key = 0;
        let mut word = Fnv::default();
        for c in text.chars() {
            if c.is_ascii() {
                if c.is_ascii_alphanumeric() {
                    word.push(c.to_ascii_lowercase());
                } else {
                    self.end(&mut word);
                }
            } else if is_han(c) {
                self.end(&mut word);
                let mut character = Fnv::default();
                character.push(c);
                self.key = mix(self.key ^ character.0);
                self.han.push(character.0);
            } else {
                decompose_canonical(half_width(c), |c| {
                    if c.is_alphanumeric() {
                        c.to_lowercase().for_each(|c| word.push(c));
                    } else if !is_combining_mark(c) {
                        self.end(&mut word);
                    }
                });
            }
        }
        self.end(&mut word);
    }

    /// A number that equal sentences share; none without a word or character.
    #[must_use]
    pub fn key(&self) -> Option<u64> {
        (self.key != 0).then_some(self.key)
    }

    /// A number for each passage: [`WORDS`] words in a row, and [`HAN`] Chinese characters in
    /// a row. What stands between two of one kind does not part them: a figure changes in a
    /// template, the passage is still the same.
    pub fn passages(&self) -> impl Iterator<Item = u64> {
        let hash = |run: &[u64]| run.iter().fold(0, |sum, part| mix(sum ^ part));
        self.words
            .windows(WORDS)
            .chain(self.han.windows(HAN))
            .map(hash)
    }

    fn end(&mut self, word: &mut Fnv) {
        if *word != Fnv::default() {
            let hash = std::mem::take(word).0;
            self.key = mix(self.key ^ hash);
            self.words.push(hash);
        }
    }
}

/// Scatters a number over all 64 bits (the finisher of splitmix64). One to one.
#[must_use]
pub fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// The hash of Fowler, Noll and Vo, a character at a time.
#[derive(PartialEq)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn push(&mut self, c: char) {
        self.0 = (self.0 ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3);
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(text: &str) -> Fingerprint {
        let mut fingerprint = Fingerprint::default();
        fingerprint.read(text);
        fingerprint
    }

    #[test]
    fn case_marks_and_width_make_no_difference() {
        let key = |text| fingerprint(text).key();
        assert_eq!(key("The Luban Workshop."), key("the luban  workshop"));
        assert_eq!(key("鲁班工坊，２０１６年。"), key("鲁班工坊 2016 年"));
        assert_eq!(key("Cooperação"), key("cooperac\u{327}a\u{303}o"));
        assert_ne!(key("Luban Workshop"), key("LubanWorkshop"));
        assert_ne!(key("workshop Luban"), key("Luban workshop"));
        assert_eq!(key(" ... 《》"), None);
        assert_eq!(key(""), None);
    }

    #[test]
    fn passages_are_eight_words_or_twelve_characters() {
        let count = |text| fingerprint(text).passages().count();
        assert_eq!(count("one two three four five six seven"), 0);
        assert_eq!(count("one two three four five six seven, eight"), 1);
        assert_eq!(count("one two three four five six seven eight nine"), 2);
        assert_eq!(count("一二三四五六七八九十鲁"), 0);
        assert_eq!(count("一二三四五六，七八九十鲁班"), 1);
        let shared = |a: &str, b: &str| {
            let b: Vec<u64> = fingerprint(b).passages().collect();
            fingerprint(a)
                .passages()
                .any(|passage| b.contains(&passage))
        };
        assert!(shared(
            "He said: the workshop in Tianjin opened its doors again today",
            "The workshop in Tianjin opened its doors again; nobody came"
        ));
        assert!(!shared(
            "The workshop in Tianjin opened its doors today",
            "The workshop in Tianjin closed its doors today"
        ));
    }

    #[test]
    fn the_numbers_stay_what_they_are() {
        assert_eq!(mix(0), 0xe220_a839_7b1d_cdaf);
        assert_eq!(
            fingerprint("Luban 鲁班").key(),
            Some(13_634_882_955_691_391_052)
        );
    }
}
