//! Sentence breaking for English, Portuguese and Chinese.
