//! `alinha glossary`.

use std::fs;
use std::path::{Path, PathBuf};

use alinha::glossary::edit::{self, NewTerm};
use alinha::glossary::{Action, Concept, Glossary, Problem, ProblemLevel, Term, TermStatus};
use alinha::lang::LangTag;
use alinha::pipeline::replace_file;
use alinha::report::diagnostic;
use anyhow::{Context as _, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Subcommand};

use super::options::{Global, read_glossary_folder};
use super::{Outcome, Streams};

/// Arguments of `alinha glossary`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  alinha glossary show luban-workshop
  alinha glossary list --category country --lang pt
  alinha glossary check glossary
  alinha glossary add --dir glossary --concept luban-workshop --lang en \\
      --term \"Luban Work-shop\" --status deprecated --action replace --source \"style guide\"")]
pub(super) struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// List the concepts, a line each
    List {
        /// Only concepts of this category (country, person, organisation ...)
        #[arg(long)]
        category: Option<String>,
        /// The language whose preferred term is shown
        #[arg(long, default_value = "en", value_name = "TAG")]
        lang: LangTag,
    },
    /// Show a concept with all its terms
    Show {
        /// Id of the concept, or any of its terms
        concept: String,
    },
    /// Find what is wrong in glossary files; exits with 1 if there is an error
    Check {
        /// Folders of CSV files, or files [default: the built-in glossary]
        paths: Vec<PathBuf>,
    },
    /// Put glossary files into their canonical form
    Fmt {
        /// Folders of CSV files, or files
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Change nothing; exit with 1 if a file is not in its canonical form
        #[arg(long)]
        check: bool,
    },
    /// Add a term to a glossary folder
    Add(AddArguments),
    /// Retire a term: it is suggested against or, with --replaced-by, replaced
    Retire(RetireArguments),
}

#[derive(Debug, Args)]
struct AddArguments {
    /// Folder of the glossary
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// File in the folder [default: the one that has the concept]
    #[arg(long, value_name = "NAME.csv")]
    file: Option<PathBuf>,
    /// Id of the concept; a new id makes a new concept
    #[arg(long, value_name = "ID")]
    concept: String,
    /// Category of a new concept
    #[arg(long, default_value = "")]
    category: String,
    /// Language of the term
    #[arg(long, value_name = "TAG")]
    lang: LangTag,
    /// The term
    #[arg(long)]
    term: String,
    /// preferred, admitted, deprecated, superseded, forbidden or proposed
    #[arg(long, default_value = "proposed")]
    status: TermStatus,
    /// replace, suggest or none
    #[arg(
        long,
        default_value = "none",
        value_parser = PossibleValuesParser::new(["replace", "suggest", "none"])
            .map(|name| match name.as_str() {
                "replace" => Action::Replace,
                "suggest" => Action::Suggest,
                _ => Action::None,
            })
    )]
    action: Action,
    /// What is written instead, where it is not the preferred term
    #[arg(long, default_value = "")]
    target: String,
    /// Conditions on the words around it: `not-next:rug/rugs;doc:summit`
    #[arg(long, default_value = "")]
    context: String,
    /// A remark for the reader
    #[arg(long, default_value = "")]
    note: String,
    /// Where the form is from
    #[arg(long, default_value = "")]
    source: String,
}

#[derive(Debug, Args)]
struct RetireArguments {
    /// Folder of the glossary
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Id of the concept
    #[arg(long, value_name = "ID")]
    concept: String,
    /// Language of the term
    #[arg(long, value_name = "TAG")]
    lang: LangTag,
    /// The term
    #[arg(long)]
    term: String,
    /// The form that takes its place in texts
    #[arg(long, value_name = "TERM")]
    replaced_by: Option<String>,
}

impl Arguments {
    pub(super) fn run(&self, global: &Global, streams: &mut Streams) -> anyhow::Result<Outcome> {
        match &self.task {
            Task::List { category, lang } => list(
                &global.load_glossary()?,
                category.as_deref(),
                *lang,
                streams,
            ),
            Task::Show { concept } => show(&global.load_glossary()?, concept, streams),
            Task::Check { paths } => check(paths, streams),
            Task::Fmt { paths, check } => fmt(paths, *check, streams),
            Task::Add(arguments) => arguments.run(streams),
            Task::Retire(arguments) => arguments.run(streams),
        }
    }
}

fn list(
    glossary: &Glossary,
    category: Option<&str>,
    lang: LangTag,
    streams: &mut Streams,
) -> anyhow::Result<Outcome> {
    let concepts: Vec<&Concept> = glossary
        .concepts()
        .iter()
        .filter(|concept| category.is_none_or(|category| concept.category == category))
        .collect();
    if concepts.is_empty() {
        bail!(
            "no concept of the category `{}`",
            category.unwrap_or_default()
        );
    }
    let width = concepts
        .iter()
        .map(|concept| concept.id.len())
        .max()
        .unwrap_or(0);
    for concept in concepts {
        let preferred = concept.preferred(lang).map_or("-", |term| &*term.text);
        writeln!(
            streams.out(),
            "{:<width$}  {:<14}  {preferred}",
            concept.id,
            concept.category
        )?;
    }
    Ok(Outcome::Done)
}

fn show(glossary: &Glossary, wanted: &str, streams: &mut Streams) -> anyhow::Result<Outcome> {
    let concepts: Vec<&Concept> = match glossary.concept(wanted) {
        Some(concept) => vec![concept],
        None => glossary
            .concepts()
            .iter()
            .filter(|concept| {
                concept
                    .terms
                    .iter()
                    .any(|term| term.text.to_lowercase() == wanted.to_lowercase())
            })
            .collect(),
    };
    if concepts.is_empty() {
        bail!("no concept and no term `{wanted}`; `alinha glossary list` shows all");
    }
    for concept in concepts {
        writeln!(streams.out(), "{} ({})", concept.id, concept.category)?;
        for term in &concept.terms {
            writeln!(streams.out(), "  {}", described(term))?;
        }
    }
    Ok(Outcome::Done)
}

/// `en       deprecated  Lu Ban Workshop -> Luban Workshop (note)`.
fn described(term: &Term) -> String {
    let mut line = format!(
        "{:<8} {:<11} {}",
        term.lang,
        term.status.as_str(),
        term.text
    );
    match term.action {
        Action::None => {}
        Action::Replace => line.push_str("  [replaced"),
        Action::Suggest => line.push_str("  [suggested against"),
    }
    if term.action != Action::None {
        if !term.target.is_empty() {
            line.push_str(&format!(" by {}", term.target));
        }
        line.push(']');
    }
    if !term.note.is_empty() {
        line.push_str(&format!("  ({})", term.note));
    }
    line
}

fn check(paths: &[PathBuf], streams: &mut Streams) -> anyhow::Result<Outcome> {
    let files: Vec<(String, String)> = if paths.is_empty() {
        Glossary::builtin_files()
            .iter()
            .map(|(name, content)| ((*name).to_owned(), (*content).to_owned()))
            .collect()
    } else {
        let mut files = Vec::new();
        for path in paths {
            files.extend(read_glossary_folder(path)?);
        }
        files
    };
    let (glossary, mut problems) = Glossary::parse(&files);
    problems.extend(glossary.problems());
    let colours = streams.colours_results();
    for problem in &problems {
        let content = files
            .iter()
            .find(|(name, _)| *name == problem.file)
            .map_or("", |(_, content)| content.as_str());
        let shown = diagnostic::render_problem(problem, content, colours);
        streams.out().write_all(shown.as_bytes())?;
        streams.out().write_all(b"\n")?;
    }
    let errors = problems.iter().filter(|problem| is_error(problem)).count();
    streams.note(&format!(
        "{} concepts, {} terms: {errors} errors, {} warnings",
        glossary.concepts().len(),
        glossary.term_count(),
        problems.len() - errors
    ));
    Ok(if errors > 0 {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

fn is_error(problem: &Problem) -> bool {
    problem.level == ProblemLevel::Error
}

fn fmt(paths: &[PathBuf], only_check: bool, streams: &mut Streams) -> anyhow::Result<Outcome> {
    let mut changed = 0;
    for path in paths {
        for (name, content) in read_glossary_folder(path)? {
            let canonical = edit::format(&content).with_context(|| name.clone())?;
            if canonical == content {
                continue;
            }
            changed += 1;
            if only_check {
                writeln!(streams.out(), "{name} is not in its canonical form")?;
            } else {
                replace_file(Path::new(&name), canonical.as_bytes())?;
                streams.note(&format!("{name}: rewritten"));
            }
        }
    }
    Ok(if only_check && changed > 0 {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

impl AddArguments {
    fn run(&self, streams: &mut Streams) -> anyhow::Result<Outcome> {
        let file = match &self.file {
            Some(name) => self.dir.join(name),
            None => file_of(&self.dir, &self.concept)?.with_context(|| {
                format!(
                    "no file in {} has the concept `{}`; name one for it with --file",
                    self.dir.display(),
                    self.concept
                )
            })?,
        };
        let content = if file.exists() {
            fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?
        } else {
            String::new()
        };
        let new = NewTerm {
            concept: self.concept.clone(),
            category: self.category.clone(),
            lang: self.lang.to_string(),
            term: self.term.clone(),
            status: Some(self.status),
            action: Some(self.action),
            target: self.target.clone(),
            context: self.context.clone(),
            note: self.note.clone(),
            source: self.source.clone(),
            ..NewTerm::default()
        };
        let edited = edit::add(&content, &new).with_context(|| file.display().to_string())?;
        write_checked(&file, &content, &edited)?;
        streams.note(&format!("{}: added `{}`", file.display(), self.term));
        Ok(Outcome::Done)
    }
}

impl RetireArguments {
    fn run(&self, streams: &mut Streams) -> anyhow::Result<Outcome> {
        let file = file_of(&self.dir, &self.concept)?.with_context(|| {
            format!(
                "no file in {} has the concept `{}`",
                self.dir.display(),
                self.concept
            )
        })?;
        let content =
            fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        let lang = self.lang.to_string();
        let replaced_by = self.replaced_by.as_deref();
        let edited = edit::retire(&content, &self.concept, &lang, &self.term, replaced_by)
            .with_context(|| file.display().to_string())?;
        write_checked(&file, &content, &edited)?;
        streams.note(&format!("{}: retired `{}`", file.display(), self.term));
        Ok(Outcome::Done)
    }
}

/// Writes `edited`, unless the edit brings an error into the file that was not there before.
fn write_checked(file: &Path, content: &str, edited: &str) -> anyhow::Result<()> {
    let name = file.display().to_string();
    let errors = |content: &str| -> Vec<String> {
        let (glossary, problems) = Glossary::parse(&[(name.clone(), content.to_owned())]);
        let between_rows = glossary.problems();
        problems
            .iter()
            .chain(&between_rows)
            .filter(|problem| is_error(problem))
            .map(|problem| problem.message.clone())
            .collect()
    };
    let before = errors(content);
    if let Some(new) = errors(edited)
        .into_iter()
        .find(|message| !before.contains(message))
    {
        bail!("{name}: {new}; nothing was changed");
    }
    replace_file(file, edited.as_bytes())?;
    Ok(())
}

/// The file of the folder `dir` that has rows of `concept`.
fn file_of(dir: &Path, concept: &str) -> anyhow::Result<Option<PathBuf>> {
    for (name, content) in read_glossary_folder(dir)? {
        let (glossary, _) = Glossary::parse(&[(name.clone(), content)]);
        if glossary.concept(concept).is_some() {
            return Ok(Some(PathBuf::from(name)));
        }
    }
    Ok(None)
}
