//! `alinha model train`: a translator's own pairs make a model, and what is wrong is said.

mod support;

use std::fs;
use std::path::Path;

use support::{code, run, run_with, stderr, stdout};

const WORDS: [(&str, &str); 8] = [
    ("workshop", "工坊"),
    ("railway", "铁路"),
    ("harbour", "港口"),
    ("school", "学校"),
    ("energy", "能源"),
    ("teacher", "教师"),
    ("water", "水"),
    ("farm", "农场"),
];

/// A table of 64 pairs of three words each.
fn table(folder: &Path) -> String {
    let mut text = String::new();
    for number in 0..64 {
        let words = [number % 8, number / 8, (number * 3 + 1) % 8].map(|word| WORDS[word]);
        let chinese: String = words.iter().map(|word| word.1).collect();
        let english: Vec<&str> = words.iter().map(|word| word.0).collect();
        text.push_str(&format!("{chinese}\t{}\n", english.join(" ")));
    }
    let path = folder.join("pairs.tsv");
    fs::write(&path, text).expect("written");
    path.display().to_string()
}

#[test]
fn own_pairs_make_a_model_that_all_commands_take() {
    let folder = tempfile::tempdir().expect("a folder");
    let pairs = table(folder.path());
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (one, two, more) = (file("one.model"), file("two.model"), file("more.model"));
    let new = [
        "--from", "nothing", "--dim", "64", "--tables", "2", "--epochs", "8",
    ];
    let train = |out: &str, extra: &[&str]| {
        let arguments = ["model", "train", "--parallel", &pairs, "--out", out];
        run(&[&arguments, extra].concat())
    };
    let output = train(&one, &new);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("trained on 64 pairs"),
        "{}",
        stderr(&output)
    );
    assert_eq!(
        code(&train(
            &two,
            &[&new[..], &["--threads", "1", "--name", "one"]].concat()
        )),
        0
    );
    assert_eq!(
        fs::read(&one).ok(),
        fs::read(&two).ok(),
        "any number of threads"
    );
    assert!(stdout(&run(&["model", "verify", &one])).contains("sound"));
    let measured = stdout(&run(&[
        "model",
        "eval",
        "--parallel",
        &pairs,
        "--model",
        &one,
    ]));
    assert!(measured.contains("64 dimensions"), "{measured}");
    // On from that model, by its own vectors and more pairs.
    let records: String = WORDS
        .iter()
        .map(|(english, chinese)| format!("{{\"text\":\"{chinese} {english}\"}}\n"))
        .collect();
    let taught = run_with(&["stream", "embed", "--encoder", &one], records.as_bytes());
    fs::write(file("taught.jsonl"), stdout(&taught)).expect("written");
    let output = train(&more, &["--from", &one, "--teacher", &file("taught.jsonl")]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let output = train(&file("adapted.model"), &["--epochs", "1"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&run(&["model", "info", &file("adapted.model")])).contains("384 values"));
}

#[test]
fn what_is_wrong_is_said_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let pairs = table(folder.path());
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).expect("written");
        path.display().to_string()
    };
    let out = folder.path().join("out.model").display().to_string();
    let there = file("there.model", "mine");
    let refused = |arguments: &[&str], reason: &str| {
        let output = run(&[&["model", "train"], arguments].concat());
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(
            stderr(&output).contains(reason),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(!Path::new(&out).exists());
    };
    refused(&["--out", &out], "--parallel");
    refused(&["--parallel", &pairs, "--out", &there], "--force");
    assert_eq!(fs::read_to_string(&there).ok().as_deref(), Some("mine"));
    refused(
        &["--parallel", &pairs, "--out", "no/such/folder/out.model"],
        "no/such/folder",
    );
    let nothing = ["--from", "nothing", "--out", &out, "--parallel"];
    let from_nothing = |parallel: &str, reason: &str| {
        refused(&[&nothing[..], &[parallel]].concat(), reason);
    };
    from_nothing(
        &file("one-side.tsv", "鲁班\tLuban\nLuban\n"),
        "one-side.tsv:2",
    );
    from_nothing(&file("empty.tsv", ""), "pairs");
    from_nothing(&format!("{pairs}=0"), "weight");
    from_nothing(&file("cut.tsv.gz", "\u{1f}"), "cut.tsv.gz");
    refused(
        &["--parallel", &pairs, "--from", &there, "--out", &out],
        "there.model",
    );
    refused(
        &[
            "--parallel",
            &pairs,
            "--from",
            "nothing",
            "--dim",
            "40",
            "--out",
            &out,
        ],
        "multiple of 32",
    );
    let state = file("state", "no state");
    refused(
        &[
            "--parallel",
            &pairs,
            "--epochs",
            "1",
            "--checkpoint",
            &state,
            "--out",
            &out,
        ],
        "is not a checkpoint",
    );
    let teacher = file(
        "teacher.jsonl",
        "{\"text\":\"Luban\",\"vector\":[1,0]}\n{\"text\":\"x\"}\n",
    );
    refused(&["--teacher", &teacher, "--out", &out], "teacher.jsonl:2");
}
