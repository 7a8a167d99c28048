//! What normalising changed, counted: `Cazaque -> Kazakh`, three times.

use std::collections::HashMap;

use serde::Serialize;

use super::DocumentResult;
use crate::align::ConflictKind;
use crate::check::Finding;
use crate::text::Edit;

/// Equal replacements of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// How often.
    pub count: usize,
    /// The rule whose fix it is, where one is known.
    pub rule: Option<&'static str>,
    /// The glossary concept behind it: then it is a change of a name.
    pub concept: Option<String>,
}

/// The edits that `edits_of` picks from each document, most frequent first, then by their words.
#[must_use]
pub fn changes<'a>(
    documents: &'a [DocumentResult],
    edits_of: impl Fn(&'a DocumentResult) -> &'a [Edit],
) -> Vec<Change> {
    let mut places = HashMap::new();
    let mut changes: Vec<Change> = Vec::new();
    for document in documents {
        let causes = Causes::new(&document.findings);
        for edit in edits_of(document) {
            let before = edit.span.of(document.document.text.as_str());
            let cause = causes.of(edit);
            let key = (
                before,
                edit.replacement.as_str(),
                cause.map(|found| found.rule.id),
            );
            let place = *places.entry(key).or_insert_with(|| {
                changes.push(Change {
                    before: before.to_owned(),
                    after: edit.replacement.clone(),
                    count: 0,
                    rule: cause.map(|found| found.rule.id),
                    concept: cause.and_then(|found| found.concept.clone()),
                });
                changes.len() - 1
            });
            changes[place].count += 1;
        }
    }
    changes.sort_by(|one, other| {
        (other.count.cmp(&one.count)).then_with(|| {
            (&one.before, &one.after, one.rule).cmp(&(&other.before, &other.after, other.rule))
        })
    });
    changes
}

/// Which finding each edit of a document mends.
#[derive(Debug)]
pub struct Causes<'a> {
    by_edit: HashMap<(usize, usize, &'a str), &'a Finding>,
}

impl<'a> Causes<'a> {
    /// Looks up the fixes of a document's findings.
    #[must_use]
    pub fn new(findings: &'a [Finding]) -> Self {
        let mut by_edit = HashMap::new();
        for found in findings {
            for edit in found.fix.iter().flat_map(|fix| &fix.edits) {
                let key = (edit.span.start, edit.span.end, edit.replacement.as_str());
                by_edit.entry(key).or_insert(found);
            }
        }
        Self { by_edit }
    }

    /// The finding whose fix `edit` is.
    #[must_use]
    pub fn of(&self, edit: &Edit) -> Option<&'a Finding> {
        let key = (edit.span.start, edit.span.end, edit.replacement.as_str());
        self.by_edit.get(&key).copied()
    }
}

/// The word for what two facts disagree on.
#[must_use]
pub fn conflict_word(kind: ConflictKind) -> &'static str {
    match kind {
        ConflictKind::Amount => "amount",
        ConflictKind::Count => "count",
        ConflictKind::Date => "date",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::report::sample;

    #[test]
    fn equal_changes_are_counted_over_documents() {
        let mut documents = Vec::new();
        for id in ["a.txt", "b.txt"] {
            let mut document =
                sample::document(id, Lang::EN.into(), &["The OCS and the Cazaque side."]);
            sample::rename(&mut document, "Cazaque", "Kazakh");
            documents.push(document);
        }
        sample::rename(&mut documents[1], "OCS", "SCO");
        let counted = changes(&documents, |document| &document.edits);
        let shown: Vec<_> = counted
            .iter()
            .map(|change| (change.before.as_str(), change.count, change.rule))
            .collect();
        assert_eq!(
            shown,
            [("Cazaque", 2, Some("NAME001")), ("OCS", 1, Some("NAME001"))]
        );
    }
}
