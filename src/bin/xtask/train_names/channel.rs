//! Expectation maximisation (Dempster and others 1977) by the forward-backward algorithm over all ways to
//! cut a Latin name into chunks, one a Chinese character.
//!
//! Pairs that are no transliterations (translations, names of other people) are told by the letter model, which
//! explains them better, and count for little.

use std::collections::BTreeMap;

use alinha::glossary::names::model::{
    Context, CountedContext, END, Ingredients, LETTERS, LONGEST_CHUNK, Place, Readings,
    initial_and_final, onset,
};
use rustc_hash::FxHashMap;

use super::data::Pair;

/// Rounds of expectation maximisation.
const ROUNDS: usize = 6;
/// Share of the pairs that are taken to be no transliterations.
const STRANGERS: f64 = 0.05;
/// Counts below are dropped between the later rounds.
const LEAST_COUNT: f64 = 0.02;

/// Log probability of each letter after each two, in nats: counts of three, of two and of one, smoothed
/// as by Witten and Bell (1991).
pub(super) fn letter_model(pairs: &[Pair]) -> Vec<f64> {
    const N: usize = LETTERS;
    let (mut three, mut two, mut one) = (vec![0.0; N * N * N], vec![0.0; N * N], vec![1.0; N]);
    for pair in pairs {
        let mut before = [END as usize; 2];
        for letter in pair.latin.iter().copied().chain([END]) {
            let letter = usize::from(letter);
            three[(before[0] * N + before[1]) * N + letter] += 1.0;
            two[before[1] * N + letter] += 1.0;
            one[letter] += 1.0;
            before = [before[1], letter];
        }
    }
    let smoothed = |row: &[f64], wider: &[f64]| -> Vec<f64> {
        let (sum, types): (f64, usize) = (
            row.iter().sum(),
            row.iter().filter(|count| **count > 0.0).count(),
        );
        let types = types as f64 + 1.0;
        let pairs = row.iter().zip(wider);
        pairs
            .map(|(count, wider)| (count + types * wider) / (sum + types))
            .collect()
    };
    let all: f64 = one.iter().sum();
    let one: Vec<f64> = one.iter().map(|count| count / all).collect();
    let two: Vec<Vec<f64>> = two.chunks(N).map(|row| smoothed(row, &one)).collect();
    let three = three.chunks(N).zip(two.iter().cycle());
    three
        .flat_map(|(row, wider)| smoothed(row, wider))
        .map(f64::ln)
        .collect()
}

/// Log probability of a name, in nats.
fn prior(letters: &[f64], name: &[u8]) -> f64 {
    let mut before = [END as usize; 2];
    let mut sum = 0.0;
    for letter in name.iter().copied().chain([END]) {
        let letter = usize::from(letter);
        sum += letters[(before[0] * LETTERS + before[1]) * LETTERS + letter];
        before = [before[1], letter];
    }
    sum
}

/// Counts of one context.
#[derive(Default)]
struct Counts {
    sum: f64,
    of: FxHashMap<Vec<u8>, f64>,
}

impl Counts {
    /// The sum, and the weight of the wider context (Witten and Bell 1991, method C).
    fn whole(&self) -> f64 {
        self.sum + self.of.len() as f64
    }

    fn add(&mut self, chunk: &[u8], count: f64) {
        self.sum += count;
        match self.of.get_mut(chunk) {
            Some(sum) => *sum += count,
            None => {
                self.of.insert(chunk.to_vec(), count);
            }
        }
    }
}

/// What was counted, by key of the context.
#[derive(Default)]
pub(super) struct Channel {
    contexts: FxHashMap<u32, Counts>,
}

impl Channel {
    /// P(chunk | character at a place): what the library makes of the model file.
    fn probability(&self, readings: Readings<'_>, c: char, place: Place, chunk: &[u8]) -> f64 {
        let syllable = readings.character(c).map_or(0, |known| known.syllables[0]);
        let (initial, rime) = initial_and_final(readings.pinyin(syllable));
        let (first, rest) = chunk.split_at(onset(chunk));
        let unseen = |part: &[u8]| 0.2 * 0.05_f64.powi(part.len() as i32);
        let refined = |wider: f64, context: Context<'_>, chunk: &[u8]| match self
            .contexts
            .get(&context.key())
        {
            Some(counts) => {
                let count = counts.of.get(chunk).copied().unwrap_or(0.0);
                (count + counts.of.len() as f64 * wider) / counts.whole()
            }
            None => wider,
        };
        let mut p = 1.0;
        for (part, contexts) in [
            (first, [Context::Onset, Context::Initial(initial)]),
            (rest, [Context::Rest, Context::Final(rime)]),
        ] {
            p *= contexts
                .into_iter()
                .fold(unseen(part), |p, context| refined(p, context, part));
        }
        [
            Context::Syllable(syllable),
            Context::Character(c),
            Context::Placed(c, place),
        ]
        .into_iter()
        .fold(p, |p, context| refined(p, context, chunk))
    }

    /// The channel that explains the pairs best.
    pub(super) fn learn(pairs: &[Pair], readings: Readings<'_>, letters: &[f64]) -> Self {
        (0..ROUNDS).fold(Self::default(), |channel, round| {
            let least = if round < ROUNDS / 2 {
                1e-3
            } else {
                LEAST_COUNT
            };
            channel.next(pairs, readings, letters, round, least)
        })
    }

    /// One round: counts what the pairs say if this channel is right.
    fn next(
        &self,
        pairs: &[Pair],
        readings: Readings<'_>,
        letters: &[f64],
        round: usize,
        least: f64,
    ) -> Self {
        let mut known: FxHashMap<(char, Place), FxHashMap<Vec<u8>, f64>> = FxHashMap::default();
        let mut next: BTreeMap<(char, Place), Counts> = BTreeMap::new();
        let (mut nats, mut kept) = (0.0, 0.0);
        for pair in pairs {
            let (count, len) = (pair.han.len(), pair.latin.len());
            // P(chunk | character) by character, start and length of the chunk.
            let at = |i: usize, start: usize, size: usize| {
                (i * (len + 1) + start) * (LONGEST_CHUNK + 1) + size
            };
            let mut p = vec![0.0; at(count, 0, 0)];
            for (i, c) in pair.han.iter().enumerate() {
                let place = Place::of(i, count);
                let known = known.entry((*c, place)).or_default();
                for start in 0..=len {
                    for size in 0..=LONGEST_CHUNK.min(len - start) {
                        let chunk = &pair.latin[start..start + size];
                        let here = &mut p[at(i, start, size)];
                        *here = match known.get(chunk) {
                            Some(p) => *p,
                            None => {
                                let p = if round == 0 {
                                    FIRST_LENGTHS[size] * 0.05_f64.powi(size as i32)
                                } else {
                                    self.probability(readings, *c, place, chunk)
                                };
                                known.insert(chunk.to_vec(), p);
                                p
                            }
                        };
                    }
                }
            }
            let cell = |i: usize, start: usize| i * (len + 1) + start;
            let mut forward = vec![0.0; cell(count + 1, 0)];
            let mut backward = forward.clone();
            forward[0] = 1.0;
            backward[cell(count, len)] = 1.0;
            for i in 0..count {
                for start in 0..=len {
                    for size in 0..=LONGEST_CHUNK.min(len - start) {
                        let step = forward[cell(i, start)] * p[at(i, start, size)];
                        forward[cell(i + 1, start + size)] += step;
                    }
                }
            }
            for i in (0..count).rev() {
                for start in 0..=len {
                    for size in 0..=LONGEST_CHUNK.min(len - start) {
                        let step = backward[cell(i + 1, start + size)] * p[at(i, start, size)];
                        backward[cell(i, start)] += step;
                    }
                }
            }
            let all = forward[cell(count, len)];
            if all <= 0.0 {
                continue;
            }
            // Probability that the pair is a transliteration at all.
            let strange = STRANGERS * prior(letters, &pair.latin).exp();
            let sound = (1.0 - STRANGERS) * all;
            let belief = if round == 0 {
                1.0
            } else {
                sound / (sound + strange)
            };
            nats += all.ln();
            kept += belief;
            for (i, c) in pair.han.iter().enumerate() {
                let counts = next.entry((*c, Place::of(i, count))).or_default();
                for start in 0..=len {
                    for size in 0..=LONGEST_CHUNK.min(len - start) {
                        let way = forward[cell(i, start)]
                            * p[at(i, start, size)]
                            * backward[cell(i + 1, start + size)];
                        let share = belief * way / all;
                        if share > 1e-3 {
                            counts.add(&pair.latin[start..start + size], share);
                        }
                    }
                }
            }
        }
        anstream::eprintln!(
            "round {round}: {:.3} nats a pair, {kept:.0} of {} believed",
            nats / pairs.len() as f64,
            pairs.len()
        );
        Self::gather(readings, next, least)
    }

    /// The counts of all contexts from those of characters at their places.
    fn gather(readings: Readings<'_>, placed: BTreeMap<(char, Place), Counts>, least: f64) -> Self {
        let mut contexts: FxHashMap<u32, Counts> = FxHashMap::default();
        let mut characters: BTreeMap<char, Counts> = BTreeMap::new();
        for ((c, place), mut counts) in placed {
            counts.of.retain(|_, count| *count > least);
            counts.sum = 0.0;
            for (chunk, count) in sorted(&counts.of) {
                characters.entry(c).or_default().add(chunk, *count);
                counts.sum += count;
            }
            if !counts.of.is_empty() {
                contexts.insert(Context::Placed(c, place).key(), counts);
            }
        }
        for (c, counts) in characters {
            let syllable = readings.character(c).map_or(0, |known| known.syllables[0]);
            let (initial, rime) = initial_and_final(readings.pinyin(syllable));
            for (chunk, count) in sorted(&counts.of) {
                // By the root of what was counted for the character: the few frequent ones would
                // else decide how a sound is written.
                let count = count / counts.sum.sqrt();
                let (first, rest) = chunk.split_at(onset(chunk));
                for (context, part) in [
                    (Context::Onset, first),
                    (Context::Initial(initial), first),
                    (Context::Rest, rest),
                    (Context::Final(rime), rest),
                    (Context::Syllable(syllable), chunk.as_slice()),
                ] {
                    contexts.entry(context.key()).or_default().add(part, count);
                }
            }
            contexts.insert(Context::Character(c).key(), counts);
        }
        Self { contexts }
    }

    pub(super) fn write(
        &self,
        characters: &[u8],
        syllables: [&str; 2],
        letters: &[f64],
        least: f64,
    ) -> Vec<u8> {
        let kept = |key: &u32| {
            // What a character stands for at its place differs little from what it stands for.
            let least = if Context::is_placed(*key) {
                2.0 * least
            } else {
                least
            };
            let counts = sorted(&self.contexts[key].of).into_iter();
            counts.filter(move |(_, count)| **count >= least)
        };
        let mut keys: Vec<u32> = self.contexts.keys().copied().collect();
        keys.retain(|key| kept(key).next().is_some());
        keys.sort_unstable();
        let mut chunks: Vec<Vec<u8>> = keys
            .iter()
            .flat_map(|key| kept(key).map(|(chunk, _)| chunk.clone()))
            .chain((0..END).map(|letter| vec![letter]))
            .chain([Vec::new()])
            .collect();
        chunks.sort();
        chunks.dedup();
        let number = |chunk| u16::try_from(chunks.binary_search(chunk).ok()?).ok();
        let contexts: Vec<CountedContext> = keys
            .iter()
            .map(|key| CountedContext {
                key: *key,
                whole: self.contexts[key].whole(),
                counts: kept(key)
                    .filter_map(|(chunk, count)| Some((number(chunk)?, *count)))
                    .collect(),
            })
            .collect();
        anstream::eprintln!(
            "{} chunks, {} contexts, {} counts",
            chunks.len(),
            contexts.len(),
            contexts
                .iter()
                .map(|context| context.counts.len())
                .sum::<usize>()
        );
        Ingredients {
            readings: characters,
            syllables,
            letters,
            chunks: &chunks,
            contexts: &contexts,
        }
        .write()
    }
}

/// Shares of chunks of none to seven letters to begin with.
const FIRST_LENGTHS: [f64; LONGEST_CHUNK + 1] = [0.08, 0.25, 0.32, 0.2, 0.1, 0.04, 0.009, 0.001];

fn sorted(counts: &FxHashMap<Vec<u8>, f64>) -> Vec<(&Vec<u8>, &f64)> {
    let mut sorted: Vec<_> = counts.iter().collect();
    sorted.sort_by_key(|(chunk, _)| *chunk);
    sorted
}
