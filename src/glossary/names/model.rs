//! The model of names: how Chinese characters sound and which Latin letters they stand for.
//!
//! Counts of a monotone channel from Han characters to chunks of Latin letters, learned by
//! `cargo xtask train-names`, the Mandarin and Cantonese readings of characters, and how likely letters
//! follow each other in Latin names. `channel` turns the counts into probabilities.
//! The file is read where it lies; nothing is unpacked.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Letters of the longest chunk that one character stands for.
pub const LONGEST_CHUNK: usize = 7;
/// Letters of the alphabet, and the end of a name.
pub const LETTERS: usize = 27;
/// The end of a name, as a letter.
pub const END: u8 = 26;
/// The characters of the model: the block of unified ideographs.
pub const FIRST_CHARACTER: u32 = 0x4e00;
/// How many characters there are.
pub const CHARACTERS: usize = 0xa000 - 0x4e00;

/// First bytes of a model file.
const MAGIC: &[u8; 8] = b"ALNNAME1";
const SECTIONS: usize = 10;
/// Bytes of a chunk: five bits a letter.
const CHUNK_BYTES: usize = 5;

/// The tables of the model file.
#[derive(Clone, Copy, Debug)]
pub struct NameModel<'m> {
    /// How characters are read.
    pub readings: Readings<'m>,
    letters: &'m [u8],
    chunks: &'m [u8],
    context_keys: &'m [u8],
    context_ends: &'m [u8],
    context_wholes: &'m [u8],
    entry_chunks: &'m [u8],
    entry_counts: &'m [u8],
}

/// How characters are read, and what they are folded to.
#[derive(Clone, Copy, Debug)]
pub struct Readings<'m> {
    /// For each character its simplified form, Mandarin and Cantonese syllable: three numbers of 16 bits,
    /// zero for itself or none.
    characters: &'m [u8],
    /// Syllables without tones, a line each; numbers count from one. Pinyin with v for ü, and Jyutping.
    syllables: [&'m str; 2],
}

/// One character as the model knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Character {
    /// Its simplified form.
    pub simplified: char,
    /// Numbers of its Mandarin and its Cantonese syllable, zero for none.
    pub syllables: [u16; 2],
}

/// What is counted: chunks, or their parts, where a character or a part of its sound stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context<'a> {
    /// Consonants at the start of a chunk.
    Onset,
    /// The same after an initial of Pinyin.
    Initial(&'a str),
    /// What follows the consonants.
    Rest,
    /// The same for a final of Pinyin.
    Final(&'a str),
    /// Chunks of a Mandarin syllable.
    Syllable(u16),
    /// Chunks of a character.
    Character(char),
    /// Chunks of a character at a place of the name.
    Placed(char, Place),
}

/// Where a character stands in its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// At the start, with others after it.
    First,
    /// Between others.
    Middle,
    /// At the end, or alone.
    Last,
}

impl Place {
    /// The place of character `at` among `len`.
    #[must_use]
    pub fn of(at: usize, len: usize) -> Self {
        if at + 1 >= len {
            Self::Last
        } else if at == 0 {
            Self::First
        } else {
            Self::Middle
        }
    }
}

impl Context<'_> {
    /// True for the key of a character at a place.
    #[must_use]
    pub fn is_placed(key: u32) -> bool {
        key >> 24 >= 6
    }

    /// The key under which the model keeps it.
    #[must_use]
    pub fn key(self) -> u32 {
        let letters = |text: &str| {
            text.bytes()
                .take(4)
                .fold(0, |key, byte| key << 5 | u32::from(byte & 31))
        };
        let (kind, value) = match self {
            Self::Onset => (0, 0),
            Self::Initial(initial) => (1, letters(initial)),
            Self::Rest => (2, 0),
            Self::Final(rime) => (3, letters(rime)),
            Self::Syllable(number) => (4, u32::from(number)),
            Self::Character(c) => (5, u32::from(c)),
            Self::Placed(c, Place::First) => (6, u32::from(c)),
            Self::Placed(c, Place::Middle) => (7, u32::from(c)),
            Self::Placed(c, Place::Last) => (8, u32::from(c)),
        };
        kind << 24 | value
    }
}

/// What was counted in one context.
#[derive(Clone, Copy)]
pub struct Counts<'m> {
    chunks: &'m [u8],
    counts: &'m [u8],
    whole: f32,
}

impl Counts<'_> {
    /// Numbers of chunks, each with its share of the context. What is missing to one is the share of the
    /// wider context.
    pub fn shares(&self) -> impl Iterator<Item = (u16, f32)> {
        let chunks = self.chunks.chunks_exact(2);
        chunks
            .map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
            .zip(self.counts.iter())
            .map(|(chunk, step)| (chunk, count_of(*step) / self.whole))
    }
}

/// Counts are kept as logarithms in steps of a seventeenth, from .02 to 63,000.
fn count_of(step: u8) -> f32 {
    static COUNTS: LazyLock<[f32; 256]> =
        LazyLock::new(|| std::array::from_fn(|step| ((step as f32 - 67.0) / 17.0).exp()));
    COUNTS[usize::from(step)]
}

/// The step nearest to a count.
fn step_of(count: f64) -> u8 {
    (count.ln() * 17.0 + 67.0).round().clamp(0.0, 255.0) as u8
}

/// Probabilities of letters are kept as sixteenths of a nat.
const NAT: f32 = 16.0;

impl NameModel<'static> {
    /// The model in the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<NameModel<'static>> =
            LazyLock::new(|| NameModel::read(alinha_models::NAMES).unwrap_or(NameModel::SILENT));
        &BUILTIN
    }

    /// A model that knows nothing.
    const SILENT: Self = Self {
        readings: Readings {
            characters: &[],
            syllables: [""; 2],
        },
        letters: &[],
        chunks: &[],
        context_keys: &[],
        context_ends: &[],
        context_wholes: &[],
        entry_chunks: &[],
        entry_counts: &[],
    };
}

impl<'m> NameModel<'m> {
    /// Reads the bytes of a model file; none if they are no such file.
    #[must_use]
    pub fn read(bytes: &'m [u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (lens, mut rest) = rest.split_at_checked(4 * SECTIONS)?;
        let mut sections = [&[][..]; SECTIONS];
        for (at, section) in sections.iter_mut().enumerate() {
            let len = number(lens, at)? as usize;
            (*section, rest) = rest.split_at_checked(len)?;
        }
        let [
            characters,
            mandarin,
            cantonese,
            letters,
            chunks,
            context_keys,
            context_ends,
            context_wholes,
            entry_chunks,
            entry_counts,
        ] = sections;
        let is_sound = rest.is_empty()
            && characters.len() == 6 * CHARACTERS
            && letters.len() == LETTERS * LETTERS * LETTERS
            && chunks.len() % CHUNK_BYTES == 0
            && context_keys.len() == context_ends.len()
            && context_keys.len() == 4 * context_wholes.len()
            && entry_chunks.len() == 2 * entry_counts.len();
        is_sound.then_some(Self {
            readings: Readings {
                characters,
                syllables: [
                    std::str::from_utf8(mandarin).ok()?,
                    std::str::from_utf8(cantonese).ok()?,
                ],
            },
            letters,
            chunks,
            context_keys,
            context_ends,
            context_wholes,
            entry_chunks,
            entry_counts,
        })
    }

    /// Number of chunks.
    #[must_use]
    pub fn chunks(&self) -> usize {
        self.chunks.len() / CHUNK_BYTES
    }

    /// The number of a chunk.
    #[must_use]
    pub fn chunk(&self, letters: &[u8]) -> Option<u16> {
        let key = packed(letters)?;
        let (mut low, mut high) = (0, self.chunks());
        while low < high {
            let middle = usize::midpoint(low, high);
            let found = &self.chunks[middle * CHUNK_BYTES..][..CHUNK_BYTES];
            match found.cmp(&key[..]) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return u16::try_from(middle).ok(),
            }
        }
        None
    }

    /// What was counted in a context.
    #[must_use]
    pub fn counts(&self, context: Context<'_>) -> Option<Counts<'m>> {
        let key = context.key();
        let (mut low, mut high) = (0, self.context_keys.len() / 4);
        while low < high {
            let middle = usize::midpoint(low, high);
            if number(self.context_keys, middle)? < key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if number(self.context_keys, low)? != key {
            return None;
        }
        let start = match low.checked_sub(1) {
            Some(before) => number(self.context_ends, before)? as usize,
            None => 0,
        };
        let end = number(self.context_ends, low)? as usize;
        Some(Counts {
            chunks: self.entry_chunks.get(2 * start..2 * end)?,
            counts: self.entry_counts.get(start..end)?,
            whole: count_of(*self.context_wholes.get(low)?),
        })
    }

    /// Log probability of a Latin name by its letters, three at a time, in nats.
    #[must_use]
    pub fn prior(&self, letters: &[u8]) -> f32 {
        let (mut two, mut sum) = ((END, END), 0.0);
        for letter in letters.iter().copied().chain([END]) {
            let at = (usize::from(two.0) * LETTERS + usize::from(two.1)) * LETTERS;
            let steps = self.letters.get(at + usize::from(letter)).copied();
            sum -= f32::from(steps.unwrap_or(u8::MAX)) / NAT;
            two = (two.1, letter);
        }
        sum
    }
}

/// What a model file is made of.
pub struct Ingredients<'a> {
    /// How characters are read: the bytes of [`Readings::write`].
    pub readings: &'a [u8],
    /// Pinyin and Jyutping syllables.
    pub syllables: [&'a str; 2],
    /// Log probability of a letter after two others, in nats.
    pub letters: &'a [f64],
    /// Chunks in the order of their letters.
    pub chunks: &'a [Vec<u8>],
    /// In the order of their keys.
    pub contexts: &'a [CountedContext],
}

/// What is kept of a context.
pub struct CountedContext {
    /// Its key.
    pub key: u32,
    /// The sum of all its counts and the weight of the wider context.
    pub whole: f64,
    /// Numbers of chunks, ascending, and their counts; rare ones may be left out.
    pub counts: Vec<(u16, f64)>,
}

impl Ingredients<'_> {
    /// The bytes of a model file.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let letters = self.letters.iter();
        let letters = letters.map(|nats| (-nats * f64::from(NAT)).round().clamp(0.0, 255.0) as u8);
        let contexts = || self.contexts.iter();
        let mut end = 0_u32;
        let ends = contexts().flat_map(|context| {
            end += context.counts.len() as u32;
            end.to_le_bytes()
        });
        let entries = || contexts().flat_map(|context| &context.counts);
        let sections: [Vec<u8>; SECTIONS] = [
            self.readings.to_vec(),
            self.syllables[0].as_bytes().to_vec(),
            self.syllables[1].as_bytes().to_vec(),
            letters.collect(),
            self.chunks
                .iter()
                .flat_map(|chunk| packed(chunk).unwrap_or_default())
                .collect(),
            contexts()
                .flat_map(|context| context.key.to_le_bytes())
                .collect(),
            ends.collect(),
            contexts().map(|context| step_of(context.whole)).collect(),
            entries().flat_map(|(id, _)| id.to_le_bytes()).collect(),
            entries().map(|(_, count)| step_of(*count)).collect(),
        ];
        let mut bytes = MAGIC.to_vec();
        for section in &sections {
            bytes.extend((section.len() as u32).to_le_bytes());
        }
        bytes.extend(sections.concat());
        bytes
    }
}

impl<'m> Readings<'m> {
    /// Readings from the bytes of [`Self::write`].
    #[must_use]
    pub fn new(characters: &'m [u8], syllables: [&'m str; 2]) -> Self {
        Self {
            characters,
            syllables,
        }
    }

    /// The bytes of a table with what `character` says of each character of the block.
    #[must_use]
    pub fn write(character: impl Fn(char) -> Character) -> Vec<u8> {
        let block = FIRST_CHARACTER..FIRST_CHARACTER + CHARACTERS as u32;
        let rows = block.filter_map(char::from_u32).flat_map(|c| {
            let Character {
                simplified,
                syllables,
            } = character(c);
            let simplified = if simplified == c {
                0
            } else {
                u16::try_from(u32::from(simplified)).unwrap_or(0)
            };
            [simplified, syllables[0], syllables[1]]
        });
        rows.flat_map(u16::to_le_bytes).collect()
    }

    /// What is known of a character; none outside the block.
    #[must_use]
    pub fn character(&self, c: char) -> Option<Character> {
        let at = u32::from(c).checked_sub(FIRST_CHARACTER)? as usize;
        let row = self.characters.get(6 * at..6 * at + 6)?;
        let part = |at: usize| u16::from_le_bytes([row[at], row[at + 1]]);
        Some(Character {
            simplified: match part(0) {
                0 => c,
                other => char::from_u32(other.into())?,
            },
            syllables: [part(2), part(4)],
        })
    }

    /// The Pinyin of a Mandarin syllable, without tone and with v for ü; empty for none.
    #[must_use]
    pub fn pinyin(&self, syllable: u16) -> &'m str {
        line(self.syllables[0], syllable)
    }

    /// The Jyutping of a Cantonese syllable, without tone; empty for none.
    #[must_use]
    pub fn jyutping(&self, syllable: u16) -> &'m str {
        line(self.syllables[1], syllable)
    }
}

fn line(lines: &str, number: u16) -> &str {
    let at = usize::from(number).checked_sub(1);
    at.and_then(|at| lines.lines().nth(at)).unwrap_or_default()
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(4 * at..4 * at + 4)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// A chunk in five bits a letter, so that bytes sort as letters do; none if it is too long.
fn packed(letters: &[u8]) -> Option<[u8; CHUNK_BYTES]> {
    if letters.len() > LONGEST_CHUNK {
        return None;
    }
    let mut key = 0_u64;
    for at in 0..LONGEST_CHUNK {
        key = key << 5 | letters.get(at).map_or(0, |letter| u64::from(*letter) + 1);
    }
    let [.., a, b, c, d, e] = key.to_be_bytes();
    Some([a, b, c, d, e])
}

/// The letters of a Latin name, 0 for a: without accents, marks and spaces.
#[must_use]
pub fn spell(name: &str) -> Vec<u8> {
    let mut letters = Vec::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase).nfd() {
        let plain = match c {
            'a'..='z' => {
                letters.push(c as u8 - b'a');
                continue;
            }
            'ß' => "ss",
            'ø' => "o",
            'ł' => "l",
            'ı' => "i",
            'æ' => "ae",
            'œ' => "oe",
            'đ' | 'ð' => "d",
            'þ' => "th",
            'ə' => "a",
            'ħ' => "h",
            'ŋ' => "ng",
            _ => "",
        };
        letters.extend(plain.bytes().map(|byte| byte - b'a'));
    }
    letters
}

/// True for a letter, 0 for a, that is a vowel.
#[must_use]
pub fn is_vowel(letter: u8) -> bool {
    b"aeiouy".contains(&(letter + b'a'))
}

/// Number of consonants at the start of a chunk.
#[must_use]
pub fn onset(chunk: &[u8]) -> usize {
    chunk
        .iter()
        .take_while(|letter| !is_vowel(**letter))
        .count()
}

/// Initial and final of a Pinyin syllable.
#[must_use]
pub fn initial_and_final(pinyin: &str) -> (&str, &str) {
    let at = pinyin.find(|c| "aeiouv".contains(c));
    pinyin.split_at(at.unwrap_or(pinyin.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_in_the_program_is_whole() {
        let model = NameModel::builtin();
        let known = model.readings.character('魯').expect("a character");
        assert_eq!(known.simplified, '鲁');
        assert_eq!(model.readings.pinyin(known.syllables[0]), "lu");
        assert_eq!(model.readings.jyutping(known.syllables[1]), "lou");
        assert_eq!(model.readings.character('a'), None);
        let counts = model.counts(Context::Character('班')).expect("counted");
        let ban = model.chunk(&spell("ban")).expect("a chunk");
        assert!(
            counts
                .shares()
                .any(|(chunk, share)| chunk == ban && share > 0.1)
        );
        assert!(model.prior(&spell("lisbon")) > model.prior(&spell("xqzvbk")));
    }

    #[test]
    fn a_model_reads_back() {
        let readings = Readings::write(|c| Character {
            simplified: if c == '魯' { '鲁' } else { c },
            syllables: [u16::from(c == '鲁' || c == '魯'), 0],
        });
        let bytes = Ingredients {
            readings: &readings,
            syllables: ["lu", ""],
            letters: &[-1.0; LETTERS * LETTERS * LETTERS],
            chunks: &[vec![], spell("l"), spell("lu")],
            contexts: &[
                CountedContext {
                    key: Context::Syllable(1).key(),
                    whole: 1.0,
                    counts: vec![(1, 0.5)],
                },
                CountedContext {
                    key: Context::Character('鲁').key(),
                    whole: 200.0,
                    counts: vec![(0, 1.0), (2, 100.0)],
                },
            ],
        }
        .write();
        let model = NameModel::read(&bytes).expect("a model");
        assert_eq!(model.chunk(&spell("Lu")), Some(2));
        assert_eq!(model.chunk(&spell("ul")), None);
        let counts = model.counts(Context::Character('鲁')).expect("counted");
        let shares: Vec<(u16, f32)> = counts.shares().collect();
        assert!(
            shares[1].0 == 2 && (shares[1].1 - 0.5).abs() < 0.03,
            "{shares:?}"
        );
        assert!(model.counts(Context::Onset).is_none());
        assert_eq!(model.prior(&spell("lu")), -3.0);
        for cut in 0..200 {
            assert!(NameModel::read(&bytes[..cut]).is_none());
        }
        assert!(NameModel::read(&bytes[..bytes.len() - 1]).is_none());
    }

    #[test]
    fn names_are_spelled_in_plain_letters() {
        let text = |name| -> String {
            let letters = spell(name);
            letters
                .iter()
                .map(|letter| char::from(letter + b'a'))
                .collect()
        };
        assert_eq!(text("São Tomé"), "saotome");
        assert_eq!(text("Łódź-Ærø"), "lodzaero");
        assert_eq!(text("鲁班 7"), "");
    }
}
