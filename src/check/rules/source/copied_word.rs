//! SRC004 copied-word: a word of the source that stands in the translation as it is.

use rustc_hash::FxHashSet;

use super::words::{small_words, words};
use crate::check::around::{char_at, char_before, spaces_after, spaces_before};
use crate::check::{Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::{Lang, is_common_english, word_odds};
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "SRC004",
    name: "copied-word",
    category: "Accuracy/Source language fragment",
    severity: Severity::Major,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags words of the source that the translation repeats letter by letter although they are none of its language.",
    why: "The engine left a word of its source; the reader may not know it.",
    not_flagged: "Names, numbers, words that both languages have, words in quotation marks or brackets.",
    fix_safety: "No fix: the word has to be translated.",
    examples: &[
        Example::new("en", "The committee was founded after the [[fracaso]].")
            .translated_from("es", "El comité fue fundado después del fracaso."),
        Example::new("en", "The minister [[falou sobre]] the new bridge.")
            .translated_from("pt", "O ministro falou sobre a nova ponte."),
        Example::new("en", "The hospital in Porto Alegre is new.")
            .translated_from("pt", "O hospital em Porto Alegre é novo."),
        Example::new("en", "They call it “saudade” at home.")
            .translated_from("pt", "Em casa chamam isso de saudade."),
        Example::new("en", "The committee was founded after the failure.")
            .translated_from("es", "El comité fue fundado después del fracaso."),
    ],
};

/// How much likelier (nats) a word has to be in the source's language than in the translation's.
const FOREIGN: f32 = 2.0;
/// The same for words that English has as well.
const FOREIGN_AND_ENGLISH: f32 = 6.0;
/// Small words between the parts of a name have no more bytes: `da`, `dos`, `della`.
const LONGEST_PARTICLE: usize = 5;
/// Most words between two quotation marks that are spoken of, not left over.
const MOST_QUOTED: usize = 4;

/// SRC004.
pub(in crate::check::rules) struct CopiedWord;

impl Rule for CopiedWord {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let Some(source) = scan.input.source else {
            return;
        };
        let (from, into) = (source.tag.lang, scan.input.tag.lang);
        if from == into || word_odds("", from, into).is_none() {
            return;
        }
        let text = scan.text();
        let source_words = lower_case_words(source.text);
        let target = words(text);
        let is_left = |at: usize| {
            let word = target[at].of(text);
            let is_name =
                word.starts_with(char::is_uppercase) && !begins_sentence(text, target[at].start);
            let lower = word.to_lowercase();
            !is_name
                && source_words.contains(&lower)
                && is_foreign(&lower, from, into)
                && !is_in_name(
                    text,
                    &target,
                    at,
                    small_words(from).contains(&lower.as_str()),
                )
        };
        let mut at = 0;
        while at < target.len() {
            let begin = at;
            while at < target.len()
                && is_left(at)
                && (at == begin || is_next(text, target[at - 1], target[at]))
            {
                at += 1;
            }
            if at == begin {
                at += 1;
                continue;
            }
            let span = Span::new(target[begin].start, target[at - 1].end);
            if scan.is_protected(span) || at - begin <= MOST_QUOTED && is_enclosed(text, span) {
                continue;
            }
            let message = format!("`{}` stands in the source, not translated", span.of(text));
            findings.push(Finding::new(&META, span, message).with_confidence(0.85));
        }
    }
}

/// The words of a text that are no names: those in small letters, and the first of a sentence.
fn lower_case_words(text: &str) -> FxHashSet<String> {
    words(text)
        .into_iter()
        .filter(|span| {
            span.of(text).starts_with(char::is_lowercase) || begins_sentence(text, span.start)
        })
        .map(|span| span.of(text).to_lowercase())
        .collect()
}

fn is_foreign(word: &str, from: Lang, into: Lang) -> bool {
    if !word
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'))
    {
        return false;
    }
    let needed = if into == Lang::EN && is_common_english(word) {
        FOREIGN_AND_ENGLISH
    } else {
        FOREIGN
    };
    word_odds(word, from, into).is_some_and(|odds| odds >= needed)
}

/// True where a capital says nothing: at the beginning of a text, a line, a sentence or a quotation.
fn begins_sentence(text: &str, at: usize) -> bool {
    let before = spaces_before(text, at);
    text[before..at].contains('\n')
        || char_before(text, before).is_none_or(|c| {
            matches!(
                c,
                '.' | '!'
                    | '?'
                    | '…'
                    | ':'
                    | '"'
                    | '“'
                    | '«'
                    | '‘'
                    | '\''
                    | '¿'
                    | '¡'
                    | '—'
                    | '。'
                    | '！'
                    | '？'
            )
        })
}

/// True for the small words in names: `Vasco da Gama`, `Casa de las Américas`.
fn is_in_name(text: &str, words: &[Span], at: usize, is_small: bool) -> bool {
    let is_name = |one: Option<&Span>| {
        one.is_some_and(|word| {
            word.of(text).starts_with(char::is_uppercase) && !begins_sentence(text, word.start)
        })
    };
    let sides = [
        is_name(at.checked_sub(1).and_then(|before| words.get(before))),
        is_name(words.get(at + 1)),
    ];
    let is_short = words[at].len() <= LONGEST_PARTICLE;
    is_small && (sides[0] || sides[1]) || is_short && sides[0] && sides[1]
}

/// True when nothing but a blank stands between two words.
fn is_next(text: &str, first: Span, second: Span) -> bool {
    text[first.end..second.start].chars().all(|c| c == ' ')
}

/// True for what stands alone between quotation marks or brackets.
fn is_enclosed(text: &str, span: Span) -> bool {
    let before = char_before(text, spaces_before(text, span.start));
    let after = char_at(text, spaces_after(text, span.end));
    before.is_some_and(|c| matches!(c, '"' | '“' | '«' | '‘' | '\'' | '(' | '[' | '*' | '_'))
        && after.is_some_and(|c| {
            matches!(
                c,
                '"' | '”' | '»' | '’' | '\'' | ')' | ']' | '*' | '_' | ',' | '.'
            )
        })
}
