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

/// The table of two languages, and whether its columns are the other way round.
fn table(langs: (Lang, Lang)) -> Option<(&'static [Row], bool)> {
    Some(match langs {
        (Lang::ZH, Lang::EN) => (&ZH_EN, false),
        (Lang::EN, Lang::ZH) => (&ZH_EN, true),
        (Lang::PT, Lang::EN) => (&PT_EN, false),
        (Lang::EN, Lang::PT) => (&PT_EN, true),
        (Lang::ZH, Lang::PT) => (&ZH_PT, false),
        (Lang::PT, Lang::ZH) => (&ZH_PT, true),
        _ => return None,
    })
}

/// How often two words of two languages come together, if the table knows them: the word as it is
/// written and its stem, of each side. Tables are sorted by their first word.
pub(super) fn loyalty_of(
    source: (&str, &str),
    target: (&str, &str),
    langs: (Lang, Lang),
) -> Option<f32> {
    let (table, turned) = table(langs)?;
    let (one, other) = if turned {
        (target, source)
    } else {
        (source, target)
    };
    let rows = [one.0, one.1].into_iter().flat_map(|word| {
        let start = table.partition_point(|row| row.0 < word);
        let end = table.partition_point(|row| row.0 <= word);
        &table[start..end]
    });
    rows.filter(|row| row.1 == other.0 || row.1 == other.1)
        .map(|row| row.2)
        .max_by(f32::total_cmp)
}

/// Links between the tokens of both sides that the table of their languages knows, each of
/// which counts by `weight`.
pub(super) fn known_links(
    vocabulary: &Vocabulary,
    source: &SideTokens,
    target: &SideTokens,
    langs: (Lang, Lang),
    weight: f32,
) -> Vec<TokenLink> {
    let Some((table, turned)) = table(langs) else {
        return Vec::new();
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
                weight,
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
    let links = learned_links(
        &vocabulary,
        &sources,
        &targets,
        &path,
        &scores,
        DEMANDS,
        1.0,
    );
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
