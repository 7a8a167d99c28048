//! alinha's sentence model beside model2vec-rs, another static embedding: the same pieces, as many
//! values, the same text, one core.
//!
//! `RAYON_NUM_THREADS=1 cargo bench --manifest-path benches/peer/Cargo.toml`, with the variables of
//! `benches/embed.rs`. The peer gets a table of random 32-bit floats, and cuts by WordPiece, which
//! it has a fast way for.

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use alinha::embed::{Encoder as _, ModelFile, Scratch, StaticEncoder};
use divan::Bencher;
use divan::counter::BytesCount;
use model2vec_rs::model::StaticModel;
use serde_json::{Map, Value, json};

fn main() {
    let (mut ours, mut peers) = (Duration::MAX, Duration::MAX);
    let (mut scratch, mut vectors) = (Scratch::default(), room());
    for _ in 0..40 {
        let start = Instant::now();
        encode(&mut scratch, &mut vectors);
        ours = ours.min(start.elapsed());
        let start = Instant::now();
        black_box(PEER.encode_flat(&SENTENCES));
        peers = peers.min(start.elapsed());
    }
    let ratio = peers.as_secs_f64() / ours.as_secs_f64();
    println!("alinha encodes at {ratio:.2} times the speed of model2vec-rs\n");
    divan::main();
}

static SENTENCES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus");
    let files = match env::var("ALINHA_BENCH_TEXT") {
        Ok(file) => vec![file],
        Err(_) => ["en", "pt", "zh"]
            .map(|lang| format!("{corpus}/story.{lang}.txt"))
            .to_vec(),
    };
    let read = |file: &String| fs::read_to_string(file).expect("the text is there");
    let text: String = files.iter().map(read).collect();
    text.lines().map(str::to_owned).collect()
});

static TEXTS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| SENTENCES.iter().map(String::as_str).collect());

static ENCODER: LazyLock<StaticEncoder> = LazyLock::new(|| match env::var("ALINHA_BENCH_MODEL") {
    Ok(file) => StaticEncoder::open(Path::new(&file)).expect("a model"),
    Err(_) => StaticEncoder::new(ModelFile::builtin()),
});

/// A model of the peer with the pieces of ours.
static PEER: LazyLock<StaticModel> = LazyLock::new(|| {
    let mut vocabulary: Map<String, Value> = Map::new();
    vocabulary.insert("[UNK]".to_owned(), json!(0));
    for piece in ENCODER.vocabulary().pieces() {
        let token = match piece.strip_prefix(' ') {
            Some(word) => word.to_owned(),
            None if piece.starts_with(|c: char| c < '\u{2e80}' && c.is_alphanumeric()) => {
                format!("##{piece}")
            }
            None => piece,
        };
        let next = json!(vocabulary.len());
        vocabulary.entry(token).or_insert(next);
    }
    let (rows, dim) = (vocabulary.len(), ENCODER.dim());
    let tokenizer = json!({
        "version": "1.0",
        "added_tokens": [],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": true,
            "handle_chinese_chars": true,
            "strip_accents": false,
            "lowercase": true,
        },
        "pre_tokenizer": { "type": "BertPreTokenizer" },
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": vocabulary,
        },
    });
    let mut state = 1_u64;
    let values = (0..rows * dim).flat_map(|_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        ((state >> 40) as f32 / (1 << 23) as f32 - 1.0).to_le_bytes()
    });
    let tensor =
        json!({ "dtype": "F32", "shape": [rows, dim], "data_offsets": [0, rows * dim * 4] });
    let header = json!({ "embeddings": tensor }).to_string();
    let mut table = (header.len() as u64).to_le_bytes().to_vec();
    table.extend(header.bytes().chain(values));
    StaticModel::from_bytes(tokenizer.to_string(), table, "{}", Some(true)).expect("a model")
});

fn room() -> Vec<f32> {
    vec![0.0; TEXTS.len() * ENCODER.dim()]
}

fn encode(scratch: &mut Scratch, vectors: &mut [f32]) {
    ENCODER.encode_into(&TEXTS, scratch, vectors);
    black_box(&vectors);
}

fn bytes() -> BytesCount {
    BytesCount::new(TEXTS.iter().map(|text| text.len()).sum::<usize>())
}

#[divan::bench]
fn alinha(bencher: Bencher) {
    let (mut scratch, mut vectors) = (Scratch::default(), room());
    bencher
        .counter(bytes())
        .bench_local(|| encode(&mut scratch, &mut vectors));
}

#[divan::bench]
fn model2vec(bencher: Bencher) {
    bencher
        .counter(bytes())
        .bench_local(|| PEER.encode_flat(&SENTENCES));
}
