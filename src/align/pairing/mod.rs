//! Which documents are translations of each other.
//!
//! Candidates come from three tables, never from all pairs: names of works, rare keys (facts,
//! concepts, names) and, with an encoder, documents near in meaning. A candidate is judged by its
//! path, by the sizes of both documents, by how many keys they share in the same order, and by
//! what they and their parts mean; reports of one event share facts, but fewer of them and in
//! another order. Aligning a pair then shows what it is: see [`DocPair::confirm`].

mod judge;
mod meaning;
mod path;
mod profile;

pub use judge::{EVIDENCE, EVIDENCE_SIGNS, WEIGHTS};
pub use profile::Profile;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Alignment;
use crate::doc::Document;
use crate::lang::Lang;
use judge::probability;
use meaning::Meaning;
use path::PathName;

/// Two documents in different languages that are translations of each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DocPair {
    /// Index of the one document; the Chinese one if there is one.
    pub source: usize,
    /// Index of the other; the English one if there is one.
    pub target: usize,
    /// How sure, 0 to 1.
    pub score: f32,
    /// The document that would have taken the place of one of the two, if any came near.
    pub runner_up: Option<RunnerUp>,
}

/// The next best partner of a document of a [`DocPair`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunnerUp {
    /// Its index: a document in the language of the one it would replace.
    pub document: usize,
    /// How sure it would have been without the other, 0 to 1.
    pub score: f32,
}

impl DocPair {
    /// The pair with the score that it has once its sentences are aligned, or none if they show that it
    /// is no translation.
    ///
    /// Of translations, free ones too, nine sentences in ten or so find their partner, of reports of one
    /// event five or six; the names of the files still count.
    #[must_use]
    pub fn confirm(self, alignment: &Alignment) -> Option<Self> {
        let odds = (self.score / (1.0 - self.score).max(1e-6)).ln();
        let shown = (STEEPNESS * (alignment.coverage() - HALFWAY)).clamp(-3.0, 4.0);
        let score = 1.0 / (1.0 + (-odds - shown).exp());
        (score >= MIN_SCORE).then_some(Self { score, ..self })
    }
}

/// Pairs below this score are not worth aligning.
const MIN_PROMISE: f32 = 0.3;
/// Pairs below this score are not reported: a wrong pair costs more than a missed one.
const MIN_SCORE: f32 = 0.6;
/// Coverage that says nothing for or against a pair, and nats by which one more point does.
const HALFWAY: f32 = 0.75;
const STEEPNESS: f32 = 25.0;
/// Runners-up below this score are none.
const MIN_RUNNER_UP: f32 = 0.01;
/// Keys in more documents than this do not make candidates.
const MAX_DOCUMENTS: usize = 64;
/// Candidates a document and language that are looked at closely.
const MAX_CANDIDATES: usize = 4;

/// Finds the documents that seem to be translations of each other, best match first within each pair
/// of languages, each document at most once in it. Sorted by source and target; what is unsure among
/// them is to be [confirmed](DocPair::confirm).
///
/// A text in three languages gives three pairs. Time grows with the text and, but for its
/// logarithm, with the number of documents.
///
/// # Panics
/// If there is not one profile a document.
#[must_use]
pub fn pair(documents: &[&Document], profiles: &[Profile]) -> Vec<DocPair> {
    let collection = Collection::new(documents, profiles);
    let mut candidates: Vec<DocPair> = collection
        .candidates()
        .into_iter()
        .map(|(a, b)| collection.judge(a, b))
        .collect();
    candidates.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.source.cmp(&b.source))
            .then(a.target.cmp(&b.target))
    });
    // The documents with the languages in which they have a partner.
    let mut taken: FxHashSet<(usize, Lang)> = FxHashSet::default();
    let ends = |pair: &DocPair| {
        [
            (pair.source, documents[pair.target].lang.lang),
            (pair.target, documents[pair.source].lang.lang),
        ]
    };
    let mut pairs: Vec<DocPair> = Vec::new();
    let mut rivals: FxHashMap<(usize, Lang), Vec<RunnerUp>> = FxHashMap::default();
    for candidate in &candidates {
        let [one, other] = ends(candidate);
        for (end, document) in [(one, candidate.target), (other, candidate.source)] {
            let score = candidate.score;
            let rivals = rivals.entry(end).or_default();
            rivals.push(RunnerUp { document, score });
        }
        let is_free = !taken.contains(&one) && !taken.contains(&other);
        if candidate.score >= MIN_PROMISE && is_free {
            taken.extend([one, other]);
            pairs.push(*candidate);
        }
    }
    for pair in &mut pairs {
        // Each list comes best first.
        let next = ends(pair).into_iter().filter_map(|end| {
            let is_other =
                |rival: &&RunnerUp| ![pair.source, pair.target].contains(&rival.document);
            rivals[&end].iter().find(is_other).copied()
        });
        pair.runner_up = next
            .filter(|rival| rival.score >= MIN_RUNNER_UP)
            .max_by(|a, b| {
                a.score
                    .total_cmp(&b.score)
                    .then(b.document.cmp(&a.document))
            });
    }
    pairs.sort_by_key(|pair| (pair.source, pair.target));
    pairs
}

/// What speaks for and against each candidate, for fitting: the documents and the values that
/// [`WEIGHTS`] belong to.
#[must_use]
pub fn evidence(
    documents: &[&Document],
    profiles: &[Profile],
) -> Vec<(usize, usize, [f32; EVIDENCE])> {
    let collection = Collection::new(documents, profiles);
    let candidates = collection.candidates();
    candidates
        .into_iter()
        .map(|(a, b)| (a, b, collection.evidence(a, b)))
        .collect()
}

/// All documents, ready to be compared.
struct Collection<'a> {
    documents: &'a [&'a Document],
    profiles: &'a [Profile],
    paths: Vec<PathName>,
    /// Documents that have a key.
    places: FxHashMap<u64, Vec<usize>>,
    meaning: Option<Meaning>,
}

impl<'a> Collection<'a> {
    fn new(documents: &'a [&'a Document], profiles: &'a [Profile]) -> Self {
        assert_eq!(documents.len(), profiles.len(), "one profile a document");
        let mut places: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (index, profile) in profiles.iter().enumerate() {
            for id in profile.keys.keys() {
                places.entry(*id).or_default().push(index);
            }
        }
        let langs: Vec<Lang> = documents.iter().map(|d| d.lang.lang).collect();
        Self {
            documents,
            profiles,
            paths: documents.iter().map(|d| PathName::of(&d.id)).collect(),
            places,
            meaning: Meaning::new(profiles, &langs),
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
            let mut found: FxHashMap<Lang, usize> = FxHashMap::default();
            for (other, _) in ranked {
                let count = found.entry(self.lang(other)).or_default();
                *count += 1;
                if *count <= MAX_CANDIDATES {
                    pairs.push((index, other));
                }
            }
            if let Some(meaning) = &self.meaning {
                pairs.extend(meaning.nearest(index).map(|other| (index, other)));
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

    /// The pair with its score.
    fn judge(&self, a: usize, b: usize) -> DocPair {
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
        DocPair {
            source,
            target,
            score: probability(&self.evidence(a, b)),
            runner_up: None,
        }
    }
}
