//! The whole flow over a folder of texts.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::engine::{Engine, name_edits};
use super::input::{Listing, display_path, list_texts, read_text};
use crate::align::pairing::{self, DocPair};
use crate::align::{Alignment, Link, Side, mine};
use crate::check::{self, Source, Suppressions};
use crate::doc::Document;
use crate::lang::LangTag;
use crate::report::{BitextResult, DocumentResult, LeftAside, RunResult};
use crate::text::{DecodeOptions, Text, TextEncoding};

/// What a run is told.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// A folder inside the input that is not read: the output.
    pub skip: Option<PathBuf>,
    /// The encoding of all files, when the user states it.
    pub encoding: Option<TextEncoding>,
}

/// Someone who wants to know how far a run has come.
pub trait Progress: Sync {
    /// A stage of `steps` steps begins.
    fn stage(&self, name: &'static str, steps: usize);
    /// One step of the stage is done.
    fn step(&self);
}

/// Progress that nobody watches.
impl Progress for () {
    fn stage(&self, _: &'static str, _: usize) {}
    fn step(&self) {}
}

/// Reads every text under `folder` and runs all stages.
///
/// Files that cannot be read are listed in the result and do not stop the rest. The result
/// depends on the files alone, not on the number of threads.
#[must_use]
pub fn run(
    engine: &Engine,
    folder: &Path,
    options: &RunOptions,
    progress: &dyn Progress,
) -> RunResult {
    let Listing {
        files,
        left_aside,
        mut failed,
    } = list_texts(folder, options.skip.as_deref());

    progress.stage("reading and checking", files.len());
    let read: Vec<Result<DocumentResult, LeftAside>> = files
        .into_par_iter()
        .map(|path| {
            let result = read_and_analyse(engine, folder, path, options);
            progress.step();
            result
        })
        .collect();
    let mut documents = Vec::with_capacity(read.len());
    for result in read {
        match result {
            Ok(document) => documents.push(document),
            Err(failure) => failed.push(failure),
        }
    }

    let texts: Vec<&Document> = documents.iter().map(|result| &result.document).collect();
    let bitexts = translations(engine, &texts, progress);

    progress.stage("linking reports", texts.len());
    let groups = translation_groups(texts.len(), &bitexts);
    let links = link(engine, &texts, &|a, b| groups[a] != groups[b], progress);

    RunResult {
        documents,
        bitexts,
        links,
        left_aside,
        failed,
    }
}

/// Pairs the sentences of two texts that are known to be translations: name, text and, where
/// it is known, language of each.
#[must_use]
pub fn align_texts(
    engine: &Engine,
    source: (String, Text, Option<LangTag>),
    target: (String, Text, Option<LangTag>),
) -> RunResult {
    let documents: Vec<DocumentResult> = [source, target]
        .into_iter()
        .map(|(id, text, lang)| {
            analyse(engine, PathBuf::from(&id), engine.document(id, text, lang))
        })
        .collect();
    let texts: Vec<&Document> = documents.iter().map(|result| &result.document).collect();
    let pair = DocPair {
        source: 0,
        target: 1,
        score: 1.0,
        runner_up: None,
    };
    let alignment = align_documents(engine, &texts, &pair);
    let bitexts = vec![bitext(engine, &texts, &pair, alignment)];
    RunResult {
        documents,
        bitexts,
        ..RunResult::default()
    }
}

/// Links the sentences of texts that tell the same: name and text of each, and their language
/// where it is known.
#[must_use]
pub fn link_texts(engine: &Engine, texts: Vec<(String, Text)>, lang: Option<LangTag>) -> RunResult {
    let documents: Vec<DocumentResult> = texts
        .into_par_iter()
        .map(|(id, text)| analyse(engine, PathBuf::from(&id), engine.document(id, text, lang)))
        .collect();
    let texts: Vec<&Document> = documents.iter().map(|result| &result.document).collect();
    let links = link(engine, &texts, &|_, _| true, &());
    RunResult {
        documents,
        links,
        ..RunResult::default()
    }
}

/// Reads one file and runs the stages that need no other file.
fn read_and_analyse(
    engine: &Engine,
    folder: &Path,
    path: PathBuf,
    options: &RunOptions,
) -> Result<DocumentResult, LeftAside> {
    let id = display_path(&path, Path::new(""));
    let decode = DecodeOptions {
        encoding: options.encoding,
        language: None,
    };
    match read_text(&folder.join(&path), decode) {
        Ok(text) => Ok(analyse(engine, path, engine.document(id, text, None))),
        Err(error) => Err(LeftAside {
            path: id,
            reason: error.reason(),
        }),
    }
}

/// Runs the stages that need no other text.
fn analyse(engine: &Engine, path: PathBuf, document: Document) -> DocumentResult {
    let content = document.text.as_str();
    let (findings, score) = engine.check_and_score(&document, None);
    let glosses = engine.glosses(content, &document.detection.runs);
    let (edits, refused) = name_edits(&findings)
        .into_iter()
        .partition(|edit| document.text.can_hold(&edit.replacement));
    DocumentResult {
        path,
        document,
        findings,
        score,
        edits,
        refused,
        glosses,
    }
}

fn align_documents(engine: &Engine, texts: &[&Document], pair: &DocPair) -> Alignment {
    let (source, target) = (texts[pair.source], texts[pair.target]);
    let (source_sentences, target_sentences): (Vec<&str>, Vec<&str>) =
        (source.sentences().collect(), target.sentences().collect());
    engine.align(
        &Side {
            sentences: &source_sentences,
            lang: source.lang,
        },
        &Side {
            sentences: &target_sentences,
            lang: target.lang,
        },
    )
}

/// An aligned pair with what only shows when both sides are compared.
fn bitext(
    engine: &Engine,
    texts: &[&Document],
    pair: &DocPair,
    alignment: Alignment,
) -> BitextResult {
    let (source, target) = (texts[pair.source], texts[pair.target]);
    // Each bead with both sides is a small translation to be checked against its source.
    let mut findings = Vec::new();
    // A marker may stand outside the sentence that it silences.
    let in_source = Suppressions::read(source.text.as_str());
    let in_target = Suppressions::read(target.text.as_str());
    for bead in &alignment.beads {
        let (Some(from), Some(to)) = (
            source.segments_span(bead.source.clone()),
            target.segments_span(bead.target.clone()),
        ) else {
            continue;
        };
        let given = Source {
            text: from.of(source.text.as_str()),
            tag: source.lang,
        };
        let text = to.of(target.text.as_str());
        for mut finding in engine.check_against_source(text, target.lang, given) {
            finding.shift(match finding.side {
                check::Side::Source => from.start,
                check::Side::Target => to.start,
            });
            let silenced = match finding.side {
                check::Side::Source => in_source.silences(&finding),
                check::Side::Target => in_target.silences(&finding),
            };
            if !silenced {
                findings.push(finding);
            }
        }
    }
    BitextResult {
        source: pair.source,
        target: pair.target,
        score: pair.score,
        runner_up: pair.runner_up,
        alignment,
        findings,
    }
}

/// The documents that are translations of each other, their sentences paired.
#[must_use]
pub fn translations(
    engine: &Engine,
    texts: &[&Document],
    progress: &dyn Progress,
) -> Vec<BitextResult> {
    progress.stage("pairing translations", texts.len());
    let profiles: Vec<pairing::Profile> = texts
        .par_iter()
        .map(|document| {
            let profile = engine.pairing_profile(document);
            progress.step();
            profile
        })
        .collect();
    let pairs = pairing::pair(texts, &profiles);
    progress.stage("aligning", pairs.len());
    pairs
        .par_iter()
        .filter_map(|pair| {
            let alignment = align_documents(engine, texts, pair);
            let confirmed = pair.confirm(&alignment);
            let bitext = confirmed.map(|pair| bitext(engine, texts, &pair, alignment));
            progress.step();
            bitext
        })
        .collect()
}

/// Links sentences of the documents for which `may_link` holds, best first.
fn link(
    engine: &Engine,
    texts: &[&Document],
    may_link: &dyn Fn(usize, usize) -> bool,
    progress: &dyn Progress,
) -> Vec<Link> {
    let sentences: Vec<Vec<&str>> = texts
        .iter()
        .map(|text| text.sentences().collect())
        .collect();
    let features: Vec<mine::DocFeatures> = sentences
        .par_iter()
        .zip(texts)
        .map(|(sentences, document)| {
            let doc = mine::MineDoc {
                sentences,
                lang: document.lang,
            };
            let features = engine.mining_features(&doc);
            progress.step();
            features
        })
        .collect();
    mine::link_if(&features, may_link)
}

/// For each document the smallest index among those it is a translation of, directly or by
/// way of others: links inside such a group say nothing new.
fn translation_groups(count: usize, bitexts: &[BitextResult]) -> Vec<usize> {
    let mut groups: Vec<usize> = (0..count).collect();
    for bitext in bitexts {
        let (a, b) = (groups[bitext.source], groups[bitext.target]);
        let (low, high) = (a.min(b), a.max(b));
        if low != high {
            for group in &mut groups {
                if *group == high {
                    *group = low;
                }
            }
        }
    }
    groups
}
