//! `cargo xtask score-fit`: fits the weights by which a text is called raw machine translation.
//!
//! A logistic regression on the texts of `tests/golden/raw_mt`, the English ones of `corpus/`, and lines of the corpora
//! that people wrote. Each text also comes cut short, and in one with its neighbours: the length must not
//! tell the classes apart, and a probability must be right for texts of any length.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use alinha::check::Settings;
use alinha::check::score::{EVIDENCE, EVIDENCE_SIGNS, HALF_SURE_WORDS};
use alinha::lang::{Lang, LangTag};
use alinha::pipeline::{EncoderChoice, Engine, EngineOptions};
use alinha::text::{DecodeOptions, Text};
use anyhow::{Context as _, ensure};
use rayon::prelude::*;

use crate::corpora::Corpus;
use crate::eval::kit::read_records;
use crate::logistic;
use crate::reliability::Judged;

/// Files of `corpus/`, and whether they are raw machine translation. Those with planted names are neither.
const CORPUS: [(&str, bool); 5] = [
    ("mt-style.en.txt", true),
    ("story.en.txt", false),
    ("report-a.en.txt", false),
    ("report-b.en.txt", false),
    ("quotes.en.txt", false),
];
/// Files of the corpora whose English people wrote.
const HUMAN: [&str; 2] = ["captions.pt-en", "general.pt-en"];
/// Texts made of the lines of each of them, and their words.
const TEXTS: usize = 30;
const WORDS: usize = 90;
/// Sentences of the short cuts.
const CUTS: [usize; 2] = [1, 3];
/// Texts that are also put together to a long one.
const LONG: usize = 4;
/// Parts that the weights are held against, each by those fitted on the others.
const FOLDS: usize = 5;

/// Options of `score-fit`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The labelled texts
    #[arg(long, default_value = "tests/golden/raw_mt/fit.jsonl")]
    texts: PathBuf,
    /// Folder of the sample texts
    #[arg(long, default_value = "corpus")]
    samples: PathBuf,
    /// Folder of the parallel corpora
    #[arg(long, default_value = "../shared/corpora")]
    corpora: PathBuf,
}

/// A text, cut or whole, as the regression sees it.
struct Row {
    values: Vec<f64>,
    words: usize,
    is_raw: bool,
    /// Rows of one fold share their text.
    fold: usize,
}

/// Fits, prints what the weights are worth on texts they have not seen, and the weights.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let texts = read(arguments)?;
    let rows = rows(&texts)?;
    let count = |is_raw| texts.iter().filter(|(_, raw)| *raw == is_raw).count();
    anstream::println!(
        "{} texts of machines, {} of people, {} rows",
        count(true),
        count(false),
        rows.len()
    );
    for half_sure in [10.0, 20.0, 30.0, 45.0, 70.0] {
        let judged: Vec<(f64, bool)> = (0..FOLDS)
            .flat_map(|fold| {
                let seen: Vec<&Row> = rows.iter().filter(|row| row.fold != fold).collect();
                let weights = fit(&seen, half_sure);
                let unseen = rows.iter().filter(move |row| row.fold == fold);
                unseen.map(move |row| (chance(row, &weights, half_sure), row.is_raw))
            })
            .collect();
        anstream::println!("half sure at {half_sure} words: {}", Judged::new(judged));
    }
    let all: Vec<&Row> = rows.iter().collect();
    let weights = fit(&all, f64::from(HALF_SURE_WORDS));
    anstream::println!("weights for {HALF_SURE_WORDS} words: {weights:.2?}");
    Ok(ExitCode::SUCCESS)
}

/// Texts, and whether they are raw machine translation.
fn read(arguments: &Arguments) -> anyhow::Result<Vec<(String, bool)>> {
    let mut texts = Vec::new();
    for record in read_records(&arguments.texts)? {
        let text = record["text"].as_str().context("a text")?;
        texts.push((text.to_owned(), record["raw_mt"] == true));
    }
    for (name, is_raw) in CORPUS {
        let path = arguments.samples.join(name);
        let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let text = Text::decode(bytes, DecodeOptions::default())?;
        texts.push((text.as_str().to_owned(), is_raw));
    }
    for corpus in Corpus::list(&arguments.corpora)? {
        if !HUMAN.contains(&corpus.name.as_str()) {
            continue;
        }
        let mut text = String::new();
        let mut made = 0;
        let mut pairs = corpus.open()?;
        while let Some(pair) = pairs.next_pair()? {
            text.push_str(pair.target);
            text.push('\n');
            if text.split_whitespace().count() >= WORDS {
                texts.push((std::mem::take(&mut text), false));
                made += 1;
            }
            if made == TEXTS {
                break;
            }
        }
        ensure!(made == TEXTS, "{} is too short", corpus.name);
    }
    Ok(texts)
}

/// The rows of all texts.
fn rows(texts: &[(String, bool)]) -> anyhow::Result<Vec<Row>> {
    let engine = Engine::new(EngineOptions {
        languages: Vec::new(),
        matcher: None,
        settings: Settings::default(),
        encoder: EncoderChoice::None,
    });
    let mut wanted: Vec<(String, bool, usize)> = Vec::new();
    for is_raw in [true, false] {
        let class: Vec<&String> = texts
            .iter()
            .filter(|(_, raw)| *raw == is_raw)
            .map(|(text, _)| text)
            .collect();
        for (at, some) in class.chunks(LONG).enumerate() {
            let fold = at % FOLDS;
            let whole = some.iter().map(|text| text.as_str()).collect::<Vec<_>>();
            wanted.push((whole.join("\n\n"), is_raw, fold));
            for text in whole {
                let segments = engine.segments(text, Some(LangTag::plain(Lang::EN)));
                let cuts = CUTS.iter().filter_map(|count| segments.get(count - 1));
                wanted.extend(cuts.map(|last| (text[..last.end].to_owned(), is_raw, fold)));
                wanted.push((text.to_owned(), is_raw, fold));
            }
        }
    }
    wanted
        .into_par_iter()
        .map(|(text, is_raw, fold)| {
            let text = Text::from_string(text);
            let english = Some(LangTag::plain(Lang::EN));
            let document = engine.document(String::new(), text, english);
            let (_, score) = engine.check_and_score(&document, None);
            let evidence = score.evidence.context("English has evidence")?;
            Ok(Row {
                values: evidence.map(f64::from).to_vec(),
                words: score.words,
                is_raw,
                fold,
            })
        })
        .collect()
}

/// How far the evidence of a text of so many words counts.
fn trust(words: usize, half_sure: f64) -> f64 {
    words as f64 / (words as f64 + half_sure)
}

/// The weights; both classes count the same.
fn fit(rows: &[&Row], half_sure: f64) -> Vec<f64> {
    let count = |is_raw| rows.iter().filter(|row| row.is_raw == is_raw).count();
    let times = [count(true), count(false)].map(|own| (count(true).max(count(false))) / own.max(1));
    let mut values = Vec::new();
    for row in rows {
        let trust = trust(row.words, half_sure);
        let own: Vec<f64> = row.values.iter().map(|value| value * trust).collect();
        let against: Vec<f64> = own.iter().map(|value| -value).collect();
        for _ in 0..times[usize::from(!row.is_raw)] {
            values.push((own.clone(), row.is_raw));
            // Mirrored: the constant that `logistic` adds, which a text without words would be left with,
            // comes out as none.
            values.push((against.clone(), !row.is_raw));
        }
    }
    let mut weights = logistic::fit(&values, &EVIDENCE_SIGNS);
    weights.truncate(EVIDENCE);
    weights
}

fn chance(row: &Row, weights: &[f64], half_sure: f64) -> f64 {
    let sum: f64 = row.values.iter().zip(weights).map(|(v, w)| v * w).sum();
    1.0 / (1.0 + (-sum * trust(row.words, half_sure)).exp())
}
