//! Stretches of two sentences that say the same word by word, whatever else the sentences say.
//!
//! How much it says that a word has a counterpart depends on how often it would have one by
//! chance: the surprise of finding a word as alike as the counterpart in a sentence of the
//! collection. Summed over the words of a stretch this is Fisher's method of combining tests
//! (1925), each word being one.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::SentenceId;
use super::features::DocFeatures;
use crate::align::language_means::LanguageMeans;
use crate::embed::dot;
use crate::lang::Lang;

/// Units of a stretch: about a clause.
const STRETCH: usize = 7;
/// Units of a sentence that are looked at: more is no sentence.
const MAX_UNITS: usize = 100;
/// Sentences of the collection that tell what is found by chance.
const SAMPLE: usize = 256;
/// Surprise of what is found by chance, in nats: the mean of an exponential distribution.
const BY_CHANCE: f32 = 1.0;
/// What the greatest surprise that a sample can show is scaled to, so that scores do not depend on
/// the size of a collection.
const SCALE: f32 = 4.0;
/// Grades that likenesses are told apart by.
const GRADES: usize = 64;

/// A word, name, term or figure of a sentence.
#[derive(Clone, Copy, Debug)]
struct Unit {
    key: u64,
    /// Its row among the vectors.
    row: usize,
}

/// What the most alike stretches of two sentences say alike.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Common {
    /// Surprise, of the stretch that shows less, 0 to about 20.
    pub(super) surprise: f32,
    /// The part of what the stretches say that this is, 0 to 1.
    pub(super) share: f32,
}

/// The units of all sentences.
pub(super) struct Stretches {
    dim: usize,
    /// A unit vector a row, centred by language.
    values: Vec<f32>,
    /// For each row and grade of likeness the surprise of finding a word that much like it.
    surprise: Vec<[f32; GRADES]>,
    units: Vec<Unit>,
    /// First unit of each sentence, and their number.
    starts: Vec<usize>,
}

impl Stretches {
    pub(super) fn new(docs: &[DocFeatures], ids: &[SentenceId], dim: usize) -> Self {
        let mut rows: FxHashMap<(Lang, u64), usize> = FxHashMap::default();
        let mut vectors: Vec<(Lang, &[f32])> = Vec::new();
        let mut units = Vec::new();
        let mut starts = vec![0];
        for id in ids {
            let lang = docs[id.doc].lang.lang;
            if let Some(of) = &docs[id.doc].vectors {
                for word in of.words_of(id.sentence).iter().take(MAX_UNITS) {
                    let row = *rows.entry((lang, word.key)).or_insert_with(|| {
                        vectors.push((lang, of.words.row(word.row)));
                        vectors.len() - 1
                    });
                    let key = word.key;
                    units.push(Unit { key, row });
                }
            }
            starts.push(units.len());
        }
        let means = LanguageMeans::new(dim, vectors.iter().copied());
        let mut values = Vec::with_capacity(vectors.len() * dim);
        for (lang, vector) in vectors {
            means.push(&mut values, vector, lang);
        }
        let mut stretches = Self {
            dim,
            values,
            surprise: Vec::new(),
            units,
            starts,
        };
        stretches.surprise = stretches.surprises();
        stretches
    }

    /// How often each row finds words like it in a sample of the sentences.
    fn surprises(&self) -> Vec<[f32; GRADES]> {
        let sentences = self.starts.len() - 1;
        let step = sentences.div_ceil(SAMPLE).max(1);
        // The rows of each sentence of the sample, side by side in memory.
        let sample: Vec<Vec<usize>> = (0..sentences)
            .step_by(step)
            .map(|sentence| {
                self.units_of(sentence)
                    .iter()
                    .map(|unit| unit.row)
                    .collect()
            })
            .collect();
        let mut known: Vec<usize> = sample.iter().flatten().copied().collect();
        known.sort_unstable();
        known.dedup();
        let sample: Vec<Vec<usize>> = sample
            .into_iter()
            .map(|rows| {
                let place = |row| known.partition_point(|other| *other < row);
                rows.into_iter().map(place).collect()
            })
            .collect();
        let most = (sample.len() as f32 + 1.0).ln();
        let rows = self.values.len() / self.dim.max(1);
        let mut likeness = vec![0.0; known.len()];
        (0..rows)
            .map(|row| {
                for (likeness, other) in likeness.iter_mut().zip(&known) {
                    *likeness = if *other == row {
                        1.0
                    } else {
                        dot(self.row(row), self.row(*other))
                    };
                }
                // Sentences whose best word is of each grade.
                let mut counts = [0_usize; GRADES];
                for sentence in &sample {
                    let best = sentence
                        .iter()
                        .map(|place| likeness[*place])
                        .fold(0.0, f32::max);
                    counts[grade(best)] += 1;
                }
                let mut surprise = [0.0; GRADES];
                let mut found = 0;
                for (surprise, count) in surprise.iter_mut().zip(counts).rev() {
                    found += count;
                    let chance = found.max(1) as f32 / (sample.len() as f32 + 1.0);
                    *surprise = (-chance.ln() - BY_CHANCE).max(0.0) / most * SCALE;
                }
                surprise
            })
            .collect()
    }

    fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.dim..][..self.dim]
    }

    fn units_of(&self, sentence: usize) -> &[Unit] {
        &self.units[self.starts[sentence]..self.starts[sentence + 1]]
    }

    /// What the most alike stretches of two sentences say alike.
    pub(super) fn common(&self, a: usize, b: usize) -> Common {
        let (a, b) = (self.units_of(a), self.units_of(b));
        if a.is_empty() || b.is_empty() {
            return Common::default();
        }
        // How surprising the likeness of two units is to each of them.
        let mut table = vec![[0.0_f32; 2]; a.len() * b.len()];
        for (row, one) in table.chunks_exact_mut(b.len()).zip(a) {
            for (cell, other) in row.iter_mut().zip(b) {
                let likeness = if one.key == other.key {
                    1.0
                } else {
                    dot(self.row(one.row), self.row(other.row))
                };
                let grade = grade(likeness);
                *cell = [one, other].map(|unit| self.surprise[unit.row][grade]);
            }
        }
        let most = |units: &[Unit]| -> f32 {
            units
                .iter()
                .map(|unit| self.surprise[unit.row][GRADES - 1])
                .sum()
        };
        let mut best = Common::default();
        for at in stretches_of(a.len()) {
            for with in stretches_of(b.len()) {
                let (mut forth, mut back) = (0.0, [0.0_f32; STRETCH]);
                for row in table[at.start * b.len()..at.end * b.len()].chunks_exact(b.len()) {
                    let mut most = 0.0_f32;
                    for (cell, back) in row[with.clone()].iter().zip(&mut back) {
                        most = most.max(cell[0]);
                        *back = back.max(cell[1]);
                    }
                    forth += most;
                }
                let back: f32 = back.iter().sum();
                let surprise = forth.min(back);
                if surprise > best.surprise {
                    let whole = most(&a[at.clone()]) + most(&b[with]);
                    best = Common {
                        surprise,
                        share: (forth + back) / whole.max(0.5),
                    };
                }
            }
        }
        best
    }
}

/// The stretches of a sentence of `len` units.
fn stretches_of(len: usize) -> impl Iterator<Item = Range<usize>> {
    (0..=len.saturating_sub(STRETCH)).map(move |at| at..(at + STRETCH).min(len))
}

/// The grade of a likeness: those below 0 are one.
fn grade(likeness: f32) -> usize {
    ((likeness.clamp(0.0, 1.0) * (GRADES - 1) as f32).round() as usize).min(GRADES - 1)
}
