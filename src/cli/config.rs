//! `alinha.toml`: options that a folder of texts always wants.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use alinha::check::Selector;
use alinha::lang::Lang;
use anyhow::{Context as _, anyhow};
use clap::Args;
use glob::{MatchOptions, Pattern};
use serde::de::{Deserialize, Deserializer, Error as _};

use super::check::FailOn;

/// What the file is called.
const NAME: &str = "alinha.toml";

/// Which file of options is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct ConfigOptions {
    /// File of options [default: the first alinha.toml in this folder or above, up to the root of
    /// the repository]
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Read no alinha.toml
    #[arg(long, global = true)]
    no_config: bool,
}

impl ConfigOptions {
    /// Reads the file of options, if there is one.
    ///
    /// # Errors
    /// If it cannot be read or says what no file of options says.
    pub(super) fn load(&self) -> anyhow::Result<Config> {
        let found = match &self.config {
            Some(path) => Some(path.clone()),
            None if self.no_config => None,
            None => find(),
        };
        match found {
            Some(path) => Config::read(&path),
            None => Ok(Config::default()),
        }
    }
}

/// The nearest file of options: looked for from the working folder upwards, to the folder that
/// holds a repository.
fn find() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let mut up = PathBuf::new();
    for folder in here.ancestors() {
        // Shown as the user would write it: `../alinha.toml`.
        let path = up.join(NAME);
        if path.is_file() {
            return Some(path);
        }
        if folder.join(".git").exists() {
            return None;
        }
        up.push("..");
    }
    None
}

/// What a file of options says; what it leaves out is not set.
#[derive(Debug, Default)]
pub(super) struct Config {
    pub(super) languages: Vec<Lang>,
    pub(super) glossary: Vec<PathBuf>,
    pub(super) check: CheckConfig,
}

/// The options of `check`.
#[derive(Debug, Default)]
pub(super) struct CheckConfig {
    pub(super) select: Vec<Selector>,
    pub(super) ignore: Vec<Selector>,
    pub(super) preview: bool,
    pub(super) fail_on: Option<FailOn>,
    pub(super) min_confidence: Option<f32>,
    pub(super) baseline: Option<PathBuf>,
    pub(super) languages: Vec<Lang>,
    pub(super) per_file: PerFileIgnores,
}

/// Rules that are left out in some files.
#[derive(Debug, Default)]
pub(super) struct PerFileIgnores {
    /// The folder of the file of options: patterns are relative to it.
    folder: PathBuf,
    patterns: Vec<(Pattern, Vec<Selector>)>,
}

impl PerFileIgnores {
    /// The rules that are left out in the file at `path`.
    pub(super) fn of(&self, path: &Path) -> Vec<Selector> {
        if self.patterns.is_empty() {
            return Vec::new();
        }
        // What is not there or lies elsewhere still has a name.
        let resolved = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let relative = resolved.strip_prefix(&self.folder).unwrap_or(&resolved);
        let matching = self.patterns.iter().filter(|(pattern, _)| {
            let matches = |path: &Path| pattern.matches_path_with(path, GLOB);
            // `drafts` is everything in a folder of that name, `*.txt` a text in any folder.
            relative
                .ancestors()
                .filter(|part| *part != Path::new(""))
                .any(|part| {
                    let name = part.file_name().map(Path::new);
                    matches(part) || !pattern.as_str().contains('/') && name.is_some_and(matches)
                })
        });
        matching.flat_map(|(_, rules)| rules.clone()).collect()
    }
}

const GLOB: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// The file as it is written.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    #[serde(default)]
    languages: Vec<Parsed<Lang>>,
    #[serde(default)]
    glossary: Vec<PathBuf>,
    #[serde(default)]
    check: CheckTable,
}

#[derive(Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct CheckTable {
    select: Vec<Parsed<Selector>>,
    ignore: Vec<Parsed<Selector>>,
    preview: bool,
    fail_on: Option<Parsed<FailOn>>,
    min_confidence: Option<Confidence>,
    baseline: Option<PathBuf>,
    languages: Vec<Parsed<Lang>>,
    per_file_ignores: BTreeMap<Parsed<Pattern>, Vec<Parsed<Selector>>>,
}

/// A value that is written as a string and understood as on the command line.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Parsed<T>(T);

impl<'de, T: std::str::FromStr<Err: fmt::Display>> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = String::deserialize(deserializer)?;
        given.parse().map(Self).map_err(D::Error::custom)
    }
}

/// A probability.
struct Confidence(f32);

impl<'de> Deserialize<'de> for Confidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = f32::deserialize(deserializer)?;
        parse_confidence(&given.to_string())
            .map(Self)
            .map_err(D::Error::custom)
    }
}

/// A probability as it is written.
pub(super) fn parse_confidence(given: &str) -> Result<f32, String> {
    let number = given.parse::<f32>().ok();
    number
        .filter(|number| (0.0..=1.0).contains(number))
        .ok_or_else(|| format!("`{given}` is no confidence: those go from 0 to 1"))
}

impl Config {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        let content = fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
        let file: File = toml::from_str(&content).map_err(|error| {
            let span = error.span().unwrap_or_default();
            // Of a list the whole is named; the value that the message quotes stands inside it.
            let inside = content.get(span.clone()).unwrap_or_default();
            let quoted = error.message().split('`').nth(1);
            let offset = quoted.and_then(|value| inside.find(&format!("\"{value}\"")));
            let at = (span.start + offset.unwrap_or(0)).min(content.len());
            let line = 1 + content.as_bytes()[..at]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count();
            anyhow!("{shown}:{line}: {}", in_words(error.message()))
        })?;
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        Ok(file.into_config(folder))
    }
}

/// What is wrong, and what to do about it.
fn in_words(message: &str) -> String {
    let message = message.trim_end();
    match message.strip_prefix("unknown field ") {
        Some(rest) => format!(
            "unknown option {}; correct or remove it",
            rest.replacen(", expected one of ", "; there are ", 1)
                .replacen(", expected ", "; there is ", 1)
        ),
        None => message.replace('\n', " "),
    }
}

impl File {
    /// The options, paths relative to `folder`, where the file lies.
    fn into_config(self, folder: &Path) -> Config {
        let at = |path: &PathBuf| match folder == Path::new(".") {
            true => path.clone(),
            false => folder.join(path),
        };
        let patterns = self.check.per_file_ignores.into_iter();
        Config {
            languages: plain(self.languages),
            glossary: self.glossary.iter().map(at).collect(),
            check: CheckConfig {
                select: plain(self.check.select),
                ignore: plain(self.check.ignore),
                preview: self.check.preview,
                fail_on: self.check.fail_on.map(|limit| limit.0),
                min_confidence: self.check.min_confidence.map(|number| number.0),
                baseline: self.check.baseline.as_ref().map(at),
                languages: plain(self.check.languages),
                per_file: PerFileIgnores {
                    folder: folder.canonicalize().unwrap_or_else(|_| folder.to_owned()),
                    patterns: patterns
                        .map(|(pattern, rules)| (pattern.0, plain(rules)))
                        .collect(),
                },
            },
        }
    }
}

fn plain<T>(parsed: Vec<Parsed<T>>) -> Vec<T> {
    parsed.into_iter().map(|value| value.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_name_files_and_folders() {
        let ignores = |pattern: &str| PerFileIgnores {
            folder: PathBuf::from("/texts"),
            patterns: vec![(
                Pattern::new(pattern).expect("a pattern"),
                vec![Selector::All],
            )],
        };
        let matches = |pattern: &str, path: &str| !ignores(pattern).of(Path::new(path)).is_empty();
        assert!(matches("*.zh.txt", "/texts/news/a.zh.txt"));
        assert!(matches("drafts", "/texts/drafts/deep/a.txt"));
        assert!(matches("drafts/*.txt", "/texts/drafts/a.txt"));
        assert!(matches("drafts/**/*.txt", "/texts/drafts/deep/a.txt"));
        assert!(matches("**/新闻/*", "/texts/b/新闻/a.txt"));
        assert!(!matches("drafts/*.txt", "/texts/drafts/deep/a.txt"));
        assert!(!matches("drafts/*.txt", "/texts/other/a.txt"));
        assert!(!matches("news", "/texts/newspaper.txt"));
    }
}
