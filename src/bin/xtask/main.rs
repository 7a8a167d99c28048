//! Developer tasks: `cargo xtask eval`, `cargo xtask model-data`, `cargo xtask align-fit`,
//! `cargo xtask mine-fit`, `cargo xtask score-fit`, `cargo xtask train-names`,
//! `cargo xtask words`.

mod align_fit;
mod align_noise;
mod corpora;
mod eval;
mod logistic;
mod mine_fit;
mod model_data;
mod pair_fit;
mod reliability;
mod score_fit;
mod train_lang;
mod train_names;
mod words;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Developer tasks of alinha.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Measure quality on the evaluation kits and rewrite the tables in tests/eval
    Eval(eval::Arguments),
    /// Split the parallel corpora into training rows and held-out rows
    ModelData(model_data::Arguments),
    /// Fit the aligner's weights on synthetic noise and on human alignments
    AlignFit(align_fit::Arguments),
    /// Fit the weights of mining on labelled events
    MineFit(mine_fit::Arguments),
    /// Fit the weights of pairing documents on synthetic documents
    PairFit(pair_fit::Arguments),
    /// Fit the weights by which a text is called raw machine translation
    ScoreFit(score_fit::Arguments),
    /// Train the language model
    TrainLang(train_lang::Arguments),
    /// Train the model of names
    TrainNames(train_names::Arguments),
    /// Learn a word table of the aligner from parallel sentences on stdin
    Words(words::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Eval(arguments) => eval::run(&arguments),
        Task::ModelData(arguments) => model_data::run(&arguments),
        Task::AlignFit(arguments) => align_fit::run(&arguments),
        Task::MineFit(arguments) => mine_fit::run(&arguments),
        Task::PairFit(arguments) => pair_fit::run(&arguments),
        Task::ScoreFit(arguments) => score_fit::run(&arguments),
        Task::TrainLang(arguments) => train_lang::run(&arguments),
        Task::TrainNames(arguments) => train_names::run(&arguments),
        Task::Words(arguments) => words::run(&arguments),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
