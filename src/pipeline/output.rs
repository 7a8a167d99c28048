//! The output folder: written beside its place and put there as a whole.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use walkdir::WalkDir;

use super::input::io_reason;
use crate::report::is_from_run;

/// Why an output folder could not be used or written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// Something else stands in its place.
    #[error("{path} is a file; name a folder with --out")]
    NotAFolder {
        /// The path given.
        path: String,
    },
    /// It holds files that no run wrote.
    #[error(
        "{path} is not empty and was not written by `alinha run`; \
         name another folder, or write into this one with --force"
    )]
    Foreign {
        /// The path given.
        path: String,
    },
    /// It would take the place of what is read.
    #[error("{path} holds the texts that are read; name a folder of its own with --out")]
    HoldsInput {
        /// The path given.
        path: String,
    },
    /// The file system said no.
    #[error("cannot write {path}: {reason}")]
    Io {
        /// The file or folder.
        path: String,
        /// What the system said.
        reason: String,
        /// The system's error.
        #[source]
        source: io::Error,
    },
}

impl OutputError {
    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.display().to_string(),
            reason: io_reason(&source),
            source,
        }
    }
}

/// How the finished files get to their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Placing {
    /// The folder is new, empty or an earlier run's: it is replaced as a whole.
    Whole,
    /// The folder holds other files (`--force`): ours are put beside them, one by one.
    FileByFile,
}

/// A place for results that was found fit to be written.
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    placing: Placing,
}

impl OutputFolder {
    /// Looks at `out` before any work is done. Writes nothing.
    ///
    /// # Errors
    /// If `out` is a file, holds the folder `input`, or holds files that no run wrote and
    /// `force` is not given.
    pub fn prepare(out: &Path, input: &Path, force: bool) -> Result<Self, OutputError> {
        let shown = || out.display().to_string();
        let path = absolute(out).map_err(|error| OutputError::io(out, error))?;
        let input = input
            .canonicalize()
            .map_err(|error| OutputError::io(input, error))?;
        if input.starts_with(&path) {
            return Err(OutputError::HoldsInput { path: shown() });
        }
        let placing = match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Placing::Whole,
            Err(error) => return Err(OutputError::io(out, error)),
            Ok(found) if !found.is_dir() => {
                return Err(OutputError::NotAFolder { path: shown() });
            }
            Ok(_) => {
                let is_empty = fs::read_dir(&path)
                    .map_err(|error| OutputError::io(out, error))?
                    .next()
                    .is_none();
                if is_empty || was_written_by_run(&path) {
                    Placing::Whole
                } else if force {
                    Placing::FileByFile
                } else {
                    return Err(OutputError::Foreign { path: shown() });
                }
            }
        };
        Ok(Self { path, placing })
    }

    /// Its absolute path, links resolved.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes all results beside the folder, then puts them in its place.
    ///
    /// When `fill` or a write fails, what stood there before is still there.
    ///
    /// # Errors
    /// If a file cannot be written or the folder cannot be put in place.
    pub fn write(
        &self,
        fill: impl FnOnce(&Staging) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        let parent = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(|error| OutputError::io(parent, error))?;
        let holder = tempfile::Builder::new()
            .prefix(".alinha-")
            .tempdir_in(parent)
            .map_err(|error| OutputError::io(parent, error))?;
        // The holder is readable by its owner only; the folder inside gets the usual rights.
        let root = holder.path().join("new");
        fs::create_dir(&root).map_err(|error| OutputError::io(&root, error))?;
        let staging = Staging { root };
        fill(&staging)?;
        match self.placing {
            Placing::Whole => self.place_whole(&staging, &holder),
            Placing::FileByFile => self.place_files(&staging),
        }
    }

    fn place_whole(&self, staging: &Staging, holder: &TempDir) -> Result<(), OutputError> {
        let failed = |error| OutputError::io(&self.path, error);
        if !self.path.exists() {
            return fs::rename(&staging.root, &self.path).map_err(failed);
        }
        // The old results wait in the holder, which is removed at the end.
        let old = holder.path().join("old");
        fs::rename(&self.path, &old).map_err(failed)?;
        fs::rename(&staging.root, &self.path).map_err(|error| {
            // Put the old results back; if even that fails, the first error says more.
            let _ = fs::rename(&old, &self.path);
            failed(error)
        })
    }

    fn place_files(&self, staging: &Staging) -> Result<(), OutputError> {
        for entry in WalkDir::new(&staging.root).sort_by_file_name() {
            let entry = entry.map_err(|error| OutputError::io(&self.path, error.into()))?;
            let Ok(relative) = entry.path().strip_prefix(&staging.root) else {
                continue;
            };
            let place = self.path.join(relative);
            let done = if entry.file_type().is_dir() {
                fs::create_dir_all(&place)
            } else {
                fs::rename(entry.path(), &place)
            };
            done.map_err(|error| OutputError::io(&place, error))?;
        }
        Ok(())
    }
}

/// A folder being filled with results.
#[derive(Debug)]
pub struct Staging {
    root: PathBuf,
}

impl Staging {
    /// Writes one file, folders on the way included.
    ///
    /// # Errors
    /// If the file system says no: the error names the file.
    pub fn write(&self, relative: &Path, bytes: &[u8]) -> Result<(), OutputError> {
        let place = self.root.join(relative);
        let written = place
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&place, bytes));
        written.map_err(|error| OutputError::io(relative, error))
    }
}

/// Replaces the file at `path` by `bytes` in one step, keeping its rights.
///
/// # Errors
/// If the file system says no; the old file is untouched then.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let failed = |error| OutputError::io(path, error);
    // A link is written through, not replaced.
    let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = match place.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new()
        .prefix(".alinha-")
        .tempfile_in(folder)
        .map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    match fs::metadata(&place) {
        Ok(old) => fs::set_permissions(file.path(), old.permissions()).map_err(failed)?,
        #[cfg(unix)]
        Err(_) => {
            use std::os::unix::fs::PermissionsExt as _;
            // What a new file gets by the usual mask; temporary files are private.
            fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644)).map_err(failed)?;
        }
        #[cfg(not(unix))]
        Err(_) => {}
    }
    file.persist(&place).map_err(|error| failed(error.error))?;
    Ok(())
}

/// True when `folder` holds the summary of an earlier run.
fn was_written_by_run(folder: &Path) -> bool {
    fs::read(folder.join("summary.json")).is_ok_and(|json| is_from_run(&json))
}

/// `path` with links resolved as far as it exists.
fn absolute(path: &Path) -> io::Result<PathBuf> {
    if let Ok(resolved) = path.canonicalize() {
        return Ok(resolved);
    }
    let path = std::path::absolute(path)?;
    // Resolve the part that exists, so that `link/out` is compared by its real place.
    let mut missing: Vec<&OsStr> = Vec::new();
    let mut existing = path.as_path();
    while let (Some(parent), Some(name)) = (existing.parent(), existing.file_name()) {
        missing.push(name);
        existing = parent;
        if let Ok(resolved) = existing.canonicalize() {
            return Ok(missing
                .iter()
                .rev()
                .fold(resolved, |at, name| at.join(name)));
        }
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::GENERATOR;

    fn write_run(out: &OutputFolder, word: &str) -> Result<(), OutputError> {
        let summary = format!("{{\"generator\":\"{GENERATOR}\"}}");
        out.write(|staging| {
            staging.write(Path::new("summary.json"), summary.as_bytes())?;
            staging.write(Path::new("normalised/a.txt"), word.as_bytes())
        })
    }

    #[test]
    fn an_earlier_run_is_replaced_as_a_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let input = folder.path().join("in");
        fs::create_dir(&input).expect("made");
        let out = folder.path().join("deep/out");
        for word in ["first", "second"] {
            let place = OutputFolder::prepare(&out, &input, false).expect("fit");
            write_run(&place, word).expect("written");
            let read = fs::read_to_string(out.join("normalised/a.txt")).expect("there");
            assert_eq!(read, word);
        }
        let left: Vec<_> = fs::read_dir(folder.path().join("deep"))
            .expect("there")
            .collect();
        assert_eq!(left.len(), 1, "no temporary folder is left behind");
    }

    #[test]
    fn foreign_files_are_safe() {
        let folder = tempfile::tempdir().expect("a folder");
        let input = folder.path().join("in");
        let out = folder.path().join("out");
        fs::create_dir(&input).expect("made");
        fs::create_dir(&out).expect("made");
        fs::write(out.join("mine.txt"), "mine").expect("written");
        assert!(matches!(
            OutputFolder::prepare(&out, &input, false),
            Err(OutputError::Foreign { .. })
        ));
        let forced = OutputFolder::prepare(&out, &input, true).expect("forced");
        write_run(&forced, "ours").expect("written");
        assert_eq!(
            fs::read_to_string(out.join("mine.txt")).expect("kept"),
            "mine"
        );
        assert!(out.join("summary.json").exists());
    }

    #[test]
    fn the_input_is_never_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let input = folder.path().join("in");
        fs::create_dir(&input).expect("made");
        for out in [&input, &folder.path().to_owned()] {
            assert!(matches!(
                OutputFolder::prepare(out, &input, true),
                Err(OutputError::HoldsInput { .. })
            ));
        }
    }

    #[test]
    fn a_failure_leaves_the_old_results() {
        let folder = tempfile::tempdir().expect("a folder");
        let input = folder.path().join("in");
        fs::create_dir(&input).expect("made");
        let out = folder.path().join("out");
        let place = OutputFolder::prepare(&out, &input, false).expect("fit");
        write_run(&place, "first").expect("written");
        let failed = place.write(|staging| {
            staging.write(Path::new("a"), b"x")?;
            staging.write(Path::new("a/b"), b"x")
        });
        assert!(failed.is_err());
        let read = fs::read_to_string(out.join("normalised/a.txt")).expect("there");
        assert_eq!(read, "first");
    }
}
