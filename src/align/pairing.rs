//! Which documents are translations of each other.
//!
//! Candidates come from two tables, names of works and rare keys (facts, concepts, names), never
//! from all pairs. A candidate is judged by its path, by the sizes of both documents and by how
//! many keys they share in the same order; reports of one event share facts, but fewer of them
//! and in another order.

use rustc_hash::FxHashMap;

use super::pairing_path::PathName;
use super::pairing_profile::{KeyKind, Profile};
use crate::doc::Document;
use crate::glossary::Matcher;
use crate::lang::Lang;

/// Two documents in different languages that are translations of each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DocPair {
    /// Index of the one document; the Chinese one if there is one.
    pub source: usize,
    /// Index of the other; the English one if there is one.
    pub target: usize,
    /// How sure, 0 to 1.
    pub score: f32,
}

/// Pairs below this score are not reported: a wrong pair costs more than a missed one.
const MIN_SCORE: f32 = 0.6;
/// Keys in more documents than this do not make candidates.
const MAX_DOCUMENTS: usize = 64;
/// Candidates a document and language that are looked at closely.
const MAX_CANDIDATES: usize = 4;

/// Finds the documents that are translations of each other, best match first within each pair of
/// languages, each document at most once in it. Sorted by source and target.
///
/// A text in three languages gives three pairs. Linear in the text and in the number of
/// documents.
#[must_use]
pub fn pair(documents: &[&Document], matcher: &Matcher) -> Vec<DocPair> {
    let collection = Collection::new(documents, matcher);
    let mut candidates: Vec<DocPair> = collection
        .candidates()
        .into_iter()
        .filter_map(|(a, b)| collection.judge(a, b))
        .collect();
    candidates.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.source.cmp(&b.source))
            .then(a.target.cmp(&b.target))
    });
    let mut taken: FxHashMap<(usize, Lang), ()> = FxHashMap::default();
    let mut pairs: Vec<DocPair> = candidates
        .into_iter()
        .filter(|pair| {
            let one = (pair.source, documents[pair.target].lang.lang);
            let other = (pair.target, documents[pair.source].lang.lang);
            let free = !taken.contains_key(&one) && !taken.contains_key(&other);
            if free {
                taken.insert(one, ());
                taken.insert(other, ());
            }
            free
        })
        .collect();
    pairs.sort_by_key(|pair| (pair.source, pair.target));
    pairs
}

/// All documents, ready to be compared.
struct Collection<'a> {
    documents: &'a [&'a Document],
    profiles: Vec<Profile>,
    paths: Vec<PathName>,
    /// Documents that have a key.
    places: FxHashMap<u64, Vec<usize>>,
}

impl<'a> Collection<'a> {
    fn new(documents: &'a [&'a Document], matcher: &Matcher) -> Self {
        let profiles: Vec<Profile> = documents
            .iter()
            .map(|document| Profile::of(document, matcher))
            .collect();
        let mut places: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (index, profile) in profiles.iter().enumerate() {
            for id in profile.keys.keys() {
                places.entry(*id).or_default().push(index);
            }
        }
        Self {
            documents,
            profiles,
            paths: documents.iter().map(|d| PathName::of(&d.id)).collect(),
            places,
        }
    }

    fn lang(&self, index: usize) -> Lang {
        self.documents[index].lang.lang
    }

    /// How much a key tells: rare ones more.
    fn rarity(&self, id: u64) -> f32 {
        let documents = self.places.get(&id).map_or(1, Vec::len) as f32;
        (1.0 + self.documents.len() as f32 / documents).ln()
    }

    /// Pairs of documents in different languages that may be translations, without repetition.
    fn candidates(&self) -> Vec<(usize, usize)> {
        let mut works: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        let mut files: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (index, path) in self.paths.iter().enumerate() {
            works.entry(&path.work).or_default().push(index);
            files.entry(&path.file).or_default().push(index);
        }
        let mut pairs = Vec::new();
        let mut shared: FxHashMap<usize, f32> = FxHashMap::default();
        for index in 0..self.documents.len() {
            let path = &self.paths[index];
            for table in [&works[path.work.as_str()], &files[path.file.as_str()]] {
                if table.len() <= MAX_DOCUMENTS {
                    pairs.extend(table.iter().map(|other| (index, *other)));
                }
            }
            shared.clear();
            for (id, key) in &self.profiles[index].keys {
                let places = &self.places[id];
                if places.len() <= MAX_DOCUMENTS {
                    for other in places {
                        *shared.entry(*other).or_default() += key.weight * self.rarity(*id);
                    }
                }
            }
            let mut ranked: Vec<(usize, f32)> = shared
                .iter()
                .map(|(other, weight)| (*other, *weight))
                .collect();
            ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let mut found: Vec<(Lang, usize)> = Vec::new();
            for (other, _) in ranked {
                let lang = self.lang(other);
                let count = match found.iter_mut().find(|(known, _)| *known == lang) {
                    Some((_, count)) => count,
                    None => {
                        found.push((lang, 0));
                        let last = found.len() - 1;
                        &mut found[last].1
                    }
                };
                *count += 1;
                if *count <= MAX_CANDIDATES {
                    pairs.push((index, other));
                }
            }
        }
        for pair in &mut pairs {
            *pair = (pair.0.min(pair.1), pair.0.max(pair.1));
        }
        pairs.retain(|(a, b)| {
            let known = self.lang(*a) != Lang::UND && self.lang(*b) != Lang::UND;
            known && self.lang(*a) != self.lang(*b)
        });
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// The pair with its score, if it is good enough.
    fn judge(&self, a: usize, b: usize) -> Option<DocPair> {
        let score = 1.0 / (1.0 + (-self.log_odds(a, b)).exp());
        let rank = |index: usize| match self.lang(index) {
            Lang::ZH => 0,
            Lang::EN => 2,
            _ => 1,
        };
        let (source, target) = if (rank(b), b) < (rank(a), a) {
            (b, a)
        } else {
            (a, b)
        };
        (score >= MIN_SCORE).then_some(DocPair {
            source,
            target,
            score,
        })
    }

    /// Log odds that `a` and `b` are translations. The terms are set by hand; checked on the
    /// NTREX dev documents without their names and on the corpus.
    fn log_odds(&self, a: usize, b: usize) -> f32 {
        let (one, other) = (&self.profiles[a], &self.profiles[b]);
        if one.length == 0.0 || other.length == 0.0 {
            return -9.0;
        }
        let content = self.compare(a, b);
        let mut odds = self.name_odds(a, b);
        // A translation is about as long, and has about as many paragraphs.
        let ratio = ((one.length + 20.0) / (other.length + 20.0)).ln();
        odds += 1.0 - (ratio * ratio / (2.0 * 0.3 * 0.3)).min(8.0);
        if one.blocks.min(other.blocks) >= 3 {
            let blocks = (one.blocks as f32 / other.blocks as f32).ln().abs();
            odds += if blocks == 0.0 {
                1.0
            } else {
                -(2.0 * blocks).min(2.0)
            };
        }
        // What one has, the other should have, and at the same place.
        let sure = (content.possible / 4.0).min(1.0);
        odds += 8.0 * sure * (content.agreement() - 0.35);
        let sure = (content.shared / 3.0).min(1.0);
        odds += 3.5 * sure * (1.0 - content.distance() / 0.1).max(-1.5);
        odds
    }

    fn name_odds(&self, a: usize, b: usize) -> f32 {
        let (one, other) = (&self.paths[a], &self.paths[b]);
        let named = one.names_language || other.names_language;
        if one.work == other.work && named {
            3.5
        } else if one.file == other.file && !one.file.is_empty() {
            0.5
        } else {
            -3.0
        }
    }

    fn compare(&self, a: usize, b: usize) -> Comparison {
        let (one, other) = (&self.profiles[a].keys, &self.profiles[b].keys);
        // Chinese writes few names in Latin letters: those it has should be in the other too.
        let spelt = |index: usize| self.lang(index) != Lang::ZH && self.lang(index) != Lang::JA;
        let names_compare = spelt(a) && spelt(b);
        let mut comparison = Comparison::default();
        let mut ids: Vec<u64> = one.keys().copied().collect();
        ids.sort_unstable();
        for id in ids {
            let key = &one[&id];
            let weight = key.weight * self.rarity(id).min(3.0);
            let counts = key.kind != KeyKind::Name || names_compare;
            if let Some(twin) = other.get(&id) {
                comparison.shared += weight;
                comparison.apart += weight * (key.place - twin.place).abs();
                comparison.possible += weight;
                comparison.agreed += weight;
            } else if counts {
                comparison.possible += weight / 2.0;
            }
        }
        let mut missing: Vec<u64> = other
            .keys()
            .copied()
            .filter(|id| !one.contains_key(id))
            .collect();
        missing.sort_unstable();
        for id in missing {
            let key = &other[&id];
            if key.kind != KeyKind::Name || names_compare {
                comparison.possible += key.weight * self.rarity(id).min(3.0) / 2.0;
            }
        }
        comparison
    }
}

/// What two documents share.
#[derive(Clone, Copy, Debug, Default)]
struct Comparison {
    /// Weight of the shared keys.
    shared: f32,
    /// The same, each times the distance of its places.
    apart: f32,
    /// Weight of the keys that count for agreement, those of one document only by half.
    possible: f32,
    /// The part of `possible` that is shared.
    agreed: f32,
}

impl Comparison {
    /// Fraction of the keys that both have, 0 to 1.
    fn agreement(&self) -> f32 {
        (self.agreed + 0.35) / (self.possible + 1.0)
    }

    /// Mean distance of shared keys, in documents.
    fn distance(&self) -> f32 {
        (self.apart + 0.1) / (self.shared + 1.0)
    }
}
