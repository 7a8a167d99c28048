//! Vectors of runs of sentences without encoding them anew.

use std::ops::Range;

use super::Encoder as _;
use super::static_encoder::{Scratch, StaticEncoder};

/// Sums over the sentences of a text from its start, so that the vector of any run of sentences
/// costs two rows, however long the run is.
///
/// Takes 8 bytes a sentence and dimension.
#[derive(Clone, Debug)]
pub struct RunningSums<'a> {
    encoder: &'a StaticEncoder,
    /// (sentences + 1) x dim: row `i` is the sum before sentence `i`. Sums of whole multiples of
    /// 1/2, so that in 64 bits their differences are exact.
    sums: Vec<f64>,
    /// Folded bytes before each sentence.
    bytes: Vec<usize>,
}

impl<'a> RunningSums<'a> {
    /// Encodes `sentences`, each once.
    #[must_use]
    pub fn new(encoder: &'a StaticEncoder, sentences: &[&str]) -> Self {
        let dim = encoder.dim();
        let mut sums = vec![0.0; (sentences.len() + 1) * dim];
        let mut bytes = vec![0; sentences.len() + 1];
        // A block of sentences at a time, so that what is not needed later stays small.
        const BLOCK: usize = 256;
        let mut scratch = Scratch::default();
        let mut block_sums = vec![0.0; BLOCK.min(sentences.len()) * dim];
        let mut at = 0;
        for block in sentences.chunks(BLOCK) {
            let block_sums = &mut block_sums[..block.len() * dim];
            encoder.sums(block, &mut scratch, block_sums, |sum, length| {
                bytes[at + 1] = bytes[at] + length;
                let (before, after) = sums[at * dim..][..2 * dim].split_at_mut(dim);
                for ((after, before), value) in after.iter_mut().zip(before).zip(sum) {
                    *after = *before + f64::from(*value);
                }
                at += 1;
            });
        }
        Self {
            encoder,
            sums,
            bytes,
        }
    }

    /// Number of sentences.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len() - 1
    }

    /// True without sentences.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts the unit vector of the sentences of `run` into `vector`: that of the sentences joined
    /// by spaces, as long as no piece (a Chinese word, say) would lie across a border.
    ///
    /// # Panics
    /// If there are no such sentences, or if `vector` has another length than the encoder's.
    pub fn unit(&self, run: Range<usize>, vector: &mut [f32]) {
        let dim = self.encoder.dim();
        let before = &self.sums[run.start * dim..][..dim];
        let after = &self.sums[run.end * dim..][..dim];
        for (value, (after, before)) in vector.iter_mut().zip(after.iter().zip(before)) {
            *value = (after - before) as f32;
        }
        self.encoder
            .unit(vector, self.bytes[run.end] - self.bytes[run.start]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::embed::sample;

    proptest! {
        #[test]
        fn a_run_has_the_vector_of_its_sentences_joined(
            sentences in proptest::collection::vec("[ a-x0-2中国鲁班é,.]{0,20}[.]", 0..8)
        ) {
            let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
            let encoder = sample::encoder();
            let sums = RunningSums::new(&encoder, &sentences);
            prop_assert_eq!((sums.len(), sums.is_empty()), (sentences.len(), sentences.is_empty()));
            let mut vector = vec![0.0; sample::DIM];
            for start in 0..=sentences.len() {
                for end in start..=sentences.len() {
                    sums.unit(start..end, &mut vector);
                    let joined = encoder.encode(&[&sentences[start..end].join(" ")]).expect("a vector");
                    prop_assert_eq!(&vector[..], joined.row(0));
                }
            }
        }
    }
}
