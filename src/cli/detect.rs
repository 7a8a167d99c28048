//! `alinha detect`.

use std::path::PathBuf;

use alinha::check::Settings;
use alinha::lang::{Detection, Lang, LangRun};
use alinha::text::{OffsetCounter, OffsetUnit, Text};
use anstyle::{AnsiColor, Style};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::files::{self, Source};
use super::options::{Global, InputOptions};
use super::{Outcome, Streams};

/// What `detect` prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One line a text; with --spans, the text in colour
    #[default]
    Human,
    /// One JSON object a text
    Jsonl,
    /// One row a text or, with --spans, a stretch
    Csv,
}

/// Arguments of `alinha detect`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  alinha detect corpus
  alinha detect --spans --format csv quotes.txt > spans.csv
  alinha detect --languages zh,en,pt - < text.txt")]
pub(super) struct Arguments {
    /// Texts, folders of texts, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Show the stretches inside each text
    #[arg(long)]
    spans: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    input: InputOptions,
}

impl Arguments {
    pub(super) fn run(&self, global: &Global, streams: &mut Streams) -> anyhow::Result<Outcome> {
        let engine = global.engine(Settings::default())?;
        let (texts, failed) = files::read_all(&self.files, &self.input, streams)?;
        let mut rows = csv::Writer::from_writer(Vec::new());
        if self.format == Format::Csv {
            if self.spans {
                rows.write_record(["file", "start", "end", "lang", "confidence", "text"])?;
            } else {
                rows.write_record(["file", "lang", "confidence", "encoding"])?;
            }
        }
        let width = texts
            .iter()
            .map(|(source, _)| unicode_width::UnicodeWidthStr::width(source.name().as_str()))
            .max();
        for (source, text) in &texts {
            let detection = engine.detect(text.as_str());
            match self.format {
                Format::Human => {
                    let shown = self.human(source, text, &detection, width.unwrap_or(0), streams);
                    streams.out().write_all(shown.as_bytes())?;
                }
                Format::Jsonl => {
                    let record = jsonl(source, text, &detection, self.spans);
                    writeln!(streams.out(), "{record}")?;
                }
                Format::Csv if self.spans => {
                    let mut counter = OffsetCounter::new(text.as_str(), OffsetUnit::Chars);
                    for run in &detection.runs {
                        let (start, end) = counter.span(run.span);
                        rows.write_record([
                            source.name(),
                            start.to_string(),
                            end.to_string(),
                            run.lang.to_string(),
                            format!("{:.2}", run.confidence),
                            run.span.of(text.as_str()).to_owned(),
                        ])?;
                    }
                }
                Format::Csv => rows.write_record([
                    source.name(),
                    detection.tag.to_string(),
                    format!("{:.2}", detection.confidence),
                    text.encoding().name().to_owned(),
                ])?,
            }
        }
        streams.out().write_all(&rows.into_inner()?)?;
        Ok(if failed > 0 {
            Outcome::Partial
        } else {
            Outcome::Done
        })
    }

    fn human(
        &self,
        source: &Source,
        text: &Text,
        detection: &Detection,
        width: usize,
        streams: &Streams,
    ) -> String {
        let name = source.name();
        let padding = width.saturating_sub(unicode_width::UnicodeWidthStr::width(name.as_str()));
        let others: Vec<String> = detection
            .share
            .iter()
            .filter(|(lang, share)| *lang != detection.tag.lang && *share >= 0.005)
            .map(|(lang, share)| format!("{lang} {:.0} %", share * 100.0))
            .collect();
        let mut line = format!(
            "{name}{}  {:<8} {:>4.0} %  {}",
            " ".repeat(padding),
            detection.tag,
            detection.confidence * 100.0,
            text.encoding().name()
        );
        if !others.is_empty() {
            line.push_str(&format!("  with {}", others.join(", ")));
        }
        line.push('\n');
        if self.spans {
            line.push_str(&coloured(
                text.as_str(),
                &detection.runs,
                detection.tag.lang,
                streams.colours_results(),
            ));
            line.push('\n');
        }
        line
    }
}

fn jsonl(source: &Source, text: &Text, detection: &Detection, spans: bool) -> serde_json::Value {
    let mut record = json!({
        "file": source.name(),
        "lang": detection.tag,
        "confidence": (f64::from(detection.confidence) * 10_000.0).round() / 10_000.0,
        "encoding": text.encoding().name(),
    });
    if spans {
        let mut counter = OffsetCounter::new(text.as_str(), OffsetUnit::Chars);
        let rows: Vec<serde_json::Value> = detection
            .runs
            .iter()
            .map(|run| {
                let (start, end) = counter.span(run.span);
                json!({ "start": start, "end": end, "lang": run.lang })
            })
            .collect();
        record["spans"] = json!(rows);
    }
    record
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
