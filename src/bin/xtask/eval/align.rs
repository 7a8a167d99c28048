//! Sentence alignment: strict and lax F1 on every development set.

use std::path::Path;

use serde_json::{Value, json};

use super::kit::{Kit, heading, read_records, shown};

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

/// Scores from which a line of the reliability table begins.
const SCORES: [f64; 8] = [0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];

/// Our own human alignments that nothing is fitted on.
const GOLD: [&str; 3] = ["zh-en.check", "pt-en.check", "zh-pt.check"];

pub(super) fn measure(kit: &Kit) -> anyhow::Result<String> {
    let mut table = heading(
        "Sentence alignment",
        "Strict F1 wants a link exact, lax F1 wants it to overlap a gold link (Vecalign's definitions).",
    );
    table.push_str("| set | strict P | strict R | strict F1 | lax F1 | links | gold |\n");
    table.push_str("|---|---|---|---|---|---|---|\n");
    let mut reliability = Reliability::default();
    for set in SETS {
        table.push_str(&row(
            kit,
            set,
            &kit.path(&format!("dev/{set}.jsonl")),
            &mut reliability,
        )?);
    }
    let mut own = Reliability::default();
    for set in GOLD {
        let path = Path::new("tests/golden/align").join(format!("{set}.jsonl"));
        table.push_str(&row(kit, set, &path, &mut own)?);
    }
    table.push_str(
        "\n`*.check`: human-style alignments of our own (`tests/golden/align`), which nothing is fitted on.\n\n\
         ## What a score means\n\n\
         Of the beads with such a score, the mean score and the part that is exactly right.\n\n\
         | score from | kit: beads | score | right | `*.check`: beads | score | right |\n|---|---|---|---|---|---|---|\n",
    );
    for (index, from) in SCORES.iter().enumerate() {
        table.push_str(&format!("| {from} |"));
        for lines in [&reliability, &own] {
            table.push_str(&lines.cells(index));
        }
        table.push('\n');
    }
    table.push_str(&format!(
        "\nExpected calibration error: kit {:.4}, `*.check` {:.4}.\n",
        reliability.error(),
        own.error()
    ));
    Ok(table)
}

/// Measures a set in the kit's format: a row of the table.
fn row(kit: &Kit, set: &str, gold: &Path, reliability: &mut Reliability) -> anyhow::Result<String> {
    let records = read_records(gold)?;
    let questions: Vec<Value> = records
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
    let answers = kit.stream(&["align"], &questions)?;
    // The gold of Bible texts is whole verses: a bead inside one is right without being there.
    if records
        .iter()
        .all(|record| record.get("src_group").is_none())
    {
        for (record, answer) in records.iter().zip(&answers) {
            reliability.add(&record["gold"], &answer["links"]);
        }
    }
    let predictions = kit.scratch(
        "links.jsonl",
        answers
            .iter()
            .map(|answer| json!({ "id": answer["id"], "links": answer["links"] }).to_string()),
    )?;
    let arguments = [shown(gold)?, "--pred", shown(&predictions)?, "--by", "all"];
    let scores = kit.score_json("score_align.py", &arguments)?;
    let row = scores
        .as_object()
        .and_then(|rows| rows.values().next())
        .cloned()
        .unwrap_or_default();
    let figure = |key: &str| row[key].as_f64().unwrap_or(f64::NAN);
    Ok(format!(
        "| {set} | {:.4} | {:.4} | **{:.4}** | {:.4} | {} | {} |\n",
        figure("p_strict"),
        figure("r_strict"),
        figure("f1_strict"),
        figure("f1_lax"),
        row["links"],
        row["gold_links"],
    ))
}

/// Beads by their score: how many, the sum of their scores, how many are right.
#[derive(Default)]
struct Reliability([(f64, f64, f64); SCORES.len()]);

impl Reliability {
    fn add(&mut self, gold: &Value, links: &Value) {
        let array = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let gold = array(gold);
        for link in array(links) {
            let score = link[2].as_f64().unwrap_or_default();
            let is_right = gold
                .iter()
                .any(|right| (&right[0], &right[1]) == (&link[0], &link[1]));
            let line = SCORES.partition_point(|from| *from <= score) - 1;
            let (beads, sum, right) = &mut self.0[line];
            *beads += 1.0;
            *sum += score;
            *right += f64::from(u8::from(is_right));
        }
    }

    fn cells(&self, line: usize) -> String {
        let (beads, sum, right) = self.0[line];
        if beads == 0.0 {
            return " 0 | | |".to_owned();
        }
        format!(" {beads} | {:.3} | {:.3} |", sum / beads, right / beads)
    }

    /// Mean distance of score and part that is right, weighed by beads.
    fn error(&self) -> f64 {
        let beads: f64 = self.0.iter().map(|(beads, ..)| beads).sum();
        let off: f64 = self
            .0
            .iter()
            .map(|(_, sum, right)| (sum - right).abs())
            .sum();
        off / beads
    }
}
