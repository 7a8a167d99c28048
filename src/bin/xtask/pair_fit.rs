//! `cargo xtask pair-fit`: fits the weights by which documents are paired, and measures what is
//! paired.
//!
//! Fitted on synthetic documents: sentences of the parallel corpora put together by topic, with the
//! noise of translations, under names that say nothing; one in three has no translation. Among them
//! stand reports of one event in several languages, which are none.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use alinha::align::pairing::{self, EVIDENCE, EVIDENCE_SIGNS};
use alinha::check::Settings;
use alinha::doc::Document;
use alinha::embed::random::Random;
use alinha::lang::Lang;
use alinha::pipeline::{EncoderChoice, Engine, EngineOptions, translations};
use alinha::text::Text;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::align_noise::{self, Noise};
use crate::corpora::{Corpus, evaluation_text};
use crate::logistic;
use crate::mine_fit;

/// Corpora of each pair that documents are made from: the built-in model was trained on none of
/// the news and captions.
const CORPORA: [([Lang; 2], &[&str]); 3] = [
    ([Lang::ZH, Lang::EN], &["news.zh-en"]),
    ([Lang::PT, Lang::EN], &["captions.pt-en", "general.pt-en"]),
    ([Lang::ZH, Lang::PT], &["captions.zh-pt", "general.zh-pt"]),
];
const SEED: u64 = 5;
/// One document in so many has no translation.
const ALONE: usize = 3;
/// One document in so many is cut to its beginning.
const SHORT: usize = 3;
const SHORT_BEADS: usize = 3;

/// Options of `pair-fit`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Documents of each pair of languages
    #[arg(long, default_value_t = 1200)]
    documents: usize,
    /// Sentences of each pair of languages that the documents are made from
    #[arg(long, default_value_t = 70_000)]
    rows: usize,
    /// Folder of the parallel corpora
    #[arg(long, default_value = "../shared/corpora")]
    corpora: PathBuf,
    /// Reports that are not translations of each other
    #[arg(long, default_value = "tests/golden/mine/fit.jsonl")]
    reports: PathBuf,
    /// Folder of the alignment kit, whose text is left out
    #[arg(long, default_value = "../shared/eval/align")]
    kit: PathBuf,
}

/// Documents, and which are translations of each other.
#[derive(Default)]
pub(crate) struct Collection {
    documents: Vec<Document>,
    pairs: FxHashSet<(usize, usize)>,
}

impl Collection {
    /// Adds a document under a name that says nothing.
    pub(crate) fn add(&mut self, engine: &Engine, sentences: &[String]) -> usize {
        let name = format!(
            "{:08x}.txt",
            Random::new(SEED, self.documents.len() as u64).bits() >> 32
        );
        let text = Text::from_string(sentences.join("\n"));
        self.documents.push(engine.document(name, text, None));
        self.documents.len() - 1
    }

    /// Says that two documents are translations of each other.
    pub(crate) fn pair(&mut self, a: usize, b: usize) {
        self.pairs.insert((a.min(b), a.max(b)));
    }

    /// Pairs found and right, wanted, and seconds that it took.
    pub(crate) fn measure(&self, engine: &Engine) -> (usize, usize, usize, f64) {
        let texts: Vec<&Document> = self.documents.iter().collect();
        let start = Instant::now();
        let found = translations(engine, &texts, &());
        let seconds = start.elapsed().as_secs_f64();
        let right = found
            .iter()
            .filter(|pair| {
                let ends = (pair.source.min(pair.target), pair.source.max(pair.target));
                self.pairs.contains(&ends)
            })
            .count();
        (found.len(), right, self.pairs.len(), seconds)
    }
}

pub(crate) fn engine(encoder: EncoderChoice) -> Engine {
    Engine::new(EngineOptions {
        languages: Vec::new(),
        matcher: None,
        settings: Settings::default(),
        encoder,
    })
}

/// Fits, prints the weights and what those in use find.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    for (has_meaning, encoder) in [(false, EncoderChoice::None), (true, EncoderChoice::Default)] {
        let engine = engine(encoder);
        let collection = synthetic(&engine, arguments)?;
        let texts: Vec<&Document> = collection.documents.iter().collect();
        let profiles: Vec<pairing::Profile> = texts
            .par_iter()
            .map(|document| engine.pairing_profile(document))
            .collect();
        let rows: Vec<(Vec<f64>, bool)> = pairing::evidence(&texts, &profiles)
            .into_iter()
            .map(|(a, b, values)| {
                let is_pair = collection.pairs.contains(&(a.min(b), a.max(b)));
                (values.map(f64::from).to_vec(), is_pair)
            })
            .collect();
        let right = rows.iter().filter(|(_, is_right)| *is_right).count();
        anstream::println!(
            "meaning {has_meaning}: {} documents, {right} of {} pairs among {} candidates\n  {:.2?}",
            texts.len(),
            collection.pairs.len(),
            rows.len(),
            logistic::fit(&rows, &EVIDENCE_SIGNS[..EVIDENCE]),
        );
        let (found, right, wanted, seconds) = collection.measure(&engine);
        anstream::println!(
            "  in use: {right} right of {found} found, {wanted} wanted, {seconds:.1} s"
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn synthetic(engine: &Engine, arguments: &Arguments) -> anyhow::Result<Collection> {
    let corpora = Corpus::list(&arguments.corpora)?;
    let evaluation = evaluation_text(&Path::new(&arguments.kit).join("dev"))?;
    let mut collection = Collection::default();
    for (stream, (languages, names)) in (1..).zip(CORPORA) {
        let wanted: Vec<&Corpus> = corpora
            .iter()
            .filter(|corpus| names.contains(&corpus.name.as_str()))
            .collect();
        let rows = align_noise::rows(&wanted, arguments.rows, SEED, &evaluation)?;
        let mut random = Random::new(SEED, stream);
        let documents = align_noise::documents(
            &rows,
            languages,
            Noise::FREE,
            arguments.documents,
            &mut random,
        );
        for (at, mut document) in documents.into_iter().enumerate() {
            if at % SHORT == 1 {
                let last = document
                    .gold
                    .beads
                    .get(SHORT_BEADS)
                    .map(|bead| (bead.source.start, bead.target.start));
                if let Some((source, target)) = last {
                    document.source.truncate(source);
                    document.target.truncate(target);
                }
            }
            let source = collection.add(engine, &document.source);
            if at % ALONE != 2 {
                let target = collection.add(engine, &document.target);
                collection.pair(source, target);
            }
        }
    }
    // Reports of one event, none of which is a translation of another.
    for event in mine_fit::read(&arguments.reports)? {
        for (_, sentences) in event.docs() {
            collection.add(engine, sentences);
        }
    }
    Ok(collection)
}
