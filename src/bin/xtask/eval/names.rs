//! Names: ranking candidates across scripts, and linking unseen variants to concepts.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::kit::{Kit, heading, shown};

pub(super) fn measure(kit: &Kit) -> anyhow::Result<String> {
    let mut table = heading(
        "Names across scripts",
        "Ranking: share of names whose first (first five) candidate is right, among all forms of the kind. \
         Linking: unseen variants of glossary concepts found, look-alikes refused.",
    );
    // Columns: id, kind, pair, left, right, region, source, concept.
    let mut groups: BTreeMap<(String, String), Vec<Vec<String>>> = BTreeMap::new();
    for row in kit.rows("dev.tsv")? {
        groups
            .entry((row[1].clone(), row[2].clone()))
            .or_default()
            .push(row);
    }
    let mut ranked = Vec::new();
    for ((_, pair), rows) in &groups {
        let mut candidates: Vec<String> = rows
            .iter()
            .flat_map(|row| row[4].split('|').map(str::to_owned))
            .collect();
        candidates.sort();
        candidates.dedup();
        let file = kit.scratch("candidates.txt", candidates)?;
        let lang = pair.split('-').next().unwrap_or("und");
        let records: Vec<Value> = rows
            .iter()
            .map(|row| json!({ "id": row[0], "name": row[3], "lang": lang, "k": 5 }))
            .collect();
        for answer in kit.stream(&["match", "--candidates", shown(&file)?], &records)? {
            let names: Vec<&Value> = answer["ranked"]
                .as_array()
                .map(|rows| rows.iter().map(|row| &row["name"]).collect())
                .unwrap_or_default();
            ranked.push(json!({ "id": answer["id"], "ranked": names }).to_string());
        }
    }
    let predictions = kit.scratch("ranked.jsonl", ranked)?;
    let gold = kit.path("dev.tsv");
    let printed = kit.score(
        "score_names.py",
        &[shown(&gold)?, "--pred", shown(&predictions)?],
    )?;
    table.push_str("## Ranking\n\n```text\n");
    table.push_str(printed.trim_end());

    let records: Vec<Value> = kit
        .rows("../normalise/unseen_dev.tsv")?
        .iter()
        .map(|row| json!({ "id": row[0], "lang": row[1], "name": row[2] }))
        .collect();
    let linked = kit.stream(&["match"], &records)?;
    let predictions = kit.scratch(
        "linked.jsonl",
        linked.iter().map(|answer| {
            let concept = &answer["ranked"][0]["concept"];
            let concept = concept.as_str().unwrap_or("none");
            json!({ "id": answer["id"], "concept_id": concept }).to_string()
        }),
    )?;
    let gold = kit.path("../normalise/unseen_dev.tsv");
    let printed = kit.score(
        "score_names.py",
        &[shown(&gold)?, "--unseen", "--pred", shown(&predictions)?],
    )?;
    table.push_str("\n```\n\n## Linking unseen variants\n\n```text\n");
    table.push_str(printed.trim_end());
    table.push_str("\n```\n");
    Ok(table)
}
