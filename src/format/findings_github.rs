//! Findings as workflow commands of GitHub Actions: one annotation a line.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::FileFindings;
use super::file_findings::Places;
use crate::check::Severity;

/// Writes the findings of `files`, in order.
///
/// # Errors
/// If `out` fails.
pub fn write(files: &[FileFindings<'_>], out: &mut dyn Write) -> io::Result<()> {
    for file in files {
        let mut places = Places::new(file.text);
        for finding in file.findings {
            let place = places.of(finding.span);
            let level = match finding.severity {
                Severity::Critical => "error",
                Severity::Major => "warning",
                Severity::Minor | Severity::Neutral => "notice",
            };
            let mut line = format!(
                "::{level} file={},line={},endLine={}",
                property(file.path),
                place.start.line,
                place.end.line
            );
            // GitHub refuses columns of annotations that span lines.
            if place.start.line == place.end.line {
                // Writing to a String cannot fail.
                let _ = write!(
                    line,
                    ",col={},endColumn={}",
                    place.start.column, place.end.column
                );
            }
            let _ = write!(
                line,
                ",title={}::{}",
                property(&format!("{} {}", finding.rule.id, finding.rule.name)),
                data(&match finding.suggestion() {
                    Some("") => format!("{}; remove it", finding.message),
                    Some(suggestion) => format!("{}; suggested: `{suggestion}`", finding.message),
                    None => finding.message.clone(),
                })
            );
            line.push('\n');
            out.write_all(line.as_bytes())?;
        }
    }
    Ok(())
}

/// Text after the `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::file_findings::sample;
    use super::*;

    #[test]
    fn an_annotation_is_a_line_and_escaped() {
        let findings = sample::findings();
        let file = FileFindings {
            path: "news/1,2:3.txt",
            text: sample::TEXT,
            findings: &findings,
        };
        let mut out = Vec::new();
        write(&[file], &mut out).expect("writes to memory");
        snapbox::assert_data_eq!(
            String::from_utf8(out).expect("UTF-8"),
            snapbox::str![[r#"
::warning file=news/1%2C2%3A3.txt,line=1,endLine=1,col=9,endColumn=15,title=NAME001 name-variant::`Lu Ban` is a variant of `Luban`; suggested: `Luban`
::error file=news/1%2C2%3A3.txt,line=2,endLine=2,col=11,endColumn=14,title=NAME003 name-doubt::`OCS` may be 50%25 of it,%0Asay: "SCO"
::notice file=news/1%2C2%3A3.txt,line=2,endLine=2,col=17,endColumn=27,title=SCAR001 split-hyphen::a blank before the hyphen; suggested: `long-term`

"#]]
        );
    }
}
