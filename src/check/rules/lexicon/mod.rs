//! Phrases of the lexicon: what another language left in a text, word by word.
//!
//! A phrase that is hardly ever right speaks in any text; one that often is speaks only where the text shows
//! elsewhere that it was translated from that language, or where its source is known.

pub(super) mod calque;
pub(super) mod false_friend;
pub(super) mod format;
pub(super) mod grammar;
pub(super) mod initialism;
pub(super) mod official_name;
pub(super) mod untranslated;

use crate::check::lexicon::{Entry, Kind};
use crate::check::{Applicability, Finding, Rule, RuleMeta, Scan};

/// Probabilities that a careful reader agrees: a sure phrase where nothing else is known, a sure one in a
/// text that is translated from its language, and another one there.
const SURE: f32 = 0.9;
const SURE_AND_EXPECTED: f32 = 0.95;
const EXPECTED: f32 = 0.8;

/// The phrases of one kind.
pub(super) struct Phrases {
    meta: &'static RuleMeta,
    kind: Kind,
}

impl Rule for Phrases {
    fn meta(&self) -> &'static RuleMeta {
        self.meta
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        for hit in scan
            .phrases()
            .iter()
            .filter(|hit| hit.entry.kind == self.kind)
        {
            let entry = hit.entry;
            let confidence = match (entry.is_sure, scan.may_be_from(&entry.languages)) {
                (true, true) => SURE_AND_EXPECTED,
                (true, false) => SURE,
                (false, _) => EXPECTED,
            };
            let message = format!(
                "`{}` follows {} `{}`",
                hit.span.of(scan.text()),
                entry.origin(),
                entry.source
            );
            let finding = Finding::new(self.meta, hit.span, message).with_confidence(confidence);
            findings.push(match replacement(entry, hit.span.of(scan.text())) {
                Some(better) => finding.with_replacement(better, Applicability::DisplayOnly),
                None => finding.with_related(None, format!("better: {}", entry.better)),
            });
        }
    }
}

/// What can stand in place of `form`, as the entry proposes it.
fn replacement(entry: &Entry, form: &str) -> Option<String> {
    if !entry.replaces {
        return None;
    }
    let better = entry.better.split(" / ").next()?;
    let mut letters = better.chars();
    let first = letters.next()?;
    Some(
        if form.starts_with(char::is_uppercase) && first.is_lowercase() {
            first.to_uppercase().chain(letters).collect()
        } else {
            better.to_owned()
        },
    )
}
