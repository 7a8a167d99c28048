//! Findings that are known already and are not told again.
//!
//! A finding is known by its file, its rule and the words it flags, not by its place: a baseline
//! stays true when lines move. Of equal findings of one file as many are known as were recorded,
//! the first ones in the text.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Finding;

/// Flagged words up to this many bytes are recorded as they stand.
const WHOLE_BYTES: usize = 200;
/// Characters recorded of the start of longer ones.
const START_CHARS: usize = 40;

/// What a finding is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BaselineKey {
    /// Path of the file with `/` between parts, as it was named to the program.
    pub path: String,
    /// Id of the rule.
    pub rule: String,
    /// The words flagged; of very long ones the start and a checksum.
    pub text: String,
}

impl BaselineKey {
    /// The key of a finding in `text`, the text of the file at `path`.
    #[must_use]
    pub fn new(path: &str, text: &str, finding: &Finding) -> Self {
        Self {
            // `./news.txt` and `news.txt` are one file.
            path: path.trim_start_matches("./").to_owned(),
            rule: finding.rule.id.to_owned(),
            text: recorded(finding.span.of(text)),
        }
    }
}

/// `words`, or the start and a checksum of long ones.
fn recorded(words: &str) -> String {
    if words.len() <= WHOLE_BYTES {
        return words.to_owned();
    }
    let start: String = words.chars().take(START_CHARS).collect();
    let digest = Sha256::digest(words.as_bytes());
    let checksum: String = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("{start}… (sha256 {checksum})")
}

/// Recorded findings and how often each was found.
pub type Baseline = BTreeMap<BaselineKey, usize>;

/// A baseline held against what is found now.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    recorded: Baseline,
    /// Recorded and not met so far.
    left: Baseline,
    /// Found and not recorded.
    new: Baseline,
}

impl Comparison {
    /// Nothing has been found yet.
    #[must_use]
    pub fn new(recorded: Baseline) -> Self {
        Self {
            left: recorded.clone(),
            recorded,
            new: Baseline::new(),
        }
    }

    /// Takes one finding of `key` off those recorded; false when none is left.
    pub fn meet(&mut self, key: &BaselineKey) -> bool {
        match self.left.get_mut(key) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// Counts a finding that is not recorded.
    pub fn add(&mut self, key: BaselineKey) {
        *self.new.entry(key).or_insert(0) += 1;
    }

    /// How many entries that `looked_for` holds of were found no more at all, and how many less
    /// often than recorded.
    #[must_use]
    pub fn stale(&self, looked_for: impl Fn(&BaselineKey) -> bool) -> (usize, usize) {
        let (mut gone, mut fewer) = (0, 0);
        for (key, left) in self.left.iter().filter(|(key, _)| looked_for(key)) {
            if *left > 0 && self.recorded.get(key) == Some(left) {
                gone += 1;
            } else if *left > 0 {
                fewer += 1;
            }
        }
        (gone, fewer)
    }

    /// The baseline to be written now: what was found, and what was not looked for as it was.
    #[must_use]
    pub fn updated(&self, looked_for: impl Fn(&BaselineKey) -> bool) -> Baseline {
        let mut updated = self.new.clone();
        for (key, count) in &self.recorded {
            let missed = match self.left.get(key) {
                Some(left) if looked_for(key) => *left,
                _ => 0,
            };
            if *count > missed {
                *updated.entry(key.clone()).or_insert(0) += count - missed;
            }
        }
        updated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(path: &str, text: &str) -> BaselineKey {
        BaselineKey {
            path: path.to_owned(),
            rule: "NAME001".to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn as_many_are_known_as_were_recorded() {
        let recorded = Baseline::from([
            (key("a.txt", "Cazaque"), 2),
            (key("a.txt", "OCS"), 3),
            (key("a.txt", "gone"), 1),
            (key("other.txt", "OCS"), 1),
        ]);
        let mut comparison = Comparison::new(recorded);
        for is_known in [true, true, false] {
            let one = key("a.txt", "Cazaque");
            assert_eq!(comparison.meet(&one), is_known);
            if !is_known {
                comparison.add(one);
            }
        }
        assert!(comparison.meet(&key("a.txt", "OCS")));
        let of_a = |key: &BaselineKey| key.path == "a.txt";
        assert_eq!(comparison.stale(of_a), (1, 1));
        let updated = Baseline::from([
            (key("a.txt", "Cazaque"), 3),
            (key("a.txt", "OCS"), 1),
            (key("other.txt", "OCS"), 1),
        ]);
        assert_eq!(comparison.updated(of_a), updated);
    }

    #[test]
    fn long_words_are_recorded_by_their_start_and_a_checksum() {
        let (one, other) = ("鲁班".repeat(100), "鲁班".repeat(101));
        assert_eq!(recorded("鲁班"), "鲁班");
        assert!(recorded(&one).len() < WHOLE_BYTES && recorded(&one) != recorded(&other));
    }
}
