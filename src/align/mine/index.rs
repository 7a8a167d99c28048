//! The inverted index: which sentences share which terms.

use rustc_hash::{FxHashMap, FxHashSet};

use super::SentenceId;
use super::features::{DocFeatures, Sentence, Term, TermKind};
use super::meaning::Meaning;
use super::occasion::{Holding, Occasion, Occasions};
use super::stretch::Common;
use super::words::background;

/// Terms of more sentences than this bring no candidates; they still count in the score.
const MAX_POSTINGS: usize = 48;
/// Candidates kept for each sentence and judged in full.
const MAX_CANDIDATES: usize = 16;
/// A sentence found in more documents than this is boilerplate.
const MAX_COPIES: usize = 20;

/// Two sentences of different documents that share something rare; `a` is the earlier one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) a: usize,
    pub(super) b: usize,
    /// How alike their most alike passages are, -1 to 1.
    pub(super) passages: f32,
    /// How much more alike the sentences are than either is to its next best candidate in the
    /// other's document; negative when they are not each other's best.
    pub(super) lead: f32,
    /// Likewise for the passages.
    pub(super) passages_lead: f32,
    /// What their most alike stretches say alike.
    pub(super) stretch: Common,
    /// Lead of the stretches.
    pub(super) stretch_lead: f32,
    /// Whether their documents tell of one occasion.
    pub(super) occasion: Occasion,
}

/// A term that two sentences share, with its place in both.
#[derive(Clone, Copy, Debug)]
pub(super) struct SharedTerm {
    pub(super) a: Term,
    pub(super) b: Term,
    /// How rare it is: 0 for a term of every sentence, 1 for a term of two.
    pub(super) rarity: f32,
}

struct TermStats {
    sentences: u32,
    as_name: u32,
    docs: u32,
    last_doc: usize,
}

/// What the index knows of a sentence beyond its features.
struct Entry {
    id: SentenceId,
    /// How rare each of its terms is, in the order of the terms.
    rarities: Vec<f32>,
    /// How much it says in all.
    mass: Mass,
}

/// How much is said, by kind of evidence: sums of rarities.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mass {
    pub(super) names: f32,
    pub(super) words: f32,
    pub(super) facts: f32,
    pub(super) phrases: f32,
}

/// Adds up what terms say; the words of one name count as one name.
#[derive(Default)]
struct Scale {
    mass: Mass,
    /// Group, rarity of its rarest term, sum of the others.
    names: Vec<(u16, f32, f32)>,
}

impl Scale {
    fn add(&mut self, term: &Term, rarity: f32, is_name: bool) {
        let worth = rarity * kind_weight(term.kind) * term.weight;
        match term.kind {
            TermKind::Concept => self.add_name(term.group, worth),
            TermKind::Name | TermKind::Word if is_name => self.add_name(term.group, worth),
            TermKind::Name | TermKind::Word | TermKind::Han => self.mass.words += worth,
            TermKind::Fact => self.mass.facts += worth,
            TermKind::Phrase => self.mass.phrases += worth,
        }
    }

    fn add_name(&mut self, group: u16, rarity: f32) {
        match self.names.iter_mut().find(|(known, _, _)| *known == group) {
            Some((_, rarest, rest)) => {
                *rest += rarest.min(rarity);
                *rarest = rarest.max(rarity);
            }
            None => self.names.push((group, rarity, 0.0)),
        }
    }

    fn sum(self) -> Mass {
        let names = self
            .names
            .iter()
            .map(|(_, rarest, rest)| rarest + (rest * 0.2).min(0.5))
            .sum();
        Mass { names, ..self.mass }
    }
}

/// All sentences that say something, with the terms they share.
pub(super) struct Index<'d> {
    docs: &'d [DocFeatures],
    entries: Vec<Entry>,
    stats: FxHashMap<u64, TermStats>,
    meaning: Option<Meaning>,
}

impl<'d> Index<'d> {
    /// `may_link` tells which documents may be linked.
    pub(super) fn new(docs: &'d [DocFeatures], may_link: &dyn Fn(usize, usize) -> bool) -> Self {
        let boilerplate = boilerplate(docs);
        let mut entries = Vec::new();
        let mut stats: FxHashMap<u64, TermStats> = FxHashMap::default();
        for (doc, features) in docs.iter().enumerate() {
            for (sentence, content) in features.sentences.iter().enumerate() {
                if !content.says_something() || boilerplate.contains(&content.hash) {
                    continue;
                }
                entries.push(Entry {
                    id: SentenceId { doc, sentence },
                    rarities: Vec::new(),
                    mass: Mass::default(),
                });
                for term in &content.terms {
                    let stats = stats.entry(term.key).or_insert(TermStats {
                        sentences: 0,
                        as_name: 0,
                        docs: 0,
                        last_doc: usize::MAX,
                    });
                    if stats.last_doc != doc {
                        stats.docs += 1;
                        stats.last_doc = doc;
                    }
                    stats.sentences += 1;
                    stats.as_name += u32::from(term.kind == TermKind::Name);
                }
            }
        }
        let ids: Vec<SentenceId> = entries.iter().map(|entry| entry.id).collect();
        let mut index = Self {
            docs,
            entries,
            stats,
            meaning: Meaning::new(docs, &ids, may_link),
        };
        for at in 0..index.len() {
            let mut mass = Scale::default();
            let mut rarities = Vec::with_capacity(index.sentence(at).terms.len());
            for term in &index.sentence(at).terms {
                let rarity = index.rarity(term.key);
                mass.add(term, rarity, index.is_name(term.key));
                rarities.push(rarity);
            }
            index.entries[at].mass = mass.sum();
            index.entries[at].rarities = rarities;
        }
        index
    }

    pub(super) fn id(&self, index: usize) -> SentenceId {
        self.entries[index].id
    }

    pub(super) fn sentence(&self, index: usize) -> &'d Sentence {
        let id = self.entries[index].id;
        &self.docs[id.doc].sentences[id.sentence]
    }

    pub(super) fn doc(&self, index: usize) -> &'d DocFeatures {
        &self.docs[self.entries[index].id.doc]
    }

    /// Number of sentences that say something.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// How rare a term is: 1 for a term of one or two sentences, 0 for a term of all; less
    /// for a word that is frequent everywhere.
    fn rarity(&self, key: u64) -> f32 {
        let Some(stats) = self.stats.get(&key) else {
            return 0.0;
        };
        let all = self.len() as f32 + 1.0;
        let rarity = (all / (stats.sentences.max(2) as f32 - 1.0)).ln() / all.ln();
        let rarity = rarity.clamp(0.0, 1.0);
        // What most documents speak of is their common subject, not what one of them tells.
        let share = if stats.docs > 2 {
            stats.docs as f32 / self.docs.len() as f32
        } else {
            0.0
        };
        let telling = (1.0 - (share - 0.6) / 0.4).clamp(0.2, 1.0);
        rarity * rarity * telling * background(key)
    }

    /// True when a word is written as a name more often than not.
    pub(super) fn is_name(&self, key: u64) -> bool {
        self.stats
            .get(&key)
            .is_some_and(|stats| stats.as_name * 2 >= stats.sentences)
    }

    /// What the sentences mean, if both of a candidate have vectors.
    pub(super) fn meaning_of(&self, candidate: &Candidate) -> Option<&Meaning> {
        let has_vectors = |index: usize| self.doc(index).vectors.is_some();
        let have = has_vectors(candidate.a) && has_vectors(candidate.b);
        self.meaning.as_ref().filter(|_| have)
    }

    /// How much a sentence says in all.
    pub(super) fn mass(&self, index: usize) -> Mass {
        self.entries[index].mass
    }

    /// How much both sentences of a candidate say alike, and the terms they share.
    pub(super) fn shared(&self, candidate: &Candidate) -> (Mass, Vec<SharedTerm>) {
        let (a, b) = (self.sentence(candidate.a), self.sentence(candidate.b));
        let rarities = &self.entries[candidate.a].rarities;
        let mut others = b.terms.iter().peekable();
        let mut shared = Vec::new();
        let mut mass = Scale::default();
        for (term, rarity) in a.terms.iter().zip(rarities) {
            while others.next_if(|other| other.key < term.key).is_some() {}
            if let Some(other) = others.next_if(|other| other.key == term.key) {
                mass.add(term, *rarity, self.is_name(term.key));
                shared.push(SharedTerm {
                    a: *term,
                    b: *other,
                    rarity: *rarity,
                });
            }
        }
        (mass.sum(), shared)
    }

    /// Pairs worth judging, each once, in order of `a` and then of promise.
    ///
    /// `may_link` tells which documents may be linked.
    pub(super) fn candidates(&self, may_link: &dyn Fn(usize, usize) -> bool) -> Vec<Candidate> {
        let mut postings: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for index in 0..self.len() {
            for term in &self.sentence(index).terms {
                let wanted = self
                    .stats
                    .get(&term.key)
                    .is_some_and(|stats| (2..=MAX_POSTINGS).contains(&(stats.sentences as usize)));
                if wanted && let Ok(index) = u32::try_from(index) {
                    postings.entry(term.key).or_default().push(index);
                }
            }
        }
        let mut promise: Vec<f32> = vec![0.0; self.len()];
        let mut touched: Vec<usize> = Vec::new();
        let mut found = Vec::new();
        let mut seen: FxHashSet<(usize, usize)> = FxHashSet::default();
        for index in 0..self.len() {
            let doc = self.entries[index].id.doc;
            let rarities = &self.entries[index].rarities;
            for (term, rarity) in self.sentence(index).terms.iter().zip(rarities) {
                let Some(others) = postings.get(&term.key) else {
                    continue;
                };
                let worth = rarity * kind_weight(term.kind) * term.weight;
                for other in others {
                    let other = *other as usize;
                    if self.entries[other].id.doc != doc {
                        if promise[other] == 0.0 {
                            touched.push(other);
                        }
                        promise[other] += worth + f32::EPSILON;
                    }
                }
            }
            touched.retain(|other| {
                let wanted = may_link(doc, self.entries[*other].id.doc);
                if !wanted {
                    promise[*other] = 0.0;
                }
                wanted
            });
            touched.sort_by(|x, y| promise[*y].total_cmp(&promise[*x]).then(x.cmp(y)));
            let near = self
                .meaning
                .iter()
                .flat_map(|meaning| meaning.nearest(index));
            for other in touched.iter().copied().take(MAX_CANDIDATES).chain(near) {
                let pair = (index.min(other), index.max(other));
                if seen.insert(pair) {
                    found.push(Candidate::new(pair.0, pair.1));
                }
            }
            for other in touched.drain(..) {
                promise[other] = 0.0;
            }
        }
        let holdings = self
            .docs
            .iter()
            .map(|doc| Holding::new(doc, self.names_of(doc)));
        let mut occasions = Occasions::new(holdings.collect());
        for candidate in &mut found {
            let doc = |index: usize| self.entries[index].id.doc;
            candidate.occasion = occasions.of(doc(candidate.a), doc(candidate.b));
        }
        if let Some(meaning) = &self.meaning {
            for candidate in &mut found {
                candidate.passages = meaning.passages(candidate.a, candidate.b);
                candidate.stretch = meaning.stretches.common(candidate.a, candidate.b);
            }
            let cosines: Vec<f32> = found
                .iter()
                .map(|candidate| meaning.cosine(candidate.a, candidate.b))
                .collect();
            let passages: Vec<f32> = found.iter().map(|candidate| candidate.passages).collect();
            let stretches: Vec<f32> = found
                .iter()
                .map(|candidate| candidate.stretch.surprise)
                .collect();
            let stretch_leads = self.leads(&found, &stretches);
            let leads = self.leads(&found, &cosines);
            let passages_leads = self.leads(&found, &passages);
            for (at, candidate) in found.iter_mut().enumerate() {
                candidate.stretch_lead = stretch_leads[at];
                (candidate.lead, candidate.passages_lead) = (leads[at], passages_leads[at]);
            }
        }
        found
    }

    /// The names and figures of a document, with their rarity.
    fn names_of(&self, doc: &DocFeatures) -> impl Iterator<Item = (u64, f32)> {
        let terms = doc.sentences.iter().flat_map(|sentence| &sentence.terms);
        terms
            .filter(|term| match term.kind {
                TermKind::Fact | TermKind::Name | TermKind::Concept => true,
                TermKind::Word => self.is_name(term.key),
                TermKind::Han | TermKind::Phrase => false,
            })
            .map(|term| (term.key, self.rarity(term.key) * term.weight))
    }

    /// By how much the likeness of each candidate leads.
    fn leads(&self, candidates: &[Candidate], likeness: &[f32]) -> Vec<f32> {
        // The two best of a sentence in a document.
        let mut best: FxHashMap<(usize, usize), [f32; 2]> = FxHashMap::default();
        let ends = |candidate: &Candidate| {
            let Candidate { a, b, .. } = *candidate;
            [(a, self.entries[b].id.doc), (b, self.entries[a].id.doc)]
        };
        for (candidate, likeness) in candidates.iter().zip(likeness) {
            for end in ends(candidate) {
                let [first, second] = best.entry(end).or_insert([f32::NEG_INFINITY; 2]);
                if likeness > first {
                    (*first, *second) = (*likeness, *first);
                } else {
                    *second = second.max(*likeness);
                }
            }
        }
        let lead = |(candidate, likeness): (&Candidate, &f32)| {
            let leads = ends(candidate).map(|end| {
                let [first, second] = best[&end];
                let rival = if *likeness < first { first } else { second };
                // Being the only candidate is no lead.
                if rival.is_finite() {
                    likeness - rival
                } else {
                    0.0
                }
            });
            leads[0].min(leads[1])
        };
        candidates.iter().zip(likeness).map(lead).collect()
    }
}

impl Candidate {
    /// Two sentences of which nothing is known yet.
    pub(super) fn new(a: usize, b: usize) -> Self {
        Self {
            a,
            b,
            passages: 0.0,
            lead: 0.0,
            passages_lead: 0.0,
            stretch: Common::default(),
            stretch_lead: 0.0,
            occasion: Occasion::default(),
        }
    }
}

/// How much a term of a kind says, before its rarity.
pub(super) fn kind_weight(kind: TermKind) -> f32 {
    match kind {
        TermKind::Name | TermKind::Concept | TermKind::Fact => 1.0,
        TermKind::Word => 0.6,
        TermKind::Phrase => 0.6,
        TermKind::Han => 0.4,
    }
}

/// Sentences that say nothing of their document: in very many documents, in most of at least
/// four, or again and again in one.
fn boilerplate(docs: &[DocFeatures]) -> FxHashSet<u64> {
    let mut counts: FxHashMap<u64, (usize, usize)> = FxHashMap::default();
    let mut repeated: FxHashSet<u64> = FxHashSet::default();
    for (doc, features) in docs.iter().enumerate() {
        for sentence in features.sentences.iter().filter(|s| s.says_something()) {
            let (documents, last) = counts.entry(sentence.hash).or_insert((0, usize::MAX));
            if *last == doc {
                repeated.insert(sentence.hash);
            } else {
                *documents += 1;
                *last = doc;
            }
        }
    }
    repeated.extend(counts.into_iter().filter_map(|(hash, (documents, _))| {
        let is_in_most = documents >= 4 && documents * 2 > docs.len();
        (documents > MAX_COPIES || is_in_most).then_some(hash)
    }));
    repeated
}
