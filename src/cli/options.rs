//! Options that every command shares, and the engine built from them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use alinha::check::Settings;
use alinha::embed::{Encoder, StaticEncoder};
use alinha::glossary::{Glossary, Matcher, Problem, ProblemLevel};
use alinha::lang::{Lang, LangTag};
use alinha::pipeline::{EncoderChoice, Engine, EngineOptions};
use alinha::text::TextEncoding;
use anstream::ColorChoice;
use anyhow::{Context as _, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueEnum};

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// Languages that texts may be in, as tags with commas between [default: all known]
    #[arg(long, global = true, value_delimiter = ',', value_name = "TAGS")]
    pub(super) languages: Vec<Lang>,
    /// Folder of glossary CSV files, over the built-in glossary; later ones win
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) glossary: Vec<PathBuf>,
    /// Leave the built-in glossary out
    #[arg(long, global = true)]
    pub(super) no_builtin_glossary: bool,
    /// Sentence model: none, builtin, a .model file, or the folder of a transformer (needs a build
    /// with the feature rust-bert) [default: builtin]
    #[arg(long, global = true, value_name = "MODEL")]
    pub(super) encoder: Option<PathBuf>,
    /// Threads to work with [default: one for each core]
    #[arg(long, global = true, value_name = "N")]
    pub(super) threads: Option<usize>,
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        value_parser = PossibleValuesParser::new(["auto", "always", "never"])
            .map(|when| match when.as_str() {
                "always" => ColorChoice::Always,
                "never" => ColorChoice::Never,
                _ => ColorChoice::Auto,
            })
    )]
    pub(super) color: ColorChoice,
}

impl Global {
    /// Takes what the command line left open from the file of options.
    pub(super) fn complete(&mut self, languages: &[Lang], glossary: &[PathBuf]) {
        if self.languages.is_empty() {
            self.languages = languages.to_vec();
        }
        if self.glossary.is_empty() {
            self.glossary = glossary.to_vec();
        }
    }

    /// Sets the number of threads, once, before any work.
    pub(super) fn start_threads(&self) -> anyhow::Result<()> {
        let Some(threads) = self.threads else {
            return Ok(());
        };
        if threads == 0 {
            bail!("--threads 0: at least one thread is needed");
        }
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .context("cannot start the threads")
    }

    /// The glossary in force: the built-in one and the folders given, later ones on top.
    pub(super) fn load_glossary(&self) -> anyhow::Result<Glossary> {
        let mut glossary = if self.no_builtin_glossary {
            Glossary::default()
        } else {
            Glossary::builtin().clone()
        };
        for folder in &self.glossary {
            let files = read_glossary_folder(folder)?;
            let (layer, problems) = Glossary::parse(&files);
            let errors: Vec<&Problem> = problems
                .iter()
                .filter(|problem| problem.level == ProblemLevel::Error)
                .collect();
            if let Some(first) = errors.first() {
                bail!(
                    "{}:{}: {}{}; `alinha glossary check {}` shows every problem",
                    first.file,
                    first.line,
                    first.message,
                    match errors.len() - 1 {
                        0 => String::new(),
                        more => format!(" (and {more} more)"),
                    },
                    folder.display()
                );
            }
            glossary = glossary.with_layer(&layer);
        }
        Ok(glossary)
    }

    /// The matcher of the glossary in force; none for the built-in one, which is read when it is needed.
    fn matcher(&self) -> anyhow::Result<Option<Matcher>> {
        if self.glossary.is_empty() && !self.no_builtin_glossary {
            return Ok(None);
        }
        Ok(Some(Matcher::new(&self.load_glossary()?)))
    }

    /// All stages, set up.
    pub(super) fn engine(&self, settings: Settings) -> anyhow::Result<Engine> {
        Ok(Engine::new(EngineOptions {
            languages: self.languages.clone(),
            matcher: self.matcher()?,
            settings,
            encoder: self.open_encoder()?,
        }))
    }

    fn open_encoder(&self) -> anyhow::Result<EncoderChoice> {
        let encoder: Arc<dyn Encoder> = match &self.encoder {
            None => return Ok(EncoderChoice::Default),
            Some(name) if name.as_os_str() == "none" => return Ok(EncoderChoice::None),
            Some(name) if name.as_os_str() == "builtin" => Arc::new(StaticEncoder::builtin()),
            Some(folder) if folder.is_dir() => open_transformer(folder)?,
            Some(file) => Arc::new(StaticEncoder::open(file)?),
        };
        Ok(EncoderChoice::Given(encoder))
    }
}

#[cfg(feature = "rust-bert")]
fn open_transformer(folder: &Path) -> anyhow::Result<Arc<dyn Encoder>> {
    Ok(Arc::new(alinha::embed::BertEncoder::open(folder)?))
}

#[cfg(not(feature = "rust-bert"))]
fn open_transformer(folder: &Path) -> anyhow::Result<Arc<dyn Encoder>> {
    bail!(
        "--encoder {}: this alinha was built without transformers; build it with \
         `--features rust-bert` (see models/README.md), or name a .model file",
        folder.display()
    )
}

/// The CSV files of a glossary folder (or one file), by name.
pub(super) fn read_glossary_folder(folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let paths: Vec<PathBuf> = if folder.is_file() {
        vec![folder.to_owned()]
    } else {
        let mut paths = Vec::new();
        let entries = fs::read_dir(folder)
            .with_context(|| format!("reading the glossary {}", folder.display()))?;
        for entry in entries {
            let path = entry
                .with_context(|| format!("reading the glossary {}", folder.display()))?
                .path();
            if path.extension().is_some_and(|ending| ending == "csv") && path.is_file() {
                paths.push(path);
            }
        }
        paths.sort();
        paths
    };
    if paths.is_empty() {
        bail!("the glossary {} holds no .csv file", folder.display());
    }
    paths
        .into_iter()
        .map(|path| {
            let name = path.display().to_string();
            let content = fs::read_to_string(&path).with_context(|| format!("reading {name}"))?;
            Ok((name, content))
        })
        .collect()
}

/// Options of commands that read files.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(super) struct InputOptions {
    /// Language of the texts [default: detected]
    #[arg(long, value_name = "TAG")]
    pub(super) lang: Option<LangTag>,
    /// Encoding of the files, as browsers name it (utf-8, gb18030, windows-1252) [default: guessed]
    #[arg(long, value_name = "NAME", value_parser = parse_encoding)]
    pub(super) encoding: Option<TextEncoding>,
}

/// How tables are written.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum Profile {
    /// UTF-8, LF line ends, no byte order mark
    #[default]
    Plain,
    /// For spreadsheets: byte order mark, CRLF, and a leading ' before cells that look like formulas
    Excel,
}

impl From<Profile> for alinha::format::guard::TableProfile {
    fn from(profile: Profile) -> Self {
        match profile {
            Profile::Plain => Self::Plain,
            Profile::Excel => Self::Excel,
        }
    }
}

pub(super) fn parse_encoding(name: &str) -> Result<TextEncoding, String> {
    TextEncoding::from_label(name).ok_or_else(|| {
        format!("`{name}` is no encoding that is known; try utf-8, gb18030, big5, windows-1252")
    })
}
