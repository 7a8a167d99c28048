//! SCAR007 stray-mark: a mark glued to a word where nothing calls for it.

use crate::check::around::{char_at, char_before, is_word_char};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "SCAR007",
    name: "stray-mark",
    category: "Fluency/Punctuation",
    severity: Severity::Minor,
    languages: &["en", "pt"],
    maturity: Maturity::Stable,
    what: "Flags a lone `^`, `~`, `|`, `\\`, `_`, `<`, `>` or `@` at the end of a word.",
    why: "Such marks are left over from markup or damage; running text has no use for them.",
    not_flagged: "Powers, ranges, code, URLs, tables, smileys, pairs such as `_word_`, marks between blanks.",
    fix_safety: "Unsafe: a person should see what the mark was for.",
    examples: &[
        Example::mended(
            "en",
            "revealed that the[[^]] composition of crystals",
            "revealed that the composition of crystals",
        ),
        Example::mended(
            "pt",
            "a composição[[|]] dos cristais",
            "a composição dos cristais",
        ),
        Example::new("en", "x^ 2 and `a| b` and _word_ and | a | b |"),
        Example::new("en", "see ~50 people, ^_^ and 5~ 6"),
    ],
};

const MARKS: [char; 8] = ['^', '~', '|', '\\', '_', '<', '>', '@'];

/// SCAR007.
pub(in crate::check::rules) struct StrayMark;

impl Rule for StrayMark {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        let places: Vec<usize> = text.match_indices(MARKS).map(|(at, _)| at).collect();
        for (index, &at) in places.iter().enumerate() {
            let mark = char_at(text, at).unwrap_or_default();
            let span = Span::new(at, at + mark.len_utf8());
            let word = crate::check::around::word_before(text, at);
            let after = char_at(text, span.end);
            // A twin within a line is markup: `_word_`, `~so~`, `|a|b|`.
            let twin = |other: Option<&usize>| {
                other.is_some_and(|&other| {
                    other.abs_diff(at) < 120 && text[other..].starts_with(mark)
                })
            };
            let paired = index
                .checked_sub(1)
                .is_some_and(|before| twin(places.get(before)))
                || twin(places.get(index + 1));
            let letters = word.chars().all(char::is_alphabetic);
            // `1985~ and`, but `5> x` and `3| y` are figures of something.
            let figures = matches!(mark, '^' | '~' | '@' | '_') && word.len() > 1;
            let glued = word.chars().count() >= 2 && (letters || figures);
            let free = after.is_some_and(|c| c == ' ')
                && char_at(text, span.end + 1).is_some_and(|c| c.is_alphabetic());
            let before = char_before(text, at - word.len());
            if paired
                || !glued
                || !free
                || before.is_some_and(|c| is_word_char(c) || !c.is_whitespace())
                || scan.is_protected(span)
                || !matches!(scan.lang_at(at), Lang::EN | Lang::PT)
            {
                continue;
            }
            let message = format!("`{mark}` stands after `{word}` for no reason to be seen");
            findings.push(
                Finding::new(&META, span, message)
                    .with_confidence(0.85)
                    .with_replacement("", Applicability::Unsafe),
            );
        }
    }
}
