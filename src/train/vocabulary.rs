//! Learning which pieces get a row: single characters that are common enough, and what
//! byte-pair encoding makes of words and runs of Chinese characters.

use rustc_hash::FxHashMap;

use super::bpe;

/// Longest run of Chinese characters that is looked at as one word, in characters.
const LONGEST_RUN: usize = 12;
/// Characters and pairs seen less often than this (weighted) get no row of their own.
const LEAST: f64 = 5.0;
/// Most single characters.
const CHARACTERS: usize = 6_000;

/// Words and how often they were seen, weighted.
#[derive(Clone, Debug, Default)]
pub(super) struct WordCounts(FxHashMap<String, f64>);

impl WordCounts {
    /// Counts the words of a folded text.
    pub(super) fn add(&mut self, folded: &str, weight: f64) {
        for word in words(folded) {
            match self.0.get_mut(word) {
                Some(count) => *count += weight,
                None => {
                    self.0.insert(word.to_owned(), weight);
                }
            }
        }
    }

    /// Adds what was counted elsewhere.
    pub(super) fn merge(&mut self, other: Self) {
        for (word, count) in other.0 {
            *self.0.entry(word).or_default() += count;
        }
    }

    /// The pieces worth a row, in the order of their rows; about `merges` and the characters.
    pub(super) fn pieces(self, merges: usize) -> Vec<String> {
        let mut words: Vec<(String, f64)> = self.0.into_iter().collect();
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut characters: FxHashMap<char, f64> = FxHashMap::default();
        for (word, count) in &words {
            for c in word.chars() {
                *characters.entry(c).or_default() += count;
            }
        }
        let mut characters: Vec<(char, f64)> = characters
            .into_iter()
            .filter(|(_, count)| *count >= LEAST)
            .collect();
        characters.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        characters.truncate(CHARACTERS);
        let mut pieces = bpe::learn(&words, merges, LEAST);
        pieces.extend(characters.into_iter().map(|(c, _)| c.to_string()));
        pieces.sort_unstable();
        pieces.dedup();
        pieces
    }
}

/// What pieces are learned inside of: words with the space before them, numbers, signs, and runs
/// of Chinese characters.
fn words(folded: &str) -> impl Iterator<Item = &str> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        let mut characters = rest.char_indices();
        let kind = kind(characters.next()?.1);
        let mut length = 1;
        let end = characters.find(|(_, c)| {
            length += 1;
            match (kind, self::kind(*c)) {
                (Kind::Han, Kind::Han) => length > LONGEST_RUN,
                (Kind::Space | Kind::Word, Kind::Word) => false,
                _ => true,
            }
        });
        let (word, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = after;
        Some(word)
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    Word,
    Han,
    Sign,
}

fn kind(c: char) -> Kind {
    match c {
        ' ' => Kind::Space,
        '\u{2e80}'.. => Kind::Han,
        c if c.is_alphanumeric() => Kind::Word,
        _ => Kind::Sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_space_and_chinese_is_cut_into_runs() {
        let found: Vec<&str> = words(" new york,鲁班工坊 5g").collect();
        assert_eq!(found, [" new", " york", ",", "鲁班工坊", " 5g"]);
        let long = "中".repeat(30);
        let lengths: Vec<usize> = words(&long).map(|run| run.chars().count()).collect();
        assert_eq!(lengths, [12, 12, 6]);
    }

    #[test]
    fn frequent_words_become_one_piece() {
        let mut counts = WordCounts::default();
        for _ in 0..10 {
            counts.add(" workshop 工坊", 1.0);
        }
        let pieces = counts.pieces(20);
        assert!(pieces.contains(&" workshop".to_owned()), "{pieces:?}");
        assert!(pieces.contains(&"工坊".to_owned()), "{pieces:?}");
        assert!(pieces.contains(&"w".to_owned()), "{pieces:?}");
    }
}
