//! Speed of telling languages beside whatlang, whichlang and lingua, on the same lines in one run. Only
//! alinha and lingua's `multi` find stretches inside a line; the others answer for whole lines.
//!
//! `cd benches/peer && cargo bench --bench languages`

use alinha::lang::{Detector, Lang};
use divan::Bencher;
use divan::counter::BytesCount;
use lingua::Language::{Chinese, English, Portuguese};
use lingua::{LanguageDetector, LanguageDetectorBuilder};

fn main() {
    divan::main();
}

/// Lines of the three languages, some with a stretch of another one inside.
fn lines() -> Vec<String> {
    let things = ["bridge", "workshop", "harbour", "school", "market", "station"];
    let coisas = ["ponte", "oficina", "doca", "escola", "feira", "fonte"];
    let words = ["桥", "工坊", "港口", "学校", "市场", "车站"];
    let mut lines = Vec::new();
    for at in 0..2000 {
        let (a, b) = (at % 6, (at / 6) % 6);
        lines.push(match at % 4 {
            0 => format!(
                "In the year {at} the old {} beside the {} was opened again, and nobody knew who had paid for it.",
                things[a], things[b]
            ),
            1 => format!(
                "No ano {at} a velha {} ao lado da {} voltou a abrir, e ninguém sabia quem a tinha pago.",
                coisas[a], coisas[b]
            ),
            2 => format!("{at}年，旧{}旁边的{}重新开放，没有人知道是谁付的钱。", words[a], words[b]),
            _ => format!(
                "The sign said “{}旁边的{}” and, below it, \"aberto todos os dias menos à segunda\" in {at}.",
                words[a], words[b]
            ),
        });
    }
    lines
}

fn bench<T>(bencher: Bencher, detect: impl Fn(&str) -> T + Sync) {
    let lines = lines();
    let bytes: usize = lines.iter().map(String::len).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| lines.iter().map(|line| detect(line)).collect::<Vec<T>>());
}

fn lingua() -> LanguageDetector {
    LanguageDetectorBuilder::from_languages(&[Chinese, English, Portuguese])
        .with_preloaded_language_models()
        .build()
}

#[divan::bench]
fn alinha_spans(bencher: Bencher) {
    let detector = Detector::new(&[Lang::ZH, Lang::EN, Lang::PT]);
    bench(bencher, |line| detector.detect(line));
}

#[divan::bench]
fn alinha_spans_all_languages(bencher: Bencher) {
    let detector = Detector::default();
    bench(bencher, |line| detector.detect(line));
}

#[divan::bench]
fn lingua_multi_spans(bencher: Bencher) {
    let detector = lingua();
    bench(bencher, |line| {
        detector.detect_multiple_languages_of(line).len()
    });
}

#[divan::bench]
fn lingua_lines(bencher: Bencher) {
    let detector = lingua();
    bench(bencher, |line| detector.detect_language_of(line));
}

#[divan::bench]
fn whatlang_lines(bencher: Bencher) {
    let allowed = vec![
        whatlang::Lang::Cmn,
        whatlang::Lang::Eng,
        whatlang::Lang::Por,
    ];
    let detector = whatlang::Detector::with_allowlist(allowed);
    bench(bencher, |line| detector.detect_lang(line));
}

#[divan::bench]
fn whichlang_lines(bencher: Bencher) {
    bench(bencher, whichlang::detect_language);
}
