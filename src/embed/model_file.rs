//! Reading a model file, with every check. `models/README.md` tells the format byte by byte.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::manifest::{Manifest, check_shape, find_sections, read_header};
use super::model_error::ModelError;
use super::table::Table;
use super::vocabulary::Vocabulary;

/// How far a file is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// The copy in the program: tests have checked it.
    Embedded,
    /// Anything: the checksum and every piece are checked.
    None,
}

/// A model as it stands in a file; its table and trie are used in place.
#[derive(Clone, Debug)]
pub struct ModelFile {
    pub(super) manifest: Manifest,
    pub(super) vocabulary: Vocabulary,
    pub(super) table: Table,
    /// languages x dim, row-major; empty without means.
    pub(super) means: Vec<f32>,
}

impl ModelFile {
    /// Reads and checks the file at `path`.
    ///
    /// # Errors
    /// If it cannot be read or is no sound model; the error names the file.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        let file = || path.display().to_string();
        let bytes = std::fs::read(path).map_err(|source| {
            let file = file();
            ModelError::Read { file, source }
        })?;
        Self::parse(bytes).map_err(|source| ModelError::File {
            file: file(),
            source: Box::new(source),
        })
    }

    /// The model for Chinese, English and Portuguese in the program.
    #[must_use]
    pub fn builtin() -> Self {
        Self::parse_trusting(Self::builtin_bytes().into(), Trust::Embedded)
            .expect("the model in the program is sound: a test checks it")
    }

    /// The file that [`ModelFile::builtin`] reads.
    #[must_use]
    pub fn builtin_bytes() -> &'static [u8] {
        alinha_models::ZH_EN_PT
    }

    /// Reads and checks the bytes of a model file, the checksum included.
    ///
    /// # Errors
    /// If they are no sound model.
    pub fn parse(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, ModelError> {
        Self::parse_trusting(bytes.into(), Trust::None)
    }

    pub(super) fn parse_trusting(
        bytes: Cow<'static, [u8]>,
        trust: Trust,
    ) -> Result<Self, ModelError> {
        let (manifest, start) = read_header(&bytes)?;
        check_shape(&manifest)?;
        let ranges = find_sections(&manifest, start, bytes.len())?;
        if trust == Trust::None && manifest.sha256 != checksum(&bytes[start..]) {
            return Err(ModelError::Checksum);
        }
        let means: Vec<f32> = bytes[ranges.means]
            .as_chunks()
            .0
            .iter()
            .map(|b| f32::from_le_bytes(*b))
            .collect();
        if means.iter().any(|value| !value.is_finite()) {
            return Err(ModelError::NotFinite("language means"));
        }
        // Static bytes are used where they stand, others are copied apart.
        let part = |range: Range<usize>| -> Cow<'static, [u8]> {
            match &bytes {
                Cow::Borrowed(bytes) => bytes[range].into(),
                Cow::Owned(bytes) => bytes[range].to_vec().into(),
            }
        };
        let pieces = manifest.rows - manifest.length_rows;
        let trie = part(ranges.trie);
        let vocabulary = Vocabulary::from_trie(trie, pieces, manifest.length_rows)?;
        if trust == Trust::None {
            vocabulary.check_pieces()?;
        }
        let table = Table {
            dim: manifest.dim,
            bits: manifest.bits,
            scales: part(ranges.scales),
            values: part(ranges.values),
        };
        Ok(Self {
            manifest,
            vocabulary,
            table,
            means,
        })
    }

    /// What the header tells.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The pieces.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The table as numbers: row-major, rows x dim.
    #[must_use]
    pub fn values(&self) -> Vec<f32> {
        let rows = 0..self.manifest.rows as u32;
        let step = self.manifest.step;
        rows.flat_map(|row| self.table.values_of(row))
            .map(|value| value * step)
            .collect()
    }

    /// Mean unit vectors of the languages, in the order of the manifest; empty without.
    #[must_use]
    pub fn means(&self) -> &[f32] {
        &self.means
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn checksum(body: &[u8]) -> String {
    Sha256::digest(body)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests;
