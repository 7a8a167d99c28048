//! `alinha normalise`.

use std::path::PathBuf;

use alinha::check::Finding;
use alinha::check::Settings;
use alinha::pipeline::{Engine, Normalisation, replace_file};
use alinha::report::diff;
use alinha::text::{Edit, Locator, Text};
use anyhow::bail;
use clap::Args;

use super::files::{self, Source};
use super::options::{Global, InputOptions};
use super::{Outcome, Streams};

/// Arguments of `alinha normalise`.
#[derive(Debug, Args)]
#[command(after_help = "\
Without --diff, --check or --write the result of one text goes to standard output: bytes in,
bytes out, nothing but the names changed.

Examples:
  alinha normalise news.txt --diff
  alinha normalise corpus --check
  alinha normalise --write news.txt
  alinha normalise --lang en - < news.txt > fixed.txt")]
pub(super) struct Arguments {
    /// Texts, folders of texts, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Show the changes as a patch; change nothing
    #[arg(long, conflicts_with_all = ["write", "output"])]
    diff: bool,
    /// List the changes and exit with 1 if there are any; change nothing
    #[arg(long, conflicts_with_all = ["write", "output"])]
    check: bool,
    /// Change the files in place, each in one step
    #[arg(long, conflicts_with = "output")]
    write: bool,
    /// File to write the result of one text to
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    input: InputOptions,
}

/// One text and the changes to it.
struct Normalised {
    source: Source,
    text: Text,
    normalisation: Normalisation,
    /// The edits that the file's encoding has characters for.
    edits: Vec<Edit>,
}

impl Arguments {
    pub(super) fn run(&self, global: &Global, streams: &mut Streams) -> anyhow::Result<Outcome> {
        let engine = global.engine(Settings::default())?;
        let (texts, failed) = files::read_all(&self.files, &self.input, streams)?;
        let only_shows = self.diff || self.check;
        if !only_shows && !self.write && (texts.len() != 1 || failed > 0) {
            bail!(
                "{} texts were named and the result of one goes to standard output; \
                 use --diff, --check or --write for many",
                texts.len() + failed
            );
        }
        let mut changes = 0;
        for (source, text) in texts {
            let normalised = self.normalise(&engine, source, text, streams);
            changes += normalised.edits.len();
            self.deliver(&normalised, streams)?;
        }
        Ok(if failed > 0 {
            Outcome::Partial
        } else if self.check && changes > 0 {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }

    fn normalise(
        &self,
        engine: &Engine,
        source: Source,
        text: Text,
        streams: &mut Streams,
    ) -> Normalised {
        let content = text.as_str();
        let detection = engine.detect(content);
        let tag = self.input.lang.unwrap_or(detection.tag);
        let normalisation = engine.normalise(content, tag, &detection.runs);
        let (edits, refused): (Vec<Edit>, Vec<Edit>) = normalisation
            .edits
            .iter()
            .cloned()
            .partition(|edit| text.can_hold(&edit.replacement));
        for edit in refused {
            streams.error(&format!(
                "{}: `{}` stays: {} has no characters for `{}`",
                source.name(),
                edit.span.of(content),
                text.encoding().name(),
                edit.replacement
            ));
        }
        Normalised {
            source,
            text,
            normalisation,
            edits,
        }
    }

    fn deliver(&self, normalised: &Normalised, streams: &mut Streams) -> anyhow::Result<()> {
        let Normalised {
            source,
            text,
            normalisation,
            edits,
        } = normalised;
        if self.check {
            let lines = change_list(source, text, &normalisation.applied, edits);
            streams.out().write_all(lines.as_bytes())?;
        }
        if self.diff {
            let colours = streams.colours_results();
            let patch = diff::unified(&source.name(), text.as_str(), edits, colours);
            streams.out().write_all(patch.as_bytes())?;
        }
        if self.diff || self.check {
            return Ok(());
        }
        let bytes = text.spliced(edits)?;
        match (source, &self.output) {
            (Source::File(path), None) if self.write => {
                if !edits.is_empty() {
                    replace_file(path, &bytes)?;
                    streams.note(&format!("{}: {} changed", source.name(), edits.len()));
                }
            }
            (_, Some(path)) => replace_file(path, &bytes)?,
            (_, None) => streams.out().write_all(&bytes)?,
        }
        Ok(())
    }
}

/// `file:line:column: Cazaque -> Kazakh (kazakh-adj)`, a line a change.
fn change_list(source: &Source, text: &Text, findings: &[Finding], edits: &[Edit]) -> String {
    let content = text.as_str();
    let mut locator = Locator::new(content);
    let mut lines = String::new();
    for edit in edits {
        // Both lists stand in text order, and no two findings share a place.
        let concept = findings
            .binary_search_by_key(&edit.span, |finding| finding.span)
            .ok()
            .and_then(|at| findings[at].concept.as_deref())
            .map(|concept| format!(" ({concept})"))
            .unwrap_or_default();
        let place = locator.locate(edit.span.start).at;
        lines.push_str(&format!(
            "{}:{}:{}: {} -> {}{concept}\n",
            source.name(),
            place.line,
            place.column,
            edit.span.of(content),
            edit.replacement,
        ));
    }
    lines
}
