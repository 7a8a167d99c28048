//! Pairing: which documents are translations of each other, when their names say nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use alinha::pipeline::EncoderChoice;

use super::kit::Kit;
use crate::mine_fit::read;
use crate::pair_fit::{Collection, engine};

const FILES: [&str; 3] = ["zh-en", "pt-en", "zh-pt"];

pub(super) fn measure(kit: &Kit) -> anyhow::Result<String> {
    let mut table = String::from(
        "# Pairing of translated documents\n\n\
         All documents of the set in one folder, under names that say nothing: which are translations of each other? \
         `news` are the documents of the alignment kit's `ntrex` sets (one text in three languages, with the kit's noise), \
         three texts in four without one of their languages; `openings` the first three sentences of each; `reports` \
         are reports of one event in several languages from `tests/golden/mine`, of which none is a translation.\n\n\
         Written by `cargo xtask eval`; committed with every change that moves a figure.\n\n\
         | set | vectors | pairs | found | right | precision | recall |\n|---|---|--:|--:|--:|--:|--:|\n",
    );
    for (vectors, encoder) in [
        ("none", EncoderChoice::None),
        ("built-in", EncoderChoice::Default),
    ] {
        let engine = engine(encoder);
        let mut sets = Vec::new();
        for (name, most) in [("news", usize::MAX), ("openings", 3)] {
            let mut news = Collection::default();
            // The sides of one text are spread over three files.
            let mut texts: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
            for file in FILES {
                for record in kit.records(&format!("dev/ntrex.{file}.jsonl"))? {
                    let id = record["id"].as_str().unwrap_or_default();
                    let text = texts.entry(id.replace(file, "")).or_default();
                    for (side, lang) in [("src", "src_lang"), ("tgt", "tgt_lang")] {
                        let lang = record[lang].as_str().unwrap_or_default();
                        let list = record[side].as_array().into_iter().flatten();
                        let sentences = list.filter_map(|s| s.as_str().map(str::to_owned));
                        text.entry(lang.to_owned())
                            .or_insert_with(|| sentences.take(most).collect());
                    }
                }
            }
            for (at, text) in texts.values().enumerate() {
                let sides = text
                    .values()
                    .enumerate()
                    .filter(|(side, _)| *side != at % 4);
                let places: Vec<usize> = sides.map(|(_, side)| news.add(&engine, side)).collect();
                for (at, one) in places.iter().enumerate() {
                    for other in &places[at + 1..] {
                        news.pair(*one, *other);
                    }
                }
            }
            sets.push((name, news));
        }
        let mut reports = Collection::default();
        for name in ["fit", "check"] {
            for event in read(&Path::new("tests/golden/mine").join(format!("{name}.jsonl")))? {
                for (_, sentences) in event.docs() {
                    reports.add(&engine, sentences);
                }
            }
        }
        sets.push(("reports", reports));
        for (name, set) in sets {
            let (found, right, wanted, _) = set.measure(&engine);
            let part = |of: usize| {
                if of == 0 {
                    "–".to_owned()
                } else {
                    format!("{:.3}", right as f64 / of as f64)
                }
            };
            writeln!(
                table,
                "| {name} | {vectors} | {wanted} | {found} | {right} | {} | {} |",
                part(found),
                part(wanted)
            )?;
        }
    }
    Ok(table)
}
