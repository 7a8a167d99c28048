//! NUM003 percent-spacing: a blank before a percent sign.

use crate::check::around::{char_at, char_before, is_word_char, spaces_after, spaces_before};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "NUM003",
    name: "percent-spacing",
    category: "Locale convention/Number format",
    severity: Severity::Minor,
    languages: &["en", "zh"],
    maturity: Maturity::Stable,
    what: "Flags a blank between a number and its percent sign in English and Chinese.",
    why: "Other languages and the SI set a blank there; English and Chinese news style does not.",
    not_flagged: "Portuguese, French, German; a remainder in a formula (`7 % 2`).",
    fix_safety: "Safe: only the blank goes.",
    examples: &[
        Example::mended(
            "en",
            "accounts for [[17.5 %]] of trade",
            "accounts for 17.5% of trade",
        ),
        Example::mended("zh", "占全球贸易的[[17.5 %]]。", "占全球贸易的17.5%。"),
        Example::new("en", "accounts for 17.5% of trade; 7 % 2 is 1"),
        Example::new("pt", "representa 17,5 % do comércio"),
    ],
};

/// NUM003.
pub(in crate::check::rules) struct PercentSpacing;

impl Rule for PercentSpacing {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        for (at, sign) in text.match_indices(['%', '％', '‰']) {
            let gap = spaces_before(text, at);
            if gap == at || !char_before(text, gap).is_some_and(|c| c.is_ascii_digit()) {
                continue;
            }
            let number = text[..gap]
                .bytes()
                .rev()
                .take(16)
                .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
                .count();
            let digits = text[gap - number..gap].trim_start_matches(['.', ',']);
            let span = Span::new(gap - digits.len(), at + sign.len());
            let lang = scan.lang_at(span.start);
            // `7 % 2` and `% d` are formulas and format strings.
            let after = char_at(text, spaces_after(text, span.end));
            let formula = after.is_some_and(|c| c.is_ascii_digit())
                || char_at(text, span.end).is_some_and(|c| is_word_char(c) && c.is_ascii());
            if formula || scan.is_protected(span) || !matches!(lang, Lang::EN | Lang::ZH) {
                continue;
            }
            let message = format!("`{}` has a blank before its percent sign", span.of(text));
            findings.push(
                Finding::new(&META, span, message)
                    .with_confidence(0.8)
                    .with_replacement(format!("{digits}{sign}"), Applicability::Safe),
            );
        }
    }
}
