//! Sentence alignment: strict and lax F1 on every development set.

use serde_json::{Value, json};

use super::kit::{Kit, heading, shown};

const SETS: [&str; 8] = [
    "ntrex.zh-en",
    "ntrex.pt-en",
    "ntrex.zh-pt",
    "ntrex-long.zh-en",
    "ntrex-long.pt-en",
    "ntrex-long.zh-pt",
    "bible-001",
    "textberg-dev",
];

pub(super) fn measure(kit: &Kit) -> anyhow::Result<String> {
    let mut table = heading(
        "Sentence alignment",
        "Strict F1 wants a link exact, lax F1 wants it to overlap a gold link (Vecalign's definitions).",
    );
    table.push_str("| set | strict P | strict R | strict F1 | lax F1 | links | gold |\n");
    table.push_str("|---|---|---|---|---|---|---|\n");
    for set in SETS {
        let name = format!("dev/{set}.jsonl");
        let records: Vec<Value> = kit
            .records(&name)?
            .iter()
            .map(|record| {
                json!({
                    "id": record["id"],
                    "src": record["src"],
                    "tgt": record["tgt"],
                    "src_lang": record["src_lang"],
                    "tgt_lang": record["tgt_lang"],
                })
            })
            .collect();
        let answers = kit.stream(&["align"], &records)?;
        let predictions = kit.scratch(
            "links.jsonl",
            answers
                .iter()
                .map(|answer| json!({ "id": answer["id"], "links": answer["links"] }).to_string()),
        )?;
        let gold = kit.path(&name);
        let arguments = [shown(&gold)?, "--pred", shown(&predictions)?, "--by", "all"];
        let scores = kit.score_json("score_align.py", &arguments)?;
        let row = scores
            .as_object()
            .and_then(|rows| rows.values().next())
            .cloned()
            .unwrap_or_default();
        let figure = |key: &str| row[key].as_f64().unwrap_or(f64::NAN);
        table.push_str(&format!(
            "| {set} | {:.4} | {:.4} | **{:.4}** | {:.4} | {} | {} |\n",
            figure("p_strict"),
            figure("r_strict"),
            figure("f1_strict"),
            figure("f1_lax"),
            row["links"],
            row["gold_links"],
        ));
    }
    Ok(table)
}
