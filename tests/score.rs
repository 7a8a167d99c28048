//! What `check` and `run` say of a text as a whole.

mod support;

use std::fs;

use support::{code, run, run_with, stderr, stdout};

#[test]
fn the_last_line_of_a_text_is_its_score() {
    let output = run(&["check", "--color", "never", "corpus/mt-style.en.txt"]);
    let shown = stdout(&output);
    let line = shown.trim_end().lines().last().expect("a line");
    assert!(
        line.starts_with("corpus/mt-style.en.txt: ")
            && line.contains(" points of MQM, ")
            && line.contains(" for each 1,000 words; raw machine translation "),
        "{line}"
    );
    // A text without findings has nothing to show for it.
    let output = run_with(&["check", "-"], b"The carpenter mended the bridge.\n");
    assert_eq!(stdout(&output), "");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
}

#[test]
fn the_summary_has_tables_for_each_text_and_for_all() {
    let texts = ["corpus/mt-style.en.txt", "corpus/story.en.txt"];
    let output = run(&[&["check", "--format", "summary"][..], &texts].concat());
    assert_eq!(code(&output), 1);
    let shown = stdout(&output);
    for text in texts {
        assert!(shown.contains(&format!("{text}: ")), "{shown}");
    }
    let (own, all) = shown.split_once("\n2 texts: ").expect("a sum");
    for part in [own, all] {
        assert!(part.contains("  MQM error type\n"), "{part}");
        assert!(part.contains("  NAME002 foreign-initialism\n"), "{part}");
    }
    assert_eq!(stderr(&output), "");
}

#[test]
fn points_count_what_is_told_and_the_chance_needs_all_rules() {
    let text = b"The Cazaque delegation paid $ 44 for it.\n";
    let only_names = run_with(&["check", "--select", "NAME", "-"], text);
    let line = stdout(&only_names);
    let line = line.trim_end().lines().last().expect("a line");
    assert!(
        line.ends_with(": 5 points of MQM, 714.3 for each 1,000 words"),
        "{line}"
    );
}

#[test]
fn a_run_scores_its_texts() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let output = run(&["run", "corpus", "--out", out.to_str().expect("UTF-8")]);
    assert_eq!(code(&output), 0);
    let shown = stdout(&output);
    assert!(
        shown.contains(" texts with points of MQM\n  mt-style.en.txt "),
        "{shown}"
    );
    let summary = fs::read_to_string(out.join("summary.json")).expect("written");
    let summary: serde_json::Value = serde_json::from_str(&summary).expect("JSON");
    let score = |path: &str| {
        let documents = summary["documents"].as_array().expect("documents");
        let of = documents.iter().find(|of| of["path"] == path);
        of.expect("a text")["score"].clone()
    };
    assert!(score("mt-style.en.txt")["raw_mt"].as_f64() > Some(0.9));
    assert!(score("story.en.txt")["raw_mt"].as_f64() < Some(0.5));
    assert!(score("names.zh.txt")["raw_mt"].is_null());
}
