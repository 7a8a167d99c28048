//! What words said before: most words of a text are a few common ones, and asking the model is what costs.

use std::cell::RefCell;
use std::hash::Hasher as _;

use rustc_hash::FxHasher;

use super::evidence::{Said, evidence};

/// Words that are kept, a power of two of pairs: a word and the last one that wanted its place.
const PAIRS: usize = 8_192;
/// Longer words (bytes) are rare and not kept.
const LONGEST_WORD: usize = 23;

/// A word as it stands in the text and what it says.
#[derive(Clone, Copy)]
struct Entry {
    len: u8,
    word: [u8; LONGEST_WORD],
    said: Said,
}

thread_local! {
    /// Each word has one pair of places. A word that comes again goes to the first, a new one takes the second, so
    /// that a rare word does not drive out a common one. Empty until it is used.
    static MEMO: RefCell<Vec<[Option<Entry>; 2]>> = const { RefCell::new(Vec::new()) };
}

/// What [`evidence`] says of `word`, from the last time or asked now.
pub(super) fn recall(word: &str) -> Said {
    if word.len() > LONGEST_WORD {
        return evidence(word);
    }
    MEMO.with_borrow_mut(|memo| {
        if memo.is_empty() {
            memo.resize(PAIRS, [None; 2]);
        }
        let pair = &mut memo[place(word)];
        if let [Some(entry), _] = pair
            && entry.is(word)
        {
            return entry.said;
        }
        if let [_, Some(entry)] = pair
            && entry.is(word)
        {
            let said = entry.said;
            pair.swap(0, 1);
            return said;
        }
        let entry = Entry::new(word, evidence(word));
        pair[1] = Some(entry);
        entry.said
    })
}

fn place(word: &str) -> usize {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    // The upper bits of a product are the best mixed.
    (hasher.finish() >> 40) as usize % PAIRS
}

impl Entry {
    fn new(word: &str, said: Said) -> Self {
        let mut bytes = [0; LONGEST_WORD];
        bytes[..word.len()].copy_from_slice(word.as_bytes());
        Self {
            len: word.len() as u8,
            word: bytes,
            said,
        }
    }

    fn is(&self, word: &str) -> bool {
        self.word[..usize::from(self.len)] == *word.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_says_the_same_each_time() {
        let words = ["ponte", "Ponte", "bridge", "ação", "aÃ§Ã£o", "", "x"];
        let long = "a".repeat(40);
        for word in words.into_iter().chain([long.as_str()]) {
            for _ in 0..2 {
                assert_eq!(recall(word).nats, evidence(word).nats, "{word}");
            }
        }
        // More words than places, so that words take one another's.
        for number in 0..4 * PAIRS {
            let word = format!("w{number}");
            assert_eq!(recall(&word).nats, evidence(&word).nats, "{word}");
        }
    }
}
