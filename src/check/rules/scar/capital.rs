//! SCAR006 capital-after-semicolon: a sentence joined to the one before, its capital left.

use crate::check::around::{char_at, spaces_after, word_at};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "SCAR006",
    name: "capital-after-semicolon",
    category: "Fluency/Spelling",
    severity: Severity::Minor,
    languages: &["en", "pt"],
    maturity: Maturity::Stable,
    what: "Flags a common word with a capital after a semicolon.",
    why: "Translation engines start a new sentence at a semicolon; English and Portuguese do not.",
    not_flagged: "Names, titles in capitals (the next word has one too), lists of titles, the word I.",
    fix_safety: "Safe: only the capital goes, of a word that is never a name.",
    examples: &[
        Example::mended(
            "en",
            "not just a meeting; [[It]] is a sign",
            "not just a meeting; it is a sign",
        ),
        Example::mended(
            "en",
            "more than gestures; [[These]] are invitations",
            "more than gestures; these are invitations",
        ),
        Example::mended(
            "pt",
            "não é só uma reunião; [[Ela]] é um sinal",
            "não é só uma reunião; ela é um sinal",
        ),
        Example::new("en", "The Guardian; The Times; The Hague; I agree"),
        Example::new("en", "a meeting; it is a sign; Beijing agrees"),
        Example::new("pt", "a reunião; O Globo; Brasil"),
    ],
};

/// Words that start sentences and are never names.
const EN: [&str; 32] = [
    "It",
    "This",
    "That",
    "These",
    "Those",
    "He",
    "She",
    "We",
    "You",
    "They",
    "There",
    "Here",
    "However",
    "Therefore",
    "Moreover",
    "Also",
    "And",
    "But",
    "If",
    "When",
    "While",
    "In",
    "On",
    "At",
    "For",
    "From",
    "Its",
    "Their",
    "His",
    "Her",
    "Our",
    "The",
];
const PT: [&str; 20] = [
    "Ele", "Ela", "Eles", "Elas", "Isso", "Isto", "Este", "Esta", "Estes", "Estas", "Esse", "Essa",
    "Mas", "Porém", "Também", "Se", "Quando", "Há", "Não", "Além",
];

/// SCAR006.
pub(in crate::check::rules) struct CapitalAfterSemicolon;

impl Rule for CapitalAfterSemicolon {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        for (at, mark) in text.match_indices(';') {
            let start = spaces_after(text, at + mark.len());
            let word = word_at(text, start);
            if start == at + mark.len() || word.is_empty() {
                continue;
            }
            let known = match scan.lang_at(start) {
                Lang::EN => EN.contains(&word),
                Lang::PT => PT.contains(&word),
                _ => false,
            };
            let span = Span::new(start, start + word.len());
            // `; The Hague`, `; In Cold Blood`: the next word tells a title from a sentence.
            let next = word_at(text, spaces_after(text, span.end));
            let sentence = next.chars().next().is_some_and(char::is_lowercase)
                || word != "The" && matches!(char_at(text, span.end), Some('’' | '\'' | ','));
            if !known || !sentence || scan.is_protected(span) {
                continue;
            }
            let lower = word.to_lowercase();
            let message = format!("`{word}` has a capital after a semicolon");
            findings.push(
                Finding::new(&META, span, message)
                    .with_confidence(0.9)
                    .with_replacement(lower, Applicability::Safe),
            );
        }
    }
}
