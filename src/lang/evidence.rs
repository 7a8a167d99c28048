//! What the letters of one word say about its language.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashMap;

use super::Lang;
use crate::text::mojibake;

/// How many languages the lists may speak of.
pub(super) const MOST_LANGS: usize = 8;

/// Nats for each language of [`Evidence::langs`], from 0.
pub(super) type Nats = [f32; MOST_LANGS];

/// One word says no more than this (nats).
const MOST: f32 = 6.0;

/// The first halves of letters that were read in a wrong encoding; rare in sound words.
pub(super) const MISREAD: [char; 6] = ['Ã', 'Ă', 'Â', 'Ä', 'Å', 'Ĺ'];

/// What the letters of a word count when the word itself is in the lists, and when it is not. These and the
/// costs of `smooth` and `latin` were set on the dev half of the detection kit, 2026-11.
const KNOWN_WORD_PARTS: f32 = 0.4;
const UNKNOWN_WORD_PARTS: f32 = 0.8;

/// The hand-written lists of `data/evidence.txt`.
pub(super) struct Evidence {
    langs: Vec<Lang>,
    words: FxHashMap<&'static str, Nats>,
    /// Letters and sequences, on words between `^` and `$`.
    parts: Option<AhoCorasick>,
    part_nats: Vec<Nats>,
}

impl Evidence {
    /// The lists, read once.
    pub(super) fn shared() -> &'static Self {
        static SHARED: LazyLock<Evidence> =
            LazyLock::new(|| Evidence::read(include_str!("data/evidence.txt")));
        &SHARED
    }

    fn read(data: &'static str) -> Self {
        let mut langs: Vec<Lang> = Vec::new();
        let mut words: FxHashMap<&'static str, Nats> = FxHashMap::default();
        let mut parts: FxHashMap<&'static str, Nats> = FxHashMap::default();
        for line in data.lines().filter(|line| !line.starts_with('#')) {
            let Some((head, forms)) = line.split_once(':') else {
                continue;
            };
            let mut head = head.split_whitespace();
            let (Some(Ok(lang)), Some(Ok(weight)), Some(kind)) = (
                head.next().map(str::parse::<Lang>),
                head.next().map(str::parse::<f32>),
                head.next(),
            ) else {
                continue;
            };
            let index = langs
                .iter()
                .position(|known| *known == lang)
                .unwrap_or_else(|| {
                    langs.push(lang);
                    langs.len() - 1
                });
            if index >= MOST_LANGS {
                continue;
            }
            let table = if kind == "word" {
                &mut words
            } else {
                &mut parts
            };
            for form in forms.split_whitespace() {
                let nats = table.entry(form).or_default();
                // A word that several rows of a language name has the highest weight; parts add up.
                nats[index] = if kind == "word" {
                    nats[index].max(weight)
                } else {
                    nats[index] + weight
                };
            }
        }
        langs.truncate(MOST_LANGS);
        let mut parts: Vec<(&str, Nats)> = parts.into_iter().collect();
        parts.sort_by_key(|(form, _)| *form);
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .build(parts.iter().map(|(form, _)| form))
            .ok();
        Self {
            langs,
            words,
            parts: automaton,
            part_nats: parts.into_iter().map(|(_, nats)| nats).collect(),
        }
    }

    /// The languages, in the order of [`Nats`].
    pub(super) fn langs(&self) -> &[Lang] {
        &self.langs
    }

    /// What `word` says, and whether it is in the lists as a whole; `buffer` is scratch space.
    pub(super) fn of(&self, word: &str, buffer: &mut String) -> (Nats, bool) {
        buffer.clear();
        buffer.push('^');
        if word.is_ascii() {
            buffer.extend(word.bytes().map(|b| b.to_ascii_lowercase() as char));
        } else {
            let repaired = word
                .contains(MISREAD)
                .then(|| mojibake::repair(word).map(|repair| repair.repaired))
                .flatten();
            let word = repaired.as_deref().unwrap_or(word);
            buffer.extend(
                word.chars()
                    .map(|c| if c == '’' { '\'' } else { c })
                    .flat_map(char::to_lowercase),
            );
        }
        let mut nats = self.words.get(&buffer[1..]).copied().unwrap_or_default();
        let known = nats.iter().any(|n| *n > 0.0);
        buffer.push('$');
        if let Some(parts) = &self.parts {
            let share = if known {
                KNOWN_WORD_PARTS
            } else {
                UNKNOWN_WORD_PARTS
            };
            for hit in parts.find_overlapping_iter(buffer.as_str()) {
                let add = &self.part_nats[hit.pattern().as_usize()];
                for (sum, more) in nats.iter_mut().zip(add) {
                    *sum += share * more;
                }
            }
        }
        for n in &mut nats {
            *n = n.min(MOST);
        }
        (nats, known)
    }
}
