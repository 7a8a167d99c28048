//! Language detection: sentences, damaged sentences, mixed text, documents.

use serde_json::{Value, json};

use super::kit::{Kit, heading, shown};

const SCORER: &str = "score_detect.py";

pub(super) fn measure(kit: &Kit) -> anyhow::Result<String> {
    let mut table = heading(
        "Language detection",
        "Sentences of 13 languages; the same restricted to zh, en, pt; damaged sentences; spans of mixed text; documents.",
    );
    for (title, file, closed) in [
        ("Sentences, 13 languages", "dev/sentences.tsv", None),
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
    Ok(table)
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
