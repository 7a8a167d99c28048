//! Sentence vectors: the [`Encoder`] trait and its backends.
//!
//! In go strings, out come unit vectors. Knows nothing of documents, languages or alignment.

#[cfg(feature = "rust-bert")]
mod bert;
mod fold;
mod manifest;
mod model_error;
mod model_file;
mod model_write;
pub mod neighbours;
mod quantise;
pub mod random;
mod running_sums;
#[cfg(test)]
mod sample;
mod static_encoder;
mod table;
mod vocabulary;

#[cfg(feature = "rust-bert")]
pub use bert::BertEncoder;
pub use fold::{FOLD_VERSION, fold};
pub use manifest::{Manifest, Section, Sections};
pub use model_error::ModelError;
pub use model_file::ModelFile;
pub use model_write::TableParts;
pub use running_sums::RunningSums;
pub use static_encoder::{Scratch, StaticEncoder};
pub use vocabulary::{Feature, MAX_PIECE_BYTES, Vocabulary, VocabularyError};

/// The dot product, in eight lanes so that the compiler can use vector instructions.
#[must_use]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let (a_chunks, b_chunks) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a_chunks
        .remainder()
        .iter()
        .zip(b_chunks.remainder())
        .map(|(a, b)| a * b)
        .sum();
    for (a, b) in a_chunks.zip(b_chunks) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f32>() + rest
}

/// Vectors of equal length, one a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Vectors {
    dim: usize,
    /// Row-major, rows x dim, unit L2 norm.
    values: Vec<f32>,
}

impl Vectors {
    /// Takes `values`, row-major, `dim` a row, each row of unit L2 norm.
    ///
    /// # Panics
    /// If the values do not fill whole rows.
    #[must_use]
    pub fn new(dim: usize, values: Vec<f32>) -> Self {
        assert!(
            dim > 0 && values.len().is_multiple_of(dim),
            "rows of {dim} values"
        );
        Self { dim, values }
    }

    /// Number of values in a row.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len() / self.dim
    }

    /// True without rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// One row.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn row(&self, index: usize) -> &[f32] {
        &self.values[index * self.dim..][..self.dim]
    }

    /// Rows in one piece, row-major.
    ///
    /// # Panics
    /// If there are no such rows.
    #[must_use]
    pub fn rows(&self, range: std::ops::Range<usize>) -> &[f32] {
        &self.values[range.start * self.dim..range.end * self.dim]
    }
}

/// Why sentences could not be encoded.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The model could not be loaded.
    #[error("cannot load the model in {path}: {reason}")]
    Load {
        /// Folder or file of the model.
        path: String,
        /// What is wrong with it.
        reason: String,
        /// The backend's own error.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The model failed on a batch.
    #[error("the model failed on a batch of {sentences} sentences")]
    Run {
        /// Size of the batch.
        sentences: usize,
        /// The backend's own error.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Something that turns sentences into vectors whose cosine tells likeness of meaning,
/// also across languages.
pub trait Encoder: Send + Sync {
    /// Length of its vectors.
    fn dim(&self) -> usize;

    /// One unit vector a sentence, in order.
    ///
    /// # Errors
    /// If the backend fails; a sentence as such never does, an empty one has a vector too.
    fn encode(&self, sentences: &[&str]) -> Result<Vectors, EncodeError>;

    /// The same for sentences that are all in `language`, a tag such as `zh`: what the vectors of
    /// a language have in common is taken off, where the backend knows it.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    fn encode_in(&self, sentences: &[&str], language: &str) -> Result<Vectors, EncodeError> {
        let _ = language;
        self.encode(sentences)
    }
}

impl<E: Encoder + ?Sized> Encoder for &E {
    fn dim(&self) -> usize {
        (**self).dim()
    }

    fn encode(&self, sentences: &[&str]) -> Result<Vectors, EncodeError> {
        (**self).encode(sentences)
    }
}
