//! `alinha segment`.

use std::path::PathBuf;

use alinha::check::Settings;
use alinha::text::{OffsetCounter, OffsetUnit};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::files;
use super::options::{Global, InputOptions};
use super::{Outcome, Streams};

/// What `segment` prints.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// One sentence a line, an empty line between texts
    #[default]
    Lines,
    /// One JSON object a sentence: file, id, start, end, lang, text
    Jsonl,
}

/// Arguments of `alinha segment`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  alinha segment news.txt > news.sentences
  alinha segment --format jsonl corpus | head")]
pub(super) struct Arguments {
    /// Texts, folders of texts, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
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
        for (index, (source, text)) in texts.into_iter().enumerate() {
            let document = engine.document(source.name(), text, self.input.lang);
            let out = streams.out();
            match self.format {
                Format::Lines => {
                    if index > 0 {
                        writeln!(out)?;
                    }
                    for sentence in document.sentences() {
                        // A line break inside a sentence would make two of it.
                        let words: Vec<&str> = sentence.lines().map(str::trim).collect();
                        writeln!(out, "{}", words.join(" "))?;
                    }
                }
                Format::Jsonl => {
                    let content = document.text.as_str();
                    let mut counter = OffsetCounter::new(content, OffsetUnit::Chars);
                    for (id, segment) in document.segments.iter().enumerate() {
                        let (start, end) = counter.span(segment.span);
                        let record = json!({
                            "file": document.id,
                            "id": id,
                            "start": start,
                            "end": end,
                            "lang": document.segment_lang(id),
                            "text": segment.span.of(content),
                        });
                        writeln!(out, "{record}")?;
                    }
                }
            }
        }
        Ok(if failed > 0 {
            Outcome::Partial
        } else {
            Outcome::Done
        })
    }
}
