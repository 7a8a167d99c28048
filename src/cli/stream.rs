//! `alinha stream`.

use std::fs;
use std::path::PathBuf;

use alinha::check::Settings;
use alinha::glossary::names::Candidates;
use alinha::pipeline::stream::{StreamOptions, Task, run_stream};
use alinha::text::OffsetUnit;
use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::options::Global;
use super::{Outcome, Streams};

/// The tasks by their names on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum TaskName {
    /// {text} -> lang, confidence, share, spans
    Detect,
    /// {text, lang?} -> segments
    Segment,
    /// {text, lang?} -> text, edits, suggestions
    #[value(alias = "normalize")]
    Normalise,
    /// {text, lang?} or {source, target, src_lang, tgt_lang} -> flags, score
    Check,
    /// {src, tgt, src_lang?, tgt_lang?} -> links
    Align,
    /// {docs: [{doc, text or sentences, lang?}]} -> links
    Mine,
    /// {text} -> pairs
    Gloss,
    /// {name, lang?, candidates?, k?} -> ranked
    Match,
    /// {text} -> vector
    Embed,
}

impl From<TaskName> for Task {
    fn from(name: TaskName) -> Self {
        match name {
            TaskName::Detect => Self::Detect,
            TaskName::Segment => Self::Segment,
            TaskName::Normalise => Self::Normalise,
            TaskName::Check => Self::Check,
            TaskName::Align => Self::Align,
            TaskName::Mine => Self::Mine,
            TaskName::Gloss => Self::Gloss,
            TaskName::Match => Self::Match,
            TaskName::Embed => Self::Embed,
        }
    }
}

/// Arguments of `alinha stream`.
#[derive(Debug, Args)]
#[command(after_help = r#"
One JSON object a line in, one a line out, in the same order. A record that cannot be done
gives {"id", "error": {"code", "message", "line"}}; the rest goes on.

Examples:
  echo '{"id":1,"text":"The Cazaque delegation"}' | alinha stream normalise
  alinha stream align < pairs.jsonl > links.jsonl"#)]
pub(super) struct Arguments {
    /// What is done to each record
    #[arg(value_enum)]
    task: TaskName,
    /// Unit of offsets: chars (Unicode scalar values), bytes (UTF-8) or utf16
    #[arg(long, value_name = "KIND", default_value = "chars")]
    offsets: OffsetUnit,
    /// Longest record; a longer one becomes an error record
    #[arg(long, value_name = "N", default_value_t = 64 << 20)]
    max_record_bytes: usize,
    /// File with the candidates of `match`, one name a line
    #[arg(long, value_name = "FILE")]
    candidates: Option<PathBuf>,
    /// Exit with 3 if a record could not be done
    #[arg(long)]
    fail_on_error: bool,
}

impl Arguments {
    pub(super) fn run(&self, global: &Global, streams: &mut Streams) -> anyhow::Result<Outcome> {
        let candidates = match &self.candidates {
            None => None,
            Some(path) => {
                let names = fs::read_to_string(path)
                    .with_context(|| format!("cannot read the candidates {}", path.display()))?;
                Some(Candidates::new(names.lines().map(str::to_owned).collect()))
            }
        };
        let engine = global.engine(Settings::default())?;
        let options = StreamOptions {
            task: self.task.into(),
            offsets: self.offsets,
            max_record_bytes: self.max_record_bytes,
            candidates,
        };
        let counts = run_stream(&engine, &options, std::io::stdin(), streams.out())?;
        streams.note(&format!(
            "records in {}, out {}, failed {}",
            counts.records_in, counts.records_out, counts.failed
        ));
        Ok(if self.fail_on_error && counts.failed > 0 {
            Outcome::Partial
        } else {
            Outcome::Done
        })
    }
}
