//! `alinha check --fix`: the safe fixes, in the file's own bytes, and nothing else.

mod support;

use std::fs;

use support::{Folder, code, run, run_with, stderr, stdout, write_what_the_encoding_lacks};

const WRONG: &str = "The Cazaque side met the OCS.\r\nIt has a long -term plan,; for peace.\r\n";
const SAFE: &str = "The Kazakh side met the SCO.\r\nIt has a long-term plan,; for peace.\r\n";
const ALL: &str = "The Kazakh side met the SCO.\r\nIt has a long-term plan; for peace.\r\n";

/// `text` in an encoding, the byte order mark included where `mark` says so.
fn encoded(text: &str, encoding: &str, mark: bool) -> Vec<u8> {
    let units = text.encode_utf16();
    let mark16 = mark.then_some(0xFEFF);
    match encoding {
        "utf-16le" => mark16
            .into_iter()
            .chain(units)
            .flat_map(u16::to_le_bytes)
            .collect(),
        "utf-16be" => mark16
            .into_iter()
            .chain(units)
            .flat_map(u16::to_be_bytes)
            .collect(),
        _ => [if mark { "\u{feff}" } else { "" }, text]
            .concat()
            .into_bytes(),
    }
}

#[test]
fn safe_fixes_are_made_in_every_encoding_and_the_rest_is_told() {
    for (encoding, mark) in [
        ("utf-8", false),
        ("utf-8", true),
        ("utf-16le", true),
        ("utf-16be", true),
    ] {
        let folder = Folder::new();
        folder.write("a.txt", encoded(WRONG, encoding, mark));
        let fix = ["check", "--lang", "en", "--fix", &folder.at("a.txt")];
        let output = run(&fix);
        let errors = stderr(&output);
        assert_eq!(code(&output), 0, "{errors}");
        assert_eq!(
            fs::read(folder.path("a.txt")).expect("there"),
            encoded(SAFE, encoding, mark),
            "{encoding}"
        );
        assert!(errors.contains("a.txt: 3 fixed"), "{errors}");
        assert!(
            errors.contains("1 finding in 1 text; 3 fixed, 1 more would be with --unsafe-fixes"),
            "{errors}"
        );
        let found = stdout(&output);
        assert_eq!(found.matches("a.txt:2:").count(), 1, "{found}");

        // Again: nothing left to do, the file is not touched.
        let before = fs::metadata(folder.path("a.txt"))
            .and_then(|about| about.modified())
            .expect("a time");
        let output = run(&fix);
        assert!(stderr(&output).contains("; 0 fixed"), "{}", stderr(&output));
        let after = fs::metadata(folder.path("a.txt"))
            .and_then(|about| about.modified())
            .expect("a time");
        assert_eq!(before, after);

        let output = run(&[&fix[..], &["--unsafe-fixes"]].concat());
        assert!(
            stderr(&output).contains("0 findings in 1 text; 1 fixed"),
            "{}",
            stderr(&output)
        );
        assert_eq!(
            fs::read(folder.path("a.txt")).expect("there"),
            encoded(ALL, encoding, mark)
        );
    }
}

#[test]
fn a_diff_shows_what_would_be_fixed_and_changes_nothing() {
    let folder = Folder::new();
    folder.write("a.txt", WRONG);
    let diff = ["check", "--lang", "en", "--diff", &folder.at("a.txt")];
    let output = run(&diff);
    let patch = stdout(&output);
    // Nothing was mended, so the exit code is that of the findings.
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("3 fixes in 1 text; --fix makes them"),
        "{}",
        stderr(&output)
    );
    assert!(patch.contains("-The Cazaque side met the OCS."), "{patch}");
    assert!(patch.contains("+The Kazakh side met the SCO."), "{patch}");
    assert!(patch.contains("+It has a long-term plan,; for"), "{patch}");
    assert_eq!(
        fs::read_to_string(folder.path("a.txt")).expect("kept"),
        WRONG
    );
    let output = run(&[&diff[..], &["--unsafe-fixes"]].concat());
    assert!(stdout(&output).contains("+It has a long-term plan; for peace."));

    // Standard input can be looked at, not changed.
    let output = run_with(&["check", "--lang", "en", "--diff", "-"], WRONG.as_bytes());
    assert!(stdout(&output).contains("+The Kazakh side met the SCO."));
    let output = run_with(&["check", "--lang", "en", "--fix", "-"], WRONG.as_bytes());
    assert_eq!(code(&output), 2);
    assert_eq!(stdout(&output), "");
    assert!(
        stderr(&output).contains("standard input cannot be fixed"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn what_is_silenced_known_or_not_asked_for_stays() {
    let folder = Folder::new();
    let text = "The OCS met. <!-- alinha:ignore: their own name -->\nThe Cazaque side left.\n";
    folder.write("a.txt", text);
    let file = folder.at("a.txt");
    let known = folder.at("known.jsonl");
    let check = ["check", "--lang", "en", &file];
    let with = |more: &[&str]| {
        let output = run(&[&check[..], more].concat());
        (code(&output), stderr(&output))
    };
    let kept = || fs::read_to_string(&file).expect("there") == text;

    assert_eq!(with(&["--fix", "--ignore", "NAME,LANG"]).0, 0);
    assert!(kept());
    assert_eq!(with(&["--baseline", &known, "--update-baseline"]).0, 0);
    let (_, errors) = with(&["--fix", "--baseline", &known]);
    assert!(errors.contains("1 more is known"), "{errors}");
    assert!(errors.contains("; 0 fixed"), "{errors}");
    assert!(kept());
    for wrong in [
        &["--fix", "--baseline", &known, "--update-baseline"] as &[&str],
        &["--fix", "--diff"],
        &["--unsafe-fixes"],
        &["--diff", "--format", "jsonl"],
    ] {
        assert_eq!(with(wrong).0, 2, "{wrong:?}");
    }
    assert!(kept());
    assert_eq!(with(&["--fix"]).0, 0);
    assert_eq!(
        fs::read_to_string(&file).expect("there"),
        text.replace("Cazaque", "Kazakh")
    );
}

#[test]
fn what_the_encoding_cannot_hold_is_told_and_stays() {
    let folder = Folder::new();
    let bytes = b"O pr\xE9dio \xE9 novo em S\xE3o Paulo.\n";
    write_what_the_encoding_lacks(&folder, bytes);
    let output = run(&[
        "check",
        "--fix",
        "--lang",
        "pt",
        "--encoding",
        "windows-1252",
        "--glossary",
        &folder.at("glossary"),
        &folder.at("latin.txt"),
    ]);
    let errors = stderr(&output);
    assert!(
        errors.contains("`prédio` stays: Windows-1252 has no characters for `楼房`"),
        "{errors}"
    );
    assert!(errors.contains("; 0 fixed"), "{errors}");
    assert_eq!(fs::read(folder.path("latin.txt")).expect("there"), bytes);
}

/// The machine formats tell what is left, at the places of the fixed text.
#[test]
fn every_format_tells_what_is_left() {
    let folder = Folder::new();
    folder.write("a.txt", WRONG);
    let output = run(&[
        "check",
        "--lang",
        "en",
        "--fix",
        "--format",
        "jsonl",
        &folder.at("a.txt"),
    ]);
    let found = stdout(&output);
    let row: serde_json::Value = serde_json::from_str(found.trim()).expect("one row of JSON");
    let chars: Vec<char> = SAFE.chars().collect();
    let at = |name: &str| row[name].as_u64().expect("a number") as usize;
    let sliced: String = chars[at("start")..at("end")].iter().collect();
    assert_eq!(row["text"], sliced);
}
