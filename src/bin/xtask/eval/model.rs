//! Sentence vectors: retrieval and mining on news, among 130,000 other sentences, and on held-out
//! rows of other kinds; and what the training text has in common with what is measured.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use alinha::embed::{Encoder, StaticEncoder, Vectors};
use alinha::lang::Lang;
use alinha::train::retrieval::{BothWays, Search, encode};
use alinha::train::test_pairs::Row;
use anyhow::Context as _;
use serde_json::Value;

use super::Arguments;
use super::kit::Kit;
use super::model_text::{POOL, Text};

const HEADING: &str = "# Retrieval by sentence vectors

Top-1: share of sentences whose best candidate is their translation, in percent; a tie is a miss.
Margin: ratio margin over four neighbours. Mean of the two directions where none is named.

Written by `cargo xtask eval` from `../shared/eval/align` and `../shared/corpora`; committed with
every change that moves a figure.

";

/// Pairs of languages, and figures of other vectors on the same lines: margin and cosine of the
/// floor and of the teacher.
const NEWS: [(&str, [&str; 4]); 3] = [
    ("zh-en", ["78.9", "71.0", "98.9", "96.0"]),
    ("pt-en", ["89.7", "84.8", "99.1", "96.9"]),
    ("zh-pt", ["64.9", "54.6", "94.0", "84.5"]),
];

/// Measures the built-in vectors, or those of the model that is asked for. Nothing without the
/// corpora.
pub(super) fn measure(kit: &Kit, arguments: &Arguments) -> anyhow::Result<Option<String>> {
    let corpora = &arguments.corpora;
    if !corpora.is_dir() {
        anstream::eprintln!(
            "SKIPPED: no corpora in {}; tests/eval/model.md stands unchecked",
            corpora.display()
        );
        return Ok(None);
    }
    let text = Text::read(corpora, &kit.path(""))?;
    let opened;
    let encoder = match &arguments.model {
        Some(path) => {
            opened = StaticEncoder::open(path)?;
            &opened
        }
        None => StaticEncoder::builtin(),
    };
    let mut table = HEADING.to_owned();
    let model = encoder.manifest();
    writeln!(
        table,
        "Model: {} {}, {} rows of {} values, {} bits a value.\n",
        model.name, model.version, model.rows, model.dim, model.bits
    )?;
    push_figures(&mut table, kit, &text, encoder)?;
    Ok(Some(table))
}

fn push_figures(
    table: &mut String,
    kit: &Kit,
    text: &Text,
    encoder: &dyn Encoder,
) -> anyhow::Result<()> {
    let pools: Pools = text
        .pools
        .iter()
        .map(|(lang, lines)| {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            Ok((*lang, encode(encoder, &lines)?))
        })
        .collect::<anyhow::Result<_>>()?;
    push_news(table, kit, encoder, &pools)?;
    push_kinds(table, text, encoder, &pools)?;
    text.push_counts(table)?;
    Ok(())
}

/// Vectors of sentences that are no answer, in each language.
type Pools = BTreeMap<Lang, Vectors>;

fn push_news(
    table: &mut String,
    kit: &Kit,
    encoder: &dyn Encoder,
    pools: &Pools,
) -> anyhow::Result<()> {
    let mut among = String::new();
    table.push_str(
        "## News: the 1-1 links of ntrex-long\n\n\
         | pair | lines | margin | cosine | floor margin | cosine | teacher margin | cosine |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for (pair, others) in NEWS {
        let rows = one_to_one(kit, &format!("dev/ntrex-long.{pair}.jsonl"))?;
        let set = Set::new(encoder, pair, &rows)?;
        let plain = set.plain();
        writeln!(
            table,
            "| {pair} | {} | **{}** | {} | {} |",
            rows.len(),
            percent(plain.margin()),
            percent(plain.cosine()),
            others.join(" | ")
        )?;
        let found = set.to_target(pools).run();
        let mining = found.mining;
        writeln!(
            among,
            "| {pair} | **{}** | {} | {} | **{}** | {} | {} | {:.3} |",
            percent(found.cosine),
            percent(set.to_source(pools).cosine()),
            percent(found.margin),
            percent(mining.f1),
            percent(mining.precision),
            percent(mining.recall),
            mining.threshold
        )?;
    }
    writeln!(
        table,
        "\nFloor: a distilled table, set means removed. Teacher: multilingual-e5-small, 4 bit. Both \
         were measured earlier on the same lines.\n\n\
         ## The same among {POOL} other sentences\n\n\
         Others: distinct lines of the corpora in the language of the candidates, a seeded sample. From \
         source to target unless said. Mining: each source sentence with its best candidate by margin, \
         at the threshold that is best here.\n\n\
         | pair | cosine | cosine, target to source | margin | mining F1 | P | R | threshold |\n\
         |---|---|---|---|---|---|---|---|\n{among}"
    )?;
    Ok(())
}

fn push_kinds(
    table: &mut String,
    text: &Text,
    encoder: &dyn Encoder,
    pools: &Pools,
) -> anyhow::Result<()> {
    table.push_str(
        "## Held-out rows of other kinds\n\n\
         Among others: cosine, source to target, the same sentences as above in the way.\n\n\
         | set | lines | margin | cosine | among others |\n|---|---|---|---|---|\n",
    );
    for (name, rows) in &text.held_out {
        let pair = name.rsplit('.').next().unwrap_or_default();
        let set = Set::new(encoder, pair, rows)?;
        let plain = set.plain();
        writeln!(
            table,
            "| {name} | {} | **{}** | {} | {} |",
            rows.len(),
            percent(plain.margin()),
            percent(plain.cosine()),
            percent(set.to_target(pools).cosine())
        )?;
    }
    table.push('\n');
    Ok(())
}

fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

/// Vectors of sentence pairs.
struct Set {
    languages: [Lang; 2],
    vectors: [Vectors; 2],
}

impl Set {
    fn new(encoder: &dyn Encoder, pair: &str, rows: &[Row]) -> anyhow::Result<Self> {
        let (source, target) = pair.split_once('-').context("two languages")?;
        let sources: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
        let targets: Vec<&str> = rows.iter().map(|row| row.1.as_str()).collect();
        Ok(Self {
            languages: [source.parse()?, target.parse()?],
            vectors: [encode(encoder, &sources)?, encode(encoder, &targets)?],
        })
    }

    /// Among each other only.
    fn plain(&self) -> BothWays {
        BothWays::run(self.vectors.each_ref(), [None, None])
    }

    fn to_target<'a>(&'a self, pools: &'a Pools) -> Search<'a> {
        let [source, target] = &self.vectors;
        Search::new(source, target, pools.get(&self.languages[1]))
    }

    fn to_source<'a>(&'a self, pools: &'a Pools) -> Search<'a> {
        let [source, target] = &self.vectors;
        Search::new(target, source, pools.get(&self.languages[0]))
    }
}

/// The sentences of a document that are linked one to one.
fn one_to_one(kit: &Kit, name: &str) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for document in kit.records(name)? {
        let sentence = |side: &str, ids: &Value| -> Option<String> {
            let [id] = ids.as_array()?.as_slice() else {
                return None;
            };
            let id = usize::try_from(id.as_u64()?).ok()?;
            document[side].get(id)?.as_str().map(str::to_owned)
        };
        for link in document["gold"].as_array().into_iter().flatten() {
            let source = sentence("src", &link[0]);
            rows.extend(source.zip(sentence("tgt", &link[1])));
        }
    }
    Ok(rows)
}
