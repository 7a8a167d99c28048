//! The files that a run writes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::output::{OutputError, Staging};
use crate::check::Finding;
use crate::doc::Document;
use crate::format::{
    FileFindings, TableProfile, aligned_csv, findings_csv, findings_jsonl, links_csv,
};
use crate::report::{BitextResult, RunResult, html, summary};

/// Writes everything that `result` holds: tables, normalised texts, findings, summary, report.
///
/// # Errors
/// If a file cannot be written.
pub fn write_results(
    result: &RunResult,
    profile: TableProfile,
    staging: &Staging,
) -> Result<(), OutputError> {
    let names = table_names(result);
    for (bitext, name) in result.bitexts.iter().zip(&names) {
        let source = &result.documents[bitext.source];
        let target = &result.documents[bitext.target];
        let table = aligned_csv::Table {
            source: &source.document,
            target: &target.document,
            alignment: &bitext.alignment,
            source_findings: &source.findings,
            target_findings: &target.findings,
            bitext_findings: &bitext.findings,
        };
        let mut bytes = Vec::new();
        aligned_csv::write(&table, profile, &mut bytes).map_err(in_memory)?;
        staging.write(&Path::new("aligned").join(name), &bytes)?;
    }

    let documents: Vec<&Document> = result.documents.iter().map(|d| &d.document).collect();
    let glosses: Vec<links_csv::Gloss<'_>> = result
        .documents
        .iter()
        .enumerate()
        .flat_map(|(doc, document)| {
            document
                .glosses
                .iter()
                .map(move |pair| links_csv::Gloss { doc, pair })
        })
        .collect();
    let mut bytes = Vec::new();
    links_csv::write(&documents, &result.links, &glosses, profile, &mut bytes)
        .map_err(in_memory)?;
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

    staging.write(Path::new("summary.json"), summary::json(result).as_bytes())?;
    staging.write(Path::new("report.html"), html::render(result).as_bytes())
}

/// Each document's own findings and those that its translations showed, in text order.
fn all_findings(result: &RunResult) -> Vec<Vec<Finding>> {
    let mut findings: Vec<Vec<Finding>> = result
        .documents
        .iter()
        .map(|document| document.findings.clone())
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
                crate::check::Side::Source => *source,
                crate::check::Side::Target => *target,
            };
            findings[document].push(finding.clone());
        }
    }
    for list in &mut findings {
        list.sort_by(|a, b| (a.span, a.rule.id, &a.message).cmp(&(b.span, b.rule.id, &b.message)));
    }
    findings
}

/// A file name for each table: `story.zh--story.en.csv`, unlike every other.
fn table_names(result: &RunResult) -> Vec<PathBuf> {
    let mut taken = BTreeSet::new();
    result
        .bitexts
        .iter()
        .map(|bitext| {
            let stem = format!(
                "{}--{}",
                plain_name(&result.documents[bitext.source].document.id),
                plain_name(&result.documents[bitext.target].document.id),
            );
            let mut name = format!("{stem}.csv");
            let mut number = 2;
            while !taken.insert(name.clone()) {
                name = format!("{stem}.{number}.csv");
                number += 1;
            }
            PathBuf::from(name)
        })
        .collect()
}

/// A document's path as part of one file name: no folders, no `.txt`, not too long.
fn plain_name(id: &str) -> String {
    let id = id.strip_suffix(".txt").unwrap_or(id);
    let mut name = String::new();
    for c in id.chars() {
        // File systems take 255 bytes; two names, the marks and a number must fit.
        if name.len() + c.len_utf8() > 110 {
            break;
        }
        name.push(if c == '/' || c == '\\' { '_' } else { c });
    }
    name
}

/// Writing to memory fails only when a table cannot be written at all: a bug.
fn in_memory(error: std::io::Error) -> OutputError {
    OutputError::Io {
        path: "a table".to_owned(),
        reason: error.to_string(),
        source: error,
    }
}
