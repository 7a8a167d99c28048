//! Finding and reading the texts of a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::report::LeftAside;
use crate::text::{DecodeError, DecodeOptions, Text};

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file system said no.
    #[error("cannot read {path}: {reason}")]
    Io {
        /// The file, as the user named it.
        path: String,
        /// What the system said, without its error number.
        reason: String,
        /// The system's error.
        #[source]
        source: io::Error,
    },
    /// The bytes are no text.
    #[error("cannot read {path}: {source}")]
    Decode {
        /// The file, as the user named it.
        path: String,
        /// What is wrong with the bytes.
        #[source]
        source: DecodeError,
    },
}

impl ReadError {
    /// The reason alone, for tables that name the file in a column of its own.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Io { reason, .. } => reason.clone(),
            Self::Decode { source, .. } => source.to_string(),
        }
    }

    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.display().to_string(),
            reason: io_reason(&source),
            source,
        }
    }
}

/// What went wrong, in words: `permission denied`, not `Permission denied (os error 13)`.
#[must_use]
pub fn io_reason(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    words.to_lowercase()
}

/// Reads and decodes one file.
///
/// # Errors
/// If the file cannot be read or holds no text.
pub fn read_text(path: &Path, options: DecodeOptions<'_>) -> Result<Text, ReadError> {
    let bytes = fs::read(path).map_err(|source| ReadError::io(path, source))?;
    Text::decode(bytes, options).map_err(|source| ReadError::Decode {
        path: path.display().to_string(),
        source,
    })
}

/// The files of a folder that look like texts, and those left aside.
#[derive(Debug, Default)]
pub struct Listing {
    /// Paths relative to the folder, sorted.
    pub files: Vec<PathBuf>,
    /// What was not taken, and why.
    pub left_aside: Vec<LeftAside>,
    /// What should have been looked into and could not be.
    pub failed: Vec<LeftAside>,
}

/// Endings of plain text; a file without an ending is looked at too.
const TEXT_ENDINGS: [&str; 4] = ["txt", "text", "md", "markdown"];

/// Lists the texts under `folder`, by path, leaving out the folder `skip` (an output folder
/// inside the input).
///
/// Hidden files, `README*`, links and files that are no plain text are left aside, each with
/// its reason. Links are never followed, so nothing outside the folder is read.
#[must_use]
pub fn list_texts(folder: &Path, skip: Option<&Path>) -> Listing {
    let mut listing = Listing::default();
    let mut walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                let reason = error
                    .io_error()
                    .map_or_else(|| error.to_string(), io_reason);
                listing.failed.push(LeftAside {
                    path: display_path(path, folder),
                    reason,
                });
                continue;
            }
        };
        let path = entry.path();
        let Ok(relative) = path.strip_prefix(folder) else {
            continue;
        };
        let is_folder = entry.file_type().is_dir();
        let reason = if entry.depth() == 0 {
            continue;
        } else if is_folder && skip.is_some_and(|skip| path == skip) {
            walk.skip_current_dir();
            continue;
        } else if is_hidden(path) {
            if is_folder {
                walk.skip_current_dir();
            }
            "hidden".to_owned()
        } else if is_folder {
            continue;
        } else if entry.path_is_symlink() {
            "a link; links are not followed".to_owned()
        } else if !entry.file_type().is_file() {
            "not a regular file".to_owned()
        } else if is_readme(relative) {
            "a README".to_owned()
        } else {
            match ending(relative) {
                Some(ending) if !TEXT_ENDINGS.contains(&ending.as_str()) => {
                    format!("a .{ending} file; alinha reads plain text")
                }
                _ => {
                    listing.files.push(relative.to_owned());
                    continue;
                }
            }
        };
        listing.left_aside.push(LeftAside {
            path: display_path(path, folder),
            reason,
        });
    }
    listing
}

/// `path` relative to `folder`, with `/` between parts.
#[must_use]
pub fn display_path(path: &Path, folder: &Path) -> String {
    let relative = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = relative
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn is_readme(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with("README"))
}

fn ending(path: &Path) -> Option<String> {
    let ending = path.extension()?.to_string_lossy().to_ascii_lowercase();
    // `report.2025` and `minutes.final draft` have dots, not endings.
    let is_ending = ending.len() <= 8 && ending.bytes().all(|b| b.is_ascii_alphanumeric());
    let has_letter = ending.bytes().any(|b| b.is_ascii_alphabetic());
    (is_ending && has_letter).then_some(ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_listed_and_the_rest_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("b/x.txt")).expect("folders");
        for name in [
            "a.txt",
            "b/x.txt/in.TXT",
            "notes",
            "README.md",
            "photo.jpg",
            ".hidden.txt",
        ] {
            fs::write(at(name), "x").expect("written");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("nowhere", at("dangling.txt")).expect("linked");
        #[cfg(unix)]
        std::os::unix::fs::symlink("..", at("b/loop")).expect("linked");

        let listing = list_texts(folder.path(), None);
        let files: Vec<_> = listing
            .files
            .iter()
            .map(|file| display_path(file, folder.path()))
            .collect();
        assert_eq!(files, ["a.txt", "b/x.txt/in.TXT", "notes"]);
        let left: Vec<_> = listing.left_aside.iter().map(|l| l.path.as_str()).collect();
        #[cfg(unix)]
        assert_eq!(
            left,
            [
                ".hidden.txt",
                "README.md",
                "b/loop",
                "dangling.txt",
                "photo.jpg"
            ]
        );
        assert!(listing.failed.is_empty());
    }
}
