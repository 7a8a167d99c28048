//! `alinha model eval`: figures of a user's own pairs, and clear errors.

mod support;

use serde_json::Value;
use support::{Folder, code, run, stderr, stdout};

const PAIRS: &str = "The Luban Workshop opened in Tianjin.\tThe Luban Workshop opened in Tianjin.\n\
    Trade between Brazil and China grew.\tTrade between Brazil and China grew.\n\
    Twelve students flew home yesterday.\tTwelve students flew home yesterday.\n\
    Trade between Brazil and China grew!\tComércio cresceu.\n\
    \tnothing\n";

#[test]
fn a_sentence_finds_itself() {
    let folder = Folder::new();
    folder.write("pairs.tsv", PAIRS);
    folder.write("pool.tsv", "The school opened in Macau.\tO porto de Santos.\nTwelve students flew home yesterday.\tMaputo\n");
    let (pairs, pool) = (folder.at("pairs.tsv"), folder.at("pool.tsv"));
    let output = run(&[
        "model",
        "eval",
        "--parallel",
        &pairs,
        "--pool",
        &pool,
        "--json",
    ]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let report: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    // The fourth row says in English what the second does; one of the two is drawn.
    assert_eq!((&report["pairs"], &report["rows"]), (&3.into(), &4.into()));
    // A sentence of the pool that is an answer is none of the others.
    let others = (&report["pool"]["sources"], &report["pool"]["targets"]);
    assert_eq!(others, (&1.into(), &2.into()));
    let figure = |path: &str| report.pointer(path).and_then(Value::as_f64);
    for path in ["/plain/to_target/cosine", "/pool/to_source/mining/f1"] {
        assert!(figure(path).is_some_and(|share| share > 0.6), "{report}");
    }

    let output = run(&["model", "eval", "--parallel", &pairs]);
    let table = stdout(&output);
    assert!(
        table.contains("3 pairs of different sentences, drawn from 4 rows")
            && !table.contains("among others"),
        "{table}"
    );
}

#[test]
fn what_cannot_be_measured_says_why() {
    let folder = Folder::new();
    folder.write("pairs.tsv", PAIRS);
    folder.write("broken.tsv", "Luban\tLuban\nLuban Workshop\n");
    folder.write("empty.tsv", "\n\n");
    let pairs = folder.at("pairs.tsv");
    let fails = |arguments: &[&str], reason: &str| {
        let output = run(&[&["model", "eval", "--parallel"], arguments].concat());
        assert_eq!(code(&output), 2);
        let message = stderr(&output);
        assert!(message.contains(reason), "{message}");
    };
    fails(&[&folder.at("broken.tsv")], "broken.tsv:2: no tab");
    fails(
        &[&pairs, "--pool", &folder.at("broken.tsv")],
        "broken.tsv:2: no tab",
    );
    fails(&[&folder.at("empty.tsv")], "holds no pairs of sentences");
    fails(&[&folder.at("missing.tsv")], "missing.tsv: cannot be read");
    fails(&[&pairs, "--model", &pairs], "pairs.tsv");
    fails(&[&pairs, "--src-lang", "zh"], "--tgt-lang");
}
