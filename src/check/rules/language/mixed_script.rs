//! LANG003 mixed-script: Latin and Cyrillic letters in one word.

use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "LANG003",
    name: "mixed-script",
    category: "Fluency/Character encoding",
    severity: Severity::Minor,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags words that mix Latin and Cyrillic letters.",
    why: "The reader sees nothing, but search, sorting and spelling break: a keyboard or an engine slipped.",
    not_flagged: "Words of one script beside words of another, also with a hyphen between; in Russian and its neighbours, Latin words with an ending of their own (`SMSка`).",
    fix_safety: "Safe where every letter of the rarer script looks like one of the other; otherwise no fix.",
    examples: &[
        Example::mended(
            "en",
            "The [[Кazakh]] minister came.",
            "The Kazakh minister came.",
        ),
        Example::mended("ru", "Приехал [[минист\u{70}]].", "Приехал министр."),
        Example::new("en", "The [[Qazaқ]] minister came."),
        Example::new("en", "The word мир means peace."),
        Example::new("ru", "IT-компания выросла, пришла SMSка."),
    ],
};

/// Letters that look alike, at the same places; those that Russian does not have come last.
const CYRILLIC: &str = "АВЕКМНОРСТХУаеорсухёЁЅІЈѕіјһԁӏ";
const LATIN: &str = "ABEKMHOPCTXYaeopcyxëËSIJsijhdl";
/// How many Russian has.
const RUSSIAN: usize = 21;

/// Languages that put their own endings to foreign words: `SMSка`.
const CYRILLIC_LANGUAGES: [&str; 8] = ["ru", "kk", "uk", "be", "bg", "mn", "ky", "tg"];

/// LANG003.
pub(in crate::check::rules) struct MixedScript;

impl Rule for MixedScript {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        let mut at = 0;
        while let Some(found) = text[at..].find(is_cyrillic) {
            // The word around the first Cyrillic letter; nothing before `at` is looked at again.
            let head = &text[at..at + found];
            let start = at + head.trim_end_matches(char::is_alphabetic).len();
            let tail = &text[at + found..];
            let len = tail.find(|c: char| !c.is_alphabetic());
            at += found + len.unwrap_or(tail.len());
            let span = Span::new(start, at);
            let word = span.of(text);
            let latin = word.chars().filter(|c| is_latin(*c)).count();
            if latin == 0 || scan.is_protected(span) {
                continue;
            }
            let cyrillic = word.chars().filter(|c| is_cyrillic(*c)).count();
            let is_cyrillic_text = CYRILLIC_LANGUAGES.contains(&scan.lang_at(span.start).as_str());
            let respelt = respelt(word, is_cyrillic_text || cyrillic > latin);
            if respelt.is_none() && is_cyrillic_text {
                continue;
            }
            let message = format!("`{word}` mixes Latin and Cyrillic letters");
            let finding = Finding::new(&META, span, message);
            findings.push(match respelt {
                Some(respelt) => finding
                    .with_confidence(0.95)
                    .with_replacement(respelt, Applicability::Safe),
                None => finding.with_confidence(0.8),
            });
        }
    }
}

/// The word in one script, where all letters of the other look like one of it.
fn respelt(word: &str, into_cyrillic: bool) -> Option<String> {
    let (from, into) = if into_cyrillic {
        (LATIN, CYRILLIC)
    } else {
        (CYRILLIC, LATIN)
    };
    let is_foreign = if into_cyrillic { is_latin } else { is_cyrillic };
    let alike = |c| {
        let at = from.chars().position(|letter| letter == c)?;
        let is_known = !into_cyrillic || at < RUSSIAN;
        into.chars().nth(at).filter(|_| is_known)
    };
    word.chars()
        .map(|c| if is_foreign(c) { alike(c) } else { Some(c) })
        .collect()
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52F}')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{C0}'..='\u{24F}') && c.is_alphabetic()
}
