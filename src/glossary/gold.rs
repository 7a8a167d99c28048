//! Measures normalising on the gold cases beside the checkout, where they are there.

use std::path::PathBuf;

use serde_json::Value;

use super::{Action, Matcher, Proposal};
use crate::lang::{Detector, LangRun, LangTag};

/// `shared/` beside the checkout or further up.
pub(super) fn shared(path: &str) -> Option<PathBuf> {
    let found = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared").join(path))
        .find(|path| path.exists());
    if found.is_none() {
        skipped(path);
    }
    found
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn skipped(path: &str) {
    eprintln!("SKIPPED: no shared/{path} beside the checkout");
}

/// The text with all replacements made.
pub(super) fn normalised(text: &str, tag: LangTag) -> (String, Vec<Proposal>) {
    normalised_with(text, tag, &[])
}

fn normalised_with(text: &str, tag: LangTag, runs: &[LangRun]) -> (String, Vec<Proposal>) {
    let proposals = Matcher::builtin().propose(text, tag, runs);
    let mut out = String::new();
    let mut at = 0;
    for proposal in &proposals {
        if proposal.action == Action::Replace {
            out.push_str(&text[at..proposal.span.start]);
            out.push_str(&proposal.replacement);
            at = proposal.span.end;
        }
    }
    out.push_str(&text[at..]);
    (out, proposals)
}

#[test]
fn development_cases_by_function_words() {
    development_cases(|_| Vec::new());
}

#[test]
fn development_cases_by_the_detector() {
    let detector = Detector::new(&[]);
    development_cases(|text| detector.detect(text).runs);
}

#[expect(clippy::print_stderr, reason = "the measured numbers are shown")]
fn development_cases(runs: impl Fn(&str) -> Vec<LangRun>) {
    let Some(path) = shared("eval/normalise/dev.jsonl") else {
        return;
    };
    let cases = std::fs::read_to_string(path).expect("readable cases");
    let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).expect("JSON");
        let field = |name: &str| case[name].as_str().expect("a string").to_owned();
        let tag: LangTag = field("lang").parse().expect("a tag");
        let input = field("input");
        let (got, _) = normalised_with(&input, tag, &runs(&input));
        let (again, _) = normalised_with(&got, tag, &runs(&got));
        assert_eq!(got, again, "{}: a second pass changes it", field("id"));
        all += 1;
        if got == field("expected") {
            right += 1;
        } else {
            wrong.push(format!(
                "{} [{}] {}\n  {:?}\n  {:?}\n  {got:?}",
                field("id"),
                field("class"),
                field("why"),
                field("input"),
                field("expected"),
            ));
        }
    }
    eprintln!("{right} of {all}\n{}", wrong.join("\n"));
    assert!(right * 100 >= all * 97, "{right} of {all}");
}

#[test]
fn seeds() {
    let Some(folder) = shared("seeds") else {
        return;
    };
    let mut found: Vec<(String, Vec<String>, Vec<String>)> = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    for path in files {
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        let (_, proposals) = normalised(&text, "en".parse().expect("a tag"));
        let shown = |action: Action| {
            proposals
                .iter()
                .filter(|proposal| proposal.action == action)
                .map(|proposal| format!("{} -> {}", proposal.span.of(&text), proposal.replacement))
                .collect::<Vec<_>>()
        };
        let name = path.file_name().expect("a name").to_string_lossy();
        found.push((
            name[..3].to_owned(),
            shown(Action::Replace),
            shown(Action::Suggest),
        ));
    }
    let counts: Vec<_> = found
        .iter()
        .map(|(name, replaced, suggested)| (name.as_str(), replaced.len(), suggested.len()))
        .collect();
    assert_eq!(
        counts,
        [
            ("000", 1, 0),
            ("001", 1, 0),
            ("002", 0, 0),
            ("003", 1, 1),
            ("004", 14, 2)
        ],
        "{found:#?}"
    );
}
