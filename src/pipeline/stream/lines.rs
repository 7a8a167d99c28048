//! Reading lines in batches, noticing when the input pauses.

use std::io::{self, BufRead, BufReader, Read};
use std::mem;
use std::sync::mpsc::SyncSender;

use serde_json::{Map, Value};

use super::RecordError;

/// Lines in one batch at most: enough to keep all threads busy.
const MAX_LINES: usize = 512;
/// A batch closes once it holds this many bytes.
const MAX_BYTES: usize = 4 << 20;
/// Bytes read at once.
const BUFFER_BYTES: usize = 1 << 20;
/// What some programs put before the first line.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// One line of the input.
#[derive(Debug)]
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: usize,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Bytes(Vec<u8>),
    /// Longer than the limit given here.
    TooLarge(usize),
}

/// Some lines that are worked on together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) lines: Vec<Line>,
    /// True when nothing more was waiting to be read.
    pub(super) input_paused: bool,
}

impl Line {
    /// The record on this line.
    pub(super) fn parse(&self) -> Result<Map<String, Value>, RecordError> {
        let bytes = match &self.content {
            Content::Bytes(bytes) => bytes,
            Content::TooLarge(limit) => return Err(RecordError::TooLarge { limit: *limit }),
        };
        let text =
            std::str::from_utf8(bytes).map_err(|error| RecordError::Utf8(error.valid_up_to()))?;
        match serde_json::from_str(text) {
            Ok(Value::Object(record)) => Ok(record),
            Ok(Value::Array(_)) => Err(RecordError::NotAnObject("an array")),
            Ok(Value::String(_)) => Err(RecordError::NotAnObject("a string")),
            Ok(_) => Err(RecordError::NotAnObject("a bare value")),
            Err(error) => Err(RecordError::Json(error.to_string())),
        }
    }
}

/// Sends the lines of `input` in batches until it ends, fails or nobody listens any more.
pub(super) fn read_batches<R: Read>(
    input: R,
    limit: usize,
    sender: &SyncSender<io::Result<Batch>>,
) {
    let mut input = BufReader::with_capacity(BUFFER_BYTES, input);
    let mut batch = Batch::default();
    let mut bytes = 0;
    let mut number = 0;
    loop {
        let content = match read_line(&mut input, limit) {
            Ok(Some(content)) => content,
            Ok(None) => break,
            Err(error) => {
                // The last error: if nobody listens, nobody needs it.
                let _ = sender.send(Err(error));
                return;
            }
        };
        number += 1;
        let content = match content {
            Content::Bytes(line) if number == 1 && line.starts_with(BOM) => {
                Content::Bytes(line[BOM.len()..].to_vec())
            }
            content => content,
        };
        if let Content::Bytes(line) = &content {
            bytes += line.len();
        }
        batch.lines.push(Line { number, content });
        // Without a whole line in the buffer the next read may have to wait.
        batch.input_paused = !input.buffer().contains(&b'\n');
        if batch.input_paused || batch.lines.len() >= MAX_LINES || bytes >= MAX_BYTES {
            bytes = 0;
            if sender.send(Ok(mem::take(&mut batch))).is_err() {
                return;
            }
        }
    }
    if !batch.lines.is_empty() {
        batch.input_paused = true;
        let _ = sender.send(Ok(batch));
    }
}

/// The next line without its end; `None` when the input is at its end.
///
/// A line over `limit` is read to its end and dropped, so the stream goes on behind it.
fn read_line<R: BufRead>(input: &mut R, limit: usize) -> io::Result<Option<Content>> {
    let mut line = Vec::new();
    let mut too_large = false;
    let mut read_any = false;
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            break;
        }
        read_any = true;
        let end = available.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(available.len());
        if line.len() + taken > limit {
            too_large = true;
            line = Vec::new();
        }
        if !too_large {
            line.extend_from_slice(&available[..taken]);
        }
        let used = end.map_or(taken, |end| end + 1);
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    if !read_any {
        return Ok(None);
    }
    if too_large {
        return Ok(Some(Content::TooLarge(limit)));
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(Some(Content::Bytes(line)))
}
