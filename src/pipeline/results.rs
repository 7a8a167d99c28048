//! The files that a run writes.

use std::borrow::Cow;
use std::path::Path;

use super::output::{OutputError, Staging};
use crate::check::{Finding, Side};
use crate::format::guard::TableProfile;
use crate::format::{FileFindings, aligned_csv, findings_csv, findings_jsonl, links_csv};
use crate::report::html::{Limits, write_html};
use crate::report::{BitextResult, BitextView, RunResult, Summary, table_names};

/// Writes everything that `result` holds: tables, normalised texts, findings, summary, report.
///
/// # Errors
/// If a file cannot be written.
pub fn write_results(
    result: &RunResult,
    profile: TableProfile,
    staging: &Staging,
) -> Result<(), OutputError> {
    for (bitext, name) in result.bitexts.iter().zip(table_names(result)) {
        let Some(view) = BitextView::new(result, bitext) else {
            continue;
        };
        let mut bytes = Vec::new();
        aligned_csv::write(&mut bytes, &view, profile).map_err(in_memory)?;
        staging.write(Path::new(&name), &bytes)?;
    }

    let mut bytes = Vec::new();
    links_csv::write(&mut bytes, result, profile).map_err(in_memory)?;
    staging.write(Path::new("links.csv"), &bytes)?;

    for document in &result.documents {
        let text = &document.document.text;
        let bytes = text
            .spliced(&document.edits)
            .expect("edits were checked against the encoding when they were made");
        staging.write(&Path::new("normalised").join(&document.path), &bytes)?;
    }

    let findings = all_findings(result);
    let files: Vec<FileFindings<'_>> = result
        .documents
        .iter()
        .zip(&findings)
        .map(|(document, findings)| FileFindings {
            path: &document.document.id,
            text: document.document.text.as_str(),
            findings,
        })
        .collect();
    let mut bytes = Vec::new();
    findings_jsonl::write(&files, &mut bytes).map_err(in_memory)?;
    staging.write(Path::new("findings.jsonl"), &bytes)?;
    let mut bytes = Vec::new();
    findings_csv::write(&files, profile, &mut bytes).map_err(in_memory)?;
    staging.write(Path::new("findings.csv"), &bytes)?;

    let mut bytes = Vec::new();
    Summary::new(result).write(&mut bytes).map_err(in_memory)?;
    staging.write(Path::new("summary.json"), &bytes)?;
    let mut bytes = Vec::new();
    write_html(&mut bytes, result, &Limits::default()).map_err(in_memory)?;
    staging.write(Path::new("report.html"), &bytes)
}

/// Each document's own findings and those that its translations showed, in text order.
fn all_findings(result: &RunResult) -> Vec<Cow<'_, [Finding]>> {
    let mut findings: Vec<Cow<'_, [Finding]>> = result
        .documents
        .iter()
        .map(|document| Cow::Borrowed(document.findings.as_slice()))
        .collect();
    for BitextResult {
        source,
        target,
        findings: beside_source,
        ..
    } in &result.bitexts
    {
        for finding in beside_source {
            let document = match finding.side {
                Side::Source => *source,
                Side::Target => *target,
            };
            findings[document].to_mut().push(finding.clone());
        }
    }
    for list in &mut findings {
        if let Cow::Owned(list) = list {
            list.sort_by(|a, b| {
                (a.span, a.rule.id, &a.message).cmp(&(b.span, b.rule.id, &b.message))
            });
        }
    }
    findings
}

/// Writing to memory fails only when a table cannot be written at all: a bug.
fn in_memory(error: std::io::Error) -> OutputError {
    OutputError::Io {
        path: "a table".to_owned(),
        reason: error.to_string(),
        source: error,
    }
}
