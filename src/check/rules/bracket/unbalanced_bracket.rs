//! BRKT001 unbalanced-bracket: a bracket without its other half.

use super::pairs::{Mark, Pairing};
use crate::check::around::{char_at, char_before, spaces_after, word_before};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "BRKT001",
    name: "unbalanced-bracket",
    category: "Fluency/Punctuation",
    severity: Severity::Minor,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags a bracket without its other half in the same paragraph, Chinese ones included.",
    why: "A half bracket is left over from another text, or the other half was lost in translation.",
    not_flagged: "List marks (`a)`), smileys, intervals (`[0, 1)`), pairs of a narrow and a wide bracket, code, URLs.",
    fix_safety: "Unsafe: a lone bracket at the end of a paragraph is removed; elsewhere there is no fix.",
    examples: &[
        Example::mended(
            "en",
            "the Struggle to Balance Pressure and Play[[】]]",
            "the Struggle to Balance Pressure and Play",
        ),
        Example::new("en", "The organization [[(]]SCO met in Tianjin and left."),
        Example::new("zh", "中方在[[《]]联合声明中表示支持。"),
        Example::new("pt", "A organização [[[]]OCX reuniu-se (em Tianjin) hoje."),
        Example::new(
            "en",
            "a) trade, b) transport; iv) culture :) and x in [0, 1)",
        ),
        Example::new("zh", "上合组织（SCO)在《声明》中表示：1）贸易；2）运输。"),
        Example::new(
            "en",
            "He came (as the\nothers did) late (see Article 9); (with a) one, b) two).",
        ),
    ],
};

/// Narrow and wide halves of a pair count as the same kind.
fn bracket(character: char) -> Option<(usize, bool)> {
    Some(match character {
        '(' | '（' => (0, true),
        ')' | '）' => (0, false),
        '[' | '［' => (1, true),
        ']' | '］' => (1, false),
        '【' => (2, true),
        '】' => (2, false),
        '《' => (3, true),
        '》' => (3, false),
        '〔' => (4, true),
        '〕' => (4, false),
        _ => return None,
    })
}

/// BRKT001.
pub(in crate::check::rules) struct UnbalancedBracket;

impl Rule for UnbalancedBracket {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        let mut pairing = Pairing::<5>::new();
        // Pairs of each kind that were closed by what may be a list mark: `(see Article 9)`. Each
        // forgives one closing mark that is alone: `(a) trade, b) culture)`.
        let mut forgiven = [0_usize; 5];
        let mut line_is_blank = false;
        for (at, character) in text.char_indices() {
            if character == '\n' {
                if line_is_blank {
                    pairing.end_paragraph();
                    forgiven = [0; 5];
                }
                line_is_blank = true;
                continue;
            }
            if !character.is_whitespace() {
                line_is_blank = false;
            }
            let Some((kind, opens)) = bracket(character) else {
                continue;
            };
            let mark = Mark {
                at,
                character,
                kind,
                opens,
            };
            let span = Span::new(at, at + character.len_utf8());
            if scan.is_protected(span) || is_smiley(text, mark) {
                continue;
            }
            if !opens {
                if closes_interval(text, &pairing, mark) {
                    pairing.close_innermost();
                    continue;
                }
                let listed = is_list_mark(text, at);
                if pairing.is_open(kind) {
                    forgiven[kind] += usize::from(listed);
                } else if listed {
                    continue;
                } else if forgiven[kind] > 0 {
                    forgiven[kind] -= 1;
                    continue;
                }
            }
            pairing.take(mark);
        }
        pairing.end_paragraph();
        for mark in pairing.lone {
            findings.push(finding(text, mark));
        }
    }
}

fn finding(text: &str, mark: Mark) -> Finding {
    let span = Span::new(mark.at, mark.at + mark.character.len_utf8());
    let half = if mark.opens { "closes" } else { "opens" };
    let message = format!("nothing in the paragraph {half} `{}`", mark.character);
    let finding = Finding::new(&META, span, message).with_confidence(0.9);
    let rest = spaces_after(text, span.end);
    let ends_paragraph = char_at(text, rest).is_none_or(|c| matches!(c, '\n' | '\r'));
    let glued = char_before(text, mark.at).is_some_and(|c| !c.is_whitespace());
    if !mark.opens && ends_paragraph && glued {
        finding.with_replacement("", Applicability::Unsafe)
    } else {
        finding
    }
}

/// `a)`, `12)`, `iv)` after a blank, a mark or at the start of a line.
fn is_list_mark(text: &str, at: usize) -> bool {
    let word = word_before(text, at);
    let short = word.chars().count() <= 2
        || word.len() <= 4
            && word
                .bytes()
                .all(|b| matches!(b, b'i' | b'v' | b'x' | b'I' | b'V' | b'X'));
    // Chinese writes no blanks: count from the last character back.
    let tail = word.chars().next_back();
    let digits = word.chars().rev().take_while(char::is_ascii_digit).count();
    if word.is_empty() {
        return matches!(char_before(text, at), Some('①'..='⑳'));
    }
    let start = char_before(text, at - word.len());
    short
        && start.is_none_or(|c| {
            c.is_whitespace() || matches!(c, ',' | ';' | ':' | '，' | '；' | '：' | '。' | '、')
        })
        || (1..=2).contains(&digits)
            && word.chars().count() > digits
            && tail.is_some_and(|c| c.is_ascii_digit())
            && word.chars().any(crate::check::around::is_han)
}

fn is_smiley(text: &str, mark: Mark) -> bool {
    let eyes = |c: char| matches!(c, ':' | ';' | '=' | '^' | '_' | '*');
    let before = char_before(text, mark.at);
    let after = char_at(text, mark.at + mark.character.len_utf8());
    if !mark.character.is_ascii() {
        return false;
    }
    // `:)`, `:-(`, `:'(` and `(:`; a colon after a letter may stand before a bracket: `note:(1)`.
    let nose = before.is_some_and(|c| matches!(c, '-' | '\'' | 'o' | 'D'))
        && char_before(text, mark.at - 1).is_some_and(|c| matches!(c, ':' | ';' | '='));
    let face = before.is_some_and(eyes)
        && after.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '(' | '.' | '!'));
    let mirrored = mark.opens
        && after.is_some_and(|c| matches!(c, ':' | ';'))
        && before.is_none_or(char::is_whitespace);
    nose || face || mirrored
}

/// `[0, 1)` and `(0, 1]`: half-open intervals of numbers.
fn closes_interval(text: &str, pairing: &Pairing<5>, mark: Mark) -> bool {
    pairing.innermost().is_some_and(|top| {
        top.kind != mark.kind
            && top.kind <= 1
            && mark.kind <= 1
            && mark.at - top.at <= 40
            && text[top.at..mark.at].contains([',', ';'])
            && text[top.at..mark.at].chars().skip(1).all(|c| {
                c.is_ascii_digit()
                    || matches!(
                        c,
                        ',' | ';' | '.' | ' ' | '-' | '+' | '∞' | 'n' | 'a' | 'b' | 'x'
                    )
            })
    })
}
