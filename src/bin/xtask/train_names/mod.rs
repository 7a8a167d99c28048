//! `cargo xtask train-names`: trains the model of names.
//!
//! `data` reads the names, `channel` learns from them.

mod channel;
mod data;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use alinha::glossary::names::model::{NameModel, Readings};
use alinha::glossary::names::{Candidates, rank};
use alinha::lang::Lang;
use anyhow::Context as _;

use channel::{Channel, letter_model};
use data::Pair;

/// A name in so many is held out by `--held-out`.
const HELD_OUT: u64 = 16;
/// Options of `train-names`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder with wd_chinese_80, wd_chinese_20, kMandarin.txt, kCantonese.txt and kSimplifiedVariant.txt
    data: PathBuf,
    /// Pairs of words, some of them names; those with a capital are learned from
    #[arg(long, default_value = "../shared/corpora/lexicon.zh-en.tsv.gz")]
    lexicon: PathBuf,
    /// Table whose column `right` holds names that are not learned from
    #[arg(long, default_value = "../shared/eval/names/dev.tsv")]
    kit: PathBuf,
    /// The model to write
    #[arg(long, default_value = "models/names.model")]
    out: PathBuf,
    /// Least count that the model keeps
    #[arg(long, default_value_t = 0.4)]
    least: f64,
    /// Learn from fifteen names in sixteen only and measure on the others
    #[arg(long)]
    held_out: bool,
}

/// Trains the model and writes it, or measures it.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (characters, syllables) = data::readings(&arguments.data)?;
    let syllables = syllables.each_ref().map(String::as_str);
    let readings = Readings::new(&characters, syllables);
    let mut pairs = data::pairs(arguments, readings)?;
    let mut held_out = Vec::new();
    if arguments.held_out {
        (held_out, pairs) = pairs
            .into_iter()
            .partition(|pair| hash(&pair.latin).is_multiple_of(HELD_OUT));
    }
    anstream::eprintln!("{} pairs", pairs.len());
    let letters = letter_model(&pairs);
    let channel = Channel::learn(&pairs, readings, &letters);
    let bytes = channel.write(&characters, syllables, &letters, arguments.least);
    anstream::eprintln!("{} bytes", bytes.len());
    if arguments.held_out {
        measure(bytes, &held_out)?;
    } else {
        fs::write(&arguments.out, &bytes)
            .with_context(|| format!("writing {}", arguments.out.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Ranks all held-out Latin names for each held-out Chinese one, names and words apart.
fn measure(bytes: Vec<u8>, held_out: &[Pair]) -> anyhow::Result<()> {
    let model: &'static [u8] = bytes.leak();
    let model: &'static NameModel<'static> = Box::leak(Box::new(
        NameModel::read(model).context("reading the model")?,
    ));
    for is_word in [false, true] {
        let pairs: Vec<&Pair> = held_out
            .iter()
            .filter(|pair| pair.is_word == is_word)
            .collect();
        let mut names: Vec<String> = pairs.iter().map(|pair| text(&pair.latin)).collect();
        names.sort();
        names.dedup();
        let candidates = Candidates::with_model(model, names);
        let (mut first, mut five) = (0, 0);
        for pair in &pairs {
            let han: String = pair.han.iter().collect();
            let ranked = rank(&han, Lang::ZH.into(), &candidates, 5);
            let right = text(&pair.latin);
            let place = ranked.iter().position(|found| found.name == right);
            first += usize::from(place == Some(0));
            five += usize::from(place.is_some());
        }
        let share = |right: usize| right as f64 / pairs.len() as f64;
        anstream::eprintln!(
            "{}: {}, first {:.3}, first five {:.3}",
            if is_word { "words" } else { "names" },
            pairs.len(),
            share(first),
            share(five)
        );
    }
    Ok(())
}

fn text(letters: &[u8]) -> String {
    letters
        .iter()
        .map(|letter| char::from(letter + b'a'))
        .collect()
}

fn hash(letters: &[u8]) -> u64 {
    let hash = letters
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, letter| {
            (hash ^ u64::from(*letter)).wrapping_mul(0x0100_0000_01b3)
        });
    (hash ^ (hash >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20
}
