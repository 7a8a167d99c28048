//! Texts in which a person marked what is wrong.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::kit::read_records;

/// A text, what is wrong in it, and what it was translated from where that is known.
pub(super) struct Marked {
    pub(super) set: &'static str,
    pub(super) lang: String,
    pub(super) text: String,
    /// Language and text.
    pub(super) source: Option<(String, String)>,
    pub(super) marks: Vec<Mark>,
}

/// A stretch that is wrong; offsets count Unicode scalar values.
pub(super) struct Mark {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it lies in the source: something that was left out.
    pub(super) is_in_source: bool,
    pub(super) kind: String,
    /// What it takes to see it, in the sets that tell: surface, lexical or deep.
    pub(super) reach: String,
}

impl Mark {
    /// True where the mark and `start..end` share a character.
    pub(super) fn touches(&self, start: usize, end: usize) -> bool {
        self.start < end && start < self.end
    }

    fn read(value: &Value) -> anyhow::Result<Self> {
        let offset = |field: &str| {
            let offset = value[field].as_u64().context("an offset")?;
            Ok::<usize, anyhow::Error>(usize::try_from(offset)?)
        };
        let kind = [&value["kind"], &value["category"]];
        let kind = kind.iter().find_map(|kind| kind.as_str());
        Ok(Self {
            start: offset("start")?,
            end: offset("end")?,
            is_in_source: value["side"] == "source",
            kind: kind.unwrap_or_default().to_owned(),
            reach: words(value, "reach"),
        })
    }
}

/// The sets of `tests/golden/mt`, by name: articles as machines translate them, and clean ones.
pub(super) fn golden(name: &'static str) -> anyhow::Result<Vec<Marked>> {
    let path = Path::new("tests/golden/mt").join(format!("{name}.jsonl"));
    let records = read_records(&path)?;
    let texts = records.iter().map(|record| {
        let lang = record["lang"].as_str().unwrap_or("en").to_owned();
        Ok(Marked {
            set: match (record["source_lang"].as_str(), lang.as_str()) {
                (Some("zh"), "en") => "other, Chinese to English",
                (Some("en"), "pt") => "other, English to Portuguese",
                (Some("en"), "zh") => "other, English to Chinese",
                _ => name,
            },
            lang,
            text: words(record, "text"),
            source: None,
            marks: marks(&record["spans"])?,
        })
    });
    texts.collect()
}

/// The seed whose marks are `tests/golden/mt/004.jsonl`; none where the seeds are not at hand.
pub(super) fn seed(seeds: &Path) -> anyhow::Result<Option<Marked>> {
    let Ok(entries) = fs::read_dir(seeds) else {
        anstream::eprintln!("SKIPPED: no seeds in {}", seeds.display());
        return Ok(None);
    };
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.sort();
    let is_wanted = |path: &&PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy());
        name.is_some_and(|name| name.starts_with("004"))
    };
    let path = paths.iter().find(is_wanted).context("no seed 004")?;
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let marks = read_records(Path::new("tests/golden/mt/004.jsonl"))?;
    let marks: Vec<Mark> = marks
        .iter()
        .map(Mark::read)
        .collect::<anyhow::Result<_>>()?;
    let length = text.chars().count();
    ensure!(
        marks.iter().all(|mark| mark.end <= length),
        "the marks of seed 004 reach beyond its end"
    );
    Ok(Some(Marked {
        set: "004",
        lang: "en".to_owned(),
        text,
        source: None,
        marks,
    }))
}

/// A file of records with `target` and, but for clean text, `ratings`: the marks of all raters.
pub(super) fn rated(path: &Path, set: &'static str) -> anyhow::Result<Vec<Marked>> {
    let records = read_records(path)?;
    let texts = records.iter().map(|record| {
        let mut all = Vec::new();
        for rating in record["ratings"].as_array().into_iter().flatten() {
            all.extend(marks(&rating["errors"])?);
        }
        let source = record["source"].as_str();
        Ok(Marked {
            set,
            lang: record["tgt_lang"].as_str().unwrap_or("en").to_owned(),
            text: words(record, "target"),
            source: source.map(|text| (words(record, "src_lang"), text.to_owned())),
            marks: all,
        })
    });
    texts.collect()
}

fn marks(list: &Value) -> anyhow::Result<Vec<Mark>> {
    let list = list.as_array().into_iter().flatten();
    list.map(Mark::read).collect()
}

fn words(record: &Value, field: &str) -> String {
    record[field].as_str().unwrap_or_default().to_owned()
}
