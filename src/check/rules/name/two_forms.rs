//! NAME004 two-forms: a name that a text spells in two ways.

use rustc_hash::FxHashMap;

use crate::check::around::{char_before, is_word_char, spaces_before};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::is_common_english;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "NAME004",
    name: "two-forms",
    category: "Terminology/Inconsistent use of terminology",
    severity: Severity::Minor,
    languages: &["en", "pt"],
    maturity: Maturity::Preview,
    what: "Flags the rarer of two spellings of a name in one text that differ in one letter.",
    why: "The reader takes them for two people or places; engines spell a name anew in every sentence.",
    not_flagged: "Plurals and other endings, English words, short names.",
    fix_safety: "Unsafe: the more frequent spelling is not always the right one.",
    examples: &[
        Example::mended(
            "en",
            "Then Akhmedov spoke. Later Akhmedov left, and they followed [[Akhmetov]] home.",
            "Then Akhmedov spoke. Later Akhmedov left, and they followed Akhmedov home.",
        ),
        Example::mended(
            "pt",
            "Em Chimkent choveu. De Chimkent a [[Shimkent]] são zero quilómetros, disse em Chimkent.",
            "Em Chimkent choveu. De Chimkent a Chimkent são zero quilómetros, disse em Chimkent.",
        ),
        Example::new(
            "en",
            "The Uzbeks met the Uzbek minister and flew to Uzbekistan.",
        ),
        Example::new("en", "They met Akhmedov. Then Akhmedov left."),
    ],
};

/// Shorter names differ in one letter by chance.
const SHORTEST: usize = 6;
/// Endings belong to the language: a difference in the last letters says nothing.
const ENDING: usize = 2;
/// Of so many names that are alike in a way, the first are compared with each other.
const MOST_ALIKE: usize = 8;

/// NAME004.
pub(in crate::check::rules) struct TwoForms;

impl Rule for TwoForms {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        let mut places: FxHashMap<&str, Vec<Span>> = FxHashMap::default();
        for span in names(text).filter(|span| !scan.is_protected(*span)) {
            places.entry(span.of(text)).or_default().push(span);
        }
        let mut by_form: Vec<(String, &str)> = places
            .keys()
            .flat_map(|name| shortened(name).into_iter().map(|form| (form, *name)))
            .collect();
        by_form.sort_unstable();
        // The rarer name, and the one that it should be.
        let mut slips: Vec<(&str, &str)> = Vec::new();
        for alike in by_form.chunk_by(|a, b| a.0 == b.0) {
            let alike = &alike[..alike.len().min(MOST_ALIKE)];
            for (_, rare) in alike {
                let often = alike.iter().map(|(_, often)| *often);
                let often = often.filter(|often| places[*often].len() > places[rare].len());
                slips.extend(often.map(|often| (*rare, often)));
            }
        }
        slips.sort_unstable();
        slips.dedup_by_key(|(rare, _)| *rare);
        for (rare, often) in slips {
            for span in &places[rare] {
                let message = format!("`{rare}` is `{often}` in other places");
                findings.push(
                    Finding::new(&META, *span, message)
                        .with_confidence(0.7)
                        .with_replacement(often, Applicability::Unsafe),
                );
            }
        }
    }
}

/// Words with a capital inside sentences that are no English words.
fn names(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    let words = std::iter::from_fn(move || {
        let start = at + text[at..].find(is_word_char)?;
        let rest = &text[start..];
        at = start + rest.find(|c| !is_word_char(c)).unwrap_or(rest.len());
        Some(Span::new(start, at))
    });
    words.filter(move |span| {
        let word = span.of(text);
        let before = char_before(text, spaces_before(text, span.start));
        word.starts_with(char::is_uppercase)
            && word.chars().skip(1).all(char::is_lowercase)
            && word.chars().count() >= SHORTEST
            && before.is_some_and(|c| is_word_char(c) || matches!(c, ',' | ')' | '’' | '\''))
            && !is_common_english(word)
    })
}

/// A name with one of its letters left open, but for its ending: names that differ in one letter share one of these.
fn shortened(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let inner = 0..letters.len() - ENDING;
    inner
        .map(|open| {
            let kept = letters.iter().enumerate().filter(|(at, _)| *at != open);
            format!("{open}{}", kept.map(|(_, c)| *c).collect::<String>())
        })
        .collect()
}
