//! What only the source can tell: numbers that changed, text that was not translated.

mod copied_word;
mod missing_number;
mod number_mismatch;
mod numbers;
mod placeholder;
mod untranslated;
mod words;

pub(super) use copied_word::CopiedWord;
pub(super) use missing_number::MissingNumber;
pub(super) use number_mismatch::NumberMismatch;
pub(super) use placeholder::Placeholder;
pub(super) use untranslated::Untranslated;
