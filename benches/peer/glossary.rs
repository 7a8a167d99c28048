//! Finding the terms of a glossary beside bare automata over the same folded forms: aho-corasick and
//! daachorse (by characters, the faster of its two), in turns in one run, so that a busy machine slows all alike.
//!
//! `cd benches/peer && cargo bench --bench glossary`
//!
//! The automata find every place of every form in text that is folded already; alinha folds the text, too, and
//! decides by word ends, case, language and context.

use std::collections::HashSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::AhoCorasick;
use alinha::glossary::{Glossary, Matcher};
use alinha::lang::{Lang, LangRun};
use alinha::text::{Case, Span, fold};
use daachorse::CharwiseDoubleArrayAhoCorasick as Daachorse;

/// Rounds that the best time is taken from.
const ROUNDS: usize = 5;
/// Size of all texts of a language, in bytes, and of one, which is that of an article.
const TEXTS_BYTES: usize = 2 << 20;
const TEXT_BYTES: usize = 8 << 10;

/// Numbers without an order, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

const SYLLABLES: [&str; 24] = [
    "ka", "mor", "in", "vel", "tash", "lu", "ban", "zhe", "ril", "ost", "ara", "nep", "tim", "uru", "gol", "dze",
    "sha", "kir", "bay", "ton", "fer", "ima", "quel", "yur",
];
const HAN: &str = "卡莫林维尔塔什鲁班哲里奥斯特阿拉内普蒂姆乌鲁戈尔泽沙基尔拜通费尔伊马克尤";
const TEXTS: [(&str, Lang, &[&str], &str); 3] = [
    (
        "en",
        Lang::EN,
        &["the", "bridge", "of", "was", "opened", "again", "and", "nobody", "knew", "who", "had", "paid", "for", "market"],
        " ",
    ),
    (
        "zh",
        Lang::ZH,
        &["桥梁", "重新", "开放", "没有人", "知道", "是谁", "付的", "钱", "市场", "旁边的", "车站", "在", "了"],
        "",
    ),
    (
        "pt",
        Lang::PT,
        &["a", "ponte", "voltou", "a", "abrir", "e", "ninguém", "sabia", "quem", "a", "tinha", "pago", "junto", "à", "estação"],
        " ",
    ),
];

/// A glossary of `count` terms: concepts of an English, a wrong English, a Portuguese and a Chinese name.
fn glossary(count: usize) -> (Glossary, Vec<[String; 3]>) {
    let mut random = Random(7);
    let han: Vec<char> = HAN.chars().collect();
    let mut csv = String::from(
        "concept_id,category,lang,term,status,part_of_speech,case,boundary,inflect,context,action,target,note,source\n",
    );
    let mut names = Vec::new();
    let mut given = HashSet::new();
    let mut new = |name: String| given.insert(name.clone()).then_some(name);
    let mut latin = |random: &mut Random| loop {
        let words: Vec<String> = (0..1 + random.below(2))
            .map(|_| {
                let mut word: String = (0..3 + random.below(2)).map(|_| SYLLABLES[random.below(24)]).collect();
                word[..1].make_ascii_uppercase();
                word
            })
            .collect();
        if let Some(name) = new(words.join(" ")) {
            return name;
        }
    };
    let mut given = HashSet::new();
    let mut new = |name: String| given.insert(name.clone()).then_some(name);
    let mut chinese = |random: &mut Random| loop {
        let name = (0..3 + random.below(3)).map(|_| han[random.below(han.len())]).collect();
        if let Some(name) = new(name) {
            return name;
        }
    };
    for at in 0..count / 4 {
        let [en, wrong, pt] = [0; 3].map(|_| latin(&mut random));
        let zh = chinese(&mut random);
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

/// Texts of words of one language with a name after every fifteen or so.
fn texts(words: &[&str], between: &str, names: &[[String; 3]], place: usize) -> Vec<String> {
    let mut random = Random(11);
    (0..TEXTS_BYTES / TEXT_BYTES).map(|_| text(&mut random, words, between, names, place)).collect()
}

fn text(random: &mut Random, words: &[&str], between: &str, names: &[[String; 3]], place: usize) -> String {
    let mut text = String::new();
    while text.len() < TEXT_BYTES {
        for _ in 0..15 {
            text.push_str(words[random.below(words.len())]);
            text.push_str(between);
        }
        text.push_str(&names[random.below(names.len())][place]);
        text.push_str(if between.is_empty() { "。\n" } else { ".\n" });
    }
    text
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn main() {
    println!("{:>8} {:<6} {:>12} {:>14} {:>12} {:>8}", "terms", "", "alinha", "aho-corasick", "daachorse", "ratio");
    for count in [1_000, 10_000, 100_000] {
        let (glossary, names) = glossary(count);
        let mut forms: Vec<String> = glossary
            .concepts()
            .iter()
            .flat_map(|concept| concept.terms.iter().map(|term| fold(&term.text, Case::Lower)))
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
        for (place, (name, lang, words, between)) in TEXTS.into_iter().enumerate() {
            let column = [0, 1, 2][place];
            let texts = texts(words, between, &names, column);
            let bytes = texts.iter().map(String::len).sum();
            let folded: Vec<String> = texts.iter().map(|text| fold(text, Case::Lower)).collect();
            let mut best = [Duration::MAX; 3];
            for _ in 0..ROUNDS {
                best[0] = best[0].min(time(|| {
                    let hits = texts.iter().map(|text| {
                        let runs = [LangRun { span: Span::new(0, text.len()), lang, confidence: 1.0 }];
                        matcher.hits(text, lang.into(), &runs).len()
                    });
                    hits.sum::<usize>()
                }));
                best[1] = best[1].min(time(|| folded.iter().map(|text| bare.find_overlapping_iter(text).count()).sum::<usize>()));
                best[2] = best[2].min(time(|| folded.iter().map(|text| double.find_overlapping_iter(text).count()).sum::<usize>()));
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
    let ratio = if bytes.is_some() { fastest / best[0].as_secs_f64() } else { best[0].as_secs_f64() / fastest };
    println!("{count:>8} {what:<6} {:>12} {:>14} {:>12} {ratio:>8.2}", shown[0], shown[1], shown[2]);
}
