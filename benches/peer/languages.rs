//! Speed of telling languages beside whatlang, whichlang and lingua, on the same lines in one run. Only
//! alinha and lingua's `multi` find stretches inside a line; the others answer for whole lines.
//!
//! `cd benches/peer && cargo bench --bench languages`

use alinha::glossary::Glossary;
use alinha::lang::{Detector, Lang};
use divan::Bencher;
use divan::counter::BytesCount;
use lingua::Language::{Chinese, English, Portuguese};
use lingua::{LanguageDetector, LanguageDetectorBuilder};

mod texts;

use texts::{Names, Random, STORIES};

fn main() {
    divan::main();
}

/// Sentences of the sample story in three languages, in turns, each with a name that no other line has; every
/// fourth line quotes a sentence of another language.
fn lines() -> Vec<String> {
    let mut random = Random(5);
    let stories = STORIES.map(|(_, lang, story, end)| {
        let names = Names::of(
            Glossary::builtin(),
            lang,
            if lang == Lang::ZH { 1 } else { 4 },
        );
        (
            story
                .split_inclusive(end)
                .map(str::trim)
                .collect::<Vec<_>>(),
            names,
        )
    });
    let [mut english, mut chinese, mut portuguese] = stories;
    let sentence = |of: &mut (Vec<&str>, Names), random: &mut Random| {
        format!("{}: {}", of.1.draw(random), of.0[random.below(of.0.len())])
    };
    (0..4_000)
        .map(|at| match at % 4 {
            0 => sentence(&mut english, &mut random),
            1 => sentence(&mut portuguese, &mut random),
            2 => sentence(&mut chinese, &mut random),
            _ => {
                let (host, guest) = match random.below(3) {
                    0 => (
                        sentence(&mut english, &mut random),
                        sentence(&mut chinese, &mut random),
                    ),
                    1 => (
                        sentence(&mut english, &mut random),
                        sentence(&mut portuguese, &mut random),
                    ),
                    _ => (
                        sentence(&mut portuguese, &mut random),
                        sentence(&mut english, &mut random),
                    ),
                };
                format!("{host} “{guest}”")
            }
        })
        .collect()
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
