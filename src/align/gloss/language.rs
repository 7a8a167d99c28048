//! Which script and language a phrase is in.

use super::cues::{self, Role};
use crate::align::facts::facts;
use crate::lang::{Lang, LangRun};
use crate::text::Span;

/// The script of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Chinese characters, perhaps with some Latin letters.
    Han,
    /// Latin letters only.
    Latin,
    /// Neither, or both in equal parts.
    Other,
}

/// True for Chinese characters.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// True for the punctuation of Chinese text.
pub(super) fn is_chinese_mark(c: char) -> bool {
    matches!(
        c,
        '，' | '。' | '、' | '；' | '：' | '？' | '！' | '《' | '》'
    )
}

/// The script of a phrase.
pub(super) fn script_of(phrase: &str) -> Script {
    let (mut han, mut latin, mut other) = (0, 0, 0);
    for c in phrase.chars() {
        if is_han(c) {
            han += 1;
        } else if matches!(c, 'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
        {
            latin += 1;
        } else if c.is_alphabetic() {
            other += 1;
        }
    }
    if han == 0 && latin > 0 && other == 0 {
        Script::Latin
    } else if han > 0 && han * 3 >= latin && other == 0 {
        Script::Han
    } else {
        Script::Other
    }
}

/// True for Chinese in Latin letters with tone marks: it says how a phrase sounds.
pub(super) fn is_transcription(phrase: &str) -> bool {
    phrase.to_lowercase().chars().any(|c| {
        matches!(
            c,
            'ā' | 'ē' | 'ī' | 'ō' | 'ū' | 'ǎ' | 'ě' | 'ǐ' | 'ǒ' | 'ǔ' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ'
        )
    })
}

/// True for a phrase that is but a date, an amount or a number.
pub(super) fn is_figure(phrase: &str) -> bool {
    let facts = facts(phrase, Lang::EN);
    let told: usize = facts.iter().map(|fact| fact.span.len()).sum();
    told * 10 >= phrase.trim().len() * 8
}

/// True for web and mail addresses.
pub(super) fn is_address(phrase: &str) -> bool {
    phrase.contains("://") || phrase.contains('@') || phrase.starts_with("www.")
}

/// The languages of the phrases of one text.
pub(super) struct Languages<'a> {
    text: &'a str,
    runs: &'a [LangRun],
    latin: Lang,
}

impl<'a> Languages<'a> {
    pub(super) fn new(text: &'a str, runs: &'a [LangRun]) -> Self {
        let mut sums: Vec<(Lang, usize)> = Vec::new();
        for run in runs.iter().filter(|run| is_latin(run.lang)) {
            match sums.iter_mut().find(|(lang, _)| *lang == run.lang) {
                Some((_, sum)) => *sum += run.span.len(),
                None => sums.push((run.lang, run.span.len())),
            }
        }
        let most = sums.iter().max_by_key(|(_, sum)| *sum);
        let latin = most
            .map(|(lang, _)| *lang)
            .or_else(|| little_words(text))
            .unwrap_or(Lang::EN);
        Self { text, runs, latin }
    }

    /// The language of most of the Latin text.
    pub(super) fn latin(&self) -> Lang {
        self.latin
    }

    /// The language of a phrase; that of the text where it does not show.
    pub(super) fn of(&self, span: Span) -> Lang {
        if script_of(span.of(self.text)) == Script::Han {
            let is_japanese = self.run_at(span) == Some(Lang::JA);
            return if is_japanese { Lang::JA } else { Lang::ZH };
        }
        self.sure(span).unwrap_or(self.latin)
    }

    /// The language of a Latin phrase, if it shows.
    pub(super) fn sure(&self, span: Span) -> Option<Lang> {
        self.run_at(span)
            .filter(|lang| is_latin(*lang))
            .or_else(|| little_words(span.of(self.text)))
    }

    /// The language of the run that covers most of a phrase.
    fn run_at(&self, span: Span) -> Option<Lang> {
        let from = self.runs.partition_point(|run| run.span.end <= span.start);
        self.runs[from..]
            .iter()
            .take_while(|run| run.span.start < span.end)
            .find(|run| {
                let shared = run.span.end.min(span.end) - run.span.start.max(span.start);
                shared * 2 > span.len()
            })
            .map(|run| run.lang)
    }
}

fn is_latin(lang: Lang) -> bool {
    !matches!(
        lang,
        Lang::ZH | Lang::JA | Lang::KO | Lang::RU | Lang::KK | Lang::UND
    )
}

/// English or Portuguese, told by the little words and the endings of a phrase.
fn little_words(phrase: &str) -> Option<Lang> {
    let (mut english, mut portuguese) = (0, 0);
    for word in phrase
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .take(200)
    {
        let word = word.to_lowercase();
        let is_english = cues::is(&word, Role::English)
            || ["tion", "ing", "ship", "ty"]
                .iter()
                .any(|end| word.ends_with(end));
        let is_portuguese = cues::is(&word, Role::Portuguese)
            || word.contains(['ã', 'õ', 'ç'])
            || ["dade", "mento"].iter().any(|end| word.ends_with(end));
        english += usize::from(is_english);
        portuguese += usize::from(is_portuguese);
    }
    match english.cmp(&portuguese) {
        std::cmp::Ordering::Greater => Some(Lang::EN),
        std::cmp::Ordering::Less => Some(Lang::PT),
        std::cmp::Ordering::Equal => None,
    }
}
