//! The language model: what the letters of a word, or a few Han characters, say of their language.
//!
//! A linear classifier over hashed pieces of words, as in whichlang and fastText (Joulin and others
//! 2017), trained on runs of words so that what the words of a run say adds up: see
//! `cargo xtask train-lang`. A table holds for each piece a weight a language, as a small integer.

use std::sync::LazyLock;

use super::Lang;

/// Languages of one table at most.
pub const MOST_LANGS: usize = 8;
/// Letters of the longest piece of a word.
const LONGEST_PIECE: usize = 5;
/// Letters of a word that are looked at.
const LONGEST_WORD: usize = 32;

/// What a word says for each language of a table, in nats over what no word at all would say.
pub type Nats = [f32; MOST_LANGS];

/// The tables of the model file.
pub struct LanguageModel {
    /// Words in Latin letters.
    pub latin: Table<'static>,
    /// Words in Cyrillic letters.
    pub cyrillic: Table<'static>,
    /// Han characters without kana.
    pub han: Table<'static>,
    /// English words that are no names.
    pub common: WordSet<'static>,
}

/// A set of words: a bit for each hash. One word in so many that are not in it seems to be.
#[derive(Clone, Copy)]
pub struct WordSet<'m> {
    bits: &'m [u8],
}

/// Bits of a [`WordSet`] are two to this power.
const SET_BITS: u32 = 17;

impl<'m> WordSet<'m> {
    /// The bits of a set of `words` in lower case.
    #[must_use]
    pub fn bits_of<'w>(words: impl Iterator<Item = &'w str>) -> Vec<u8> {
        let mut bits = vec![0; 1 << (SET_BITS - 3)];
        for word in words {
            let at = Self::place(word);
            bits[at / 8] |= 1 << (at % 8);
        }
        bits
    }

    /// True for a word, in lower case, that is in the set.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        let at = Self::place(word);
        self.bits
            .get(at / 8)
            .is_some_and(|byte| byte & 1 << (at % 8) != 0)
    }

    fn place(word: &str) -> usize {
        row(word.chars().fold(START, step), SET_BITS)
    }

    fn read(bytes: &mut &'m [u8]) -> Option<Self> {
        let (bits, rest) = bytes.split_at_checked(1 << (SET_BITS - 3))?;
        *bytes = rest;
        Some(Self { bits })
    }
}

/// Weights of hashed pieces.
#[derive(Clone, Copy)]
pub struct Table<'m> {
    /// Language codes with spaces between, and their number.
    tags: &'m str,
    len: usize,
    /// Rows are a power of two of this exponent.
    bits: u32,
    /// Weight of one unit, in nats.
    unit: f32,
    /// Row-major, rows x [`MOST_LANGS`]; signed.
    weights: &'m [u8],
}

/// First bytes of a model file.
const MAGIC: &[u8; 8] = b"ALNLANG1";

impl LanguageModel {
    /// The model in the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<LanguageModel> = LazyLock::new(|| {
            LanguageModel::read(alinha_models::LANGUAGES).unwrap_or(LanguageModel::SILENT)
        });
        &BUILTIN
    }

    /// A model that says nothing.
    const SILENT: Self = Self {
        latin: Table::SILENT,
        cyrillic: Table::SILENT,
        han: Table::SILENT,
        common: WordSet { bits: &[] },
    };

    /// Reads the bytes of a model file; none if they are no such file.
    #[must_use]
    pub fn read(bytes: &'static [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        Some(Self {
            latin: Table::read(&mut rest)?,
            cyrillic: Table::read(&mut rest)?,
            han: Table::read(&mut rest)?,
            common: WordSet::read(&mut rest)?,
        })
    }

    /// The bytes of a model file with these tables, in the order of the fields, and the bits of the set.
    #[must_use]
    pub fn write(tables: [Table<'_>; 3], common: &[u8]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for table in tables {
            bytes.push(table.tags.len() as u8);
            bytes.extend_from_slice(table.tags.as_bytes());
            bytes.push(table.bits as u8);
            bytes.extend_from_slice(&table.unit.to_le_bytes());
            bytes.extend_from_slice(table.weights);
        }
        bytes.extend_from_slice(common);
        bytes
    }
}

impl<'m> Table<'m> {
    const SILENT: Table<'static> = Table {
        tags: "",
        len: 0,
        bits: 0,
        unit: 0.0,
        weights: &[0; MOST_LANGS],
    };

    /// A table of 2^`bits` rows of signed weights for the languages `tags`, codes with spaces between.
    ///
    /// # Panics
    /// If there are not so many weights, or more than [`MOST_LANGS`] languages.
    #[must_use]
    pub fn new(tags: &'m str, bits: u32, unit: f32, weights: &'m [u8]) -> Self {
        assert_eq!(weights.len(), MOST_LANGS << bits, "rows of eight weights");
        assert!(tags.split(' ').count() <= MOST_LANGS, "too many languages");
        Self {
            tags,
            len: count(tags),
            bits,
            unit,
            weights,
        }
    }

    fn read(bytes: &mut &'m [u8]) -> Option<Self> {
        let (len, rest) = bytes.split_first()?;
        let (tags, rest) = rest.split_at_checked(usize::from(*len))?;
        let (bits, rest) = rest.split_first()?;
        let (unit, rest) = rest.split_at_checked(4)?;
        let size = MOST_LANGS.checked_shl(u32::from(*bits))?;
        let (weights, rest) = rest.split_at_checked(size)?;
        *bytes = rest;
        let tags = std::str::from_utf8(tags).ok()?;
        let len = count(tags);
        if len > MOST_LANGS {
            return None;
        }
        Some(Self {
            tags,
            len,
            bits: u32::from(*bits),
            unit: f32::from_le_bytes(unit.try_into().ok()?),
            weights,
        })
    }

    /// Its languages, in the order of [`Nats`].
    pub fn langs(&self) -> impl Iterator<Item = Lang> {
        let tags = self.tags.split(' ').filter(|tag| !tag.is_empty());
        tags.map(|tag| tag.parse().unwrap_or(Lang::UND))
    }

    /// Number of its languages.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// True for a table without languages.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }

    /// What a word in lower case says for each language: the sum of the weights of its pieces.
    #[must_use]
    pub fn word(&self, word: &str) -> Nats {
        let mut sums = [0_i32; MOST_LANGS];
        word_pieces(word, |hash| self.add(hash, &mut sums));
        self.nats(sums)
    }

    /// What a run of Han characters says for each language.
    #[must_use]
    pub fn characters(&self, text: &str) -> Nats {
        let mut sums = [0_i32; MOST_LANGS];
        character_pieces(text, |hash| self.add(hash, &mut sums));
        self.nats(sums)
    }

    fn add(&self, hash: u64, sums: &mut [i32; MOST_LANGS]) {
        let at = row(hash, self.bits) * MOST_LANGS;
        for (sum, weight) in sums.iter_mut().zip(&self.weights[at..at + MOST_LANGS]) {
            *sum += i32::from(weight.cast_signed());
        }
    }

    fn nats(&self, sums: [i32; MOST_LANGS]) -> Nats {
        sums.map(|sum| sum as f32 * self.unit)
    }
}

fn count(tags: &str) -> usize {
    tags.split(' ').filter(|tag| !tag.is_empty()).count()
}

/// The row of a piece.
#[must_use]
pub fn row(hash: u64, bits: u32) -> usize {
    // The upper bits of a product are the best mixed.
    let mixed = (hash ^ (hash >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> (64 - bits.max(1))) as usize & ((1 << bits) - 1)
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

fn step(hash: u64, c: char) -> u64 {
    (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
}

/// Calls `take` with the hash of each piece of a word in lower case: one to five letters with the ends of
/// the word as letters, and the whole word.
pub fn word_pieces(word: &str, mut take: impl FnMut(u64)) {
    let mut letters = ['$'; LONGEST_WORD + 2];
    letters[0] = '^';
    let mut len = 1;
    for c in word.chars().take(LONGEST_WORD) {
        letters[len] = c;
        len += 1;
    }
    len += 1;
    let letters = &letters[..len];
    for start in 0..len {
        let mut hash = START;
        for (at, c) in letters[start..].iter().take(LONGEST_PIECE).enumerate() {
            hash = step(hash, *c);
            // The ends alone are in every word.
            if at > 0 || (start > 0 && start + 1 < len) {
                take(hash);
            }
        }
    }
    if len > LONGEST_PIECE {
        take(letters.iter().fold(!START, |hash, c| step(hash, *c)));
    }
}

/// Calls `take` with the hash of each character of a text, and of each two and three
/// neighbours.
pub fn character_pieces(text: &str, mut take: impl FnMut(u64)) {
    // Hashes of the last character, and of the last two.
    let (mut one, mut two) = (None, None);
    for c in text.chars() {
        let character = step(START, c);
        take(character);
        let pair = one.map(|one| step(one, c));
        pair.into_iter().for_each(&mut take);
        two.map(|two| step(two, c)).into_iter().for_each(&mut take);
        (one, two) = (Some(character), pair);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_in_the_program_is_whole() {
        let model = LanguageModel::builtin();
        assert_eq!(model.latin.len(), 8);
        assert_eq!(
            model.cyrillic.langs().collect::<Vec<_>>(),
            [Lang::RU, Lang::KK]
        );
        assert_eq!(model.han.langs().collect::<Vec<_>>(), [Lang::ZH, Lang::JA]);
        assert!(model.common.contains("bridge") && !model.common.contains("lisbon"));
    }

    #[test]
    fn a_table_reads_back() {
        let mut weights = vec![0_u8; MOST_LANGS << 4];
        word_pieces("olá", |hash| weights[row(hash, 4) * MOST_LANGS + 1] = 10);
        let table = Table::new("en pt", 4, 0.5, &weights);
        let one = Table::new("ru kk", 0, 1.0, &[0; MOST_LANGS]);
        let bytes: &'static [u8] = {
            let common = WordSet::bits_of(["workshop"].into_iter());
            LanguageModel::write([table, one, one], &common).leak()
        };
        let model = LanguageModel::read(bytes).expect("a model");
        assert_eq!(
            model.latin.langs().collect::<Vec<_>>(),
            [Lang::EN, Lang::PT]
        );
        let nats = model.latin.word("olá");
        assert!(nats[1] >= 5.0 * 8.0, "{nats:?}");
        assert_eq!(nats[0], 0.0);
        assert!(model.common.contains("workshop") && !model.common.contains("luban"));
        for cut in 0..bytes.len() {
            assert!(LanguageModel::read(&bytes[..cut]).is_none());
        }
    }
}
