//! What can be wrong with a model file, and what to do about it.

use std::io;

use super::fold::FOLD_VERSION;
use super::manifest::FORMAT;
use super::vocabulary::VocabularyError;

/// Why a model cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file is not there, or the system does not give it.
    #[error("cannot read the model {file}")]
    Read {
        /// The file.
        file: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The file was read, and cannot be used.
    #[error("cannot use the model {file}")]
    File {
        /// The file.
        file: String,
        /// What is wrong with it.
        #[source]
        source: Box<ModelError>,
    },
    /// Something else than a model.
    #[error("this is no alinha model: it does not begin with `alinhaEM`; name a .model file")]
    NotAModel,
    /// Written by a later alinha.
    #[error("its format is version {0}, and this alinha reads version {FORMAT}: update alinha")]
    Version(u32),
    /// Made for texts folded by other rules.
    #[error(
        "it was trained on texts folded by rules {0}, and this alinha folds by rules \
         {FOLD_VERSION}: take the alinha that it was made with, or train it again"
    )]
    Fold(u32),
    /// The file is too short.
    #[error("it ends after {found} of {expected} bytes: copy it again")]
    Truncated {
        /// Bytes that are there.
        found: usize,
        /// Bytes that there should be, as far as can be told.
        expected: u64,
    },
    /// The content is not what was written.
    #[error("its checksum does not match: it was damaged or changed; copy it again")]
    Checksum,
    /// The header is damaged or asks for something impossible.
    #[error("its header is wrong: {0}; copy or make it again")]
    Header(String),
    /// The vocabulary is damaged.
    #[error("its vocabulary is damaged: {0}; copy or make it again")]
    Vocabulary(#[from] VocabularyError),
    /// A number in it is not finite.
    #[error("a number of its {0} is not finite; train it again with a lower rate")]
    NotFinite(&'static str),
    /// The parts of a model to be written do not fit together.
    #[error("cannot write the model: {0}")]
    Parts(String),
}
