//! Machine-translation artifacts: planted errors, rated translations, clean text.

use std::path::Path;

use serde_json::{Value, json};

use super::kit::{Kit, heading, shown};
use super::mt_gold;

pub(super) fn measure(kit: &Kit, seeds: &Path) -> anyhow::Result<String> {
    let mut table = heading(
        "Machine-translation artifacts",
        "Clean English: every flag is a false alarm. Rated sets: partial mode, quote-only spans left out. \
         With source: rules may look at the text that was translated.",
    );
    table.push_str("| set | scorer's figures |\n|---|---|\n");
    let sets = [
        ("clean_en_dev", "en", false, &[] as &[&str]),
        ("demetr_zhes_dev", "en", false, &["--mode", "partial"]),
        ("demetr_zhes_dev", "en", true, &["--mode", "partial"]),
        (
            "zhen_wmt23_mqm_dev",
            "en",
            true,
            &["--mode", "partial", "--drop-quotes"],
        ),
        (
            "zhen_wmt21_spans_dev",
            "en",
            true,
            &["--mode", "partial", "--drop-quotes"],
        ),
    ];
    for (set, lang, with_source, options) in sets {
        let name = format!("dev/{set}.jsonl");
        let records: Vec<Value> = kit
            .records(&name)?
            .iter()
            .map(|record| {
                let text = [&record["target"], &record["text"]]
                    .into_iter()
                    .find(|text| text.is_string())
                    .cloned()
                    .unwrap_or_default();
                if with_source {
                    json!({
                        "id": record["id"],
                        "source": record["source"],
                        "target": text,
                        "src_lang": record["src_lang"],
                        "tgt_lang": record["tgt_lang"],
                    })
                } else {
                    json!({ "id": record["id"], "text": text, "lang": lang })
                }
            })
            .collect();
        let answers = kit.stream(&["check"], &records)?;
        let predictions = kit.scratch(
            "flags.jsonl",
            answers.iter().map(|answer| {
                let flags: Vec<&Value> = answer["flags"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter(|flag| flag["side"] == "target")
                    .collect();
                json!({ "id": answer["id"], "flags": flags }).to_string()
            }),
        )?;
        let gold = kit.path(&name);
        let mut arguments = vec!["--gold", shown(&gold)?, "--pred", shown(&predictions)?];
        arguments.extend(options);
        let printed = kit.score("score_spans.py", &arguments)?;
        let figures = printed.lines().next().unwrap_or_default();
        let how = if with_source { ", with source" } else { "" };
        table.push_str(&format!("| {set}{how} | {figures} |\n"));
    }
    mt_gold::push_gold(kit, seeds, &mut table)?;
    mt_gold::push_raw(kit, &mut table)?;
    Ok(table)
}
