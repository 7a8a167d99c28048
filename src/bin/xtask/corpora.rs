//! The parallel corpora and how they are split: what the model is trained on, and what is held
//! out to measure it.
//!
//! The corpora lie beside the checkout in `../shared/corpora` and never in it.

use std::fs;
use std::path::{Path, PathBuf};

use alinha::lang::Lang;
use alinha::train::fingerprint::Fingerprint;
use alinha::train::overlap::{Common, EvaluationText};
use alinha::train::pairs::{Pair, PairError, Pairs};
use alinha::train::test_pairs::{Row, TestPairs};
use anyhow::{Context as _, ensure};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde_json::Value;

/// Decides which rows are held out and which lines make the pool.
pub(crate) const SEED: u64 = 3;
/// Files of these kinds give rows to measure retrieval on.
const RETRIEVAL: [&str; 3] = ["tatoeba", "guides", "scripture"];
/// Rows for retrieval, of each file.
const RETRIEVAL_ROWS: usize = 1000;
/// These files also give rows to measure adaptation to a domain on.
const ADAPTATION: [&str; 2] = ["techdocs.zh-en", "scripture.pt-en"];
/// Rows that adaptation is measured on, of each file.
const ADAPTATION_ROWS: usize = 500;

/// A file of the corpora.
pub(crate) struct Corpus {
    /// Kind of text and pair of languages: `guides.zh-en`.
    pub(crate) name: String,
    /// Languages of the two columns.
    pub(crate) languages: [Lang; 2],
    path: PathBuf,
}

impl Corpus {
    /// The files of a folder, by name.
    pub(crate) fn list(folder: &Path) -> anyhow::Result<Vec<Self>> {
        let mut files = Vec::new();
        for entry in
            fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?
        {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let Some(name) = name.strip_suffix(".tsv.gz").map(str::to_owned) else {
                continue;
            };
            let languages = name
                .split_once('.')
                .and_then(|(_, pair)| pair.split_once('-'));
            if let Some((source, target)) = languages {
                files.push(Self {
                    languages: [source.parse()?, target.parse()?],
                    name,
                    path,
                });
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        ensure!(
            !files.is_empty(),
            "{} holds no corpora such as guides.zh-en.tsv.gz",
            folder.display()
        );
        Ok(files)
    }

    /// Kind of text: `guides`.
    pub(crate) fn domain(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }

    /// Its rows.
    pub(crate) fn open(&self) -> Result<Pairs, PairError> {
        Pairs::open(&self.path, None)
    }

    /// Shows every row with the fingerprints of its sides.
    pub(crate) fn rows(
        &self,
        mut visit: impl FnMut(Pair, &[Fingerprint; 2]) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut sides = [Fingerprint::default(), Fingerprint::default()];
        let mut pairs = self.open()?;
        while let Some(pair) = pairs.next_pair()? {
            sides[0].read(pair.source);
            sides[1].read(pair.target);
            visit(pair, &sides)?;
        }
        Ok(())
    }
}

/// Rows of a file that no model is trained on.
pub(crate) struct HeldOut {
    /// Name of the file.
    pub(crate) name: String,
    /// For retrieval.
    pub(crate) retrieval: Vec<Row>,
    /// For adaptation.
    pub(crate) adaptation: Vec<Row>,
}

/// Where a row belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It may be trained on.
    Training,
    /// One of its sides is a held-out sentence, in whatever file.
    HeldOut,
    /// One of its sides has something in common with an evaluation kit.
    Evaluation(Common),
}

/// What is kept from training.
pub(crate) struct Split {
    /// Held-out rows, by file.
    pub(crate) held_out: Vec<HeldOut>,
    sentences: FxHashSet<u64>,
    evaluation: EvaluationText,
}

impl Split {
    /// Draws the held-out rows; `kit` is the folder of the alignment kit.
    pub(crate) fn new(files: &[Corpus], kit: &Path) -> anyhow::Result<Self> {
        let evaluation = evaluation_text(&kit.join("dev"))?;
        let held_out: Vec<HeldOut> = files
            .par_iter()
            .map(HeldOut::draw)
            .filter_map(Result::transpose)
            .collect::<anyhow::Result<_>>()?;
        let mut sentences = FxHashSet::default();
        let mut side = Fingerprint::default();
        for file in &held_out {
            for (source, target) in file.retrieval.iter().chain(&file.adaptation) {
                for text in [source, target] {
                    side.read(text);
                    sentences.extend(side.key());
                }
            }
        }
        Ok(Self {
            held_out,
            sentences,
            evaluation,
        })
    }

    /// Where a row belongs, by the fingerprints of its sides.
    pub(crate) fn place(&self, sides: &[Fingerprint; 2]) -> Place {
        let [source, target] = sides.each_ref().map(|side| self.evaluation.common(side));
        if source.any() || target.any() {
            return Place::Evaluation(Common {
                is_line: source.is_line || target.is_line,
                has_passage: source.has_passage || target.has_passage,
            });
        }
        if sides.iter().any(|side| self.is_held_out(side)) {
            return Place::HeldOut;
        }
        Place::Training
    }

    /// True for a sentence that something is measured on.
    pub(crate) fn is_measured(&self, side: &Fingerprint) -> bool {
        self.is_held_out(side) || self.evaluation.common(side).is_line
    }

    fn is_held_out(&self, side: &Fingerprint) -> bool {
        side.key().is_some_and(|key| self.sentences.contains(&key))
    }
}

impl HeldOut {
    fn draw(file: &Corpus) -> anyhow::Result<Option<Self>> {
        let rows = |is_wanted, rows| if is_wanted { rows } else { 0 };
        let retrieval = rows(RETRIEVAL.contains(&file.domain()), RETRIEVAL_ROWS);
        let adaptation = rows(ADAPTATION.contains(&file.name.as_str()), ADAPTATION_ROWS);
        let wanted = retrieval + adaptation;
        if wanted == 0 {
            return Ok(None);
        }
        let mut rows = TestPairs::draw(&mut file.open()?, wanted, SEED)?.rows;
        ensure!(
            rows.len() == wanted,
            "{} has no {wanted} rows of different sentences",
            file.name
        );
        Ok(Some(Self {
            name: file.name.clone(),
            adaptation: rows.split_off(retrieval),
            retrieval: rows,
        }))
    }
}

/// All sentences of a kit's documents.
pub(crate) fn evaluation_text(folder: &Path) -> anyhow::Result<EvaluationText> {
    let mut text = EvaluationText::default();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let content =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        for line in content.lines() {
            let document: Value = serde_json::from_str(line)
                .with_context(|| format!("reading {}", path.display()))?;
            for side in ["src", "tgt"] {
                for sentence in document[side].as_array().into_iter().flatten() {
                    text.add(sentence.as_str().unwrap_or_default());
                }
            }
        }
    }
    Ok(text)
}
