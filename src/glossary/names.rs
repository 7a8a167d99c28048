//! Which known name a given name stands for: `alinha stream match`.
//!
//! A baseline of string similarity. Latin names are compared word by word in any order, without
//! accents, by an edit distance in which letters that transliterations confuse (j and y, k and q)
//! cost little; Chinese names character by character. It does not read across scripts: 鲁班 finds
//! Luban only through a glossary concept that has both.

use rustc_hash::FxHashMap;
use strsim::normalized_damerau_levenshtein;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::zones::is_han;
use super::{Glossary, Matcher, Term};
use crate::lang::LangTag;
use crate::text::{Case, fold};

/// Score below which a concept is no answer for one Latin word, for several, and for Chinese,
/// where one character of four may differ. Set on the development half of the unseen variants
/// (`names::tests::unseen_variants` shows the numbers), 2026-11.
const WORD_FLOOR: f32 = 0.87;
const PHRASE_FLOOR: f32 = 0.72;
const HAN_FLOOR: f32 = 0.7;

/// A name with its likeness to the one that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The candidate, or the preferred term of the concept.
    pub name: String,
    /// Likeness, 0 to 1.
    pub score: f32,
    /// Id of the concept, where the glossary was searched.
    pub concept: Option<String>,
}

/// The `count` candidates most like `name`, best first; of equals the first given.
///
/// `tag` is the language of `name`. Candidates in another script are looked up through the
/// glossary that is compiled in.
#[must_use]
pub fn rank(name: &str, tag: LangTag, candidates: &[String], count: usize) -> Vec<Ranked> {
    let form = Form::new(name);
    // Other forms of the same thing, so that 北京 finds Beijing and Pequim.
    let known: Vec<Form> = Glossary::builtin()
        .lookup(name, Some(tag))
        .flat_map(|(concept, _)| concept.terms.iter())
        .map(|term| Form::new(&term.text))
        .collect();
    let mut ranked: Vec<Ranked> = candidates
        .iter()
        .map(|candidate| {
            let other = Form::new(candidate);
            let score = known
                .iter()
                .filter(|known| known.folded == other.folded)
                .map(|_| 1.0)
                .chain(std::iter::once(form.likeness(&other)))
                .fold(0.0, f32::max);
            Ranked {
                name: candidate.clone(),
                score,
                concept: None,
            }
        })
        .collect();
    best(&mut ranked, count);
    ranked
}

/// The `count` concepts of the matcher's glossary most like `name`, best first. Empty when none
/// is like enough.
#[must_use]
pub fn rank_in_glossary(name: &str, tag: LangTag, matcher: &Matcher, count: usize) -> Vec<Ranked> {
    let form = Form::new(name);
    let floor = match form.words.len() {
        _ if form.is_han => HAN_FLOOR,
        1 => WORD_FLOOR,
        _ => PHRASE_FLOOR,
    };
    let mut scores: FxHashMap<usize, f32> = FxHashMap::default();
    let concepts = matcher.glossary().concepts();
    for (at, concept) in concepts.iter().enumerate() {
        let best = concept
            .terms
            .iter()
            .filter(|term| is_comparable(term, tag))
            .map(|term| form.likeness(&Form::new(&term.text)))
            .fold(0.0, f32::max);
        if best >= floor {
            scores.insert(at, best);
        }
    }
    let mut ranked: Vec<Ranked> = (0..concepts.len())
        .filter_map(|at| {
            let concept = &concepts[at];
            let score = *scores.get(&at)?;
            let name = concept
                .preferred(tag)
                .or_else(|| concept.terms.first())
                .map_or(concept.id.as_str(), |term| term.text.as_str());
            Some(Ranked {
                name: name.to_owned(),
                score,
                concept: Some(concept.id.clone()),
            })
        })
        .collect();
    best(&mut ranked, count);
    ranked
}

/// Names travel between languages of one script, other words do not.
fn is_comparable(term: &Term, tag: LangTag) -> bool {
    term.lang.lang == tag.lang || term.part_of_speech == "proper noun" || term.text.contains(is_han)
}

fn best(ranked: &mut Vec<Ranked>, count: usize) {
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
    ranked.truncate(count);
}

/// A name made ready to be compared.
struct Form {
    /// Lower case, without accents and punctuation, one space between words.
    folded: String,
    /// The letters of its words, digraphs and doubled letters made one.
    words: Vec<Vec<char>>,
    is_han: bool,
}

impl Form {
    fn new(name: &str) -> Self {
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
    fn likeness(&self, other: &Self) -> f32 {
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

/// Mean likeness of the words, each with the best word of the other side that is still free.
fn phrase_likeness(one: &[Vec<char>], other: &[Vec<char>]) -> f32 {
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
    let mut sum = 0.0;
    for (score, i, j) in pairs {
        if left[i] && right[j] {
            (left[i], right[j]) = (false, false);
            sum += score;
        }
    }
    sum / one.len().max(other.len()).max(1) as f32
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::gold::shared;
    use crate::lang::Lang;

    #[test]
    fn candidates_are_ranked_by_likeness() {
        let candidates = ["Lisbon", "Luban", "Astana"].map(str::to_owned);
        let ranked = rank("Lu Ban", Lang::EN.into(), &candidates, 2);
        assert_eq!(ranked.len(), 2);
        assert_eq!(ranked[0].name, "Luban");
        let ranked = rank("里斯本", Lang::ZH.into(), &candidates, 1);
        assert_eq!(ranked[0].name, "Lisbon");
    }

    #[test]
    fn nothing_is_found_for_strangers() {
        let found = rank_in_glossary("Zanzibar", Lang::EN.into(), Matcher::builtin(), 3);
        assert_eq!(found, []);
        let found = rank_in_glossary("Tokajev", Lang::EN.into(), Matcher::builtin(), 3);
        assert_eq!(found[0].concept.as_deref(), Some("tokayev"));
    }

    #[test]
    #[expect(clippy::print_stderr, reason = "the measured numbers are shown")]
    fn unseen_variants() {
        let Some(path) = shared("eval/normalise/unseen_dev.tsv") else {
            return;
        };
        let table = std::fs::read_to_string(path).expect("UTF-8");
        let (mut found, mut variants, mut refused, mut strangers) = (0, 0, 0, 0);
        for row in table.lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let tag = cells[1].parse().expect("a tag");
            let ranked = rank_in_glossary(cells[2], tag, Matcher::builtin(), 3);
            let got = ranked
                .first()
                .and_then(|best| best.concept.as_deref())
                .unwrap_or("none");
            let right = got == cells[3];
            if cells[3] == "none" {
                strangers += 1;
                refused += usize::from(right);
            } else {
                variants += 1;
                found += usize::from(right);
            }
            if !right {
                eprintln!("{} {} is {}, not {ranked:?}", cells[0], cells[2], cells[3]);
            }
        }
        eprintln!("found {found} of {variants}, refused {refused} of {strangers}");
        assert!(found * 100 >= variants * 70 && refused * 100 >= strangers * 70);
    }
}
