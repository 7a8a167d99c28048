//! `alinha check --format sarif` against the schema of SARIF 2.1.0, and `--format github`.

#[path = "support/schema.rs"]
mod schema;
mod support;

use serde_json::{Value, json};
use support::{Folder, checked, code, stderr};

fn sarif_schema() -> Value {
    let content = std::fs::read_to_string("tests/data/sarif-schema-2.1.0.json").expect("there");
    serde_json::from_str(&content).expect("JSON")
}

/// The valid log of `check` from inside `folder` over `names`.
fn log_of(folder: &Folder, names: &[&str]) -> Value {
    let output = support::alinha()
        .current_dir(folder.path(""))
        .args(["check", "--lang", "en", "--format", "sarif"])
        .args(names)
        .output()
        .expect("alinha starts");
    assert!(code(&output) < 2, "{}", stderr(&output));
    let log: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let problems = schema::problems(&sarif_schema(), &log);
    assert!(problems.is_empty(), "{problems:#?}");
    log
}

/// The test would see a log that is wrong.
#[test]
fn the_schema_is_held_up() {
    let schema = sarif_schema();
    let log = |results: Value| {
        json!({"version": "2.1.0", "runs": [
            {"tool": {"driver": {"name": "alinha"}}, "results": results}
        ]})
    };
    assert_eq!(schema::problems(&schema, &log(json!([]))), [""; 0]);
    let wrong = [
        json!([{"message": {"text": "x"}, "level": "major"}]),
        json!([{"level": "note"}]),
        json!([{"message": {"text": "x"}, "rank": 101}]),
        json!([{"message": {"text": "x"}, "colour": "red"}]),
        json!([{"message": {"text": "x"}, "locations": [{"physicalLocation": {"region": {"startLine": 0}}}]}]),
        json!([{"message": {}}]),
    ];
    for results in wrong {
        assert_ne!(
            schema::problems(&schema, &log(results.clone())),
            [""; 0],
            "{results}"
        );
    }
    assert_ne!(schema::problems(&schema, &json!({"runs": []})), [""; 0]);
}

#[test]
fn logs_are_valid_whatever_the_files_are_called() {
    let folder = Folder::new();
    let names = [
        "a b.txt",
        "100%.txt",
        "新闻/鲁班 #1?.txt",
        "a:b,c;d&e.txt",
        "\"quoted\" \\ back.txt",
        "[x]{y}^`~.txt",
    ];
    for name in names {
        folder.write(name, "The Cazaque side met the OCS.\n");
    }
    let log = log_of(&folder, &names);
    let artifacts = log["runs"][0]["artifacts"].as_array().expect("artifacts");
    for (artifact, name) in artifacts.iter().zip(names) {
        let uri = artifact["location"]["uri"].as_str().expect("a URI");
        // Of RFC 3986's characters only those that need no thought, and what is escaped reads back.
        assert!(
            uri.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte)),
            "{uri}"
        );
        assert_eq!(unescaped(uri), name);
    }
    let results = log["runs"][0]["results"].as_array().expect("results");
    for result in results {
        let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let index = location["index"].as_u64().expect("an index") as usize;
        assert_eq!(location["uri"], artifacts[index]["location"]["uri"]);
    }
    assert_eq!(results.len(), 2 * names.len());
}

fn unescaped(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first == b'%' {
            let digits = std::str::from_utf8(&rest[..2]).expect("two digits");
            bytes.push(u8::from_str_radix(digits, 16).expect("two digits"));
            rest = &rest[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn a_log_without_findings_is_valid() {
    let folder = Folder::new();
    folder.write("clean.txt", "Nothing is wrong here.\n");
    folder.write("empty.txt", "");
    let log = log_of(&folder, &["clean.txt", "empty.txt"]);
    assert_eq!(log["runs"][0]["results"], json!([]));
    assert_eq!(
        log["runs"][0]["artifacts"].as_array().map(Vec::len),
        Some(2)
    );
}

/// `columnKind` says code points: a character outside the BMP is one column, as is 鲁.
#[test]
fn columns_count_what_the_log_says() {
    let folder = Folder::new();
    let text = "😀 “é” 中 \u{1d11e}: the Cazaque side.\r\n中 then the OCS,\rand the OCS.\n";
    folder.write("a.txt", text);
    let log = log_of(&folder, &["a.txt"]);
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["newlineSequences"], json!(["\r\n", "\n", "\r"]));
    let lines: Vec<&str> = [
        "😀 “é” 中 \u{1d11e}: the Cazaque side.",
        "中 then the OCS,",
        "and the OCS.",
    ]
    .into();
    let chars: Vec<char> = text.chars().collect();
    let results = run["results"].as_array().expect("results");
    assert!(results.len() >= 3, "{results:#?}");
    for result in results {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        let at = |name: &str| region[name].as_u64().expect("a number") as usize;
        assert_eq!(at("startLine"), at("endLine"));
        let line: Vec<char> = lines[at("startLine") - 1].chars().collect();
        let by_column: String = line[at("startColumn") - 1..at("endColumn") - 1]
            .iter()
            .collect();
        let by_offset: String = chars[at("charOffset")..at("charOffset") + at("charLength")]
            .iter()
            .collect();
        assert_eq!(region["snippet"]["text"], by_column);
        assert_eq!(by_column, by_offset);
    }
}

#[test]
fn annotations_name_hostile_files() {
    let folder = Folder::new();
    folder.write("a,b:c 100%.txt", "The Cazaque side left.\n");
    let line = checked(&folder, "github", "a,b:c 100%.txt");
    assert!(line.starts_with("::warning file="), "{line}");
    assert!(
        line.contains(
            "a%2Cb%3Ac 100%25.txt,line=1,endLine=1,col=5,endColumn=12,title=NAME001 name-variant::"
        ),
        "{line}"
    );
}
