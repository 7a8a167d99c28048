//! `alinha normalise --report`: the counts are true, and nothing else is written over.

mod support;

use std::fs;

use serde_json::Value;
use support::{Folder, code, run, stderr, stdout, write_what_the_encoding_lacks};

fn json(folder: &Folder, name: &str) -> Value {
    let bytes = fs::read(folder.path(name)).expect("written");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn the_counts_are_those_of_the_changes() {
    let folder = Folder::new();
    let (json_file, html_file) = (folder.at("names.json"), folder.at("names.html"));
    folder.write(
        "doubt.txt",
        "Xi proposed the Economic Belt along the Silk Road in Astana.\n",
    );
    let doubt = folder.at("doubt.txt");
    let list = run(&["normalise", "corpus", &doubt, "--check"]);
    let changes = stdout(&list).lines().count();
    assert!(changes > 0);
    for report in [&json_file, &html_file] {
        for _ in 0..2 {
            let output = run(&["normalise", "corpus", &doubt, "--check", "--report", report]);
            assert_eq!(code(&output), 1, "{}", stderr(&output));
            assert_eq!(output.stdout, list.stdout, "the list is the same");
        }
    }
    let report = json(&folder, "names.json");
    let sum = |list: &str, field: &str| -> usize {
        let rows = report[list].as_array().expect("a list").iter();
        rows.map(|row| row[field].as_u64().expect("a number") as usize)
            .sum()
    };
    assert_eq!(report["generator"], "alinha normalise");
    assert_eq!(report["written"], false);
    assert_eq!(report["counts"]["changes"], changes);
    assert_eq!(sum("terms", "count"), changes);
    assert_eq!(sum("files", "changes"), changes);
    assert_eq!(sum("rules", "changes"), changes);
    let suggestions = report["suggestions"].as_array().expect("a list").len();
    assert_eq!(sum("files", "suggestions"), suggestions);
    assert_eq!(sum("rules", "suggestions"), suggestions);
    assert_eq!(suggestions, 1);
    assert_eq!(report["suggestions"][0]["after"], "Silk Road Economic Belt");
    assert_eq!(report["suggestions"][0]["column"], 17);

    let page = fs::read_to_string(&html_file).expect("written");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<ins>Kazakh</ins>"));
    assert!(
        page.contains(">Economic Belt along the Silk Road</mark>"),
        "{page}"
    );
    for outside in ["<script", "<link", "src=", "http://", "https://"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn a_report_goes_with_every_way_to_normalise() {
    let folder = Folder::new();
    folder.write("a.txt", "The <b>Cazaque</b> side met the OCS.\n");
    let (text, report) = (folder.at("a.txt"), folder.at("r.json"));
    for (options, written) in [
        (&["--diff"] as &[&str], false),
        (&["--check", "--diff"], false),
        (&[], true),
        (&["--write"], true),
    ] {
        let arguments = [&["normalise", &text, "--report", &report], options].concat();
        let output = run(&arguments);
        assert!(code(&output) < 2, "{}", stderr(&output));
        let report = json(&folder, "r.json");
        assert_eq!(report["written"], written, "{options:?}");
        assert_eq!(report["counts"]["changes"], 2, "{options:?}");
    }
    let output = run(&["normalise", &text, "--check", "--report", &report]);
    assert_eq!(code(&output), 0);
    assert_eq!(json(&folder, "r.json")["counts"]["texts_changed"], 0);
}

#[test]
fn what_an_encoding_cannot_hold_is_in_the_report() {
    let folder = Folder::new();
    write_what_the_encoding_lacks(&folder, b"O pr\xE9dio e a OCS, S\xE3o Paulo\n");
    let output = run(&[
        "normalise",
        "--check",
        "--lang",
        "pt",
        "--encoding",
        "windows-1252",
        "--glossary",
        &folder.at("glossary"),
        &folder.at("latin.txt"),
        "--report",
        &folder.at("r.json"),
    ]);
    assert!(code(&output) < 2, "{}", stderr(&output));
    let report = json(&folder, "r.json");
    assert_eq!(report["counts"]["refused"], 1, "{report}");
    assert_eq!(report["refused"][0]["before"], "prédio");
}

#[test]
fn nothing_else_is_written_over() {
    let folder = Folder::new();
    folder.write("a.txt", "The OCS met.\n");
    folder.write("mine.json", "{\"generator\": \"mine\"}");
    folder.write("mine.html", "<p>mine</p>");
    folder.write("page.html", "The OCS met.\n");
    fs::create_dir(folder.path("dir.json")).expect("made");
    let text = folder.at("a.txt");
    let normalise = |report: &str, more: &[&str]| {
        let output = run(&[
            &[
                "normalise",
                &text,
                "--write",
                "--report",
                &folder.at(report),
            ],
            more,
        ]
        .concat());
        (code(&output), stderr(&output))
    };
    for (report, reason) in [
        ("mine.json", "--force"),
        ("mine.html", "--force"),
        ("dir.json", "is a folder"),
        ("report.txt", "must end in .json or .html"),
        ("report", "must end in .json or .html"),
        ("no/such/report.json", "no such file"),
    ] {
        let (code, errors) = normalise(report, &[]);
        assert_eq!(code, 2, "{report}: {errors}");
        assert!(errors.contains(reason), "{report}: {errors}");
    }
    assert_eq!(
        fs::read_to_string(&text).expect("kept"),
        "The OCS met.\n",
        "no work is half done"
    );
    assert_eq!(
        fs::read_to_string(folder.path("mine.html")).expect("kept"),
        "<p>mine</p>"
    );

    // A text that is read is never written over, forced or not.
    let page = folder.at("page.html");
    let output = run(&["normalise", &page, "--diff", "--report", &page, "--force"]);
    assert_eq!(code(&output), 2);
    assert!(
        stderr(&output).contains("is read or written already"),
        "{}",
        stderr(&output)
    );
    assert_eq!(fs::read_to_string(&page).expect("kept"), "The OCS met.\n");

    let (code, errors) = normalise("mine.json", &["--force"]);
    assert_eq!(code, 0, "{errors}");
    assert_eq!(json(&folder, "mine.json")["written"], true);
}

/// Names, texts and terms that mean something in HTML are shown, not obeyed.
#[test]
fn markup_in_a_text_does_no_harm() {
    let folder = Folder::new();
    folder.write(
        "a<b>&\".txt",
        "</style><script>alert(1)</script> Trade with Cazaque \u{202e}firms. Xi and XI: the OCS \u{85}.\n".repeat(3),
    );
    let report = folder.at("r.html");
    let output = run(&[
        "normalise",
        "--check",
        "--lang",
        "en",
        &folder.at("a<b>&\".txt"),
        "--report",
        &report,
    ]);
    assert!(code(&output) < 2, "{}", stderr(&output));
    let page = fs::read_to_string(&report).expect("written");
    assert!(
        !page.contains("<script") && !page.contains("a<b>"),
        "{page}"
    );
    assert!(!page.contains('\u{202e}') && !page.contains('\u{85}'));
}
