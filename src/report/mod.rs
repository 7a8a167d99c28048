//! What people read: terminal diagnostics, summaries and the HTML report.

mod result;

pub use result::{BitextResult, DocumentResult, LeftAside, RunResult};
