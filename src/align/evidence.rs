//! What two sentences share, weighed: links between tokens of both sides, and the sums of their
//! weights over rectangles of sentences.
//!
//! A link says that a source token is translated by a target token with some probability. Its
//! weight is the log of how much likelier the pair of tokens is in translations than in
//! strangers: rare tokens count more, and a token whose partner is missing counts against.

use super::dp::Band;
use super::evidence_tokens::{Class, Vocabulary};

/// Tokens of the sentences of one side, and in how many sentences each stands.
#[derive(Debug)]
pub(super) struct SideTokens {
    /// A sorted list a sentence.
    pub(super) sentences: Vec<Vec<u32>>,
    /// Sentences that have the token, by token.
    pub(super) frequency: Vec<u32>,
    /// Where the sentences of each token stand, ascending: a range of `places` a token.
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl SideTokens {
    /// Counts the tokens of `sentences`; `tokens` is the size of the vocabulary.
    pub(super) fn new(sentences: Vec<Vec<u32>>, tokens: usize) -> Self {
        let mut frequency = vec![0_u32; tokens];
        for token in sentences.iter().flatten() {
            frequency[*token as usize] += 1;
        }
        let mut starts = Vec::with_capacity(tokens + 1);
        let mut total = 0;
        for count in &frequency {
            starts.push(total);
            total += count;
        }
        starts.push(total);
        let mut next = starts.clone();
        let mut places = vec![0; total as usize];
        for (index, sentence) in sentences.iter().enumerate() {
            for token in sentence {
                let at = &mut next[*token as usize];
                places[*at as usize] = index as u32;
                *at += 1;
            }
        }
        Self {
            sentences,
            frequency,
            starts,
            places,
        }
    }

    /// The tokens of a sentence, and whether the sentence before lacks them.
    fn tokens(&self, index: usize) -> impl Iterator<Item = (u32, bool)> {
        let before = match index.checked_sub(1) {
            Some(before) => self.sentences[before].as_slice(),
            None => &[],
        };
        self.sentences[index]
            .iter()
            .map(move |token| (*token, before.binary_search(token).is_err()))
    }

    /// The sentences of a token, ascending.
    pub(super) fn places(&self, token: u32) -> &[u32] {
        let token = token as usize;
        &self.places[self.starts[token] as usize..self.starts[token + 1] as usize]
    }

    /// Fraction of the sentences around the places of a token that have it too, smoothed.
    ///
    /// Words come in bursts: what tells neighbours apart is how frequent a word is where it
    /// stands, not in the whole text.
    fn share(&self, token: u32) -> f32 {
        let half = HALF_WINDOW;
        let places = self.places(token);
        let (mut first, mut last, mut neighbours) = (0, 0, 0);
        for place in places {
            while places[first] + (half as u32) < *place {
                first += 1;
            }
            while last < places.len() && places[last] <= place + half as u32 {
                last += 1;
            }
            neighbours += last - first;
        }
        let mean = neighbours as f32 / places.len().max(1) as f32;
        let window = self.sentences.len().min(2 * half + 1) as f32;
        (mean + 0.4) / (window + 1.0)
    }
}

/// A source token and a target token that translate each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TokenLink {
    /// The source token.
    pub(super) source: u32,
    /// The target token.
    pub(super) target: u32,
    /// How often the rarer one comes with the other in translations, 0 to 1.
    pub(super) loyalty: f32,
    /// What part of its evidence counts, 0 to 1: less where links overlap in meaning.
    pub(super) weight: f32,
}

/// How often a token of a class, when both sides know it, is kept in the translation.
///
/// Set by hand and checked on the dev kit: the results hardly move with them.
pub(super) fn loyalty(class: Class) -> f32 {
    match class {
        Class::Number => 0.8,
        Class::Stem => 0.6,
        Class::Concept => 0.8,
        Class::Mark => 0.7,
        Class::Han => 0.6,
        Class::Whole => 0.95,
    }
}

/// A token that more than this share of all sentences has tells nothing.
const MAX_SHARE: f32 = 0.5;
/// Sentences on each side of a token among which its frequency is counted.
const HALF_WINDOW: usize = 10;
/// No single pair of tokens weighs more than this, in nats.
const MAX_WEIGHT: f32 = 5.0;

/// Links between equal tokens of both sides, each of which counts by `weight`.
pub(super) fn identity_links(
    vocabulary: &Vocabulary,
    source: &SideTokens,
    target: &SideTokens,
    weight: f32,
) -> Vec<TokenLink> {
    (0..vocabulary.len() as u32)
        .filter(|&id| source.frequency[id as usize] > 0 && target.frequency[id as usize] > 0)
        .map(|id| TokenLink {
            source: id,
            target: id,
            loyalty: loyalty(vocabulary.class(id)),
            weight,
        })
        .collect()
}

/// Links with their weights, ready to score pairs of sentences.
#[derive(Debug)]
pub(super) struct WeighedLinks {
    /// A range of `partners` for each source token.
    starts: Vec<u32>,
    /// Target tokens with the gain of meeting them, penalties given back.
    partners: Vec<(u32, f32)>,
    /// What a source token costs when its partner is missing.
    source_penalty: Vec<f32>,
    /// Likewise for target tokens.
    target_penalty: Vec<f32>,
    /// What a source token gains on average from a sentence that it has nothing to do with.
    source_chance: Vec<f32>,
    /// Likewise for target tokens.
    target_chance: Vec<f32>,
}

impl WeighedLinks {
    /// Weighs `links` by how frequent the tokens are on both sides.
    pub(super) fn new(mut links: Vec<TokenLink>, source: &SideTokens, target: &SideTokens) -> Self {
        links.sort_by_key(|link| (link.source, link.target));
        let tokens = source.frequency.len();
        let mut weighed = Self {
            starts: vec![0; tokens + 1],
            partners: Vec::with_capacity(links.len()),
            source_penalty: vec![0.0; tokens],
            target_penalty: vec![0.0; tokens],
            source_chance: vec![0.0; tokens],
            target_chance: vec![0.0; tokens],
        };
        let shares = |link: &TokenLink| (source.share(link.source), target.share(link.target));
        links.retain(|link| {
            let (s, t) = shares(link);
            s.max(t) < MAX_SHARE.min(link.loyalty * 0.8)
        });
        for link in &links {
            let (s, t) = shares(link);
            // The more frequent token cannot always have the other beside it.
            let ratio = source.frequency[link.source as usize] as f32
                / target.frequency[link.target as usize] as f32;
            let to_target = link.loyalty * (1.0 / ratio).min(1.0);
            let to_source = link.loyalty * ratio.min(1.0);
            let source_only = ((1.0 - to_target) / (1.0 - t)).ln().min(0.0);
            let target_only = ((1.0 - to_source) / (1.0 - s)).ln().min(0.0);
            let gain = ((to_target / t).ln() + (to_source / s).ln()) / 2.0;
            let gain = gain.clamp(0.0, MAX_WEIGHT);
            // A missing partner costs; meeting it gives the cost back.
            weighed.source_penalty[link.source as usize] -= link.weight * source_only;
            weighed.target_penalty[link.target as usize] -= link.weight * target_only;
            weighed.starts[link.source as usize + 1] += 1;
            let weight = link.weight * (gain - source_only - target_only);
            weighed.source_chance[link.source as usize] += t * weight;
            weighed.target_chance[link.target as usize] += s * weight;
            weighed.partners.push((link.target, weight));
        }
        for token in 0..tokens {
            weighed.starts[token + 1] += weighed.starts[token];
        }
        weighed
    }

    fn partners(&self, token: u32) -> &[(u32, f32)] {
        let token = token as usize;
        &self.partners[self.starts[token] as usize..self.starts[token + 1] as usize]
    }

    /// What the source sentences bring along, whatever they meet.
    pub(super) fn source_costs(&self, side: &SideTokens) -> TokenCosts {
        TokenCosts::new(side, &self.source_penalty, &self.source_chance)
    }

    /// Likewise for the target sentences.
    pub(super) fn target_costs(&self, side: &SideTokens) -> TokenCosts {
        TokenCosts::new(side, &self.target_penalty, &self.target_chance)
    }

    /// The weights of all pairs of sentences that `band` reaches.
    pub(super) fn token_sums(
        &self,
        band: &Band,
        source: &SideTokens,
        target: &SideTokens,
    ) -> TokenSums {
        let mut sums = TokenSums {
            all: PairSums::default(),
            new_in_source: PairSums::default(),
            new_in_target: PairSums::default(),
        };
        for index in 0..band.source_len() {
            let columns = band.reach(index);
            let width = columns.len();
            let all = sums.all.push_row(columns.start, width);
            let new_in_source = sums.new_in_source.push_row(columns.start, width);
            let new_in_target = sums.new_in_target.push_row(columns.start, width);
            for (token, is_new) in source.tokens(index) {
                for &(partner, weight) in self.partners(token) {
                    let places = target.places(partner);
                    let first = places.partition_point(|place| (*place as usize) < columns.start);
                    for at in first..places.len() {
                        let place = places[at];
                        let column = place as usize - columns.start;
                        if column >= width {
                            break;
                        }
                        all[column] += weight;
                        if is_new {
                            new_in_source[column] += weight;
                        }
                        if at == 0 || places[at - 1] + 1 != place {
                            new_in_target[column] += weight;
                        }
                    }
                }
            }
            sums.all.sum_row();
            sums.new_in_source.sum_row();
            sums.new_in_target.sum_row();
        }
        sums
    }
}

/// What sentences bring along, whatever they meet.
#[derive(Debug)]
pub(super) struct TokenCosts {
    /// Cost of all tokens of the sentence when none meets a partner.
    pub(super) all: Vec<f32>,
    /// Likewise of those that the sentence before does not have.
    pub(super) new: Vec<f32>,
    /// What the sentence gains on average from one that it has nothing to do with.
    pub(super) chance: Vec<f32>,
}

impl TokenCosts {
    fn new(side: &SideTokens, penalty: &[f32], chance: &[f32]) -> Self {
        let mut costs = Self {
            all: Vec::new(),
            new: Vec::new(),
            chance: Vec::new(),
        };
        for index in 0..side.sentences.len() {
            let (mut all, mut new, mut by_chance) = (0.0, 0.0, 0.0);
            for (token, is_new) in side.tokens(index) {
                let cost = penalty[token as usize];
                all += cost;
                new += if is_new { cost } else { 0.0 };
                by_chance += chance[token as usize];
            }
            costs.all.push(all);
            costs.new.push(new);
            costs.chance.push(by_chance);
        }
        costs
    }
}

/// Weights of pairs of sentences, made so that a token that runs through neighbouring sentences
/// counts once in a bead that merges them.
#[derive(Debug)]
pub(super) struct TokenSums {
    /// All links.
    all: PairSums,
    /// Links of source tokens that the source sentence before does not have.
    new_in_source: PairSums,
    /// Links of target tokens that the target sentence before does not have.
    new_in_target: PairSums,
}

impl TokenSums {
    /// Adds the weights of the source sentences `rows` with the `m` target
    /// sentences before each column from `first_column` on.
    pub(super) fn add(
        &self,
        rows: std::ops::Range<usize>,
        m: usize,
        first_column: usize,
        out: &mut [f32],
    ) {
        let begin = first_column - m;
        for row in rows.clone() {
            let is_first = row == rows.start;
            let first_sums = if is_first {
                &self.all
            } else {
                &self.new_in_source
            };
            let sums = first_sums.row_from(row, begin);
            for ((score, before), after) in out.iter_mut().zip(sums).zip(&sums[1..]) {
                *score += after - before;
            }
            if m == 1 {
                continue;
            }
            let sums = &self.new_in_target.row_from(row, begin)[1..];
            if is_first {
                for ((score, before), after) in out.iter_mut().zip(sums).zip(&sums[m - 1..]) {
                    *score += after - before;
                }
            } else {
                // Links new on both sides are among those new on either.
                let other = &self.new_in_source.row_from(row, begin)[1..];
                let sums = sums.iter().zip(&sums[m - 1..]);
                let other = other.iter().zip(&other[m - 1..]);
                for ((score, (b1, a1)), (b2, a2)) in out.iter_mut().zip(sums).zip(other) {
                    *score += (a1 - b1).min(a2 - b2);
                }
            }
        }
    }
}

/// Values for pairs of sentences, summed along each row so that a run of columns costs two
/// look-ups.
#[derive(Debug, Default)]
pub(super) struct PairSums {
    /// First column and place in `sums` of each row.
    rows: Vec<(usize, usize)>,
    /// A row has one sum more than columns: `sums[c]` adds up the columns before c.
    sums: Vec<f32>,
}

impl PairSums {
    /// Begins a row of zeros; write the values, then call [`PairSums::sum_row`].
    pub(super) fn push_row(&mut self, first_column: usize, width: usize) -> &mut [f32] {
        let at = self.sums.len();
        self.rows.push((first_column, at));
        self.sums.resize(at + width + 1, 0.0);
        &mut self.sums[at + 1..]
    }

    /// Turns the values of the last row into running sums.
    pub(super) fn sum_row(&mut self) {
        let at = self.rows.last().map_or(0, |(_, at)| *at);
        let mut total = 0.0;
        for sum in &mut self.sums[at..] {
            total += *sum;
            *sum = total;
        }
    }

    /// The running sums of a row from `column` on; sums are only comparable within a row.
    pub(super) fn row_from(&self, row: usize, column: usize) -> &[f32] {
        let (first, at) = self.rows[row];
        let end = self
            .rows
            .get(row + 1)
            .map_or(self.sums.len(), |(_, next)| *next);
        &self.sums[at + column - first..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::LangTag;

    #[test]
    fn rare_shared_tokens_weigh_more_than_frequent_ones() {
        let mut source = ["Luban"; 12].map(str::to_owned).to_vec();
        let mut target = source.clone();
        (source[0], target[0]) = ("in 2019".to_owned(), "em 2019".to_owned());
        for index in 1..4 {
            (source[index], target[index]) = ("has 17".to_owned(), "tem 17".to_owned());
        }
        let mut vocabulary = Vocabulary::default();
        let mut tokens = |side: &[String]| -> Vec<Vec<u32>> {
            side.iter()
                .map(|sentence| vocabulary.tokens(sentence, LangTag::UND, None))
                .collect()
        };
        let (source, target) = (tokens(&source), tokens(&target));
        let source = SideTokens::new(source, vocabulary.len());
        let target = SideTokens::new(target, vocabulary.len());
        let links = identity_links(&vocabulary, &source, &target, 0.7);
        let links = WeighedLinks::new(links, &source, &target);
        let sums = links.token_sums(&Band::full(12, 12), &source, &target);
        let value = |row: usize, column: usize| {
            let mut out = [0.0];
            sums.add(row..row + 1, 1, column + 1, &mut out);
            out[0]
        };
        assert!(value(0, 0) > value(1, 1));
        assert!(value(1, 1) > 0.0);
        assert_eq!(value(0, 1), 0.0);
        // A token that runs through merged sentences counts once.
        let mut merged = [0.0];
        sums.add(1..3, 2, 3, &mut merged);
        assert!(merged[0] < 1.01 * value(1, 1), "{merged:?}");
    }
}
