//! `alinha run`.

use std::path::PathBuf;

use alinha::check::{Settings, Severity};
use alinha::pipeline::{OutputFolder, RunOptions, run, write_results};
use alinha::report::{Summary, TerminalOptions, all_findings, write_terminal};
use alinha::text::TextEncoding;
use anyhow::{Context as _, bail};
use clap::Args;

use super::options::{Global, Profile, parse_encoding};
use super::progress::Bar;
use super::{Outcome, Streams};

/// Arguments of `alinha run`.
#[derive(Debug, Args)]
#[command(after_help = "\
Reads every plain text under FOLDER (never hidden files or READMEs) and writes to OUT:
  aligned/A--B.csv    sentence pairs of texts that are translations of each other
  links.csv           sentences of different texts that tell the same; phrases with their gloss
  normalised/         the texts with names put right, every other byte as it was
  findings.csv|jsonl  what is wrong, and where
  summary.json        the counts
  report.html         all of it, to read in a browser

Examples:
  alinha run corpus --out out
  alinha run incoming --out review --profile excel --fail-on major")]
pub(super) struct Arguments {
    /// Folder with the texts
    folder: PathBuf,
    /// Folder for the results; an earlier run's is replaced
    #[arg(long, short, value_name = "OUT")]
    out: PathBuf,
    /// Write into OUT even if it holds other files
    #[arg(long)]
    force: bool,
    /// How tables are written
    #[arg(long, value_enum, default_value_t)]
    profile: Profile,
    /// Exit with 1 if there is a finding of this severity or worse
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<Severity>,
    /// Encoding of all files [default: guessed for each]
    #[arg(long, value_name = "NAME", value_parser = parse_encoding)]
    encoding: Option<TextEncoding>,
}

impl Arguments {
    pub(super) fn run(&self, global: &Global, streams: &mut Streams) -> anyhow::Result<Outcome> {
        let shown = self.folder.display();
        let folder = self
            .folder
            .canonicalize()
            .with_context(|| format!("cannot read the folder {shown}"))?;
        if !folder.is_dir() {
            bail!("{shown} is a file; `run` reads a folder (try `alinha check {shown}`)");
        }
        std::fs::read_dir(&folder).with_context(|| format!("cannot read the folder {shown}"))?;
        let out = OutputFolder::prepare(&self.out, &folder, self.force)?;
        let engine = global.engine(Settings::default())?;
        let options = RunOptions {
            skip: Some(out.path().to_owned()),
            encoding: self.encoding,
        };
        let bar = Bar::new();
        let result = run(&engine, &folder, &options, &bar);
        bar.finish();
        if result.documents.is_empty() && result.failed.is_empty() {
            let aside = match result.left_aside.len() {
                0 => String::new(),
                count => format!(" ({count} files of other kinds were left aside)"),
            };
            bail!("{shown} holds no plain text{aside}; nothing was written");
        }
        out.write(|staging| write_results(&result, self.profile.into(), staging))?;
        let options = TerminalOptions {
            out_dir: &self.out.display().to_string(),
            color: streams.colours_results(),
            width: streams.width(),
        };
        write_terminal(streams.out(), &result, &Summary::new(&result), options)?;
        let worst = all_findings(&result).map(|finding| finding.severity).max();
        Ok(if !result.failed.is_empty() {
            for failure in &result.failed {
                streams.error(&format!("cannot read {}: {}", failure.path, failure.reason));
            }
            Outcome::Partial
        } else if self.fail_on.is_some_and(|limit| worst >= Some(limit)) {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }
}
