//! How like two names of one script are.
//!
//! Latin names are compared word by word in any order, without accents, by an edit distance in which letters
//! that transliterations confuse (j and y, k and q) cost little; Chinese names character by character.

use strsim::normalized_damerau_levenshtein;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::super::zones::is_han;
use crate::text::{Case, fold};

/// Letters that a name has at least to be a part of another.
const LEAST_PART: f32 = 4.0;
/// Likeness of each of its words to one of the other name, at least.
const ALIKE: f32 = 0.9;
/// Likeness of a name to one that begins with it and never ends.
const PART: f32 = 0.75;

/// A name made ready to be compared.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// Lower case, without accents and punctuation, one space between words.
    pub(super) folded: String,
    /// The letters of its words, digraphs and doubled letters made one.
    pub(super) words: Vec<Vec<char>>,
    pub(super) is_han: bool,
}

impl Form {
    pub(super) fn new(name: &str) -> Self {
        let is_han = name.contains(is_han);
        let plain: String = fold(name, Case::Lower)
            .nfd()
            .filter(|c| !is_combining_mark(*c))
            .collect();
        let words: Vec<&str> = plain
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        Self {
            folded: words.join(if is_han { "" } else { " " }),
            words: words.into_iter().map(letters).collect(),
            is_han,
        }
    }

    /// 0 to 1.
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        if self.folded.is_empty() || self.is_han != other.is_han {
            return 0.0;
        }
        if self.folded == other.folded {
            return 1.0;
        }
        if self.is_han {
            return normalized_damerau_levenshtein(&self.folded, &other.folded) as f32;
        }
        let joined = |form: &Self| form.words.concat();
        let whole = if self.words.len() == 1 && other.words.len() == 1 {
            0.0
        } else {
            word_likeness(&joined(self), &joined(other))
        };
        // Words written together or apart; anything looser would be another phrase.
        if whole >= 0.96 {
            whole - 0.02
        } else {
            phrase_likeness(&self.words, &other.words)
        }
    }

    /// Likeness of two Latin names where one may be a part of the other: Jilin and Jilin City, Santa Cruz and Santa Cruz de la
    /// Sierra. For choosing among candidates, not for telling whether any is right. 0 to 1.
    pub(super) fn likeness_in_part(&self, other: &Self) -> f32 {
        let whole = self.likeness(other);
        let (shorter, longer) = if self.words.len() <= other.words.len() {
            (&self.words, &other.words)
        } else {
            (&other.words, &self.words)
        };
        let letters = |words: &[Vec<char>]| words.iter().map(Vec::len).sum::<usize>() as f32;
        let is_part = !self.is_han
            && !other.is_han
            && shorter.len() < longer.len()
            && letters(shorter) >= LEAST_PART;
        if !is_part {
            return whole;
        }
        let pairs = partners(shorter, longer);
        if pairs.len() < shorter.len() || pairs.iter().any(|(score, ..)| *score < ALIKE) {
            return whole;
        }
        let alike: f32 = pairs
            .iter()
            .map(|(score, at, _)| score * shorter[*at].len() as f32)
            .sum();
        let part = alike / letters(shorter) * (PART + (1.0 - PART) * alike / letters(longer));
        whole.max(part)
    }
}

/// The letters of a folded word.
fn letters(word: &str) -> Vec<char> {
    const DIGRAPHS: [(&str, char); 8] = [
        ("kh", 'h'),
        ("sh", 's'),
        ("zh", 'z'),
        ("ch", 'c'),
        ("ph", 'f'),
        ("dj", 'j'),
        ("ou", 'u'),
        ("qu", 'k'),
    ];
    let mut out: Vec<char> = Vec::with_capacity(word.len());
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let digraph = DIGRAPHS.iter().find(|(pair, _)| rest.starts_with(pair));
        let (letter, len) =
            digraph.map_or((first, first.len_utf8()), |(pair, one)| (*one, pair.len()));
        if out.last() != Some(&letter) {
            out.push(letter);
        }
        rest = &rest[len..];
    }
    out
}

/// Mean likeness of the words, each with its partner.
fn phrase_likeness(one: &[Vec<char>], other: &[Vec<char>]) -> f32 {
    let partners = partners(one, other);
    let sum = partners.iter().fold(0.0, |sum, (score, ..)| sum + score);
    sum / one.len().max(other.len()).max(1) as f32
}

/// Each word with the best word of the other side that is still free: likeness and places.
fn partners(one: &[Vec<char>], other: &[Vec<char>]) -> Vec<(f32, usize, usize)> {
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (i, word) in one.iter().enumerate() {
        for (j, candidate) in other.iter().enumerate() {
            let score = match (word.as_slice(), candidate.as_slice()) {
                // An initial stands for its name.
                ([initial], [first, _, ..]) | ([first, _, ..], [initial]) if initial == first => {
                    0.8
                }
                _ => word_likeness(word, candidate),
            };
            if score >= 0.6 {
                pairs.push((score, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut left, mut right) = (vec![true; one.len()], vec![true; other.len()]);
    pairs.retain(|(_, i, j)| {
        let is_free = left[*i] && right[*j];
        if is_free {
            (left[*i], right[*j]) = (false, false);
        }
        is_free
    });
    pairs
}

/// One minus the weighted edit distance over the longer length.
fn word_likeness(one: &[char], other: &[char]) -> f32 {
    let longest = one.len().max(other.len());
    if longest == 0 || one.len().abs_diff(other.len()) * 3 > 2 * longest {
        return 0.0;
    }
    let mut row: Vec<f32> = std::iter::once(0.0)
        .chain(other.iter().scan(0.0, |sum, c| {
            *sum += weight(*c);
            Some(*sum)
        }))
        .collect();
    for left in one {
        let mut diagonal = row[0];
        row[0] += weight(*left);
        for (j, right) in other.iter().enumerate() {
            let changed = diagonal + exchange(*left, *right);
            diagonal = row[j + 1];
            row[j + 1] = changed
                .min(row[j] + weight(*right))
                .min(diagonal + weight(*left));
        }
    }
    1.0 - row[other.len()] / longest as f32
}

/// Cost of a letter too many: vowels and h come and go between transliterations.
fn weight(c: char) -> f32 {
    if "aeiouyh".contains(c) { 0.5 } else { 1.0 }
}

/// Cost of one letter in the place of another.
fn exchange(one: char, other: char) -> f32 {
    const CONFUSED: [&str; 7] = ["jyi", "jz", "szc", "kqcxgh", "vwf", "aeo", "uiy"];
    if one == other {
        0.0
    } else if CONFUSED
        .iter()
        .any(|class| class.contains(one) && class.contains(other))
    {
        0.3
    } else {
        weight(one).max(weight(other))
    }
}
