//! `alinha.toml`: found, obeyed, overruled, and refused where it says what it cannot mean.

mod support;

use std::fs;

use support::{Folder, code, stderr, stdout};

const WRONG: &str = "The Cazaque side met the OCS. It has a long -term plan.\n";

/// Runs alinha from inside the folder `here` of `folder`.
fn run_in(folder: &Folder, here: &str, arguments: &[&str]) -> (i32, String, String) {
    let output = support::alinha()
        .current_dir(folder.path(here))
        .args(arguments)
        .output()
        .expect("alinha starts");
    (code(&output), stdout(&output), stderr(&output))
}

/// The ids of the rules that `check` with `more` tells of.
fn rules(folder: &Folder, here: &str, more: &[&str]) -> Vec<String> {
    let arguments = [&["check", "--lang", "en", "--format", "jsonl"], more].concat();
    let (code, found, errors) = run_in(folder, here, &arguments);
    assert!(code < 2, "{errors}");
    let rule = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
        row["rule"].as_str().expect("a rule").to_owned()
    };
    found.lines().map(rule).collect()
}

#[test]
fn the_nearest_file_up_to_the_repository_is_obeyed() {
    let folder = Folder::new();
    folder.write("alinha.toml", "[check]\nignore = [\"ALL\"]\n");
    folder.write("repo/.git/HEAD", "");
    folder.write("repo/deep/a.txt", WRONG);
    let all = rules(&folder, "repo/deep", &["a.txt"]);
    assert_eq!(all, ["NAME001", "NAME002", "SCAR001"], "not above the root");
    folder.write("repo/alinha.toml", "[check]\nselect = [\"NAME\"]\n");
    assert_eq!(
        rules(&folder, "repo/deep", &["a.txt"]),
        ["NAME001", "NAME002"]
    );
    folder.write(
        "repo/deep/alinha.toml",
        "[check]\nignore = [\"name-variant\", \"LANG\"]\n",
    );
    assert_eq!(
        rules(&folder, "repo/deep", &["a.txt"])[..],
        ["NAME002", "SCAR001"]
    );

    // The command line wins.
    assert_eq!(
        rules(&folder, "repo/deep", &["a.txt", "--ignore", "SCAR"])[..2],
        ["NAME001", "NAME002"]
    );
    assert_eq!(rules(&folder, "repo/deep", &["a.txt", "--no-config"]), all);
    let other = rules(
        &folder,
        "repo/deep",
        &["a.txt", "--config", "../alinha.toml"],
    );
    assert_eq!(other, ["NAME001", "NAME002"]);
    let (code, _, errors) = run_in(
        &folder,
        "repo",
        &["check", "deep/a.txt", "--config", "no.toml"],
    );
    assert_eq!(code, 2);
    assert!(errors.contains("cannot read no.toml"), "{errors}");
}

#[test]
fn every_option_counts() {
    let folder = Folder::new();
    folder.write("conf/a.txt", WRONG);
    folder.write("conf/known.jsonl", "{\"generator\":\"alinha baseline\",\"version\":1}\n{\"path\":\"a.txt\",\"rule\":\"NAME002\",\"text\":\"OCS\",\"count\":1}\n");
    let with = |options: &str, more: &[&str]| {
        folder.write("conf/alinha.toml", options);
        run_in(
            &folder,
            "conf",
            &[&["check", "--lang", "en", "a.txt"], more].concat(),
        )
    };
    assert_eq!(with("", &[]).0, 1);
    assert_eq!(with("[check]\nfail-on = \"never\"\n", &[]).0, 0);
    assert_eq!(
        with("[check]\nfail-on = \"never\"\n", &["--fail-on", "minor"]).0,
        1
    );
    let (_, found, _) = with("[check]\nmin-confidence = 1\n", &[]);
    assert_eq!(found, "");
    let (_, found, _) = with("[check]\nmin-confidence = 1\n", &["--min-confidence", "0"]);
    assert_eq!(found.matches("a.txt:1:").count(), 3, "{found}");
    let (_, found, errors) = with("[check]\nbaseline = \"known.jsonl\"\n", &[]);
    assert!(
        !found.contains("NAME002") && errors.contains("1 more is known"),
        "{errors}"
    );
    // Paths start where the file lies.
    let (_, _, errors) = run_in(
        &folder,
        "",
        &["check", "--config", "conf/alinha.toml", "conf/a.txt"],
    );
    assert!(!errors.contains("no baseline"), "{errors}");

    folder.write(
        "conf/terms/own.csv",
        "concept_id,category,lang,term,status,part_of_speech,case,boundary,inflect,context,action,target,note,source\n\
         plan,general,en,plan,deprecated,noun,any,word,-,,replace,,,ours\n\
         plan,general,en,scheme,preferred,noun,any,word,-,,none,,,ours\n",
    );
    let (_, found, errors) = with("glossary = [\"terms\"]\nlanguages = [\"en\"]\n", &[]);
    assert!(
        found.contains("`plan` is a variant of `scheme`"),
        "{found}{errors}"
    );
    let (_, changed, _) = run_in(
        &folder,
        "conf",
        &["normalise", "--lang", "en", "--diff", "a.txt"],
    );
    assert!(changed.contains("scheme"), "{changed}");
}

#[test]
fn rules_are_left_out_by_file() {
    let folder = Folder::new();
    for name in ["in/a.txt", "in/drafts/b.txt", "in/c.zh.txt"] {
        folder.write(name, WRONG);
    }
    folder.write(
        "in/alinha.toml",
        "[check.per-file-ignores]\n\"drafts\" = [\"NAME\", \"LANG\"]\n\"*.zh.txt\" = [\"ALL\"]\n",
    );
    for here in ["in", "in/drafts"] {
        let up = if here == "in" { "." } else { ".." };
        let (_, found, errors) = run_in(
            &folder,
            here,
            &["check", "--lang", "en", "--color", "never", up],
        );
        let count = |name: &str| found.matches(&format!("{name}:1:")).count();
        assert_eq!(
            (count("a.txt"), count("b.txt"), count("c.zh.txt")),
            (3, 1, 0),
            "{found}{errors}"
        );
    }
    // What is left out is not fixed.
    run_in(&folder, "in", &["check", "--lang", "en", "--fix", "."]);
    assert_eq!(
        fs::read_to_string(folder.path("in/drafts/b.txt")).expect("there"),
        WRONG.replace("long -term", "long-term")
    );
    assert_eq!(
        fs::read_to_string(folder.path("in/c.zh.txt")).expect("there"),
        WRONG
    );
}

#[test]
fn what_cannot_be_meant_is_told_with_its_line() {
    let folder = Folder::new();
    folder.write("a.txt", WRONG);
    for (options, reasons) in [
        (
            "[check]\nselct = [\"NAME\"]\n",
            &["alinha.toml:2:", "unknown option `selct`", "`select`"] as &[&str],
        ),
        (
            "chekc = 1\n",
            &["alinha.toml:1:", "unknown option `chekc`", "`check`"],
        ),
        (
            "[check]\n\nignore = [\"NAME\",\n  \"NAM01\"]\n",
            &["alinha.toml:4:", "`NAM01` is no rule", "is near"],
        ),
        (
            "[check]\nfail-on = \"often\"\n",
            &["alinha.toml:2:", "never, minor, major, critical"],
        ),
        (
            "[check]\nmin-confidence = 7\n",
            &["alinha.toml:2:", "from 0 to 1"],
        ),
        ("[check]\npreview = \"yes\"\n", &["alinha.toml:2:"]),
        ("languages = [\"english\"]\n", &["alinha.toml:1:"]),
        (
            "[check.per-file-ignores]\n\"a.txt\" = [\"XX\"]\n",
            &["alinha.toml:2:", "`XX` is no rule"],
        ),
        (
            "[check.per-file-ignores]\n\"a***\" = [\"NAME\"]\n",
            &["alinha.toml:"],
        ),
        ("[check\n", &["alinha.toml:1:"]),
    ] {
        folder.write("alinha.toml", options);
        let (code, found, errors) = run_in(&folder, "", &["check", "a.txt"]);
        assert_eq!((code, found.as_str()), (2, ""), "{options}: {errors}");
        for reason in reasons {
            assert!(errors.contains(reason), "{options}: {errors}");
        }
        assert_eq!(
            errors.trim_end().lines().count(),
            1,
            "one message in a line: {errors}"
        );
        assert_eq!(run_in(&folder, "", &["explain", "NAME001"]).0, 0);
    }
}
