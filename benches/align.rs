//! How the cost of aligning grows: 1,000 to 100,000 sentences a side from raw sentences, with the
//! built-in model. Linear if the time for a sentence stays the same.
//!
//! `cargo bench --bench align`

use alinha::align::{Aligner, Alignment, Side};
use alinha::embed::StaticEncoder;
use alinha::glossary::Matcher;
use alinha::lang::Lang;
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

/// A text of different sentences and its translation, each tenth pair merged on one side.
fn texts(sentences: usize) -> [Vec<String>; 2] {
    let things = [
        ("工坊", "workshop"),
        ("车站", "station"),
        ("港口", "port"),
        ("学校", "school"),
    ];
    let deeds = [
        ("开门", "opened"),
        ("关门", "closed"),
        ("扩建", "grew"),
        ("搬迁", "moved"),
    ];
    let (mut zh, mut en): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for n in 0..sentences {
        let (thing, deed) = (things[n % 4], deeds[n / 4 % 4]);
        zh.push(format!(
            "第{n}号{}在{}年{}。",
            thing.0,
            1900 + n % 120,
            deed.0
        ));
        let sentence = format!("{} number {n} {} in {}.", thing.1, deed.1, 1900 + n % 120);
        match en.last_mut() {
            Some(last) if n % 10 == 3 => *last = format!("{last} {sentence}"),
            _ => en.push(sentence),
        }
    }
    [zh, en]
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 3, sample_size = 1)]
fn sentences(bencher: Bencher<'_, '_>, count: usize) {
    let texts = texts(count);
    let sides = texts
        .each_ref()
        .map(|side| side.iter().map(String::as_str).collect::<Vec<_>>());
    let aligner = Aligner::new()
        .matcher(Matcher::builtin())
        .encoder(StaticEncoder::builtin());
    let side = |index: usize, lang: Lang| Side {
        sentences: &sides[index],
        lang: lang.into(),
    };
    bencher
        .counter(ItemsCount::new(count))
        .bench_local(|| -> Alignment { aligner.align(&side(0, Lang::ZH), &side(1, Lang::EN)) });
}
