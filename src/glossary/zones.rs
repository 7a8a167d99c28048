//! Which language a Latin-script stretch of a text is in.
//!
//! The language of a span comes before the glossary: `OCS` is right in Portuguese. Long stretches
//! come from the language detector's runs; where there are none, quotations, brackets and lines
//! are told apart by their function words.

use super::words::words;
use crate::lang::{Lang, LangRun, LangTag};
use crate::text::Span;

/// Longest quotation or bracket, in bytes.
const REACH: usize = 600;

/// Words that a quotation in another language has at least; shorter ones are text like any other.
const QUOTED_WORDS: usize = 3;

/// Words that a stretch without quotation marks or brackets has at least before it counts as
/// another language: detectors err on short stretches.
const OPEN_WORDS: usize = 6;

/// Words from which a detector is believed even where no function word speaks for it.
const SURE_WORDS: usize = 15;

/// What holds at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The language of Latin-script words there.
    pub(super) latin: LangTag,
    /// True inside a quotation in another language: nothing is changed there.
    pub(super) quoted: bool,
}

#[derive(Clone, Copy, Debug)]
struct Zone {
    span: Span,
    latin: LangTag,
}

/// The stretches of a line that are not in the main language of its text.
pub(super) struct Zones {
    base: LangTag,
    /// The line with its line break.
    line: Span,
    quotes: Vec<Span>,
    zones: Vec<Zone>,
}

impl Zones {
    /// Looks through the line around `at` of `text`, whose main language is `tag`.
    pub(super) fn new(text: &str, at: usize, tag: LangTag, runs: &[LangRun]) -> Self {
        let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
        let len = text[at..].find('\n').map(|len| len + 1);
        let line = Span::new(start, len.map_or(text.len(), |len| at + len));
        let base = if is_latin(tag.lang) {
            tag
        } else {
            LangTag::UND
        };
        let mut found = Self {
            base,
            line,
            quotes: Vec::new(),
            zones: Vec::new(),
        };
        if tag.lang.is_unspaced() || tag.lang == Lang::KO {
            found.latin_stretches(text);
        } else if runs.is_empty() {
            found.whole_line(text);
        }
        found.runs(text, runs);
        found.enclosed(text, tag, runs);
        found
            .zones
            .sort_by_key(|zone| (zone.span.start, zone.span.len()));
        found
    }

    /// True when the byte `at` is in the line that was looked through.
    pub(super) fn covers(&self, at: usize) -> bool {
        (self.line.start..self.line.end).contains(&at)
    }

    /// What holds at `span`, which begins in the line.
    pub(super) fn at(&self, span: Span) -> Place {
        let behind = self
            .quotes
            .partition_point(|quote| quote.start <= span.start);
        // Quotations may stand in each other; a few steps back are enough.
        let quoted = self.quotes[..behind]
            .iter()
            .rev()
            .take(4)
            .any(|quote| quote.contains(span));
        let behind = self
            .zones
            .partition_point(|zone| zone.span.start <= span.start);
        let latin = self.zones[..behind]
            .iter()
            .rev()
            .take(4)
            .find(|zone| zone.span.contains(span))
            .map_or(self.base, |zone| zone.latin);
        Place { latin, quoted }
    }

    /// Latin words in a text of another script: English unless their words say otherwise.
    fn latin_stretches(&mut self, text: &str) {
        let mut start = None;
        for (at, c) in han_as_one(self.line.of(text)) {
            let at = self.line.start + at;
            if is_other_script(c) {
                if let Some(start) = start.take() {
                    self.latin_stretch(text, Span::new(start, at));
                }
            } else if start.is_none() && c.is_alphabetic() {
                start = Some(at);
            }
        }
        if let Some(start) = start {
            self.latin_stretch(text, Span::new(start, self.line.end));
        }
    }

    fn latin_stretch(&mut self, text: &str, span: Span) {
        let lang = words().vote(clip(span.of(text))).unwrap_or(Lang::EN);
        self.zones.push(Zone {
            span,
            latin: lang.into(),
        });
    }

    /// The line where it is clearly in another language.
    fn whole_line(&mut self, text: &str) {
        let sample = clip(self.line.of(text));
        if self.base.lang == Lang::UND || count_words(sample) < OPEN_WORDS {
            return;
        }
        if let Some(lang) = words().clear_vote(sample, self.base.lang) {
            self.zones.push(Zone {
                span: self.line,
                latin: lang.into(),
            });
        }
    }

    /// Long stretches that the detector found.
    ///
    /// A sentence with a foreign name in it looks foreign to a detector, so the function words
    /// have to say the same; a long stretch is believed without them.
    fn runs(&mut self, text: &str, runs: &[LangRun]) {
        let first = runs.partition_point(|run| run.span.end <= self.line.start);
        let here = runs[first..].iter();
        for run in here.take_while(|run| run.span.start < self.line.end) {
            if !is_latin(run.lang) || run.lang == self.base.lang {
                continue;
            }
            let sample = clip(run.span.of(text));
            let count = count_words(sample);
            let vote = words().vote(sample);
            if count >= OPEN_WORDS && vote == Some(run.lang)
                || count >= SURE_WORDS && vote.is_none()
            {
                self.zones.push(Zone {
                    span: run.span,
                    latin: run.lang.into(),
                });
            }
        }
    }

    /// Quotations and brackets.
    fn enclosed(&mut self, text: &str, tag: LangTag, runs: &[LangRun]) {
        // Where the straight quotation mark that is open began.
        let mut straight = None;
        for at in openings(self.line.of(text).as_bytes()) {
            let at = self.line.start + at;
            let Some(c) = text[at..].chars().next() else {
                break;
            };
            let (span, is_quote) = if c == '"' {
                match straight.take() {
                    Some(start) if at - start <= REACH => (Span::new(start, at), true),
                    _ => {
                        straight = Some(at + 1);
                        continue;
                    }
                }
            } else {
                let Some((closing, is_quote)) = closing_of(c) else {
                    continue;
                };
                let start = at + c.len_utf8();
                let Some(end) = find_closing(text, start, closing) else {
                    continue;
                };
                (Span::new(start, end), is_quote)
            };
            self.enclosure(text, span, is_quote, tag, runs);
        }
        self.quotes.sort_unstable();
    }

    fn enclosure(
        &mut self,
        text: &str,
        span: Span,
        is_quote: bool,
        tag: LangTag,
        runs: &[LangRun],
    ) {
        let content = span.of(text);
        let has_han = content.chars().any(is_han);
        if is_quote && has_han && !tag.lang.is_unspaced() && !content.chars().any(is_latin_letter) {
            self.quotes.push(span);
            return;
        }
        let count = count_words(content);
        if has_han || count < 2 {
            return;
        }
        let lang = words().vote(content).or_else(|| run_over(span, runs));
        if self.base == LangTag::UND {
            if is_quote && count >= QUOTED_WORDS {
                self.quotes.push(span);
            }
            return;
        }
        let Some(lang) = lang.filter(|lang| *lang != self.base.lang) else {
            return;
        };
        if is_quote {
            if count >= QUOTED_WORDS {
                self.quotes.push(span);
            }
        } else {
            self.zones.push(Zone {
                span,
                latin: lang.into(),
            });
        }
    }
}

/// The language of the detector's run that covers most of `span`.
fn run_over(span: Span, runs: &[LangRun]) -> Option<Lang> {
    let first = runs.partition_point(|run| run.span.end <= span.start);
    runs[first..]
        .iter()
        .take_while(|run| run.span.start < span.end)
        .filter(|run| is_latin(run.lang))
        .find(|run| {
            let shared = run.span.end.min(span.end) - run.span.start.max(span.start);
            2 * shared > span.len()
        })
        .map(|run| run.lang)
}

/// The characters of a text with their places; of a run of Han characters only the first.
fn han_as_one(text: &str) -> impl Iterator<Item = (usize, char)> {
    let bytes = text.as_bytes();
    let mut next = 0;
    std::iter::from_fn(move || {
        let at = next;
        let c = text[at..].chars().next()?;
        next += c.len_utf8();
        if matches!(bytes[at], 0xE4..=0xE9) {
            while matches!(bytes.get(next), Some(0xE4..=0xE9)) {
                next += 3;
            }
        }
        Some((at, c))
    })
}

/// Where marks of [`closing_of`] and straight quotation marks may stand: at their first bytes.
fn openings(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let opens = |byte: &u8| matches!(byte, b'"' | b'(' | b'[' | 0xC2 | 0xE2 | 0xE3 | 0xEF);
    // Most stretches have none: without a branch for each byte they are looked through sixteen at a time.
    let chunks = bytes.chunks(16).enumerate();
    chunks
        .filter(move |(_, chunk)| chunk.iter().fold(false, |any, byte| any | opens(byte)))
        .flat_map(move |(at, chunk)| {
            let found = chunk
                .iter()
                .enumerate()
                .filter(move |(_, byte)| opens(byte));
            found.map(move |(within, _)| 16 * at + within)
        })
}

fn closing_of(open: char) -> Option<(char, bool)> {
    Some(match open {
        '“' | '„' => ('”', true),
        '‘' => ('’', true),
        '«' => ('»', true),
        '「' => ('」', true),
        '『' => ('』', true),
        '《' => ('》', true),
        '(' => (')', false),
        '（' => ('）', false),
        '[' => (']', false),
        _ => return None,
    })
}

fn find_closing(text: &str, start: usize, closing: char) -> Option<usize> {
    let mut chars = text[start..].char_indices().peekable();
    while let Some((len, c)) = chars.next() {
        if len > REACH || c == '\n' {
            return None;
        }
        let is_apostrophe =
            c == '’' && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if c == closing && !is_apostrophe {
            return Some(start + len);
        }
    }
    None
}

/// The first part of a long stretch: enough to tell its language.
fn clip(text: &str) -> &str {
    let mut end = text.len().min(2 * REACH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn count_words(text: &str) -> usize {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '\'' | '’')))
        .filter(|word| word.chars().any(char::is_alphabetic))
        .count()
}

fn is_latin(lang: Lang) -> bool {
    const OTHER: [&str; 20] = [
        "und", "zh", "ja", "ko", "ru", "kk", "uk", "be", "bg", "mn", "ky", "tg", "sr", "mk", "el",
        "ar", "fa", "he", "th", "hi",
    ];
    !OTHER.contains(&lang.as_str())
}

/// True for the letters of Chinese.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '々' | '〇')
}

fn is_latin_letter(c: char) -> bool {
    c.is_alphabetic() && c < '\u{370}'
}

fn is_other_script(c: char) -> bool {
    // Everything from the CJK marks on, but not full-width Latin letters.
    (c >= '\u{2E80}' && !('\u{FF10}'..='\u{FF5A}').contains(&c)) || matches!(c, '“' | '”')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, tag: &str, word: &str) -> (String, bool) {
        let at = text.find(word).expect("the word is there");
        let zones = Zones::new(text, at, tag.parse().expect("a tag"), &[]);
        let place = zones.at(Span::new(at, at + word.len()));
        (place.latin.to_string(), place.quoted)
    }

    #[test]
    fn quotations_in_another_language_are_told() {
        let text = "The headline “Cúpula da OCS em Tianjin ecoa vozes” and “the OCS guests came”.";
        assert_eq!(place(text, "en", "OCS em"), ("en".to_owned(), true));
        assert_eq!(place(text, "en", "OCS guests"), ("en".to_owned(), false));
        assert_eq!(
            place("on “哈萨克总统” it", "en", "哈萨克"),
            ("en".to_owned(), true)
        );
    }

    #[test]
    fn brackets_have_their_own_language() {
        let text = "the initiative (Iniciativa do Cinturão e Estrada) and (OCS)";
        assert_eq!(place(text, "en", "Cinturão").0, "pt");
        assert_eq!(place(text, "en", "OCS").0, "en");
    }

    #[test]
    fn latin_words_in_chinese_text() {
        assert_eq!(place("鲁班工坊（Lu Ban Workshop）", "zh", "Lu Ban").0, "en");
        assert_eq!(place("《A Rota da Seda》出版", "zh", "Rota").0, "pt");
    }
}
