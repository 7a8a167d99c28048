//! ENC003 lost-character: a character that a wrong conversion threw away.

use std::sync::LazyLock;

use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder, MatchKind};

use crate::check::around::{char_at, is_word_char, word_at, word_before};
use crate::check::{Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "ENC003",
    name: "lost-character",
    category: "Fluency/Character encoding",
    severity: Severity::Major,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags the replacement character U+FFFD and what it becomes when it is converted again.",
    why: "The character that stood here is lost; only the source can tell it.",
    not_flagged: "Question marks, which stand for lost characters in some texts but mostly for themselves.",
    fix_safety: "No fix: what was lost is not known.",
    examples: &[
        Example::new("pt", "A [[coopera\u{fffd}\u{fffd}o]] cresce."),
        Example::new("zh", "报告全文[[锟斤拷锟斤拷]]如下。"),
        Example::new("en", "The bloc[[鈥檚]] members met; China[[ï¿½]]s did too."),
        Example::new("zh", "一斤茶叶多少钱？"),
        Example::new("en", "What? The bloc’s members met."),
    ],
};

/// U+FFFD itself, its UTF-8 read as Windows-1252 and as GBK, and a curly mark read as GBK.
static TRACES: LazyLock<Option<DoubleArrayAhoCorasick<u32>>> = LazyLock::new(|| {
    DoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build([
            "\u{fffd}",
            "ï¿½",
            "锟斤拷",
            "锟斤",
            "斤拷",
            "鈥檚",
            "鈥檛",
            "鈥渢",
            "鈥�",
            "鈥",
            "銆�",
            "锛�",
        ])
        .ok()
});

/// ENC003.
pub(in crate::check::rules) struct LostCharacter;

impl Rule for LostCharacter {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        let Some(traces) = TRACES.as_ref() else {
            return;
        };
        let mut last: Option<Span> = None;
        for found in traces.leftmost_find_iter(text) {
            let (mut start, mut end) = (found.start(), found.end());
            if found.value() == 0 {
                // The whole word is what a reader stumbles over.
                start -= ascii_tail(word_before(text, start));
                end += ascii_head(word_at(text, end));
            }
            match &mut last {
                Some(span) if span.end >= start => span.end = span.end.max(end),
                _ => {
                    push(scan, last, findings);
                    last = Some(Span::new(start, end));
                }
            }
        }
        push(scan, last, findings);
    }
}

fn ascii_tail(word: &str) -> usize {
    word.bytes().rev().take_while(u8::is_ascii).count()
}

fn ascii_head(word: &str) -> usize {
    word.bytes().take_while(u8::is_ascii).count()
}

fn push(scan: &Scan<'_>, span: Option<Span>, findings: &mut Vec<Finding>) {
    let Some(span) = span else { return };
    let text = scan.text();
    let shown: String = span.of(text).chars().take(40).collect();
    let message = format!("a character of `{shown}` was lost in a conversion");
    let in_word = char_at(text, span.end).is_some_and(is_word_char);
    findings.push(
        Finding::new(&META, span, message).with_confidence(if in_word { 0.97 } else { 0.95 }),
    );
}
