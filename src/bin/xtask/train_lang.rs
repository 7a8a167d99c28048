//! `cargo xtask train-lang`: trains the language model.
//!
//! Multinomial logistic regression by Adagrad (Duchi and others 2011) over the hashed pieces of runs
//! of one to ten words: what the words of a run say adds up, so that their sum is calibrated.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alinha::embed::random::Random;
use alinha::lang::model::{
    LanguageModel, MOST_LANGS, Table, WordSet, character_pieces, row, word_pieces,
};
use alinha::train::fingerprint::Fingerprint;
use alinha::train::overlap::EvaluationText;
use anyhow::Context as _;
use rustc_hash::FxHashMap;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const SEED: u64 = 6;
/// Weights are stored in steps of this many nats.
const UNIT: f32 = 1.0 / 24.0;
/// Step of Adagrad.
const RATE: f32 = 0.06;
/// Pull of all weights in use towards none, a step.
const DECAY: f32 = 1e-4;
/// Words of a run at most; characters of one.
const LONGEST_RUN: usize = 4;
/// Windows of Han characters are short, and many: so many times the runs are learned from.
const HAN_RUNS: usize = 3;
/// A run in so many has lost its accents.
const STRIPPED: usize = 6;
/// A capitalised word inside a sentence is mostly a name; one in so many is learned from.
const NAMES: usize = 4;
/// A word is common that stands so often in lower case.
const COMMON: usize = 8;
/// Tables: languages, their files, rows as a power of two, Han or words.
const TAGS: [(&str, &[&str], u32, bool); 3] = [
    (
        "en pt es gl ca fr it de",
        &["en", "pt-BR,pt-PT", "es", "gl", "ca", "fr", "it", "de"],
        17,
        false,
    ),
    ("ru kk", &["ru", "kk"], 12, false),
    ("zh ja", &["zh-Hans,zh-Hant", "ja"], 17, true),
];

/// Options of `train-lang`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder with a text for each language, a sentence a line: en.txt, pt-BR.txt, zh-Hant.txt ...
    data: PathBuf,
    /// The model to write
    #[arg(long, default_value = "models/languages.model")]
    out: PathBuf,
    /// Runs of words to learn from, for each language
    #[arg(long, default_value_t = 800_000)]
    runs: usize,
    /// Folder of the detection kit, whose sentences are left out
    #[arg(long, default_value = "../shared/eval/detect/dev")]
    kit: PathBuf,
    /// Only measure on the held-out lines NAME.test.txt
    #[arg(long)]
    test: bool,
}

/// Trains the tables and writes the model; measures it.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut tables = Vec::new();
    if !arguments.test {
        let evaluation = evaluation_text(&arguments.kit)?;
        for (tags, files, bits, is_han) in TAGS {
            anstream::eprintln!("training {tags}");
            tables.push(train(arguments, files, bits, is_han, &evaluation)?);
        }
        let of = |at: usize| Table::new(TAGS[at].0, TAGS[at].2, UNIT, &tables[at]);
        let words = common_words(&arguments.data)?;
        let common = WordSet::bits_of(words.iter().map(String::as_str));
        let bytes = LanguageModel::write([of(0), of(1), of(2)], &common);
        fs::write(&arguments.out, &bytes)
            .with_context(|| format!("writing {}", arguments.out.display()))?;
    }
    let bytes = fs::read(&arguments.out)?;
    let model = LanguageModel::read(bytes.leak()).context("reading the model")?;
    let tables = [model.latin, model.cyrillic, model.han];
    for (table, (tags, files, _, is_han)) in tables.iter().zip(TAGS) {
        for length in [1, 3, 5, 10] {
            let (mut right, mut all, mut nats) = (0, 0, 0.0);
            let mut by_lang = Vec::new();
            for (lang, names) in files.iter().enumerate() {
                let before = (right, all);
                let mut text = lines(&arguments.data, names, ".test.txt")?;
                if is_han {
                    text = text.iter().flat_map(|line| han_stretches(line)).collect();
                }
                for line in text {
                    let words = units(&line, is_han);
                    for run in words.chunks_exact(length).take(2) {
                        let mut sums = [0.0_f32; MOST_LANGS];
                        for word in &run[..if is_han { 1 } else { run.len() }] {
                            let said = if is_han {
                                table.characters(&run.concat())
                            } else {
                                table.word(word)
                            };
                            sums.iter_mut()
                                .zip(said)
                                .for_each(|(sum, said)| *sum += said);
                        }
                        let chances = softmax(&sums[..files.len()]);
                        let best = (0..files.len())
                            .max_by(|a, b| chances[*a].total_cmp(&chances[*b]))
                            .unwrap_or(0);
                        right += usize::from(best == lang);
                        all += 1;
                        nats -= f64::from(chances[lang].max(1e-9).ln());
                    }
                }
                by_lang.push(format!(
                    "{:.3}",
                    (right - before.0) as f64 / (all - before.1).max(1) as f64
                ));
            }
            anstream::println!(
                "{tags}, {length}: {:.4} of {all} right, {:.4} nats; {}",
                right as f64 / all.max(1) as f64,
                nats / all.max(1) as f64,
                by_lang.join(" ")
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The weights of a table.
fn train(
    arguments: &Arguments,
    files: &[&str],
    bits: u32,
    is_han: bool,
    evaluation: &EvaluationText,
) -> anyhow::Result<Vec<u8>> {
    let mut texts = Vec::new();
    let mut print = Fingerprint::default();
    for names in files {
        let mut text = lines(&arguments.data, names, ".txt")?;
        let all = text.len();
        text.retain(|line| {
            print.read(line);
            !evaluation.common(&print).any()
        });
        anstream::eprintln!("  {names}: {} of {all} lines left out", all - text.len());
        if is_han {
            text = text.iter().flat_map(|line| han_stretches(line)).collect();
        }
        texts.push(text);
    }
    let size = MOST_LANGS << bits;
    let (mut weights, mut squares) = (vec![0.0_f32; size], vec![1e-6_f32; size]);
    let mut random = Random::new(SEED, u64::from(bits));
    let mut rows: Vec<usize> = Vec::new();
    for _ in 0..arguments.runs * if is_han { HAN_RUNS } else { 1 } {
        for (lang, text) in texts.iter().enumerate() {
            let line = &text[random.below(text.len())];
            let words = units(line, is_han);
            if words.is_empty() {
                continue;
            }
            let len = 1 + random.below(LONGEST_RUN.min(words.len()));
            let first = random.below(words.len() - len + 1);
            let is_stripped = random.below(STRIPPED) == 0;
            rows.clear();
            if is_han {
                character_pieces(&words[first..first + len].concat(), |hash| {
                    rows.push(row(hash, bits))
                });
            } else {
                for (at, word) in words[first..first + len].iter().enumerate() {
                    let is_name = first + at > 0 && word.starts_with(char::is_uppercase);
                    if is_name && random.below(NAMES) > 0 {
                        continue;
                    }
                    let mut word = word.to_lowercase();
                    if is_stripped {
                        word = word.nfd().filter(|c| !is_combining_mark(*c)).collect();
                    }
                    word_pieces(&word, |hash| rows.push(row(hash, bits)));
                }
            }
            let mut sums = [0.0_f32; MOST_LANGS];
            for row in &rows {
                let row = &weights[row * MOST_LANGS..][..MOST_LANGS];
                sums.iter_mut()
                    .zip(row)
                    .for_each(|(sum, weight)| *sum += weight);
            }
            let mut slopes = softmax(&sums[..files.len()]);
            slopes[lang] -= 1.0;
            for row in &rows {
                let at = row * MOST_LANGS;
                for (other, slope) in slopes.iter().enumerate() {
                    let weight = &mut weights[at + other];
                    let slope = slope + DECAY * *weight;
                    let square = &mut squares[at + other];
                    *square += slope * slope;
                    *weight -= RATE * slope / square.sqrt();
                }
            }
        }
    }
    Ok(weights
        .iter()
        .map(|weight| ((weight / UNIT).round().clamp(-127.0, 127.0) as i8).cast_unsigned())
        .collect())
}

fn softmax(sums: &[f32]) -> Vec<f32> {
    let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let odds: Vec<f32> = sums.iter().map(|sum| (sum - most).exp()).collect();
    let all: f32 = odds.iter().sum();
    odds.iter().map(|odds| odds / all).collect()
}

/// The sentences of the kit: none of them, and nothing much like them, is learned from.
fn evaluation_text(folder: &Path) -> anyhow::Result<EvaluationText> {
    let mut text = EvaluationText::default();
    for name in ["sentences.tsv", "robust.tsv"] {
        let path = folder.join(name);
        let rows =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        for row in rows.lines().skip(1) {
            text.add(row.rsplit('\t').next().unwrap_or_default());
        }
    }
    for name in ["mixed.jsonl", "documents.jsonl"] {
        let path = folder.join(name);
        let rows =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        for row in rows.lines() {
            let row: Value =
                serde_json::from_str(row).with_context(|| format!("reading {}", path.display()))?;
            for line in row["text"].as_str().unwrap_or_default().lines() {
                text.add(line);
            }
        }
    }
    Ok(text)
}

/// English words that stand in lower case again and again, and seldom with a capital.
fn common_words(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut counts: FxHashMap<String, [usize; 2]> = FxHashMap::default();
    for line in lines(folder, "en", ".txt")? {
        for word in units(&line, false).iter().skip(1) {
            let is_capital = word.starts_with(char::is_uppercase);
            counts.entry(word.to_lowercase()).or_default()[usize::from(is_capital)] += 1;
        }
    }
    let is_common = |[lower, capital]: [usize; 2]| lower >= COMMON && lower >= 2 * capital;
    let mut words: Vec<String> = counts
        .into_iter()
        .filter(|(_, counts)| is_common(*counts))
        .map(|(word, _)| word)
        .collect();
    words.sort_unstable();
    anstream::eprintln!("{} common English words", words.len());
    Ok(words)
}

/// The lines of the files `names`, with commas between.
fn lines(folder: &Path, names: &str, ending: &str) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for name in names.split(',') {
        let path = folder.join(format!("{name}{ending}"));
        let text =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        found.extend(text.lines().map(str::to_owned));
    }
    Ok(found)
}

/// The words of a line; its Han characters, stretches without kana only.
fn units(line: &str, is_han: bool) -> Vec<&str> {
    if !is_han {
        return line
            .split(|c: char| !(c.is_alphabetic() || is_combining_mark(c) || c == '\'' || c == '’'))
            .map(|word| word.trim_matches(['\'', '’']))
            .filter(|word| !word.is_empty())
            .collect();
    }
    line.char_indices()
        .map(|(at, c)| &line[at..at + c.len_utf8()])
        .collect()
}

/// The stretches of two Han characters or more.
fn han_stretches(line: &str) -> impl Iterator<Item = String> {
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '々');
    line.split(move |c: char| !is_han(c))
        .filter(|run| run.chars().count() > 1)
        .map(str::to_owned)
}
