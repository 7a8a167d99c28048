//! `alinha model`.

use std::path::{Path, PathBuf};

use alinha::embed::{Manifest, ModelFile, StaticEncoder};
use anyhow::bail;
use clap::{Args, Subcommand};

use super::{Outcome, Streams, message, model_eval, model_train};

/// Arguments of `alinha model`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  alinha model info                    the model in the program
  alinha model info my.model --json
  alinha model verify *.model
  alinha model train --parallel memory.tmx --out my.model
  alinha model eval --parallel held-out.tsv --model my.model")]
pub(super) struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Show what a model is and how it was made
    Info {
        /// A .model file [default: the built-in model]
        model: Option<PathBuf>,
        /// The whole manifest as JSON
        #[arg(long)]
        json: bool,
    },
    /// Check that models are whole and sound; exits with 2 if one is not
    Verify {
        /// .model files [default: the built-in model]
        models: Vec<PathBuf>,
    },
    /// Teach a model your own translations
    Train(Box<model_train::Arguments>),
    /// Measure how well a model finds translations among other sentences
    Eval(model_eval::Arguments),
}

impl Arguments {
    pub(super) fn run(&self, streams: &mut Streams) -> anyhow::Result<Outcome> {
        match &self.task {
            Task::Info { model, json } => info(model.as_deref(), *json, streams),
            Task::Verify { models } => verify(models, streams),
            Task::Train(arguments) => arguments.run(streams),
            Task::Eval(arguments) => eval(arguments, streams),
        }
    }
}

fn eval(arguments: &model_eval::Arguments, streams: &mut Streams) -> anyhow::Result<Outcome> {
    if arguments.model == Path::new("builtin") {
        return arguments.run(StaticEncoder::builtin(), streams);
    }
    arguments.run(&StaticEncoder::open(&arguments.model)?, streams)
}

fn info(path: Option<&Path>, json: bool, streams: &mut Streams) -> anyhow::Result<Outcome> {
    let opened;
    let manifest = match path {
        Some(path) => {
            opened = ModelFile::open(path)?;
            opened.manifest()
        }
        None => StaticEncoder::builtin().manifest(),
    };
    let text = if json {
        serde_json::to_string_pretty(manifest)?
    } else {
        described(manifest)
    };
    writeln!(streams.out(), "{}", text.trim_end())?;
    Ok(Outcome::Done)
}

/// A line for each thing; what is known of the training below, as it stands in the file.
fn described(manifest: &Manifest) -> String {
    let Manifest {
        name,
        version,
        dim,
        bits,
        rows,
        length_rows,
        ..
    } = manifest;
    let languages = manifest.languages.join(", ");
    let training = serde_json::to_string_pretty(&manifest.training).unwrap_or_default();
    format!(
        "name       {name}\n\
         version    {version}\n\
         languages  {languages}\n\
         vectors    {dim} values\n\
         table      {rows} rows of {bits} bits a value\n\
         pieces     {}\n\
         lengths    {length_rows} rows\n\
         folding    rules {}\n\
         sha256     {}\n\
         training   {training}",
        rows - length_rows,
        manifest.fold_version,
        manifest.sha256,
    )
}

fn verify(paths: &[PathBuf], streams: &mut Streams) -> anyhow::Result<Outcome> {
    let mut checks: Vec<(String, Result<ModelFile, _>)> = paths
        .iter()
        .map(|path| (path.display().to_string(), ModelFile::open(path)))
        .collect();
    if checks.is_empty() {
        let bytes = ModelFile::builtin_bytes();
        checks.push(("built-in model".to_owned(), ModelFile::parse(bytes)));
    }
    let mut errors = Vec::new();
    let total = checks.len();
    for (name, check) in checks {
        match check {
            Ok(model) => {
                let Manifest {
                    name: model,
                    version,
                    rows,
                    dim,
                    ..
                } = model.manifest();
                writeln!(
                    streams.out(),
                    "{name}: sound ({model} {version}, {rows} rows of {dim})"
                )?;
            }
            Err(error) => errors.push(anyhow::Error::from(error)),
        }
    }
    match (errors.len(), total) {
        (0, _) => Ok(Outcome::Done),
        (1, 1) => Err(errors.remove(0)),
        (bad, all) => {
            for error in &errors {
                streams.error(&message(error));
            }
            bail!("{bad} of {all} models cannot be used")
        }
    }
}
