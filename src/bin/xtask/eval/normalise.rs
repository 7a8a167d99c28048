//! Normalisation: what must change, what must not.

use serde_json::{Value, json};

use super::kit::{Kit, heading, shown};

pub(super) fn measure(kit: &Kit) -> anyhow::Result<String> {
    let mut table = heading(
        "Normalising names and terms",
        "Exact: equal code point by code point. Kept: must-not-change cases left alone. \
         Harm: neither the input nor what was wanted.",
    );
    let cases = kit.records("dev.jsonl")?;
    let pass = |texts: Vec<(Value, Value, Value)>| -> anyhow::Result<Vec<Value>> {
        let records: Vec<Value> = texts
            .into_iter()
            .map(|(id, lang, text)| json!({ "id": id, "lang": lang, "text": text }))
            .collect();
        kit.stream(&["normalise"], &records)
    };
    let outputs = |answers: &[Value]| -> Vec<String> {
        answers
            .iter()
            .map(|answer| json!({ "id": answer["id"], "output": answer["text"] }).to_string())
            .collect()
    };
    let first = pass(
        cases
            .iter()
            .map(|case| {
                (
                    case["id"].clone(),
                    case["lang"].clone(),
                    case["input"].clone(),
                )
            })
            .collect(),
    )?;
    let second = pass(
        first
            .iter()
            .map(|answer| {
                (
                    answer["id"].clone(),
                    answer["lang"].clone(),
                    answer["text"].clone(),
                )
            })
            .collect(),
    )?;
    let predictions = kit.scratch("first.jsonl", outputs(&first))?;
    let again = kit.scratch("second.jsonl", outputs(&second))?;
    let gold = kit.path("dev.jsonl");
    let arguments = [
        shown(&gold)?,
        "--pred",
        shown(&predictions)?,
        "--pred2",
        shown(&again)?,
    ];
    let printed = kit.score("score_normalise.py", &arguments)?;
    table.push_str("```text\n");
    table.push_str(printed.trim_end());
    table.push_str("\n```\n");
    Ok(table)
}
