//! What is known or wanted is not told again: markers in a text, and baselines.

mod support;

use std::fs;

use serde_json::Value;
use support::{Folder, code, run, run_with, stderr, stdout};

const MARKED: &str = "It met the OCS. <!-- alinha:ignore: their own name -->\n\
                      # alinha:ignore-next-line NAME001\n\
                      The Cazaque delegation met the OCS.\n\
                      alinha:ignore-start\n\
                      The Cazaque delegation reached Tianjin.\n\
                      alinha:ignore-end\n\
                      The Cazaque delegation left.\n";

#[test]
fn markers_silence_check_normalise_and_stream() {
    let folder = Folder::new();
    folder.write("a.txt", MARKED);
    let output = run(&[
        "check",
        "--lang",
        "en",
        "--format",
        "jsonl",
        &folder.at("a.txt"),
    ]);
    let places: Vec<(u64, String)> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|found| {
            let text = found["text"].as_str().expect("a text").to_owned();
            (found["line"].as_u64().expect("a line"), text)
        })
        .collect();
    assert_eq!(places, [(3, "OCS".to_owned()), (7, "Cazaque".to_owned())]);
    assert_eq!(stderr(&output), "");

    let wanted = MARKED
        .replace(
            "Cazaque delegation met the OCS",
            "Cazaque delegation met the SCO",
        )
        .replace("Cazaque delegation left", "Kazakh delegation left");
    let output = run_with(&["normalise", "--lang", "en", "-"], MARKED.as_bytes());
    assert_eq!(stdout(&output), wanted, "every other byte stays");

    let record = serde_json::json!({ "text": MARKED, "lang": "en" });
    let output = run_with(&["stream", "normalise"], record.to_string().as_bytes());
    let answer: Value = serde_json::from_str(stdout(&output).trim()).expect("JSON");
    assert_eq!(answer["text"], wanted);
    let output = run_with(&["stream", "check"], record.to_string().as_bytes());
    let answer: Value = serde_json::from_str(stdout(&output).trim()).expect("JSON");
    assert_eq!(answer["flags"].as_array().expect("flags").len(), 2);
}

#[test]
fn markers_silence_a_whole_run() {
    let folder = Folder::new();
    folder.write("in/a.txt", MARKED);
    let output = run(&["run", &folder.at("in"), "--out", &folder.at("out")]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let normalised = fs::read_to_string(folder.path("out/normalised/a.txt")).expect("there");
    assert_eq!(normalised.matches("Cazaque").count(), 2, "{normalised}");
}

#[test]
fn markers_that_go_wrong_are_warned_of() {
    let folder = Folder::new();
    folder.write(
        "a.txt",
        "The OCS met. alinha:ignore NAME02\n% alinha:ignore-start\nThe OCS met.\n",
    );
    for command in ["check", "normalise"] {
        let output = run(&[command, "--lang", "en", &folder.at("a.txt")]);
        let warnings = stderr(&output);
        assert!(
            warnings.contains("a.txt:1:14: `NAME02` is no rule"),
            "{warnings}"
        );
        assert!(
            warnings.contains("a.txt:2:3: `alinha:ignore-start` is not closed"),
            "{warnings}"
        );
    }
    let output = run(&["normalise", "--lang", "en", &folder.at("a.txt")]);
    assert_eq!(stdout(&output).matches("SCO").count(), 1);
}

/// Runs `check` or `normalise --check` over the folder `in` from inside `folder`.
fn in_folder(folder: &Folder, arguments: &[&str]) -> (i32, String, String) {
    let output = support::alinha()
        .current_dir(folder.path(""))
        .args(arguments)
        .output()
        .expect("alinha starts");
    (code(&output), stdout(&output), stderr(&output))
}

#[test]
fn a_baseline_keeps_known_findings_quiet() {
    let folder = Folder::new();
    folder.write("in/a.txt", "The Cazaque side met the OCS.\n");
    folder.write("in/b.txt", "The Cazaque side left.\n");
    let check = ["check", "in", "--baseline", "known.jsonl"];
    let update = [&check[..], &["--update-baseline"]].concat();

    let (code, _, errors) = in_folder(&folder, &check);
    assert_eq!(code, 2, "{errors}");
    assert!(
        errors.contains("there is no baseline known.jsonl"),
        "{errors}"
    );
    assert!(!folder.path("known.jsonl").exists());

    let (code, found, errors) = in_folder(&folder, &update);
    assert_eq!((code, found.as_str()), (0, ""), "{errors}");
    assert!(errors.contains("known.jsonl: 3 entries"), "{errors}");
    let written = fs::read_to_string(folder.path("known.jsonl")).expect("written");
    assert_eq!(
        written,
        "{\"generator\":\"alinha baseline\",\"version\":1}\n\
         {\"path\":\"in/a.txt\",\"rule\":\"NAME001\",\"text\":\"Cazaque\",\"count\":1}\n\
         {\"path\":\"in/a.txt\",\"rule\":\"NAME002\",\"text\":\"OCS\",\"count\":1}\n\
         {\"path\":\"in/b.txt\",\"rule\":\"NAME001\",\"text\":\"Cazaque\",\"count\":1}\n"
    );

    // Lines move, one more is found, one is found no more.
    folder.write(
        "in/a.txt",
        "\n\nNews.\n\nThe Cazaque side met. The Cazaque side left.\n",
    );
    let (code, found, errors) = in_folder(&folder, &check);
    assert_eq!(code, 1, "{errors}");
    assert_eq!(found.matches("--> in/a.txt:").count(), 1, "{found}");
    assert!(found.contains("in/a.txt:5:27"), "{found}");
    assert!(
        errors.contains("1 finding in 2 texts; 2 more are known"),
        "{errors}"
    );
    assert!(
        errors.contains("1 entry of known.jsonl is found no more; --update-baseline drops it"),
        "{errors}"
    );
    assert_eq!(
        fs::read_to_string(folder.path("known.jsonl")).expect("kept"),
        written,
        "it is written only when that is asked for"
    );

    // Names by another way, and rules that did not run, change nothing else.
    let (_, _, errors) = in_folder(
        &folder,
        &[
            "check",
            "./in/b.txt",
            "--select",
            "SCAR",
            "--baseline",
            "known.jsonl",
            "--update-baseline",
        ],
    );
    assert!(errors.contains("3 entries"), "{errors}");
    assert_eq!(
        fs::read_to_string(folder.path("known.jsonl")).expect("there"),
        written
    );

    fs::remove_file(folder.path("in/b.txt")).expect("removed");
    let (code, _, errors) = in_folder(&folder, &update);
    assert_eq!(code, 0, "{errors}");
    assert!(errors.contains("known.jsonl: 1 entry"), "{errors}");
    let (code, found, _) = in_folder(&folder, &check);
    assert_eq!((code, found.as_str()), (0, ""));
}

#[test]
fn normalise_and_check_share_a_baseline() {
    let folder = Folder::new();
    folder.write(
        "a.txt",
        "The Cazaque side met the OCS. It has a long -term plan.\n",
    );
    let (code, _, errors) = in_folder(
        &folder,
        &[
            "check",
            "a.txt",
            "--baseline",
            "known.jsonl",
            "--update-baseline",
        ],
    );
    assert_eq!(code, 0, "{errors}");
    let normalise = [
        "normalise",
        "a.txt",
        "--check",
        "--diff",
        "--baseline",
        "known.jsonl",
    ];
    let (code, found, errors) = in_folder(&folder, &normalise);
    assert_eq!((code, found.as_str(), errors.as_str()), (0, "", ""));
    folder.write("a.txt", "The Cazaque side met the OCS, the OCS.\n");
    let (code, found, _) = in_folder(&folder, &normalise);
    assert_eq!(code, 1);
    assert!(found.starts_with("a.txt:1:35: OCS -> SCO"), "{found}");
    assert!(
        found.contains("+The Cazaque side met the OCS, the SCO."),
        "{found}"
    );

    let (code, _, errors) = in_folder(
        &folder,
        &["normalise", "a.txt", "--baseline", "known.jsonl"],
    );
    assert_eq!(code, 2);
    assert!(errors.contains("add --check"), "{errors}");
}

#[test]
fn a_bad_baseline_is_told_and_kept() {
    let folder = Folder::new();
    folder.write("a.txt", "The OCS met.\n");
    let header = "{\"generator\":\"alinha baseline\",\"version\":1}\n";
    for (content, place) in [
        ("".to_owned(), "bad.jsonl:1: "),
        ("The OCS met.\n".to_owned(), "bad.jsonl:1: "),
        (header.replace('1', "99"), "bad.jsonl:1: version 99"),
        (format!("{header}<<<<<<< HEAD\n"), "bad.jsonl:2: "),
        (
            format!("{header}\n{{\"path\":\"a.txt\"}}\n"),
            "bad.jsonl:3: missing field",
        ),
    ] {
        folder.write("bad.jsonl", &content);
        for update in [&[] as &[&str], &["--update-baseline"]] {
            let arguments = [&["check", "a.txt", "--baseline", "bad.jsonl"], update].concat();
            let (code, found, errors) = in_folder(&folder, &arguments);
            assert_eq!((code, found.as_str()), (2, ""), "{errors}");
            assert!(errors.contains(place), "{errors}");
            assert!(errors.contains("--update-baseline"), "{errors}");
        }
        let kept = fs::read_to_string(folder.path("bad.jsonl")).expect("kept");
        assert_eq!(kept, content);
    }
    fs::create_dir(folder.path("dir")).expect("made");
    for bad in ["dir", "no/such/folder.jsonl"] {
        let (code, _, errors) = in_folder(
            &folder,
            &["check", "a.txt", "--baseline", bad, "--update-baseline"],
        );
        assert_eq!(code, 2, "{errors}");
        assert!(
            errors.contains(bad) || errors.contains("no/such"),
            "{errors}"
        );
    }
    let (code, _, errors) = in_folder(&folder, &["check", "a.txt", "--update-baseline"]);
    assert_eq!(code, 2);
    assert!(errors.contains("--baseline"), "{errors}");
}
