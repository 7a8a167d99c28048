//! `alinha align`.

use std::path::PathBuf;

use alinha::check::Settings;
use alinha::format::aligned_csv;
use alinha::lang::LangTag;
use alinha::pipeline::{align_texts, replace_file};
use alinha::report::BitextView;
use alinha::text::TextEncoding;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::Path;

use super::files::{self, Source};
use super::options::{Global, InputOptions, Profile, parse_encoding};
use super::{Outcome, Streams};

/// What `align` writes.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// The table of beads that translators work on
    #[default]
    Csv,
    /// One JSON object a bead: src ids, tgt ids, score, texts
    Jsonl,
    /// One bead a line, `[0]:[0, 1]:0.93`, as Vecalign writes it
    Ladder,
}

/// Arguments of `alinha align`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  alinha align story.zh.txt story.en.txt -o pairs.csv
  alinha align story.pt.txt story.en.txt --profile excel -o pairs.csv
  alinha align zh.txt en.txt --format ladder")]
pub(super) struct Arguments {
    /// The text that was translated
    source: PathBuf,
    /// Its translation
    target: PathBuf,
    /// File to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What to write
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// How the table is written
    #[arg(long, value_enum, default_value_t)]
    profile: Profile,
    /// Language of the source [default: detected]
    #[arg(long, value_name = "TAG")]
    src_lang: Option<LangTag>,
    /// Language of the target [default: detected]
    #[arg(long, value_name = "TAG")]
    tgt_lang: Option<LangTag>,
    /// Encoding of both files [default: guessed for each]
    #[arg(long, value_name = "NAME", value_parser = parse_encoding)]
    encoding: Option<TextEncoding>,
}

impl Arguments {
    pub(super) fn run(&self, global: &Global, streams: &mut Streams) -> anyhow::Result<Outcome> {
        let engine = global.engine(Settings::default())?;
        let read = |path: &Path, lang: Option<LangTag>| -> anyhow::Result<_> {
            let options = InputOptions {
                lang,
                encoding: self.encoding,
            };
            let source = if path == Path::new("-") {
                Source::Stdin
            } else {
                Source::File(path.to_owned())
            };
            let text = files::read(&source, &options)?;
            Ok((source.name(), text, lang))
        };
        let source = read(&self.source, self.src_lang)?;
        let target = read(&self.target, self.tgt_lang)?;
        let result = align_texts(&engine, source, target);
        let bitext = &result.bitexts[0];
        let sentences =
            |doc: usize| -> Vec<&str> { result.documents[doc].document.sentences().collect() };
        let (source_sentences, target_sentences) =
            (sentences(bitext.source), sentences(bitext.target));
        let mut bytes = Vec::new();
        match self.format {
            Format::Csv => {
                let view = BitextView::new(&result, bitext).context("the pair just made")?;
                aligned_csv::write(&mut bytes, &view, self.profile.into())?;
            }
            Format::Jsonl | Format::Ladder => {
                for bead in &bitext.alignment.beads {
                    let source_ids: Vec<usize> = bead.source.clone().collect();
                    let target_ids: Vec<usize> = bead.target.clone().collect();
                    let line = if matches!(self.format, Format::Ladder) {
                        format!("{source_ids:?}:{target_ids:?}:{:.4}", bead.score)
                    } else {
                        json!({
                            "src_ids": source_ids,
                            "tgt_ids": target_ids,
                            "score": (f64::from(bead.score) * 10_000.0).round() / 10_000.0,
                            "src": &source_sentences[bead.source.clone()],
                            "tgt": &target_sentences[bead.target.clone()],
                        })
                        .to_string()
                    };
                    bytes.extend_from_slice(line.as_bytes());
                    bytes.push(b'\n');
                }
            }
        }
        match &self.output {
            Some(path) => replace_file(path, &bytes)?,
            None => streams.out().write_all(&bytes)?,
        }
        Ok(Outcome::Done)
    }
}
