//! Sentence breaking held against the gold of `tests/golden/corpus`.
//!
//! The gold was made by reading, apart from the program. A sentence counts as found when it ends at the same place; where
//! it begins is the end of the one before, but for list marks, which the program leaves out.

#![expect(
    clippy::print_stdout,
    reason = "a test tells what it measured and skipped"
)]

use std::collections::BTreeSet;
use std::path::Path;

use alinha::lang::Detector;
use alinha::segment;
use alinha::text::{DecodeOptions, Text};
use serde_json::Value;

/// Right, found and wanted sentence ends.
#[derive(Default)]
struct Score {
    right: usize,
    found: usize,
    wanted: usize,
}

impl Score {
    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.wanted) as f64
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// File name, sentences; from both shapes of gold.
fn gold() -> Vec<(String, Vec<String>)> {
    let mut gold: Vec<(String, Vec<String>)> = Vec::new();
    let strings = |value: &Value| -> Vec<String> {
        let list = value.as_array().expect("a list of sentences");
        list.iter()
            .map(|text| text.as_str().expect("a sentence").to_owned())
            .collect()
    };
    for file in ["segments.jsonl", "story.align.jsonl"] {
        let path = root().join("tests/golden/corpus").join(file);
        let Ok(lines) = std::fs::read_to_string(&path) else {
            println!("skipped: {} is missing", path.display());
            continue;
        };
        for line in lines.lines() {
            let record: Value = serde_json::from_str(line).expect("gold is JSON Lines");
            if let Some(id) = record["segments"].as_array().and(record["id"].as_str()) {
                gold.push((id.to_owned(), strings(&record["segments"])));
                continue;
            }
            for side in ["src", "tgt"] {
                let lang = record[format!("{side}_lang")].as_str().expect("a language");
                let name = format!("story.{lang}.txt");
                if !gold.iter().any(|(known, _)| *known == name) {
                    gold.push((name, strings(&record[side])));
                }
            }
        }
    }
    gold
}

/// Ends of the gold sentences, in bytes of the decoded text.
fn ends_of(text: &str, sentences: &[String]) -> BTreeSet<usize> {
    let mut at = 0;
    sentences
        .iter()
        .map(|sentence| {
            let start = text[at..]
                .find(sentence.as_str())
                .unwrap_or_else(|| panic!("gold sentence not in the text: {sentence}"));
            at += start + sentence.len();
            at
        })
        .collect()
}

#[test]
fn sentences_end_where_a_reader_ends_them() {
    let detector = Detector::default();
    let mut all = Score::default();
    for (name, sentences) in gold() {
        let path = root().join("corpus").join(&name);
        let Ok(bytes) = std::fs::read(&path) else {
            println!("skipped: {} is missing", path.display());
            continue;
        };
        let text = Text::decode(bytes, DecodeOptions::default()).expect("the corpus decodes");
        let document = segment::document(name.clone(), text, &detector, None);
        let text = document.text.as_str();
        let wanted = ends_of(text, &sentences);
        let found: BTreeSet<usize> = document
            .segments
            .iter()
            .map(|segment| segment.span.end)
            .collect();
        for end in wanted.symmetric_difference(&found) {
            let before: String = text[..*end]
                .chars()
                .rev()
                .take(30)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            let after: String = text[*end..].chars().take(20).collect();
            let which = if wanted.contains(end) {
                "missed"
            } else {
                "wrong"
            };
            println!("{name}: {which}: {before}|{after}");
        }
        let score = Score {
            right: wanted.intersection(&found).count(),
            found: found.len(),
            wanted: wanted.len(),
        };
        println!("{name}: {} sentences, F1 {:.3}", score.wanted, score.f1());
        // A text by itself may hold one hard place in twenty sentences.
        assert!(score.f1() >= 0.95, "{name}: F1 {:.3}", score.f1());
        all.right += score.right;
        all.found += score.found;
        all.wanted += score.wanted;
    }
    if all.wanted > 0 {
        println!("all: {} sentences, F1 {:.4}", all.wanted, all.f1());
        // Measured 2026-11 on the sentences of ten texts; see the lines above.
        assert!(all.f1() >= 0.985, "F1 {:.4}", all.f1());
    }
}
