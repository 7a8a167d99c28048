//! `alinha check`.

use std::path::PathBuf;

use alinha::check::{Finding, Score, Selector, Settings, Severity};
use alinha::format::{FileFindings, findings_csv, findings_github, findings_jsonl, findings_sarif};
use alinha::report::{ScoredText, diagnostic, score_line, write_scores};
use alinha::text::{Locator, Text};
use clap::{Args, ValueEnum};

use super::baseline::{BaselineOptions, Known, Scope};
use super::files::{self, Source};
use super::markers;
use super::options::{Global, InputOptions, Profile};
use super::{Outcome, Streams};

/// What `check` prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Diagnostics with the line, a caret and the fix
    #[default]
    Human,
    /// One JSON object a finding
    Jsonl,
    /// One row a finding
    Csv,
    /// SARIF 2.1.0, for code-scanning services
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// For each text, points by MQM error type and by rule
    Summary,
}

/// From which severity on the exit code is 1.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum FailOn {
    Never,
    Minor,
    #[default]
    Major,
    Critical,
}

impl FailOn {
    fn limit(self) -> Option<Severity> {
        match self {
            Self::Never => None,
            Self::Minor => Some(Severity::Minor),
            Self::Major => Some(Severity::Major),
            Self::Critical => Some(Severity::Critical),
        }
    }
}

/// Arguments of `alinha check`.
#[derive(Debug, Args)]
#[command(after_help = "\
A marker in a text silences findings there, alone or in a comment (<!-- -->, #, //, %):
  alinha:ignore                 every rule on its line
  alinha:ignore NAME001,SCAR    these rules, by id, name or family
  alinha:ignore-next-line       on the line after it
  alinha:ignore-start           from here to its alinha:ignore-end
A reason may follow a colon: alinha:ignore: their own name

Examples:
  alinha check news.txt
  alinha check --format summary corpus
  alinha check --format sarif corpus > alinha.sarif
  alinha check --ignore SCAR,name-doubt --fail-on critical corpus
  alinha check corpus --baseline known.jsonl --update-baseline    what is found now is known
  alinha check corpus --baseline known.jsonl                      only what is new")]
pub(super) struct Arguments {
    /// Texts, folders of texts, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// How the table of --format csv is written
    #[arg(long, value_enum, default_value_t)]
    profile: Profile,
    /// Exit with 1 if there is a finding of this severity or worse
    #[arg(long, value_enum, default_value_t)]
    fail_on: FailOn,
    /// Run only these rules: ids, names or families, with commas between
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    select: Vec<Selector>,
    /// Leave these rules out
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    ignore: Vec<Selector>,
    /// Run the rules under trial too
    #[arg(long)]
    preview: bool,
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    baseline: BaselineOptions,
}

/// One text and what was found in it.
struct Checked {
    source: Source,
    text: Text,
    findings: Vec<Finding>,
    score: Score,
}

impl Checked {
    fn scored<'a>(&'a self, name: &'a str) -> ScoredText<'a> {
        ScoredText {
            name,
            findings: &self.findings,
            score: self.score,
        }
    }
}

impl Arguments {
    pub(super) fn run(&self, global: &Global, streams: &mut Streams) -> anyhow::Result<Outcome> {
        let settings = Settings {
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            preview: self.preview,
            ..Settings::default()
        };
        let mut known = self.baseline.open()?;
        let engine = global.engine(settings.clone())?;
        let (texts, failed) = files::read_all(&self.files, &self.input, streams)?;
        // The other formats have no place for a score, which takes time.
        let is_scored = matches!(self.format, Format::Human | Format::Summary);
        let checked: Vec<Checked> = texts
            .into_iter()
            .map(|(source, text)| {
                let document = engine.document(source.name(), text, self.input.lang);
                let (mut findings, score) = if is_scored {
                    engine.check_and_score(&document, None)
                } else {
                    (engine.check(&document, None), Score::default())
                };
                markers::warn(&document.id, document.text.as_str(), streams);
                if let Some(known) = &mut known {
                    let text = document.text.as_str();
                    findings.retain(|finding| !known.hides(&document.id, text, finding));
                }
                Checked {
                    source,
                    score: score.with_findings(&findings),
                    text: document.text,
                    findings,
                }
            })
            .collect();
        self.print(&checked, known.as_ref(), streams)?;
        if let Some(known) = known {
            let names = checked.iter().map(|file| file.source.name());
            let scope = Scope::new(&self.files, names, failed == 0, settings);
            known.finish(&scope, streams)?;
        }
        let worst = checked
            .iter()
            .flat_map(|file| &file.findings)
            .map(|finding| finding.severity)
            .max();
        Ok(if failed > 0 {
            Outcome::Partial
        } else if self
            .fail_on
            .limit()
            .is_some_and(|limit| worst >= Some(limit))
        {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }

    fn print(
        &self,
        checked: &[Checked],
        known: Option<&Known>,
        streams: &mut Streams,
    ) -> anyhow::Result<()> {
        let names: Vec<String> = checked.iter().map(|file| file.source.name()).collect();
        let files: Vec<FileFindings<'_>> = checked
            .iter()
            .zip(&names)
            .map(|(file, name)| FileFindings {
                path: name,
                text: file.text.as_str(),
                findings: &file.findings,
            })
            .collect();
        match self.format {
            Format::Human => self.print_for_people(checked, known, streams)?,
            Format::Jsonl => findings_jsonl::write(&files, streams.out())?,
            Format::Csv => findings_csv::write(&files, self.profile.into(), streams.out())?,
            Format::Sarif => findings_sarif::write(&files, streams.out())?,
            Format::Github => findings_github::write(&files, streams.out())?,
            Format::Summary => {
                let texts: Vec<ScoredText<'_>> = checked
                    .iter()
                    .zip(&names)
                    .map(|(file, name)| file.scored(name))
                    .collect();
                write_scores(streams.out(), &texts)?;
            }
        }
        Ok(())
    }

    fn print_for_people(
        &self,
        checked: &[Checked],
        known: Option<&Known>,
        streams: &mut Streams,
    ) -> anyhow::Result<()> {
        let colours = streams.colours_results();
        let mut count = 0;
        for file in checked {
            let mut locator = Locator::new(file.text.as_str());
            for finding in &file.findings {
                let name = file.source.name();
                let shown = diagnostic::render(&name, &mut locator, finding, colours);
                streams.out().write_all(shown.as_bytes())?;
                streams.out().write_all(b"\n")?;
                count += 1;
            }
            if !file.findings.is_empty() {
                let line = score_line(&file.scored(&file.source.name()));
                streams.out().write_all(format!("{line}\n\n").as_bytes())?;
            }
        }
        let files = checked.len();
        streams.note(&format!(
            "{count} finding{} in {files} text{}{}",
            if count == 1 { "" } else { "s" },
            if files == 1 { "" } else { "s" },
            known.map(Known::in_words).unwrap_or_default(),
        ));
        Ok(())
    }
}
