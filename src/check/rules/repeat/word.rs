//! REP001 repeated-word: the same word twice in a row.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::{Gap, same, tokens};
use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "REP001",
    name: "repeated-word",
    category: "Fluency/Duplication",
    severity: Severity::Minor,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags a word that stands twice in a row.",
    why: "Translation engines stutter; so do edited texts where a word was moved and left.",
    not_flagged: "Doublets that are right or a matter of style (`had had`, `very very`, Portuguese `se se`), names of one syllable (Lang Lang), numbers, Chinese, words with a mark between them.",
    fix_safety: "Safe for articles, prepositions and the like, else unsafe.",
    examples: &[
        Example::mended(
            "en",
            "at [[the the]] summit in Tianjin",
            "at the summit in Tianjin",
        ),
        Example::mended(
            "en",
            "It opened on [[Tuesday Tuesday]].",
            "It opened on Tuesday.",
        ),
        Example::mended(
            "pt",
            "a cúpula [[da da]] organização",
            "a cúpula da organização",
        ),
        Example::new(
            "en",
            "He had had a very very long day. That that is, is. Lang Lang played.",
        ),
        Example::new("en", "Yes, the, the summit. 20 20 vision"),
        Example::new("pt", "não se sabe se se trata de um acordo"),
        Example::new("zh", "讨论讨论，研究研究，高高兴兴，试试看。"),
    ],
};

static DOUBLETS: LazyLock<FxHashSet<(&str, &str)>> = LazyLock::new(|| {
    include_str!("../../data/doublets.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .collect()
});

/// Words that never stand twice on purpose.
const GRAMMAR: [&str; 42] = [
    "the", "an", "of", "to", "for", "from", "with", "by", "at", "and", "or", "as", "are", "was",
    "were", "be", "been", "has", "have", "its", "their", "his", "this", "these", "those", "which",
    "o", "os", "um", "uma", "de", "do", "da", "dos", "das", "em", "para", "com", "por", "uns", "e",
    "ou",
];

/// REP001.
pub(in crate::check::rules) struct Word;

impl Rule for Word {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        let mut run: Option<(Span, usize)> = None;
        for token in tokens(scan) {
            if let Some((span, first_end)) = run {
                let first = &text[span.start..first_end];
                if token.gap == Gap::Blank && same(first, token.span.of(text)) {
                    run = Some((Span::new(span.start, token.span.end), first_end));
                    continue;
                }
                report(scan, span, first_end, findings);
            }
            run = Some((token.span, token.span.end));
        }
        if let Some((span, first_end)) = run {
            report(scan, span, first_end, findings);
        }
    }
}

/// A Chinese syllable in pinyin, or one like it.
fn is_syllable(word: &str) -> bool {
    let core = word
        .strip_suffix("ng")
        .or_else(|| word.strip_suffix('n'))
        .or_else(|| word.strip_suffix('r'))
        .unwrap_or(word);
    let vowels = core.trim_start_matches(|c: char| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'ü'));
    core.len() - vowels.len() <= 2
        && matches!(
            vowels,
            "a" | "o"
                | "e"
                | "i"
                | "u"
                | "ü"
                | "ai"
                | "ei"
                | "ao"
                | "ou"
                | "ia"
                | "ie"
                | "ua"
                | "uo"
                | "ue"
                | "üe"
                | "iao"
                | "iu"
                | "uai"
                | "ui"
                | "io"
        )
}

fn report(scan: &Scan<'_>, span: Span, first_end: usize, findings: &mut Vec<Finding>) {
    let text = scan.text();
    if span.end == first_end || scan.is_protected(span) {
        return;
    }
    let first = &text[span.start..first_end];
    let letters = first.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0
        || first
            .chars()
            .any(|c| c.is_ascii_digit() || c == '_' || c == '@')
    {
        return;
    }
    let lower = first.to_lowercase();
    let lang = scan.lang_at(span.start);
    if DOUBLETS.contains(&(lang.as_str(), lower.as_str())) {
        return;
    }
    let last = text[first_end..span.end].trim_start();
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let grammar = GRAMMAR.contains(&lower.as_str());
    let confidence = if grammar {
        // `The the` starts a sentence; `THE THE` and `De De` may be names.
        if capital(last) { 0.7 } else { 0.97 }
    } else if capital(first) && capital(last) {
        // Reduplicated names are mostly of one syllable: Lang Lang, Yo Yo.
        if is_syllable(&lower) {
            return;
        }
        0.75
    } else if letters == 1 {
        if !matches!(lower.as_str(), "a" | "i") {
            return;
        }
        0.7
    } else {
        0.88
    };
    let applicability = if grammar && !capital(last) {
        Applicability::Safe
    } else {
        Applicability::Unsafe
    };
    let message = format!("`{first}` stands twice");
    findings.push(
        Finding::new(&META, span, message)
            .with_confidence(confidence)
            .with_replacement(first, applicability),
    );
}
