//! What the benchmarks read: the sample story, and names that no text has.

use std::collections::{HashMap, HashSet};

use alinha::glossary::Glossary;
use alinha::lang::Lang;

/// Numbers without an order, the same in every run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// The same story in each language, and where one of its sentences ends.
pub const STORIES: [(&str, Lang, &str, char); 3] = [
    (
        "en",
        Lang::EN,
        include_str!("../../corpus/story.en.txt"),
        '.',
    ),
    (
        "zh",
        Lang::ZH,
        include_str!("../../corpus/story.zh.txt"),
        '。',
    ),
    (
        "pt",
        Lang::PT,
        include_str!("../../corpus/story.pt.txt"),
        '.',
    ),
];

/// New names in the letters of those of a glossary: each letter is one that follows the same letters there, so
/// that they begin and go on as names do. Automata are several times faster on names of a few syllables.
pub struct Names {
    /// How many letters decide on the next.
    order: usize,
    /// The letters that follow; None ends a name.
    next: HashMap<String, Vec<Option<char>>>,
    given: HashSet<String>,
}

impl Names {
    pub fn of(glossary: &Glossary, lang: Lang, order: usize) -> Self {
        let mut next: HashMap<String, Vec<Option<char>>> = HashMap::new();
        let terms = glossary
            .concepts()
            .iter()
            .flat_map(|concept| &concept.terms);
        for term in terms.filter(|term| term.lang.lang == lang) {
            let letters: Vec<char> = term
                .text
                .chars()
                .filter(|c| c.is_alphanumeric() || *c == ' ')
                .collect();
            for at in 0..=letters.len() {
                let before = letters[at.saturating_sub(order)..at].iter().collect();
                next.entry(before)
                    .or_default()
                    .push(letters.get(at).copied());
            }
        }
        Self {
            order,
            next,
            given: HashSet::new(),
        }
    }

    pub fn draw(&mut self, random: &mut Random) -> String {
        loop {
            let mut name: Vec<char> = Vec::new();
            while name.len() < 40 {
                let before: String = name[name.len().saturating_sub(self.order)..]
                    .iter()
                    .collect();
                let Some(choices) = self.next.get(&before) else {
                    break;
                };
                let Some(letter) = choices[random.below(choices.len())] else {
                    break;
                };
                name.push(letter);
            }
            let name = name.iter().collect::<String>().trim().replace("  ", " ");
            if name.chars().count() > 1 && self.given.insert(name.clone()) {
                return name;
            }
        }
    }
}
