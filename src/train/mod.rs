//! Training and measuring sentence vectors.
//!
//! In go files of sentence pairs and vectors, out come models and figures. Works with threads and
//! reads and writes files itself; knows nothing of documents, alignment or the command line.

mod adam;
mod batches;
mod bpe;
mod checkpoint;
mod contrastive;
mod corpus;
mod distil;
mod export;
pub mod fingerprint;
pub mod overlap;
pub mod pairs;
pub mod retrieval;
mod run;
pub mod sample;
mod teacher;
pub mod test_pairs;
mod trainer;
mod vocabulary;

pub use checkpoint::CheckpointError;
pub use export::Label;
pub use run::{Inputs, Options, ParallelFile, Progress, TrainError, Trained, TrainedFile, train};
pub use teacher::TeacherError;
