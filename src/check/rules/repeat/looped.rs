//! REP002 looping-phrase: a phrase that a translation engine could not stop saying.

use std::collections::VecDeque;
use std::hash::Hasher as _;

use rustc_hash::FxHasher;

use super::{Gap, Token, same, tokens};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "REP002",
    name: "looping-phrase",
    category: "Fluency/Duplication",
    severity: Severity::Major,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags a phrase of two to twelve words that is said again at once.",
    why: "Neural engines fall into loops; what follows the loop is often missing.",
    not_flagged: "Two words said twice (`step by step by`), phrases with a mark between them said only twice, numbers.",
    fix_safety: "Unsafe: the phrase is said once; the text that the loop replaced stays lost.",
    examples: &[
        Example::mended(
            "en",
            "They met [[in order to in order to]] sign.",
            "They met in order to sign.",
        ),
        Example::mended(
            "en",
            "[[the high level, the high level, the high level]] of ties",
            "the high level of ties",
        ),
        Example::mended(
            "pt",
            "Reuniram-se [[para que os para que os]] acordos valham.",
            "Reuniram-se para que os acordos valham.",
        ),
        Example::new(
            "en",
            "step by step by step they met, day after day after day",
        ),
        Example::new(
            "en",
            "The more the better, the more the merrier. 10 20 10 20 10 20",
        ),
    ],
};

/// Longest phrase looked for, in words.
const LONGEST: usize = 12;

/// REP002.
pub(in crate::check::rules) struct Loop;

impl Rule for Loop {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        // With the hash of each word, which tells nearly all of them apart.
        let mut window: VecDeque<(Token, u64)> = VecDeque::with_capacity(LONGEST + 1);
        // For each period: how many words in a row equal the one a period before, where the
        // stretch starts, how many marks lie inside, and where the first phrase ends.
        let mut streaks = [Streak::default(); LONGEST + 1];
        for token in tokens(scan) {
            let word = token.span.of(text);
            let hash = hash_of(word);
            for period in 2..=window.len().min(LONGEST) {
                let (earlier, earlier_hash) = window[window.len() - period];
                let streak = &mut streaks[period];
                if earlier_hash == hash && same(earlier.span.of(text), word) {
                    if streak.length == 0 {
                        streak.start = earlier.span.start;
                        streak.marks = 0;
                    }
                    streak.length += 1;
                    streak.end = token.span.end;
                    if streak.length == period {
                        streak.second = streak.copy_start;
                    }
                    if streak.length == 1 {
                        streak.copy_start = token.span.start;
                        streak.first_end = window[window.len() - 1].0.span.end;
                    }
                    streak.marks += usize::from(token.gap == Gap::Mark);
                } else if streak.length > 0 {
                    streak.finish(period, scan, findings);
                }
            }
            window.push_back((token, hash));
            if window.len() > LONGEST {
                window.pop_front();
            }
        }
        for (period, streak) in streaks.iter_mut().enumerate().skip(2) {
            streak.finish(period, scan, findings);
        }
        keep_shortest(findings);
    }
}

/// Of words that are equal but for case.
fn hash_of(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    if word.is_ascii() {
        for byte in word.bytes() {
            hasher.write_u32(byte.to_ascii_lowercase().into());
        }
    } else {
        for c in word.chars().flat_map(char::to_lowercase) {
            hasher.write_u32(c.into());
        }
    }
    hasher.finish()
}

#[derive(Clone, Copy, Debug, Default)]
struct Streak {
    length: usize,
    start: usize,
    first_end: usize,
    copy_start: usize,
    second: usize,
    end: usize,
    marks: usize,
}

impl Streak {
    fn finish(&mut self, period: usize, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let streak = std::mem::take(self);
        let copies = streak.length / period;
        // Three words said twice without a mark between, or anything said three times.
        let looped = copies >= 2 || (copies == 1 && period >= 3 && streak.marks == 0);
        if !looped {
            return;
        }
        let text = scan.text();
        // Whole copies only: what the streak runs on into belongs to the sentence.
        let mut end = streak.end;
        if !streak.length.is_multiple_of(period) {
            let extra = streak.length % period;
            let mut words = 0;
            for (offset, part) in text[streak.start..streak.end].char_indices().rev() {
                let at = streak.start + offset;
                let starts = crate::check::around::is_word_char(part)
                    && !crate::check::around::char_before(text, at).is_some_and(|c| {
                        crate::check::around::is_word_char(c)
                            || matches!(c, '\'' | '’' | '-' | '.' | ',' | '_' | '@' | '\u{2011}')
                    });
                words += usize::from(starts);
                if words == extra {
                    end = text[..at]
                        .trim_end_matches(|c: char| !crate::check::around::is_word_char(c))
                        .len();
                    break;
                }
            }
        }
        let span = Span::new(streak.start, end.max(streak.first_end));
        let phrase = &text[streak.start..streak.first_end];
        let worded = phrase.split_whitespace().filter(|word| {
            word.chars().filter(|c| c.is_alphabetic()).count() >= 2
                && !word.chars().any(|c| c.is_ascii_digit())
        });
        let different = {
            let mut words = phrase.split_whitespace();
            let first = words.next().unwrap_or_default();
            words.any(|word| !same(word, first))
        };
        if worded.count() < 2 || !different || scan.is_protected(span) || phrase.len() > 400 {
            return;
        }
        let message = format!("`{phrase}` is said {} times in a row", copies + 1);
        findings.push(
            Finding::new(&META, span, message)
                .with_confidence(if copies >= 2 { 0.9 } else { 0.85 })
                .with_replacement(phrase, Applicability::Unsafe),
        );
    }
}

/// A loop of three words is one of six as well: the shorter phrase explains it.
fn keep_shortest(findings: &mut Vec<Finding>) {
    let mine = |finding: &Finding| std::ptr::eq(finding.rule, &META);
    let mut spans: Vec<(Span, usize)> = findings
        .iter()
        .filter(|finding| mine(finding))
        .map(|finding| (finding.span, finding.suggestion().map_or(0, str::len)))
        .collect();
    spans.sort_by_key(|(span, phrase)| (span.start, std::cmp::Reverse(span.end), *phrase));
    let mut kept: Vec<(Span, usize)> = Vec::new();
    for (span, phrase) in spans {
        match kept.last_mut() {
            Some(last) if last.0.overlaps(span) => {
                if phrase < last.1 && span.len() * 2 >= last.0.len() {
                    *last = (span, phrase);
                }
            }
            _ => kept.push((span, phrase)),
        }
    }
    findings.retain(|finding| {
        !mine(finding)
            || kept
                .binary_search_by_key(&finding.span.start, |(span, _)| span.start)
                .is_ok_and(|at| {
                    kept[at] == (finding.span, finding.suggestion().map_or(0, str::len))
                })
    });
}
