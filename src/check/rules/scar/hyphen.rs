//! SCAR001 split-hyphen: a compound torn apart before its hyphen.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::word_list;
use crate::check::around::{char_at, char_before, spaces_before, word_at, word_before};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "SCAR001",
    name: "split-hyphen",
    category: "Fluency/Punctuation",
    severity: Severity::Minor,
    languages: &["en", "pt"],
    maturity: Maturity::Stable,
    what: "Flags a blank before the hyphen of a compound or of a Portuguese pronoun.",
    why: "Tokenisers split words at hyphens, and what joins them again forgets the blank.",
    not_flagged: "Dashes with blanks on both sides, asides between dashes, list marks, command-line options, negative numbers.",
    fix_safety: "Safe when the second part is a common end of compounds, else unsafe.",
    examples: &[
        Example::mended("en", "a [[long -term]] project", "a long-term project"),
        Example::mended("en", "the [[in -depth]] covenant", "the in-depth covenant"),
        Example::mended(
            "en",
            "the [[high \u{2011}tech]] venture",
            "the high\u{2011}tech venture",
        ),
        Example::mended(
            "pt",
            "O acordo [[tornou -se]] realidade.",
            "O acordo tornou-se realidade.",
        ),
        Example::new("en", "the summit - a success - ended"),
        Example::new("en", "the leaders -they came early- met again"),
        Example::new("en", "it fell to -5 degrees; run grep -rn and tar -xzf"),
        Example::new("en", "long- and short-term projects"),
        Example::new("pt", "o acordo – um êxito – tornou-se realidade"),
    ],
};

static TAILS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| word_list(include_str!("../../data/compound_tails.txt")));

/// Pronouns that Portuguese hangs on its verbs.
const ENCLITICS: [&str; 17] = [
    "se", "lo", "la", "los", "las", "lhe", "lhes", "me", "te", "nos", "vos", "no", "na", "nas",
    "o", "a", "os",
];

/// How far the second dash of an aside is looked for, in bytes.
const ASIDE: usize = 160;

/// SCAR001.
pub(in crate::check::rules) struct SplitHyphen;

impl Rule for SplitHyphen {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        for (at, hyphen) in text.match_indices(['-', '\u{2010}', '\u{2011}']) {
            let gap = spaces_before(text, at);
            if gap == at {
                continue;
            }
            let behind = at + hyphen.len();
            let (head, tail) = (word_before(text, gap), word_at(text, behind));
            let span = Span::new(gap - head.len(), behind + tail.len());
            if head.is_empty() || tail.is_empty() || scan.is_protected(span) {
                continue;
            }
            let lower_tail = tail.chars().all(char::is_lowercase);
            let lower_head = head.chars().all(char::is_alphabetic)
                && head.chars().skip(1).all(char::is_lowercase);
            // `grep -rn`, `-foo=bar` and a second hyphen are no compound.
            let after = char_at(text, span.end);
            let bounded = !matches!(after, Some('=' | '_' | '/' | '.'))
                || after == Some('.')
                    && !char_at(text, span.end + 1).is_some_and(char::is_alphanumeric);
            if !lower_tail
                || !lower_head
                || !bounded
                || char_before(text, span.start)
                    .is_some_and(|c| matches!(c, '-' | '_' | '/' | '.' | '$'))
            {
                continue;
            }
            let (confidence, applicability) = match scan.lang_at(span.start) {
                Lang::EN if TAILS.contains(tail) && tail.len() > 2 => (0.95, Applicability::Safe),
                // `in -depth` is sure, `came -to` could be anything.
                Lang::EN if tail.len() > 3 && !is_aside(text, span.end) => {
                    (0.6, Applicability::Unsafe)
                }
                Lang::PT if ENCLITICS.contains(&tail) && !is_aside(text, span.end) => {
                    (0.9, Applicability::Safe)
                }
                _ => continue,
            };
            if confidence > 0.9 && is_aside(text, span.end) {
                continue;
            }
            let joined = format!("{head}{hyphen}{tail}");
            let message = format!("`{}` has a blank before its hyphen", span.of(text));
            findings.push(
                Finding::new(&META, span, message)
                    .with_confidence(confidence)
                    .with_replacement(joined, applicability),
            );
        }
    }
}

/// True when a second dash closes an aside soon after `at`: `-they came early-`.
fn is_aside(text: &str, at: usize) -> bool {
    let mut before = 'x';
    let mut chars = text[at..].char_indices().peekable();
    while let Some((offset, character)) = chars.next() {
        if offset > ASIDE || matches!(character, '.' | '\n' | ';') {
            return false;
        }
        let next = chars.peek().map(|(_, next)| *next);
        if character == '-'
            && !before.is_whitespace()
            && next.is_none_or(|next| next.is_whitespace() || matches!(next, ',' | '.'))
        {
            return true;
        }
        before = character;
    }
    false
}
