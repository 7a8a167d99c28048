//! Learning the pieces of a vocabulary: byte-pair encoding over whole characters
//! (Sennrich et al. 2016), on weighted words.

use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

/// Learns up to `pieces` merged pieces from `words` and their weights, the most frequent first.
/// Single characters are not among them. Pairs lighter than `least` are left alone.
pub(super) fn learn(words: &[(String, f64)], pieces: usize, least: f64) -> Vec<String> {
    let mut symbols: Vec<String> = Vec::new();
    let mut ids: FxHashMap<String, u32> = FxHashMap::default();
    let mut spelt: Vec<Vec<u32>> = Vec::with_capacity(words.len());
    for (word, _) in words {
        let spelling = word.chars().map(|c| {
            let text = c.to_string();
            *ids.entry(text.clone()).or_insert_with(|| {
                symbols.push(text);
                symbols.len() as u32 - 1
            })
        });
        spelt.push(spelling.collect());
    }
    let mut pairs: FxHashMap<(u32, u32), Pair> = FxHashMap::default();
    for (index, word) in spelt.iter().enumerate() {
        for (left, right) in word.iter().zip(word.iter().skip(1)) {
            pairs
                .entry((*left, *right))
                .or_default()
                .add(words[index].1, index as u32);
        }
    }
    let mut heap: BinaryHeap<Candidate> = pairs
        .iter()
        .filter(|(_, pair)| pair.weight >= least)
        .map(|(ids, pair)| Candidate::new(*ids, pair.weight, &symbols))
        .collect();
    let mut learnt = Vec::new();
    while learnt.len() < pieces {
        let Some(best) = heap.pop() else { break };
        let Some(pair) = pairs.get(&best.ids) else {
            continue;
        };
        // The entry is old: the pair has lost weight to another merge since.
        if pair.weight < best.weight - 1e-6 * best.weight.abs() {
            if pair.weight >= least {
                heap.push(Candidate::new(best.ids, pair.weight, &symbols));
            }
            continue;
        }
        let places = pairs
            .remove(&best.ids)
            .map(|pair| pair.words)
            .unwrap_or_default();
        let merged = best.text.clone();
        let id = *ids.entry(merged.clone()).or_insert_with(|| {
            symbols.push(merged.clone());
            symbols.len() as u32 - 1
        });
        learnt.push(merged);
        let mut grown: FxHashMap<(u32, u32), ()> = FxHashMap::default();
        let mut last = u32::MAX;
        for index in places {
            if index == last {
                continue;
            }
            last = index;
            let weight = words[index as usize].1;
            let word = &mut spelt[index as usize];
            let mut at = 0;
            while at + 1 < word.len() {
                if (word[at], word[at + 1]) != best.ids {
                    at += 1;
                    continue;
                }
                if at > 0 {
                    lose(&mut pairs, (word[at - 1], word[at]), weight);
                    pairs
                        .entry((word[at - 1], id))
                        .or_default()
                        .add(weight, index);
                    grown.insert((word[at - 1], id), ());
                }
                if at + 2 < word.len() {
                    lose(&mut pairs, (word[at + 1], word[at + 2]), weight);
                    pairs
                        .entry((id, word[at + 2]))
                        .or_default()
                        .add(weight, index);
                    grown.insert((id, word[at + 2]), ());
                }
                word[at] = id;
                word.remove(at + 1);
                at += 1;
            }
        }
        for ids in grown.into_keys() {
            if let Some(pair) = pairs.get(&ids).filter(|pair| pair.weight >= least) {
                heap.push(Candidate::new(ids, pair.weight, &symbols));
            }
        }
    }
    learnt
}

/// Two neighbouring symbols: how heavy, and in which words (in order, with repeats).
#[derive(Default)]
struct Pair {
    weight: f64,
    words: Vec<u32>,
}

impl Pair {
    fn add(&mut self, weight: f64, word: u32) {
        self.weight += weight;
        if self.words.last() != Some(&word) {
            self.words.push(word);
        }
    }
}

fn lose(pairs: &mut FxHashMap<(u32, u32), Pair>, ids: (u32, u32), weight: f64) {
    if let Some(pair) = pairs.get_mut(&ids) {
        pair.weight -= weight;
    }
}

/// A pair as it was when it entered the heap; heaviest first, then by spelling.
struct Candidate {
    weight: f64,
    text: String,
    ids: (u32, u32),
}

impl Candidate {
    fn new(ids: (u32, u32), weight: f64, symbols: &[String]) -> Self {
        let text = format!("{}{}", symbols[ids.0 as usize], symbols[ids.1 as usize]);
        Self { weight, text, ids }
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.weight
            .total_cmp(&other.weight)
            .then_with(|| other.text.cmp(&self.text))
            .then_with(|| other.ids.cmp(&self.ids))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_pairs_merge_first() {
        let words = [("aab", 3.0), ("aac", 2.0), ("bb", 1.0)];
        let words: Vec<(String, f64)> = words.map(|(word, count)| (word.to_owned(), count)).into();
        assert_eq!(learn(&words, 10, 1.0), ["aa", "aab", "aac", "bb"]);
        assert_eq!(learn(&words, 1, 1.0), ["aa"]);
        assert_eq!(learn(&words, 10, 3.0), ["aa", "aab"]);
        assert!(learn(&[], 10, 1.0).is_empty());
    }

    #[test]
    fn repeats_inside_a_word_do_not_overlap() {
        let words = [("鲁鲁鲁".to_owned(), 2.0)];
        assert_eq!(learn(&words, 10, 1.0), ["鲁鲁", "鲁鲁鲁"]);
    }
}
