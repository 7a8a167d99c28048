//! Language detection: sentences, damaged sentences, mixed text, documents.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::kit::{Kit, heading, read_records, shown};

const SCORER: &str = "score_detect.py";
/// The part whose confidence is held against the truth.
const RELIABILITY_OF: &str = "Sentences, 13 languages";

pub(super) fn measure(kit: &Kit) -> anyhow::Result<String> {
    let mut table = heading(
        "Language detection",
        "Sentences of 13 languages; the same restricted to zh, en, pt; damaged sentences; spans of mixed text; documents.",
    );
    for (title, file, closed) in [
        (RELIABILITY_OF, "dev/sentences.tsv", None),
        (
            "Sentences, closed to zh, en, pt",
            "dev/sentences.tsv",
            Some("zh,en,pt"),
        ),
        ("Damaged sentences", "dev/robust.tsv", None),
    ] {
        let records: Vec<Value> = kit
            .rows(file)?
            .iter()
            .map(|row| json!({ "id": row[0], "text": row[5..].join("\t") }))
            .collect();
        let mut arguments = vec!["detect"];
        if let Some(languages) = closed {
            arguments.extend(["--languages", languages]);
        }
        let answers = kit.stream(&arguments, &records)?;
        let predictions = kit.scratch(
            "labels.tsv",
            answers.iter().map(|answer| {
                let id = answer["id"].as_str().unwrap_or_default();
                let lang = answer["lang"].as_str().unwrap_or_default();
                format!("{id}\t{lang}")
            }),
        )?;
        let gold = kit.path(file);
        let mut arguments = vec!["sentences", shown(&gold)?, shown(&predictions)?];
        if let Some(languages) = closed {
            arguments.extend(["--closed", languages]);
        }
        push_scores(&mut table, title, &kit.score_json(SCORER, &arguments)?);
        if title == RELIABILITY_OF {
            push_reliability(&mut table, &kit.rows(file)?, &answers);
        }
    }
    for (title, file, mode) in [
        ("Spans of mixed text", "dev/mixed.jsonl", "mixed"),
        ("Documents", "dev/documents.jsonl", "documents"),
    ] {
        let records: Vec<Value> = kit
            .records(file)?
            .iter()
            .map(|record| json!({ "id": record["id"], "text": record["text"] }))
            .collect();
        let answers = kit.stream(&["detect"], &records)?;
        let predictions = kit.scratch(
            "spans.jsonl",
            answers.iter().map(|answer| {
                json!({
                    "id": answer["id"],
                    "main": answer["lang"],
                    "share": answer["share"],
                    "spans": answer["spans"],
                })
                .to_string()
            }),
        )?;
        let gold = kit.path(file);
        let scores = kit.score_json(SCORER, &[mode, shown(&gold)?, shown(&predictions)?])?;
        push_scores(&mut table, title, &scores);
    }
    push_origins(kit, &mut table)?;
    Ok(table)
}

/// Whether the language that a text was translated from is told, on texts of our own.
fn push_origins(kit: &Kit, table: &mut String) -> anyhow::Result<()> {
    let gold = read_records(Path::new("tests/golden/origin/check.jsonl"))?;
    let records: Vec<Value> = gold
        .iter()
        .map(|record| json!({ "id": record["id"], "text": record["text"], "origin": true }))
        .collect();
    // Texts, those told rightly, and those told to come from elsewhere, for each origin.
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let answers = kit.stream(&["detect"], &records)?;
    for (record, answer) in gold.iter().zip(&answers) {
        let (wanted, told) = (&record["origin"], &answer["origin"]["lang"]);
        let counts = counts.entry(wanted.as_str().unwrap_or("none")).or_default();
        counts[0] += 1;
        counts[1] += usize::from(wanted == told);
        counts[2] += usize::from(wanted != told && !told.is_null());
    }
    table.push_str("\n## Origin of English texts\n\n");
    table.push_str("`tests/golden/origin`, written without knowledge of the rules; `none` is good English.\n\n");
    table
        .push_str("| origin | texts | right | wrong language | unknown |\n|---|--:|--:|--:|--:|\n");
    for (origin, [texts, right, wrong]) in counts {
        // That nothing shows is the right answer for good English.
        let unknown = texts - wrong - if origin == "none" { 0 } else { right };
        table.push_str(&format!(
            "| {origin} | {texts} | {right} | {wrong} | {unknown} |\n"
        ));
    }
    Ok(())
}

/// How often the answers of each confidence are right.
fn push_reliability(table: &mut String, rows: &[Vec<String>], answers: &[Value]) {
    let mut bins = [(0_usize, 0_usize, 0.0_f64); 10];
    for (row, answer) in rows.iter().zip(answers) {
        let confidence = answer["confidence"].as_f64().unwrap_or_default();
        if answer["lang"] == "und" {
            continue;
        }
        let bin = &mut bins[((confidence * 10.0) as usize).min(9)];
        bin.0 += 1;
        bin.1 += usize::from(answer["lang"] == row[1].as_str());
        bin.2 += confidence;
    }
    table.push_str("Confidence of these answers (`und` left out), and how many are right:\n\n");
    table.push_str("| confidence | answers | mean | right |\n|---|--:|--:|--:|\n");
    let all: usize = bins.iter().map(|bin| bin.0).sum();
    let mut error = 0.0;
    for (at, (count, right, sum)) in bins.into_iter().enumerate().filter(|(_, bin)| bin.0 > 0) {
        let (mean, part) = (sum / count as f64, right as f64 / count as f64);
        error += (mean - part).abs() * count as f64 / all as f64;
        let (low, high) = (at as f64 / 10.0, (at + 1) as f64 / 10.0);
        table.push_str(&format!(
            "| {low:.1}–{high:.1} | {count} | {mean:.3} | {part:.3} |\n"
        ));
    }
    table.push_str(&format!("\nExpected calibration error {error:.4}.\n\n"));
}

/// The figures of one part as a table; figures in groups get a name of two parts.
fn push_scores(table: &mut String, title: &str, scores: &Value) {
    table.push_str(&format!("## {title}\n\n| figure | value |\n|---|---|\n"));
    for (key, value) in scores.as_object().into_iter().flatten() {
        // Language by length and the single confusions: for finding causes, not for steering.
        if key == "cell" || key == "confusions" {
            continue;
        }
        match value {
            Value::Object(group) => {
                for (name, value) in group {
                    push_figure(table, &format!("{key}: {name}"), value);
                }
            }
            value => push_figure(table, key, value),
        }
    }
    table.push('\n');
}

fn push_figure(table: &mut String, name: &str, value: &Value) {
    if value.is_number() {
        table.push_str(&format!("| {name} | {value} |\n"));
    }
}
