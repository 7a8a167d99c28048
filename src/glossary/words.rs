//! Short word lists that several steps share, from `words.csv`.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Lang;

/// Languages whose function words are listed; the place is the bit in a word's mask.
const LANGS: [&str; 6] = ["en", "pt", "es", "fr", "it", "de"];

/// The lists.
pub(super) struct Words {
    /// Function words with the languages they belong to.
    function: FxHashMap<&'static str, u8>,
    /// Capitalised words that do not continue a name: months, days of the week, `I`.
    not_a_name: FxHashSet<&'static str>,
    /// Words that hold a phrase of another language together: `de`, `dos`.
    foreign_link: FxHashSet<&'static str>,
    /// Capitalised words that stand before a surname.
    title: FxHashSet<&'static str>,
    /// Words that open a sentence before its subject: `yesterday`.
    opening: FxHashSet<&'static str>,
    /// Words that an acronym leaves out.
    small: FxHashSet<&'static str>,
}

/// The lists, read on first use.
pub(super) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut lists = Words {
            function: FxHashMap::default(),
            not_a_name: FxHashSet::default(),
            foreign_link: FxHashSet::default(),
            title: FxHashSet::default(),
            opening: FxHashSet::default(),
            small: FxHashSet::default(),
        };
        for row in include_str!("words.csv").lines().skip(1) {
            let Some((list, word)) = row.split_once(',') else {
                continue;
            };
            match list {
                "not-a-name" => _ = lists.not_a_name.insert(word),
                "foreign-link" => _ = lists.foreign_link.insert(word),
                "title-before-surname" => _ = lists.title.insert(word),
                "opening" => _ = lists.opening.insert(word),
                "small" => _ = lists.small.insert(word),
                lang => {
                    if let Some(bit) = LANGS.iter().position(|known| *known == lang) {
                        *lists.function.entry(word).or_default() |= 1 << bit;
                    }
                }
            }
        }
        lists
    })
}

impl Words {
    /// True for a capitalised word that does not make the word before it part of a name.
    pub(super) fn is_not_a_name(&self, word: &str) -> bool {
        self.not_a_name.contains(word)
    }

    /// True for a word that holds a Romance phrase together.
    pub(super) fn is_foreign_link(&self, word: &str) -> bool {
        self.foreign_link.contains(word)
    }

    /// True for a word that stands before a surname: `President`.
    pub(super) fn is_title(&self, word: &str) -> bool {
        self.title.contains(word)
    }

    /// True for a word (in lower case) that opens a sentence before its subject.
    pub(super) fn is_opening(&self, lower: &str) -> bool {
        self.opening.contains(lower)
    }

    /// True for a word that an acronym leaves out: `of`.
    pub(super) fn is_small(&self, word: &str) -> bool {
        self.small.contains(word)
    }

    /// True for a function word of English: `with`.
    pub(super) fn is_english_function(&self, lower: &str) -> bool {
        self.function.get(lower).is_some_and(|mask| mask & 1 == 1)
    }

    /// The Latin-script language of a short text by its function words, if they tell.
    ///
    /// A word that several languages share counts for each of them; letters with tildes or
    /// cedillas lean to Portuguese.
    pub(super) fn vote(&self, text: &str) -> Option<Lang> {
        winner(self.scores(text))
    }

    /// The language of a text that is most likely in `base`: another one only when at least
    /// three of its words say so, three times as many as speak for `base`.
    pub(super) fn clear_vote(&self, text: &str, base: Lang) -> Option<Lang> {
        let scores = self.scores(text);
        let score_of = |lang: Lang| {
            LANGS
                .iter()
                .position(|known| *known == lang.as_str())
                .map_or(0, |bit| scores[bit])
        };
        winner(scores).filter(|lang| {
            let score = score_of(*lang);
            *lang != base && score >= 6 && score >= 3 * score_of(base)
        })
    }

    /// Two points for each function word, one for a letter of Portuguese.
    fn scores(&self, text: &str) -> [u32; LANGS.len()] {
        let mut scores = [0_u32; LANGS.len()];
        for word in text.split(|c: char| !c.is_alphabetic()) {
            if word.is_empty() {
                continue;
            }
            let lower = word.to_lowercase();
            if let Some(mask) = self.function.get(lower.as_str()) {
                for (bit, score) in scores.iter_mut().enumerate() {
                    *score += 2 * u32::from(mask >> bit & 1);
                }
            }
            if lower.contains(['ã', 'õ', 'ç']) {
                scores[1] += 1;
            }
        }
        scores
    }
}

fn winner(scores: [u32; LANGS.len()]) -> Option<Lang> {
    let best = scores.iter().copied().max().filter(|score| *score >= 2)?;
    let mut winners = (0..LANGS.len()).filter(|bit| scores[*bit] == best);
    let winner = winners.next()?;
    match winners.next() {
        // A tie tells nothing where English is in it; between the others Portuguese comes
        // first, as the texts this is made for have it.
        Some(_) if winner == 0 => None,
        _ => LANGS[winner].parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_tell_the_language() {
        let vote = |text| words().vote(text);
        assert_eq!(vote("Cúpula da OCS em Tianjin ecoa vozes"), Some(Lang::PT));
        assert_eq!(vote("the Cazaque guests are welcome"), Some(Lang::EN));
        assert_eq!(vote("Cazaque"), None);
        assert_eq!(vote("La cumbre de los líderes"), "es".parse().ok());
    }
}
