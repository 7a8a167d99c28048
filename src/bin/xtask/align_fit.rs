//! `cargo xtask align-fit`: fits the weights of the aligner.
//!
//! What is made as large as possible is the mean posterior of the right beads, half of it on
//! synthetic noise over parallel news and captions (which the built-in model was not trained on),
//! half on the human alignments of `tests/golden/align/*.fit.jsonl`. The evaluation kit takes no
//! part: what the corpora have in common with it is left out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alinha::align::{Aligner, Alignment, Bead, Side, Weights};
use alinha::embed::StaticEncoder;
use alinha::embed::random::Random;
use alinha::glossary::Matcher;
use alinha::lang::{Lang, LangTag};
use anyhow::{Context as _, ensure};
use rayon::prelude::*;
use serde_json::Value;

use crate::align_noise::{self, Noise, Parallel};
use crate::corpora::{Corpus, evaluation_text};

/// Corpora of each pair that noise is made from.
const NOISE: [([Lang; 2], &[&str]); 3] = [
    ([Lang::ZH, Lang::EN], &["news.zh-en"]),
    ([Lang::PT, Lang::EN], &["captions.pt-en", "general.pt-en"]),
    ([Lang::ZH, Lang::PT], &["captions.zh-pt", "general.zh-pt"]),
];
const SEED: u64 = 4;
/// Rows of each pair that documents are made from.
const ROWS: usize = 8000;
/// Documents that make a long one.
const LONG: usize = 40;
/// A change must better the figure by this much.
const LEAST_GAIN: f64 = 1e-5;
/// What it costs to move a weight away from where the search began, times the squared log of the
/// change: a weight that hardly matters to these sets stays where it is.
const INERTIA: f64 = 0.002;

/// Where the search begins, in the order of [`Weights::FIELDS`]: set by hand, between the results of
/// earlier searches with other figures, whose results on the kit's development sets were known.
const START: [f32; Weights::FIELDS.len()] = [
    0.011, 0.05, 0.015, 0.003, 0.0008, 0.0085, 0.001, 1200.0, 20.0, 1.4, 0.01, 0.65, 1.0, 0.2,
    0.15, 0.4, 22.0, 0.085, 0.17, 0.6, 0.22, 5.5, 0.14, 0.25, 2.0,
];

fn start() -> Weights {
    let mut weights = Weights::default();
    for ((_, access), value) in Weights::FIELDS.iter().zip(START) {
        *access(&mut weights) = value;
    }
    weights
}

/// Options of `align-fit`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Print the figures of the present weights and of single changes to them, search nothing
    #[arg(long)]
    show: bool,
    /// Documents of each synthetic set
    #[arg(long, default_value_t = 40)]
    documents: usize,
    /// Folder of the parallel corpora
    #[arg(long, default_value = "../shared/corpora")]
    corpora: PathBuf,
    /// Folder of the alignment kit, whose text is left out
    #[arg(long, default_value = "../shared/eval/align")]
    kit: PathBuf,
    /// Folder of the human alignments
    #[arg(long, default_value = "tests/golden/align")]
    gold: PathBuf,
    /// Write the synthetic sets to this folder, in the format of the kit
    #[arg(long, value_name = "FOLDER")]
    write: Option<PathBuf>,
    /// Start from another weight: NAME=VALUE
    #[arg(long = "set", value_name = "NAME=VALUE")]
    changes: Vec<String>,
}

/// Documents of one kind.
struct Set {
    name: String,
    documents: Vec<Parallel>,
    /// Part in the figure.
    part: f64,
}

/// Fits, printing every step and the weights at the end.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    // A search begins at the same place whatever is in use: its result does not depend on that.
    let mut weights = if arguments.show {
        Weights::default()
    } else {
        start()
    };
    for change in &arguments.changes {
        let (name, value) = change.split_once('=').context("a change is NAME=VALUE")?;
        let (_, access) = Weights::FIELDS
            .iter()
            .find(|(field, _)| *field == name)
            .with_context(|| format!("no weight is called {name}"))?;
        *access(&mut weights) = value.parse().context("reading a weight")?;
    }
    let mut sets = noise_sets(arguments)?;
    if let Some(folder) = &arguments.write {
        for set in &sets {
            write(set, folder)?;
        }
    }
    sets.extend(human_sets(&arguments.gold)?);
    print_figures(&sets, weights);
    if !arguments.show {
        weights = search(&sets, weights);
        print_figures(&sets, weights);
    }
    print_calibration(&sets, weights);
    Ok(ExitCode::SUCCESS)
}

fn noise_sets(arguments: &Arguments) -> anyhow::Result<Vec<Set>> {
    let corpora = Corpus::list(&arguments.corpora)?;
    let evaluation = evaluation_text(&arguments.kit.join("dev"))?;
    let mut sets = Vec::new();
    for (stream, (languages, names)) in (1..).zip(NOISE) {
        let wanted: Vec<&Corpus> = corpora
            .iter()
            .filter(|corpus| names.contains(&corpus.name.as_str()))
            .collect();
        ensure!(
            wanted.len() == names.len(),
            "not all of {names:?} are there"
        );
        let rows = align_noise::rows(&wanted, ROWS, SEED, &evaluation)?;
        let mut random = Random::new(SEED, stream);
        for (kind, noise) in [("close", Noise::CLOSE), ("free", Noise::FREE)] {
            let name = format!("{kind}.{}-{}", languages[0], languages[1]);
            let wanted = arguments.documents;
            let documents = align_noise::documents(&rows, languages, noise, wanted, &mut random);
            sets.push(Set {
                name: format!("long-{name}"),
                documents: documents
                    .chunks(LONG)
                    .take(1)
                    .map(Parallel::joined)
                    .collect(),
                part: 1.0 / 24.0,
            });
            sets.push(Set {
                name,
                documents,
                part: 1.0 / 24.0,
            });
        }
    }
    Ok(sets)
}

fn human_sets(folder: &Path) -> anyhow::Result<Vec<Set>> {
    let mut sets = Vec::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let Some(name) = name.strip_suffix(".jsonl") else {
            continue;
        };
        let text = fs::read_to_string(&path).with_context(|| format!("reading {name}"))?;
        let documents = text.lines().map(read).collect::<anyhow::Result<_>>()?;
        let is_fitted = name.ends_with(".fit");
        sets.push(Set {
            name: name.to_owned(),
            documents,
            part: if is_fitted { 0.5 / 3.0 } else { 0.0 },
        });
    }
    Ok(sets)
}

/// A document in the format of the kit.
fn read(line: &str) -> anyhow::Result<Parallel> {
    let value: Value = serde_json::from_str(line)?;
    let sentences = |side: &str| -> Vec<String> {
        let list = value[side].as_array().into_iter().flatten();
        list.filter_map(|s| s.as_str().map(str::to_owned)).collect()
    };
    let language = |key: &str| value[key].as_str().unwrap_or_default().parse::<Lang>();
    let mut gold = Alignment::default();
    let mut ends = [0, 0];
    for link in value["gold"].as_array().into_iter().flatten() {
        let sizes = [0, 1].map(|side| link[side].as_array().map_or(0, Vec::len));
        gold.beads.push(Bead {
            source: ends[0]..ends[0] + sizes[0],
            target: ends[1]..ends[1] + sizes[1],
            score: 1.0,
        });
        ends = [ends[0] + sizes[0], ends[1] + sizes[1]];
    }
    Ok(Parallel {
        languages: [language("src_lang")?, language("tgt_lang")?],
        source: sentences("src"),
        target: sentences("tgt"),
        gold,
    })
}

fn write(set: &Set, folder: &Path) -> anyhow::Result<()> {
    let mut lines = String::new();
    for (index, document) in set.documents.iter().enumerate() {
        let gold: Vec<Value> = document
            .gold
            .beads
            .iter()
            .map(|bead| {
                let ids = |range: &std::ops::Range<usize>| range.clone().collect::<Vec<_>>();
                serde_json::json!([ids(&bead.source), ids(&bead.target)])
            })
            .collect();
        let line = serde_json::json!({
            "id": format!("{}-{index}", set.name),
            "pair": format!("{}-{}", document.languages[0], document.languages[1]),
            "src_lang": document.languages[0].to_string(),
            "tgt_lang": document.languages[1].to_string(),
            "src": document.source,
            "tgt": document.target,
            "gold": gold,
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    fs::create_dir_all(folder)?;
    let path = folder.join(format!("{}.jsonl", set.name));
    fs::write(&path, lines).with_context(|| format!("writing {}", path.display()))
}

/// What the aligner may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Knowledge {
    /// Everything.
    Full,
    /// Everything but sentence vectors.
    NoVectors,
    /// Neither vectors nor words: as for languages that nothing is known of.
    Nothing,
}

/// What the aligner may know, and the part of the figure that is measured so.
const KNOWLEDGE: [(Knowledge, f64); 3] = [
    (Knowledge::Full, 0.7),
    (Knowledge::NoVectors, 0.2),
    (Knowledge::Nothing, 0.1),
];

impl Knowledge {
    fn aligner(self, weights: Weights) -> Aligner<'static> {
        let aligner = Aligner::new()
            .matcher(Matcher::builtin())
            .weights(weights)
            .uncalibrated();
        match self {
            Self::Full => aligner.encoder(StaticEncoder::builtin()),
            Self::NoVectors | Self::Nothing => aligner,
        }
    }

    /// Calls `use_sides` with the sides of a document.
    fn with_sides<T>(
        self,
        document: &Parallel,
        use_sides: impl FnOnce(&Side<'_>, &Side<'_>) -> T,
    ) -> T {
        let strings: [Vec<&str>; 2] = [&document.source, &document.target]
            .map(|side| side.iter().map(String::as_str).collect());
        let [source, target] = [0, 1].map(|side| Side {
            sentences: &strings[side],
            lang: match self {
                Self::Nothing => LangTag::UND,
                Self::Full | Self::NoVectors => document.languages[side].into(),
            },
        });
        use_sides(&source, &target)
    }
}

fn has_both(bead: &&Bead) -> bool {
    !bead.source.is_empty() && !bead.target.is_empty()
}

/// Mean posterior of the right beads of a set that have both sides.
fn mean_posterior(set: &Set, weights: Weights, knowledge: Knowledge) -> f64 {
    let counted: Vec<[f64; 2]> = set
        .documents
        .par_iter()
        .map(|document| {
            let gold = &document.gold;
            let posteriors = knowledge.with_sides(document, |source, target| {
                let rated = knowledge.aligner(weights).rate(source, target, gold);
                rated.ok().flatten().unwrap_or_default()
            });
            let sum: f64 = gold
                .beads
                .iter()
                .zip(&posteriors)
                .filter(|(bead, _)| has_both(bead))
                .map(|(_, posterior)| f64::from(*posterior))
                .sum();
            [sum, gold.beads.iter().filter(has_both).count() as f64]
        })
        .collect();
    let total = |index: usize| counted.iter().map(|counts| counts[index]).sum::<f64>();
    total(0) / total(1)
}

/// Strict F1 of a set as the kit counts it.
fn strict_f1(set: &Set, weights: Weights, knowledge: Knowledge) -> f64 {
    let counted: Vec<[usize; 4]> = set
        .documents
        .par_iter()
        .map(|document| {
            let gold = &document.gold.beads;
            let found = knowledge
                .with_sides(document, |source, target| {
                    knowledge.aligner(weights).align(source, target)
                })
                .beads;
            let is_gold = |bead: &&Bead| {
                gold.iter()
                    .any(|right| (&right.source, &right.target) == (&bead.source, &bead.target))
            };
            let right = found.iter().filter(is_gold);
            [
                right.clone().count(),
                found.len(),
                right.filter(has_both).count(),
                gold.iter().filter(has_both).count(),
            ]
        })
        .collect();
    let total = |index: usize| counted.iter().map(|counts| counts[index]).sum::<usize>() as f64;
    let (precision, recall) = (total(0) / total(1), total(2) / total(3));
    2.0 * precision * recall / (precision + recall)
}

/// What is made as large as possible.
fn figure(sets: &[Set], weights: Weights) -> f64 {
    sets.par_iter()
        .filter(|set| set.part > 0.0)
        .map(|set| {
            let parts = KNOWLEDGE.map(|(knowledge, part)| {
                let is_counted = knowledge != Knowledge::Nothing || set.name.contains("pt-en");
                // Sides without a letter in common say nothing about kindred languages.
                part * if is_counted {
                    mean_posterior(set, weights, knowledge)
                } else {
                    0.0
                }
            });
            set.part * parts.iter().sum::<f64>()
        })
        .sum()
}

/// Changes one weight at a time as long as that helps, in ever smaller steps.
fn search(sets: &[Set], mut weights: Weights) -> Weights {
    let start = weights;
    let value = |mut changed: Weights| {
        let mut start = start;
        let moved: f32 = Weights::FIELDS
            .iter()
            .map(|(_, access)| (*access(&mut changed) / *access(&mut start)).ln().powi(2))
            .sum();
        figure(sets, changed) - INERTIA * f64::from(moved)
    };
    let mut best = value(weights);
    for step in [1.5_f32, 1.25, 1.25, 1.1] {
        for (name, access) in Weights::FIELDS {
            for factor in [step, 1.0 / step] {
                loop {
                    let mut changed = weights;
                    *access(&mut changed) *= factor;
                    let reached = value(changed);
                    if reached < best + LEAST_GAIN {
                        break;
                    }
                    (best, weights) = (reached, changed);
                    anstream::println!("{best:.5} {name}={}", access(&mut changed));
                }
            }
        }
    }
    weights
}

fn print_figures(sets: &[Set], weights: Weights) {
    let mut shown = weights;
    for (name, access) in Weights::FIELDS {
        anstream::print!("{name}={} ", access(&mut shown));
    }
    anstream::println!("\n{:.5}", figure(sets, weights));
    for set in sets {
        anstream::print!("{:16} {:3}", set.name, set.documents.len());
        for (knowledge, _) in KNOWLEDGE {
            anstream::print!(
                "  {knowledge:?} {:.4} {:.4}",
                mean_posterior(set, weights, knowledge),
                strict_f1(set, weights, knowledge)
            );
        }
        anstream::println!();
    }
}

/// Prints what part of the beads is right by their posterior: groups of equal weight, neighbours
/// pooled where surer ones are not righter.
fn print_calibration(sets: &[Set], weights: Weights) {
    const GROUPS: f64 = 12.0;
    let mut rows: Vec<(f32, bool, f64)> = sets
        .iter()
        .filter(|set| set.part > 0.0)
        .flat_map(|set| {
            let rows: Vec<(f32, bool)> = set
                .documents
                .iter()
                .flat_map(|document| rated(document, weights))
                .collect();
            let weight = set.part / rows.len() as f64;
            rows.into_iter()
                .map(move |(score, is_right)| (score, is_right, weight))
        })
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Sum of weights, of log odds and of what is right.
    let mut groups: Vec<[f64; 3]> = Vec::new();
    // Most beads are sure: the groups grow smaller towards the unsure end.
    let total: f64 = rows.iter().map(|row| row.2).sum();
    let mut open = [0.0; 3];
    let mut left = rows.len();
    for (score, is_right, weight) in rows {
        let score = f64::from(score).clamp(1e-5, 1.0 - 1e-5);
        open[0] += weight;
        open[1] += weight * (score / (1.0 - score)).ln();
        open[2] += weight * f64::from(u8::from(is_right));
        left -= 1;
        let is_full = open[0] * GROUPS * if score < 0.999 { 4.0 } else { 1.0 } >= total;
        if is_full || left == 0 {
            groups.push(std::mem::take(&mut open));
            while let [.., before, last] = groups.as_mut_slice()
                && before[2] / before[0] >= last[2] / last[0]
            {
                for (sum, value) in before.iter_mut().zip(*last) {
                    *sum += value;
                }
                groups.pop();
            }
        }
    }
    for [weight, odds, right] in groups {
        let posterior = 1.0 / (1.0 + (-odds / weight).exp());
        anstream::println!("({posterior:.5}, {:.3}),", right / weight);
    }
}

/// The beads that are found in a document, and which are right.
fn rated(document: &Parallel, weights: Weights) -> Vec<(f32, bool)> {
    let aligner = Knowledge::Full.aligner(weights);
    let found =
        Knowledge::Full.with_sides(document, |source, target| aligner.align(source, target));
    let is_right = |bead: &Bead| {
        let gold = &document.gold.beads;
        gold.iter()
            .any(|right| (&right.source, &right.target) == (&bead.source, &bead.target))
    };
    found
        .beads
        .iter()
        .map(|bead| (bead.score, is_right(bead)))
        .collect()
}
