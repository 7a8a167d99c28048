//! SCAR003 split-clitic: an English ending torn from its word.

use crate::check::around::{
    char_at, is_space, is_word_char, spaces_after, spaces_before, word_at, word_before,
};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "SCAR003",
    name: "split-clitic",
    category: "Fluency/Punctuation",
    severity: Severity::Minor,
    languages: &["en"],
    maturity: Maturity::Stable,
    what: "Flags an English ending (`'s`, `n't`, `'re`, `'ll`) with a blank before or inside it.",
    why: "Tokenisers split endings from their words; the reader stumbles at each one.",
    not_flagged: "Words in single quotes, years (`'80s`), words that start with an apostrophe (`'tis`).",
    fix_safety: "Safe: only blanks go.",
    examples: &[
        Example::mended(
            "en",
            "[[China 's]] partners [[do n't]] agree.",
            "China's partners don't agree.",
        ),
        Example::mended(
            "en",
            "[[They ’re]] sure [[it ' s]] over.",
            "They’re sure it's over.",
        ),
        Example::mended("en", "They [[don 't]] know.", "They don't know."),
        Example::new("en", "the 'soft power' of the '80s, 'tis said"),
        Example::new("en", "China's partners don't agree on n't."),
        Example::new("en", "He said 'yes' s times and the leaders ' table"),
    ],
};

const ENDINGS: [&str; 6] = ["s", "re", "ve", "ll", "d", "m"];

/// Words that take `n't`.
const BEFORE_NOT: [&str; 20] = [
    "do", "does", "did", "is", "are", "was", "were", "has", "have", "had", "wo", "would", "ca",
    "could", "should", "must", "need", "might", "sha", "ai",
];

/// SCAR003.
pub(in crate::check::rules) struct SplitClitic;

impl Rule for SplitClitic {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        let mut done = 0;
        for (at, mark) in text.match_indices(['\'', '’']) {
            let Some((span, whole)) = torn(text, at, mark) else {
                continue;
            };
            if span.start < done || scan.is_protected(span) || scan.lang_at(span.start) != Lang::EN
            {
                continue;
            }
            done = span.end;
            let message = format!("`{}` is torn apart", span.of(text));
            findings.push(
                Finding::new(&META, span, message)
                    .with_confidence(0.93)
                    .with_replacement(whole, Applicability::Safe),
            );
        }
    }
}

/// The torn word around the apostrophe at `at`, and the word made whole.
fn torn(text: &str, at: usize, mark: &str) -> Option<(Span, String)> {
    let behind = at + mark.len();
    let (gap, inner) = (spaces_before(text, at), spaces_after(text, behind));
    let ending = word_at(text, inner);
    let end = inner + ending.len();
    // `do n't`: the blank stands before the n.
    if ending == "t" && gap == at && inner == behind {
        let n = word_before(text, at);
        let start = at.checked_sub(n.len())?;
        let verb_end = spaces_before(text, start);
        let verb = word_before(text, verb_end);
        let known = BEFORE_NOT
            .iter()
            .any(|known| verb.eq_ignore_ascii_case(known));
        return (n == "n" && verb_end < start && known).then(|| {
            (
                Span::new(verb_end - verb.len(), end),
                format!("{verb}n{mark}t"),
            )
        });
    }
    if gap == at {
        return None;
    }
    let head = word_before(text, gap);
    let open_behind =
        char_at(text, end).is_none_or(|next| !is_word_char(next) && next != '\'' && next != '’');
    // With blanks on both sides the mark might open or close a quotation: `leaders ' s`.
    let both_sides = inner > behind;
    let letters = head.chars().next_back().is_some_and(char::is_alphabetic);
    let fits = if ending == "t" {
        head.len() > 2
            && head.ends_with('n')
            && BEFORE_NOT
                .iter()
                .any(|known| head[..head.len() - 1].eq_ignore_ascii_case(known))
    } else {
        ENDINGS.contains(&ending) && (!both_sides || ending == "s" && !head.ends_with('s'))
    };
    let closed_before = char_at(text, gap).is_some_and(is_space);
    (letters && fits && open_behind && closed_before).then(|| {
        (
            Span::new(gap - head.len(), end),
            format!("{head}{mark}{ending}"),
        )
    })
}
