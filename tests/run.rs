//! `alinha run` and `normalise` over the sample corpus: what the README promises.

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{Folder, code, contents, run, run_with, skip, stderr, stdout};

fn golden(name: &str) -> Vec<Value> {
    let path = Path::new("tests/golden/corpus").join(name);
    let text = fs::read_to_string(&path).expect("the gold is there");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

#[test]
fn the_same_bytes_twice_and_at_any_number_of_threads() {
    let folder = Folder::new();
    let mut results = Vec::new();
    for (out, threads) in [("one", "1"), ("two", "2"), ("two", "7")] {
        let output = run(&[
            "run",
            "corpus",
            "--out",
            &folder.at(out),
            "--threads",
            threads,
        ]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        results.push(contents(&folder.path(out)));
    }
    assert!(results[0] == results[1] && results[1] == results[2]);
    let names: Vec<&str> = results[0].iter().map(|(name, _)| name.as_str()).collect();
    for expected in [
        "findings.csv",
        "findings.jsonl",
        "links.csv",
        "report.html",
        "summary.json",
    ] {
        assert!(names.contains(&expected), "{expected} is written");
    }
}

/// Every byte of the corpus outside the gold edits stays, and each gold edit is made.
#[test]
fn normalising_the_corpus_makes_the_gold_edits_and_no_other() {
    let folder = Folder::new();
    let output = run(&["run", "corpus", "--out", &folder.at("out")]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let findings: Vec<Value> = fs::read_to_string(folder.path("out/findings.jsonl"))
        .expect("there")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert!(!findings.is_empty());
    let mut wrong = Vec::new();
    for document in golden("normalised.jsonl") {
        let name = document["id"].as_str().expect("a name");
        let read = |root: &Path| {
            let bytes = fs::read(root.join(name)).expect("there");
            let encoding = match name {
                "legacy.gb18030.zh.txt" => encoding_rs::GB18030,
                "legacy.cp1252.pt.txt" => encoding_rs::WINDOWS_1252,
                "legacy.utf16.en.txt" => encoding_rs::UTF_16LE,
                _ => encoding_rs::UTF_8,
            };
            let (text, _, bad) = encoding.decode(&bytes);
            assert!(!bad, "{name} decodes");
            text.into_owned()
        };
        let before: Vec<char> = read(Path::new("corpus")).chars().collect();
        let mut expected = String::new();
        let mut at = 0;
        for edit in document["edits"].as_array().expect("edits") {
            let start = edit["start"].as_u64().expect("a number") as usize;
            let end = edit["end"].as_u64().expect("a number") as usize;
            expected.extend(&before[at..start]);
            expected.push_str(edit["after"].as_str().expect("a string"));
            at = end;
        }
        expected.extend(&before[at..]);
        let after = read(&folder.path("out/normalised"));
        for (expected, after) in expected.lines().zip(after.lines()) {
            if expected != after {
                wrong.push(format!("{name}:\n  gold   {expected}\n  alinha {after}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bytes_in_bytes_out() {
    let text = b"\xEF\xBB\xBFThe OCS\r\nmet.\r\n\r\nno final line end";
    let output = run_with(&["normalise", "--lang", "en", "-"], text);
    assert_eq!(code(&output), 0);
    assert_eq!(
        output.stdout,
        b"\xEF\xBB\xBFThe SCO\r\nmet.\r\n\r\nno final line end"
    );
    assert!(output.stderr.is_empty());
}

#[test]
fn normalise_writes_in_place_only_when_asked() {
    let folder = Folder::new();
    folder.write("a.txt", "The OCS met.\n");
    folder.write("b.txt", "Nothing here.\n");
    let both = [folder.at("a.txt"), folder.at("b.txt")];

    let output = run(&["normalise", &both[0], &both[1]]);
    assert_eq!(code(&output), 2, "two texts do not fit standard output");

    let output = run(&["normalise", "--check", &both[0], &both[1]]);
    assert_eq!(code(&output), 1);
    assert!(
        stdout(&output).contains("a.txt:1:5: OCS -> SCO"),
        "{}",
        stdout(&output)
    );

    let output = run(&["normalise", "--diff", &both[0]]);
    assert_eq!(code(&output), 0);
    assert!(stdout(&output).contains("-The OCS met.\n+The SCO met.\n"));
    assert_eq!(
        fs::read(folder.path("a.txt")).expect("there"),
        b"The OCS met.\n"
    );

    let output = run(&["normalise", "--write", &both[0], &both[1]]);
    assert_eq!(code(&output), 0);
    assert_eq!(
        fs::read(folder.path("a.txt")).expect("there"),
        b"The SCO met.\n"
    );
    let output = run(&["normalise", "--check", &both[0], &both[1]]);
    assert_eq!(code(&output), 0, "a second pass changes nothing");
}

/// The five texts that started the project: what the issue wants of them.
#[test]
fn the_seeds() {
    let seeds = Path::new("../shared/seeds");
    if !seeds.is_dir() {
        return skip("the_seeds", "../shared/seeds is not here");
    }
    let folder = Folder::new();
    let output = run(&["run", "../shared/seeds", "--out", &folder.at("out")]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));

    // Name changes: the places of ../shared/resources/seed_terms.csv whose action is `replace`,
    // no other, and not a byte beside them.
    let table = fs::read_to_string("../shared/resources/seed_terms.csv").expect("there");
    let mut wanted: Vec<(String, String)> = Vec::new();
    for row in csv::Reader::from_reader(table.as_bytes()).records() {
        let row = row.expect("a row");
        if &row[5] == "replace" {
            let count: usize = row[2].parse().expect("a count");
            wanted.extend((0..count).map(|_| (row[0].to_owned(), row[1].to_owned())));
        }
    }
    assert_eq!(wanted.len(), 17);
    let mut changes: Vec<(String, String)> = Vec::new();
    for (name, after) in contents(&folder.path("out/normalised")) {
        let before = fs::read_to_string(seeds.join(&name)).expect("there");
        let path = seeds.join(&name);
        let output = run(&["normalise", "--check", path.to_str().expect("UTF-8")]);
        let mut expected = before.clone();
        // Last change first, so that the places of the others stay true.
        for line in stdout(&output).lines().rev() {
            let rest = line.split_once(".txt:").expect("a place").1;
            let (place, change) = rest.split_once(": ").expect("a change");
            let (change, _) = change.rsplit_once(" (").expect("a concept");
            let (old, new) = change.split_once(" -> ").expect("an arrow");
            let (line, column) = place.split_once(':').expect("line and column");
            let (line, column): (usize, usize) = (
                line.parse().expect("a line"),
                column.parse().expect("a column"),
            );
            let start: usize = before
                .split_inclusive('\n')
                .take(line - 1)
                .map(str::len)
                .sum();
            let offset: usize = before[start..]
                .chars()
                .take(column - 1)
                .map(char::len_utf8)
                .sum();
            let start = start + offset;
            assert!(before[start..].starts_with(old), "{name}: {old}");
            expected.replace_range(start..start + old.len(), new);
            changes.push((name[..3].to_owned(), old.replace('\u{2011}', "-")));
        }
        assert!(
            expected.as_bytes() == after,
            "{name}: only the names change"
        );
    }
    wanted.sort();
    changes.sort();
    assert_eq!(changes, wanted);

    let links = fs::read_to_string(folder.path("out/links.csv")).expect("there");
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(links.as_bytes())
        .records()
        .map(|row| row.expect("a row"))
        .collect();
    // Columns: link_id,kind,score,a_doc,a_ids,a_lang,a,b_doc,b_ids,b_lang,b,reasons,conflicts.
    let linked = |a: &str, b: &str, word: &str| {
        rows.iter().any(|row| {
            &row[1] == "mined"
                && row[3].starts_with(a)
                && row[7].starts_with(b)
                && row[6].to_lowercase().contains(word)
                && row[10].to_lowercase().contains(word)
        })
    };
    for (a, b, word) in [
        ("000", "001", "workshop"),
        ("000", "004", "workshop"),
        ("001", "004", "workshop"),
        ("001", "002", "trade"),
        ("001", "004", "trade"),
        ("002", "004", "trade"),
    ] {
        assert!(linked(a, b, word), "{a} and {b} are linked on {word}");
    }
    let gloss = rows
        .iter()
        .find(|row| &row[1] == "gloss" && row[3].starts_with("000"));
    let gloss = gloss.expect("the Chinese phrase of 000 is linked to its gloss");
    assert!([&gloss[5], &gloss[9]].contains(&"zh"), "{gloss:?}");
}
