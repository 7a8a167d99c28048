//! What `alinha normalise` did to many texts, counted: by term, by text, by rule, and what was left.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::Causes;
use super::summary::three_decimals;
use crate::check::Finding;
use crate::lang::LangTag;
use crate::text::{Edit, Locator, Text};

/// Names the command in its reports; a file that says so may be replaced by the next report.
pub const NORMALISE_GENERATOR: &str = "alinha normalise";

/// A text and what normalising found in it.
#[derive(Clone, Copy, Debug)]
pub struct NormalisedText<'a> {
    /// Path as it is shown, with `/` between parts.
    pub path: &'a str,
    /// The text before the changes.
    pub text: &'a Text,
    /// Its main language.
    pub language: LangTag,
    /// Name findings whose fix is applied, in text order.
    pub applied: &'a [Finding],
    /// Name findings that a person should look at, in text order.
    pub suggested: &'a [Finding],
    /// The changes, in text order.
    pub edits: &'a [Edit],
    /// Changes that the encoding has no characters for, in text order.
    pub refused: &'a [Edit],
}

/// The report. Holds no clock: the same texts give the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NormaliseReport {
    /// [`NORMALISE_GENERATOR`].
    pub generator: &'static str,
    /// The version of alinha.
    pub version: &'static str,
    /// Whether the changes were made; false when they were only shown.
    pub written: bool,
    /// How many of everything.
    pub counts: NormaliseCounts,
    /// Equal changes, most frequent first.
    pub terms: Vec<TermChange>,
    /// Every text that was read, in the order given.
    pub files: Vec<FileChanges>,
    /// Rules that found something, by id.
    pub rules: Vec<RuleChanges>,
    /// What was not applied, text by text.
    pub suggestions: Vec<Unapplied>,
    /// What was not applied because the encoding has no characters for it, text by text.
    pub refused: Vec<Unapplied>,
}

/// How many of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NormaliseCounts {
    /// Texts read.
    pub texts: usize,
    /// Texts with at least one change.
    pub texts_changed: usize,
    /// Texts that could not be read.
    pub failed: usize,
    /// Changes.
    pub changes: usize,
    /// Suggestions that were not applied.
    pub suggestions: usize,
    /// Changes that an encoding has no characters for.
    pub refused: usize,
}

/// Equal changes of all texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TermChange {
    /// The glossary concept, where one is behind the change.
    pub concept: Option<String>,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// The rule whose fix it is.
    pub rule: Option<&'static str>,
    /// How often.
    pub count: usize,
    /// In how many texts.
    pub texts: usize,
}

/// One text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileChanges {
    /// Path as it was named, with `/` between parts.
    pub path: String,
    /// Main language.
    pub language: LangTag,
    /// Encoding of the file.
    pub encoding: &'static str,
    /// Number of changes.
    pub changes: usize,
    /// Number of suggestions that were not applied.
    pub suggestions: usize,
    /// Number of changes that its encoding has no characters for.
    pub refused: usize,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleChanges {
    /// Its id.
    pub rule: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Number of changes by it.
    pub changes: usize,
    /// Number of its suggestions that were not applied.
    pub suggestions: usize,
}

/// Something that was found and left as it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unapplied {
    /// Path of the text.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
    /// The rule.
    pub rule: &'static str,
    /// The glossary concept, where one is behind it.
    pub concept: Option<String>,
    /// What stands there.
    pub before: String,
    /// What could stand there, where that is known.
    pub after: Option<String>,
    /// What is wrong with it.
    pub message: String,
    /// Probability that a careful reader agrees, 0 to 1.
    #[serde(serialize_with = "three_decimals")]
    pub confidence: f32,
}

impl NormaliseReport {
    /// Counts what was done to `texts`; `failed` more could not be read.
    #[must_use]
    pub fn new(texts: &[NormalisedText<'_>], failed: usize, written: bool) -> Self {
        let mut report = Self {
            generator: NORMALISE_GENERATOR,
            version: env!("CARGO_PKG_VERSION"),
            written,
            counts: NormaliseCounts {
                failed,
                ..NormaliseCounts::default()
            },
            terms: Vec::new(),
            files: Vec::with_capacity(texts.len()),
            rules: Vec::new(),
            suggestions: Vec::new(),
            refused: Vec::new(),
        };
        let mut terms = BTreeMap::new();
        let mut rules = BTreeMap::new();
        for (index, of) in texts.iter().enumerate() {
            report.add(of);
            let causes = Causes::new(of.applied);
            for edit in of.edits {
                let cause = causes.of(edit);
                let key = (
                    edit.span.of(of.text.as_str()),
                    edit.replacement.as_str(),
                    cause.map(|found| found.rule.id),
                    cause.and_then(|found| found.concept.as_deref()),
                );
                let (count, texts, last) = terms.entry(key).or_insert((0, 0, None));
                *count += 1;
                *texts += usize::from(*last != Some(index));
                *last = Some(index);
                if let Some(found) = cause {
                    rules.entry(found.rule.id).or_insert((found.rule, 0, 0)).1 += 1;
                }
            }
            for found in of.suggested {
                rules.entry(found.rule.id).or_insert((found.rule, 0, 0)).2 += 1;
            }
        }
        let terms = terms
            .into_iter()
            .map(|(key, (count, texts, _))| TermChange {
                concept: key.3.map(str::to_owned),
                before: key.0.to_owned(),
                after: key.1.to_owned(),
                rule: key.2,
                count,
                texts,
            });
        report.terms = terms.collect();
        // Stable: equals stay in the order of their words.
        report
            .terms
            .sort_by_key(|term| std::cmp::Reverse(term.count));
        let rules = rules.into_values();
        let rules = rules.map(|(rule, changes, suggestions)| RuleChanges {
            rule: rule.id,
            name: rule.name,
            changes,
            suggestions,
        });
        report.rules = rules.collect();
        report
    }

    /// Adds one text and what was left in it.
    fn add(&mut self, of: &NormalisedText<'_>) {
        self.counts.texts += 1;
        self.counts.texts_changed += usize::from(!of.edits.is_empty());
        self.counts.changes += of.edits.len();
        self.counts.suggestions += of.suggested.len();
        self.counts.refused += of.refused.len();
        self.files.push(FileChanges {
            path: of.path.to_owned(),
            language: of.language,
            encoding: of.text.encoding().name(),
            changes: of.edits.len(),
            suggestions: of.suggested.len(),
            refused: of.refused.len(),
        });
        let causes = Causes::new(of.applied);
        let refused = of.refused.iter().filter_map(|edit| causes.of(edit));
        let refused = refused.collect::<Vec<&Finding>>();
        self.refused.extend(unapplied(of, &refused));
        let suggested = of.suggested.iter().collect::<Vec<&Finding>>();
        self.suggestions.extend(unapplied(of, &suggested));
    }

    /// Writes the report as JSON, indented, with a final newline.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")
    }
}

/// What was found and left, in text order.
fn unapplied(of: &NormalisedText<'_>, findings: &[&Finding]) -> Vec<Unapplied> {
    let mut locator = Locator::new(of.text.as_str());
    let rows = findings.iter().map(|found| {
        let place = locator.locate(found.span.start).at;
        Unapplied {
            path: of.path.to_owned(),
            line: place.line,
            column: place.column,
            rule: found.rule.id,
            concept: found.concept.clone(),
            before: found.span.of(of.text.as_str()).to_owned(),
            after: found.suggestion().map(str::to_owned),
            message: found.message.clone(),
            confidence: found.confidence,
        }
    });
    rows.collect()
}

/// True when `json` is a report of `alinha normalise`, of whatever version.
#[must_use]
pub fn is_normalise_json(json: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Head {
        generator: String,
    }
    serde_json::from_slice::<Head>(json).is_ok_and(|head| head.generator == NORMALISE_GENERATOR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::report::sample;

    #[test]
    fn equal_changes_are_counted_over_texts() {
        let mut documents = Vec::new();
        for (id, sentence) in [
            ("a.txt", "The OCS, the Cazaque side and the Uzbeque side."),
            ("b.txt", "The Cazaque side."),
        ] {
            let mut document = sample::document(id, Lang::EN.into(), &[sentence]);
            sample::rename(&mut document, "Cazaque", "Kazakh");
            documents.push(document);
        }
        sample::rename(&mut documents[0], "OCS", "SCO");
        sample::rename(&mut documents[0], "Uzbeque", "Uzbek");
        let refused = documents[0].edits.pop().expect("the last one");
        let suggested = vec![documents[1].findings[0].clone()];
        let mut texts: Vec<NormalisedText<'_>> = documents
            .iter()
            .map(|of| NormalisedText {
                path: &of.document.id,
                text: &of.document.text,
                language: of.document.lang,
                applied: &of.findings,
                suggested: &[],
                edits: &of.edits,
                refused: &[],
            })
            .collect();
        texts[0].refused = std::slice::from_ref(&refused);
        texts[1].suggested = &suggested;
        let report = NormaliseReport::new(&texts, 1, true);
        let mut json = Vec::new();
        report.write(&mut json).expect("memory takes it");
        assert!(is_normalise_json(&json));
        let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        assert_eq!(json["counts"]["changes"], 3);
        assert_eq!(json["counts"]["texts_changed"], 2);
        assert_eq!(json["counts"]["failed"], 1);
        assert_eq!(json["terms"][0]["before"], "Cazaque");
        assert_eq!(json["terms"][0]["count"], 2);
        assert_eq!(json["terms"][0]["texts"], 2);
        assert_eq!(json["rules"][0]["suggestions"], 1);
        assert_eq!(json["refused"][0]["after"], "Uzbek");
        assert_eq!(json["suggestions"][0]["column"], 5);
    }

    #[test]
    fn other_files_are_no_reports() {
        for other in [
            "",
            "{}",
            "[1]",
            r#"{"generator": "alinha run"}"#,
            "{\"generator\"",
        ] {
            assert!(!is_normalise_json(other.as_bytes()), "{other}");
        }
    }
}
