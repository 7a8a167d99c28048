//! A baseline as JSON Lines, for version control: a header, then an object an entry, sorted.
//!
//! The header is `{"generator":"alinha baseline","version":1}`. An entry has `path`, `rule`,
//! `text` (the words flagged; of more than 200 bytes the start and a checksum) and `count`, at
//! least 1. No entry stands twice. There are no line numbers, so moving lines changes nothing.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::check::{Baseline, BaselineKey};

/// Names the format in the header.
const GENERATOR: &str = "alinha baseline";
/// The version that is written, and the only one that is read.
const VERSION: u64 = 1;

#[derive(Serialize, Deserialize)]
struct Header {
    generator: String,
    version: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    path: String,
    rule: String,
    text: String,
    count: usize,
}

/// Why a file is no baseline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct BaselineError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// Reads a baseline. Lines may end in CRLF; blank lines are passed over.
///
/// # Errors
/// At the first line that is not as this format has it.
pub fn read(bytes: &[u8]) -> Result<Baseline, BaselineError> {
    let failed = |line: usize, reason: String| BaselineError { line, reason };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        failed(line, "not UTF-8".to_owned())
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().zip(1..);
    let (first, _) = lines.next().unwrap_or_default();
    let header = serde_json::from_str::<Header>(first)
        .ok()
        .filter(|header| header.generator == GENERATOR)
        .ok_or_else(|| {
            let wanted = format!("{{\"generator\":\"{GENERATOR}\",\"version\":{VERSION}}}");
            failed(
                1,
                format!("no baseline of alinha: the first line is not {wanted}"),
            )
        })?;
    if header.version != VERSION {
        let version = header.version;
        let reason = format!("version {version}; this alinha reads version {VERSION}");
        return Err(failed(1, reason));
    }
    let mut baseline = Baseline::new();
    for (line, number) in lines {
        if line.trim().is_empty() {
            continue;
        }
        let row: Row = serde_json::from_str(line).map_err(|error| {
            // The line that serde names is that of the row, always 1.
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            failed(number, format!("{reason}, column {}", error.column()))
        })?;
        if row.count == 0 {
            return Err(failed(number, "a count of 0; it is at least 1".to_owned()));
        }
        let key = BaselineKey {
            path: row.path,
            rule: row.rule,
            text: row.text,
        };
        if baseline.insert(key, row.count).is_some() {
            let reason = "an entry that stands above already".to_owned();
            return Err(failed(number, reason));
        }
    }
    Ok(baseline)
}

/// Writes a baseline, sorted by path, rule and text.
///
/// # Errors
/// If `out` fails.
pub fn write(baseline: &Baseline, out: &mut dyn Write) -> io::Result<()> {
    let header = Header {
        generator: GENERATOR.to_owned(),
        version: VERSION,
    };
    serde_json::to_writer(&mut *out, &header)?;
    out.write_all(b"\n")?;
    for (key, count) in baseline {
        let row = Row {
            path: key.path.clone(),
            rule: key.rule.clone(),
            text: key.text.clone(),
            count: *count,
        };
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEADER: &str = "{\"generator\":\"alinha baseline\",\"version\":1}\n";

    #[test]
    fn the_first_wrong_line_is_told() {
        let row = r#"{"path":"a.txt","rule":"NAME001","text":"OCS","count":1}"#;
        for (text, line, reason) in [
            (String::new(), 1, "no baseline of alinha"),
            ("[]".to_owned(), 1, "no baseline of alinha"),
            (HEADER.replace('1', "2"), 1, "version 2"),
            (
                format!("{HEADER}{row}\n\n<<<<<<< ours\n"),
                4,
                "expected value",
            ),
            (
                format!("{HEADER}{{\"path\":\"a.txt\"}}"),
                2,
                "missing field",
            ),
            (
                format!("{HEADER}{}", row.replace("count", "line")),
                2,
                "unknown field",
            ),
            (
                format!("{HEADER}{}", row.replace(":1}", ":0}")),
                2,
                "count of 0",
            ),
            (
                format!("{HEADER}{}", row.replace(":1}", ":-1}")),
                2,
                "invalid value",
            ),
            (
                format!("{HEADER}{row}\r\n{row}\r\n"),
                3,
                "stands above already",
            ),
        ] {
            let error = read(text.as_bytes()).expect_err("wrong");
            assert_eq!(error.line, line, "{text}: {error}");
            assert!(error.reason.contains(reason), "{text}: {error}");
        }
        let error = read(b"{}\n\xFF").expect_err("wrong");
        assert_eq!((error.line, error.reason.as_str()), (2, "not UTF-8"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            rows in prop::collection::vec((any::<String>(), any::<String>(), any::<String>(), 1usize..9), 0..6),
        ) {
            let baseline: Baseline = rows
                .into_iter()
                .map(|(path, rule, text, count)| (BaselineKey { path, rule, text }, count))
                .collect();
            let mut bytes = Vec::new();
            write(&baseline, &mut bytes).expect("memory takes it");
            prop_assert_eq!(read(&bytes), Ok(baseline));
        }

        #[test]
        fn reading_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = read(&bytes);
            let _ = read(&[HEADER.as_bytes(), &bytes].concat());
        }
    }
}
