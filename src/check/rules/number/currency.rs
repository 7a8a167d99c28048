//! NUM001 currency-spacing: a blank between a currency sign and its amount.

use crate::check::around::{char_at, spaces_after, word_before};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "NUM001",
    name: "currency-spacing",
    category: "Locale convention/Currency format",
    severity: Severity::Minor,
    languages: &["en"],
    maturity: Maturity::Stable,
    what: "Flags a blank between a currency sign and its amount in English.",
    why: "Portuguese and French set a blank there (`US$ 44`), English does not.",
    not_flagged: "Other languages, the Brazilian `R$ 5`, shell prompts, signs without an amount.",
    fix_safety: "Safe: only the blank goes.",
    examples: &[
        Example::mended(
            "en",
            "a record of [[$ 44]] billion",
            "a record of $44 billion",
        ),
        Example::mended(
            "en",
            "sold for [[US$ 1.5]] million and [[£ 20]]",
            "sold for US$1.5 million and £20",
        ),
        Example::new("en", "a record of $44 billion, R$ 5 a month, a $ sign"),
        Example::new("pt", "um recorde de US$ 44 bilhões, R$ 5 e € 20"),
    ],
};

/// NUM001.
pub(in crate::check::rules) struct CurrencySpacing;

impl Rule for CurrencySpacing {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        for (at, sign) in text.match_indices(['$', '€', '£', '¥', '₹', '₩', '₽', '₸']) {
            let behind = at + sign.len();
            let amount = spaces_after(text, behind);
            if amount == behind || !char_at(text, amount).is_some_and(|c| c.is_ascii_digit()) {
                continue;
            }
            let prefix = word_before(text, at);
            let start = at - prefix.len();
            let end = amount + amount_len(&text[amount..]);
            let span = Span::new(start, end);
            // `R$` keeps its blank in English texts on Brazil; a number before the sign owns it.
            if prefix == "R"
                || prefix.len() > 3
                || !prefix.bytes().all(|byte| byte.is_ascii_uppercase())
                || scan.is_protected(span)
                || scan.lang_at(start) != Lang::EN
            {
                continue;
            }
            let written = format!("{prefix}{sign}{}", &text[amount..end]);
            let message = format!("`{}` has a blank after its currency sign", span.of(text));
            findings.push(
                Finding::new(&META, span, message)
                    .with_confidence(0.93)
                    .with_replacement(written, Applicability::Safe),
            );
        }
    }
}

/// Length of the amount that `text` starts with, its last mark left out; at most 24 bytes.
fn amount_len(text: &str) -> usize {
    let digits = text
        .bytes()
        .take(24)
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
        .count();
    text[..digits].trim_end_matches([',', '.']).len()
}
