//! Quality, measured: the kits' own scorers over the answers of `alinha stream`.
//!
//! The kits lie beside the checkout in `../shared/eval` and never in it. Without them nothing is
//! measured, and that is said.

mod align;
mod detect;
pub(crate) mod kit;
mod marked;
mod mine;
mod model;
mod model_text;
mod mt;
mod mt_gold;
mod names;
mod normalise;
mod pair;
mod rules;

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
    /// Measure only these: align, detect, names, normalise, mt, rules, mine, pair, model
    areas: Vec<String>,
    /// Folder of the evaluation kits
    #[arg(long, default_value = "../shared/eval")]
    kits: PathBuf,
    /// Folder of the parallel corpora, which sentence vectors are measured on
    #[arg(long, default_value = "../shared/corpora")]
    corpora: PathBuf,
    /// Folder of the five seeds, one of which is marked in tests/golden/mt
    #[arg(long, default_value = "../shared/seeds")]
    seeds: PathBuf,
    /// Measure the sentence vectors of this model and print the table instead of rewriting it
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

/// How an area of quality is measured: the body of its table, or nothing when it cannot be
/// measured here, which it says itself.
type Measure = fn(&Kit, &Arguments) -> anyhow::Result<Option<String>>;

/// Areas, the kits that they are measured on, and how.
const AREAS: [(&str, &str, Measure); 9] = [
    ("align", "align", |kit, _| align::measure(kit).map(Some)),
    ("detect", "detect", |kit, _| detect::measure(kit).map(Some)),
    ("normalise", "normalise", |kit, _| {
        normalise::measure(kit).map(Some)
    }),
    ("names", "names", |kit, _| names::measure(kit).map(Some)),
    ("mt", "mt", |kit, arguments| {
        mt::measure(kit, &arguments.seeds).map(Some)
    }),
    ("rules", "mt", rules::measure),
    ("mine", "align", |_, _| mine::measure().map(Some)),
    ("pair", "align", |kit, _| pair::measure(kit).map(Some)),
    ("model", "align", model::measure),
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
    if let Some(path) = &arguments.model {
        let kit = Kit::open(&arguments.kits.join("align"))?;
        if let Some(table) = model::measure(&kit, arguments)
            .with_context(|| format!("measuring {}", path.display()))?
        {
            anstream::print!("{table}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let is_wanted = |area: &str| {
        arguments.areas.is_empty() || arguments.areas.iter().any(|wanted| wanted == area)
    };
    // Sentence vectors, mining, pairing and single rules are measured in this program, all else through the command.
    if AREAS
        .iter()
        .any(|(area, ..)| !["model", "mine", "pair", "rules"].contains(area) && is_wanted(area))
    {
        kit::build_alinha()?;
    }
    let mut stale = Vec::new();
    for (area, kit, measure) in AREAS {
        if !is_wanted(area) {
            continue;
        }
        anstream::eprintln!("measuring {area}");
        let kit = Kit::open(&arguments.kits.join(kit))?;
        let Some(table) = measure(&kit, arguments).with_context(|| format!("measuring {area}"))?
        else {
            continue;
        };
        // Figures of rules are data: RULES.md is written from them.
        let ending = if area == "rules" { "csv" } else { "md" };
        let path = Path::new("tests/eval").join(format!("{area}.{ending}"));
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
