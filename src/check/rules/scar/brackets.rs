//! SCAR004 space-in-brackets: a blank inside brackets or quotation marks.

use crate::check::around::{char_at, char_before, is_word_char, spaces_after, spaces_before};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "SCAR004",
    name: "space-in-brackets",
    category: "Fluency/Punctuation",
    severity: Severity::Minor,
    languages: &["en", "pt", "zh"],
    maturity: Maturity::Stable,
    what: "Flags a blank after an opening or before a closing bracket or curly quotation mark.",
    why: "Tokenised text was joined again without its spacing rules.",
    not_flagged: "French guillemets, check boxes, empty brackets, smileys, code.",
    fix_safety: "Safe: only the blank goes.",
    examples: &[
        Example::mended(
            "en",
            "the organization [[( ]]SCO[[ )]] met",
            "the organization (SCO) met",
        ),
        Example::mended("pt", "a [[“ ]]parceria[[ ”]] cresce", "a “parceria” cresce"),
        Example::mended("zh", "关于[[《 ]]声明[[ 》]]的报道", "关于《声明》的报道"),
        Example::new("en", "the organization (SCO) met :( and left f( ) [ ] open"),
        Example::new("fr", "le « sommet » de Tianjin"),
        Example::new("zh", "关于《声明》的报道"),
    ],
};

const MARKS: [char; 14] = [
    '(', ')', '“', '”', '（', '）', '《', '》', '「', '」', '【', '】', '『', '』',
];

/// SCAR004.
pub(in crate::check::rules) struct SpaceInBrackets;

impl Rule for SpaceInBrackets {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        for (at, mark) in text.match_indices(MARKS) {
            let behind = at + mark.len();
            let opens = matches!(mark, "(" | "“" | "（" | "《" | "「" | "【" | "『");
            let (span, inner, outer) = if opens {
                let end = spaces_after(text, behind);
                (
                    Span::new(at, end),
                    char_at(text, end),
                    char_before(text, at),
                )
            } else {
                let start = spaces_before(text, at);
                (
                    Span::new(start, behind),
                    char_before(text, start),
                    char_at(text, behind),
                )
            };
            if span.len() == mark.len()
                || !inner.is_some_and(|inner| is_word_char(inner) || matches!(inner, '.' | '…' | '!' | '?' | '%'))
                // `:( `, `f( x )`, and the closing mark that in truth opens: `said ”word`.
                || outer.is_some_and(|outer| {
                    matches!(outer, ':' | ';' | '=' | '-' | '_' | '^' | '8') || is_word_char(outer) && mark.is_ascii()
                })
                || (!opens && mark == "”" && outer.is_some_and(is_word_char))
                || scan.is_protected(span)
                || !matches!(scan.lang_at(at), Lang::EN | Lang::PT | Lang::ZH)
            {
                continue;
            }
            let place = if opens { "after" } else { "before" };
            let message = format!("a blank stands {place} `{mark}`");
            findings.push(
                Finding::new(&META, span, message)
                    .with_confidence(0.9)
                    .with_replacement(mark, Applicability::Safe),
            );
        }
    }
}
