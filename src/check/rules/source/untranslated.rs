//! SRC003 untranslated: a translation that is its source, or holds a long stretch of it.

use rustc_hash::FxHashSet;

use super::words::{small_words, words};
use crate::check::around::is_han;
use crate::check::{Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "SRC003",
    name: "untranslated",
    category: "Accuracy/Source language fragment",
    severity: Severity::Major,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags a translation that equals its source, and four or more words of the source in a row.",
    why: "The reader gets the wrong language; engines copy what they cannot translate.",
    not_flagged: "Names, numbers, addresses, quotations of another language that stand in the source as well.",
    fix_safety: "No fix.",
    examples: &[
        Example::new("en", "[[双方就上合组织达成共识。]]")
            .translated_from("zh", "双方就上合组织达成共识。"),
        Example::new("en", "He said that [[a parceria com o Cazaquistão]] grows.")
            .translated_from("pt", "Ele disse que a parceria com o Cazaquistão cresce."),
        Example::new("en", "SCO 2025").translated_from("zh", "SCO 2025"),
        Example::new("en", "The paper Folha de S.Paulo wrote on it.")
            .translated_from("pt", "O jornal Folha de S.Paulo escreveu sobre isso."),
        Example::new("en", "Both sides agreed.").translated_from("zh", "双方达成共识。"),
    ],
};

/// Words in a row that make a stretch.
const STRETCH: usize = 4;

/// SRC003.
pub(in crate::check::rules) struct Untranslated;

impl Rule for Untranslated {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let Some(source) = scan.input.source else {
            return;
        };
        let text = scan.text();
        if source.tag.lang == scan.input.tag.lang {
            return;
        }
        let whole = Span::new(0, text.len()).trimmed(text);
        if whole.of(text) == source.text.trim() {
            if is_language(whole.of(text), source.tag.lang) {
                let message = "the translation is its source, word for word";
                findings.push(Finding::new(&META, whole, message).with_confidence(0.95));
            }
            return;
        }
        let small = small_words(source.tag.lang);
        if small.is_empty() {
            return;
        }
        let source_words = words(source.text);
        if source_words.len() < STRETCH {
            return;
        }
        let known: FxHashSet<Vec<&str>> = source_words
            .windows(STRETCH)
            .map(|window| window.iter().map(|span| span.of(source.text)).collect())
            .collect();
        let target = words(text);
        let mut stretch: Option<Span> = None;
        for window in target.windows(STRETCH) {
            let phrase: Vec<&str> = window.iter().map(|span| span.of(text)).collect();
            if !known.contains(&phrase) {
                continue;
            }
            let place = Span::new(window[0].start, window[STRETCH - 1].end);
            match &mut stretch {
                Some(earlier) if earlier.end >= place.start => earlier.end = place.end,
                _ => {
                    report(scan, stretch, small, findings);
                    stretch = Some(place);
                }
            }
        }
        report(scan, stretch, small, findings);
    }
}

fn report(scan: &Scan<'_>, stretch: Option<Span>, small: &[&str], findings: &mut Vec<Finding>) {
    let Some(span) = stretch else { return };
    let mut counts = (0, 0);
    for word in span.of(scan.text()).split_whitespace() {
        counts.0 += usize::from(small.contains(&word));
        counts.1 += usize::from(word.chars().next().is_some_and(char::is_uppercase));
    }
    let words = span.of(scan.text()).split_whitespace().count();
    // Names hold small words too: most of a name has capitals.
    if counts.0 < 2 || counts.1 * 2 >= words || scan.is_protected(span) {
        return;
    }
    let message = "words of the source, not translated";
    findings.push(Finding::new(&META, span, message).with_confidence(0.9));
}

/// True when there is something to translate: Chinese, or small words of the language.
fn is_language(text: &str, lang: Lang) -> bool {
    let han = text.chars().filter(|c| is_han(*c)).count();
    if han >= 2 {
        return true;
    }
    let small = small_words(lang);
    let mut counts = (0, 0);
    for word in text.split_whitespace() {
        counts.0 += usize::from(small.contains(&word));
        counts.1 += usize::from(word.len() > 3 && word.chars().all(char::is_lowercase));
    }
    counts.0 >= 1 && counts.1 >= 2
}
