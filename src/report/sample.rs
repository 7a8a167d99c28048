//! Runs made by hand, for the tests of tables and reports.

use std::path::PathBuf;

use super::{BitextResult, DocumentResult, LeftAside, RunResult};
use crate::align::pairing::RunnerUp;
use crate::align::{Alignment, Bead, Conflict, ConflictKind, GlossPair, Link, SentenceId};
use crate::check::{Applicability, Finding, Fix, Maturity, RuleMeta, Score, Severity, Side};
use crate::doc::{Block, BlockKind, Document, Segment};
use crate::lang::{Detection, Lang, LangTag};
use crate::text::{Span, Text};

/// A rule on names.
pub(crate) static NAME: RuleMeta = rule("NAME001", "name-variant", Severity::Major);
/// A rule on spelling.
pub(crate) static TYPO: RuleMeta = rule("TYPO001", "currency-spacing", Severity::Minor);

const fn rule(id: &'static str, name: &'static str, severity: Severity) -> RuleMeta {
    RuleMeta {
        id,
        name,
        category: "Terminology",
        severity,
        languages: &[],
        maturity: Maturity::Stable,
        what: "A name in a form of another language.",
        why: "The reader cannot find it.",
        not_flagged: "Quotations.",
        fix_safety: "Safe.",
        examples: &[],
    }
}

/// A document of the given sentences, one a line.
pub(crate) fn document(id: &str, lang: LangTag, sentences: &[&str]) -> DocumentResult {
    let mut spans = Vec::new();
    let mut text = String::new();
    for sentence in sentences {
        let start = text.len();
        text.push_str(sentence);
        spans.push(Span::new(start, text.len()));
        text.push('\n');
    }
    with_spans(id, lang, text, &spans)
}

/// A document with its sentences given as spans.
pub(crate) fn with_spans(id: &str, lang: LangTag, text: String, spans: &[Span]) -> DocumentResult {
    let detection = Detection {
        tag: lang,
        confidence: 1.0,
        variety_confidence: None,
        share: vec![(lang.lang, 1.0)],
        runs: Vec::new(),
    };
    let blocks = spans.iter().map(|span| Block {
        kind: BlockKind::Paragraph,
        span: *span,
        lang,
    });
    let segments = spans
        .iter()
        .enumerate()
        .map(|(block, span)| Segment { span: *span, block });
    DocumentResult {
        path: PathBuf::from(id),
        document: Document {
            id: id.to_owned(),
            lang,
            detection,
            blocks: blocks.collect(),
            segments: segments.collect(),
            text: Text::from_string(text),
        },
        findings: Vec::new(),
        score: Score::default(),
        edits: Vec::new(),
        refused: Vec::new(),
        glosses: Vec::new(),
    }
}

/// Where `words` stand in `text` for the first time.
pub(crate) fn span_of(text: &str, words: &str) -> Span {
    let start = text.find(words).expect("the sample has these words");
    Span::new(start, start + words.len())
}

/// A finding without a fix.
pub(crate) fn finding(rule: &'static RuleMeta, span: Span, message: &str) -> Finding {
    Finding {
        rule,
        severity: rule.severity,
        side: Side::Target,
        span,
        message: message.to_owned(),
        related: Vec::new(),
        fix: None,
        confidence: 0.9,
        concept: None,
    }
}

/// Adds a name finding with a safe fix, and the edit that it leads to.
pub(crate) fn rename(document: &mut DocumentResult, from: &str, to: &str) {
    let span = span_of(document.document.text.as_str(), from);
    let mut found = finding(&NAME, span, &format!("`{from}` is a variant of `{to}`"));
    let fix = Fix::replace(span, to, Applicability::Safe);
    document.edits.extend(fix.edits.iter().cloned());
    document.edits.sort_by_key(|edit| edit.span);
    found.fix = Some(fix);
    found.concept = Some("sample".to_owned());
    document.findings.push(found);
    document.findings.sort_by_key(|found| found.span);
}

/// A small run that has one of everything.
pub(crate) fn run() -> RunResult {
    let mut zh = document(
        "news/story.zh.txt",
        LangTag::ZH_HANS,
        &["鲁班工坊在天津揭牌。", "贸易额达440亿美元。", "各方出席。"],
    );
    zh.score.words = 16;
    let mut en = document(
        "news/story.en.txt",
        Lang::EN.into(),
        &[
            "A Lu Ban workshop opened in Tianjin.",
            "Trade with the Cazaque side reached $ 44 billion.",
            "It was a \"record\", said he.",
        ],
    );
    rename(&mut en, "Lu Ban workshop", "Luban Workshop");
    rename(&mut en, "Cazaque", "Kazakh");
    let text = en.document.text.as_str();
    let spaced = finding(
        &TYPO,
        span_of(text, "$ 44"),
        "`$ 44` has a space after the sign",
    );
    en.findings.push(spaced);
    en.score = Score {
        points: 11,
        words: 21,
        evidence: None,
    };
    let mut other = document(
        "other.en.txt",
        Lang::EN.into(),
        &[
            "Trade reached $43 billion.",
            "The “互信” (mutual trust) is old.",
        ],
    );
    let text = other.document.text.as_str();
    let glosses = vec![GlossPair {
        a: span_of(text, "互信"),
        a_lang: Lang::ZH,
        b: span_of(text, "mutual trust"),
        b_lang: Lang::EN,
        score: 0.875,
    }];
    let text_of = |of: &DocumentResult, sentence: usize| {
        let words = of.document.sentences().nth(sentence);
        words.unwrap_or_default().to_owned()
    };
    let conflict = Conflict {
        a: span_of(&text_of(&en, 1), "$ 44 billion"),
        b: span_of(&text_of(&other, 0), "$43 billion"),
        kind: ConflictKind::Amount,
    };
    other.glosses = glosses;
    let bead = |source, target, score| Bead {
        source,
        target,
        score,
    };
    RunResult {
        documents: vec![en, zh, other],
        bitexts: vec![BitextResult {
            source: 1,
            target: 0,
            score: 0.93,
            runner_up: Some(RunnerUp {
                document: 2,
                score: 0.1,
            }),
            alignment: Alignment {
                beads: vec![
                    bead(0..1, 0..1, 0.95),
                    bead(1..2, 1..3, 0.61),
                    bead(2..3, 3..3, 0.4),
                ],
            },
            findings: Vec::new(),
        }],
        links: vec![Link {
            a: SentenceId {
                doc: 0,
                sentence: 1,
            },
            b: SentenceId {
                doc: 2,
                sentence: 0,
            },
            score: 0.8,
            reasons: vec!["same word trade".to_owned(), "same verb".to_owned()],
            conflicts: vec![conflict],
        }],
        left_aside: vec![LeftAside {
            path: "logo.png".to_owned(),
            reason: "not a text".to_owned(),
        }],
        failed: Vec::new(),
    }
}

/// The news story of `corpus/` in three languages, aligned as its gold says.
pub(crate) fn story() -> RunResult {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let gold = folder.join("tests/golden/corpus/story.align.jsonl");
    let gold = std::fs::read_to_string(gold).expect("the gold lies in the package");
    let mut documents: Vec<DocumentResult> = Vec::new();
    let mut bitexts = Vec::new();
    for line in gold.lines() {
        let pair: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let side = |documents: &mut Vec<DocumentResult>, lang: &str, sentences: &str| {
            let lang = pair[lang].as_str().expect("a language");
            let id = format!("story.{lang}.txt");
            if let Some(known) = documents.iter().position(|of| of.document.id == id) {
                return known;
            }
            let text = std::fs::read_to_string(folder.join("corpus").join(&id));
            let text = text.expect("the story lies in the package");
            let mut at = 0;
            let spans = pair[sentences].as_array().expect("a list").iter();
            let spans: Vec<Span> = spans
                .map(|sentence| {
                    let sentence = sentence.as_str().expect("a sentence");
                    let span = span_of(&text[at..], sentence).shifted(at);
                    at = span.end;
                    span
                })
                .collect();
            documents.push(with_spans(&id, lang.parse().expect("a tag"), text, &spans));
            documents.len() - 1
        };
        let source = side(&mut documents, "src_lang", "src");
        let target = side(&mut documents, "tgt_lang", "tgt");
        let (mut source_at, mut target_at) = (0, 0);
        let beads = pair["gold"].as_array().expect("a list").iter().enumerate();
        let beads = beads.map(|(index, bead)| {
            let count = |side: usize| bead[side].as_array().map_or(0, Vec::len);
            let bead = Bead {
                source: source_at..source_at + count(0),
                target: target_at..target_at + count(1),
                // Made up, between 0.45 and 0.99.
                score: 0.45 + ((index * 37 + 20) % 55) as f32 / 100.0,
            };
            (source_at, target_at) = (bead.source.end, bead.target.end);
            bead
        });
        bitexts.push(BitextResult {
            source,
            target,
            score: 0.91,
            runner_up: None,
            alignment: Alignment {
                beads: beads.collect(),
            },
            findings: Vec::new(),
        });
    }
    RunResult {
        documents,
        bitexts,
        ..RunResult::default()
    }
}
