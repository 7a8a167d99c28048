//! Findings as JSON Lines: one object a finding.
//!
//! Fields: `file`; `start`, `end` in Unicode scalar values from 0, end exclusive; `line`,
//! `column`, `end_line`, `end_column` from 1; `side`, `rule`, `name`, `category`, `severity`,
//! `confidence`, `message`, `text`; where there is one `suggestion` with `applicability`,
//! `concept`, and `related` (`message`, and `start`, `end` where it is a place).

use std::io::{self, Write};

use serde::Serialize;

use super::FileFindings;
use super::file_findings::Places;
use crate::check::{Applicability, Finding, Severity, Side};
use crate::text::Span;

#[derive(Serialize)]
struct Row<'a> {
    file: &'a str,
    start: usize,
    end: usize,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    side: Side,
    rule: &'a str,
    name: &'a str,
    category: &'a str,
    severity: Severity,
    confidence: f64,
    message: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    applicability: Option<Applicability>,
    #[serde(skip_serializing_if = "Option::is_none")]
    concept: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedRow<'a>>,
}

#[derive(Serialize)]
struct RelatedRow<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<usize>,
}

/// Writes the findings of `files`, in order.
///
/// # Errors
/// If `out` fails.
pub fn write(files: &[FileFindings<'_>], out: &mut dyn Write) -> io::Result<()> {
    for file in files {
        let mut places = Places::new(file.text);
        // Notes may point anywhere: their own counter keeps the findings' one going forward.
        let mut note_places = None;
        for finding in file.findings {
            let mut note_place = |span: Span| {
                let place = note_places
                    .get_or_insert_with(|| Places::new(file.text))
                    .of(span);
                (place.char_start, place.char_end)
            };
            let row = row(file, finding, &mut places, &mut note_place);
            serde_json::to_writer(&mut *out, &row)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

fn row<'a>(
    file: &FileFindings<'a>,
    finding: &'a Finding,
    places: &mut Places<'_>,
    note_place: &mut dyn FnMut(Span) -> (usize, usize),
) -> Row<'a> {
    let place = places.of(finding.span);
    let suggestion = finding.suggestion();
    Row {
        file: file.path,
        start: place.char_start,
        end: place.char_end,
        line: place.start.line,
        column: place.start.column,
        end_line: place.end.line,
        end_column: place.end.column,
        side: finding.side,
        rule: finding.rule.id,
        name: finding.rule.name,
        category: finding.rule.category,
        severity: finding.severity,
        confidence: rounded(finding.confidence),
        message: &finding.message,
        text: finding.span.of(file.text),
        suggestion,
        applicability: finding.fix.as_ref().map(|fix| fix.applicability),
        concept: finding.concept.as_deref(),
        related: finding
            .related
            .iter()
            .map(|note| {
                let place = note.span.map(&mut *note_place);
                RelatedRow {
                    message: &note.message,
                    start: place.map(|(start, _)| start),
                    end: place.map(|(_, end)| end),
                }
            })
            .collect(),
    }
}

/// Two digits: a probability is not known any better.
pub(super) fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::super::file_findings::sample;
    use super::*;

    #[test]
    fn a_finding_is_an_object_a_line() {
        let findings = sample::findings();
        let file = FileFindings {
            path: "news/001.txt",
            text: sample::TEXT,
            findings: &findings,
        };
        let mut out = Vec::new();
        write(&[file], &mut out).expect("writes to memory");
        let written = String::from_utf8(out).expect("UTF-8");
        assert_eq!(written.lines().count(), 3);
        assert_eq!(
            written.lines().next(),
            Some(
                r#"{"file":"news/001.txt","start":8,"end":14,"line":1,"column":9,"end_line":1,"end_column":15,"side":"target","rule":"NAME001","name":"name-variant","category":"Terminology/Inconsistent with terminology resource","severity":"major","confidence":0.95,"message":"`Lu Ban` is a variant of `Luban`","text":"Lu Ban","suggestion":"Luban","applicability":"safe","concept":"luban-workshop","related":[{"message":"glossary: form used by the programme itself"}]}"#
            )
        );
        for (line, finding) in written.lines().zip(&findings) {
            let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let chars: Vec<char> = sample::TEXT.chars().collect();
            let at = |name: &str| row[name].as_u64().expect("a number") as usize;
            let sliced: String = chars[at("start")..at("end")].iter().collect();
            assert_eq!(sliced, finding.span.of(sample::TEXT));
        }
    }
}
