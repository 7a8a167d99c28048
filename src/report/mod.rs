//! What people read: terminal diagnostics, summaries and the HTML report.

pub mod diff;
mod result;

pub use result::{BitextResult, DocumentResult, LeftAside, RunResult};

/// What `summary.json` says of where it comes from; an output folder with it may be replaced.
pub const GENERATOR: &str = "alinha run";
