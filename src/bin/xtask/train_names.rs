//! `cargo xtask train-names`: trains the model of names.
//!
//! Expectation maximisation (Dempster and others 1977) by the forward-backward algorithm over all ways to
//! cut a Latin name into chunks, one a Chinese character. Pairs that are no transliterations (translations, names
//! of other people) are told by the letter model, which explains them better, and count for little.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alinha::glossary::names::model::{
    Character, Context, CountedContext, END, Ingredients, LETTERS, LONGEST_CHUNK, NameModel, Place,
    Readings, initial_and_final, onset, spell,
};
use alinha::glossary::names::{Candidates, rank};
use alinha::lang::Lang;
use anyhow::Context as _;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters, and how often they were counted.
type Counted = (Vec<u8>, f64);

const ROUNDS: usize = 6;
/// Share of the pairs that are no transliterations, to begin with.
const STRANGERS: f64 = 0.05;
/// Counts below are dropped between the later rounds.
const LEAST_COUNT: f64 = 0.02;
/// A name in so many is held out by `--held-out`.
const HELD_OUT: u64 = 16;
/// Sources of the lexicon that the evaluation kit is made of.
const NOT_LEARNED: [&str; 2] = ["cldr", "mledoze"];
/// Letters and characters of a pair at most.
const LONGEST: (usize, usize) = (30, 12);

/// Options of `train-names`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder with wd_chinese_80, wd_chinese_20, kMandarin.txt, kCantonese.txt and kSimplifiedVariant.txt
    data: PathBuf,
    /// Pairs of words, some of them names; those with a capital are learned from
    #[arg(long, default_value = "../shared/corpora/lexicon.zh-en.tsv.gz")]
    lexicon: PathBuf,
    /// Table whose column `right` holds names that are not learned from
    #[arg(long, default_value = "../shared/eval/names/dev.tsv")]
    kit: PathBuf,
    /// The model to write
    #[arg(long, default_value = "models/names.model")]
    out: PathBuf,
    /// Least count that the model keeps
    #[arg(long, default_value_t = 0.4)]
    least: f64,
    /// Learn from fifteen names in sixteen only and measure on the others
    #[arg(long)]
    held_out: bool,
}

/// A Latin name and its Chinese form.
struct Pair {
    latin: Vec<u8>,
    han: Vec<char>,
    is_word: bool,
}

/// Trains the model and writes it, or measures it.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (characters, syllables) = readings(&arguments.data)?;
    let syllables = syllables.each_ref().map(String::as_str);
    let readings = Readings::new(&characters, syllables);
    let mut pairs = pairs(arguments, readings)?;
    let mut held_out = Vec::new();
    if arguments.held_out {
        (held_out, pairs) = pairs
            .into_iter()
            .partition(|pair| hash(&pair.latin).is_multiple_of(HELD_OUT));
    }
    anstream::eprintln!("{} pairs", pairs.len());
    let letters = letter_model(&pairs);
    let channel = (0..ROUNDS).fold(Channel::default(), |channel, round| {
        let least = if round < 3 { 1e-3 } else { LEAST_COUNT };
        channel.next(&pairs, readings, &letters, round, least)
    });
    let bytes = channel.write(&characters, syllables, &letters, arguments.least);
    if arguments.held_out {
        anstream::eprintln!("{} bytes", bytes.len());
        measure(bytes, &held_out)?;
    } else {
        fs::write(&arguments.out, &bytes)
            .with_context(|| format!("writing {}", arguments.out.display()))?;
        anstream::eprintln!("{} bytes", bytes.len());
    }
    Ok(ExitCode::SUCCESS)
}

/// Ranks all held-out Latin names for each held-out Chinese one, names and words apart.
fn measure(bytes: Vec<u8>, held_out: &[Pair]) -> anyhow::Result<()> {
    let model: &'static [u8] = bytes.leak();
    let model: &'static NameModel<'static> = Box::leak(Box::new(
        NameModel::read(model).context("reading the model")?,
    ));
    for is_word in [false, true] {
        let pairs: Vec<&Pair> = held_out
            .iter()
            .filter(|pair| pair.is_word == is_word)
            .collect();
        let mut names: Vec<String> = pairs.iter().map(|pair| text(&pair.latin)).collect();
        names.sort();
        names.dedup();
        let candidates = Candidates::with_model(model, names);
        let (mut first, mut five) = (0, 0);
        for pair in &pairs {
            let han: String = pair.han.iter().collect();
            let ranked = rank(&han, Lang::ZH.into(), &candidates, 5);
            let right = text(&pair.latin);
            let place = ranked.iter().position(|found| found.name == right);
            first += usize::from(place == Some(0));
            five += usize::from(place.is_some());
        }
        let share = |right: usize| right as f64 / pairs.len() as f64;
        anstream::eprintln!(
            "{}: {}, first {:.3}, first five {:.3}",
            if is_word { "words" } else { "names" },
            pairs.len(),
            share(first),
            share(five)
        );
    }
    Ok(())
}

fn text(letters: &[u8]) -> String {
    letters
        .iter()
        .map(|letter| char::from(letter + b'a'))
        .collect()
}

fn hash(letters: &[u8]) -> u64 {
    let hash = letters
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, letter| {
            (hash ^ u64::from(*letter)).wrapping_mul(0x0100_0000_01b3)
        });
    (hash ^ (hash >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20
}

fn read(folder: &Path, name: &str) -> anyhow::Result<String> {
    let path = folder.join(name);
    fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
}

fn code_point(cell: &str) -> Option<char> {
    let digits = cell.strip_prefix("U+")?;
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

/// The table of characters and the syllables, from Unihan.
fn readings(folder: &Path) -> anyhow::Result<(Vec<u8>, [String; 2])> {
    let mut simplified = FxHashMap::default();
    // `U+9B6F 魯<tab>kSimplifiedVariant<tab>U+9C81`
    for line in read(folder, "kSimplifiedVariant.txt")?.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [character, _, variants] = cells[..] else {
            continue;
        };
        let Some(c) = character.split(' ').next().and_then(code_point) else {
            continue;
        };
        let variants: Vec<char> = variants.split(' ').filter_map(code_point).collect();
        // Some are both: 乾 is simple in one sense.
        if !variants.contains(&c)
            && let Some(variant) = variants.first()
        {
            simplified.insert(c, *variant);
        }
    }
    let mut syllables = [const { String::new() }; 2];
    let mut numbers = [const { BTreeMap::<String, u16>::new() }; 2];
    let mut of: [FxHashMap<char, String>; 2] = Default::default();
    // `U+4E00: yī  # 一`
    for line in read(folder, "kMandarin.txt")?.lines() {
        let Some((c, reading)) = line.split_once(": ") else {
            continue;
        };
        let first = reading.split([' ', ',', '#']).next().unwrap_or_default();
        if let Some(c) = code_point(c) {
            of[0].insert(c, without_tone(first));
        }
    }
    // `U+4E00 一<tab>kCantonese<tab>jat1`
    for line in read(folder, "kCantonese.txt")?.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [character, _, reading] = cells[..] else {
            continue;
        };
        let first = reading.split(' ').next().unwrap_or_default();
        if let Some(c) = character.split(' ').next().and_then(code_point) {
            of[1].insert(
                c,
                first
                    .trim_end_matches(|c: char| c.is_ascii_digit())
                    .to_owned(),
            );
        }
    }
    for ((of, numbers), lines) in of.iter().zip(&mut numbers).zip(&mut syllables) {
        let all: std::collections::BTreeSet<&String> = of.values().collect();
        for (at, syllable) in all.into_iter().enumerate() {
            numbers.insert(syllable.clone(), u16::try_from(at + 1)?);
            lines.push_str(syllable);
            lines.push('\n');
        }
    }
    let characters = Readings::write(|c| Character {
        simplified: *simplified.get(&c).unwrap_or(&c),
        syllables: [0, 1].map(|at| of[at].get(&c).map_or(0, |syllable| numbers[at][syllable])),
    });
    Ok((characters, syllables))
}

/// Pinyin without tones, ü as v.
fn without_tone(pinyin: &str) -> String {
    let letters = pinyin
        .nfd()
        .filter(|c| !is_combining_mark(*c) || *c == '\u{308}');
    let plain: String = letters.collect();
    plain.replace("u\u{308}", "v")
}

/// The pairs of names of both sources, without what the evaluation kit asks for.
fn pairs(arguments: &Arguments, readings: Readings<'_>) -> anyhow::Result<Vec<Pair>> {
    let mut asked = FxHashSet::default();
    let kit = fs::read_to_string(&arguments.kit)
        .with_context(|| format!("reading {}", arguments.kit.display()))?;
    for row in kit.lines().skip(1) {
        let right = row.split('\t').nth(4).unwrap_or_default();
        asked.extend(right.split('|').map(spell));
    }
    let (mut pairs, mut seen, mut left_out) = (Vec::new(), FxHashSet::default(), 0);
    let mut take = |latin: &str, han: &str, is_word: bool| {
        let latin = spell(latin);
        let han: Option<Vec<char>> = han
            .chars()
            .filter(|c| !" ·・‧•-".contains(*c))
            .map(|c| readings.character(c).map(|known| known.simplified))
            .collect();
        let Some(han) = han else { return };
        if latin.is_empty() || han.is_empty() || latin.len() > LONGEST.0 || han.len() > LONGEST.1 {
            return;
        }
        if asked.contains(&latin) {
            left_out += 1;
        } else if seen.insert((latin.clone(), han.clone())) {
            pairs.push(Pair {
                latin,
                han,
                is_word,
            });
        }
    };
    for name in ["wd_chinese_80", "wd_chinese_20"] {
        for line in read(&arguments.data, name)?.lines() {
            let mut cells = line.split('\t');
            if let (Some(latin), Some(han)) = (cells.next(), cells.next()) {
                take(latin, han, false);
            }
        }
    }
    // Third column: the source of the row.
    let mut file = String::new();
    std::io::Read::read_to_string(
        &mut flate2::read::MultiGzDecoder::new(fs::File::open(&arguments.lexicon)?),
        &mut file,
    )
    .with_context(|| format!("reading {}", arguments.lexicon.display()))?;
    for line in file.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [han, latin, source] = cells[..] else {
            continue;
        };
        let name = latin.split([',', '(']).next().unwrap_or_default();
        let is_name = name.starts_with(char::is_uppercase)
            && name.split(' ').count() <= 4
            && name
                .chars()
                .all(|c| c.is_alphabetic() || " -'’.".contains(c));
        if is_name && !NOT_LEARNED.contains(&source) {
            take(name, han, true);
        }
    }
    anstream::eprintln!("{left_out} pairs of the evaluation kit left out");
    Ok(pairs)
}

/// Log probability of each letter after each two, in nats: counts of three, of two and of one, smoothed
/// as by Witten and Bell (1991).
fn letter_model(pairs: &[Pair]) -> Vec<f64> {
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
struct Channel {
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

    fn write(
        &self,
        characters: &[u8],
        syllables: [&str; 2],
        letters: &[f64],
        least: f64,
    ) -> Vec<u8> {
        let kept = |key: u32, counts: &Counts| -> Vec<(Vec<u8>, f64)> {
            // What a character stands for at its place differs little from what it stands for.
            let least = if Context::is_placed(key) {
                2.0 * least
            } else {
                least
            };
            let counts = sorted(&counts.of).into_iter();
            let counts = counts.filter(|(_, count)| **count >= least);
            counts
                .map(|(chunk, count)| (chunk.clone(), *count))
                .collect()
        };
        let mut contexts: Vec<(u32, f64, Vec<Counted>)> = self
            .contexts
            .iter()
            .map(|(key, counts)| (*key, counts.whole(), kept(*key, counts)))
            .filter(|(.., kept)| !kept.is_empty())
            .collect();
        contexts.sort_by_key(|(key, ..)| *key);
        let mut chunks: Vec<Vec<u8>> = contexts
            .iter()
            .flat_map(|(.., counts)| counts.iter().map(|(chunk, _)| chunk.clone()))
            .chain((0..END).map(|letter| vec![letter]))
            .chain([Vec::new()])
            .collect();
        chunks.sort();
        chunks.dedup();
        let number = |chunk: &Vec<u8>| u16::try_from(chunks.binary_search(chunk).ok()?).ok();
        let contexts: Vec<CountedContext> = contexts
            .into_iter()
            .map(|(key, whole, counts)| CountedContext {
                key,
                whole,
                counts: counts
                    .iter()
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
