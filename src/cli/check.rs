//! `alinha check`.

use std::path::PathBuf;
use std::str::FromStr;

use alinha::check::{Finding, Score, Selector, Settings, Severity};
use alinha::doc::Document;
use alinha::format::{FileFindings, findings_csv, findings_github, findings_jsonl, findings_sarif};
use alinha::pipeline::Engine;
use alinha::report::html::{CheckedText, write_check_html};
use alinha::report::{ScoredText, diagnostic, score_line, write_scores};
use alinha::text::{Locator, Text};
use clap::{Args, ValueEnum};

use super::baseline::{BaselineOptions, Known, Scope};
use super::config::{CheckConfig, parse_confidence};
use super::files::{self, Source};
use super::fixing::{Count, FixOptions};
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
    /// A page to read: the texts with what was found marked in place
    Html,
}

/// From which severity on the exit code is 1.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum FailOn {
    Never,
    Minor,
    Major,
    Critical,
}

impl FromStr for FailOn {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        <Self as ValueEnum>::from_str(given, false)
            .map_err(|_| format!("`{given}` is none of never, minor, major, critical"))
    }
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

Options that a folder of texts always wants stand in alinha.toml, there or above:
  languages = ['zh', 'en']              also: glossary = ['terms']
  [check]
  ignore = ['SCAR', 'name-doubt']       also: select, preview, fail-on, min-confidence,
  baseline = 'known.jsonl'              languages
  [check.per-file-ignores]
  'drafts/*.txt' = ['NUM']              a pattern, or a folder, and its rules
Paths and patterns start where the file lies; the command line wins.

Examples:
  alinha check news.txt
  alinha check --format summary corpus
  alinha check --format sarif corpus > alinha.sarif
  alinha check --format html corpus > findings.html
  alinha check --fix news.txt
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
    /// Exit with 1 if there is a finding of this severity or worse [default: major]
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
    /// Run only these rules: ids, names or families, with commas between
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    select: Vec<Selector>,
    /// Leave these rules out
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    ignore: Vec<Selector>,
    /// Run the rules under trial too
    #[arg(long)]
    preview: bool,
    /// Leave out findings that are less sure than this, from 0 to 1
    #[arg(long, value_name = "P", value_parser = parse_confidence)]
    min_confidence: Option<f32>,
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    fixes: FixOptions,
    #[command(flatten)]
    baseline: BaselineOptions,
}

/// One text and what was found in it.
struct Checked {
    name: String,
    document: Document,
    findings: Vec<Finding>,
    score: Score,
}

impl Checked {
    fn scored(&self) -> ScoredText<'_> {
        ScoredText {
            name: &self.name,
            findings: &self.findings,
            score: self.score,
        }
    }
}

impl Arguments {
    pub(super) fn run(
        &self,
        global: &Global,
        config: &CheckConfig,
        streams: &mut Streams,
    ) -> anyhow::Result<Outcome> {
        let settings = self.settings(config);
        let mut known = self.baseline.open(config.baseline.as_deref())?;
        let engine = global.engine(settings.clone())?;
        let (texts, failed) = files::read_all(&self.files, &self.input, streams)?;
        self.fixes.agree_to(&texts)?;
        let mut count = Count::default();
        let mut checked = Vec::with_capacity(texts.len());
        for (source, mut text) in texts {
            let name = source.name();
            let ignored = match &source {
                Source::File(path) => config.per_file.of(path),
                Source::Stdin => Vec::new(),
            };
            markers::warn(&name, text.as_str(), streams);
            if self.fixes.wanted() {
                // What is known stays as it is; each round meets the same known findings.
                let look = |text: &str| {
                    let text = Text::from_string(text.to_owned());
                    self.look(&engine, &name, text, &ignored, known.clone().as_mut())
                        .1
                };
                text = self.fixes.make(&source, text, look, &mut count, streams)?;
            }
            let (document, findings, score) =
                self.look(&engine, &name, text, &ignored, known.as_mut());
            if self.fixes.wanted() {
                let text = &document.text;
                self.fixes.tell_refused(&name, text, &findings, streams);
            }
            checked.push(Checked {
                name,
                document,
                score: score.with_findings(&findings),
                findings,
            });
        }
        if self.fixes.diff {
            self.fixes.tell_shown(count, streams);
        } else {
            self.print(&checked, known.as_ref(), count, streams)?;
        }
        if let Some(known) = known {
            let names = checked.iter().map(|file| file.name.clone());
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
            .or(config.fail_on)
            .unwrap_or(FailOn::Major)
            .limit()
            .is_some_and(|limit| worst >= Some(limit))
        {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }

    /// What the command line says, and the file of options where it says nothing.
    fn settings(&self, config: &CheckConfig) -> Settings {
        let or = |given: &Vec<Selector>, usual: &Vec<Selector>| {
            if given.is_empty() { usual } else { given }.clone()
        };
        Settings {
            select: or(&self.select, &config.select),
            ignore: or(&self.ignore, &config.ignore),
            preview: self.preview || config.preview,
            min_confidence: self.min_confidence.or(config.min_confidence).unwrap_or(0.0),
        }
    }

    /// What is wrong in `text`, the text called `name`, without what the rules `ignored` say and
    /// what is `known`.
    fn look(
        &self,
        engine: &Engine,
        name: &str,
        text: Text,
        ignored: &[Selector],
        known: Option<&mut Known>,
    ) -> (Document, Vec<Finding>, Score) {
        let document = engine.document(name.to_owned(), text, self.input.lang);
        // The other formats have no place for a score, which takes time.
        let (mut findings, score) = match self.format {
            Format::Human | Format::Summary => engine.check_and_score(&document, None),
            _ => (engine.check(&document, None), Score::default()),
        };
        findings.retain(|finding| !ignored.iter().any(|rules| rules.matches(finding.rule)));
        if let Some(known) = known {
            let text = document.text.as_str();
            findings.retain(|finding| !known.hides(name, text, finding));
        }
        (document, findings, score)
    }

    fn print(
        &self,
        checked: &[Checked],
        known: Option<&Known>,
        count: Count,
        streams: &mut Streams,
    ) -> anyhow::Result<()> {
        let files: Vec<FileFindings<'_>> = checked
            .iter()
            .map(|file| FileFindings {
                path: &file.name,
                text: file.document.text.as_str(),
                findings: &file.findings,
            })
            .collect();
        match self.format {
            Format::Human => self.print_for_people(checked, known, count, streams)?,
            Format::Jsonl => findings_jsonl::write(&files, streams.out())?,
            Format::Csv => findings_csv::write(&files, self.profile.into(), streams.out())?,
            Format::Sarif => findings_sarif::write(&files, streams.out())?,
            Format::Github => findings_github::write(&files, streams.out())?,
            Format::Summary => {
                let texts: Vec<ScoredText<'_>> = checked.iter().map(Checked::scored).collect();
                write_scores(streams.out(), &texts)?;
            }
            Format::Html => {
                let texts = checked.iter().map(|file| CheckedText {
                    path: &file.name,
                    document: &file.document,
                    findings: &file.findings,
                });
                write_check_html(streams.out(), &texts.collect::<Vec<_>>())?;
            }
        }
        Ok(())
    }

    fn print_for_people(
        &self,
        checked: &[Checked],
        known: Option<&Known>,
        fixed: Count,
        streams: &mut Streams,
    ) -> anyhow::Result<()> {
        let colours = streams.colours_results();
        let mut count = 0;
        for file in checked {
            let mut locator = Locator::new(file.document.text.as_str());
            for finding in &file.findings {
                let shown = diagnostic::render(&file.name, &mut locator, finding, colours);
                streams.out().write_all(shown.as_bytes())?;
                streams.out().write_all(b"\n")?;
                count += 1;
            }
            if !file.findings.is_empty() {
                let line = score_line(&file.scored());
                streams.out().write_all(format!("{line}\n\n").as_bytes())?;
            }
        }
        let files = checked.len();
        streams.note(&format!(
            "{count} finding{} in {files} text{}{}{}",
            if count == 1 { "" } else { "s" },
            if files == 1 { "" } else { "s" },
            known.map(Known::in_words).unwrap_or_default(),
            self.fixes
                .in_words(fixed, checked.iter().flat_map(|file| &file.findings)),
        ));
        Ok(())
    }
}
