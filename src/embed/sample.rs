//! A small model for the tests of this folder.

use serde_json::json;

use super::{Manifest, ModelFile, StaticEncoder, TableParts, Vocabulary};

/// Words, parts of words, Chinese words and characters, figures and marks.
const PIECES: &str = " luban| work|shop| workshop| a| b| the| oficina|ção|o|s|é|鲁班|鲁|班|工坊|中国|中\
    | 1|0|00|2|,|.|-|\"|a|e|w|x| x|🏽";

pub(super) const DIM: usize = 32;
pub(super) const LENGTH_ROWS: usize = 6;

pub(super) fn pieces() -> Vec<String> {
    PIECES.split('|').map(str::to_owned).collect()
}

/// Numbers around zero, of one seed.
pub(super) fn numbers(count: usize, mut seed: u64) -> Vec<f32> {
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next() * next()).collect()
}

/// The bytes of a model file, with means for the first two of its languages' three.
pub(super) fn file(bits: u8) -> Vec<u8> {
    let vocabulary = Vocabulary::from_pieces(&pieces(), LENGTH_ROWS).expect("pieces");
    let parts = TableParts {
        manifest: Manifest {
            name: "sample".to_owned(),
            version: "1".to_owned(),
            languages: vec!["zh".to_owned(), "en".to_owned()],
            training: json!({ "seed": 7 }),
            ..Manifest::default()
        },
        vocabulary: &vocabulary,
        dim: DIM,
        bits,
        values: &numbers(vocabulary.rows() * DIM, 3),
        means: &numbers(2 * DIM, 5),
    };
    parts.write().expect("a model")
}

pub(super) fn model(bits: u8) -> ModelFile {
    ModelFile::parse(file(bits)).expect("a model")
}

pub(super) fn encoder() -> StaticEncoder {
    StaticEncoder::new(model(4))
}
