//! Training and measuring sentence vectors.
//!
//! In go files of sentence pairs and vectors, out come models and figures. Works with threads and
//! reads and writes files itself; knows nothing of documents, alignment or the command line.

pub mod fingerprint;
pub mod overlap;
pub mod pairs;
pub mod retrieval;
pub mod sample;
pub mod test_pairs;
