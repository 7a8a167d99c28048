//! Files that other programs read and write, one file a format.

pub mod aligned_csv;
pub mod baseline_jsonl;
mod file_findings;
pub mod findings_csv;
pub mod findings_github;
pub mod findings_jsonl;
pub mod findings_sarif;
pub mod guard;
pub mod links_csv;
pub mod words_csv;

pub use file_findings::FileFindings;
