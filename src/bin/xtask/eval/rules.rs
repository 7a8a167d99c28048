//! What each rule is worth: `tests/eval/rules.csv`, which RULES.md tells.

use std::collections::BTreeMap;
use std::path::Path;

use alinha::check::{Finding, Maturity, Selector, Settings, Side, Source, registry};
use alinha::lang::LangTag;
use alinha::pipeline::{EncoderChoice, Engine, EngineOptions};
use alinha::text::{OffsetCounter, OffsetUnit, Text};
use anyhow::Context as _;
use rayon::prelude::*;

use super::Arguments;
use super::kit::Kit;
use super::marked::{Marked, golden, rated, seed};

/// Which kinds of damage a rule is there for: `rule,set,kind`.
const MEANT_FOR: &str = include_str!("meant_for.csv");
/// A stable rule is right so often, where it speaks so many times.
const PRECISION: f64 = 0.9;
const FLAGS: usize = 10;
/// Sets in which all that is wrong is marked: the others have errors of their own beside those marked.
const COMPLETE: [&str; 3] = ["golden", "corpus", "clean_en"];

/// What a rule did on a set.
#[derive(Clone, Copy, Default)]
struct Counts {
    flags: usize,
    /// Flags that touch a mark.
    right: usize,
    /// Marks of the kinds that the rule is there for, and those of them that it touches.
    wanted: usize,
    found: usize,
}

pub(super) fn measure(kit: &Kit, arguments: &Arguments) -> anyhow::Result<Option<String>> {
    let Some(seed) = seed(&arguments.seeds)? else {
        return Ok(None);
    };
    let engine = Engine::new(EngineOptions {
        languages: Vec::new(),
        matcher: None,
        settings: Settings {
            select: vec![Selector::All],
            preview: true,
            ..Settings::default()
        },
        encoder: EncoderChoice::None,
    });
    let mut own = vec![seed];
    for name in ["pt_en", "clean_en", "other"] {
        own.extend(golden(name)?);
    }
    let kit_set = |file: &str, set| rated(&kit.path(&format!("dev/{file}.jsonl")), set);
    let sample = Path::new("tests/golden/corpus/mt-style.mt.jsonl");
    let sets = [
        ("golden", own),
        ("corpus", without_source(rated(sample, "corpus")?)),
        ("clean_en", kit_set("clean_en_dev", "clean_en")?),
        ("demetr", kit_set("demetr_zhes_dev", "demetr")?),
        ("wmt23", kit_set("zhen_wmt23_mqm_dev", "wmt23")?),
    ];
    let mut table = String::from("rule,set,flags,right,wanted,found,words\n");
    let mut sums: BTreeMap<(&str, bool), Counts> = BTreeMap::new();
    for (set, texts) in &sets {
        let words: usize = texts
            .iter()
            .map(|text| text.text.split_whitespace().count())
            .sum();
        for (rule, counts) in count(&engine, set, texts)? {
            let Counts {
                flags,
                right,
                wanted,
                found,
            } = counts;
            if flags + wanted > 0 {
                table.push_str(&format!(
                    "{rule},{set},{flags},{right},{wanted},{found},{words}\n"
                ));
            }
            let sum = sums.entry((rule, COMPLETE.contains(set))).or_default();
            sum.flags += flags;
            sum.right += right;
        }
    }
    tell_doubtful(&sums);
    Ok(Some(table))
}

/// Says which stable rules are right too seldom. `sums` are those of the sets in which all that is wrong is marked (true), and
/// of the others, which only count for rules that hardly speak in the first: those that look at a source.
fn tell_doubtful(sums: &BTreeMap<(&str, bool), Counts>) {
    for rule in registry() {
        let meta = rule.meta();
        let of = |is_complete| {
            sums.get(&(meta.id, is_complete))
                .copied()
                .unwrap_or_default()
        };
        let (mut sum, others) = (of(true), of(false));
        let mut where_from = "";
        if sum.flags < FLAGS {
            sum.flags += others.flags;
            sum.right += others.right;
            where_from = ", mostly where raters may have left errors unmarked";
        }
        let precision = sum.right as f64 / sum.flags as f64;
        if meta.maturity == Maturity::Stable && sum.flags >= FLAGS && precision < PRECISION {
            anstream::eprintln!(
                "should be in preview: {} {}, {} right of {} flags{where_from}",
                meta.id,
                meta.name,
                sum.right,
                sum.flags
            );
        }
    }
}

/// Texts as a check without a source sees them.
fn without_source(mut texts: Vec<Marked>) -> Vec<Marked> {
    for text in &mut texts {
        text.source = None;
    }
    texts
}

fn count(
    engine: &Engine,
    set: &str,
    texts: &[Marked],
) -> anyhow::Result<BTreeMap<&'static str, Counts>> {
    let is_meant = |rule: &str, kind: &str| {
        MEANT_FOR
            .lines()
            .any(|line| line.split(',').eq([rule, set, kind]))
    };
    let found: Vec<Vec<(&'static str, Side, usize, usize)>> = texts
        .par_iter()
        .map(|text| flags(engine, text))
        .collect::<anyhow::Result<_>>()?;
    let mut counts: BTreeMap<&'static str, Counts> = BTreeMap::new();
    for rule in registry() {
        let meta = rule.meta();
        let own = counts.entry(meta.id).or_default();
        for (text, flags) in texts.iter().zip(&found) {
            let flags = flags.iter().filter(|flag| flag.0 == meta.id);
            let is_of = |side: Side| move |in_source: bool| (side == Side::Source) == in_source;
            for (_, side, start, end) in flags.clone() {
                own.flags += 1;
                let is_right = text
                    .marks
                    .iter()
                    .any(|mark| is_of(*side)(mark.is_in_source) && mark.touches(*start, *end));
                own.right += usize::from(is_right);
            }
            let speaks = meta.languages.is_empty() || meta.languages.contains(&text.lang.as_str());
            for mark in text
                .marks
                .iter()
                .filter(|mark| is_meant(meta.id, &mark.kind))
            {
                own.wanted += usize::from(speaks);
                let is_found = flags.clone().any(|(_, side, start, end)| {
                    is_of(*side)(mark.is_in_source) && mark.touches(*start, *end)
                });
                own.found += usize::from(speaks && is_found);
            }
        }
    }
    Ok(counts)
}

/// Rule, side, start and end of each finding, in Unicode scalar values.
fn flags(engine: &Engine, of: &Marked) -> anyhow::Result<Vec<(&'static str, Side, usize, usize)>> {
    let tag = |lang: &str| {
        lang.parse::<LangTag>()
            .ok()
            .with_context(|| format!("the language {lang}"))
    };
    let text = Text::from_string(of.text.clone());
    let document = engine.document(String::new(), text, Some(tag(&of.lang)?));
    let source = match &of.source {
        Some((lang, text)) => Some(Source {
            text,
            tag: tag(lang)?,
        }),
        None => None,
    };
    let findings = engine.check(&document, source);
    let mut in_target = OffsetCounter::new(&of.text, OffsetUnit::Chars);
    let mut in_source =
        OffsetCounter::new(source.map_or("", |source| source.text), OffsetUnit::Chars);
    let place = |finding: &Finding| {
        let (start, end) = match finding.side {
            Side::Target => in_target.span(finding.span),
            Side::Source => in_source.span(finding.span),
        };
        (finding.rule.id, finding.side, start, end)
    };
    Ok(findings.iter().map(place).collect())
}
