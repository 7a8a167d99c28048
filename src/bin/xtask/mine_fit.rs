//! `cargo xtask mine-fit`: fits the weights of mining's score on labelled events, and measures
//! what is linked.
//!
//! A logistic regression, drawn towards no weight at all: some of the evidence is rare in a few
//! dozen events.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alinha::align::SentenceId;
use alinha::align::mine::{self, DocFeatures, Evidence, MineDoc};
use alinha::check::Settings;
use alinha::embed::{Encoder, StaticEncoder};
use alinha::glossary::Matcher;
use alinha::lang::Lang;
use alinha::pipeline::{EncoderChoice, Engine, EngineOptions, link_texts};
use alinha::text::Text;
use anyhow::Context as _;
use rustc_hash::FxHashSet;
use serde_json::Value;

use crate::logistic;

/// Options of `mine-fit`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder of the labelled events: fit.jsonl and check.jsonl
    #[arg(long, default_value = "tests/golden/mine")]
    gold: PathBuf,
    /// Folder of the five seeds
    #[arg(long, default_value = "../shared/seeds")]
    seeds: PathBuf,
    /// Show every link that is wrong or missing
    #[arg(long)]
    errors: bool,
}

/// Reports of one event, and which of their sentences tell the same.
pub(crate) struct Event {
    id: String,
    docs: Vec<(Lang, Vec<String>)>,
    links: FxHashSet<(SentenceId, SentenceId)>,
}

impl Event {
    /// Languages and sentences of the reports.
    pub(crate) fn docs(&self) -> &[(Lang, Vec<String>)] {
        &self.docs
    }
}

/// Fits, prints the weights and what the weights in use find.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let fit = read(&arguments.gold.join("fit.jsonl"))?;
    let check = read(&arguments.gold.join("check.jsonl"))?;
    for has_meaning in [false, true] {
        for is_same in [true, false] {
            let rows: Vec<(Evidence, bool)> = fit
                .iter()
                .flat_map(|event| candidates(event, has_meaning))
                .filter(|(evidence, _)| evidence.is_same_language == is_same)
                .collect();
            let values: Vec<(Vec<f64>, bool)> = rows
                .iter()
                .map(|(evidence, is_right)| (evidence.values.map(f64::from).to_vec(), *is_right))
                .collect();
            let weights = logistic::fit(&values, &mine::EVIDENCE_SIGNS);
            let right = rows.iter().filter(|(_, is_right)| *is_right).count();
            let judged: Vec<(f64, bool)> = check
                .iter()
                .flat_map(|event| candidates(event, has_meaning))
                .filter(|(evidence, _)| evidence.is_same_language == is_same)
                .map(|(evidence, is_right)| (score(&evidence, &weights), is_right))
                .collect();
            for least in [0.3, 0.4, 0.5, 0.6] {
                let kept = judged.iter().filter(|(score, _)| *score >= least);
                let right = kept.clone().filter(|(_, is_right)| *is_right).count();
                anstream::print!("  check >= {least}: {right} of {}", kept.count());
            }
            anstream::println!();
            anstream::println!(
                "same language {is_same}, meaning {has_meaning}: {right} of {} right\n  {:.2?}",
                rows.len(),
                weights
            );
        }
        for (name, events) in [("fit", &fit), ("check", &check)] {
            for (kind, counts) in ["one language", "two languages"].iter().zip(count(
                events,
                has_meaning,
                arguments.errors,
            )) {
                anstream::println!(
                    "{name}, meaning {has_meaning}, {kind}: {:.3?} {counts:?}",
                    counts.scores()
                );
            }
        }
    }
    if arguments.seeds.is_dir() {
        measure_seeds(arguments)?;
    } else {
        anstream::println!("SKIPPED: no seeds in {}", arguments.seeds.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints which facts of the seeds are linked, and which links are of no fact.
fn measure_seeds(arguments: &Arguments) -> anyhow::Result<()> {
    let list = fs::read_to_string(arguments.gold.join("seeds.json"))?;
    let list: Value = serde_json::from_str(&list)?;
    let array = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut paths: Vec<PathBuf> = fs::read_dir(&arguments.seeds)?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.sort();
    let texts = paths
        .iter()
        .map(|path| {
            Ok((
                path.display().to_string(),
                Text::from_string(fs::read_to_string(path)?),
            ))
        })
        .collect::<anyhow::Result<_>>()?;
    let engine = Engine::new(EngineOptions {
        languages: Vec::new(),
        matcher: None,
        settings: Settings::default(),
        encoder: EncoderChoice::Default,
    });
    let found = link_texts(&engine, texts, None).links;
    let pairs: FxHashSet<_> = found.iter().map(|link| (link.a, link.b)).collect();
    let mut known = FxHashSet::default();
    let mut told = 0;
    let facts = array(&list["facts"]);
    for fact in &facts {
        let places: Vec<SentenceId> = array(&fact["places"]).iter().map(place).collect();
        let mut is_linked = true;
        for (at, a) in places.iter().enumerate() {
            for b in &places[at + 1..] {
                known.insert((*a, *b));
                if !pairs.contains(&(*a, *b)) {
                    is_linked = false;
                    anstream::println!("MISSING {} {a:?} {b:?}", fact["label"]);
                }
            }
        }
        told += usize::from(is_linked);
    }
    let near: FxHashSet<_> = array(&list["near"])
        .iter()
        .map(|pair| {
            (
                place(&pair[0]).min(place(&pair[1])),
                place(&pair[0]).max(place(&pair[1])),
            )
        })
        .collect();
    let other: Vec<_> = found
        .iter()
        .filter(|link| !known.contains(&(link.a, link.b)) && !near.contains(&(link.a, link.b)))
        .collect();
    for link in &other {
        anstream::println!(
            "OTHER {:.2} {:?} {:?} {:?}",
            link.score,
            link.a,
            link.b,
            link.reasons
        );
    }
    anstream::println!(
        "seeds: {told} of {} facts linked; {} links, {} of them to be judged",
        facts.len(),
        found.len(),
        other.len()
    );
    Ok(())
}

fn place(value: &Value) -> SentenceId {
    let index = |at: usize| value[at].as_u64().unwrap_or_default() as usize;
    SentenceId {
        doc: index(0),
        sentence: index(1),
    }
}

/// The events of a file.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Event>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    text.lines()
        .map(|line| {
            let event: Value = serde_json::from_str(line)?;
            let array = |value: &Value| value.as_array().cloned().unwrap_or_default();
            let docs = array(&event["docs"])
                .iter()
                .map(|doc| {
                    let lang = doc["lang"].as_str().unwrap_or_default().parse()?;
                    let sentences = array(&doc["sentences"]);
                    let sentences = sentences
                        .iter()
                        .filter_map(|s| s.as_str().map(str::to_owned));
                    Ok((lang, sentences.collect()))
                })
                .collect::<anyhow::Result<_>>()?;
            Ok(Event {
                id: event["id"].as_str().unwrap_or_default().to_owned(),
                docs,
                links: array(&event["links"])
                    .iter()
                    .map(|link| (place(&link[0]), place(&link[1])))
                    .collect(),
            })
        })
        .collect()
}

fn features(event: &Event, has_meaning: bool) -> Vec<DocFeatures> {
    let encoder = has_meaning.then(|| StaticEncoder::builtin() as &dyn Encoder);
    event
        .docs
        .iter()
        .map(|(lang, sentences)| {
            let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
            let doc = MineDoc {
                sentences: &sentences,
                lang: (*lang).into(),
            };
            mine::features(&doc, Matcher::builtin(), encoder)
        })
        .collect()
}

/// The candidates of an event, and which are right.
fn candidates(event: &Event, has_meaning: bool) -> Vec<(Evidence, bool)> {
    mine::evidence(&features(event, has_meaning))
        .into_iter()
        .map(|evidence| (evidence, event.links.contains(&(evidence.a, evidence.b))))
        .collect()
}

/// What a candidate scores with fitted weights.
fn score(evidence: &Evidence, weights: &[f64]) -> f64 {
    let values = evidence.values.iter().chain([&1.0]);
    let sum: f64 = values.zip(weights).map(|(v, w)| f64::from(*v) * w).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// How many links are right, found and wanted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) right: usize,
    pub(crate) found: usize,
    pub(crate) wanted: usize,
}

impl Counts {
    /// Precision, recall and F1.
    pub(crate) fn scores(self) -> [f64; 3] {
        let part = |of: usize| self.right as f64 / of.max(1) as f64;
        let (precision, recall) = (part(self.found), part(self.wanted));
        let both = (precision + recall).max(f64::MIN_POSITIVE);
        [precision, recall, 2.0 * precision * recall / both]
    }
}

/// Counts the links of some events, those between documents of one language apart from others.
pub(crate) fn count(events: &[Event], has_meaning: bool, shows_errors: bool) -> [Counts; 2] {
    let mut counts = [Counts::default(); 2];
    for event in events {
        let links = mine::link(&features(event, has_meaning));
        let pairs: FxHashSet<_> = links.iter().map(|link| (link.a, link.b)).collect();
        let lang = |id: SentenceId| event.docs[id.doc].0;
        let kind = |a: SentenceId, b: SentenceId| usize::from(lang(a) != lang(b));
        for link in &links {
            let is_right = event.links.contains(&(link.a, link.b));
            let counts = &mut counts[kind(link.a, link.b)];
            counts.right += usize::from(is_right);
            counts.found += 1;
            if shows_errors && !is_right {
                let more = format!("{:.2} {:?}", link.score, link.reasons);
                show(event, "WRONG", (link.a, link.b), &more);
            }
        }
        let mut missing: Vec<_> = event.links.difference(&pairs).copied().collect();
        missing.sort_unstable();
        for (a, b) in &event.links {
            counts[kind(*a, *b)].wanted += 1;
        }
        for link in missing.into_iter().filter(|_| shows_errors) {
            show(event, "MISSING", link, "");
        }
    }
    counts
}

fn show(event: &Event, what: &str, (a, b): (SentenceId, SentenceId), more: &str) {
    let text = |id: SentenceId| &event.docs[id.doc].1[id.sentence];
    anstream::println!(
        "{what} {} {}.{} {}.{} {more}\n    {}\n    {}",
        event.id,
        a.doc,
        a.sentence,
        b.doc,
        b.sentence,
        text(a),
        text(b)
    );
}
