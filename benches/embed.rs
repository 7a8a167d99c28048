//! Speed of the sentence model, in bytes of text a second on one core.
//!
//! `cargo bench --bench embed`. The text is the stories of `corpus/`, the model the built-in one;
//! `ALINHA_BENCH_TEXT` (lines) and `ALINHA_BENCH_MODEL` name others. The first lines printed are
//! ratios, measured in turns so that a busy machine slows all sides alike.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use alinha::embed::{Encoder as _, ModelFile, RunningSums, Scratch, StaticEncoder, fold};
use divan::Bencher;
use divan::counter::BytesCount;
use yada::DoubleArray;

fn main() {
    ratios();
    divan::main();
}

static SENTENCES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let files = match env::var("ALINHA_BENCH_TEXT") {
        Ok(file) => vec![file],
        Err(_) => ["en", "pt", "zh"]
            .map(|lang| format!("{}/corpus/story.{lang}.txt", env!("CARGO_MANIFEST_DIR")))
            .to_vec(),
    };
    let text: String = files
        .iter()
        .map(|file| fs::read_to_string(file).expect("the text is there"))
        .collect();
    text.lines().map(str::to_owned).collect()
});

static TEXTS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| SENTENCES.iter().map(String::as_str).collect());

/// Texts that are encoded in one call.
const BATCH: usize = 64;

static FOLDED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folded = |text: &String| {
        let mut out = String::new();
        fold(text, &mut out);
        out
    };
    SENTENCES.iter().map(folded).collect()
});

static ENCODER: LazyLock<StaticEncoder> = LazyLock::new(|| match env::var("ALINHA_BENCH_MODEL") {
    Ok(file) => StaticEncoder::open(Path::new(&file)).expect("a model"),
    Err(_) => StaticEncoder::new(ModelFile::builtin()),
});

/// The same pieces in the crate's own search.
static PLAIN: LazyLock<DoubleArray<Vec<u8>>> = LazyLock::new(|| {
    let pieces = ENCODER.vocabulary().pieces();
    let mut keys: Vec<(&str, u32)> = pieces.iter().map(String::as_str).zip(0..).collect();
    keys.sort_unstable();
    let trie = yada::builder::DoubleArrayBuilder::build(&keys).expect("a trie");
    DoubleArray::new(trie).expect("a trie")
});

fn bytes() -> BytesCount {
    BytesCount::new(SENTENCES.iter().map(String::len).sum::<usize>())
}

/// Bare longest match over folded text with the search that `yada` comes with.
fn match_with_yada(rows: &mut Vec<u32>) {
    for text in FOLDED.iter() {
        rows.clear();
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            let found = PLAIN.common_prefix_search(rest.as_bytes()).last();
            rows.extend(found.map(|(row, _)| row));
            rest = &rest[found.map_or(first.len_utf8(), |(_, length)| length)..];
        }
        black_box(&rows);
    }
}

/// Bare longest match over folded text.
fn match_pieces(rows: &mut Vec<u32>) {
    for text in FOLDED.iter() {
        rows.clear();
        ENCODER.vocabulary().piece_rows(text.as_bytes(), rows);
        black_box(&rows);
    }
}

/// All of it, from text to unit vectors, a batch at a time.
fn encode(scratch: &mut Scratch, vectors: &mut [f32]) {
    let dim = ENCODER.dim();
    for texts in TEXTS.chunks(BATCH) {
        let vectors = &mut vectors[..texts.len() * dim];
        ENCODER.encode_into(texts, scratch, vectors);
        black_box(&vectors);
    }
}

fn ratios() {
    let (mut rows, mut scratch) = (Vec::new(), Scratch::default());
    let mut vector = vec![0.0; BATCH * ENCODER.dim()];
    let mut best = [Duration::MAX; 3];
    let time = |best: &mut Duration, work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        *best = start.elapsed().min(*best);
    };
    for _ in 0..200 {
        time(&mut best[0], &mut || match_with_yada(&mut rows));
        time(&mut best[1], &mut || match_pieces(&mut rows));
        time(&mut best[2], &mut || encode(&mut scratch, &mut vector));
    }
    let [yada, own, whole] = best.map(|time| time.as_secs_f64());
    println!(
        "encode runs at {:.2} of the speed of longest match with yada",
        yada / whole
    );
    println!(
        "encode runs at {:.2} of the speed of alinha's longest match\n",
        own / whole
    );
}

#[divan::bench(name = "longest_match_yada")]
fn bench_yada(bencher: Bencher) {
    let mut rows = Vec::new();
    bencher
        .counter(bytes())
        .bench_local(|| match_with_yada(&mut rows));
}

#[divan::bench(name = "longest_match")]
fn bench_match(bencher: Bencher) {
    let mut rows = Vec::new();
    bencher
        .counter(bytes())
        .bench_local(|| match_pieces(&mut rows));
}

#[divan::bench(name = "fold")]
fn bench_fold(bencher: Bencher) {
    let mut out = String::new();
    bencher.counter(bytes()).bench_local(|| {
        for text in SENTENCES.iter() {
            fold(text, &mut out);
            black_box(&out);
        }
    });
}

#[divan::bench(name = "features")]
fn bench_features(bencher: Bencher) {
    let mut features = Vec::new();
    bencher.counter(bytes()).bench_local(|| {
        for text in FOLDED.iter() {
            features.clear();
            ENCODER.vocabulary().features(text, &mut features);
            black_box(&features);
        }
    });
}

#[divan::bench(name = "encode")]
fn bench_encode(bencher: Bencher) {
    let mut scratch = Scratch::default();
    let mut vector = vec![0.0; BATCH * ENCODER.dim()];
    bencher
        .counter(bytes())
        .bench_local(|| encode(&mut scratch, &mut vector));
}

/// A sentence a call, as `alinha stream` does.
#[divan::bench(name = "encode_one_by_one")]
fn bench_one_by_one(bencher: Bencher) {
    let mut scratch = Scratch::default();
    let mut vector = vec![0.0; ENCODER.dim()];
    bencher.counter(bytes()).bench_local(|| {
        for text in TEXTS.iter() {
            ENCODER.encode_into(&[text], &mut scratch, &mut vector);
            black_box(&vector);
        }
    });
}

/// All runs of up to four sentences.
#[divan::bench(name = "runs_of_sentences")]
fn bench_runs(bencher: Bencher) {
    let sums = RunningSums::new(&ENCODER, &TEXTS);
    let mut vector = vec![0.0; ENCODER.dim()];
    let runs = (0..sums.len())
        .flat_map(|start| (start + 1..sums.len().min(start + 4)).map(move |end| start..end));
    let runs: Vec<_> = runs.collect();
    bencher
        .counter(divan::counter::ItemsCount::new(runs.len()))
        .bench_local(|| {
            for run in &runs {
                sums.unit(run.clone(), &mut vector);
                black_box(&vector);
            }
        });
}

#[divan::bench(name = "load_builtin")]
fn bench_load() -> StaticEncoder {
    StaticEncoder::new(ModelFile::builtin())
}

/// With the checks of a file given by its path.
#[divan::bench(name = "load_checked")]
fn bench_load_checked() -> ModelFile {
    ModelFile::parse(ModelFile::builtin_bytes()).expect("a sound model")
}
