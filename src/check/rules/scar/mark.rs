//! SCAR002 space-before-mark: a blank before a comma, full stop or other closing mark.

use crate::check::around::{
    char_at, char_before, is_han, is_word_char, spaces_after, spaces_before, word_before,
};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "SCAR002",
    name: "space-before-mark",
    category: "Fluency/Punctuation",
    severity: Severity::Minor,
    languages: &["en", "pt", "zh"],
    maturity: Maturity::Stable,
    what: "Flags a blank before a comma, full stop, semicolon, question or exclamation mark.",
    why: "Tokenised text was joined again without its spacing rules, or French habits were kept.",
    not_flagged: "French, spaced ellipses, decimal points and file names after a blank, smileys, ratios, lines that are only marks.",
    fix_safety: "Safe: only the blank goes.",
    examples: &[
        Example::mended(
            "en",
            "The summit ended[[ ,]] and leaders left[[ .]]",
            "The summit ended, and leaders left.",
        ),
        Example::mended(
            "pt",
            "A cúpula terminou[[ ;]] todos partiram[[ !]]",
            "A cúpula terminou; todos partiram!",
        ),
        Example::mended(
            "zh",
            "峰会在天津举行[[ ，]]各方达成共识[[ 。]]",
            "峰会在天津举行，各方达成共识。",
        ),
        Example::new(
            "en",
            "He paused . . . and left :) using .NET 5 and .5 percent ; )",
        ),
        Example::new("fr", "Pourquoi ? Le sommet est fini !"),
        Example::new("en", "a ratio of 1 : 2"),
        Example::new("zh", "峰会在天津举行，各方达成共识。"),
    ],
};

/// SCAR002.
pub(in crate::check::rules) struct SpaceBeforeMark;

const MARKS: [char; 12] = [
    ',', '.', ';', '!', '?', '，', '。', '；', '！', '？', '、', '：',
];

impl Rule for SpaceBeforeMark {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        for (at, mark) in text.match_indices(MARKS) {
            let gap = spaces_before(text, at);
            if gap == at {
                continue;
            }
            let end = at + mark.len();
            let span = Span::new(gap, end);
            let Some(before) = char_before(text, gap) else {
                continue;
            };
            if !closes_a_word(before) || scan.is_protected(span) {
                continue;
            }
            let lang = scan.lang_at(gap - before.len_utf8());
            let wide = !mark.is_ascii();
            if !wide {
                let follows = char_at(text, end);
                let free = follows.is_none_or(|next| {
                    next.is_whitespace() || matches!(next, '"' | '”' | '’' | '\'') || is_han(next)
                });
                // A mark of its own between blanks: `A . B`, `Yahoo ! Inc`, `; )`.
                let blank_then = char_at(text, spaces_after(text, end));
                let smiley = mark == ";" && matches!(blank_then, Some(')' | '(' | '-' | 'D'));
                let ellipsis = mark == "." && (blank_then == Some('.') || before == '.');
                let french = lang != Lang::EN && lang != Lang::PT && lang != Lang::ZH;
                if !free || smiley || ellipsis || french || looks_like_a_table(text, gap) {
                    continue;
                }
            } else if lang != Lang::ZH {
                continue;
            }
            let message = format!("a blank stands before `{mark}`");
            findings.push(
                Finding::new(&META, span, message)
                    .with_confidence(0.9)
                    .with_replacement(mark, Applicability::Safe),
            );
        }
    }
}

fn closes_a_word(character: char) -> bool {
    is_word_char(character)
        || matches!(
            character,
            ')' | '"' | '”' | '’' | '%' | ']' | '）' | '》' | '」'
        )
}

/// Single letters around marks are formulas and tables, not sentences.
fn looks_like_a_table(text: &str, gap: usize) -> bool {
    let word = word_before(text, gap);
    word.len() == 1 && !word.eq("I") && !word.bytes().all(|byte| byte.is_ascii_digit())
}
