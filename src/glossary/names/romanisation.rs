//! Chinese names spelled out in Latin letters: Pinyin, Wade-Giles and the spelling of Hong Kong.
//!
//! Given names are seldom in the training data of the channel, and a name keeps to one way of spelling; the
//! tables in `romanisation.csv` turn the readings of each character into the spellings that occur.
//! The words of the Latin name may stand in another order, and an English given name may stand for the
//! Chinese one.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::model::{Character, NameModel, Readings, spell};

/// Characters of a Chinese personal name at most: two surnames and a given name.
const LONGEST_NAME: usize = 4;
/// Probability that a character is spelled in none of the ways of the tables.
const UNUSUAL: f64 = 0.02;
/// Probabilities of how the words of a name are arranged: as in Chinese, surname last, as in Chinese after another
/// given name, with another given name only. Set by hand.
const IN_ORDER: f64 = 0.7;
const SURNAME_LAST: f64 = 0.1;
const AFTER_GIVEN: f64 = 0.1;
const SURNAME_ONLY: f64 = 0.1;

/// The spellings of a name, for each scheme and character.
pub(super) struct Romanisation {
    schemes: Vec<Vec<Vec<Vec<u8>>>>,
}

/// Spellings of the parts of syllables.
#[derive(Default)]
struct Scheme {
    initials: FxHashMap<&'static str, Vec<&'static str>>,
    finals: FxHashMap<&'static str, Vec<&'static str>>,
    syllables: FxHashMap<&'static str, Vec<&'static str>>,
}

static SCHEMES: LazyLock<[Scheme; 3]> = LazyLock::new(|| {
    // Pinyin is spelled as it is read.
    let mut schemes: [Scheme; 3] = Default::default();
    for row in include_str!("romanisation.csv").lines().skip(1) {
        let mut cells = row.split(',');
        let mut cell = || cells.next().unwrap_or_default();
        let scheme = &mut schemes[if cell() == "wade-giles" { 1 } else { 2 }];
        let part = match cell() {
            "initial" => &mut scheme.initials,
            "final" => &mut scheme.finals,
            _ => &mut scheme.syllables,
        };
        part.insert(cell(), cell().split(' ').collect());
    }
    schemes
});

impl Scheme {
    fn spellings(&self, syllable: &str) -> Vec<Vec<u8>> {
        if let Some(spellings) = self.syllables.get(syllable) {
            return spellings.iter().map(|spelling| spell(spelling)).collect();
        }
        let at = syllable.find(|c| "aeiouvy".contains(c));
        // The y of Pinyin is an initial, that of Jyutping begins a final.
        let at = if syllable.starts_with('y') && !syllable.starts_with("yu") {
            1
        } else {
            at.unwrap_or(syllable.len())
        };
        let (initial, rime) = syllable.split_at(at);
        let as_read = |table: &FxHashMap<&'static str, Vec<&'static str>>, part: &str| {
            table.get(part).map_or_else(
                || vec![part.to_owned()],
                |spellings| spellings.iter().map(|&part| part.to_owned()).collect(),
            )
        };
        let rimes = as_read(&self.finals, rime);
        let initials = as_read(&self.initials, initial).into_iter();
        initials
            .flat_map(|one| {
                rimes
                    .iter()
                    .map(move |other| spell(&format!("{one}{other}")))
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}

impl Romanisation {
    pub(super) fn new(readings: &Readings<'_>, characters: &[Character]) -> Self {
        if !(2..=LONGEST_NAME).contains(&characters.len()) {
            return Self {
                schemes: Vec::new(),
            };
        }
        let mut schemes = Vec::new();
        for (at, scheme) in SCHEMES.iter().enumerate() {
            let spellings = characters.iter().map(|character| {
                let syllable = if at == 2 {
                    readings.jyutping(character.syllables[1])
                } else {
                    readings.pinyin(character.syllables[0])
                };
                if syllable.is_empty() {
                    Vec::new()
                } else {
                    scheme.spellings(syllable)
                }
            });
            schemes.push(spellings.collect());
        }
        Self { schemes }
    }

    /// Probability of the words of a Latin name as a spelling of the Chinese one; none for a single word.
    pub(super) fn likelihood(&self, model: &NameModel<'_>, words: &[Vec<u8>]) -> f64 {
        let [first, .., last] = words else {
            return 0.0;
        };
        let schemes = self.schemes.len() as f64;
        let mut sum = 0.0;
        // Most names have nothing in common with the surname.
        let begins = |scheme: &&Vec<Vec<Vec<u8>>>| {
            let surname = scheme.first();
            surname.is_some_and(|spellings| {
                let is_spelled = |word: &Vec<u8>| spellings.iter().any(|s| word.starts_with(s));
                words.iter().any(is_spelled)
            })
        };
        for scheme in self.schemes.iter().filter(begins) {
            let spelled = |words: &[&[Vec<u8>]]| spelled(model, scheme, &words.concat().concat());
            let (front, back) = (&words[..words.len() - 1], &words[words.len() - 1..]);
            sum += IN_ORDER * spelled(&[words]);
            sum += SURNAME_LAST * spelled(&[back, front]);
            let given = &words[1..];
            if given.len() > 1 {
                let other = f64::from(model.prior(first)).exp();
                let (front, back) = (&given[..given.len() - 1], &given[given.len() - 1..]);
                sum += AFTER_GIVEN * other * (spelled(&[given]) + spelled(&[back, front])) / 2.0;
            }
            // The surname is one character.
            let surname = scheme
                .first()
                .map_or(0.0, |spellings| share(spellings, last));
            let others: f32 = front.iter().map(|word| model.prior(word)).sum();
            sum += SURNAME_ONLY * surname * f64::from(others).exp();
        }
        sum / schemes
    }
}

/// Probability of a spelling among equals.
fn share(spellings: &[Vec<u8>], word: &[u8]) -> f64 {
    let same = spellings
        .iter()
        .filter(|spelling| *spelling == word)
        .count();
    same as f64 / spellings.len().max(1) as f64
}

/// Probability that the characters, one after the other, are spelled so.
fn spelled(model: &NameModel<'_>, characters: &[Vec<Vec<u8>>], letters: &[u8]) -> f64 {
    let mut sums = vec![0.0; letters.len() + 1];
    sums[0] = 1.0;
    for spellings in characters {
        let mut next = vec![0.0; letters.len() + 1];
        let weight = (1.0 - UNUSUAL) / spellings.len().max(1) as f64;
        for (start, sum) in sums.iter().enumerate().filter(|(_, sum)| **sum > 0.0) {
            for spelling in spellings {
                if letters[start..].starts_with(spelling) {
                    next[start + spelling.len()] += sum * weight;
                }
            }
            for end in start + 1..=letters.len().min(start + super::model::LONGEST_CHUNK) {
                let any = f64::from(model.prior(&letters[start..end])).exp();
                next[end] += sum * UNUSUAL * any;
            }
        }
        sums = next;
    }
    sums[letters.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spellings(han: &str) -> Vec<Vec<Vec<String>>> {
        let readings = NameModel::builtin().readings;
        let known: Vec<Character> = han.chars().filter_map(|c| readings.character(c)).collect();
        let text = |letters: &Vec<u8>| letters.iter().map(|l| char::from(l + b'a')).collect();
        let schemes = Romanisation::new(&readings, &known).schemes;
        let schemes = schemes.iter().map(|scheme| {
            let characters = scheme.iter();
            characters
                .map(|spellings| spellings.iter().map(text).collect())
                .collect()
        });
        schemes.collect()
    }

    #[test]
    fn syllables_are_spelled_in_three_ways() {
        let [pinyin, wade_giles, hong_kong] = &spellings("郭少玉")[..] else {
            panic!("three schemes");
        };
        assert_eq!(pinyin.concat(), ["guo", "shao", "yu"]);
        assert_eq!(wade_giles[0], ["ko", "kuo"]);
        assert_eq!(hong_kong[0], ["kwok", "gwok"]);
        assert_eq!(hong_kong[2], ["yuk"]);
        assert_eq!(spellings("杨珍")[1].concat(), ["yang", "chen"]);
    }

    #[test]
    fn names_are_told_in_any_order() {
        let model = NameModel::builtin();
        let known: Vec<Character> = "黄国书"
            .chars()
            .filter_map(|c| model.readings.character(c))
            .collect();
        let name = Romanisation::new(&model.readings, &known);
        let ratio = |words: &[&str]| {
            let words: Vec<Vec<u8>> = words.iter().map(|word| spell(word)).collect();
            name.likelihood(model, &words).ln() - f64::from(model.prior(&words.concat()))
        };
        let right = ratio(&["huang", "kuo", "shu"]);
        assert!(
            right > ratio(&["kuo", "shu", "huang"]) && right > 15.0,
            "{right}"
        );
        assert!(ratio(&["kuo", "shu", "huang"]) > 10.0);
        assert!(ratio(&["wong", "kwok", "shu"]) > 10.0);
        assert!(ratio(&["ivan", "huang"]) > 0.0);
        assert_eq!(name.likelihood(model, &[spell("huang")]), 0.0);
        assert_eq!(name.likelihood(model, &[]), 0.0);
    }
}
