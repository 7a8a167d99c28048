//! `alinha stream`: JSON Lines in, JSON Lines out.
//!
//! Exactly one record out for each record in, in the same order. A record that cannot be done
//! becomes an error record; the rest of the stream goes on. Records are worked on in parallel,
//! a batch at a time, so memory is bounded by the largest records and not by the stream.

mod error;
mod lines;
mod tasks;

pub use tasks::origin_json;

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::engine::Engine;
use crate::glossary::names::Candidates;
use crate::text::OffsetUnit;

pub use error::RecordError;
use lines::{Batch, Line, read_batches};

/// What a stream does to its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Languages of the text and its stretches.
    Detect,
    /// Sentences.
    Segment,
    /// Names and terms put into their preferred form.
    Normalise,
    /// What is wrong in a text or a translation.
    Check,
    /// Sentences of two texts, paired.
    Align,
    /// Sentences of several texts that tell the same.
    Mine,
    /// Phrases beside their translation.
    Gloss,
    /// Names ranked by likeness.
    Match,
    /// A sentence vector.
    Embed,
}

/// How a stream runs.
#[derive(Clone, Debug)]
pub struct StreamOptions {
    /// What is done to each record.
    pub task: Task,
    /// Unit of all offsets, in and out.
    pub offsets: OffsetUnit,
    /// Longest record in bytes; a longer one becomes an error record.
    pub max_record_bytes: usize,
    /// Candidates of `match`, in place of the field.
    pub candidates: Option<Candidates>,
}

/// How many records went in, came out and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamCounts {
    /// Records read.
    pub records_in: usize,
    /// Records written.
    pub records_out: usize,
    /// Error records among them.
    pub failed: usize,
}

/// Answers every record of `input` on `output`.
///
/// Flushes whenever the input pauses, so that another program can wait for each answer.
///
/// # Errors
/// If `input` cannot be read or `output` cannot be written. A bad record is no error.
pub fn run_stream<R: Read + Send>(
    engine: &Engine,
    options: &StreamOptions,
    input: R,
    output: &mut dyn Write,
) -> io::Result<StreamCounts> {
    let mut counts = StreamCounts::default();
    thread::scope(|scope| {
        // One batch is worked on while the next one is read.
        let (sender, batches) = mpsc::sync_channel::<io::Result<Batch>>(1);
        let limit = options.max_record_bytes;
        scope.spawn(move || read_batches(input, limit, &sender));
        for batch in batches {
            let batch = batch?;
            let answers: Vec<(String, bool)> = batch
                .lines
                .par_iter()
                .map(|line| answer(engine, options, line))
                .collect();
            counts.records_in += batch.lines.len();
            for (record, failed) in answers {
                output.write_all(record.as_bytes())?;
                output.write_all(b"\n")?;
                counts.records_out += 1;
                counts.failed += usize::from(failed);
            }
            if batch.input_paused {
                output.flush()?;
            }
        }
        output.flush()?;
        Ok(counts)
    })
}

/// The record that answers `line`, and whether it is an error record.
fn answer(engine: &Engine, options: &StreamOptions, line: &Line) -> (String, bool) {
    let (id, result) = match line.parse() {
        Err(error) => (Value::Null, Err(error)),
        Ok(record) => {
            let id = record.get("id").cloned().unwrap_or(Value::Null);
            // A panic is a bug; it costs one record and not the stream.
            let result = catch_unwind(AssertUnwindSafe(|| tasks::answer(engine, options, &record)))
                .unwrap_or_else(|_| Err(RecordError::Panic));
            (id, result.map(|output| merged(record, output)))
        }
    };
    match result {
        Ok(record) => (Value::Object(record).to_string(), false),
        Err(error) => {
            let record = json!({
                "id": id,
                "error": {
                    "code": error.code(),
                    "message": error.to_string(),
                    "line": line.number,
                },
            });
            (record.to_string(), true)
        }
    }
}

/// The input's fields with the output's after them; where both have a field, the output wins.
fn merged(input: Map<String, Value>, output: Map<String, Value>) -> Map<String, Value> {
    let mut record = input;
    for (field, value) in output {
        // Input texts can be large: an output field takes the place of its namesake.
        record.insert(field, value);
    }
    record
}
