//! The file of `normalise --report`: what it is made of, and what it may take the place of.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use alinha::pipeline::replace_file;
use alinha::report::html::{is_normalise_html, write_normalise_html};
use alinha::report::{NormaliseReport, NormalisedText, is_normalise_json};
use anyhow::{Context as _, bail};

/// What a report is written as; the ending of its file says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Html,
}

/// A place that was found fit for a report.
#[derive(Debug)]
pub(super) struct ReportFile {
    path: PathBuf,
    format: Format,
}

impl ReportFile {
    /// Looks at `path` before any work is done. Writes nothing.
    ///
    /// # Errors
    /// If its ending names no format, its folder is not there, it is one of the files `in_use`,
    /// or something else than a report stands there and `force` is not given.
    pub(super) fn prepare(path: &Path, in_use: &[&Path], force: bool) -> anyhow::Result<Self> {
        let shown = path.display();
        let ending = path.extension().map(|e| e.to_ascii_lowercase());
        let format = match ending.as_deref().and_then(|ending| ending.to_str()) {
            Some("json") => Format::Json,
            Some("html") => Format::Html,
            _ => bail!("--report {shown}: its name must end in .json or .html"),
        };
        let place = place(path)?;
        for other in in_use {
            // What cannot be resolved is not there, so it is no other name of this file.
            if self::place(other).is_ok_and(|other| other == place) {
                bail!("--report {shown}: this file is read or written already; name another");
            }
        }
        match fs::read(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            _ if path.is_dir() => bail!("--report {shown} is a folder; name a file in it"),
            Err(error) => return Err(error).with_context(|| format!("cannot write {shown}")),
            Ok(bytes) => {
                let is_ours = match format {
                    Format::Json => is_normalise_json(&bytes),
                    Format::Html => is_normalise_html(&bytes),
                };
                if !is_ours && !force {
                    bail!(
                        "{shown} was not written by `alinha normalise --report`; name another \
                         file, or write over it with --force"
                    );
                }
            }
        }
        Ok(Self {
            path: path.to_owned(),
            format,
        })
    }

    /// Writes the report in one step.
    ///
    /// # Errors
    /// If the file cannot be written; what stood there is untouched then.
    pub(super) fn write(
        &self,
        report: &NormaliseReport,
        texts: &[NormalisedText<'_>],
    ) -> anyhow::Result<()> {
        let mut bytes = Vec::new();
        match self.format {
            Format::Json => report.write(&mut bytes)?,
            Format::Html => write_normalise_html(&mut bytes, report, texts)?,
        }
        Ok(replace_file(&self.path, &bytes)?)
    }
}

/// Where `path` lies, links resolved, whether it is there or not.
fn place(path: &Path) -> anyhow::Result<PathBuf> {
    if let Ok(place) = path.canonicalize() {
        return Ok(place);
    }
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let folder = folder
        .canonicalize()
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(folder.join(path.file_name().unwrap_or_default()))
}
