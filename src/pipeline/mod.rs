//! Wires the stages together; the only user of threads besides training.
//!
//! In goes a folder or a stream of records, out come results in the order of the input,
//! whatever the number of threads. Reads and writes files; prints nothing.

mod engine;
mod input;
mod output;
mod results;
mod run;
pub mod stream;

pub use engine::{EncoderChoice, Engine, EngineOptions, NAME_RULES, Normalisation, name_edits};
pub use input::{Listing, ReadError, display_path, io_reason, list_texts, read_text};
pub use output::{OutputError, OutputFolder, Staging, replace_file};
pub use results::write_results;
pub use run::{Progress, RunOptions, align_texts, link_texts, run, translations};
