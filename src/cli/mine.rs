//! `alinha mine`.

use std::path::PathBuf;

use alinha::align::SentenceId;
use alinha::check::Settings;
use alinha::format::links_csv;
use alinha::pipeline::{link_texts, replace_file};
use alinha::report::RunResult;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::files;
use super::options::{Global, InputOptions, Profile};
use super::{Outcome, Streams};

/// What `mine` writes.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For reading in the terminal
    #[default]
    Human,
    /// The table that `run` writes to links.csv
    Csv,
    /// One JSON object a link
    Jsonl,
}

/// Arguments of `alinha mine`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  alinha mine report-a.txt report-b.txt
  alinha mine --format csv -o links.csv reports")]
pub(super) struct Arguments {
    /// Two or more texts, or folders of texts
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// File to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What to write
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// How the table is written
    #[arg(long, value_enum, default_value_t)]
    profile: Profile,
    #[command(flatten)]
    input: InputOptions,
}

impl Arguments {
    pub(super) fn run(&self, global: &Global, streams: &mut Streams) -> anyhow::Result<Outcome> {
        let engine = global.engine(Settings::default())?;
        let (texts, failed) = files::read_all(&self.files, &self.input, streams)?;
        let texts = texts
            .into_iter()
            .map(|(source, text)| (source.name(), text))
            .collect();
        let result = link_texts(&engine, texts, self.input.lang);
        let RunResult {
            documents, links, ..
        } = &result;
        let sentence = |id: SentenceId| {
            let document = &documents[id.doc].document;
            document.segments[id.sentence]
                .span
                .of(document.text.as_str())
        };
        let name = |id: SentenceId| &documents[id.doc].document.id;
        let mut bytes = Vec::new();
        match self.format {
            Format::Csv => links_csv::write(&mut bytes, &result, self.profile.into())?,
            Format::Jsonl => {
                for link in links {
                    let record = json!({
                        "a": { "doc": name(link.a), "sentence": link.a.sentence },
                        "b": { "doc": name(link.b), "sentence": link.b.sentence },
                        "score": (f64::from(link.score) * 10_000.0).round() / 10_000.0,
                        "reasons": link.reasons,
                        "a_text": sentence(link.a),
                        "b_text": sentence(link.b),
                    });
                    bytes.extend_from_slice(format!("{record}\n").as_bytes());
                }
            }
            Format::Human => {
                for link in links {
                    let mut reasons = link.reasons.join("; ");
                    for conflict in &link.conflicts {
                        reasons.push_str(&format!(
                            "; they differ: {} / {}",
                            conflict.a.of(sentence(link.a)),
                            conflict.b.of(sentence(link.b))
                        ));
                    }
                    bytes.extend_from_slice(
                        format!(
                            "{:.2}  {reasons}\n  {}:{}  {}\n  {}:{}  {}\n\n",
                            link.score,
                            name(link.a),
                            link.a.sentence,
                            sentence(link.a),
                            name(link.b),
                            link.b.sentence,
                            sentence(link.b),
                        )
                        .as_bytes(),
                    );
                }
            }
        }
        match &self.output {
            Some(path) => replace_file(path, &bytes)?,
            None => streams.out().write_all(&bytes)?,
        }
        Ok(if failed > 0 {
            Outcome::Partial
        } else {
            Outcome::Done
        })
    }
}
