//! The bytes of a file, unpacked and in UTF-8.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use quick_xml::encoding::DecodingReader;

use super::PairProblem;

const BUFFER: usize = 1 << 16;

/// An opened file.
pub(in crate::train) struct Input {
    /// Its content: no gzip, no byte order mark, no UTF-16.
    pub(in crate::train) reader: Box<dyn BufRead + Send>,
    /// Whether it was packed.
    pub(in crate::train) is_gzip: bool,
}

impl Input {
    pub(in crate::train) fn open(path: &Path) -> Result<Self, PairProblem> {
        let mut file = BufReader::with_capacity(BUFFER, File::open(path).map_err(PairProblem::Io)?);
        let start = file.fill_buf().map_err(PairProblem::Io)?;
        let is_gzip = start.starts_with(&[0x1f, 0x8b]);
        let reader = if is_gzip {
            decode(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(file)))
        } else {
            decode(file)
        };
        let reader = reader.map_err(|error| PairProblem::reading(error, is_gzip))?;
        Ok(Self { reader, is_gzip })
    }
}

/// Takes a byte order mark off, and turns UTF-16, as spreadsheets and translation tools save it,
/// into UTF-8. Anything else passes as it is.
fn decode(mut reader: impl BufRead + Send + 'static) -> io::Result<Box<dyn BufRead + Send>> {
    let start = reader.fill_buf()?;
    let is_utf16 = matches!(
        start,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'<', 0, b'?', 0, ..] | [0, b'<', 0, b'?', ..]
    );
    if is_utf16 {
        return Ok(Box::new(DecodingReader::new(reader)));
    }
    let mark = "\u{feff}";
    if start.starts_with(mark.as_bytes()) {
        reader.consume(mark.len());
    }
    Ok(Box::new(reader))
}
