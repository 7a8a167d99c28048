//! The section of the page that shows pairs of translations side by side.

use std::collections::HashSet;
use std::ops::Range;

use super::excerpt::{Excerpt, Mark, Source, shortened};
use super::view::{BeadRow, Cell, Note, PairView, Sentence, Shown, Words};
use super::{Limits, clean};
use crate::check::{Finding, Side};
use crate::report::words::{grouped, language_name};
use crate::report::{
    BeadStatus, BitextResult, BitextView, DocumentResult, RunResult, SentenceFindings,
    sentence_lang, table_names,
};
use crate::text::Edit;

/// Sentences of one side of a bead, and notes of one bead or sentence.
pub(super) const MAX_OF_BEAD: usize = 8;

pub(super) fn pair_anchor(index: usize) -> String {
    format!("pair-{}", index + 1)
}

/// The document that a finding of a pair lies in.
pub(super) fn document_of(bitext: &BitextResult, found: &Finding) -> usize {
    match found.side {
        Side::Source => bitext.source,
        Side::Target => bitext.target,
    }
}

pub(super) fn source_of(of: &DocumentResult) -> Source<'_> {
    Source {
        text: of.document.text.as_str(),
        edits: &of.edits,
        runs: &of.document.detection.runs,
    }
}

pub(super) fn percent(score: f32) -> u32 {
    // A score that is no number becomes 0.
    (score.clamp(0.0, 1.0) * 100.0).round() as u32
}

pub(super) fn pairs(run: &RunResult, limits: &Limits) -> Shown<PairView> {
    let tables = table_names(run);
    let beads_each = (limits.all_beads / run.bitexts.len().clamp(1, limits.pairs.max(1)))
        .clamp(limits.beads.min(12), limits.beads);
    let shown = run.bitexts.iter().zip(tables).take(limits.pairs);
    let items = shown.enumerate().filter_map(|(index, (bitext, table))| {
        let view = BitextView::new(run, bitext)?;
        Some(pair(index, &view, table, beads_each))
    });
    Shown {
        items: items.collect(),
        all: run.bitexts.len(),
    }
}

fn pair(index: usize, view: &BitextView<'_>, table: String, beads_shown: usize) -> PairView {
    let beads = &view.bitext.alignment.beads;
    let with = |status| {
        let beads = beads.iter();
        beads.filter(|bead| BeadStatus::of(bead) == status).count()
    };
    let rows = view.beads().take(beads_shown).map(|bead| {
        let source = cell(view.source, &view.source_findings, bead.source);
        let target = cell(view.target, &view.target_findings, bead.target);
        BeadRow {
            is_merged: bead.kind != "1-1",
            kind: bead.kind,
            id: bead.id,
            status: bead.status.as_str(),
            score: format!("{:.2}", bead.score),
            percent: percent(bead.score),
            source,
            target,
        }
    });
    let language = |of: &DocumentResult| language_name(&of.document.lang.to_string()).to_owned();
    PairView {
        anchor: pair_anchor(index),
        is_open: index == 0,
        source: shortened(&view.source.document.id),
        target: shortened(&view.target.document.id),
        source_language: language(view.source),
        target_language: language(view.target),
        score: format!("{:.2}", view.bitext.score),
        table: clean(&table),
        beads: Shown {
            items: rows.collect(),
            all: beads.len(),
        },
        review: with(BeadStatus::Review),
        unpaired: with(BeadStatus::Unpaired),
        merged: beads
            .iter()
            .filter(|bead| bead.source.len().max(bead.target.len()) > 1)
            .count(),
    }
}

/// One side of a bead: its sentences, and below them what was found in them.
fn cell(of: &DocumentResult, findings: &SentenceFindings<'_>, sentences: Range<usize>) -> Cell {
    let all = sentences.len();
    let shown = sentences.take(MAX_OF_BEAD);
    let mut findings_here: Vec<&Finding> = shown
        .clone()
        .flat_map(|number| findings.of_sentence(number))
        .copied()
        .collect();
    // A finding over a border is listed with both sentences.
    let mut noted = HashSet::new();
    findings_here.retain(|found| noted.insert((found.span, found.rule.id)));
    let notes = findings_here.iter().take(MAX_OF_BEAD);
    let notes = notes.map(|found| note(of, found, String::new()));
    Cell {
        sentences: Shown {
            items: shown
                .filter_map(|number| sentence(of, findings, number))
                .collect(),
            all,
        },
        notes: Shown {
            items: notes.collect(),
            all: findings_here.len(),
        },
    }
}

fn sentence(
    of: &DocumentResult,
    findings: &SentenceFindings<'_>,
    number: usize,
) -> Option<Sentence> {
    let span = of.document.segments.get(number)?.span;
    let tag = sentence_lang(&of.document, number);
    let marks: Vec<Mark> = findings
        .of_sentence(number)
        .iter()
        .map(|found| Mark::of_finding(found))
        .collect();
    Some(Sentence {
        number: grouped(number + 1),
        lang: tag.to_string(),
        excerpt: Excerpt::new(source_of(of), span, tag.lang, &marks),
    })
}

/// A finding in words.
pub(super) fn note(of: &DocumentResult, found: &Finding, place: String) -> Note {
    let edits = found.fix.iter().flat_map(|fix| &fix.edits);
    let is_in = |list: &[Edit], edit: &Edit| {
        let at = list.binary_search_by_key(&edit.span, |edit| edit.span);
        at.is_ok_and(|at| list[at] == *edit)
    };
    let is_made = edits.clone().count() > 0 && edits.clone().all(|edit| is_in(&of.edits, edit));
    let is_refused = edits.clone().any(|edit| is_in(&of.refused, edit));
    let remedy = match (&found.fix, found.suggestion()) {
        (None, _) => String::new(),
        _ if is_refused => format!(
            "left as it is: {} has no characters for the change",
            of.document.text.encoding().name()
        ),
        (_, Some("")) if is_made => "removed".to_owned(),
        (_, Some(suggestion)) if is_made => format!("changed to `{suggestion}`"),
        (_, None) if is_made => "changed".to_owned(),
        (Some(fix), _) => format!("proposal: {}", fix.title),
    };
    Note::new(found, place, &remedy)
}

/// A message, what stands between backticks set apart.
pub(super) fn words(message: &str) -> Vec<Words> {
    let shown = shortened(message);
    let parts = shown.split('`').enumerate();
    parts
        .filter(|(_, part)| !part.is_empty())
        .map(|(index, part)| match index % 2 {
            0 => Words::Plain(part.to_owned()),
            _ => Words::Quoted(part.to_owned()),
        })
        .collect()
}
