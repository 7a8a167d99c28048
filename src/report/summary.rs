//! `summary.json`: what a run read and found, in numbers, for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::{BeadStatus, Change, DocumentResult, RunResult, bead_kind, changes, table_names};
use crate::check::{Finding, Score, Severity};
use crate::lang::LangTag;

/// Names the program in `summary.json`; a folder whose summary says so may be replaced.
pub const GENERATOR: &str = "alinha run";

/// What a run found. Holds no clock and no absolute path: the same input gives the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// [`GENERATOR`].
    pub generator: &'static str,
    /// The version of alinha.
    pub version: &'static str,
    /// How many of everything.
    pub counts: Counts,
    /// The texts, by path.
    pub documents: Vec<DocumentSummary>,
    /// Documents that are translations of each other.
    pub pairs: Vec<PairSummary>,
    /// What normalising changed, most frequent first.
    pub changes: Vec<Change>,
    /// What it would have changed if the file's encoding had the characters.
    pub refused: Vec<Change>,
    /// Files that are no texts for alinha.
    pub left_aside: Vec<FileReason>,
    /// Files that could not be read.
    pub failed: Vec<FileReason>,
}

/// How many of everything a run found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Counts {
    /// Texts read.
    pub documents: usize,
    /// Texts by main language, with the variety where it shows.
    pub documents_by_language: BTreeMap<String, usize>,
    /// Sentences of all texts.
    pub sentences: usize,
    /// Pairs of translations.
    pub pairs: usize,
    /// Beads of all pairs.
    pub beads: usize,
    /// Beads by kind, `1-2`.
    pub beads_by_kind: BTreeMap<String, usize>,
    /// Beads by status: `ok`, `review`, `unpaired`.
    pub beads_by_status: BTreeMap<&'static str, usize>,
    /// Links between sentences of different documents.
    pub links: usize,
    /// Links whose two sentences disagree on a fact.
    pub links_with_conflicts: usize,
    /// Phrases beside their translation.
    pub glosses: usize,
    /// Findings, those of pairs included.
    pub findings: usize,
    /// Findings by rule id.
    pub findings_by_rule: BTreeMap<&'static str, usize>,
    /// Findings by severity.
    pub findings_by_severity: BTreeMap<&'static str, usize>,
    /// Changes that normalising made.
    pub changes: usize,
    /// Those of them that changed a name.
    pub name_changes: usize,
    /// Changes that an encoding has no characters for.
    pub refused: usize,
    /// Files left aside.
    pub left_aside: usize,
    /// Files that failed.
    pub failed: usize,
}

/// One text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DocumentSummary {
    /// Path relative to the folder, with `/` between parts.
    pub path: String,
    /// Main language.
    pub language: LangTag,
    /// Encoding of the file.
    pub encoding: &'static str,
    /// Number of sentences.
    pub sentences: usize,
    /// Number of findings, without those that only show beside a translation.
    pub findings: usize,
    /// What they amount to.
    pub score: ScoreSummary,
    /// Number of changes made.
    pub changes: usize,
    /// Number of changes that its encoding has no characters for.
    pub refused: usize,
}

/// What the findings of a text amount to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreSummary {
    /// MQM points.
    pub points: u32,
    /// MQM points for each 1,000 words.
    #[serde(serialize_with = "three_decimals")]
    pub per_1000_words: f32,
    /// Words of the text; 1.6 Chinese characters count as one.
    pub words: usize,
    /// Probability that the text is raw machine translation; none where nothing can be said.
    pub raw_mt: Option<f64>,
}

impl From<Score> for ScoreSummary {
    fn from(score: Score) -> Self {
        Self {
            points: score.points,
            per_1000_words: score.per_1000_words(),
            words: score.words,
            raw_mt: score.raw_mt().map(rounded),
        }
    }
}

/// One pair of translations.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairSummary {
    /// Path of the source.
    pub source: String,
    /// Path of the target.
    pub target: String,
    /// How sure it is that they are translations, 0 to 1.
    #[serde(serialize_with = "three_decimals")]
    pub score: f32,
    /// The document that would have taken the place of one of the two, if any came near.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<RunnerUpSummary>,
    /// Number of beads.
    pub beads: usize,
    /// Beads that are not one sentence each.
    pub not_one_to_one: usize,
    /// Beads that somebody should look at.
    pub review: usize,
    /// Beads with an empty side.
    pub unpaired: usize,
    /// Findings that only show beside the source.
    pub findings: usize,
    /// Its table, relative to the output folder.
    pub table: String,
}

/// The next best partner of a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunnerUpSummary {
    /// Its path.
    pub path: String,
    /// How sure it would have been, 0 to 1.
    #[serde(serialize_with = "three_decimals")]
    pub score: f32,
}

/// A file that is not in the results.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileReason {
    /// Path relative to the folder.
    pub path: String,
    /// Why.
    pub reason: String,
}

impl Summary {
    /// Counts what `run` found.
    #[must_use]
    pub fn new(run: &RunResult) -> Self {
        let changes_made = changes(&run.documents, |document| &document.edits);
        let refused = changes(&run.documents, |document| &document.refused);
        let reasons = |files: &[super::LeftAside]| -> Vec<FileReason> {
            let files = files.iter().map(|file| FileReason {
                path: file.path.clone(),
                reason: file.reason.clone(),
            });
            files.collect()
        };
        Self {
            generator: GENERATOR,
            version: env!("CARGO_PKG_VERSION"),
            counts: counts(run, &changes_made),
            documents: run.documents.iter().map(document_summary).collect(),
            pairs: pair_summaries(run),
            changes: changes_made,
            refused,
            left_aside: reasons(&run.left_aside),
            failed: reasons(&run.failed),
        }
    }

    /// Writes the summary as JSON, indented, with a final newline.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")
    }
}

/// True when `json` is a `summary.json` that a run wrote, of whatever version.
#[must_use]
pub fn is_from_run(json: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Head {
        generator: String,
    }
    serde_json::from_slice::<Head>(json).is_ok_and(|head| head.generator == GENERATOR)
}

/// All findings of a run: document by document, then pair by pair.
pub fn all_findings(run: &RunResult) -> impl Iterator<Item = &Finding> {
    let of_documents = run.documents.iter().flat_map(|document| &document.findings);
    of_documents.chain(run.bitexts.iter().flat_map(|bitext| &bitext.findings))
}

fn counts(run: &RunResult, changes_made: &[Change]) -> Counts {
    let mut counts = Counts {
        documents: run.documents.len(),
        pairs: run.bitexts.len(),
        links: run.links.len(),
        left_aside: run.left_aside.len(),
        failed: run.failed.len(),
        ..Counts::default()
    };
    for document in &run.documents {
        let language = document.document.lang.to_string();
        *counts.documents_by_language.entry(language).or_default() += 1;
        counts.sentences += document.document.segments.len();
        counts.glosses += document.glosses.len();
        counts.refused += document.refused.len();
    }
    for status in [BeadStatus::Ok, BeadStatus::Review, BeadStatus::Unpaired] {
        counts.beads_by_status.insert(status.as_str(), 0);
    }
    for bead in run
        .bitexts
        .iter()
        .flat_map(|bitext| &bitext.alignment.beads)
    {
        counts.beads += 1;
        *counts.beads_by_kind.entry(bead_kind(bead)).or_default() += 1;
        let status = BeadStatus::of(bead).as_str();
        *counts.beads_by_status.entry(status).or_default() += 1;
    }
    for link in &run.links {
        counts.links_with_conflicts += usize::from(!link.conflicts.is_empty());
    }
    for severity in SEVERITIES {
        counts.findings_by_severity.insert(severity.as_str(), 0);
    }
    for found in all_findings(run) {
        counts.findings += 1;
        *counts.findings_by_rule.entry(found.rule.id).or_default() += 1;
        let severity = found.severity.as_str();
        *counts.findings_by_severity.entry(severity).or_default() += 1;
    }
    for change in changes_made {
        counts.changes += change.count;
        counts.name_changes += change.count * usize::from(change.concept.is_some());
    }
    counts
}

/// Worst first.
pub(super) const SEVERITIES: [Severity; 4] = [
    Severity::Critical,
    Severity::Major,
    Severity::Minor,
    Severity::Neutral,
];

fn document_summary(of: &DocumentResult) -> DocumentSummary {
    DocumentSummary {
        path: of.document.id.clone(),
        language: of.document.lang,
        encoding: of.document.text.encoding().name(),
        sentences: of.document.segments.len(),
        findings: of.findings.len(),
        score: of.score.into(),
        changes: of.edits.len(),
        refused: of.refused.len(),
    }
}

fn pair_summaries(run: &RunResult) -> Vec<PairSummary> {
    let path = |index: usize| {
        let document = run.documents.get(index);
        document.map_or_else(String::new, |of| of.document.id.clone())
    };
    let pairs = run.bitexts.iter().zip(table_names(run));
    let pairs = pairs.map(|(bitext, table)| {
        let beads = &bitext.alignment.beads;
        let with = |status| {
            let beads = beads.iter();
            beads.filter(|bead| BeadStatus::of(bead) == status).count()
        };
        let one_to_one =
            |bead: &crate::align::Bead| bead.source.len() == 1 && bead.target.len() == 1;
        PairSummary {
            source: path(bitext.source),
            target: path(bitext.target),
            score: bitext.score,
            runner_up: bitext.runner_up.map(|next| RunnerUpSummary {
                path: path(next.document),
                score: next.score,
            }),
            beads: beads.len(),
            not_one_to_one: beads.iter().filter(|bead| !one_to_one(bead)).count(),
            review: with(BeadStatus::Review),
            unpaired: with(BeadStatus::Unpaired),
            findings: bitext.findings.len(),
            table,
        }
    });
    pairs.collect()
}

/// A score without the digits that only a 32-bit number brings: 0.93, not 0.9300000071525574.
pub(super) fn three_decimals<S: serde::Serializer>(
    score: &f32,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(rounded(*score))
}

fn rounded(score: f32) -> f64 {
    let score = if score.is_finite() { score } else { 0.0 };
    (f64::from(score) * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn json() -> Vec<u8> {
        let mut json = Vec::new();
        let summary = Summary::new(&sample::run());
        summary.write(&mut json).expect("memory takes it");
        json
    }

    #[test]
    fn the_summary_counts_everything() {
        let json: serde_json::Value = serde_json::from_slice(&json()).expect("JSON");
        assert_eq!(json["generator"], "alinha run");
        assert_eq!(json["counts"]["documents_by_language"]["zh-Hans"], 1);
        assert_eq!(json["counts"]["beads_by_kind"]["1-2"], 1);
        assert_eq!(json["counts"]["beads_by_status"]["unpaired"], 1);
        assert_eq!(json["counts"]["findings_by_rule"]["NAME001"], 2);
        assert_eq!(json["counts"]["findings_by_severity"]["critical"], 0);
        assert_eq!(json["counts"]["name_changes"], 2);
        assert_eq!(json["documents"][0]["score"]["points"], 11);
        assert_eq!(json["documents"][0]["score"]["per_1000_words"], 523.81);
        assert_eq!(
            json["documents"][1]["score"]["raw_mt"],
            serde_json::Value::Null
        );
        assert_eq!(json["pairs"][0]["score"], 0.93);
        assert_eq!(json["pairs"][0]["runner_up"]["score"], 0.1);
        assert_eq!(
            json["pairs"][0]["table"],
            "aligned/news-story.zh--news-story.en.csv"
        );
        assert_eq!(json["left_aside"][0]["reason"], "not a text");
    }

    #[test]
    fn the_same_run_gives_the_same_bytes() {
        assert_eq!(json(), json());
    }

    #[test]
    fn only_our_own_summary_is_known() {
        assert!(is_from_run(&json()));
        for other in [
            "",
            "{}",
            "[1]",
            r#"{"generator": "make"}"#,
            "{\"generator\"",
        ] {
            assert!(!is_from_run(other.as_bytes()), "{other}");
        }
    }
}
