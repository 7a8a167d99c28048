//! The sections of `mt.md` on our own gold, and on the probability of raw machine translation.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::kit::Kit;
use super::marked::{Marked, golden, seed};
use crate::reliability::{BORDERS, Judged};

/// Lines of clean English that make a text.
const LINES: usize = 10;
const REACHES: [&str; 3] = ["surface", "lexical", "deep"];

/// Spans and flags of `tests/golden/mt`, by direction.
pub(super) fn push_gold(kit: &Kit, seeds: &Path, table: &mut String) -> anyhow::Result<()> {
    table.push_str(
        "\n## Our own gold\n\n\
         `tests/golden/mt`, default settings, without source. A flag is right when it touches a span, a span is found when a \
         flag touches it. In `clean_en` every flag is a false alarm.\n\n\
         | file | spans | flags | precision | recall | surface | lexical | deep |\n\
         | --- | --: | --: | --: | --: | --: | --: | --: |\n",
    );
    let mut texts = golden("pt_en")?;
    match seed(seeds)? {
        Some(text) => texts.push(text),
        None => table.push_str("| `004` | skipped: no seeds here | | | | | | |\n"),
    }
    texts.extend(golden("other")?);
    texts.extend(golden("clean_en")?);
    let answers = check(
        kit,
        texts.iter().map(|text| (&text.text, text.lang.as_str())),
    )?;
    let mut sets: Vec<(&str, Vec<(&Marked, &Value)>)> = Vec::new();
    for (text, answer) in texts.iter().zip(&answers) {
        match sets.iter_mut().find(|(set, _)| *set == text.set) {
            Some((_, members)) => members.push((text, answer)),
            None => sets.push((text.set, vec![(text, answer)])),
        }
    }
    for (set, members) in sets {
        push_row(table, set, &members)?;
    }
    Ok(())
}

fn push_row(table: &mut String, set: &str, texts: &[(&Marked, &Value)]) -> std::fmt::Result {
    let (mut flags, mut right) = (0, 0);
    // Spans and those found, by reach.
    let mut spans: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (text, answer) in texts {
        let places: Vec<(usize, usize)> = (answer["flags"].as_array().into_iter().flatten())
            .map(|flag| (offset(&flag["start"]), offset(&flag["end"])))
            .collect();
        flags += places.len();
        let touched = |(start, end): &(usize, usize)| {
            text.marks.iter().any(|mark| mark.touches(*start, *end))
        };
        right += places.iter().filter(|place| touched(place)).count();
        for mark in &text.marks {
            let (all, found) = spans.entry(mark.reach.as_str()).or_default();
            *all += 1;
            let is_found = places.iter().any(|(start, end)| mark.touches(*start, *end));
            *found += usize::from(is_found);
        }
    }
    let all: usize = spans.values().map(|(all, _)| all).sum();
    let found: usize = spans.values().map(|(_, found)| found).sum();
    let part = |some: usize, of: usize| match of {
        0 => "-".to_owned(),
        _ => format!("{:.2}", some as f64 / of as f64),
    };
    let by_reach = REACHES.map(|reach| match spans.get(reach) {
        Some((all, found)) => format!("{found} of {all}"),
        None => "-".to_owned(),
    });
    writeln!(
        table,
        "| `{set}` | {all} | {flags} | {} | {} | {} |",
        part(right, flags),
        part(found, all),
        by_reach.join(" | ")
    )
}

/// What the probability of raw machine translation is worth on texts that no weight has seen.
pub(super) fn push_raw(kit: &Kit, table: &mut String) -> anyhow::Result<()> {
    table.push_str(
        "\n## Raw machine translation\n\n\
         `raw_mt` of `alinha stream check`: a probability where one text in two is raw. AUC: how often a translation is rated above \
         a clean text (0.5 is chance). Brier: mean squared error, classes counted the same (0.25 is who always says 0.5). Last columns: \
         translations / clean texts by probability. `tests/golden/mt`: `pt_en` and the texts from Chinese against `clean_en`. News: documents of \
         `zhen_wmt23_mqm_dev`, a system each, without their source, against `clean_en_dev`, ten lines a text.\n\n\
         | texts | translations | clean | AUC | Brier | mean of translations | of clean |",
    );
    for ends in BORDERS.windows(2) {
        write!(table, " {:.1}-{:.1} |", ends[0], ends[1])?;
    }
    table.push_str("\n| --- | --: | --: | --: | --: | --: | --: |");
    table.push_str(&" --: |".repeat(BORDERS.len() - 1));
    table.push('\n');

    let english = |texts: Vec<Marked>| -> Vec<String> {
        let texts = texts.into_iter().filter(|text| text.lang == "en");
        texts.map(|text| text.text).collect()
    };
    let mut raw = english(golden("pt_en")?);
    raw.extend(english(golden("other")?));
    push_judged(
        kit,
        table,
        "tests/golden/mt",
        &raw,
        &english(golden("clean_en")?),
    )?;

    let mut documents: BTreeMap<(String, String), String> = BTreeMap::new();
    for record in kit.records("dev/zhen_wmt23_mqm_dev.jsonl")? {
        let key = (record["doc"].to_string(), record["system"].to_string());
        add_line(documents.entry(key).or_default(), &record);
    }
    let lines = kit.records("dev/clean_en_dev.jsonl")?;
    let clean: Vec<String> = lines
        .chunks(LINES)
        .map(|some| {
            let mut text = String::new();
            some.iter().for_each(|record| add_line(&mut text, record));
            text
        })
        .collect();
    let raw: Vec<String> = documents.into_values().collect();
    push_judged(kit, table, "news", &raw, &clean)
}

fn add_line(text: &mut String, record: &Value) {
    text.push_str(record["target"].as_str().unwrap_or_default());
    text.push('\n');
}

fn push_judged(
    kit: &Kit,
    table: &mut String,
    name: &str,
    raw: &[String],
    clean: &[String],
) -> anyhow::Result<()> {
    let answers = check(kit, raw.iter().chain(clean).map(|text| (text, "en")))?;
    let chances = answers.iter().enumerate().filter_map(|(at, answer)| {
        let chance = answer["score"]["raw_mt"].as_f64()?;
        Some((chance, at < raw.len()))
    });
    let judged = Judged::new(chances.collect());
    write!(
        table,
        "| {name} | {} | {} | {:.3} | {:.3} | {:.2} | {:.2} |",
        raw.len(),
        clean.len(),
        judged.auc(),
        judged.brier(),
        judged.mean_of(true),
        judged.mean_of(false)
    )?;
    for (is_raw, is_clean) in judged.bins(&BORDERS) {
        write!(table, " {is_raw} / {is_clean} |")?;
    }
    table.push('\n');
    Ok(())
}

/// Answers of `alinha stream check` to texts in languages.
fn check<'a>(
    kit: &Kit,
    texts: impl Iterator<Item = (&'a String, &'a str)>,
) -> anyhow::Result<Vec<Value>> {
    let records: Vec<Value> = texts
        .map(|(text, lang)| json!({ "text": text, "lang": lang }))
        .collect();
    kit.stream(&["check"], &records)
}

fn offset(value: &Value) -> usize {
    value.as_u64().map_or(0, |offset| offset as usize)
}
