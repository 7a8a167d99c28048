//! The header of a model file: what it tells, and whether that can be.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fold::FOLD_VERSION;
use super::model_error::ModelError;
use super::table::{BLOCK, Table};

/// What a model file begins with.
pub(super) const MAGIC: &[u8; 8] = b"alinhaEM";
/// Version of the format, both written and read.
pub(super) const FORMAT: u32 = 1;
/// Magic, version and length of the header.
pub(super) const PREFIX: usize = 16;
/// Sections begin at multiples of this: a line of the processor's cache.
pub(super) const ALIGN: usize = 64;
/// More than any sensible model has.
const MAX_DIM: usize = 4096;

/// What the header of a model file tells.
///
/// Whoever makes a model fills in the name, the version, the languages and `training`; the rest
/// is written by [`TableParts::write`](super::TableParts::write).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name of the model, such as `alinha-zh-en-pt`.
    pub name: String,
    /// Version of the model.
    pub version: String,
    /// Languages that it was trained on, as tags.
    pub languages: Vec<String>,
    /// Length of its vectors.
    pub dim: usize,
    /// Bits of a value in the table: 4 or 8.
    pub bits: u8,
    /// Rows of the table.
    pub rows: usize,
    /// How many rows at the end of the table tell the length of a text.
    pub length_rows: usize,
    /// Rules by which texts are folded before they are cut into pieces.
    pub fold_version: u32,
    /// What the whole numbers of the table are multiplied by.
    pub step: f32,
    /// Where the parts of the file are.
    pub sections: Sections,
    /// SHA-256 of all that follows the header.
    pub sha256: String,
    /// How the model was made: data files with their licences and weights, arguments, seed,
    /// steps, scores. Free in form.
    #[serde(default)]
    pub training: Value,
}

/// The parts of a model file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sections {
    /// The double array of the pieces.
    pub trie: Section,
    /// A byte a row.
    pub scales: Section,
    /// The table.
    pub values: Section,
    /// Mean unit vectors of the languages, as 32-bit floats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<Section>,
}

/// A stretch of the file, counted from the end of the header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// First byte; a multiple of 64.
    pub offset: u64,
    /// Number of bytes.
    pub len: u64,
}

/// The manifest, and where the header ends.
pub(super) fn read_header(bytes: &[u8]) -> Result<(Manifest, usize), ModelError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::NotAModel)?;
    let truncated = |expected: usize| ModelError::Truncated {
        found: bytes.len(),
        expected: expected as u64,
    };
    let (version, rest) = rest.split_first_chunk().ok_or(truncated(PREFIX))?;
    let version = u32::from_le_bytes(*version);
    if version != FORMAT {
        return Err(ModelError::Version(version));
    }
    let (length, rest) = rest.split_first_chunk().ok_or(truncated(PREFIX))?;
    let length = u32::from_le_bytes(*length) as usize;
    let header = rest.get(..length).ok_or(truncated(PREFIX + length))?;
    let manifest =
        serde_json::from_slice(header).map_err(|error| ModelError::Header(error.to_string()))?;
    Ok((manifest, PREFIX + length))
}

/// Checks the numbers that sizes follow from, so that no later sum can overflow.
pub(super) fn check_shape(manifest: &Manifest) -> Result<(), ModelError> {
    let wrong = |message: String| Err(ModelError::Header(message));
    let Manifest {
        dim,
        bits,
        rows,
        length_rows,
        ..
    } = *manifest;
    if manifest.fold_version != FOLD_VERSION {
        return Err(ModelError::Fold(manifest.fold_version));
    }
    if dim == 0 || !dim.is_multiple_of(BLOCK) || dim > MAX_DIM {
        return wrong(format!(
            "vectors of {dim} values, not a multiple of {BLOCK} up to {MAX_DIM}"
        ));
    }
    if bits != 4 && bits != 8 {
        return wrong(format!("{bits} bits a value, not 4 or 8"));
    }
    if rows > i32::MAX as usize || length_rows >= rows {
        return wrong(format!("{rows} rows, {length_rows} of them for lengths"));
    }
    if !manifest.step.is_finite() || manifest.step <= 0.0 {
        return Err(ModelError::NotFinite("scales"));
    }
    Ok(())
}

/// Places of the sections in the file.
pub(super) struct Ranges {
    pub(super) trie: Range<usize>,
    pub(super) scales: Range<usize>,
    pub(super) values: Range<usize>,
    pub(super) means: Range<usize>,
}

/// Checks that each section is as long as the shape says and inside the file of `total` bytes,
/// whose header ends at `start`.
pub(super) fn find_sections(
    manifest: &Manifest,
    start: usize,
    total: usize,
) -> Result<Ranges, ModelError> {
    let sections = &manifest.sections;
    let (dim, rows) = (manifest.dim as u64, manifest.rows as u64);
    let languages = manifest.languages.len() as u64;
    let mut expected = 0;
    let mut find = |name: &str, section: Section, len: u64| {
        let first = section.offset.checked_add(start as u64);
        let end = first.and_then(|first| first.checked_add(section.len));
        match (first, end) {
            (Some(first), Some(end))
                if section.len == len && section.offset.is_multiple_of(ALIGN as u64) =>
            {
                expected = expected.max(end);
                Ok(first as usize..end as usize)
            }
            _ => Err(ModelError::Header(format!(
                "the section of the {name} has an impossible place or size"
            ))),
        }
    };
    let width = Table::width(manifest.dim, manifest.bits) as u64;
    let ranges = Ranges {
        trie: find("vocabulary", sections.trie, sections.trie.len)?,
        scales: find("scales", sections.scales, rows)?,
        values: find("values", sections.values, rows * width)?,
        means: match sections.means {
            Some(section) => find("language means", section, languages * dim * 4)?,
            None => 0..0,
        },
    };
    if expected > total as u64 {
        let found = total;
        return Err(ModelError::Truncated { found, expected });
    }
    Ok(ranges)
}
