//! Findings as a table.
//!
//! | column | what it holds |
//! | --- | --- |
//! | `file` | path of the file |
//! | `line`, `column` | where it starts, from 1; columns count Unicode scalar values |
//! | `end_line`, `end_column` | one past its last character |
//! | `start`, `end` | offsets in Unicode scalar values from 0, end exclusive |
//! | `rule`, `name` | id and name of the rule |
//! | `category` | MQM error type |
//! | `severity` | neutral, minor, major or critical |
//! | `confidence` | probability that a careful reader agrees, 0 to 1, two decimals |
//! | `message` | what is wrong |
//! | `text` | the stretch itself |
//! | `suggestion` | what should stand there; empty without one, or to remove the stretch |

use std::io::{self, Write};

use super::FileFindings;
use super::file_findings::Places;
use super::guard::{TableProfile, TableWriter};

/// The columns, in order.
pub const COLUMNS: [&str; 15] = [
    "file",
    "line",
    "column",
    "end_line",
    "end_column",
    "start",
    "end",
    "rule",
    "name",
    "category",
    "severity",
    "confidence",
    "message",
    "text",
    "suggestion",
];

/// Writes the findings of `files`, in order.
///
/// # Errors
/// If `out` fails.
pub fn write(
    files: &[FileFindings<'_>],
    profile: TableProfile,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut table = TableWriter::new(out, profile, &COLUMNS)?;
    for file in files {
        let mut places = Places::new(file.text);
        for finding in file.findings {
            let place = places.of(finding.span);
            let numbers = [
                place.start.line,
                place.start.column,
                place.end.line,
                place.end.column,
                place.char_start,
                place.char_end,
            ]
            .map(|number| number.to_string());
            let confidence = format!("{:.2}", finding.confidence);
            let mut cells = vec![file.path];
            cells.extend(numbers.iter().map(String::as_str));
            cells.extend([
                finding.rule.id,
                finding.rule.name,
                finding.rule.category,
                finding.severity.as_str(),
                &confidence,
                &finding.message,
                finding.span.of(file.text),
                finding.suggestion().unwrap_or_default(),
            ]);
            table.row(cells)?;
        }
    }
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::super::file_findings::sample;
    use super::*;

    #[test]
    fn a_finding_is_a_row() {
        let findings = sample::findings();
        let file = FileFindings {
            path: "news/001.txt",
            text: sample::TEXT,
            findings: &findings,
        };
        let mut out = Vec::new();
        write(&[file], TableProfile::Plain, &mut out).expect("writes to memory");
        snapbox::assert_data_eq!(
            String::from_utf8(out).expect("UTF-8"),
            snapbox::str![[r#"
file,line,column,end_line,end_column,start,end,rule,name,category,severity,confidence,message,text,suggestion
news/001.txt,1,9,1,15,8,14,NAME001,name-variant,Terminology/Inconsistent with terminology resource,major,0.95,`Lu Ban` is a variant of `Luban`,Lu Ban,Luban
news/001.txt,2,11,2,14,37,40,NAME003,name-doubt,Terminology/Inconsistent with terminology resource,critical,0.60,"`OCS` may be 50% of it,
say: ""SCO""",OCS,
news/001.txt,2,17,2,27,43,53,SCAR001,split-hyphen,Fluency/Punctuation,minor,1.00,a blank before the hyphen,long -term,long-term

"#]]
        );
    }
}
