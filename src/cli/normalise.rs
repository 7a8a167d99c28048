//! `alinha normalise`.

use std::path::{Path, PathBuf};

use alinha::check::{Finding, Selector, Settings};
use alinha::lang::LangTag;
use alinha::pipeline::{Engine, NAME_RULES, Normalisation, replace_file};
use alinha::report::{Causes, NormaliseReport, NormalisedText};
use alinha::text::{Edit, Locator, Text};
use anyhow::bail;
use clap::Args;

use super::baseline::{BaselineOptions, Known, Scope};
use super::edits;
use super::files::{self, Source};
use super::markers;
use super::options::{Global, InputOptions};
use super::report_file::ReportFile;
use super::{Outcome, Streams};

/// Arguments of `alinha normalise`.
#[derive(Debug, Args)]
#[command(after_help = "\
Without --diff, --check or --write the result of one text goes to standard output: bytes in,
bytes out, nothing but the names changed. What `alinha:ignore` markers in a text silence stays
as it is (`alinha check --help` lists them).

A report in JSON has: generator, version; written (whether the changes were made); counts
(texts, texts_changed, failed, changes, suggestions, refused); terms (concept, before, after,
rule, count, texts); files (path, language, encoding, changes, suggestions, refused); rules
(rule, name, changes, suggestions); suggestions, what was not applied, and refused, what the
encoding has no characters for (path, line, column, rule, concept, before, after, message,
confidence). Lines and columns count from 1.

Examples:
  alinha normalise news.txt --diff
  alinha normalise corpus --check --report names.html
  alinha normalise corpus --check --baseline known.jsonl
  alinha normalise --write --report names.json news.txt
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
    /// Count the changes, and what was not changed, in a file that ends in .json or .html
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write the report even over a file that is no such report
    #[arg(long, requires = "report")]
    force: bool,
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    baseline: BaselineOptions,
}

/// One text and the changes to it.
struct Normalised {
    name: String,
    source: Source,
    text: Text,
    tag: LangTag,
    normalisation: Normalisation,
    /// The edits that the file's encoding has characters for.
    edits: Vec<Edit>,
    /// Those that it has not.
    refused: Vec<Edit>,
}

impl Normalised {
    fn for_report(&self) -> NormalisedText<'_> {
        NormalisedText {
            path: &self.name,
            text: &self.text,
            language: self.tag,
            applied: &self.normalisation.applied,
            suggested: &self.normalisation.suggested,
            edits: &self.edits,
            refused: &self.refused,
        }
    }
}

impl Arguments {
    pub(super) fn run(&self, global: &Global, streams: &mut Streams) -> anyhow::Result<Outcome> {
        if self.baseline.baseline.is_some() && !self.check {
            bail!("--baseline: what is known is left out of a list of changes; add --check");
        }
        let mut known = self.baseline.open(None)?;
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
        let report = match &self.report {
            Some(path) => Some(self.report_file(path, &texts)?),
            None => None,
        };
        let mut all = Vec::with_capacity(texts.len());
        let mut changes = 0;
        for (source, text) in texts {
            let normalised = self.normalise(&engine, source, text, known.as_mut(), streams);
            changes += normalised.edits.len();
            self.deliver(&normalised, streams)?;
            if report.is_some() || known.is_some() {
                all.push(normalised);
            }
        }
        if let Some(report) = report {
            let texts: Vec<NormalisedText<'_>> = all.iter().map(Normalised::for_report).collect();
            report.write(&NormaliseReport::new(&texts, failed, !only_shows), &texts)?;
        }
        if let Some(known) = known {
            let names = all.iter().map(|text| text.name.clone());
            let scope = Scope::new(&self.files, names, failed == 0, name_settings());
            known.finish(&scope, streams)?;
        }
        Ok(if failed > 0 {
            Outcome::Partial
        } else if self.check && changes > 0 {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }

    /// The place for the report, which is none of the other files of this command.
    fn report_file(&self, path: &Path, texts: &[(Source, Text)]) -> anyhow::Result<ReportFile> {
        let read = texts.iter().filter_map(|(source, _)| match source {
            Source::File(path) => Some(path.as_path()),
            Source::Stdin => None,
        });
        let named = [self.output.as_deref(), self.baseline.baseline.as_deref()];
        let in_use: Vec<&Path> = read.chain(named.into_iter().flatten()).collect();
        ReportFile::prepare(path, &in_use, self.force)
    }

    fn normalise(
        &self,
        engine: &Engine,
        source: Source,
        text: Text,
        known: Option<&mut Known>,
        streams: &mut Streams,
    ) -> Normalised {
        let content = text.as_str();
        let name = source.name();
        markers::warn(&name, content, streams);
        let detection = engine.detect(content);
        let tag = self.input.lang.unwrap_or(detection.tag);
        let mut normalisation = engine.normalise(content, tag, &detection.runs);
        if let Some(known) = known {
            leave_out_known(&mut normalisation, known, &name, content);
        }
        let (edits, refused): (Vec<Edit>, Vec<Edit>) = normalisation
            .edits
            .iter()
            .cloned()
            .partition(|edit| text.can_hold(&edit.replacement));
        for edit in &refused {
            let before = edit.span.of(content);
            edits::tell_refused(&name, text.encoding(), before, &edit.replacement, streams);
        }
        Normalised {
            name,
            source,
            text,
            tag,
            normalisation,
            edits,
            refused,
        }
    }

    fn deliver(&self, normalised: &Normalised, streams: &mut Streams) -> anyhow::Result<()> {
        let Normalised {
            name,
            source,
            text,
            normalisation,
            edits,
            ..
        } = normalised;
        if self.check {
            let lines = change_list(name, text, &normalisation.applied, edits);
            streams.out().write_all(lines.as_bytes())?;
        }
        if self.diff {
            edits::print_patch(name, text, edits, streams)?;
        }
        if self.diff || self.check {
            return Ok(());
        }
        match (source, &self.output) {
            (Source::File(path), None) if self.write => {
                edits::write_in_place(path, text, edits)?;
                if !edits.is_empty() {
                    streams.note(&format!("{name}: {} changed", edits.len()));
                }
            }
            (_, Some(path)) => replace_file(path, &text.spliced(edits)?)?,
            (_, None) => streams.out().write_all(&text.spliced(edits)?)?,
        }
        Ok(())
    }
}

/// Which rules normalising runs.
fn name_settings() -> Settings {
    Settings {
        select: vec![Selector::Family(NAME_RULES)],
        ..Settings::default()
    }
}

/// Takes the changes that a baseline knows out of what is done to the text called `name`.
fn leave_out_known(
    normalisation: &mut Normalisation,
    known: &mut Known,
    name: &str,
    content: &str,
) {
    let applied = &mut normalisation.applied;
    applied.retain(|finding| !known.hides(name, content, finding));
    let causes = Causes::new(applied);
    let edits = &mut normalisation.edits;
    edits.retain(|edit| causes.of(edit).is_some());
    // `check` may have recorded what is only suggested here: it is still there.
    for finding in &normalisation.suggested {
        known.meet(name, content, finding);
    }
}

/// `file:line:column: Cazaque -> Kazakh (kazakh-adj)`, a line a change.
fn change_list(name: &str, text: &Text, findings: &[Finding], edits: &[Edit]) -> String {
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
            "{name}:{}:{}: {} -> {}{concept}\n",
            place.line,
            place.column,
            edit.span.of(content),
            edit.replacement,
        ));
    }
    lines
}
