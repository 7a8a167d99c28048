//! A whole training: files in, a table out.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use ndarray::Axis;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::checkpoint::{self, CheckpointError};
use super::corpus::{Corpus, Cut, ParallelSentences, Sentence, Sentences};
use super::pairs::{PairError, Pairs};
use super::teacher::{self, TeacherError};
use super::trainer::{Start, State, Trainer, encode};
use super::vocabulary::WordCounts;
use crate::embed::random::Random;
use crate::embed::{ModelFile, Vocabulary, fold};
use crate::lang::{Detector, Lang};

/// Rows of a file that its languages are told from.
const SAMPLE: usize = 200;
/// A row seen this often (share of all pieces) starts at half its size: common words say little
/// (Arora et al. 2017).
const COMMON: f64 = 1e-3;

/// How to train. [`Options::default`] is what measured best on the project's corpora; see
/// models/README.md.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Options {
    /// Times that the pairs are gone through.
    pub epochs: u32,
    /// Pairs in a batch: each is set against all others of its batch.
    pub batch: usize,
    /// Size of the first steps; it falls to a fiftieth.
    pub rate: f32,
    /// What is taken off the cosine of a true pair.
    pub margin: f32,
    /// What cosines are divided by.
    pub temperature: f32,
    /// From the second epoch on, so many pairs that lie close together share a batch; 0 for
    /// none.
    pub hard_negatives: usize,
    /// Equal seeds and inputs give equal models.
    pub seed: u64,
    /// Values a row, for a model that starts from nothing.
    pub dim: usize,
    /// How many tables, each with its share of the values, are trained on their own and put
    /// side by side: what one got wrong by chance, the others outvote. For a model that starts
    /// from nothing.
    pub tables: usize,
    /// Merged pieces of the vocabulary, for a model that starts from nothing.
    pub pieces: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            epochs: 4,
            batch: 1024,
            rate: 0.01,
            margin: 0.35,
            temperature: 0.05,
            hard_negatives: 0,
            seed: 1,
            dim: 256,
            tables: 1,
            pieces: 40_000,
        }
    }
}

impl Options {
    /// For going on from a model that knows much already: small batches, since there are few
    /// pairs, and small steps, so that it does not forget.
    #[must_use]
    pub fn adapting() -> Self {
        Self {
            epochs: 5,
            batch: 256,
            rate: 0.003,
            ..Self::default()
        }
    }
}

/// A file of pairs to train on.
#[derive(Clone, Debug, PartialEq)]
pub struct ParallelFile {
    /// Tab-separated columns or TMX, plain or gzipped.
    pub path: PathBuf,
    /// How often one of its pairs is seen in an epoch, on average.
    pub weight: f64,
}

/// What to train on.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Sentences and their translations.
    pub parallel: Vec<ParallelFile>,
    /// Sentences with a teacher's vectors, as `alinha stream embed` writes them.
    pub teacher: Option<PathBuf>,
    /// Where the state is kept, so that a stopped training can go on.
    pub checkpoint: Option<PathBuf>,
}

/// How far the training is.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'a> {
    /// A file is being read.
    Reading(&'a Path),
    /// The pieces of the vocabulary are being learned.
    Learning,
    /// The training goes on from a checkpoint.
    Resumed,
    /// Steps done, of how many, and the mean loss of a pair in the last one, in nats.
    Step(u64, u64, f64),
}

/// What a training made.
#[derive(Debug)]
pub struct Trained {
    /// Which pieces have a row.
    pub vocabulary: Vocabulary,
    /// Values a row.
    pub dim: usize,
    /// Row-major, rows x dim.
    pub values: Vec<f32>,
    /// Mean unit vector of the sentences of each language, by language.
    pub means: Vec<(Lang, Vec<f32>)>,
    /// What it was made of.
    pub files: Vec<TrainedFile>,
    /// Steps done.
    pub steps: u64,
}

/// What was read of a file.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct TrainedFile {
    /// Its name, without folders.
    pub name: String,
    /// Language of either column.
    pub languages: (Lang, Lang),
    /// Pairs in it.
    pub pairs: usize,
    /// See [`ParallelFile::weight`].
    pub weight: f64,
}

/// Why a training could not be done.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A file of pairs is broken.
    #[error(transparent)]
    Pairs(#[from] PairError),
    /// A file of vectors is broken.
    #[error(transparent)]
    Teacher(#[from] TeacherError),
    /// Nothing to learn from.
    #[error("the files hold {0} pairs; at least two are needed")]
    TooFewPairs(usize),
    /// The vocabulary has no room.
    #[error("no vocabulary could be made of the files: {0}")]
    Vocabulary(String),
    /// The checkpoint is of no use.
    #[error("{} {problem}; remove it to start anew", path.display())]
    Checkpoint {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: CheckpointError,
    },
    /// The checkpoint cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's error.
        error: io::Error,
    },
}

/// Random sequences from this number on cut the sentences of the files.
const CUTS: u64 = 1 << 48;
/// Rows of a new model that tell the length of a text.
const LENGTH_ROWS: usize = 20;
/// Sentences of a file that a language's mean is taken of.
const MEAN_SENTENCES: usize = 2_000;
/// Steps between two checkpoints.
const CHECKPOINT_STEPS: u64 = if cfg!(test) { 50 } else { 500 };

/// Trains a table: on from `start`, or from nothing. Uses all threads of rayon's pool; the
/// result is the same for any number of them.
///
/// Memory: 8 bytes for every piece of the corpus, 12 for every value of a table, and
/// 4 x batch x batch; while a vocabulary is learned, the different words of the corpus.
///
/// # Errors
/// If an input is broken or empty, or a checkpoint cannot be used or written.
pub fn train(
    inputs: &Inputs,
    start: Option<&ModelFile>,
    options: &Options,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Trained, TrainError> {
    let vocabulary = match start {
        Some(model) => model.vocabulary().clone(),
        None => learn_vocabulary(inputs, options, progress)?,
    };
    let (corpus, files) = read_corpus(inputs, &vocabulary, options, progress)?;
    let pairs = files.iter().map(|file| file.pairs).sum();
    if pairs < 2 && corpus.taught() < 2 {
        return Err(TrainError::TooFewPairs(pairs));
    }
    let rows = vocabulary.rows();
    let starts: Vec<Start> = match start {
        Some(model) => vec![Start {
            dim: model.manifest().dim,
            values: model.values(),
            seed: options.seed,
        }],
        None => (0..options.tables.max(1) as u64)
            .map(|number| random_start(&corpus, rows, options, options.seed.wrapping_add(number)))
            .collect(),
    };
    let fingerprint = fingerprint(&corpus, options, &starts);
    let mut saved = None;
    if let Some(path) = inputs.checkpoint.as_deref().filter(|path| path.exists()) {
        saved = Some(resume(path, &fingerprint)?);
        progress(Progress::Resumed);
    }
    let tables = starts.len() as u64;
    let mut steps = 0;
    let mut finished = saved
        .as_mut()
        .map_or(Vec::new(), |state| std::mem::take(&mut state.finished));
    for (number, start) in (0_u64..).zip(starts).skip(finished.len()) {
        let dim = start.dim;
        let mut trainer = Trainer::new(&vocabulary, &corpus, options, start);
        if let Some(state) = saved.take() {
            trainer.state = state;
        }
        trainer.state.finished = finished;
        let of_table = trainer.steps();
        steps = tables * of_table;
        while let Some(loss) = trainer.step() {
            let done = trainer.step_number();
            progress(Progress::Step(number * of_table + done, steps, loss));
            if let Some(path) = &inputs.checkpoint
                && (done.is_multiple_of(CHECKPOINT_STEPS) || done == of_table)
            {
                save(path, &checkpoint::write(&trainer.state, &fingerprint))?;
            }
        }
        finished = trainer.state.finished;
        finished.push((dim, trainer.state.table));
    }
    let (dim, values) = side_by_side(&finished, rows);
    let means = language_means((&values, dim), &vocabulary, &corpus, &files);
    Ok(Trained {
        vocabulary,
        dim,
        values,
        means,
        files,
        steps,
    })
}

/// One table out of several: their rows side by side.
fn side_by_side(tables: &[(usize, Vec<f32>)], rows: usize) -> (usize, Vec<f32>) {
    let dim = tables.iter().map(|(dim, _)| dim).sum();
    let mut values = Vec::with_capacity(rows * dim);
    for row in 0..rows {
        for (dim, table) in tables {
            values.extend_from_slice(&table[row * dim..][..*dim]);
        }
    }
    (dim, values)
}

/// The mean unit vector of each language, of the first sentences of every file.
fn language_means(
    (table, dim): (&[f32], usize),
    vocabulary: &Vocabulary,
    corpus: &Corpus,
    files: &[TrainedFile],
) -> Vec<(Lang, Vec<f32>)> {
    let mut sentences: BTreeMap<Lang, Vec<Sentence<'_>>> = BTreeMap::new();
    for (number, file) in (0_u32..).zip(files) {
        let (source, target) = file.languages;
        for (side, lang) in [source, target].into_iter().enumerate() {
            let rows = 0..file.pairs.min(MEAN_SENTENCES) as u32;
            let of_row = |row| corpus.sentence((number, row), side, Cut::Longest);
            sentences.entry(lang).or_default().extend(rows.map(of_row));
        }
    }
    let mean = |(lang, sentences): (Lang, Vec<Sentence<'_>>)| {
        let (units, _) = encode(table, dim, vocabulary, &sentences);
        Some((lang, units.mean_axis(Axis(0))?.to_vec()))
    };
    sentences.into_iter().filter_map(mean).collect()
}

/// Counts words, a file a task, and learns the pieces.
fn learn_vocabulary(
    inputs: &Inputs,
    options: &Options,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Vocabulary, TrainError> {
    progress(Progress::Learning);
    let counts: Vec<WordCounts> = inputs
        .parallel
        .par_iter()
        .map(|file| {
            let mut counts = WordCounts::default();
            let mut folded = String::new();
            let mut pairs = Pairs::open(&file.path, None)?;
            while let Some(pair) = pairs.next_pair()? {
                for side in [pair.source, pair.target] {
                    fold(side, &mut folded);
                    counts.add(&folded, file.weight);
                }
            }
            Ok(counts)
        })
        .collect::<Result<_, PairError>>()?;
    let mut all = WordCounts::default();
    for part in counts {
        all.merge(part);
    }
    let pieces = all.pieces(options.pieces);
    if pieces.is_empty() {
        return Err(TrainError::TooFewPairs(0));
    }
    Vocabulary::from_pieces(&pieces, LENGTH_ROWS)
        .map_err(|error| TrainError::Vocabulary(error.to_string()))
}

fn read_corpus(
    inputs: &Inputs,
    vocabulary: &Vocabulary,
    options: &Options,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<(Corpus, Vec<TrainedFile>), TrainError> {
    let detector = Detector::new(&[Lang::ZH, Lang::EN, Lang::PT]);
    let mut corpus = Corpus::default();
    let mut files: Vec<TrainedFile> = Vec::new();
    for file in &inputs.parallel {
        progress(Progress::Reading(&file.path));
    }
    let read: Vec<_> = inputs
        .parallel
        .par_iter()
        .enumerate()
        .map(|(number, file)| {
            let mut random = Random::new(options.seed, CUTS + number as u64);
            read_file(file, vocabulary, &detector, &mut random)
        })
        .collect::<Result<_, PairError>>()?;
    // A kind is a pair of languages, in either order.
    let mut kinds: Vec<(Lang, Lang)> = Vec::new();
    for (file, sides) in read {
        let (a, b) = file.languages;
        let kind = kinds
            .iter()
            .position(|kind| *kind == (a, b) || *kind == (b, a));
        let kind = kind.unwrap_or_else(|| {
            kinds.push((a, b));
            kinds.len() - 1
        });
        corpus.files.push(ParallelSentences {
            kind,
            weight: file.weight,
            sides,
        });
        files.push(file);
    }
    if let Some(path) = &inputs.teacher {
        progress(Progress::Reading(path));
        let mut random = Random::new(options.seed, CUTS - 1);
        teacher::read(path, |sentence, vector| {
            corpus.teach(sentence, vector, vocabulary, &mut random);
        })?;
    }
    Ok((corpus, files))
}

/// The sentences of a file, and what is to be said of it.
fn read_file(
    file: &ParallelFile,
    vocabulary: &Vocabulary,
    detector: &Detector,
    random: &mut Random,
) -> Result<(TrainedFile, [Sentences; 2]), PairError> {
    let mut sides = <[Sentences; 2]>::default();
    let mut samples = [String::new(), String::new()];
    let mut folded = String::new();
    let mut pairs = Pairs::open(&file.path, None)?;
    while let Some(pair) = pairs.next_pair()? {
        for (number, side) in [pair.source, pair.target].into_iter().enumerate() {
            if sides[number].len() < SAMPLE {
                samples[number].push_str(side);
                samples[number].push('\n');
            }
            sides[number].push(side, vocabulary, random, &mut folded);
        }
    }
    let language = |sample: &str| detector.detect(sample).tag.lang;
    let name = file.path.file_name().unwrap_or_default();
    let about = TrainedFile {
        name: name.to_string_lossy().into_owned(),
        languages: (language(&samples[0]), language(&samples[1])),
        pairs: sides[0].len(),
        weight: file.weight,
    };
    Ok((about, sides))
}

/// Small random rows, the smaller the more common their piece.
fn random_start(corpus: &Corpus, rows: usize, options: &Options, seed: u64) -> Start {
    let dim = options.dim / options.tables.max(1);
    let mut random = Random::new(seed, 0);
    let frequencies = corpus.frequencies(rows);
    let all = frequencies.iter().sum::<f64>().max(1.0);
    let size = 1.0 / (dim as f64).sqrt();
    let mut values = Vec::with_capacity(rows * dim);
    for frequency in frequencies {
        let scale = (size * COMMON / (COMMON + frequency / all)) as f32;
        values.extend((0..dim).map(|_| random.normal() * scale));
    }
    Start { dim, values, seed }
}

/// A number for everything that the course of a training depends on.
fn fingerprint(corpus: &Corpus, options: &Options, starts: &[Start]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(serde_json::to_vec(options).unwrap_or_default());
    corpus.digest(&mut hash);
    for value in starts.iter().flat_map(|start| &start.values) {
        hash.update(value.to_le_bytes());
    }
    hash.finalize().into()
}

fn resume(path: &Path, fingerprint: &[u8; 32]) -> Result<State, TrainError> {
    let bytes = fs::read(path).map_err(|error| TrainError::Io {
        path: path.to_owned(),
        error,
    })?;
    checkpoint::read(&bytes, fingerprint).map_err(|problem| TrainError::Checkpoint {
        path: path.to_owned(),
        problem,
    })
}

/// Writes a file whole or not at all.
fn save(path: &Path, bytes: &[u8]) -> Result<(), TrainError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        file.write_all(bytes)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok::<_, io::Error>(())
    };
    write().map_err(|error| TrainError::Io {
        path: path.to_owned(),
        error,
    })
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
