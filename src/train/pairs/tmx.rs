//! Translation units of a TMX file (LISA, TMX 1.4b).

use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::input::Input;
use super::{LONGEST, PairProblem};
use crate::lang::Lang;

/// Deepest nesting of elements: TMX needs ten or so.
const DEEPEST: usize = 100;

/// The translation units of a TMX file, each with the two texts that are asked for.
pub(super) struct TmxRows {
    reader: Reader<Metered>,
    is_gzip: bool,
    languages: Option<(Lang, Lang)>,
    buffer: Vec<u8>,
    unit: Unit,
    depth: usize,
    has_root: bool,
}

impl TmxRows {
    pub(super) fn new(input: Input, languages: Option<(Lang, Lang)>) -> Self {
        let mut reader = Reader::from_reader(Metered {
            inner: input.reader,
            left: LONGEST,
            line: 1,
        });
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            is_gzip: input.is_gzip,
            languages,
            buffer: Vec::new(),
            unit: Unit::default(),
            depth: 0,
            has_root: false,
        }
    }

    /// Reads the next unit; false at the end. A side that the unit lacks is empty.
    pub(super) fn read(&mut self) -> Result<bool, PairProblem> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().left = LONGEST;
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(_) if self.reader.get_ref().left == 0 => return Err(PairProblem::TooLong),
                Err(error) => return Err(problem(error, self.is_gzip)),
            };
            match event {
                Event::Decl(declaration) => {
                    if let Some(Ok(encoding)) = declaration.encoding() {
                        check_encoding(&encoding)?;
                    }
                }
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(broken("its elements are nested without end"));
                    }
                    if !self.has_root && tag.local_name().as_ref() != "tmx" {
                        let name = tag.local_name();
                        return Err(broken(format!("it begins with <{}>", name.as_ref())));
                    }
                    self.has_root = true;
                    self.unit.open(&tag, self.languages)?;
                }
                Event::End(tag) => {
                    self.depth -= 1;
                    if self.unit.close(tag.local_name().as_ref()) {
                        return Ok(true);
                    }
                }
                Event::Text(text) => self.unit.push(&text.xml10_content())?,
                Event::CData(text) => self.unit.push(&text.xml10_content())?,
                Event::GeneralRef(name) => {
                    let character = name
                        .resolve_char_ref()
                        .map_err(|error| problem(error, self.is_gzip))?;
                    match (
                        character,
                        quick_xml::escape::resolve_xml_entity(name.as_ref()),
                    ) {
                        (Some(character), _) => {
                            self.unit.push(character.encode_utf8(&mut [0; 4]))?;
                        }
                        (None, Some(text)) => self.unit.push(text)?,
                        (None, None) => {
                            return Err(broken(format!("unknown entity &{};", name.as_ref())));
                        }
                    }
                }
                Event::Eof if self.depth > 0 => return Err(broken("it ends in the middle")),
                Event::Eof if !self.has_root => return Err(broken("it has no <tmx>")),
                Event::Eof => return Ok(false),
                Event::Comment(_) | Event::PI(_) | Event::DocType(_) | Event::Empty(_) => {}
            }
        }
    }

    pub(super) fn sides(&self) -> (&str, &str) {
        (&self.unit.texts[0], &self.unit.texts[1])
    }

    pub(super) fn line(&self) -> u64 {
        self.reader.get_ref().line
    }
}

/// A translation unit as far as it has been read.
#[derive(Default)]
struct Unit {
    texts: [String; 2],
    /// Which of the texts have been found.
    found: [bool; 2],
    /// The text that the `<tuv>` being read is, if it is wanted.
    wanted: Option<usize>,
    in_segment: bool,
    /// Depth inside the formatting codes of a segment, which are not part of its text.
    code: usize,
}

impl Unit {
    fn open(
        &mut self,
        tag: &BytesStart,
        languages: Option<(Lang, Lang)>,
    ) -> Result<(), PairProblem> {
        if self.in_segment {
            let name = tag.local_name();
            let is_code = matches!(name.as_ref(), "bpt" | "ept" | "it" | "ph" | "ut");
            self.code += usize::from(is_code || self.code > 0);
            return Ok(());
        }
        match tag.local_name().as_ref() {
            "tu" => {
                self.texts.iter_mut().for_each(String::clear);
                self.found = [false; 2];
            }
            "tuv" => {
                let lang = language(tag)?;
                self.wanted = (0..2).find(|side| {
                    let fits = languages
                        .is_none_or(|(source, target)| lang == Some([source, target][*side]));
                    fits && !self.found[*side]
                });
            }
            "seg" => {
                self.in_segment = true;
                if let Some(side) = self.wanted {
                    self.found[side] = true;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// True at the end of the unit.
    fn close(&mut self, name: &str) -> bool {
        if self.code > 0 {
            self.code -= 1;
            return false;
        }
        match name {
            "seg" => self.in_segment = false,
            "tuv" => self.wanted = None,
            _ => {}
        }
        name == "tu"
    }

    /// Adds text of the segment, with line breaks and runs of spaces as one space.
    fn push(&mut self, text: &str) -> Result<(), PairProblem> {
        let Some(side) = self.wanted.filter(|_| self.in_segment && self.code == 0) else {
            return Ok(());
        };
        let side = &mut self.texts[side];
        for c in text.chars() {
            if !c.is_ascii_whitespace() {
                side.push(c);
            } else if !side.ends_with(' ') {
                side.push(' ');
            }
        }
        if side.len() > LONGEST {
            return Err(PairProblem::TooLong);
        }
        Ok(())
    }
}

fn language(tag: &BytesStart) -> Result<Option<Lang>, PairProblem> {
    for name in ["xml:lang", "lang"] {
        let attribute = tag
            .try_get_attribute(name)
            .map_err(|error| broken(error.to_string()))?;
        if let Some(attribute) = attribute {
            return Ok(attribute.value.trim().parse().ok());
        }
    }
    Ok(None)
}

fn check_encoding(name: &str) -> Result<(), PairProblem> {
    let name = name.to_ascii_lowercase();
    if name.starts_with("utf") || name.ends_with("ascii") {
        return Ok(());
    }
    Err(broken(format!("encoding {name}; save it as UTF-8")))
}

fn broken(reason: impl Into<String>) -> PairProblem {
    PairProblem::Tmx(reason.into())
}

fn problem(error: quick_xml::Error, is_gzip: bool) -> PairProblem {
    match error {
        quick_xml::Error::Io(error) => {
            PairProblem::reading(io::Error::new(error.kind(), error), is_gzip)
        }
        error => broken(error.to_string()),
    }
}

/// Counts lines, and stops when one event takes more bytes than any should.
struct Metered {
    inner: Box<dyn BufRead + Send>,
    left: usize,
    line: u64,
}

impl BufRead for Metered {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let buffer = self.inner.fill_buf()?;
        if self.left == 0 && !buffer.is_empty() {
            return Err(io::Error::other("an endless element"));
        }
        Ok(&buffer[..buffer.len().min(self.left)])
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(buffer) = self.inner.fill_buf() {
            let lines = buffer[..amount].iter().filter(|byte| **byte == b'\n');
            self.line += lines.count() as u64;
        }
        self.inner.consume(amount);
        self.left -= amount;
    }
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let amount = available.len().min(buffer.len());
        buffer[..amount].copy_from_slice(&available[..amount]);
        self.consume(amount);
        Ok(amount)
    }
}
