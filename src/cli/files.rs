//! The input files of a command: names, folders and standard input.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use alinha::pipeline::{display_path, list_texts, read_text};
use alinha::text::{DecodeOptions, Text};
use anyhow::{Context as _, bail};

use super::options::InputOptions;
use super::streams::Streams;

/// One input of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// `-`.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Source {
    /// Its name in messages and tables, with `/` between parts.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Stdin => "<stdin>".to_owned(),
            Self::File(path) => {
                let absolute = path.is_absolute();
                let shown = display_path(path, Path::new(""));
                if absolute {
                    // The root is a part of its own: `//tmp/x` is `/tmp/x`.
                    format!("/{}", shown.trim_start_matches('/'))
                } else {
                    shown
                }
            }
        }
    }
}

/// What the user named, folders opened up. Problems are reported and counted.
pub(super) struct Inputs {
    /// The files, in the order given; those of a folder by path.
    pub(super) sources: Vec<Source>,
    /// How many could not be looked into.
    pub(super) failed: usize,
}

/// Finds the files behind `names`. A folder stands for the texts in it.
pub(super) fn find(names: &[PathBuf], streams: &mut Streams) -> anyhow::Result<Inputs> {
    let mut inputs = Inputs {
        sources: Vec::new(),
        failed: 0,
    };
    for name in names {
        if name == Path::new("-") {
            if inputs.sources.contains(&Source::Stdin) {
                bail!("standard input (-) is named twice");
            }
            inputs.sources.push(Source::Stdin);
        } else if name.is_dir() {
            let listing = list_texts(name, None);
            for failure in &listing.failed {
                streams.error(&format!(
                    "cannot read {}: {}",
                    name.join(&failure.path).display(),
                    failure.reason
                ));
            }
            inputs.failed += listing.failed.len();
            let files = listing.files.into_iter();
            inputs
                .sources
                .extend(files.map(|file| Source::File(name.join(file))));
        } else {
            inputs.sources.push(Source::File(name.clone()));
        }
    }
    Ok(inputs)
}

/// Reads one input.
pub(super) fn read(source: &Source, options: &InputOptions) -> anyhow::Result<Text> {
    let language = options.lang.map(|tag| tag.to_string());
    let decode = DecodeOptions {
        encoding: options.encoding,
        language: language.as_deref(),
    };
    match source {
        Source::File(path) => Ok(read_text(path, decode)?),
        Source::Stdin => {
            let mut bytes = Vec::new();
            std::io::stdin()
                .lock()
                .read_to_end(&mut bytes)
                .context("cannot read standard input")?;
            Text::decode(bytes, decode).context("cannot read standard input")
        }
    }
}

/// Reads every input; what cannot be read is reported and left out. Returns also how many failed.
///
/// # Errors
/// If there was one input and it failed: the command could not do its work.
pub(super) fn read_all(
    names: &[PathBuf],
    options: &InputOptions,
    streams: &mut Streams,
) -> anyhow::Result<(Vec<(Source, Text)>, usize)> {
    let Inputs {
        sources,
        mut failed,
    } = find(names, streams)?;
    let only_one = sources.len() == 1 && failed == 0;
    let mut texts = Vec::with_capacity(sources.len());
    for source in sources {
        match read(&source, options) {
            Ok(text) => texts.push((source, text)),
            Err(error) if only_one => return Err(error),
            Err(error) => {
                streams.error(&super::message(&error));
                failed += 1;
            }
        }
    }
    Ok((texts, failed))
}
