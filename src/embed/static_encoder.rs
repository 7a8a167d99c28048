//! The encoder in the binary: the sum of the rows of a text's pieces.

use std::path::Path;
use std::slice::ChunksExactMut;
use std::sync::LazyLock;

use pulp::{Simd, WithSimd};

use super::fold::fold_bytes;
use super::manifest::Manifest;
use super::model_error::ModelError;
use super::model_file::ModelFile;
use super::table::{Lanes, Table};
use super::vocabulary::Vocabulary;
use super::{EncodeError, Encoder, Vectors};

/// A static model: the vector of a text is the sum of the rows of its pieces and of two rows for
/// its length, at unit norm.
///
/// Texts of any length, some 60 MB a second and core; loading takes a millisecond for the
/// built-in model. A text that has no known piece, the empty one for instance, has the vector
/// (1, 0, 0, ...).
#[derive(Debug)]
pub struct StaticEncoder {
    model: ModelFile,
    /// length rows x dim, in steps.
    length_values: Vec<f32>,
}

/// Buffers that are kept from one text to the next.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    folded: Vec<u8>,
    rows: Vec<u32>,
    /// Where the folded form and the rows of each text of a block end.
    ends: Vec<(usize, usize)>,
    lanes: Vec<Lanes>,
}

/// Bytes of text that go through each step together. Folding, cutting and adding are loops of
/// their own kind: to change between them at each sentence costs a twentieth of the speed.
const BLOCK_BYTES: usize = 8192;

impl StaticEncoder {
    /// The model for Chinese, English and Portuguese in the program. It is read when first asked
    /// for, and its table is used where it stands.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<StaticEncoder> =
            LazyLock::new(|| StaticEncoder::new(ModelFile::builtin()));
        &BUILTIN
    }

    /// Reads and checks the model file at `path`.
    ///
    /// # Errors
    /// If it cannot be read or is no sound model; the error names the file.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        ModelFile::open(path).map(Self::new)
    }

    /// Takes and checks the bytes of a model file.
    ///
    /// # Errors
    /// If they are no sound model.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, ModelError> {
        ModelFile::parse(bytes).map(Self::new)
    }

    /// The encoder of a model that was read.
    #[must_use]
    pub fn new(model: ModelFile) -> Self {
        let rows = model.vocabulary.rows();
        let first = rows - model.vocabulary.length_rows();
        let length_values = (first as u32..rows as u32)
            .flat_map(|row| model.table.values_of(row))
            .collect();
        Self {
            model,
            length_values,
        }
    }

    /// What the model says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.model.manifest
    }

    /// The pieces that it knows.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.model.vocabulary
    }

    /// Puts the sum of the rows of the pieces of `text` into `sum`, which has
    /// [`dim`](Encoder::dim) values, and returns the length of the folded text in bytes.
    ///
    /// Sums and lengths of texts may be added, as [`RunningSums`](super::RunningSums) does;
    /// [`StaticEncoder::unit`] makes a vector of them.
    ///
    /// # Panics
    /// If `sum` has another length.
    pub fn sum(&self, text: &str, scratch: &mut Scratch, sum: &mut [f32]) -> usize {
        let mut bytes = 0;
        self.sums(&[text], scratch, sum, |_, length| bytes = length);
        bytes
    }

    /// Puts the sum of each text into a row of `sums` and calls `done` with the row and the
    /// length of the folded text in bytes, in order.
    pub(super) fn sums(
        &self,
        texts: &[&str],
        scratch: &mut Scratch,
        sums: &mut [f32],
        mut done: impl FnMut(&mut [f32], usize),
    ) {
        let ModelFile {
            vocabulary, table, ..
        } = &self.model;
        assert_eq!(sums.len(), texts.len() * table.dim, "a row a text");
        let Scratch {
            folded,
            rows,
            ends,
            lanes,
        } = scratch;
        lanes.resize(table.lanes(), Lanes::default());
        let mut sums = sums.chunks_exact_mut(table.dim);
        let mut texts = texts.iter().peekable();
        while texts.peek().is_some() {
            folded.clear();
            rows.clear();
            ends.clear();
            while folded.len() < BLOCK_BYTES
                && let Some(text) = texts.next()
            {
                fold_bytes(text, folded);
                ends.push((folded.len(), 0));
            }
            let mut start = 0;
            for (end, rows_end) in ends.iter_mut() {
                vocabulary.piece_rows(&folded[start..*end], rows);
                (start, *rows_end) = (*end, rows.len());
            }
            pulp::Arch::new().dispatch(AddUp {
                table,
                rows,
                ends,
                lanes,
                sums: sums.by_ref(),
                done: &mut done,
            });
        }
    }

    /// Turns a sum into a unit vector: `bytes` is the length of the folded text.
    ///
    /// # Panics
    /// If `sum` has another length than [`dim`](Encoder::dim).
    #[inline(always)]
    pub fn unit(&self, sum: &mut [f32], bytes: usize) {
        let dim = self.model.table.dim;
        assert_eq!(sum.len(), dim, "one value a dimension");
        let vocabulary = self.vocabulary();
        let is_empty = sum.iter().all(|value| *value == 0.0);
        if let (false, Some([below, above])) = (is_empty, vocabulary.length_features(bytes)) {
            let first = below.row as usize + vocabulary.length_rows() - vocabulary.rows();
            let (lower, upper) = self.length_values[first * dim..][..2 * dim].split_at(dim);
            for (sum, (lower, upper)) in sum.iter_mut().zip(lower.iter().zip(upper)) {
                *sum += below.weight * lower + above.weight * upper;
            }
        }
        to_unit(sum);
    }

    /// Puts the unit vector of each text into a row of `vectors`. Nothing is allocated once
    /// `scratch` has grown to the texts.
    ///
    /// # Panics
    /// If `vectors` does not have [`dim`](Encoder::dim) values a text.
    pub fn encode_into(&self, texts: &[&str], scratch: &mut Scratch, vectors: &mut [f32]) {
        self.sums(texts, scratch, vectors, |sum, bytes| self.unit(sum, bytes));
    }

    /// True for a language that the model was trained on.
    #[must_use]
    pub fn knows(&self, language: &str) -> bool {
        self.manifest()
            .languages
            .iter()
            .any(|name| name == language)
    }

    /// Takes the mean of `language`'s vectors off the unit vector `vector` and makes it a unit
    /// vector again; false, and no change, if the model has no mean of that language.
    ///
    /// # Panics
    /// If `vector` has another length than [`dim`](Encoder::dim).
    pub fn centre(&self, language: &str, vector: &mut [f32]) -> bool {
        let dim = self.model.table.dim;
        assert_eq!(vector.len(), dim, "one value a dimension");
        let languages = self.manifest().languages.iter();
        let mean = languages
            .zip(self.model.means.chunks_exact(dim))
            .find(|(name, _)| *name == language);
        let Some((_, mean)) = mean else { return false };
        for (value, mean) in vector.iter_mut().zip(mean) {
            *value -= mean;
        }
        to_unit(vector);
        true
    }
}

/// Adds up the rows of the texts of a block: what wide registers are good for.
struct AddUp<'a, 'b, F> {
    table: &'a Table,
    rows: &'a [u32],
    ends: &'a [(usize, usize)],
    lanes: &'a mut [Lanes],
    sums: &'a mut ChunksExactMut<'b, f32>,
    done: &'a mut F,
}

impl<F: FnMut(&mut [f32], usize)> WithSimd for AddUp<'_, '_, F> {
    type Output = ();

    // All below is inlined into this function, which is compiled anew for each kind of processor.
    // The results are the same on all.
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let mut start = (0, 0);
        for (end, sum) in self.ends.iter().zip(self.sums) {
            sum.fill(0.0);
            self.table.add(&self.rows[start.1..end.1], self.lanes, sum);
            (self.done)(sum, end.0 - start.0);
            start = *end;
        }
    }
}

impl Encoder for StaticEncoder {
    fn dim(&self) -> usize {
        self.model.table.dim
    }

    fn encode(&self, sentences: &[&str]) -> Result<Vectors, EncodeError> {
        let mut values = vec![0.0; sentences.len() * self.dim()];
        self.encode_into(sentences, &mut Scratch::default(), &mut values);
        Ok(Vectors::new(self.dim(), values))
    }

    fn encode_in(&self, sentences: &[&str], language: &str) -> Result<Vectors, EncodeError> {
        let mut vectors = self.encode(sentences)?;
        for vector in vectors.values.chunks_exact_mut(vectors.dim) {
            self.centre(language, vector);
        }
        Ok(vectors)
    }
}

/// Scales `vector` to unit norm; one without direction becomes (1, 0, 0, ...).
#[inline(always)]
pub(super) fn to_unit(vector: &mut [f32]) {
    const LANES: usize = 16;
    // Lanes of their own let the compiler add several squares at once.
    let mut squares = [0.0_f32; LANES];
    let (chunks, rest) = vector.as_chunks::<LANES>();
    for chunk in chunks {
        for (sum, value) in squares.iter_mut().zip(chunk) {
            *sum += value * value;
        }
    }
    let rest: f32 = rest.iter().map(|value| value * value).sum();
    let norm = (squares.iter().sum::<f32>() + rest).sqrt();
    if norm.is_normal() {
        let factor = 1.0 / norm;
        vector.iter_mut().for_each(|value| *value *= factor);
    } else {
        vector.fill(0.0);
        vector[0] = 1.0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::embed::{Feature, fold, sample};

    fn norm(vector: &[f32]) -> f32 {
        vector.iter().map(|value| value * value).sum::<f32>().sqrt()
    }

    /// The vector by the features that the trainer sees and the table as numbers.
    fn plainly(encoder: &StaticEncoder, text: &str) -> Vec<f32> {
        let dim = encoder.dim();
        let values = encoder.model.values();
        let mut folded = String::new();
        fold(text, &mut folded);
        let mut features: Vec<Feature> = Vec::new();
        encoder.vocabulary().features(&folded, &mut features);
        let mut sum = vec![0.0; dim];
        for Feature { row, weight } in features {
            let row = &values[row as usize * dim..][..dim];
            sum.iter_mut()
                .zip(row)
                .for_each(|(sum, value)| *sum += weight * value);
        }
        let norm = norm(&sum);
        sum.iter().map(|value| value / norm).collect()
    }

    #[test]
    fn the_vector_is_what_the_trainer_sees() {
        for bits in [4, 8] {
            let encoder = StaticEncoder::new(sample::model(bits));
            for text in [
                "Luban Workshop",
                "鲁班工坊",
                "a",
                "The OFICINA, 1.000",
                &"x a b ".repeat(99),
            ] {
                let vectors = encoder.encode(&["b", text]).expect("vectors");
                let expected = plainly(&encoder, text);
                for (value, expected) in vectors.row(1).iter().zip(expected) {
                    assert!(
                        (value - expected).abs() < 1e-5,
                        "{text}: {value} {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_text_without_pieces_has_a_vector_too() {
        let encoder = sample::encoder();
        let vectors = encoder.encode(&["", "  \n", "北京", "q"]).expect("vectors");
        for row in 0..vectors.len() {
            let vector = vectors.row(row);
            assert_eq!(vector[0], 1.0);
            assert!(vector[1..].iter().all(|value| *value == 0.0));
        }
        assert_eq!(encoder.encode(&[]).expect("nothing").len(), 0);
    }

    #[test]
    fn a_mean_is_taken_off_where_there_is_one() {
        let encoder = sample::encoder();
        let plain = encoder
            .encode(&["Luban"])
            .expect("a vector")
            .row(0)
            .to_vec();
        let mut centred = plain.clone();
        assert!(!encoder.centre("pt", &mut centred));
        assert_eq!(centred, plain);
        assert!(encoder.centre("en", &mut centred));
        let mut expected: Vec<f32> = plain
            .iter()
            .zip(&encoder.model.means()[sample::DIM..])
            .map(|(value, mean)| value - mean)
            .collect();
        to_unit(&mut expected);
        assert_eq!(centred, expected);
    }

    #[test]
    fn very_long_texts_have_unit_vectors() {
        let text = "Luban Workshop 鲁班工坊 ".repeat(100_000);
        let vectors = sample::encoder().encode(&[&text]).expect("a vector");
        assert!((norm(vectors.row(0)) - 1.0).abs() < 1e-5);
    }

    proptest! {
        #[test]
        fn every_text_has_a_unit_vector(texts in proptest::collection::vec("[ a-x0-2中国鲁班é]{0,20}|\\PC{0,9}", 0..5)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let encoder = sample::encoder();
            let vectors = encoder.encode(&texts).expect("vectors");
            prop_assert_eq!(vectors.len(), texts.len());
            for (row, text) in texts.iter().enumerate() {
                prop_assert!((norm(vectors.row(row)) - 1.0).abs() < 1e-5, "{:?}", text);
                // What was encoded before does not matter.
                let alone = encoder.encode(&[text]).expect("a vector");
                prop_assert_eq!(alone.row(0), vectors.row(row));
            }
        }
    }
}
