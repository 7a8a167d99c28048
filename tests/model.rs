//! `alinha model` and `--encoder`: files that are sound and files that are not.

mod support;

use std::fs;

use alinha::embed::{ModelFile, StaticEncoder};
use serde_json::Value;
use support::{code, run, run_with, stderr, stdout};

#[test]
fn info_tells_what_a_model_is() {
    let shown = stdout(&run(&["model", "info"]));
    for line in ["name       alinha-zh-en-pt", "languages  en, pt, zh"] {
        assert!(shown.lines().any(|shown| shown == line), "{shown}");
    }
    let shown = stdout(&run(&["model", "info", "--json"]));
    let manifest: Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(manifest["dim"], StaticEncoder::builtin().manifest().dim);
}

#[test]
fn a_bad_file_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, content: &[u8]| -> String {
        let path = folder.path().join(name);
        fs::write(&path, content).expect("written");
        path.display().to_string()
    };
    let bytes = ModelFile::builtin_bytes();
    let mut damaged = bytes.to_vec();
    if let Some(last) = damaged.last_mut() {
        *last ^= 1;
    }
    let mut newer = bytes.to_vec();
    newer[8] = 9;
    let good = file("good.model", bytes);
    let output = run(&["model", "verify", &good]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("good.model: sound (alinha-zh-en-pt"));
    assert_eq!(code(&run(&["model", "verify"])), 0);
    for (name, content, expected) in [
        ("empty.model", &[][..], "this is no alinha model"),
        ("text.model", b"name,size\n", "this is no alinha model"),
        ("cut.model", &bytes[..bytes.len() - 9], "it ends after"),
        ("damaged.model", &damaged, "its checksum does not match"),
        ("newer.model", &newer, "its format is version 9"),
    ] {
        let path = file(name, content);
        for arguments in [
            &["model", "verify", &path][..],
            &["model", "info", &path],
            &["stream", "embed", "--encoder", &path],
        ] {
            let output = run_with(arguments, b"{\"text\":\"Luban\"}\n");
            let message = stderr(&output);
            assert_eq!(code(&output), 2, "{arguments:?}: {message}");
            assert!(message.contains(name), "{message}");
            assert!(message.contains(expected), "{message}");
        }
    }
    let output = run(&[
        "model",
        "verify",
        &good,
        &file("empty.model", b""),
        "nowhere.model",
    ]);
    assert_eq!(code(&output), 2);
    assert!(stdout(&output).contains("good.model: sound"));
    assert!(stderr(&output).contains("2 of 3 models cannot be used"));
    assert!(stderr(&output).contains("cannot read the model nowhere.model"));
}

#[test]
fn an_encoder_may_be_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("my.model");
    fs::write(&path, ModelFile::builtin_bytes()).expect("written");
    let record = "{\"text\":\"鲁班工坊\"}\n".as_bytes();
    let path = path.display().to_string();
    let output = run_with(&["stream", "embed", "--encoder", &path], record);
    assert_eq!(
        stdout(&output),
        stdout(&run_with(&["stream", "embed"], record))
    );
    // A folder is a transformer, which takes another build.
    let folder = folder.path().display().to_string();
    let output = run_with(&["stream", "embed", "--encoder", &folder], record);
    assert_eq!(code(&output), 2);
}
