//! What only the source can tell: numbers that changed, text that was not translated.

mod missing_number;
mod number_mismatch;
mod numbers;
mod untranslated;

pub(super) use missing_number::MissingNumber;
pub(super) use number_mismatch::NumberMismatch;
pub(super) use untranslated::Untranslated;
