//! `alinha model train`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use alinha::embed::ModelFile;
use alinha::pipeline::replace_file;
use alinha::train::{self, Inputs, Label, Options, ParallelFile, Progress};
use anyhow::{Context as _, bail};
use clap::Args;
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Outcome, Streams};

/// Arguments of `alinha model train`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  alinha model train --parallel memory.tmx --out mine.model
      teaches the built-in model the terms of a translation memory
  alinha model train --parallel laws.tsv.gz --parallel general.tsv.gz=0.5 --out mine.model
      the pairs of the second file are seen half as often
  alinha model train --from nothing --dim 256 --parallel pairs.tsv --out new.model
  alinha stream embed --encoder mine.model < texts.jsonl")]
pub(super) struct Arguments {
    /// Sentence pairs: TMX, or a line each with a tab between the sides; may be gzipped. WEIGHT
    /// says how often a pair is seen in an epoch, 1 if not given
    #[arg(long, required_unless_present = "teacher", value_name = "FILE[=WEIGHT]", value_parser = parallel)]
    parallel: Vec<ParallelFile>,
    /// Model to go on from: `builtin`, a file, or `nothing` for a new one
    #[arg(long, default_value = "builtin", value_name = "MODEL")]
    from: String,
    /// File to write
    #[arg(long, value_name = "MODEL")]
    out: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Sentences with another encoder's vectors, as `alinha stream embed` writes them: the new
    /// model learns to see the same likenesses
    #[arg(long, value_name = "FILE.jsonl[.gz]")]
    teacher: Option<PathBuf>,
    /// Keep the state here, and go on from it when it is there
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Name that the model carries [default: the name of the file]
    #[arg(long)]
    name: Option<String>,
    /// What else users of the model should know, such as the licences of the data: a file of JSON
    /// that the model carries
    #[arg(long, value_name = "FILE.json")]
    card: Option<PathBuf>,
    /// Times that the pairs are gone through [default: 5; 4 from nothing]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1000))]
    epochs: Option<u32>,
    /// Pairs set against each other at a time [default: 256; 1024 from nothing]
    #[arg(long, value_parser = clap::value_parser!(u32).range(2..=16_384))]
    batch: Option<u32>,
    /// Size of the first steps [default: 0.003; 0.01 from nothing]
    #[arg(long, value_parser = positive)]
    rate: Option<f32>,
    /// By how much a true pair's cosine must be above the others'
    #[arg(long, value_parser = positive)]
    margin: Option<f32>,
    /// What cosines are divided by
    #[arg(long, value_parser = positive)]
    temperature: Option<f32>,
    /// From the second epoch on, so many pairs that lie close together share a batch; 0 for none
    #[arg(long)]
    hard_negatives: Option<usize>,
    /// Equal seeds and files give equal models
    #[arg(long)]
    seed: Option<u64>,
    /// Values of a vector, for a model from nothing
    #[arg(long, value_parser = clap::value_parser!(u32).range(32..=1024))]
    dim: Option<u32>,
    /// Tables trained on their own and put side by side, for a model from nothing
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=8))]
    tables: Option<u32>,
    /// Pieces that byte-pair encoding learns, for a model from nothing
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pieces: Option<u32>,
    /// Bits a value
    #[arg(long, default_value = "4", value_parser = ["4", "8"])]
    bits: String,
}

impl Arguments {
    pub(super) fn run(&self, streams: &mut Streams) -> anyhow::Result<Outcome> {
        if self.out.exists() && !self.force {
            bail!(
                "{} is there already; --force writes over it",
                self.out.display()
            );
        }
        // Better to know before the minutes of training than after.
        let folder = self
            .out
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            bail!("{}: there is no such folder to write to", folder.display());
        }
        let (values, tables) = (self.dim.unwrap_or(256), self.tables.unwrap_or(1));
        if !values.is_multiple_of(32) || !values.is_multiple_of(tables) {
            bail!(
                "--dim {values}: must be a multiple of 32, and of the number of tables ({tables})"
            );
        }
        let start = match self.from.as_str() {
            "nothing" => None,
            "builtin" => Some(ModelFile::parse(ModelFile::builtin_bytes())?),
            path => Some(ModelFile::open(Path::new(path))?),
        };
        let card = self.card.as_deref().map(read_card).transpose()?;
        let options = self.options(start.is_some());
        let inputs = Inputs {
            parallel: self.parallel.clone(),
            teacher: self.teacher.clone(),
            checkpoint: self.checkpoint.clone(),
        };
        let bar = Bar::new();
        let started = Instant::now();
        let trained = train::train(&inputs, start.as_ref(), &options, &mut |progress| {
            bar.show(progress);
        });
        bar.0.finish_and_clear();
        let trained = trained?;
        let pairs: usize = trained.files.iter().map(|file| file.pairs).sum();
        let steps = trained.steps;
        let stem = self.out.file_stem().unwrap_or_default().to_string_lossy();
        let label = Label {
            name: self.name.clone().unwrap_or_else(|| stem.into_owned()),
            card,
        };
        let bits = if self.bits == "8" { 8 } else { 4 };
        let bytes = trained.to_model_file(label, &options, start.as_ref(), bits)?;
        replace_file(&self.out, &bytes)?;
        streams.note(&format!(
            "{}: {:.1} MB, trained on {pairs} pairs in {steps} steps, {}",
            self.out.display(),
            bytes.len() as f64 / 1e6,
            HumanDuration(started.elapsed()),
        ));
        Ok(Outcome::Done)
    }

    fn options(&self, adapting: bool) -> Options {
        let default = if adapting {
            Options::adapting()
        } else {
            Options::default()
        };
        Options {
            epochs: self.epochs.unwrap_or(default.epochs),
            batch: self.batch.map_or(default.batch, |batch| batch as usize),
            rate: self.rate.unwrap_or(default.rate),
            margin: self.margin.unwrap_or(default.margin),
            temperature: self.temperature.unwrap_or(default.temperature),
            hard_negatives: self.hard_negatives.unwrap_or(default.hard_negatives),
            seed: self.seed.unwrap_or(default.seed),
            dim: self.dim.map_or(default.dim, |dim| dim as usize),
            tables: self.tables.map_or(default.tables, |tables| tables as usize),
            pieces: self.pieces.map_or(default.pieces, |pieces| pieces as usize),
        }
    }
}

fn read_card(path: &Path) -> anyhow::Result<serde_json::Value> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))
}

/// `FILE` or `FILE=WEIGHT`; a file whose own name holds `=` is taken whole when it is there.
fn parallel(argument: &str) -> Result<ParallelFile, String> {
    let whole = ParallelFile {
        path: PathBuf::from(argument),
        weight: 1.0,
    };
    match argument.rsplit_once('=') {
        Some((path, weight)) if !whole.path.exists() => {
            let weight: f64 = weight.parse().unwrap_or(f64::NAN);
            if !(weight > 0.0 && weight <= 100.0) {
                return Err("the weight after `=` must be a number above 0, up to 100".to_owned());
            }
            Ok(ParallelFile {
                path: PathBuf::from(path),
                weight,
            })
        }
        _ => Ok(whole),
    }
}

fn positive(argument: &str) -> Result<f32, String> {
    match argument.parse::<f32>() {
        Ok(number) if number > 0.0 && number <= 10.0 => Ok(number),
        _ => Err("must be a number above 0, up to 10".to_owned()),
    }
}

/// Progress on standard error, for people only.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {msg} {pos}/{len} {wide_bar} {eta}")
        {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    fn show(&self, progress: Progress<'_>) {
        match progress {
            Progress::Reading(path) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                self.0.set_message(format!("reading {name}"));
            }
            Progress::Learning => self.0.set_message("learning the vocabulary"),
            Progress::Resumed => self.0.set_message("going on from the checkpoint"),
            Progress::Step(done, steps, loss) => {
                self.0.set_length(steps);
                self.0.set_position(done);
                self.0.set_message(format!("training, loss {loss:.3}"));
            }
        }
    }
}
