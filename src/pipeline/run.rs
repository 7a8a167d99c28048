//! The whole flow over a folder of texts.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::engine::{Engine, normalisation};
use super::input::{Listing, display_path, list_texts, read_text};
use crate::align::{Link, SentenceId, Side, mine, pairing};
use crate::check::Source;
use crate::doc::Document;
use crate::report::{BitextResult, DocumentResult, LeftAside, RunResult};
use crate::text::{DecodeOptions, TextEncoding};

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
            let result = analyse(engine, folder, path, options);
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
    progress.stage("pairing translations", 1);
    let pairs = pairing::pair(&texts, engine.matcher());
    progress.step();

    progress.stage("aligning", pairs.len());
    let bitexts: Vec<BitextResult> = pairs
        .par_iter()
        .map(|pair| {
            let (source, target) = (texts[pair.source], texts[pair.target]);
            let bitext = align_pair(engine, source, target);
            progress.step();
            BitextResult {
                source: pair.source,
                target: pair.target,
                score: pair.score,
                ..bitext
            }
        })
        .collect();

    progress.stage("linking reports", texts.len());
    let features: Vec<mine::DocFeatures> = texts
        .par_iter()
        .map(|document| {
            let sentences: Vec<&str> = document.sentences().collect();
            let features = mine::features(
                &mine::MineDoc {
                    sentences: &sentences,
                    lang: document.lang,
                },
                engine.matcher(),
            );
            progress.step();
            features
        })
        .collect();
    let groups = translation_groups(texts.len(), &bitexts);
    let links = mine::link(&features, &|a, b| groups[a] != groups[b]);

    RunResult {
        documents,
        bitexts,
        links,
        left_aside,
        failed,
    }
}

/// Reads one file and runs the stages that need no other file.
fn analyse(
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
    let text = read_text(&folder.join(&path), decode).map_err(|error| LeftAside {
        path: id.clone(),
        reason: error.reason(),
    })?;
    let detection = engine.detect(text.as_str());
    let document = engine.document(id, text, None);
    let spans: Vec<_> = document.segments.iter().map(|segment| segment.span).collect();
    let content = document.text.as_str();
    let findings = engine.check(content, document.lang, &detection.runs, &spans, None);
    let glosses = engine.glosses(content, &detection.runs);
    let (edits, refused) = normalisation(findings.clone())
        .edits
        .into_iter()
        .partition(|edit| document.text.can_hold(&edit.replacement));
    Ok(DocumentResult {
        path,
        document,
        detection,
        findings,
        edits,
        refused,
        glosses,
    })
}

fn align_pair(engine: &Engine, source: &Document, target: &Document) -> BitextResult {
    let (source_sentences, target_sentences): (Vec<&str>, Vec<&str>) =
        (source.sentences().collect(), target.sentences().collect());
    let alignment = engine.align(
        &Side {
            sentences: &source_sentences,
            lang: source.lang,
        },
        &Side {
            sentences: &target_sentences,
            lang: target.lang,
        },
    );
    // Each bead with both sides is a small translation to be checked against its source.
    let mut findings = Vec::new();
    for bead in &alignment.beads {
        let (Some(from), Some(to)) = (
            source.segments_span(bead.source.clone()),
            target.segments_span(bead.target.clone()),
        ) else {
            continue;
        };
        let text = to.of(target.text.as_str());
        let given = Source {
            text: from.of(source.text.as_str()),
            tag: source.lang,
        };
        for mut finding in engine.check_against_source(text, target.lang, given) {
            let base = match finding.side {
                crate::check::Side::Source => from.start,
                crate::check::Side::Target => to.start,
            };
            finding.shift(base);
            findings.push(finding);
        }
    }
    BitextResult {
        source: 0,
        target: 0,
        score: 0.0,
        alignment,
        findings,
    }
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
