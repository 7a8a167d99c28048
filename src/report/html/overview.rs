//! The first section of the page: what was read and found, in numbers and lists.

use std::collections::BTreeMap;

use super::excerpt::{severity_class, shortened};
use super::view::{
    ChangeView, DocumentRow, FileView, Overview, PairRow, RuleView, SeverityCount, Shown, Tile,
};
use super::{Limits, pairs, texts};
use crate::lang::{Lang, LangTag};
use crate::report::summary::{FileReason, SEVERITIES, all_findings};
use crate::report::words::{counted, grouped, language_name};
use crate::report::{Change, DocumentResult, RunResult, Summary};

pub(super) fn overview(run: &RunResult, limits: &Limits) -> Overview {
    let summary = Summary::new(run);
    let names = |change: &&Change| change.concept.is_some();
    let others = summary.changes.iter().filter(|change| !names(change));
    let names_first = summary.changes.iter().filter(names).chain(others);
    Overview {
        tiles: tiles(&summary),
        documents: document_rows(run, limits),
        pairs: pair_rows(run, &summary, limits),
        changes: change_rows(names_first, limits),
        refused: change_rows(summary.refused.iter(), limits),
        rules: rules(run),
        left_aside: files(&summary.left_aside, limits),
        failed: files(&summary.failed, limits),
    }
}

fn tiles(summary: &Summary) -> Vec<Tile> {
    let counts = &summary.counts;
    let tile = |number: usize, one, many, detail: String| Tile {
        number: grouped(number),
        what: if number == 1 { one } else { many },
        detail,
    };
    let review = counts.beads_by_status.get("review").copied().unwrap_or(0);
    let worst = SEVERITIES.iter().find_map(|severity| {
        let count = *counts.findings_by_severity.get(severity.as_str())?;
        (count > 0).then(|| format!("{} {severity}", grouped(count)))
    });
    let disagreeing = match counts.links_with_conflicts {
        0 => String::new(),
        number => counted(number, "disagrees on a fact", "disagree on a fact"),
    };
    vec![
        tile(
            counts.documents,
            "text",
            "texts",
            counted(counts.sentences, "sentence", "sentences"),
        ),
        tile(
            counts.pairs,
            "pair of translations",
            "pairs of translations",
            counted(counts.beads, "bead", "beads")
                + &match review {
                    0 => String::new(),
                    review => format!(", {} to review", grouped(review)),
                },
        ),
        tile(
            counts.findings,
            "finding",
            "findings",
            worst.unwrap_or_default(),
        ),
        tile(
            counts.changes,
            "change made",
            "changes made",
            format!("{} of them names", grouped(counts.name_changes)),
        ),
        tile(
            counts.links,
            "link between texts",
            "links between texts",
            disagreeing,
        ),
        tile(
            counts.glosses,
            "phrase beside its translation",
            "phrases beside their translation",
            String::new(),
        ),
    ]
}

fn document_rows(run: &RunResult, limits: &Limits) -> Shown<DocumentRow> {
    let detailed = texts::documents_in_detail(run, limits);
    let mut extra: Vec<Vec<&crate::check::Finding>> = vec![Vec::new(); run.documents.len()];
    for bitext in &run.bitexts {
        for found in &bitext.findings {
            let document = pairs::document_of(bitext, found);
            if let Some(list) = extra.get_mut(document) {
                list.push(found);
            }
        }
    }
    let rows = run.documents.iter().zip(&extra).enumerate();
    let rows = rows.take(limits.documents).map(|(index, (of, extra))| {
        let findings = of.findings.iter().chain(extra.iter().copied());
        let mut by_severity = BTreeMap::new();
        for found in findings {
            *by_severity.entry(found.severity).or_insert(0) += 1;
        }
        DocumentRow {
            path: shortened(&of.document.id),
            anchor: (detailed.contains(&index)).then(|| texts::document_anchor(index)),
            language: language_name(&of.document.lang.to_string()).to_owned(),
            other_languages: other_languages(of),
            encoding: of.document.text.encoding().name(),
            sentences: grouped(of.document.segments.len()),
            severities: by_severity
                .iter()
                .rev()
                .map(|(severity, count)| SeverityCount {
                    class: severity_class(*severity),
                    count: grouped(*count),
                })
                .collect(),
            changes: match of.edits.len() {
                0 => String::new(),
                number => grouped(number),
            },
        }
    });
    Shown {
        items: rows.collect(),
        all: run.documents.len(),
    }
}

/// `Chinese 4 %`: what else the text is written in, from one letter in a hundred on.
fn other_languages(of: &DocumentResult) -> String {
    let others = of.document.detection.share.iter().filter(|(lang, share)| {
        *lang != of.document.lang.lang && *lang != Lang::UND && *share >= 0.01
    });
    let others = others.take(3).map(|(lang, share)| {
        let tag = LangTag::plain(*lang).to_string();
        format!("{} {:.0} %", language_name(&tag), share * 100.0)
    });
    others.collect::<Vec<_>>().join(", ")
}

fn pair_rows(run: &RunResult, summary: &Summary, limits: &Limits) -> Shown<PairRow> {
    let rows = summary.pairs.iter().take(limits.rows).enumerate();
    let rows = rows.map(|(index, pair)| PairRow {
        source: shortened(&pair.source),
        target: shortened(&pair.target),
        anchor: (index < limits.pairs && has_documents(run, index))
            .then(|| pairs::pair_anchor(index)),
        score: format!("{:.2}", pair.score),
        beads: grouped(pair.beads),
        merged: grouped(pair.not_one_to_one),
        review: grouped(pair.review),
        unpaired: grouped(pair.unpaired),
    });
    Shown {
        items: rows.collect(),
        all: summary.pairs.len(),
    }
}

/// True when the pair `index` is one of texts of the run: others are not shown.
fn has_documents(run: &RunResult, index: usize) -> bool {
    let bitext = &run.bitexts[index];
    bitext.source.max(bitext.target) < run.documents.len()
}

fn change_rows<'a>(
    changes: impl Iterator<Item = &'a Change>,
    limits: &Limits,
) -> Shown<ChangeView> {
    let mut shown = Shown {
        items: Vec::new(),
        all: 0,
    };
    for change in changes {
        shown.all += 1;
        if shown.items.len() < limits.rows {
            shown.items.push(ChangeView {
                before: shortened(&change.before),
                after: shortened(&change.after),
                count: grouped(change.count),
                rule: change.rule.unwrap_or_default(),
            });
        }
    }
    shown
}

fn rules(run: &RunResult) -> Vec<RuleView> {
    let mut fired = BTreeMap::new();
    for found in all_findings(run) {
        let (_, count) = fired.entry(found.rule.id).or_insert((found.rule, 0));
        *count += 1;
    }
    let mut fired: Vec<_> = fired.into_values().collect();
    // Stable: equals stay in the order of their ids.
    fired.sort_by_key(|(rule, count)| std::cmp::Reverse((rule.severity, *count)));
    let rules = fired.into_iter().map(|(rule, count)| RuleView {
        id: rule.id,
        name: rule.name,
        class: severity_class(rule.severity),
        what: rule.what,
        count: grouped(count),
    });
    rules.collect()
}

fn files(files: &[FileReason], limits: &Limits) -> Shown<FileView> {
    let shown = files.iter().take(limits.rows).map(|file| FileView {
        path: shortened(&file.path),
        reason: shortened(&file.reason),
    });
    Shown {
        items: shown.collect(),
        all: files.len(),
    }
}
