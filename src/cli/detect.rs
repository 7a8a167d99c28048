//! `alinha detect`.

use std::io::Write as _;
use std::path::PathBuf;

use alinha::check::{Origin, Settings};
use alinha::lang::{Detection, Lang, LangRun};
use alinha::pipeline::Engine;
use alinha::pipeline::stream::origin_json;
use alinha::report::{DetectedText, write_languages};
use alinha::text::{LineIndex, OffsetCounter, OffsetUnit, Span, Text};
use anstyle::{AnsiColor, Style};
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::files;
use super::options::{Global, InputOptions};
use super::{Outcome, Streams};

/// What `detect` prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One line a text; with --spans, the text in colour
    #[default]
    Human,
    /// One JSON object a text or, with --by segment, a sentence
    Jsonl,
    /// One row a text or, with --by segment, a sentence or, with --spans, a stretch
    Csv,
    /// A page with the texts, their stretches in colour
    Html,
}

/// What `detect` answers for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Unit {
    /// Each text as a whole
    #[default]
    Text,
    /// Each sentence of each text
    Segment,
}

/// Arguments of `alinha detect`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  alinha detect corpus
  alinha detect --origin news.txt             was it translated from Portuguese, Spanish, Chinese, Russian?
  alinha detect --by segment --format csv mixed.txt
  alinha detect --spans --format html quotes.txt > quotes.html
  alinha detect --languages zh,en,pt - < text.txt")]
pub(super) struct Arguments {
    /// Texts, folders of texts, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What to answer for
    #[arg(long, value_enum, default_value_t)]
    by: Unit,
    /// Show the stretches inside each text
    #[arg(long)]
    spans: bool,
    /// Say which language an English text was translated from, and what shows it
    #[arg(long)]
    origin: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    input: InputOptions,
}

/// A text and what was found in it.
struct Detected {
    name: String,
    text: Text,
    detection: Detection,
    /// Where its sentences lie, where they are asked for.
    segments: Vec<Span>,
    origin: Option<Origin>,
}

impl Arguments {
    pub(super) fn run(&self, global: &Global, streams: &mut Streams) -> anyhow::Result<Outcome> {
        if self.by == Unit::Segment && (self.spans || self.format == Format::Html) {
            anyhow::bail!("--by segment goes with neither --spans nor --format html");
        }
        let engine = global.engine(Settings::default())?;
        let (texts, failed) = files::read_all(&self.files, &self.input, streams)?;
        let texts: Vec<Detected> = texts
            .into_par_iter()
            .map(|(source, text)| self.detect(&engine, source.name(), text))
            .collect();
        let mut out = Vec::new();
        match self.format {
            Format::Human => self.human(&texts, streams.colours_results(), &mut out),
            Format::Jsonl => self.jsonl(&texts, &mut out)?,
            Format::Csv => self.csv(&texts, &mut out)?,
            Format::Html => {
                let views: Vec<DetectedText<'_>> = texts
                    .iter()
                    .map(|of| DetectedText {
                        name: &of.name,
                        text: of.text.as_str(),
                        detection: &of.detection,
                        origin: of.origin.as_ref(),
                    })
                    .collect();
                write_languages(&views, &mut out)?;
            }
        }
        streams.out().write_all(&out)?;
        Ok(if failed > 0 {
            Outcome::Partial
        } else {
            Outcome::Done
        })
    }

    fn detect(&self, engine: &Engine, name: String, text: Text) -> Detected {
        if !self.origin && self.by != Unit::Segment {
            return Detected {
                name,
                detection: engine.detect(text.as_str()),
                text,
                segments: Vec::new(),
                origin: None,
            };
        }
        let document = engine.document(name, text, None);
        let origin = self.origin.then(|| engine.origin(&document));
        let segments = document.segments.iter();
        Detected {
            segments: segments.map(|segment| segment.span).collect(),
            name: document.id,
            text: document.text,
            detection: document.detection,
            origin,
        }
    }

    fn human(&self, texts: &[Detected], colours: bool, out: &mut Vec<u8>) {
        let width = texts.iter().map(|of| of.name.width()).max().unwrap_or(0);
        for of in texts {
            let text = of.text.as_str();
            let padding = " ".repeat(width - of.name.width());
            let others: Vec<String> = of
                .detection
                .share
                .iter()
                .filter(|(lang, share)| *lang != of.detection.tag.lang && *share >= 0.005)
                .map(|(lang, share)| format!("{lang} {:.0} %", share * 100.0))
                .collect();
            let mut shown = format!(
                "{}{padding}  {:<8} {:>4.0} %  {}",
                of.name,
                of.detection.tag,
                of.detection.confidence * 100.0,
                of.text.encoding().name()
            );
            if !others.is_empty() {
                shown.push_str(&format!("  with {}", others.join(", ")));
            }
            if let Some(origin) = &of.origin {
                shown.push_str(&origin_line(origin));
            }
            shown.push('\n');
            let lines = LineIndex::new(text);
            for clue in of.origin.iter().flat_map(|origin| &origin.clues) {
                let line = lines.line_of(clue.span.start);
                let start = lines.line_start(line).unwrap_or_default();
                let column = text[start..clue.span.start].chars().count() + 1;
                let form = clue.span.of(text).replace(['\n', '\r'], " ");
                shown.push_str(&format!(
                    "    {line}:{column}  {form}  ({}: {})\n",
                    clue.kind, clue.reason
                ));
            }
            for span in of.segments.iter().filter(|_| self.by == Unit::Segment) {
                let (lang, sure) = of.detection.of(*span);
                let sentence = span.of(text).replace(['\n', '\r'], " ");
                shown.push_str(&format!(
                    "    {lang:<4} {:>4.0} %  {sentence}\n",
                    sure * 100.0
                ));
            }
            if self.spans {
                let main = of.detection.tag.lang;
                shown.push_str(&coloured(text, &of.detection.runs, main, colours));
                shown.push('\n');
            }
            out.extend_from_slice(shown.as_bytes());
        }
    }

    fn jsonl(&self, texts: &[Detected], out: &mut Vec<u8>) -> anyhow::Result<()> {
        for of in texts {
            let mut counter = OffsetCounter::new(of.text.as_str(), OffsetUnit::Chars);
            if self.by == Unit::Segment {
                for (index, span) in of.segments.iter().enumerate() {
                    let (lang, confidence) = of.detection.of(*span);
                    let (start, end) = counter.span(*span);
                    let record = json!({
                        "file": of.name, "segment": index, "start": start, "end": end,
                        "lang": lang, "confidence": rounded(confidence),
                        "text": span.of(of.text.as_str()),
                    });
                    writeln!(out, "{record}")?;
                }
                continue;
            }
            let mut record = json!({
                "file": of.name,
                "lang": of.detection.tag,
                "confidence": rounded(of.detection.confidence),
                "encoding": of.text.encoding().name(),
            });
            if let Some(sure) = of.detection.variety_confidence {
                record["variety_confidence"] = json!(rounded(sure));
            }
            if self.spans {
                let runs = of.detection.runs.iter().map(|run| {
                    let (start, end) = counter.span(run.span);
                    let confidence = rounded(run.confidence);
                    json!({ "start": start, "end": end, "lang": run.lang, "confidence": confidence })
                });
                record["spans"] = runs.collect();
            }
            if let Some(origin) = &of.origin {
                let mut counter = OffsetCounter::new(of.text.as_str(), OffsetUnit::Chars);
                record["origin"] = origin_json(origin, &mut counter);
            }
            writeln!(out, "{record}")?;
        }
        Ok(())
    }

    fn csv(&self, texts: &[Detected], out: &mut Vec<u8>) -> anyhow::Result<()> {
        let mut rows = csv::Writer::from_writer(out);
        let mut heads = if self.by == Unit::Segment || self.spans {
            vec!["file", "start", "end", "lang", "confidence", "text"]
        } else {
            vec!["file", "lang", "confidence", "encoding"]
        };
        let has_origin = self.origin && self.by == Unit::Text && !self.spans;
        if has_origin {
            heads.extend(["origin", "origin_confidence", "clues"]);
        }
        rows.write_record(heads)?;
        for of in texts {
            let text = of.text.as_str();
            let mut counter = OffsetCounter::new(text, OffsetUnit::Chars);
            let mut stretch = |span: Span, lang: Lang, confidence: f32| {
                let (start, end) = counter.span(span);
                rows.write_record([
                    of.name.clone(),
                    start.to_string(),
                    end.to_string(),
                    lang.to_string(),
                    format!("{confidence:.2}"),
                    span.of(text).to_owned(),
                ])
            };
            if self.by == Unit::Segment {
                for span in &of.segments {
                    let (lang, confidence) = of.detection.of(*span);
                    stretch(*span, lang, confidence)?;
                }
            } else if self.spans {
                for run in &of.detection.runs {
                    stretch(run.span, run.lang, run.confidence)?;
                }
            } else {
                let mut row = vec![
                    of.name.clone(),
                    of.detection.tag.to_string(),
                    format!("{:.2}", of.detection.confidence),
                    of.text.encoding().name().to_owned(),
                ];
                if let Some(origin) = of.origin.as_ref().filter(|_| has_origin) {
                    let clues = origin.clues.iter().map(|clue| clue.span.of(text));
                    row.extend([
                        origin
                            .lang
                            .map_or("unknown".to_owned(), |lang| lang.to_string()),
                        format!("{:.2}", origin.confidence),
                        clues.collect::<Vec<_>>().join("; "),
                    ]);
                }
                rows.write_record(row)?;
            }
        }
        rows.flush()?;
        Ok(())
    }
}

fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 10_000.0).round() / 10_000.0
}

fn origin_line(origin: &Origin) -> String {
    match origin.lang {
        Some(lang) => format!(
            "  translated from {lang} ({:.0} %)",
            origin.confidence * 100.0
        ),
        None => "  origin unknown".to_owned(),
    }
}

/// The text with its foreign stretches in colour or, without colour, between `[zh: ` and `]`.
fn coloured(text: &str, runs: &[LangRun], main: Lang, colours: bool) -> String {
    let mut shown = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for run in runs {
        if run.lang == main || run.lang == Lang::UND {
            continue;
        }
        shown.push_str(&text[at..run.span.start]);
        let stretch = run.span.of(text);
        if colours {
            let style = style_of(run.lang);
            shown.push_str(&format!("{style}{stretch}{style:#}"));
        } else {
            shown.push_str(&format!("[{}: {stretch}]", run.lang));
        }
        at = run.span.end;
    }
    shown.push_str(&text[at..]);
    shown
}

fn style_of(lang: Lang) -> Style {
    let colour = match lang {
        Lang::ZH => AnsiColor::Red,
        Lang::EN => AnsiColor::Blue,
        Lang::PT => AnsiColor::Green,
        _ => AnsiColor::Magenta,
    };
    Style::new().bold().fg_color(Some(colour.into()))
}
