//! Quality, measured: the kits' own scorers over the answers of `alinha stream`.
//!
//! The kits lie beside the checkout in `../shared/eval` and never in it. Without them nothing is
//! measured, and that is said.

mod align;
mod detect;
mod kit;
mod mt;
mod names;
mod normalise;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use kit::Kit;

/// Arguments of `cargo xtask eval`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Compare with the committed tables instead of rewriting them; exit with 1 if they differ
    #[arg(long)]
    check: bool,
    /// Measure only these: align, detect, names, normalise, mt
    areas: Vec<String>,
    /// Folder of the evaluation kits
    #[arg(long, default_value = "../shared/eval")]
    kits: PathBuf,
}

/// An area of quality and how it is measured: the body of its table.
type Measure = fn(&Kit) -> anyhow::Result<String>;

const AREAS: [(&str, Measure); 5] = [
    ("align", align::measure),
    ("detect", detect::measure),
    ("normalise", normalise::measure),
    ("names", names::measure),
    ("mt", mt::measure),
];

/// Measures the areas and writes or compares their tables.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if !arguments.kits.is_dir() {
        anstream::eprintln!(
            "SKIPPED: no evaluation kits in {}; the committed tables stand unchecked",
            arguments.kits.display()
        );
        return Ok(ExitCode::SUCCESS);
    }
    kit::build_alinha()?;
    let mut stale = Vec::new();
    for (area, measure) in AREAS {
        if !arguments.areas.is_empty() && !arguments.areas.iter().any(|wanted| wanted == area) {
            continue;
        }
        anstream::eprintln!("measuring {area}");
        let kit = Kit::open(&arguments.kits.join(area))?;
        let table = measure(&kit).with_context(|| format!("measuring {area}"))?;
        let path = Path::new("tests/eval").join(format!("{area}.md"));
        let committed = fs::read_to_string(&path).unwrap_or_default();
        if committed == table {
            continue;
        }
        if arguments.check {
            stale.push(path.display().to_string());
            anstream::eprintln!("{}", difference(&committed, &table));
        } else {
            fs::write(&path, table).with_context(|| format!("writing {}", path.display()))?;
            anstream::eprintln!("rewrote {}", path.display());
        }
    }
    if stale.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    anstream::eprintln!(
        "out of date: {}; run `cargo xtask eval` and commit the result",
        stale.join(", ")
    );
    Ok(ExitCode::from(1))
}

/// The lines that differ, old ones behind `-`, new ones behind `+`.
fn difference(old: &str, new: &str) -> String {
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    let gone = old.iter().filter(|line| !new.contains(line));
    let come = new.iter().filter(|line| !old.contains(line));
    gone.map(|line| format!("- {line}"))
        .chain(come.map(|line| format!("+ {line}")))
        .collect::<Vec<_>>()
        .join("\n")
}
