//! The transformer encoder with real weights: needs the feature `rust-bert`, LibTorch, and the
//! folder of multilingual-e5-small in the variable `ALINHA_BERT_MODEL` (see models/README.md).
#![cfg(feature = "rust-bert")]

use std::io::Write;

use alinha::embed::{BertEncoder, Encoder, Vectors};

const MODEL: &str = "ALINHA_BERT_MODEL";

fn encoder() -> Option<BertEncoder> {
    let Some(folder) = std::env::var_os(MODEL) else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: {MODEL} names no model folder");
        return None;
    };
    Some(BertEncoder::open(folder).expect("a model folder"))
}

fn cosine(vectors: &Vectors, a: usize, b: usize) -> f32 {
    let (a, b) = (vectors.row(a), vectors.row(b));
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[test]
fn translations_are_nearer_than_strangers() {
    let Some(encoder) = encoder() else { return };
    let sentences = [
        "鲁班工坊在天津开设了新的培训课程。",
        "The Luban Workshop has opened a new training course in Tianjin.",
        "A Oficina Luban abriu um novo curso de formação em Tianjin.",
        "The price of oil fell for the third day in a row.",
    ];
    let vectors = encoder.encode(&sentences).expect("vectors");
    assert_eq!((vectors.len(), vectors.dim()), (4, encoder.dim()));
    for (a, b) in [(0, 1), (1, 2), (0, 2)] {
        for own in [a, b] {
            let (near, far) = (cosine(&vectors, a, b), cosine(&vectors, own, 3));
            let _ = writeln!(std::io::stderr(), "{a}-{b} {near:.3}, {own}-3 {far:.3}");
            assert!(near > far + 0.03, "{a}-{b} {near}, {own}-3 {far}");
        }
    }
}

#[test]
fn the_batch_does_not_change_a_vector() {
    let Some(encoder) = encoder() else { return };
    let long = "The workshop trains engineers. ".repeat(60);
    let mut sentences = vec!["", "鲁班", long.as_str()];
    let alone: Vec<Vectors> = sentences
        .iter()
        .map(|sentence| encoder.encode(&[*sentence]).expect("a vector"))
        .collect();
    sentences.extend(["Rain is expected."; 40]);
    let together = encoder.encode(&sentences).expect("vectors");
    for (index, alone) in alone.iter().enumerate() {
        let pairs = alone.row(0).iter().zip(together.row(index));
        let cosine: f32 = pairs.map(|(a, b)| a * b).sum();
        assert!(cosine > 0.999, "{index}: {cosine}");
    }
    assert_eq!(encoder.encode(&[]).expect("nothing").len(), 0);
}
