//! SCAR005 doubled-mark: two marks where one belongs.

use crate::check::around::{char_at, char_before, is_word_char, word_before};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "SCAR005",
    name: "doubled-mark",
    category: "Fluency/Punctuation",
    severity: Severity::Minor,
    languages: &["en", "pt", "zh"],
    maturity: Maturity::Stable,
    what: "Flags doubled commas, semicolons and full stops, and a comma next to another mark.",
    why: "Two texts or two marks were joined, and one mark was left over.",
    not_flagged: "Ellipses, `?!` and `!!`, full stops of abbreviations before a comma, paths, German low quotes.",
    fix_safety: "Safe when the marks are the same, else unsafe.",
    examples: &[
        Example::mended(
            "en",
            "The summit ended[[,,]] leaders left[[..]]",
            "The summit ended, leaders left.",
        ),
        Example::mended("pt", "A cúpula terminou[[,.]]", "A cúpula terminou."),
        Example::mended(
            "zh",
            "峰会结束[[，，]]各方离开[[，。]]",
            "峰会结束，各方离开。",
        ),
        Example::new("en", "Wait... the U.S., Inc., and others?! Yes!!"),
        Example::new("pt", "etc., e.g., ../pasta"),
        Example::new("zh", "等等……真的？！。。。"),
    ],
};

const MARKS: [char; 8] = [',', ';', '.', '，', '。', '；', '、', '：'];

/// SCAR005.
pub(in crate::check::rules) struct DoubledMark;

impl Rule for DoubledMark {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        let mut done = 0;
        for (at, first) in text.match_indices(MARKS) {
            if at < done {
                continue;
            }
            let second_at = at + first.len();
            let Some(second) = char_at(text, second_at).filter(|c| MARKS.contains(c)) else {
                continue;
            };
            let end = second_at + second.len_utf8();
            let run_end = end
                + text[end..]
                    .bytes()
                    .take_while(|byte| matches!(byte, b',' | b';' | b'.'))
                    .count();
            let third = char_at(text, end);
            done = run_end;
            let span = Span::new(at, end);
            // Three and more are an ellipsis or a leader of dots.
            if run_end > end
                || third.is_some_and(|third| MARKS.contains(&third) || matches!(third, '/' | '\\'))
            {
                continue;
            }
            let before = char_before(text, at);
            if !before
                .is_some_and(|c| is_word_char(c) || matches!(c, ')' | '”' | '"' | '）' | '》'))
                || third.is_some_and(|c| first.is_ascii() && is_word_char(c) && c.is_ascii())
                || scan.is_protected(span)
                || !matches!(
                    scan.lang_at(at.saturating_sub(1)),
                    Lang::EN | Lang::PT | Lang::ZH
                )
            {
                continue;
            }
            let pair = span.of(text);
            let (kept, applicability) = match pair {
                ",," | ";;" | "，，" | "。。" | "；；" | "、、" | "：：" => {
                    (first, Applicability::Safe)
                }
                ".." if word_before(text, at).chars().count() > 1 => (first, Applicability::Safe),
                ",." | ";." | "，。" | "；。" | "、。" | "，；" | "、，" | "。，" | "；，" => {
                    (
                        if pair.starts_with('。') {
                            first
                        } else {
                            &text[second_at..end]
                        },
                        Applicability::Unsafe,
                    )
                }
                ",;" | ";," => (";", Applicability::Unsafe),
                _ => continue,
            };
            let message = format!("`{pair}` are two marks where one belongs");
            findings.push(
                Finding::new(&META, span, message)
                    .with_confidence(0.88)
                    .with_replacement(kept, applicability),
            );
        }
    }
}
