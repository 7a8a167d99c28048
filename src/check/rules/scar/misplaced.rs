//! SCAR008 misplaced-mark: a mark that cuts a phrase in two.

use crate::check::around::{char_at, char_before, is_word_char, word_at, word_before};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "SCAR008",
    name: "misplaced-mark",
    category: "Fluency/Punctuation",
    severity: Severity::Minor,
    languages: &["en", "pt"],
    maturity: Maturity::Stable,
    what: "Flags a punctuation mark right after an article or possessive, a sentence mark before a small letter, and a hyphen that hangs on a word.",
    why: "The mark belongs nowhere; the reader takes the phrase for two.",
    not_flagged: "Abbreviations, lists of letters, names such as Yahoo!, exclamations inside a sentence that a quotation or bracket closes, suspended hyphens (`short- and long-term`).",
    fix_safety: "Unsafe: the mark may belong elsewhere.",
    examples: &[
        Example::mended(
            "en",
            "for the[[,]] first time in the[[?]] Democratic Republic",
            "for the first time in the Democratic Republic",
        ),
        Example::mended(
            "en",
            "more than 2,300 data[[!]] labelers and organic[[-]] matter",
            "more than 2,300 data labelers and organic matter",
        ),
        Example::mended(
            "pt",
            "a reunião da[[;]] organização em Tianjin",
            "a reunião da organização em Tianjin",
        ),
        Example::new(
            "en",
            "short- and long-term; options a, b and c; “What?” he asked; what for?",
        ),
        Example::new(
            "en",
            "Yahoo! Inc. and the U.S. economy. Really? (Yes!) he said; an I.D. card",
        ),
        Example::new("pt", "o art. 5.º da lei; a, e e o; “Sim!” disse ele"),
    ],
};

/// Words that a phrase cannot end with.
const EN: [&str; 7] = ["the", "an", "a", "my", "your", "their", "our"];
const PT: [&str; 9] = [
    "dos", "das", "da", "do", "uma", "aos", "pelo", "pela", "num",
];

/// Words after which a hyphen may hang.
const AFTER_HYPHEN: [&str; 16] = [
    "and", "or", "to", "but", "as", "through", "versus", "vs", "than", "nor", "e", "ou", "a",
    "até", "y", "und",
];

/// SCAR008.
pub(in crate::check::rules) struct MisplacedMark;

impl Rule for MisplacedMark {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        for (at, mark) in text.match_indices([',', ';', ':', '?', '!', '-']) {
            let behind = at + 1;
            if char_at(text, behind) != Some(' ') {
                continue;
            }
            let (before, after) = (word_before(text, at), word_at(text, behind + 1));
            let start = at - before.len();
            let glued_before = char_before(text, start).is_some_and(|c| !c.is_whitespace());
            if before.is_empty() || after.is_empty() || glued_before {
                continue;
            }
            let articles: &[&str] = match scan.lang_at(start) {
                Lang::EN => &EN,
                Lang::PT => &PT,
                _ => continue,
            };
            let lower = |word: &str| word.chars().all(char::is_lowercase);
            let article = articles.contains(&before);
            let confidence = match mark {
                // `Oh my, what a day`.
                "," if before == "my" => continue,
                "," | ";" | ":" if article && after.chars().count() > 1 => 0.85,
                "?" | "!" if article && is_word_char(after.chars().next().unwrap_or(' ')) => 0.9,
                "?" | "!"
                    if lower(before) && lower(after) && before.len() > 1 && after.len() > 1 =>
                {
                    0.75
                }
                "-" if lower(before)
                    && lower(after)
                    && before.chars().count() > 2
                    && after.chars().count() > 1
                    && !AFTER_HYPHEN.contains(&after) =>
                {
                    0.7
                }
                _ => continue,
            };
            let span = Span::new(at, behind);
            if scan.is_protected(span) {
                continue;
            }
            let message = format!("`{mark}` cuts `{before} {after}` in two");
            findings.push(
                Finding::new(&META, span, message)
                    .with_confidence(confidence)
                    .with_replacement("", Applicability::Unsafe),
            );
        }
    }
}
