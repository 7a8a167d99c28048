//! Finding the terms of a glossary beside bare automata over the same folded forms: aho-corasick and
//! daachorse (by characters, the faster of its two), in turns in one run, so that a busy machine slows all alike.
//!
//! `cd benches/peer && cargo bench --bench glossary`
//!
//! The automata find every place of every form in text that is folded already; alinha folds the text, too, and
//! decides by word ends, case, language and context.

use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::AhoCorasick;
use alinha::glossary::{Glossary, Matcher};
use alinha::lang::{Lang, LangRun};
use alinha::text::{Case, Span, fold};
use daachorse::CharwiseDoubleArrayAhoCorasick as Daachorse;

mod texts;

use texts::{Names, Random, STORIES};

/// Rounds that the best time is taken from.
const ROUNDS: usize = 5;
/// Size of all texts of a language, in bytes, and of one, which is that of an article.
const TEXTS_BYTES: usize = 2 << 20;
const TEXT_BYTES: usize = 8 << 10;

/// A glossary of `count` terms: concepts of an English, a wrong English, a Portuguese and a Chinese name.
fn glossary(count: usize) -> (Glossary, Vec<[String; 3]>) {
    let mut random = Random(7);
    let mut csv = String::from(
        "concept_id,category,lang,term,status,part_of_speech,case,boundary,inflect,context,action,target,note,source\n",
    );
    let mut names = Vec::new();
    let mut english = Names::of(Glossary::builtin(), Lang::EN, 4);
    let mut portuguese = Names::of(Glossary::builtin(), Lang::PT, 4);
    let mut chinese = Names::of(Glossary::builtin(), Lang::ZH, 1);
    for at in 0..count / 4 {
        let [en, wrong] = [0; 2].map(|_| english.draw(&mut random));
        let (zh, pt) = (chinese.draw(&mut random), portuguese.draw(&mut random));
        for (lang, term, status, action) in [
            ("zh", &zh, "preferred", "none"),
            ("en", &en, "preferred", "none"),
            ("en", &wrong, "forbidden", "replace"),
            ("pt", &pt, "preferred", "none"),
        ] {
            let boundary = if lang == "zh" { "none" } else { "word" };
            csv.push_str(&format!("c{at},person,{lang},{term},{status},proper noun,any,{boundary},-,,{action},,,bench\n"));
        }
        names.push([en, zh, pt]);
    }
    let (glossary, problems) = Glossary::parse(&[("bench.csv".to_owned(), csv)]);
    assert!(problems.is_empty(), "{:?}", problems.first());
    (glossary, names)
}

/// The sentences of a story in any order, with a name in every third line.
fn texts(story: &str, end: char, names: &[[String; 3]], place: usize) -> Vec<String> {
    let mut random = Random(11);
    let sentences: Vec<&str> = story.split_inclusive(end).map(str::trim).collect();
    let text = |random: &mut Random| {
        let mut text = String::new();
        while text.len() < TEXT_BYTES {
            for _ in 0..3 {
                text.push_str(sentences[random.below(sentences.len())]);
                text.push('\n');
            }
            text.push_str(&names[random.below(names.len())][place]);
            text.push(end);
            text.push('\n');
        }
        text
    };
    (0..TEXTS_BYTES / TEXT_BYTES)
        .map(|_| text(&mut random))
        .collect()
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn main() {
    println!(
        "{:>8} {:<6} {:>12} {:>14} {:>12} {:>8}",
        "terms", "", "alinha", "aho-corasick", "daachorse", "ratio"
    );
    for count in [1_000, 10_000, 100_000] {
        let (glossary, names) = glossary(count);
        let mut forms: Vec<String> = glossary
            .concepts()
            .iter()
            .flat_map(|concept| {
                concept
                    .terms
                    .iter()
                    .map(|term| fold(&term.text, Case::Lower))
            })
            .collect();
        forms.sort_unstable();
        forms.dedup();
        let mut best = [Duration::MAX; 3];
        for _ in 0..ROUNDS {
            best[0] = best[0].min(time(|| Matcher::new(&glossary)));
            best[1] = best[1].min(time(|| AhoCorasick::new(&forms).expect("few enough")));
            best[2] = best[2].min(time(|| Daachorse::<u32>::new(&forms).expect("few enough")));
        }
        print(count, "build", best, None);
        let matcher = Matcher::new(&glossary);
        let bare = AhoCorasick::new(&forms).expect("few enough");
        let double = Daachorse::<u32>::new(&forms).expect("few enough");
        for (place, (name, lang, story, end)) in STORIES.into_iter().enumerate() {
            let texts = texts(story, end, &names, place);
            let bytes = texts.iter().map(String::len).sum();
            let folded: Vec<String> = texts.iter().map(|text| fold(text, Case::Lower)).collect();
            let mut best = [Duration::MAX; 3];
            for _ in 0..ROUNDS {
                best[0] = best[0].min(time(|| {
                    let hits = texts.iter().map(|text| {
                        let runs = [LangRun {
                            span: Span::new(0, text.len()),
                            lang,
                            confidence: 1.0,
                        }];
                        matcher.hits(text, lang.into(), &runs).len()
                    });
                    hits.sum::<usize>()
                }));
                best[1] = best[1].min(time(|| {
                    folded
                        .iter()
                        .map(|text| bare.find_overlapping_iter(text).count())
                        .sum::<usize>()
                }));
                best[2] = best[2].min(time(|| {
                    folded
                        .iter()
                        .map(|text| double.find_overlapping_iter(text).count())
                        .sum::<usize>()
                }));
            }
            print(count, name, best, Some(bytes));
        }
    }
}

fn print(count: usize, what: &str, best: [Duration; 3], bytes: Option<usize>) {
    let shown = best.map(|time| match bytes {
        Some(bytes) => format!("{:.0} MB/s", bytes as f64 / 1e6 / time.as_secs_f64()),
        None => format!("{:.1} ms", time.as_secs_f64() * 1e3),
    });
    let fastest = best[1].min(best[2]).as_secs_f64();
    // Above one, alinha takes longer; for a text, the share of the speed of the faster automaton.
    let ratio = if bytes.is_some() {
        fastest / best[0].as_secs_f64()
    } else {
        best[0].as_secs_f64() / fastest
    };
    println!(
        "{count:>8} {what:<6} {:>12} {:>14} {:>12} {ratio:>8.2}",
        shown[0], shown[1], shown[2]
    );
}
