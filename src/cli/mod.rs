//! The command line: arguments, streams and exit codes.
//!
//! The only place that reads standard input, prints, or turns errors into messages. Results go
//! to standard output, everything else to standard error.

mod align;
mod baseline;
mod check;
mod config;
mod detect;
mod edits;
mod explain;
mod files;
mod fixing;
mod glossary;
mod markers;
mod mine;
mod model;
mod model_eval;
mod model_train;
mod normalise;
mod options;
mod progress;
mod report_file;
mod run;
mod segment;
mod stream;
mod streams;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use streams::Streams;

/// Aligns, normalises and checks mixed Chinese, English and Portuguese texts.
#[derive(Debug, Parser)]
#[command(
    name = "alinha",
    version,
    max_term_width = 100,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  alinha run corpus --out out          everything over a folder, with a report to read
  alinha normalise news.txt --diff     which names would change
  alinha check news.txt                what shows that a machine translated it
  alinha align zh.txt en.txt -o pairs.csv

Exit codes: 0 done, 1 findings at or above --fail-on, 2 could not do the work,
3 finished, but some input files failed."
)]
struct Arguments {
    #[command(flatten)]
    global: options::Global,
    #[command(flatten)]
    config: config::ConfigOptions,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run everything over a folder: detect, align, normalise, check, report
    Run(run::Arguments),
    /// Tell the language of texts and of the stretches inside them
    Detect(detect::Arguments),
    /// Split texts into sentences
    Segment(segment::Arguments),
    /// Pair the sentences of two texts that are translations of each other
    Align(align::Arguments),
    /// Find sentences of different texts that tell the same
    Mine(mine::Arguments),
    /// Put names and terms into their preferred form, changing nothing else
    #[command(visible_alias = "normalize")]
    Normalise(normalise::Arguments),
    /// Find what is wrong in texts
    Check(check::Arguments),
    /// Say what a rule flags and why
    Explain(explain::Arguments),
    /// Look at and keep the glossary
    Glossary(glossary::Arguments),
    /// Look at, check, train and measure sentence models
    Model(model::Arguments),
    /// Answer JSON Lines records from other programs
    Stream(stream::Arguments),
}

/// How a command ended when it could do its work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Nothing to say.
    #[default]
    Done,
    /// Findings at or above the level that was asked for.
    Findings,
    /// Some input files could not be read.
    Partial,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::Findings => 1,
            Outcome::Partial => 3,
        })
    }
}

/// Reads the arguments, runs the command, reports what went wrong.
pub(crate) fn main() -> ExitCode {
    let mut arguments = Arguments::parse();
    let mut streams = Streams::new(arguments.global.color);
    let result = dispatch(&mut arguments, &mut streams).and_then(|outcome| {
        streams.flush()?;
        Ok(outcome)
    });
    match result {
        Ok(outcome) => outcome.into(),
        // The reader had enough (`alinha ... | head`): that is no error.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            streams.error(&message(&error));
            ExitCode::from(2)
        }
    }
}

fn dispatch(arguments: &mut Arguments, streams: &mut Streams) -> anyhow::Result<Outcome> {
    let config = match &arguments.command {
        // They ask for nothing that a file of options could say.
        Command::Explain(_) | Command::Model(_) => config::Config::default(),
        _ => arguments.config.load()?,
    };
    let languages = match &arguments.command {
        Command::Check(_) if !config.check.languages.is_empty() => &config.check.languages,
        _ => &config.languages,
    };
    arguments.global.complete(languages, &config.glossary);
    let global = &arguments.global;
    global.start_threads()?;
    match &arguments.command {
        Command::Run(command) => command.run(global, streams),
        Command::Detect(command) => command.run(global, streams),
        Command::Segment(command) => command.run(global, streams),
        Command::Align(command) => command.run(global, streams),
        Command::Mine(command) => command.run(global, streams),
        Command::Normalise(command) => command.run(global, streams),
        Command::Check(command) => command.run(global, &config.check, streams),
        Command::Explain(command) => command.run(streams),
        Command::Glossary(command) => command.run(global, streams),
        Command::Model(command) => command.run(streams),
        Command::Stream(command) => command.run(global, streams),
    }
}

/// The error and its causes in one line: each thing once, without the system's error numbers.
fn message(error: &anyhow::Error) -> String {
    let mut message = String::new();
    for cause in error.chain() {
        let text = match cause.downcast_ref::<std::io::Error>() {
            Some(error) => alinha::pipeline::io_reason(error),
            None => cause.to_string(),
        };
        // Many errors quote their cause already.
        if message.to_lowercase().contains(&text.to_lowercase()) {
            continue;
        }
        if !message.is_empty() {
            message.push_str(": ");
        }
        message.push_str(&text);
    }
    message
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_consistent() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }
}
