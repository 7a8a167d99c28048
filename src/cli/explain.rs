//! `alinha explain`.

use alinha::check::{docs, registry};
use anyhow::bail;
use clap::Args;

use super::{Outcome, Streams};

/// Arguments of `alinha explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  alinha explain NAME001
  alinha explain currency-spacing
  alinha explain                       all rules, a line each")]
pub(super) struct Arguments {
    /// Id or name of a rule [default: all, a line each]
    rule: Option<String>,
}

impl Arguments {
    pub(super) fn run(&self, streams: &mut Streams) -> anyhow::Result<Outcome> {
        let text = match &self.rule {
            None => registry()
                .iter()
                .map(|rule| rule.meta())
                .map(|meta| format!("{:<8} {:<24} {}\n", meta.id, meta.name, meta.what))
                .collect(),
            Some(rule) => match docs::explain(rule) {
                Some(text) => text,
                None => bail!("there is no rule `{rule}`; `alinha explain` lists them"),
            },
        };
        streams.out().write_all(text.as_bytes())?;
        Ok(Outcome::Done)
    }
}
