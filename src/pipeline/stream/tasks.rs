//! What each task reads from a record and answers.

use serde_json::{Map, Value, json};

use super::{RecordError, StreamOptions, Task};
use crate::align::{ConflictKind, Place, Side as AlignSide, mine};
use crate::check::{Finding, Origin, Score, Side, Source};
use crate::doc::Document;
use crate::glossary::names::{self, Candidates};
use crate::lang::{Detection, Lang, LangRun, LangTag};
use crate::pipeline::engine::Engine;
use crate::text::{OffsetCounter, OffsetUnit, Span, Text};

type Record = Map<String, Value>;
type Answer = Result<Record, RecordError>;

/// Answers one record.
pub(super) fn answer(engine: &Engine, options: &StreamOptions, record: &Record) -> Answer {
    match options.task {
        Task::Detect => detect(engine, options.offsets, record),
        Task::Segment => segment(engine, options.offsets, record),
        Task::Normalise => normalise(engine, options.offsets, record),
        Task::Check => check(engine, options.offsets, record),
        Task::Align => align(engine, options.offsets, record),
        Task::Mine => mine(engine, options.offsets, record),
        Task::Gloss => gloss(engine, options.offsets, record),
        Task::Match => match_name(engine, options, record),
        Task::Embed => embed(engine, record),
    }
}

fn detect(engine: &Engine, unit: OffsetUnit, record: &Record) -> Answer {
    let text = text_field(record, "text")?;
    let (detection, origin) = if flag(record, "origin")? {
        let document = document(engine, text, None);
        let origin = engine.origin(&document);
        (document.detection, Some(origin))
    } else {
        (engine.detect(text), None)
    };
    let mut counter = OffsetCounter::new(text, unit);
    let spans: Vec<Value> = detection
        .runs
        .iter()
        .map(|run| {
            let (start, end) = counter.span(run.span);
            json!({
                "start": start,
                "end": end,
                "lang": run.lang,
                "confidence": rounded(run.confidence),
            })
        })
        .collect();
    let share: Record = detection
        .share
        .iter()
        .map(|(lang, share)| (lang.to_string(), rounded(*share)))
        .collect();
    let mut answer = object(json!({
        "lang": detection.tag.lang,
        "confidence": rounded(detection.confidence),
        "share": share,
        "spans": spans,
    }));
    if let Some(sure) = detection.variety_confidence {
        answer.insert("variety".to_owned(), json!(detection.tag));
        answer.insert("variety_confidence".to_owned(), json!(rounded(sure)));
    }
    if let Some(origin) = origin {
        let mut counter = OffsetCounter::new(text, unit);
        answer.insert("origin".to_owned(), origin_json(&origin, &mut counter));
    }
    Ok(answer)
}

/// Where a text comes from, as JSON: `lang` is null when nothing shows it.
#[must_use]
pub fn origin_json(origin: &Origin, counter: &mut OffsetCounter<'_>) -> Value {
    let clues: Vec<Value> = origin
        .clues
        .iter()
        .map(|clue| {
            let (start, end) = counter.span(clue.span);
            json!({
                "start": start,
                "end": end,
                "kind": clue.kind.to_string(),
                "languages": clue.languages,
                "weight": rounded(clue.weight),
                "reason": clue.reason,
            })
        })
        .collect();
    json!({
        "lang": origin.lang,
        "confidence": rounded(origin.confidence),
        "clues": clues,
    })
}

fn segment(engine: &Engine, unit: OffsetUnit, record: &Record) -> Answer {
    let text = text_field(record, "text")?;
    let spans = engine.segments(text, tag_field(record, "lang")?);
    Ok(object(json!({ "segments": offsets(text, unit, &spans) })))
}

fn normalise(engine: &Engine, unit: OffsetUnit, record: &Record) -> Answer {
    let text = text_field(record, "text")?;
    let (tag, runs) = languages(engine, text, tag_field(record, "lang")?);
    let normalised = engine.normalise(text, tag, &runs);
    let result = crate::text::splice(text, &normalised.edits)
        .expect("the edits of one normalisation stand in order and apart");
    let mut counter = OffsetCounter::new(text, unit);
    let mut rows = |findings: &[Finding]| -> Vec<Value> {
        findings
            .iter()
            .map(|finding| {
                let (start, end) = counter.span(finding.span);
                json!({
                    "start": start,
                    "end": end,
                    "before": finding.span.of(text),
                    "after": finding.suggestion(),
                    "concept": finding.concept,
                    "rule": finding.rule.id,
                })
            })
            .collect()
    };
    let edits = rows(&normalised.applied);
    let suggestions = rows(&normalised.suggested);
    Ok(object(
        json!({ "text": result, "edits": edits, "suggestions": suggestions }),
    ))
}

fn check(engine: &Engine, unit: OffsetUnit, record: &Record) -> Answer {
    let (findings, score) = if record.contains_key("source") || record.contains_key("target") {
        let source = text_field(record, "source")?;
        let target = text_field(record, "target")?;
        let source_tag = tag_field(record, "src_lang")?;
        let source_tag = source_tag.unwrap_or_else(|| engine.detect(source).tag);
        let document = document(engine, target, tag_field(record, "tgt_lang")?);
        let given = Source {
            text: source,
            tag: source_tag,
        };
        let (findings, score) = engine.check_and_score(&document, Some(given));
        (flags(&findings, target, source, unit), score)
    } else {
        let text = text_field(record, "text")?;
        let document = document(engine, text, tag_field(record, "lang")?);
        let (findings, score) = engine.check_and_score(&document, None);
        (flags(&findings, text, "", unit), score)
    };
    Ok(object(
        json!({ "flags": findings, "score": score_json(&score) }),
    ))
}

/// What the findings of a text amount to, as JSON: `raw_mt` is null where nothing can be said.
fn score_json(score: &Score) -> Value {
    json!({
        "points": score.points,
        "per_1000_words": rounded(score.per_1000_words()),
        "words": score.words,
        "raw_mt": score.raw_mt().map(rounded),
    })
}

fn flags(findings: &[Finding], target: &str, source: &str, unit: OffsetUnit) -> Vec<Value> {
    let mut in_target = OffsetCounter::new(target, unit);
    let mut in_source = OffsetCounter::new(source, unit);
    findings
        .iter()
        .map(|finding| {
            let (start, end) = match finding.side {
                Side::Target => in_target.span(finding.span),
                Side::Source => in_source.span(finding.span),
            };
            let mut flag = object(json!({
                "start": start,
                "end": end,
                "side": finding.side,
                "rule": finding.rule.id,
                "category": finding.rule.category,
                "severity": finding.severity,
                "confidence": rounded(finding.confidence),
                "message": finding.message,
            }));
            if let Some(suggestion) = finding.suggestion() {
                flag.insert("suggestion".to_owned(), json!(suggestion));
            }
            Value::Object(flag)
        })
        .collect()
}

fn align(engine: &Engine, unit: OffsetUnit, record: &Record) -> Answer {
    let source = side(engine, record, "src", "src_lang")?;
    let target = side(engine, record, "tgt", "tgt_lang")?;
    let alignment = engine.align(&source.as_side(), &target.as_side());
    let links: Vec<Value> = alignment
        .beads
        .iter()
        .map(|bead| {
            let source: Vec<usize> = bead.source.clone().collect();
            let target: Vec<usize> = bead.target.clone().collect();
            json!([source, target, rounded(bead.score)])
        })
        .collect();
    let mut answer = object(json!({ "links": links }));
    if flag(record, "words")? {
        let words: Vec<Value> = alignment
            .beads
            .iter()
            .flat_map(|bead| engine.word_links(&source.as_side(), &target.as_side(), bead))
            .map(|link| {
                let place = |place: Place, side: &GivenSide<'_>| {
                    let text = side.sentences[place.sentence];
                    let (start, end) = OffsetCounter::new(text, unit).span(place.span);
                    json!({
                        "sentence": place.sentence,
                        "start": start,
                        "end": end,
                        "text": place.span.of(text),
                    })
                };
                json!({
                    "kind": link.kind.as_str(),
                    "score": rounded(link.score),
                    "src": place(link.source, &source),
                    "tgt": place(link.target, &target),
                })
            })
            .collect();
        answer.insert("words".to_owned(), json!(words));
    }
    for (given, field) in [(&source, "src_segments"), (&target, "tgt_segments")] {
        if let Some((text, spans)) = &given.segmented {
            answer.insert(field.to_owned(), json!(offsets(text, unit, spans)));
        }
    }
    Ok(answer)
}

fn mine(engine: &Engine, unit: OffsetUnit, record: &Record) -> Answer {
    let wrong = RecordError::Field {
        field: "docs",
        expected: "an array of {doc, text or sentences, lang?}",
    };
    let docs = match record.get("docs") {
        None => return Err(RecordError::Missing("docs")),
        Some(Value::Array(docs)) => docs,
        Some(_) => return Err(wrong),
    };
    let mut names = Vec::with_capacity(docs.len());
    let mut sides = Vec::with_capacity(docs.len());
    for (index, doc) in docs.iter().enumerate() {
        let doc = doc.as_object().ok_or_else(|| wrong.clone())?;
        names.push(doc.get("doc").cloned().unwrap_or_else(|| json!(index)));
        let field = if doc.contains_key("sentences") {
            "sentences"
        } else {
            "text"
        };
        sides.push(side(engine, doc, field, "lang")?);
    }
    let features: Vec<mine::DocFeatures> = sides
        .iter()
        .map(|side| {
            let doc = mine::MineDoc {
                sentences: &side.sentences,
                lang: side.tag,
            };
            engine.mining_features(&doc)
        })
        .collect();
    let links: Vec<Value> = mine::link(&features)
        .iter()
        .map(|link| {
            let sentence = |id: crate::align::SentenceId| sides[id.doc].sentences[id.sentence];
            let place = |text: &str, span: Span| {
                let (start, end) = OffsetCounter::new(text, unit).span(span);
                json!({ "start": start, "end": end })
            };
            let conflicts: Vec<Value> = link
                .conflicts
                .iter()
                .map(|conflict| {
                    json!({
                        "a": place(sentence(link.a), conflict.a),
                        "b": place(sentence(link.b), conflict.b),
                        "kind": match conflict.kind {
                            ConflictKind::Amount => "amount",
                            ConflictKind::Count => "count",
                            ConflictKind::Date => "date",
                        },
                    })
                })
                .collect();
            json!({
                "a": { "doc": names[link.a.doc], "sentence": link.a.sentence },
                "b": { "doc": names[link.b.doc], "sentence": link.b.sentence },
                "score": rounded(link.score),
                "reasons": link.reasons,
                "conflicts": conflicts,
            })
        })
        .collect();
    Ok(object(json!({ "links": links })))
}

fn gloss(engine: &Engine, unit: OffsetUnit, record: &Record) -> Answer {
    let text = text_field(record, "text")?;
    let (_, runs) = languages(engine, text, None);
    let mut counter = OffsetCounter::new(text, unit);
    let pairs: Vec<Value> = engine
        .glosses(text, &runs)
        .iter()
        .map(|pair| {
            let mut place = |span: Span, lang: Lang| {
                let (start, end) = counter.span(span);
                json!({ "start": start, "end": end, "lang": lang })
            };
            json!({
                "a": place(pair.a, pair.a_lang),
                "b": place(pair.b, pair.b_lang),
                "score": rounded(pair.score),
            })
        })
        .collect();
    Ok(object(json!({ "pairs": pairs })))
}

fn match_name(engine: &Engine, options: &StreamOptions, record: &Record) -> Answer {
    let name = text_field(record, "name")?;
    let tag = tag_field(record, "lang")?.unwrap_or_else(|| engine.detect(name).tag);
    let count = match record.get("k") {
        None | Some(Value::Null) => 10,
        Some(k) => k.as_u64().map(|k| k as usize).ok_or(RecordError::Field {
            field: "k",
            expected: "a number of names",
        })?,
    };
    let given: Option<Candidates> = match record.get("candidates") {
        None | Some(Value::Null) => None,
        Some(_) => {
            let names = strings(record, "candidates")?;
            Some(Candidates::new(
                names.into_iter().map(str::to_owned).collect(),
            ))
        }
    };
    let ranked = match given.as_ref().or(options.candidates.as_ref()) {
        Some(candidates) => names::rank(name, tag, candidates, count),
        None => names::rank_in_glossary(name, tag, engine.matcher(), count),
    };
    let rows: Vec<Value> = ranked
        .iter()
        .map(|found| {
            let mut row = object(json!({ "name": found.name, "score": rounded(found.score) }));
            if let Some(concept) = &found.concept {
                row.insert("concept".to_owned(), json!(concept));
            }
            Value::Object(row)
        })
        .collect();
    Ok(object(json!({ "ranked": rows })))
}

fn embed(engine: &Engine, record: &Record) -> Answer {
    let text = text_field(record, "text")?;
    let encoder = engine.encoder().ok_or_else(|| {
        RecordError::Model("no sentence model: --encoder none leaves it out".to_owned())
    })?;
    let vectors = match tag_field(record, "lang")? {
        Some(tag) => encoder.encode_in(&[text], &tag.lang.to_string()),
        None => encoder.encode(&[text]),
    };
    let vectors = vectors.map_err(|error| RecordError::Model(error.to_string()))?;
    // Five digits: cosines keep theirs, and machines that round sums otherwise agree.
    let vector: Vec<f64> = vectors
        .row(0)
        .iter()
        .map(|value| (f64::from(*value) * 100_000.0).round() / 100_000.0 + 0.0)
        .collect();
    Ok(object(json!({ "vector": vector })))
}

/// The sentences of one side of a task, given as such or found in a text.
struct GivenSide<'a> {
    sentences: Vec<&'a str>,
    tag: LangTag,
    /// The text and the places of its sentences, when it came as a text.
    segmented: Option<(&'a str, Vec<Span>)>,
}

impl GivenSide<'_> {
    fn as_side(&self) -> AlignSide<'_> {
        AlignSide {
            sentences: &self.sentences,
            lang: self.tag,
        }
    }
}

fn side<'a>(
    engine: &Engine,
    record: &'a Record,
    field: &'static str,
    lang_field: &'static str,
) -> Result<GivenSide<'a>, RecordError> {
    let stated = tag_field(record, lang_field)?;
    if let Some(Value::String(text)) = record.get(field) {
        let tag = stated.unwrap_or_else(|| engine.detect(text).tag);
        let spans = engine.segments(text, Some(tag));
        return Ok(GivenSide {
            sentences: spans.iter().map(|span| span.of(text)).collect(),
            tag,
            segmented: Some((text, spans)),
        });
    }
    let sentences = strings(record, field)?;
    let tag = stated.unwrap_or_else(|| {
        // A few thousand characters tell the language; a book of them tells no more.
        let mut sample = String::new();
        for sentence in sentences.iter().take(200) {
            sample.push_str(sentence);
            sample.push('\n');
        }
        engine.detect(&sample).tag
    });
    Ok(GivenSide {
        sentences,
        tag,
        segmented: None,
    })
}

/// The text of a record as a document.
fn document(engine: &Engine, text: &str, stated: Option<LangTag>) -> Document {
    engine.document(String::new(), Text::from_string(text.to_owned()), stated)
}

/// The language of `text` as stated or as detected, and the languages of its stretches.
fn languages(engine: &Engine, text: &str, stated: Option<LangTag>) -> (LangTag, Vec<LangRun>) {
    let Detection { tag, runs, .. } = engine.detect(text);
    (stated.unwrap_or(tag), runs)
}

fn offsets(text: &str, unit: OffsetUnit, spans: &[Span]) -> Vec<Value> {
    let mut counter = OffsetCounter::new(text, unit);
    spans
        .iter()
        .map(|span| {
            let (start, end) = counter.span(*span);
            json!({ "start": start, "end": end })
        })
        .collect()
}

fn text_field<'a>(record: &'a Record, field: &'static str) -> Result<&'a str, RecordError> {
    match record.get(field) {
        None | Some(Value::Null) => Err(RecordError::Missing(field)),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(RecordError::Field {
            field,
            expected: "a string",
        }),
    }
}

fn tag_field(record: &Record, field: &'static str) -> Result<Option<LangTag>, RecordError> {
    match record.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(tag)) => match tag.parse() {
            Ok(tag) => Ok(Some(tag)),
            Err(_) => Err(RecordError::Field {
                field,
                expected: "a language tag such as zh, en or pt-BR",
            }),
        },
        Some(_) => Err(RecordError::Field {
            field,
            expected: "a language tag such as zh, en or pt-BR",
        }),
    }
}

fn flag(record: &Record, field: &'static str) -> Result<bool, RecordError> {
    match record.get(field) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(is_set)) => Ok(*is_set),
        Some(_) => Err(RecordError::Field {
            field,
            expected: "true or false",
        }),
    }
}

fn strings<'a>(record: &'a Record, field: &'static str) -> Result<Vec<&'a str>, RecordError> {
    let wrong = RecordError::Field {
        field,
        expected: "an array of strings",
    };
    match record.get(field) {
        None | Some(Value::Null) => Err(RecordError::Missing(field)),
        Some(Value::Array(values)) => values
            .iter()
            .map(|value| value.as_str().ok_or_else(|| wrong.clone()))
            .collect(),
        Some(_) => Err(wrong),
    }
}

/// Four decimals: what a confidence is good for, and the same text on every machine.
fn rounded(value: f32) -> Value {
    json!((f64::from(value) * 10_000.0).round() / 10_000.0)
}

fn object(value: Value) -> Record {
    match value {
        Value::Object(record) => record,
        _ => Record::new(),
    }
}
