//! `cargo xtask mine-fit`: fits the weights of mining's score on labelled events, and measures
//! what is linked.
//!
//! A logistic regression, drawn towards weights set by hand: a few events say nothing about much
//! of the evidence.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alinha::align::SentenceId;
use alinha::align::mine::{self, DocFeatures, EVIDENCE, Evidence, MineDoc};
use alinha::check::Settings;
use alinha::embed::{Encoder, StaticEncoder};
use alinha::glossary::Matcher;
use alinha::lang::Lang;
use alinha::pipeline::{EncoderChoice, Engine, EngineOptions, link_texts};
use alinha::text::Text;
use anyhow::Context as _;
use rustc_hash::FxHashSet;
use serde_json::Value;

/// What the evidence is taken to say before any event is seen, the constant last, and how strongly
/// the weights are held to it.
struct Prior {
    weights: [f64; EVIDENCE + 1],
    strength: f64,
}

/// Within one language: what real reports showed (two of `corpus/` and five news texts, 77 links
/// by reading), which share more phrases than events written to be hard; held to firmly.
const WITHIN_LANGUAGE: Prior = Prior {
    weights: [
        28.0, 6.5, -1.9, 6.5, 0.2, 6.5, -1.2, 0.4, 2.8, 0.8, 0.0, 4.0, 4.0, 2.0, 2.0, 2.0, -5.5,
    ],
    strength: 1.0,
};
/// Across languages: set by hand.
const ACROSS_LANGUAGES: Prior = Prior {
    weights: [
        3.0, 2.0, 1.0, 3.0, 1.0, 2.0, -0.8, 0.0, 0.3, 0.0, 0.0, 4.0, 4.0, 2.0, 2.0, 2.0, -4.5,
    ],
    strength: 0.1,
};
const STEPS: usize = 30;

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
struct Event {
    id: String,
    docs: Vec<(Lang, Vec<String>)>,
    links: FxHashSet<(SentenceId, SentenceId)>,
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
            let prior = if is_same {
                &WITHIN_LANGUAGE
            } else {
                &ACROSS_LANGUAGES
            };
            let weights = regression(&rows, prior);
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
                "same language {is_same}, meaning {has_meaning}: {right} of {} right\n  {:.1?}",
                rows.len(),
                weights
            );
        }
        for (name, events) in [("fit", &fit), ("check", &check)] {
            measure(name, events, has_meaning, arguments.errors);
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
        matcher: Matcher::builtin().clone(),
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

fn read(path: &Path) -> anyhow::Result<Vec<Event>> {
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

/// Ridge logistic regression towards `prior`, by Newton's method; the constant is last.
fn regression(rows: &[(Evidence, bool)], prior: &Prior) -> Vec<f64> {
    const N: usize = EVIDENCE + 1;
    let mut weights = prior.weights.to_vec();
    for _ in 0..STEPS {
        let mut gradient = [0.0; N];
        let mut hessian = [[0.0; N]; N];
        for (at, row) in hessian.iter_mut().enumerate() {
            gradient[at] = prior.strength * (prior.weights[at] - weights[at]);
            row[at] = prior.strength;
        }
        for (evidence, is_right) in rows {
            let values: Vec<f64> = evidence
                .values
                .iter()
                .chain([&1.0])
                .map(|value| f64::from(*value))
                .collect();
            let sum: f64 = values.iter().zip(&weights).map(|(v, w)| v * w).sum();
            let chance = 1.0 / (1.0 + (-sum).exp());
            for (i, value) in values.iter().enumerate() {
                gradient[i] += value * (f64::from(u8::from(*is_right)) - chance);
                for (j, other) in values.iter().enumerate() {
                    hessian[i][j] += value * other * chance * (1.0 - chance);
                }
            }
        }
        let step = solve(hessian, gradient);
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight += step.clamp(-2.0, 2.0);
        }
    }
    weights
}

/// What a candidate scores with fitted weights.
fn score(evidence: &Evidence, weights: &[f64]) -> f64 {
    let values = evidence.values.iter().chain([&1.0]);
    let sum: f64 = values.zip(weights).map(|(v, w)| f64::from(*v) * w).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Solves a positive definite system by Gaussian elimination.
fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for pivot in 0..N {
        let above = matrix[pivot];
        for row in pivot + 1..N {
            let factor = matrix[row][pivot] / above[pivot];
            for (value, above) in matrix[row].iter_mut().zip(above) {
                *value -= factor * above;
            }
            right[row] -= factor * right[pivot];
        }
    }
    for pivot in (0..N).rev() {
        for column in pivot + 1..N {
            right[pivot] -= matrix[pivot][column] * right[column];
        }
        right[pivot] /= matrix[pivot][pivot];
    }
    right
}

/// Prints precision and recall of what is linked.
fn measure(name: &str, events: &[Event], has_meaning: bool, shows_errors: bool) {
    let (mut right, mut found, mut wanted, mut judged) = (0, 0, 0, 0);
    let mut by_score = [[0_usize; 2]; 10];
    for event in events {
        let links = mine::link(&features(event, has_meaning));
        let pairs: FxHashSet<_> = links.iter().map(|link| (link.a, link.b)).collect();
        for link in &links {
            let is_right = event.links.contains(&(link.a, link.b));
            let bin = &mut by_score[((link.score * 10.0) as usize).min(9)];
            bin[0] += usize::from(is_right);
            bin[1] += 1;
            if shows_errors && !is_right {
                show(
                    event,
                    "WRONG",
                    (link.a, link.b),
                    &format!("{:.2} {:?}", link.score, link.reasons),
                );
            }
        }
        if shows_errors {
            let mut missing: Vec<_> = event.links.difference(&pairs).copied().collect();
            missing.sort_unstable();
            for link in missing {
                show(event, "MISSING", link, "");
            }
        }
        right += pairs.intersection(&event.links).count();
        found += pairs.len();
        wanted += event.links.len();
        judged += candidates(event, has_meaning)
            .iter()
            .filter(|(_, is_right)| *is_right)
            .count();
    }
    let (precision, recall) = (right as f64 / found as f64, right as f64 / wanted as f64);
    anstream::println!(
        "{name:6} meaning {has_meaning}: precision {precision:.3} recall {recall:.3} F1 {:.3} \
         ({right} right of {found} found, {wanted} wanted, {judged} candidates) {by_score:?}",
        2.0 * precision * recall / (precision + recall)
    );
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
