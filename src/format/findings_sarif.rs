//! Findings as SARIF 2.1.0 (OASIS), for code-scanning services and editors.
//!
//! Columns and offsets count Unicode code points (`columnKind`); lines end at CRLF, LF or CR, as
//! in [`LineIndex`](crate::text::LineIndex). Paths are relative references, percent-encoded.

use std::io::{self, Write};

use serde::Serialize;

use super::FileFindings;
use super::file_findings::{Place, Places};
use super::findings_jsonl::rounded;
use crate::check::{Applicability, Finding, RuleMeta, Severity, docs, registry};
use crate::text::Span;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    artifacts: Vec<Artifact>,
    results: Vec<SarifResult<'a>>,
    column_kind: &'static str,
    newline_sequences: [&'static str; 3],
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: String,
    short_description: Message<'static>,
    full_description: Message<'static>,
    help: Help,
    default_configuration: Configuration,
    properties: DescriptorProperties,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Serialize)]
struct DescriptorProperties {
    tags: [&'static str; 1],
}

#[derive(Serialize)]
struct Message<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Artifact {
    location: Location,
}

#[derive(Clone, Serialize)]
struct Location {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Message<'a>,
    locations: [ResultLocation<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<ResultLocation<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix<'a>>,
    /// Confidence in percent.
    rank: f64,
    properties: ResultProperties<'a>,
}

#[derive(Serialize)]
struct ResultProperties<'a> {
    category: &'static str,
    severity: Severity,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    concept: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    applicability: Option<Applicability>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultLocation<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: Location,
    region: Region<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region<'a> {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
    char_offset: usize,
    char_length: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Message<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix<'a> {
    description: Message<'a>,
    artifact_changes: [Change<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: Location,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region<'a>,
    inserted_content: Message<'a>,
}

/// Writes one SARIF log with the findings of `files`, in order.
///
/// # Errors
/// If `out` fails.
pub fn write(files: &[FileFindings<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut results = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let location = Location {
            uri: relative_uri(file.path),
            index: Some(index),
        };
        let mut places = Places::new(file.text);
        let mut other_places = Places::new(file.text);
        for finding in file.findings {
            results.push(result(
                file,
                finding,
                &location,
                &mut places,
                &mut other_places,
            ));
        }
    }
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "alinha",
                    version: env!("CARGO_PKG_VERSION"),
                    rules: registry()
                        .iter()
                        .map(|rule| descriptor(rule.meta()))
                        .collect(),
                },
            },
            artifacts: files
                .iter()
                .map(|file| Artifact {
                    location: Location {
                        uri: relative_uri(file.path),
                        index: None,
                    },
                })
                .collect(),
            results,
            column_kind: "unicodeCodePoints",
            newline_sequences: ["\r\n", "\n", "\r"],
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

fn descriptor(meta: &'static RuleMeta) -> Descriptor {
    Descriptor {
        id: meta.id,
        name: pascal_case(meta.name),
        short_description: Message { text: meta.what },
        full_description: Message { text: meta.why },
        help: Help {
            text: format!(
                "{} {} Not flagged: {}",
                meta.what, meta.why, meta.not_flagged
            ),
            markdown: docs::explain(meta.id).unwrap_or_default(),
        },
        default_configuration: Configuration {
            enabled: meta.maturity == crate::check::Maturity::Stable,
            level: level(meta.severity),
        },
        properties: DescriptorProperties {
            tags: [meta.category],
        },
    }
}

/// SARIF asks for readable names in Pascal case: `NameVariant`.
fn pascal_case(name: &str) -> String {
    name.split('-')
        .flat_map(|part| {
            let mut chars = part.chars();
            let first = chars.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(chars)
        })
        .collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "error",
        Severity::Major => "warning",
        Severity::Minor => "note",
        Severity::Neutral => "none",
    }
}

fn result<'a>(
    file: &FileFindings<'a>,
    finding: &'a Finding,
    location: &Location,
    places: &mut Places<'_>,
    other_places: &mut Places<'_>,
) -> SarifResult<'a> {
    let physical = |region| PhysicalLocation {
        artifact_location: location.clone(),
        region,
    };
    let place = places.of(finding.span);
    SarifResult {
        rule_id: finding.rule.id,
        rule_index: registry()
            .iter()
            .position(|rule| rule.meta().id == finding.rule.id),
        kind: if finding.severity == Severity::Neutral {
            "informational"
        } else {
            "fail"
        },
        level: level(finding.severity),
        message: Message {
            text: &finding.message,
        },
        locations: [ResultLocation {
            id: None,
            physical_location: Some(physical(region(place, Some(finding.span.of(file.text))))),
            message: None,
        }],
        related_locations: finding
            .related
            .iter()
            .enumerate()
            .map(|(id, note)| ResultLocation {
                id: Some(id + 1),
                physical_location: note
                    .span
                    .map(|span: Span| physical(region(other_places.of(span), None))),
                message: Some(Message {
                    text: &note.message,
                }),
            })
            .collect(),
        fixes: finding
            .fix
            .iter()
            .map(|fix| SarifFix {
                description: Message { text: &fix.title },
                artifact_changes: [Change {
                    artifact_location: location.clone(),
                    replacements: fix
                        .edits
                        .iter()
                        .map(|edit| Replacement {
                            deleted_region: region(other_places.of(edit.span), None),
                            inserted_content: Message {
                                text: &edit.replacement,
                            },
                        })
                        .collect(),
                }],
            })
            .collect(),
        rank: rounded(finding.confidence) * 100.0,
        properties: ResultProperties {
            category: finding.rule.category,
            severity: finding.severity,
            confidence: rounded(finding.confidence),
            concept: finding.concept.as_deref(),
            applicability: finding.fix.as_ref().map(|fix| fix.applicability),
        },
    }
}

fn region(place: Place, snippet: Option<&str>) -> Region<'_> {
    Region {
        start_line: place.start.line,
        start_column: place.start.column,
        end_line: place.end.line,
        end_column: place.end.column,
        char_offset: place.char_start,
        char_length: place.char_end - place.char_start,
        snippet: snippet.map(|text| Message { text }),
    }
}

/// `path` as a URI reference (RFC 3986): relative paths stay relative, absolute ones are files.
fn relative_uri(path: &str) -> String {
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => {
                uri.push('%');
                for half in [byte >> 4, byte & 15] {
                    uri.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
                }
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::super::file_findings::sample;
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn paths_become_uri_references() {
        assert_eq!(relative_uri("news/001.txt"), "news/001.txt");
        assert_eq!(
            relative_uri("新闻/a b:c#1%.txt"),
            "%E6%96%B0%E9%97%BB/a%20b%3Ac%231%25.txt"
        );
        assert_eq!(relative_uri("/tmp/a.txt"), "file:///tmp/a.txt");
    }

    #[test]
    fn the_log_has_what_the_standard_asks_for() {
        let findings = sample::findings();
        let file = FileFindings {
            path: "news/鲁班.txt",
            text: sample::TEXT,
            findings: &findings,
        };
        let mut out = Vec::new();
        write(&[file], &mut out).expect("writes to memory");
        let log: Value = serde_json::from_slice(&out).expect("JSON");
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        assert_eq!(rules.len(), registry().len());
        let results = run["results"].as_array().expect("results");
        assert_eq!(results.len(), 3);
        for result in results {
            let index = result["ruleIndex"].as_u64().expect("an index") as usize;
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
        let name = &results[0];
        assert_eq!(name["level"], "warning");
        assert_eq!(
            name["locations"][0]["physicalLocation"],
            json!({
                "artifactLocation": {"uri": "news/%E9%B2%81%E7%8F%AD.txt", "index": 0},
                "region": {
                    "startLine": 1, "startColumn": 9, "endLine": 1, "endColumn": 15,
                    "charOffset": 8, "charLength": 6, "snippet": {"text": "Lu Ban"}
                }
            })
        );
        assert_eq!(
            name["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"],
            json!({"text": "Luban"})
        );
        assert_eq!(name["relatedLocations"][0]["id"], 1);
        assert_eq!(results[1]["level"], "error");
        assert_eq!(results[1].get("fixes"), None);
    }
}
