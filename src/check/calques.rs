//! Phrases that show another language under an English text: false friends, calques, names and
//! initialisms translated word by word.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::ClueKind;
use crate::lang::Lang;
use crate::text::Span;

/// A phrase of the list `data/calques.csv`: languages it may come from, kind, how sure, pattern (`ci`: in any
/// case), cue, what a person would write, the source, and an example with its mending, which are the tests.
pub(super) struct Calque {
    /// The languages that it may come from.
    pub(super) languages: Vec<Lang>,
    /// What kind of evidence it is.
    pub(super) clue_kind: ClueKind,
    /// True when it hardly ever stands in good English.
    pub(super) is_sure: bool,
    /// What a person would write.
    pub(super) better: &'static str,
    /// What stands in the other language.
    pub(super) source: &'static str,
    pattern: Regex,
    /// Something in the same sentence that shows that it is meant.
    cue: Option<Regex>,
    /// A sentence with it, and the sentence mended.
    #[cfg(test)]
    examples: [&'static str; 2],
}

/// A calque at its place.
#[derive(Clone, Copy)]
pub(super) struct CalqueHit {
    /// Where it stands.
    pub(super) span: Span,
    /// What it is.
    pub(super) calque: &'static Calque,
}

struct Calques {
    list: Vec<Calque>,
    /// The patterns of ASCII letters, and which calques they are.
    set: RegexSet,
    in_set: Vec<usize>,
    /// The other calques.
    outside: Vec<usize>,
}

static CALQUES: LazyLock<Calques> = LazyLock::new(|| {
    let mut list = Vec::new();
    let mut patterns = Vec::new();
    let (mut in_set, mut outside) = (Vec::new(), Vec::new());
    let mut reader = csv::Reader::from_reader(include_str!("data/calques.csv").as_bytes());
    for row in reader.records().flatten() {
        // The list is in the program and lives as long.
        let row: &'static csv::StringRecord = Box::leak(Box::new(row));
        // Word ends of ASCII alone: those of Unicode keep the regex engine from its fast automaton.
        let plain = |pattern: &str| {
            if pattern.is_ascii() {
                pattern.replace(r"\b", r"(?-u:\b)")
            } else {
                pattern.to_owned()
            }
        };
        let pattern = if &row[5] == "ci" {
            format!("(?i){}", plain(&row[4]))
        } else {
            plain(&row[4])
        };
        let build = |pattern: &str| RegexBuilder::new(pattern).size_limit(1 << 20).build().ok();
        let Some(regex) = build(&pattern) else {
            continue;
        };
        if row[4].is_ascii() {
            in_set.push(list.len());
            patterns.push(pattern);
        } else {
            outside.push(list.len());
        }
        list.push(Calque {
            languages: row[1]
                .split(' ')
                .filter_map(|tag| tag.parse().ok())
                .collect(),
            clue_kind: match &row[2] {
                "acronym-source" | "acronym-wrong-referent" => ClueKind::Initialism,
                "untranslated" | "transliteration-variant" => ClueKind::Leftover,
                "false-friend" => ClueKind::FalseFriend,
                "number-format" | "currency-format" | "spacing" | "punctuation"
                | "capitalisation" => ClueKind::Format,
                _ => ClueKind::Calque,
            },
            is_sure: &row[3] == "high",
            better: &row[7],
            source: &row[8],
            pattern: regex,
            cue: (!row[6].is_empty())
                .then(|| build(&format!("(?i){}", plain(&row[6]))))
                .flatten(),
            #[cfg(test)]
            examples: [&row[9], &row[10]],
        });
    }
    let set = RegexSetBuilder::new(patterns)
        .size_limit(1 << 24)
        .dfa_size_limit(1 << 23)
        .build();
    Calques {
        list,
        set: set.unwrap_or_else(|_| RegexSet::empty()),
        in_set,
        outside,
    }
});

/// The calques of a sentence, in text order. Linear in its length.
pub(super) fn calques(sentence: &str) -> Vec<CalqueHit> {
    let mut hits: Vec<CalqueHit> = Vec::new();
    let in_set = CALQUES.set.matches(sentence).into_iter();
    let in_set = in_set.map(|index| CALQUES.in_set[index]);
    for index in in_set.chain(CALQUES.outside.iter().copied()) {
        let calque = &CALQUES.list[index];
        if calque
            .cue
            .as_ref()
            .is_some_and(|cue| !cue.is_match(sentence))
        {
            continue;
        }
        for found in calque.pattern.find_iter(sentence) {
            let span = Span::new(found.start(), found.end());
            hits.push(CalqueHit { span, calque });
        }
    }
    hits.sort_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end)));
    // The longest of those that overlap.
    let mut end = 0;
    hits.retain(|hit| {
        let is_free = hit.span.start >= end;
        end = end.max(hit.span.end);
        is_free
    });
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_calque_is_found_in_its_example_and_not_in_the_mended_one() {
        assert!(CALQUES.list.len() > 200);
        assert_eq!(CALQUES.set.len(), CALQUES.in_set.len());
        assert_eq!(
            CALQUES.in_set.len() + CALQUES.outside.len(),
            CALQUES.list.len()
        );
        for calque in &CALQUES.list {
            let [wrong, right] = calque.examples;
            // Another one that is longer may stand at its place.
            assert!(!calques(wrong).is_empty(), "{wrong}");
            let is_this = |hit: &CalqueHit| std::ptr::eq(hit.calque, calque);
            assert!(!calques(right).iter().any(is_this), "{right}");
        }
    }
}
