//! Words that translate each other, known beforehand: a small table a pair of languages.
//!
//! The tables hold tokens as [`super::evidence_tokens`] makes them (one or two Chinese characters,
//! stems of anything else) and were learned by [`learn`] from open parallel corpora: see
//! `models/README.md`.

use std::sync::LazyLock;

use super::dp::{Step, kind_of};
use super::evidence::{SideTokens, TokenLink};
use super::evidence_learned::{Demands, learned_links};
use super::evidence_tokens::{Class, Vocabulary};
use crate::lang::Lang;

/// Two words, and how often the rarer one comes with the other in translations.
type Row = (&'static str, &'static str, f32);

static ZH_EN: LazyLock<Vec<Row>> = LazyLock::new(|| read(include_str!("evidence_words.zh-en.csv")));
static PT_EN: LazyLock<Vec<Row>> = LazyLock::new(|| read(include_str!("evidence_words.pt-en.csv")));
static ZH_PT: LazyLock<Vec<Row>> = LazyLock::new(|| read(include_str!("evidence_words.zh-pt.csv")));

fn read(table: &'static str) -> Vec<Row> {
    table
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            Some((cells.next()?, cells.next()?, cells.next()?.parse().ok()?))
        })
        .collect()
}

/// What part of its evidence a word of the table counts: nearly all words of a sentence are in
/// it, with up to three partners each, and much of what they say is the same.
const WEIGHT: f32 = 0.15;

/// Links between the tokens of both sides that the table of their languages knows.
pub(super) fn known_links(
    vocabulary: &Vocabulary,
    source: &SideTokens,
    target: &SideTokens,
    langs: (Lang, Lang),
) -> Vec<TokenLink> {
    let (table, turned) = match langs {
        (Lang::ZH, Lang::EN) => (&ZH_EN, false),
        (Lang::EN, Lang::ZH) => (&ZH_EN, true),
        (Lang::PT, Lang::EN) => (&PT_EN, false),
        (Lang::EN, Lang::PT) => (&PT_EN, true),
        (Lang::ZH, Lang::PT) => (&ZH_PT, false),
        (Lang::PT, Lang::ZH) => (&ZH_PT, true),
        _ => return Vec::new(),
    };
    table
        .iter()
        .filter_map(|(one, other, loyalty)| {
            let (one, other) = (vocabulary.word(one)?, vocabulary.word(other)?);
            let (from, to) = if turned { (other, one) } else { (one, other) };
            let occur = source.frequency[from as usize] > 0 && target.frequency[to as usize] > 0;
            (occur && from != to).then_some(TokenLink {
                source: from,
                target: to,
                loyalty: *loyalty,
                weight: WEIGHT,
            })
        })
        .collect()
}

/// What words of a table must show in the corpora it is learned from.
const DEMANDS: Demands = Demands {
    min_ratio: 60.0,
    min_meetings: 6.0,
    min_loyalty: 0.15,
    partners: 3,
};

/// Learns a table from sentences and their translations: rows `source,target,loyalty` under a
/// head line, sorted. For `cargo xtask words`.
#[doc(hidden)]
#[must_use]
pub fn learn(pairs: &[(&str, &str)], source: Lang, target: Lang) -> String {
    let mut vocabulary = Vocabulary::default();
    let mut tokens = |lang: Lang, side: fn(&(&str, &str)) -> String| -> Vec<Vec<u32>> {
        pairs
            .iter()
            .map(|pair| vocabulary.tokens(&side(pair), lang.into(), None))
            .collect()
    };
    let (sources, targets) = (
        tokens(source, |pair| pair.0.to_owned()),
        tokens(target, |pair| pair.1.to_owned()),
    );
    let sources = SideTokens::new(sources, vocabulary.len());
    let targets = SideTokens::new(targets, vocabulary.len());
    let kind = kind_of(1, 1);
    let path: Vec<Step> = (1..=pairs.len())
        .map(|end| Step {
            row: end,
            column: end,
            kind,
        })
        .collect();
    let scores = vec![1.0; path.len()];
    let links = learned_links(&vocabulary, &sources, &targets, &path, &scores, DEMANDS);
    let mut keys = vec![""; vocabulary.len()];
    for (class, key, id) in vocabulary.iter() {
        if matches!(class, Class::Han | Class::Stem) {
            keys[id as usize] = key;
        }
    }
    let mut rows: Vec<String> = links
        .iter()
        .map(|link| {
            let (source, target) = (keys[link.source as usize], keys[link.target as usize]);
            format!("{source},{target},{:.2}\n", link.loyalty)
        })
        .collect();
    rows.sort_unstable();
    format!("source,target,loyalty\n{}", rows.concat())
}
