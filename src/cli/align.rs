//! `alinha align`.

use std::io::Write as _;
use std::path::PathBuf;

use alinha::align::{Alignment, Side, TermCandidate, WordLink};
use alinha::check::Settings;
use alinha::format::{aligned_csv, words_csv};
use alinha::lang::LangTag;
use alinha::pipeline::{Engine, align_texts, replace_file};
use alinha::report::BitextView;
use alinha::text::TextEncoding;
use anyhow::{Context as _, ensure};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
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
  alinha align zh.txt en.txt --format ladder
  alinha align story.zh.txt story.en.txt --words -o words.csv
  alinha align story.zh.txt story.en.txt --terms --profile excel -o candidates.csv")]
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
    /// Write where each number, name, term and word went, instead of the beads
    #[arg(long, conflicts_with = "terms")]
    words: bool,
    /// Write phrases that are always translated the same way and are in no glossary yet, instead
    /// of the beads
    #[arg(long)]
    terms: bool,
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
        let is_word_level = self.words || self.terms;
        ensure!(
            !(is_word_level && matches!(self.format, Format::Ladder)),
            "the ladder format has no words; use --format csv or jsonl"
        );
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
        let bytes = if matches!(self.format, Format::Csv) && !is_word_level {
            let result = align_texts(&engine, source, target);
            let view =
                BitextView::new(&result, &result.bitexts[0]).context("the pair just made")?;
            let mut bytes = Vec::new();
            aligned_csv::write(&mut bytes, &view, self.profile.into())?;
            bytes
        } else {
            // Nothing else shows what is wrong in the texts, so nothing else looks for it.
            let documents =
                [source, target].map(|(name, text, lang)| engine.document(name, text, lang));
            let sentences = documents
                .each_ref()
                .map(|document| document.sentences().collect::<Vec<&str>>());
            let [source, target] = [0, 1].map(|side| Side {
                sentences: &sentences[side],
                lang: documents[side].lang,
            });
            let alignment = engine.align(&source, &target);
            if is_word_level {
                self.word_level(&engine, &source, &target, &alignment)?
            } else {
                self.beads(&source, &target, &alignment)
            }
        };
        match &self.output {
            Some(path) => replace_file(path, &bytes)?,
            None => streams.out().write_all(&bytes)?,
        }
        Ok(Outcome::Done)
    }

    fn beads(&self, source: &Side<'_>, target: &Side<'_>, alignment: &Alignment) -> Vec<u8> {
        let mut lines = String::new();
        for bead in &alignment.beads {
            let source_ids: Vec<usize> = bead.source.clone().collect();
            let target_ids: Vec<usize> = bead.target.clone().collect();
            lines += &if matches!(self.format, Format::Ladder) {
                format!("{source_ids:?}:{target_ids:?}:{:.4}", bead.score)
            } else {
                json!({
                    "src_ids": source_ids,
                    "tgt_ids": target_ids,
                    "score": rounded(bead.score),
                    "src": &source.sentences[bead.source.clone()],
                    "tgt": &target.sentences[bead.target.clone()],
                })
                .to_string()
            };
            lines.push('\n');
        }
        lines.into_bytes()
    }

    fn word_level(
        &self,
        engine: &Engine,
        source: &Side<'_>,
        target: &Side<'_>,
        alignment: &Alignment,
    ) -> anyhow::Result<Vec<u8>> {
        let profile = self.profile.into();
        let mut bytes = Vec::new();
        let lines: Vec<Value> = if self.terms {
            let found = engine.term_candidates(source, target, alignment);
            if let Format::Csv = self.format {
                words_csv::write_candidates(&mut bytes, (source, target), &found, profile)?;
                return Ok(bytes);
            }
            let line = |term: &TermCandidate| {
                json!({
                    "kind": term.kind.as_str(),
                    "source": term.source,
                    "target": term.target,
                    "count": term.count,
                    "score": rounded(term.score),
                })
            };
            found.iter().map(line).collect()
        } else {
            let beads = alignment.beads.iter();
            let links: Vec<WordLink> = beads
                .flat_map(|bead| engine.word_links(source, target, bead))
                .collect();
            if let Format::Csv = self.format {
                words_csv::write_links(&mut bytes, (source, target), &links, profile)?;
                return Ok(bytes);
            }
            let line = |link: &WordLink| {
                json!({
                    "kind": link.kind.as_str(),
                    "source": link.source.span.of(source.sentences[link.source.sentence]),
                    "target": link.target.span.of(target.sentences[link.target.sentence]),
                    "score": rounded(link.score),
                    "src_id": link.source.sentence,
                    "tgt_id": link.target.sentence,
                })
            };
            links.iter().map(line).collect()
        };
        for line in lines {
            writeln!(bytes, "{line}")?;
        }
        Ok(bytes)
    }
}

/// Four decimals, as JSON shows them.
fn rounded(score: f32) -> f64 {
    (f64::from(score) * 10_000.0).round() / 10_000.0
}
