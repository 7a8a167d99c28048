//! BRKT002 unbalanced-quote: a quotation mark without its other half.

use super::pairs::{Mark, Pairing};
use crate::check::around::{char_at, char_before, spaces_before};
use crate::check::{Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "BRKT002",
    name: "unbalanced-quote",
    category: "Fluency/Punctuation",
    severity: Severity::Minor,
    languages: &["en", "pt", "zh"],
    maturity: Maturity::Stable,
    what: "Flags a curly or Chinese quotation mark inside a paragraph that lacks its other half there.",
    why: "Where a quotation starts or ends decides who said what.",
    not_flagged: "Apostrophes, inches, straight quotation marks, quotations that go on over several paragraphs, marks at the very ends of a text.",
    fix_safety: "No fix: only a person knows how far the quotation goes.",
    examples: &[
        Example::new(
            "en",
            "He praised the [[“]]high level of the partnership and left.",
        ),
        Example::new("zh", "他称赞[[“]]高水平的伙伴关系，随后离开。"),
        Example::new("zh", "他称赞高水平的[[」]]伙伴关系。"),
        Example::new("pt", "Ele elogiou a [[“]]parceria e partiu."),
        Example::new(
            "en",
            "“We met,” he said.\n\n“We agreed on all points.\n\n“And we left.”",
        ),
        Example::new(
            "en",
            "the 5” screen, the workers’ day and the “high level” of ties",
        ),
        Example::new("zh", "他说：“『新台阶』已经迈上。”"),
    ],
};

fn quote(character: char) -> Option<(usize, bool)> {
    Some(match character {
        '“' => (0, true),
        '”' => (0, false),
        '「' => (1, true),
        '」' => (1, false),
        '『' => (2, true),
        '』' => (2, false),
        _ => return None,
    })
}

/// BRKT002.
pub(in crate::check::rules) struct UnbalancedQuote;

impl Rule for UnbalancedQuote {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        let mut pairing = Pairing::<3>::new();
        // Byte ranges of lines, so that the ends of a paragraph are known.
        let mut line_start = 0;
        let single_line = !text.trim_end().contains('\n');
        for line in text.split_inclusive('\n') {
            let body = Span::new(line_start, line_start + line.len()).trimmed(text);
            line_start += line.len();
            if body.is_empty() {
                continue;
            }
            let mut straight = false;
            let before = pairing.lone.len();
            for (offset, character) in body.of(text).char_indices() {
                straight |= character == '"';
                let at = body.start + offset;
                let Some((kind, opens)) = quote(character) else {
                    continue;
                };
                let span = Span::new(at, at + character.len_utf8());
                let inches = character == '”'
                    && char_before(text, at).is_some_and(|c| c.is_ascii_digit())
                    && pairing.innermost().is_none();
                if inches || scan.is_protected(span) {
                    continue;
                }
                pairing.take(Mark {
                    at,
                    character,
                    kind,
                    opens,
                });
            }
            pairing.end_paragraph();
            // A quotation may go on: `“We agreed.` with the next paragraph opening again, and the
            // last of several paragraphs ends with a lone mark.
            let kept: Vec<Mark> = pairing
                .lone
                .drain(before..)
                .filter(|mark| {
                    let end = mark.at + mark.character.len_utf8();
                    let at_edge = if mark.opens {
                        mark.at == body.start
                    } else {
                        body.end - end <= 3 || body.start == mark.at
                    };
                    // A straight mark may be the other half.
                    !(at_edge || straight || single_line && goes_on(text, mark))
                })
                .collect();
            pairing.lone.extend(kept);
        }
        for mark in pairing.lone {
            if !matches!(scan.lang_at(mark.at), Lang::EN | Lang::PT | Lang::ZH) {
                continue;
            }
            let span = Span::new(mark.at, mark.at + mark.character.len_utf8());
            let half = if mark.opens { "closes" } else { "opens" };
            let next = char_at(text, span.end);
            let confidence = if next.is_some() { 0.8 } else { 0.6 };
            let message = format!("nothing in the paragraph {half} `{}`", mark.character);
            findings.push(Finding::new(&META, span, message).with_confidence(confidence));
        }
    }
}

/// True when the quotation of a lone mark may go on in another sentence, for texts that may be
/// one sentence of a paragraph: it opens after a colon or comma, or closes after a full stop.
fn goes_on(text: &str, mark: &Mark) -> bool {
    let before = char_before(text, spaces_before(text, mark.at));
    if mark.opens {
        matches!(before, Some(',' | ':' | '，' | '：'))
    } else {
        matches!(
            before,
            Some(',' | '.' | '!' | '?' | '…' | '，' | '。' | '！' | '？' | '—')
        )
    }
}
