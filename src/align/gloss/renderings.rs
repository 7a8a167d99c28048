//! Two renderings of one foreign phrase.

use rustc_hash::{FxHashMap, FxHashSet};

use super::language::{Script, script_of};
use crate::align::GlossPair;
use crate::lang::Lang;
use crate::text::Span;

/// Texts with more glosses or quotations than this are word lists.
const MAX_PHRASES: usize = 200;
/// Letters that the forms of a word share.
const STEM_CHARS: usize = 4;

/// Adds pairs of phrases in one language that render the same foreign phrase: those that gloss
/// the same Chinese, and quotations that say what a gloss says.
pub(super) fn add(text: &str, quotes: &[Span], found: &mut Vec<GlossPair>) {
    // Chinese side, Latin side, language of the Latin side.
    let glosses: Vec<(Span, Span, Lang)> = found
        .iter()
        .take(MAX_PHRASES)
        .filter_map(|pair| {
            let is_han = |span: Span| script_of(span.of(text)) == Script::Han;
            match (is_han(pair.a), is_han(pair.b)) {
                (true, false) => Some((pair.a, pair.b, pair.b_lang)),
                (false, true) => Some((pair.b, pair.a, pair.a_lang)),
                _ => None,
            }
        })
        .collect();
    let mut renderings: FxHashMap<&str, Vec<(Span, Lang)>> = FxHashMap::default();
    for (han, latin, lang) in &glosses {
        let known = renderings.entry(han.of(text)).or_default();
        let is_new = known
            .iter()
            .all(|(other, _)| !is_same(text, *other, *latin));
        if is_new && known.len() < 8 {
            for (other, other_lang) in known.iter() {
                found.push(pair((*other, *other_lang), (*latin, *lang), 0.7));
            }
            known.push((*latin, *lang));
        }
    }
    let quoted: Vec<(Span, FxHashSet<String>)> = quotes
        .iter()
        .take(MAX_PHRASES)
        .map(|quote| (*quote, stems(quote.of(text))))
        .collect();
    for (han, latin, lang) in glosses {
        let said = stems(latin.of(text));
        for (quote, words) in &quoted {
            let shared = words.intersection(&said).count();
            let is_like = shared >= 3 && shared * 2 >= words.len().max(said.len());
            if !is_like || quote.overlaps(latin) || quote.overlaps(han) {
                continue;
            }
            let is_known = found.iter().any(|pair| {
                (pair.a == *quote && pair.b == latin) || (pair.a == latin && pair.b == *quote)
            });
            if !is_known {
                found.push(pair((*quote, lang), (latin, lang), 0.6));
                found.push(pair((*quote, lang), (han, Lang::ZH), 0.55));
            }
        }
    }
}

fn pair(one: (Span, Lang), other: (Span, Lang), score: f32) -> GlossPair {
    let (a, b) = if one.0 <= other.0 {
        (one, other)
    } else {
        (other, one)
    };
    GlossPair {
        a: a.0,
        a_lang: a.1,
        b: b.0,
        b_lang: b.1,
        score,
    }
}

fn is_same(text: &str, one: Span, other: Span) -> bool {
    one.of(text).to_lowercase() == other.of(text).to_lowercase()
}

fn stems(phrase: &str) -> FxHashSet<String> {
    phrase
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .map(|word| word.to_lowercase().chars().take(STEM_CHARS).collect())
        .collect()
}
