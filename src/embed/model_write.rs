//! Writing a model file.

use super::fold::FOLD_VERSION;
use super::manifest::{ALIGN, FORMAT, MAGIC, Manifest, PREFIX, Section, Sections, check_shape};
use super::model_error::ModelError;
use super::model_file::checksum;
use super::quantise::quantise;
use super::vocabulary::Vocabulary;

/// What a model file is written from.
#[derive(Clone, Debug)]
pub struct TableParts<'a> {
    /// Name, version, languages and training; the rest is filled in.
    pub manifest: Manifest,
    /// The pieces, and how many rows tell lengths.
    pub vocabulary: &'a Vocabulary,
    /// Length of a row: a multiple of 32.
    pub dim: usize,
    /// Bits of a value: 4 or 8.
    pub bits: u8,
    /// The trained table: row-major, rows x dim.
    pub values: &'a [f32],
    /// languages x dim, or empty.
    pub means: &'a [f32],
}

impl TableParts<'_> {
    /// The bytes of the file. The same parts give the same bytes.
    ///
    /// # Errors
    /// If the sizes do not fit together or a number is not finite.
    pub fn write(&self) -> Result<Vec<u8>, ModelError> {
        let rows = self.vocabulary.rows();
        let mut manifest = Manifest {
            dim: self.dim,
            bits: self.bits,
            rows,
            length_rows: self.vocabulary.length_rows(),
            fold_version: FOLD_VERSION,
            step: 1.0,
            ..self.manifest.clone()
        };
        check_shape(&manifest).map_err(|error| ModelError::Parts(error.to_string()))?;
        if self.values.len() != rows * self.dim {
            return Err(ModelError::Parts(format!(
                "{} values for {rows} rows of {}",
                self.values.len(),
                self.dim
            )));
        }
        if !self.means.is_empty() && self.means.len() != manifest.languages.len() * self.dim {
            let languages = manifest.languages.len();
            return Err(ModelError::Parts(format!(
                "{} values for the means of {languages} languages",
                self.means.len()
            )));
        }
        for (name, values) in [("table", self.values), ("language means", self.means)] {
            if values.iter().any(|value| !value.is_finite()) {
                return Err(ModelError::NotFinite(name));
            }
        }
        let (table, step) = quantise(self.values, self.dim, self.bits);
        manifest.step = step;
        let means: Vec<u8> = self
            .means
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        let mut body = Vec::new();
        let mut append = |bytes: &[u8]| {
            let offset = body.len() as u64;
            body.extend_from_slice(bytes);
            body.resize(body.len().next_multiple_of(ALIGN), 0);
            let len = bytes.len() as u64;
            Section { offset, len }
        };
        manifest.sections = Sections {
            trie: append(self.vocabulary.trie()),
            scales: append(&table.scales),
            values: append(&table.values),
            means: (!means.is_empty()).then(|| append(&means)),
        };
        manifest.sha256 = checksum(&body);
        let mut header =
            serde_json::to_vec(&manifest).map_err(|error| ModelError::Parts(error.to_string()))?;
        // Spaces fill the header up, so that sections are aligned in the file too.
        header.resize(
            (PREFIX + header.len()).next_multiple_of(ALIGN) - PREFIX,
            b' ',
        );
        let length = u32::try_from(header.len())
            .map_err(|_| ModelError::Parts("the training notes pass 4 GB".to_owned()))?;
        let mut file = Vec::with_capacity(PREFIX + header.len() + body.len());
        file.extend_from_slice(MAGIC);
        file.extend_from_slice(&FORMAT.to_le_bytes());
        file.extend_from_slice(&length.to_le_bytes());
        file.extend_from_slice(&header);
        file.extend_from_slice(&body);
        Ok(file)
    }
}
