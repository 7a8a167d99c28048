//! `cargo xtask words`: learns the aligner's word tables from parallel sentences.

use std::io::{Read, Write};
use std::process::ExitCode;

use alinha::lang::Lang;
use anyhow::Context;

/// Options of `words`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Language of the first column
    source: Lang,
    /// Language of the second column
    target: Lang,
}

/// Reads `source TAB target` lines from stdin and writes the table to stdout.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("reading sentence pairs from stdin")?;
    let pairs: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let table = alinha::align::learn_words(&pairs, arguments.source, arguments.target);
    std::io::stdout()
        .write_all(table.as_bytes())
        .context("writing the table")?;
    Ok(ExitCode::SUCCESS)
}
