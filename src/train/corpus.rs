//! Parallel sentences as rows of the table: what training holds in memory.

use ndarray::Array2;
use sha2::{Digest as _, Sha256};

use super::batches::{self, PairId, Source};
use crate::embed::random::Random;
use crate::embed::{Feature, Vocabulary, fold};

/// The sentences to train on.
#[derive(Debug, Default)]
pub(super) struct Corpus {
    pub(super) files: Vec<ParallelSentences>,
    taught: Sentences,
    /// Vectors of the taught sentences, sentences x the teacher's dim, unit rows.
    teacher: Vec<f32>,
}

/// The pairs of one file.
#[derive(Debug)]
pub(super) struct ParallelSentences {
    /// Number of the language pair: no batch mixes two.
    pub(super) kind: usize,
    /// How often a pair is seen in an epoch, on average.
    pub(super) weight: f64,
    pub(super) sides: [Sentences; 2],
}

/// Sentences of one side, as the rows that they sum. Each is cut into pieces twice.
#[derive(Clone, Debug, Default)]
pub(super) struct Sentences {
    /// Row numbers of all sentences, one after the other.
    pieces: Vec<u32>,
    /// Where the pieces of each cut of each sentence end.
    ends: Vec<u64>,
    /// Bytes of each sentence once folded.
    lengths: Vec<u32>,
}

/// How a sentence is cut into pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// As ever: the longest piece at each place.
    Longest,
    /// Sometimes the next shorter piece, so that the parts of words learn too (after subword
    /// regularisation, Kudo 2018).
    Sampled,
}

/// How often the sampled cut takes the next shorter piece.
const SHORTER: f64 = 0.1;

/// One sentence of a side, in one of its cuts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence<'a> {
    pub(super) side: &'a Sentences,
    pub(super) index: usize,
    pub(super) cut: Cut,
}

impl Corpus {
    /// Adds a sentence with the unit vector that a teacher gave it.
    pub(super) fn teach(
        &mut self,
        sentence: &str,
        vector: &[f32],
        vocabulary: &Vocabulary,
        random: &mut Random,
    ) {
        self.taught
            .push(sentence, vocabulary, random, &mut String::new());
        self.teacher.extend_from_slice(vector);
    }

    /// What the batches are drawn from.
    pub(super) fn sources(&self) -> Vec<Source> {
        let source = |file: &ParallelSentences| Source {
            kind: file.kind,
            pairs: file.sides[0].len(),
            weight: file.weight,
        };
        self.files.iter().map(source).collect()
    }

    /// One side of a pair.
    pub(super) fn sentence(&self, (file, row): PairId, side: usize, cut: Cut) -> Sentence<'_> {
        Sentence {
            side: &self.files[file as usize].sides[side],
            index: row as usize,
            cut,
        }
    }

    /// Number of sentences with a teacher's vector.
    pub(super) fn taught(&self) -> usize {
        self.taught.len()
    }

    /// A sentence with a teacher's vector.
    pub(super) fn taught_sentence(&self, index: u32) -> Sentence<'_> {
        Sentence {
            side: &self.taught,
            index: index as usize,
            cut: Cut::Longest,
        }
    }

    /// The teacher's vectors of some sentences, a row each.
    pub(super) fn teacher_vectors(&self, rows: &[u32]) -> Array2<f32> {
        let dim = self.teacher.len() / self.taught.len().max(1);
        let row = |row: &u32| &self.teacher[*row as usize * dim..][..dim];
        let values = rows.iter().flat_map(row).copied().collect();
        Array2::from_shape_vec((rows.len(), dim), values).expect("rows x dim values")
    }

    /// Adds everything in it to `hash`.
    pub(super) fn digest(&self, hash: &mut Sha256) {
        let sides = self.files.iter().flat_map(|file| {
            hash.update(file.weight.to_le_bytes());
            hash.update(file.kind.to_le_bytes());
            &file.sides
        });
        for side in sides.collect::<Vec<_>>().into_iter().chain([&self.taught]) {
            hash.update(side.len().to_le_bytes());
            for number in side.pieces.iter().chain(&side.lengths) {
                hash.update(number.to_le_bytes());
            }
        }
        for value in &self.teacher {
            hash.update(value.to_le_bytes());
        }
    }

    /// The most pairs that a batch can hold so that every kind of pair has one.
    pub(super) fn largest_batch(&self) -> usize {
        let sources = self.sources();
        let kinds = sources
            .iter()
            .map(|source| source.kind + 1)
            .max()
            .unwrap_or(0);
        let pairs = (0..kinds).map(|kind| batches::pairs_of(&sources, kind));
        pairs
            .chain((self.taught() > 0).then(|| self.taught()))
            .filter(|pairs| *pairs > 1)
            .min()
            .unwrap_or(1)
    }

    /// How often each row of the table is used in an epoch, length rows left out.
    pub(super) fn frequencies(&self, rows: usize) -> Vec<f64> {
        let mut counts = vec![0.0; rows];
        for file in &self.files {
            for piece in file.sides.iter().flat_map(|side| &side.pieces) {
                // Every sentence is there in two cuts.
                counts[*piece as usize] += file.weight / 2.0;
            }
        }
        counts
    }
}

impl Sentences {
    /// Adds a sentence; `folded` is scratch.
    pub(super) fn push(
        &mut self,
        sentence: &str,
        vocabulary: &Vocabulary,
        random: &mut Random,
        folded: &mut String,
    ) {
        fold(sentence, folded);
        vocabulary.piece_rows(folded.as_bytes(), &mut self.pieces);
        self.ends.push(self.pieces.len() as u64);
        vocabulary.sampled_piece_rows(
            folded.as_bytes(),
            || random.fraction() < SHORTER,
            &mut self.pieces,
        );
        self.ends.push(self.pieces.len() as u64);
        self.lengths
            .push(u32::try_from(folded.len()).unwrap_or(u32::MAX));
    }

    pub(super) fn len(&self) -> usize {
        self.lengths.len()
    }
}

impl<'a> Sentence<'a> {
    /// The rows of its pieces.
    pub(super) fn pieces(self) -> &'a [u32] {
        let cut = 2 * self.index + usize::from(self.cut == Cut::Sampled);
        let ends = &self.side.ends;
        let begin = cut.checked_sub(1).map_or(0, |before| ends[before]);
        &self.side.pieces[begin as usize..ends[cut] as usize]
    }

    /// Everything that it sums: its pieces, and the rows of its length.
    pub(super) fn features(
        self,
        vocabulary: &Vocabulary,
    ) -> impl Iterator<Item = Feature> + use<'a> {
        let pieces = self.pieces().iter().map(|row| Feature {
            row: *row,
            weight: 1.0,
        });
        let length = self.side.lengths[self.index] as usize;
        pieces.chain(vocabulary.length_features(length).into_iter().flatten())
    }
}
