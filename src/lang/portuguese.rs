//! Portuguese of Brazil or of Portugal.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::LangTag;
use super::memo::recall;
use super::variety::first_of_two;

/// Brazil counts up, Portugal down.
pub(super) type Side = i8;

struct Lists {
    words: FxHashMap<&'static str, Side>,
    /// Sorted; none begins with another one.
    starts: Vec<(&'static str, Side)>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists {
        words: FxHashMap::default(),
        starts: Vec::new(),
    };
    let mut side = 0;
    for line in include_str!("data/portuguese.txt").lines().map(str::trim) {
        match line {
            "[brazil]" => side = 1,
            "[portugal]" => side = -1,
            _ if line.is_empty() || line.starts_with('#') => {}
            _ => match line.strip_suffix('*') {
                Some(start) => lists.starts.push((start, side)),
                None => _ = lists.words.insert(line, side),
            },
        }
    }
    lists.starts.sort_unstable();
    lists
});

/// Which country `word`, in lower case, belongs to by the lists.
pub(super) fn side(word: &str) -> Side {
    if let Some(side) = LISTS.words.get(word) {
        return *side;
    }
    let after = LISTS.starts.partition_point(|(start, _)| *start <= word);
    match LISTS.starts[..after].last() {
        Some((start, side)) if word.starts_with(start) => *side,
        _ => 0,
    }
}

/// What the words of a Portuguese text say of its country.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Country {
    brazil: usize,
    portugal: usize,
}

impl Country {
    /// Counts `word` too; `next` is the word after it.
    pub(super) fn add(&mut self, word: &str, next: Option<&str>) {
        let side = match (recall(word).side, next) {
            // está fazendo, está a fazer
            (0, Some(next)) if is_being(word) => {
                if ["ando", "endo", "indo"]
                    .iter()
                    .any(|ending| next.ends_with(ending))
                {
                    1
                } else if next == "a" {
                    -1
                } else {
                    0
                }
            }
            (side, _) => side,
        };
        match side {
            1 => self.brazil += 1,
            -1 => self.portugal += 1,
            _ => {}
        }
    }

    /// The country and how sure it is, only where it is clear.
    pub(super) fn tag(self) -> Option<(LangTag, f32)> {
        let (is_brazil, sure) = first_of_two(self.brazil, self.portugal)?;
        let tag = if is_brazil {
            LangTag::PT_BR
        } else {
            LangTag::PT_PT
        };
        Some((tag, sure))
    }
}

fn is_being(word: &str) -> bool {
    let Some(ending) = word
        .strip_prefix("est")
        .or_else(|| word.strip_prefix("Est"))
    else {
        return false;
    };
    matches!(ending, "á" | "ão" | "ava" | "avam" | "ou")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(text: &str) -> Option<LangTag> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut country = Country::default();
        for (index, word) in words.iter().enumerate() {
            country.add(word, words.get(index + 1).copied());
        }
        country.tag().map(|(tag, _)| tag)
    }

    #[test]
    fn no_listed_start_begins_with_another_one() {
        for pair in LISTS.starts.windows(2) {
            assert!(!pair[1].0.starts_with(pair[0].0), "{pair:?}");
        }
    }

    #[test]
    fn words_tell_the_country() {
        assert_eq!(
            country("O comércio econômico somou bilhões"),
            Some(LangTag::PT_BR)
        );
        assert_eq!(
            country("A equipa está a fazer o registo"),
            Some(LangTag::PT_PT)
        );
        assert_eq!(country("A oficina fica em Setúbal"), None);
    }
}
