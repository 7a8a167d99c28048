//! Why a record could not be done.

/// Why a record could not be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The line is no JSON.
    #[error("not JSON: {0}")]
    Json(String),
    /// The line is JSON and no object.
    #[error("a record is a JSON object, not {0}")]
    NotAnObject(&'static str),
    /// The line is no UTF-8.
    #[error("not valid UTF-8 at byte {0} of the line")]
    Utf8(usize),
    /// The line is longer than allowed.
    #[error("the record is longer than {limit} bytes; raise --max-record-bytes")]
    TooLarge {
        /// The limit in force.
        limit: usize,
    },
    /// A field is missing.
    #[error("the field `{0}` is missing")]
    Missing(&'static str),
    /// A field holds something else than it should.
    #[error("the field `{field}` should be {expected}")]
    Field {
        /// Name of the field.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// The task needs a model that is not there.
    #[error("{0}")]
    Model(String),
    /// A bug in alinha.
    #[error("alinha failed on this record; please report it")]
    Panic,
}

impl RecordError {
    /// A stable word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Json(_) => "bad_json",
            Self::NotAnObject(_) | Self::Field { .. } => "bad_field",
            Self::Utf8(_) => "bad_utf8",
            Self::TooLarge { .. } => "too_large",
            Self::Missing(_) => "missing_field",
            Self::Model(_) => "no_model",
            Self::Panic => "panic",
        }
    }
}
