//! Drawing the sentence pairs that something is measured on, and the sentences to hide them in.

use rustc_hash::FxHashSet;

use super::fingerprint::{Fingerprint, mix};
use super::pairs::{Pair, PairError, Pairs};
use super::sample::Sample;

/// A sentence and its translation.
pub type Row = (String, String);

/// Sentence pairs to measure on: no sentence comes twice, so that each has one right answer.
#[derive(Clone, Debug, Default)]
pub struct TestPairs {
    /// The pairs, in the seed's order.
    pub rows: Vec<Row>,
    /// Rows that they were drawn from.
    pub seen: u64,
    sentences: FxHashSet<u64>,
}

impl TestPairs {
    /// Draws up to `wanted` pairs. Memory grows with `wanted`, not with the file.
    ///
    /// # Errors
    /// If the file cannot be read or has a broken row.
    pub fn draw(pairs: &mut Pairs, wanted: usize, seed: u64) -> Result<Self, PairError> {
        // Enough to have `wanted` left when pairs that share a sentence have gone.
        let mut sample = Sample::new(4 * wanted, seed);
        let mut sides = [Fingerprint::default(), Fingerprint::default()];
        let mut test = Self::default();
        while let Some(pair) = pairs.next_pair()? {
            test.seen += 1;
            sides[0].read(pair.source);
            sides[1].read(pair.target);
            offer(&mut sample, pair, &sides);
        }
        for (source, target) in sample.into_things() {
            sides[0].read(&source);
            sides[1].read(&target);
            let is_new = sides.iter().all(|side| !test.has(side));
            if is_new && test.rows.len() < wanted {
                test.sentences
                    .extend(sides.iter().filter_map(Fingerprint::key));
                test.rows.push((source, target));
            }
        }
        Ok(test)
    }

    /// True for a sentence of one of the pairs.
    #[must_use]
    pub fn has(&self, sentence: &Fingerprint) -> bool {
        sentence
            .key()
            .is_some_and(|key| self.sentences.contains(&key))
    }
}

/// Offers a pair to a sample; pairs that differ in nothing but case and marks are one.
pub fn offer(sample: &mut Sample<Row>, pair: Pair, sides: &[Fingerprint; 2]) {
    if let [Some(source), Some(target)] = sides.each_ref().map(Fingerprint::key) {
        sample.offer(mix(source).wrapping_add(target), || {
            (pair.source.to_owned(), pair.target.to_owned())
        });
    }
}

/// Distinct sentences of one language to hide the right answers among.
#[derive(Clone, Debug)]
pub struct Pool(Sample<String>);

impl Pool {
    /// A pool of up to `size` sentences.
    #[must_use]
    pub fn new(size: usize, seed: u64) -> Self {
        Self(Sample::new(size, seed))
    }

    /// Offers a sentence. The caller keeps those back that are an answer.
    pub fn offer(&mut self, text: &str, sentence: &Fingerprint) {
        if let Some(key) = sentence.key() {
            self.0.offer(key, || text.to_owned());
        }
    }

    /// Offers all of another pool of the same seed.
    pub fn merge(&mut self, other: Self) {
        self.0.merge(other.0);
    }

    /// The sentences, in the seed's order.
    #[must_use]
    pub fn into_sentences(self) -> Vec<String> {
        self.0.into_things().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_comes_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pairs.tsv");
        let rows = "鲁班工坊\tLuban Workshop\n鲁班工坊！\tthe Luban Workshop\n上合组织\tSCO\n中国\tSCO.\n。\t.\n";
        std::fs::write(&path, rows).expect("written");
        let draw = |wanted| {
            let mut pairs = Pairs::open(&path, None).expect("opened");
            TestPairs::draw(&mut pairs, wanted, 1).expect("read")
        };
        let test = draw(10);
        assert_eq!((test.rows.len(), test.seen), (2, 5));
        let mut sentence = Fingerprint::default();
        sentence.read("鲁班工坊");
        assert!(test.has(&sentence));
        sentence.read("鲁班");
        assert!(!test.has(&sentence));
        assert_eq!(draw(1).rows, test.rows[..1]);
    }

    #[test]
    fn a_pool_has_each_sentence_once() {
        let mut pool = Pool::new(10, 1);
        let mut sentence = Fingerprint::default();
        for text in ["Luban Workshop", "SCO", "the SCO", "luban workshop."] {
            sentence.read(text);
            pool.offer(text, &sentence);
        }
        let mut sentences = pool.into_sentences();
        sentences.sort();
        assert_eq!(sentences, ["Luban Workshop", "SCO", "the SCO"]);
    }
}
