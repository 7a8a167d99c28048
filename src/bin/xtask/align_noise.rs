//! Documents whose alignment is known by construction: parallel sentences put together, with the
//! noise of translations added.
//!
//! The sentences of the corpora come in no order, and neighbours that have nothing to do with each
//! other are easy to tell apart. So a document is made of sentences that share a rare word: its
//! neighbours are about the same thing, as in a text.

use std::ops::{Range, RangeInclusive};

use alinha::align::{Alignment, Bead};
use alinha::embed::random::Random;
use alinha::lang::Lang;
use alinha::train::fingerprint::Fingerprint;
use alinha::train::overlap::EvaluationText;
use alinha::train::test_pairs::{Row, TestPairs};
use rustc_hash::FxHashMap;

use crate::corpora::Corpus;

/// Letters of a sentence that may stand in a document, on the side in Latin letters.
const LETTERS: RangeInclusive<usize> = 15..=400;
/// Sentences of a document before noise.
const SENTENCES: RangeInclusive<usize> = 8..=24;
/// Sentences that must share a word for it to be a topic.
const TOPIC: RangeInclusive<usize> = 8..=60;
/// Sentences of one topic in a document at most.
const TOPIC_SENTENCES: usize = 12;
/// Letters that a word of a topic has at least.
const TOPIC_LETTERS: usize = 5;

/// Two texts and how they align.
#[derive(Clone, Debug)]
pub(crate) struct Parallel {
    /// Languages of the sides.
    pub(crate) languages: [Lang; 2],
    /// Sentences of the source.
    pub(crate) source: Vec<String>,
    /// Sentences of the target.
    pub(crate) target: Vec<String>,
    /// What is right.
    pub(crate) gold: Alignment,
}

/// How often translators and machines do what, a position of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noise {
    /// A sentence of another document stands on one side.
    pub(crate) stranger: f64,
    /// A sentence is left out on one side.
    pub(crate) omission: f64,
    /// So many neighbours are one sentence on one side: for two, three, four, five.
    pub(crate) joined: [f64; 4],
    /// The boundary of two sentences stands at a clause mark on one side.
    pub(crate) moved: f64,
    /// Three sentences are two on one side, the boundary inside the middle one.
    pub(crate) regrouped: f64,
    /// Two sentences change places on one side.
    pub(crate) swapped: f64,
    /// Up to this share of the words of a sentence are not there, on each side by itself: what
    /// stands in a corpus is translated word by word, or it would not have been collected.
    pub(crate) looseness: f64,
}

impl Noise {
    /// Close translations: news.
    pub(crate) const CLOSE: Self = Self {
        stranger: 0.03,
        omission: 0.05,
        joined: [0.10, 0.01, 0.0, 0.0],
        moved: 0.02,
        regrouped: 0.0,
        swapped: 0.01,
        looseness: 0.3,
    };
    /// Free translations: stories, essays.
    pub(crate) const FREE: Self = Self {
        stranger: 0.01,
        omission: 0.04,
        joined: [0.20, 0.05, 0.015, 0.005],
        moved: 0.03,
        regrouped: 0.01,
        swapped: 0.01,
        looseness: 0.5,
    };
}

/// Sentence pairs of `corpora` that have nothing in common with the evaluation text.
pub(crate) fn rows(
    corpora: &[&Corpus],
    wanted: usize,
    seed: u64,
    evaluation: &EvaluationText,
) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut print = Fingerprint::default();
    for corpus in corpora {
        let drawn = TestPairs::draw(&mut corpus.open()?, wanted / corpora.len(), seed)?;
        rows.extend(drawn.rows.into_iter().filter(|(source, target)| {
            LETTERS.contains(&target.chars().count())
                && [source, target].iter().all(|side| {
                    print.read(side);
                    !evaluation.common(&print).any()
                })
        }));
    }
    Ok(rows)
}

/// Up to `wanted` documents of neighbouring sentences from `rows`, each sentence in one at most.
pub(crate) fn documents(
    rows: &[Row],
    languages: [Lang; 2],
    noise: Noise,
    wanted: usize,
    random: &mut Random,
) -> Vec<Parallel> {
    let mut by_word: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (index, (_, target)) in rows.iter().enumerate() {
        let mut words: Vec<String> = target
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| word.chars().count() >= TOPIC_LETTERS)
            .map(str::to_lowercase)
            .collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            by_word.entry(word).or_default().push(index);
        }
    }
    let mut topics: Vec<(String, Vec<usize>)> = by_word
        .into_iter()
        .filter(|(_, rows)| TOPIC.contains(&rows.len()))
        .collect();
    topics.sort_unstable();
    random.shuffle(&mut topics);
    let mut topics = topics.into_iter();
    let mut is_used = vec![false; rows.len()];
    let mut documents = Vec::new();
    while documents.len() < wanted {
        let size = SENTENCES.start() + random.below(SENTENCES.end() - SENTENCES.start() + 1);
        let mut chosen = Vec::new();
        // A text passes from one topic to the next.
        while chosen.len() < size {
            let Some((_, mut topic)) = topics.next() else {
                return documents;
            };
            topic.retain(|row| !is_used[*row]);
            random.shuffle(&mut topic);
            topic.truncate(TOPIC_SENTENCES);
            for row in &topic {
                is_used[*row] = true;
            }
            chosen.extend(topic);
        }
        chosen.truncate(size);
        let sentences: Vec<Row> = chosen
            .iter()
            .map(|row| {
                let (source, target) = &rows[*row];
                let mut loose = |text: &str| {
                    let share = random.fraction() * noise.looseness;
                    loosened(text, share, random)
                };
                (loose(source), loose(target))
            })
            .collect();
        documents.push(perturbed(&sentences, languages, noise, rows, random));
    }
    documents
}

/// One document: `sentences` with noise; strangers are drawn from `others`.
fn perturbed(
    sentences: &[Row],
    languages: [Lang; 2],
    noise: Noise,
    others: &[Row],
    random: &mut Random,
) -> Parallel {
    let mut document = Parallel {
        languages,
        source: Vec::new(),
        target: Vec::new(),
        gold: Alignment::default(),
    };
    let mut at = 0;
    while at < sentences.len() {
        let left = sentences.len() - at;
        let pair = |offset: usize| {
            let (source, target) = &sentences[at + offset];
            [source.clone(), target.clone()]
        };
        // Whatever happens, happens to one side.
        let side = random.below(2);
        let mut chance = random.fraction();
        let mut happens = |share: f64| {
            let does = (0.0..share).contains(&chance);
            chance -= share;
            does
        };
        if happens(noise.stranger) {
            let (source, target) = &others[random.below(others.len())];
            let stranger = [source, target][side].clone();
            document.push(side, vec![stranger], Vec::new());
        } else if happens(noise.omission) {
            let [source, target] = pair(0);
            let kept = [source, target][side].clone();
            document.push(side, vec![kept], Vec::new());
            at += 1;
        } else if let Some(count) = (2..)
            .zip(noise.joined)
            .find_map(|(count, share)| happens(share).then_some(count))
        {
            let count = count.min(left);
            let pairs: Vec<[String; 2]> = (0..count).map(pair).collect();
            let parts: Vec<&str> = pairs.iter().map(|pair| pair[side].as_str()).collect();
            let as_clauses = random.below(2) == 0;
            let one = joined(&parts, languages[side], as_clauses);
            let many = pairs.iter().map(|pair| pair[1 - side].clone()).collect();
            document.push(side, vec![one], many);
            at += count;
        } else if left > 1 && happens(noise.moved) {
            let pairs = [pair(0), pair(1)];
            let text = joined(&[&pairs[0][side], &pairs[1][side]], languages[side], false);
            let cuts = clause_marks(&text, 0..text.len());
            let kept = pairs.map(|pair| pair[1 - side].clone()).to_vec();
            at += document.push_cut(side, &text, &cuts, kept, random);
        } else if left > 2 && happens(noise.regrouped) {
            let pairs = [pair(0), pair(1), pair(2)];
            let parts = pairs.each_ref().map(|pair| pair[side].as_str());
            let text = joined(&parts, languages[side], false);
            let inner = parts[0].len()..text.len() - parts[2].len();
            let cuts = clause_marks(&text, inner);
            let kept = pairs.map(|pair| pair[1 - side].clone()).to_vec();
            at += document.push_cut(side, &text, &cuts, kept, random);
        } else if left > 1 && happens(noise.swapped) {
            let (first, second) = (pair(0), pair(1));
            let swapped = vec![second[side].clone(), first[side].clone()];
            let kept = vec![first[1 - side].clone(), second[1 - side].clone()];
            document.push(side, swapped, kept);
            at += 2;
        } else {
            let [source, target] = pair(0);
            document.push(0, vec![source], vec![target]);
            at += 1;
        }
    }
    document
}

impl Parallel {
    /// Documents of one pair of languages, one after the other.
    pub(crate) fn joined(documents: &[Self]) -> Self {
        let mut long = Self {
            languages: documents[0].languages,
            source: Vec::new(),
            target: Vec::new(),
            gold: Alignment::default(),
        };
        for document in documents {
            for bead in &document.gold.beads {
                let these = document.source[bead.source.clone()].to_vec();
                let those = document.target[bead.target.clone()].to_vec();
                long.push(0, these, those);
            }
        }
        long
    }

    /// Adds a bead: `these` on side `side`, `those` on the other.
    fn push(&mut self, side: usize, these: Vec<String>, those: Vec<String>) {
        let (source, target) = if side == 0 {
            (these, those)
        } else {
            (those, these)
        };
        let starts = (self.source.len(), self.target.len());
        self.source.extend(source);
        self.target.extend(target);
        self.gold.beads.push(Bead {
            source: starts.0..self.source.len(),
            target: starts.1..self.target.len(),
            score: 1.0,
        });
    }

    /// Adds a bead of a text cut at one of `cuts`, or whole if there is none, and `those`;
    /// returns how many those are.
    fn push_cut(
        &mut self,
        side: usize,
        text: &str,
        cuts: &[usize],
        those: Vec<String>,
        random: &mut Random,
    ) -> usize {
        let count = those.len();
        let cut = match cuts {
            [] => text.len(),
            _ => cuts[random.below(cuts.len())],
        };
        let (one, other) = text.split_at(cut);
        let these = [one, other].map(|part| part.trim().to_owned());
        let these = these.into_iter().filter(|part| !part.is_empty());
        self.push(side, these.collect(), those);
        count
    }
}

/// A sentence without a share of its words, or of its pairs of Chinese characters; numbers and
/// marks stay.
fn loosened(text: &str, share: f64, random: &mut Random) -> String {
    let mut loose = String::with_capacity(text.len());
    let mut is_dropped = false;
    let (mut previous, mut letters) = (' ', 0);
    for c in text.chars() {
        let is_han = |c: char| ('\u{3400}'..'\u{a000}').contains(&c);
        let starts_word = if is_han(c) {
            !is_han(previous) || letters % 2 == 0
        } else {
            c.is_alphabetic() && (is_han(previous) || !previous.is_alphabetic())
        };
        if starts_word {
            is_dropped = random.fraction() < share;
            letters = 0;
        }
        letters += 1;
        previous = c;
        if !(is_dropped && c.is_alphabetic()) {
            loose.push(c);
        }
    }
    if loose.contains(char::is_alphabetic) {
        loose
    } else {
        text.to_owned()
    }
}

/// Sentences in one line; as clauses, their inner ends become commas.
fn joined(parts: &[&str], language: Lang, as_clauses: bool) -> String {
    let (gap, comma) = gap_and_comma(language);
    let last = parts.len() - 1;
    let mut line = String::new();
    for (index, part) in parts.iter().enumerate() {
        let part = part.trim();
        let bare = part.trim_end_matches(['.', '。']);
        if as_clauses && index < last && bare.len() < part.len() {
            line.push_str(bare);
            line.push_str(comma);
        } else {
            line.push_str(part);
        }
        if index < last {
            line.push_str(gap);
        }
    }
    line
}

/// The places behind the clause marks well inside a stretch of a text.
fn clause_marks(text: &str, stretch: Range<usize>) -> Vec<usize> {
    const MARKS: [char; 6] = [',', '，', ';', '；', ':', '：'];
    let margin = stretch.len() / 5;
    text.match_indices(MARKS)
        .map(|(at, mark)| at + mark.len())
        .filter(|at| (stretch.start + margin..stretch.end - margin).contains(at))
        .collect()
}

fn gap_and_comma(language: Lang) -> (&'static str, &'static str) {
    if language == Lang::ZH {
        ("", "，")
    } else {
        (" ", ",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_is_in_one_bead_of_the_gold() {
        let towns = [
            "Alpha", "Bravo", "Delta", "Hotel", "India", "Oscar", "Tango", "Quebec",
        ];
        let rows: Vec<Row> = (0..320)
            .map(|i| {
                let town = towns[i % towns.len()];
                (
                    format!("第{i}家工厂，今年开工。"),
                    format!("Factory number {i} opened in {town}, this year."),
                )
            })
            .collect();
        let mut random = Random::new(1, 0);
        let documents = documents(&rows, [Lang::ZH, Lang::EN], Noise::FREE, 3, &mut random);
        assert_eq!(documents.len(), 3);
        for document in &documents {
            let (mut source, mut target) = (0, 0);
            for bead in &document.gold.beads {
                assert_eq!((bead.source.start, bead.target.start), (source, target));
                (source, target) = (bead.source.end, bead.target.end);
            }
            assert_eq!(
                (source, target),
                (document.source.len(), document.target.len())
            );
        }
    }

    #[test]
    fn joined_sentences_become_clauses() {
        assert_eq!(
            joined(&["他来了。", "我走了。"], Lang::ZH, true),
            "他来了，我走了。"
        );
        assert_eq!(
            joined(&["He came.", "I left."], Lang::EN, false),
            "He came. I left."
        );
    }
}
