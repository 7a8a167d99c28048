//! `cargo xtask model-data`: writes what the model is trained on and what it is measured on.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alinha::train::sample::Sample;
use alinha::train::test_pairs::{Row, offer};
use anyhow::{Context as _, ensure};
use rayon::prelude::*;

use crate::corpora::{Corpus, Place, SEED, Split};

/// Rows that adaptation is tried with, of each file that has rows held out for it.
const ADAPTATION_ROWS: usize = 20_000;

/// Options of `model-data`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// New folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Folder of the parallel corpora
    #[arg(long, default_value = "../shared/corpora", value_name = "DIR")]
    corpora: PathBuf,
    /// Folder of the alignment kit, whose sentences are left out
    #[arg(long, default_value = "../shared/eval/align", value_name = "DIR")]
    kit: PathBuf,
}

/// Writes `train/NAME.tsv` for each file of the corpora, `heldout.NAME.tsv` for retrieval, and
/// `adapt.NAME.heldout.tsv` and `adapt.NAME.train.tsv` for adaptation.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    for folder in [&arguments.corpora, &arguments.kit] {
        if !folder.is_dir() {
            anstream::eprintln!("SKIPPED: there is no {}", folder.display());
            return Ok(ExitCode::SUCCESS);
        }
    }
    let out = &arguments.out;
    ensure!(!out.exists(), "{} is there already", out.display());
    fs::create_dir_all(out.join("train"))
        .with_context(|| format!("cannot make {}", out.display()))?;
    let files = Corpus::list(&arguments.corpora)?;
    let split = Split::new(&files, &arguments.kit)?;
    for file in &split.held_out {
        let name = &file.name;
        write(&out.join(format!("heldout.{name}.tsv")), &file.retrieval)?;
        write(
            &out.join(format!("adapt.{name}.heldout.tsv")),
            &file.adaptation,
        )?;
    }
    let counts: Vec<(u64, u64)> = files
        .par_iter()
        .map(|file| write_training(file, &split, out))
        .collect::<anyhow::Result<_>>()?;
    for (file, (rows, training)) in files.iter().zip(counts) {
        anstream::println!("{}\t{rows} rows\t{training} for training", file.name);
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the rows of a file that may be trained on; gives back how many there were and are.
fn write_training(file: &Corpus, split: &Split, out: &Path) -> anyhow::Result<(u64, u64)> {
    let path = out.join("train").join(format!("{}.tsv", file.name));
    let mut writer = BufWriter::new(File::create(&path)?);
    let adapts = split
        .held_out
        .iter()
        .any(|held_out| held_out.name == file.name && !held_out.adaptation.is_empty());
    let mut sample: Sample<Row> = Sample::new(if adapts { ADAPTATION_ROWS } else { 0 }, SEED);
    let (mut rows, mut training) = (0, 0);
    file.rows(|pair, sides| {
        rows += 1;
        if split.place(sides) == Place::Training {
            training += 1;
            offer(&mut sample, pair, sides);
            writeln!(writer, "{}\t{}", pair.source, pair.target)?;
        }
        Ok(())
    })?;
    writer.flush()?;
    let sample: Vec<Row> = sample.into_things().collect();
    write(&out.join(format!("adapt.{}.train.tsv", file.name)), &sample)?;
    Ok((rows, training))
}

/// Writes rows, if there are any.
fn write(path: &Path, rows: &[Row]) -> anyhow::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let text: String = rows
        .iter()
        .map(|(source, target)| format!("{source}\t{target}\n"))
        .collect();
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}
