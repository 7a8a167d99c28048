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
    use crate::check::Finding;
    use crate::text::Span;

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
    /// One finding over `span` of `text` as an annotation.
    fn annotation(path: &str, text: &str, span: Span, message: &str, severity: Severity) -> String {
        let rule = crate::check::registry()[0].meta();
        let mut finding = Finding::new(rule, span, message);
        finding.severity = severity;
        let file = FileFindings {
            path,
            text,
            findings: &[finding],
        };
        let mut out = Vec::new();
        write(&[file], &mut out).expect("writes to memory");
        String::from_utf8(out).expect("UTF-8")
    }

    /// As in actions/toolkit: `%`, CR and LF everywhere, `:` and `,` in properties too.
    #[test]
    fn messages_and_properties_are_escaped_each_in_its_way() {
        let line = annotation(
            "a%b\r\nc:d,e::f.txt",
            "OCS",
            Span::new(0, 3),
            "100% of it\r\nand: more, ::error::%0A",
            Severity::Major,
        );
        assert_eq!(
            line,
            "::warning file=a%25b%0D%0Ac%3Ad%2Ce%3A%3Af.txt,line=1,endLine=1,col=1,endColumn=4,\
             title=NAME001 name-variant::100%25 of it%0D%0Aand: more, ::error::%250A\n"
        );
    }

    #[test]
    fn severities_are_those_of_github() {
        for (severity, level) in [
            (Severity::Critical, "::error "),
            (Severity::Major, "::warning "),
            (Severity::Minor, "::notice "),
            (Severity::Neutral, "::notice "),
        ] {
            let line = annotation("a.txt", "OCS", Span::new(0, 3), "m", severity);
            assert!(line.starts_with(level), "{line}");
        }
    }

    #[test]
    fn columns_stand_only_where_the_finding_is_on_one_line() {
        let text = "中 OCS\r\nthe SCO\n";
        let of = |start, end| annotation("a", text, Span::new(start, end), "m", Severity::Major);
        let place = |line: String| {
            line["::warning file=a,".len()..line.find(",title").expect("there")].to_owned()
        };
        assert_eq!(place(of(4, 7)), "line=1,endLine=1,col=3,endColumn=6");
        assert_eq!(place(of(4, 12)), "line=1,endLine=2");
        assert_eq!(place(of(9, 9)), "line=2,endLine=2,col=1,endColumn=1");
    }
}
