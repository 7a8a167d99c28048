//! `--baseline`: findings that are known already are not told again.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use alinha::check::{BaselineKey, Comparison, Finding, Settings, registry};
use alinha::format::baseline_jsonl;
use alinha::pipeline::{display_path, replace_file};
use anyhow::{Context as _, anyhow, bail};
use clap::Args;

use super::streams::Streams;

/// Options of commands that may know findings already.
#[derive(Debug, Args)]
#[command(next_help_heading = "Baseline")]
pub(super) struct BaselineOptions {
    /// File of findings that are known already: they are not told and do not count. Each stands
    /// there by its file, its rule and its words, without a line number
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Write what is found now to the file of --baseline, made if it is not there
    #[arg(long)]
    pub(super) update_baseline: bool,
}

impl BaselineOptions {
    /// Reads the baseline, if there is one; `usual` is used where none is named.
    ///
    /// # Errors
    /// If the file is not there and is not to be made, cannot be read, or is no baseline.
    pub(super) fn open(&self, usual: Option<&Path>) -> anyhow::Result<Option<Known>> {
        let Some(path) = self.baseline.as_deref().or(usual) else {
            if self.update_baseline {
                bail!("--update-baseline: which file? Add --baseline FILE");
            }
            return Ok(None);
        };
        let shown = path.display();
        let recorded = match fs::read(path) {
            Ok(bytes) => baseline_jsonl::read(&bytes).map_err(|error| {
                // A wrong first line: most likely another file, which nobody should delete.
                let remedy = match error.line {
                    1 => "name another file; --update-baseline makes a new one",
                    _ => {
                        "mend the line, or delete the file and make it anew with --update-baseline"
                    }
                };
                anyhow!("{shown}:{}: {}; {remedy}", error.line, error.reason)
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if !self.update_baseline {
                    bail!("there is no baseline {shown}; --update-baseline makes it");
                }
                Default::default()
            }
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read the baseline {shown}"));
            }
        };
        Ok(Some(Known {
            path: path.to_owned(),
            update: self.update_baseline,
            comparison: Comparison::new(recorded),
            hidden: 0,
        }))
    }
}

/// A baseline in use.
#[derive(Clone)]
pub(super) struct Known {
    path: PathBuf,
    update: bool,
    comparison: Comparison,
    hidden: usize,
}

impl Known {
    /// True when `finding` in `text`, the text of the file called `name`, is not to be told:
    /// it is recorded, or is being recorded now.
    pub(super) fn hides(&mut self, name: &str, text: &str, finding: &Finding) -> bool {
        let key = BaselineKey::new(name, text, finding);
        let is_recorded = self.comparison.meet(&key);
        if !is_recorded {
            self.comparison.add(key);
        }
        let hides = is_recorded || self.update;
        self.hidden += usize::from(hides);
        hides
    }

    /// Notes that `finding` is still there, though this command would not tell it.
    pub(super) fn meet(&mut self, name: &str, text: &str, finding: &Finding) {
        self.comparison.meet(&BaselineKey::new(name, text, finding));
    }

    /// `; 5 more are known (FILE)`, or nothing.
    pub(super) fn in_words(&self) -> String {
        match self.hidden {
            0 => String::new(),
            1 => format!("; 1 more is known ({})", self.path.display()),
            more => format!("; {more} more are known ({})", self.path.display()),
        }
    }

    /// Writes the baseline where that was asked for, or tells what in it is out of date.
    ///
    /// # Errors
    /// If the file cannot be written; what stood there is untouched then.
    pub(super) fn finish(&self, scope: &Scope, streams: &mut Streams) -> anyhow::Result<()> {
        let looked_for = |key: &BaselineKey| scope.holds(key);
        let shown = self.path.display();
        let (gone, fewer) = self.comparison.stale(looked_for);
        if self.update {
            let updated = self.comparison.updated(looked_for);
            let mut bytes = Vec::new();
            baseline_jsonl::write(&updated, &mut bytes)?;
            replace_file(&self.path, &bytes)?;
            streams.note(&format!("{shown}: {}", entries(updated.len())));
            return Ok(());
        }
        if gone > 0 {
            streams.note(&format!(
                "{} of {shown} {} found no more; --update-baseline drops {}",
                entries(gone),
                if gone == 1 { "is" } else { "are" },
                if gone == 1 { "it" } else { "them" },
            ));
        }
        if fewer > 0 {
            streams.note(&format!(
                "{} of {shown} {} found less often; --update-baseline lowers the count",
                entries(fewer),
                if fewer == 1 { "is" } else { "are" },
            ));
        }
        Ok(())
    }
}

fn entries(count: usize) -> String {
    format!("{count} entr{}", if count == 1 { "y" } else { "ies" })
}

/// What a command looked at: other entries of a baseline stay as they are.
pub(super) struct Scope {
    /// Names of the texts read.
    texts: BTreeSet<String>,
    /// Folders that were searched; a text of theirs that was not read is no longer there.
    folders: Vec<String>,
    settings: Settings,
}

impl Scope {
    /// `arguments` as the user named them, the `texts` that were read, whether `all` were, and
    /// which rules looked.
    pub(super) fn new(
        arguments: &[PathBuf],
        texts: impl Iterator<Item = String>,
        all: bool,
        settings: Settings,
    ) -> Self {
        let folders = arguments.iter().filter(|name| all && name.is_dir());
        Self {
            texts: texts.map(|name| plain(&name).to_owned()).collect(),
            folders: folders
                .map(|name| plain(&display_path(name, Path::new(""))).to_owned())
                .collect(),
            settings,
        }
    }

    fn holds(&self, key: &BaselineKey) -> bool {
        let mut rules = registry().iter().map(|rule| rule.meta());
        let rule = rules.find(|meta| meta.id == key.rule);
        // A rule that is no more finds nothing any more.
        rule.is_none_or(|meta| self.settings.runs(meta))
            && (self.texts.contains(&key.path)
                || self.folders.iter().any(|folder| lies_in(&key.path, folder)))
    }
}

/// A name without a leading `./`, as in the keys of a baseline.
fn plain(name: &str) -> &str {
    name.trim_start_matches("./")
}

fn lies_in(path: &str, folder: &str) -> bool {
    match folder {
        "." => !path.starts_with(['/', '<']) && !path.starts_with("../"),
        folder => path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/')),
    }
}
