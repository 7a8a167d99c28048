//! NUM002 split-number: a number torn apart at its own marks.

use crate::check::around::{char_at, char_before, spaces_after, spaces_before};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "NUM002",
    name: "split-number",
    category: "Locale convention/Number format",
    severity: Severity::Major,
    languages: &["en", "pt", "zh"],
    maturity: Maturity::Stable,
    what: "Flags a number with a blank beside its grouping mark (`1, 000`) or its decimal mark (`17. 5%`).",
    why: "The reader sees two numbers.",
    not_flagged: "Lists of numbers, dates, a number that starts the next sentence.",
    fix_safety: "Safe before a group of three noughts or a second group, else unsafe.",
    examples: &[
        Example::mended(
            "en",
            "more than [[1, 000]] scholarships",
            "more than 1,000 scholarships",
        ),
        Example::mended(
            "en",
            "a share of [[17. 5%]] and [[300 ,000]] workers",
            "a share of 17.5% and 300,000 workers",
        ),
        Example::mended("pt", "mais de [[1. 000]] bolsas", "mais de 1.000 bolsas"),
        Example::mended("zh", "约[[1, 000, 000]]人", "约1,000,000人"),
        Example::new(
            "en",
            "on August 30, 300 people came; in 2017. 5 left; 1, 2, 300",
        ),
        Example::new("en", "1,000 scholarships and 17.5%"),
        Example::new("pt", "em 2017, 300 pessoas; 1.000 bolsas"),
    ],
};

/// Longest number looked at, in bytes.
const LONGEST: usize = 40;

/// NUM002.
pub(in crate::check::rules) struct SplitNumber;

impl Rule for SplitNumber {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        let mut done = 0;
        for (at, mark) in text.match_indices([',', '.']) {
            if at < done {
                continue;
            }
            let head_end = spaces_before(text, at);
            let tail_start = spaces_after(text, at + 1);
            if (head_end == at) == (tail_start == at + 1) {
                continue;
            }
            let head = digits_before(text, head_end);
            if head == 0 || head > 3 {
                continue;
            }
            let start = head_end - head;
            // `2,012, 000` and `v1.2, 000` start earlier than the digits seen.
            if text[start..].starts_with('0')
                || char_before(text, start)
                    .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ','))
            {
                continue;
            }
            let lang = scan.lang_at(start);
            let groups = match (lang, mark) {
                (Lang::PT, ".") | (Lang::EN | Lang::ZH, ",") => true,
                (Lang::PT, ",") | (Lang::EN | Lang::ZH, ".") => false,
                _ => continue,
            };
            let Some(number) = (if groups {
                grouped(text, tail_start, mark)
            } else {
                fraction(text, tail_start)
            }) else {
                continue;
            };
            let span = Span::new(start, number);
            if span.len() > LONGEST || scan.is_protected(span) {
                continue;
            }
            done = span.end;
            let written: String = span
                .of(text)
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect();
            let message = format!("`{}` is one number, torn apart", span.of(text));
            findings.push(
                Finding::new(&META, span, message)
                    .with_confidence(0.9)
                    .with_replacement(
                        written,
                        if groups {
                            Applicability::Safe
                        } else {
                            Applicability::Unsafe
                        },
                    ),
            );
        }
    }
}

fn digits_before(text: &str, at: usize) -> usize {
    text[..at]
        .bytes()
        .rev()
        .take(5)
        .take_while(u8::is_ascii_digit)
        .count()
}

fn digits_at(text: &str, at: usize) -> usize {
    text[at..]
        .bytes()
        .take(20)
        .take_while(u8::is_ascii_digit)
        .count()
}

/// End of a number whose groups of three follow from `at`, when they can be nothing else.
fn grouped(text: &str, at: usize, mark: &str) -> Option<usize> {
    let mut end = at;
    let mut groups = 0;
    let mut noughts = false;
    loop {
        if digits_at(text, end) != 3 {
            return None;
        }
        noughts |= text[end..].starts_with("000");
        end += 3;
        groups += 1;
        let next = spaces_after(
            text,
            spaces_after(text, end)
                + usize::from(text[spaces_after(text, end)..].starts_with(mark)),
        );
        if groups < 5
            && text[spaces_after(text, end)..].starts_with(mark)
            && digits_at(text, next) == 3
        {
            end = next;
            continue;
        }
        // One group that is not 000 may be the next number of a list.
        return noughts.then_some(end);
    }
}

/// End of a fraction at `at` that a unit follows.
fn fraction(text: &str, at: usize) -> Option<usize> {
    let digits = digits_at(text, at);
    let end = at + digits;
    if !(1..=2).contains(&digits) {
        return None;
    }
    if char_at(text, end) == Some('%') {
        return Some(end + 1);
    }
    let unit = &text[spaces_after(text, end)..];
    [
        "percent",
        "per cent",
        "million",
        "billion",
        "trillion",
        "por cento",
        "milhões",
        "bilhões",
        "亿",
        "万",
    ]
    .iter()
    .any(|word| unit.starts_with(word))
    .then_some(end)
}
