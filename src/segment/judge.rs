//! Whether a sentence ends at a place where a mark would let it.

use super::marks::{
    Nesting, closer_of, is_cjk, is_cjk_terminator, is_closer, is_closing_quote, is_full_stop,
    is_opener, is_terminator,
};
use super::words::{Abbreviation, Words};
use crate::lang::Lang;

/// How far, in bytes, a bracket or a quotation may reach over a full stop inside it.
const CLOSING_REACH: usize = 400;
/// How many characters of what follows are read at most.
const LOOK_AHEAD: usize = 48;
/// A quotation of a sentence of its own inside a Chinese clause is seldom longer (characters).
const SHORT_QUOTATION: usize = 12;

/// Judges the places of one block.
pub(super) struct Judge<'a> {
    text: &'a str,
    lang: Lang,
    words: Option<&'static Words>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(text: &'a str, lang: Lang) -> Self {
        Self {
            text,
            lang,
            words: Words::of(lang),
        }
    }

    /// True when the sentence that began at `start` ends at `cut`.
    ///
    /// `cut` lies behind the closing marks; `nesting` has read the text up to it.
    pub(super) fn ends_sentence(&self, start: usize, cut: usize, nesting: &Nesting) -> bool {
        let left = self.text[start..cut].trim_end();
        let right = self.reach(cut);
        let next = right.trim_start();
        let core = left.trim_end_matches(|c: char| is_closer(c) || matches!(c, '"' | '\''));
        let closers = &left[core.len()..];
        let Some(mark) = core.chars().next_back().filter(|c| is_terminator(*c)) else {
            // A line break, or the mark of another script.
            let gap = &self.text[start + left.len()..cut + right.len() - next.len()];
            return line_breaks(gap) != 1 || left.chars().next_back().is_some_and(is_foreign_mark);
        };
        let Some(words) = self.words else {
            return true;
        };
        let core = &core[..core.len() - mark.len_utf8()];
        if !has_words(core) {
            // Only a number or marks so far: `1.`, `...`
            return false;
        }
        let opened =
            next.trim_start_matches(|c: char| is_opener(c) || matches!(c, '"' | '\'' | '*' | '_'));
        let Some(first) = opened.chars().next() else {
            return true;
        };
        if starts_small(opened) && !(self.lang == Lang::ZH && is_cjk_terminator(mark)) {
            return false;
        }
        if matches!(first, ',' | ';' | ':' | '，' | '、' | '；' | '：') {
            return false;
        }
        if self.is_inside_bracket(start, cut, nesting) {
            return false;
        }
        if self.is_quoted_inside(start, cut, mark, closers, nesting) {
            return false;
        }
        if closers.contains('》') || closers.contains('〉') {
            return false;
        }
        if closers.chars().any(|c| is_closing_quote(c) || c == '"')
            && self.is_attributed(words, right, mark)
        {
            return false;
        }
        if is_full_stop(mark) {
            return self.full_stop_ends(words, core, closers, opened, right);
        }
        if mark == '…' {
            return self.ellipsis_ends(core, closers, next);
        }
        true
    }

    /// A full stop after `core`, before `next`.
    fn full_stop_ends(
        &self,
        words: &Words,
        core: &str,
        closers: &str,
        next: &str,
        right: &str,
    ) -> bool {
        let first = next.chars().next().unwrap_or(' ');
        let word = last_word(core);
        if !closers.is_empty() {
            return !(word.is_empty() && first.is_ascii_digit());
        }
        let glued = right.chars().next().is_some_and(|c| !c.is_whitespace());
        if glued && is_cjk(first) {
            // `A.苹果`, `1.概述`: the mark of a choice or a heading, not a full stop.
            let tail = core.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
            if core.len() - tail.len() <= 2 && !tail.ends_with(is_cjk) {
                return false;
            }
        }
        let next_word = first_word(next);
        match words.abbreviation(word) {
            Some(Abbreviation::Never) => return false,
            Some(Abbreviation::BeforeNumber) => {
                return !(first.is_numeric() || is_roman(next_word) || matches!(first, 'º' | 'ª'));
            }
            Some(Abbreviation::Inside) => return words.starts_sentences(next_word),
            Some(Abbreviation::Either) => return !first.is_numeric(),
            None => {}
        }
        if is_initial(word) {
            return words.starts_sentences(next_word)
                || !first.is_uppercase() && !first.is_numeric();
        }
        if first.is_ascii_digit() {
            // An unknown short word before a number is more likely an abbreviation than a last word.
            return word.chars().count() > 3 || word.chars().next().is_none_or(char::is_numeric);
        }
        true
    }

    /// Six dots end a Chinese sentence, unless the speaker only hesitates.
    fn ellipsis_ends(&self, core: &str, closers: &str, next: &str) -> bool {
        let Some(first) = next.chars().next() else {
            return true;
        };
        if !is_cjk(first) {
            // `Well… I know` hesitates, `Well… Nobody knew` does not.
            return first.is_uppercase() && first_word(next) != "I" || !closers.is_empty();
        }
        if !closers.is_empty() {
            return true;
        }
        let said = core
            .chars()
            .rev()
            .skip_while(|c| *c == '…')
            .take_while(|c| is_cjk(*c) && c.is_alphanumeric())
            .take(5)
            .count();
        core.ends_with('…') && said > 4
    }

    /// A full stop inside brackets or a title that opened in mid-sentence and close further on.
    fn is_inside_bracket(&self, start: usize, cut: usize, nesting: &Nesting) -> bool {
        let Some((open, place)) = nesting.bracket() else {
            return false;
        };
        let titled = matches!(open, '《' | '〈');
        let inside = self.text[start..place.max(start)]
            .chars()
            .any(char::is_alphanumeric);
        let began_before = place < start;
        if !titled && (!inside || began_before) {
            return false;
        }
        closer_of(open).is_some_and(|close| self.reach(cut).contains(close))
    }

    /// A sentence of its own quoted inside another one.
    ///
    /// In Latin text: any Chinese quotation. In Chinese: a short quotation with no colon or comma
    /// before it (他高喊“加油！”跑了过来).
    fn is_quoted_inside(
        &self,
        start: usize,
        cut: usize,
        mark: char,
        closers: &str,
        nesting: &Nesting,
    ) -> bool {
        if !is_cjk_terminator(mark) && mark != '…' {
            return false;
        }
        if self.lang != Lang::ZH {
            let Some(place) = nesting.quote().filter(|place| *place >= start) else {
                return false;
            };
            let open = self.text[place..].chars().next().unwrap_or('"');
            let close = closer_of(open).unwrap_or('"');
            return self.reach(cut).contains(close);
        }
        let Some(close) = closers.chars().find(|c| is_closing_quote(*c)) else {
            return false;
        };
        let quoted = &self.text[self.border(start.max(cut.saturating_sub(CLOSING_REACH)))..cut];
        let Some(place) = quoted.rfind(|c| closer_of(c) == Some(close)) else {
            return false;
        };
        let hung = quoted[..place]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric);
        hung && quoted[place..].chars().count() <= SHORT_QUOTATION
            && self.text[cut..]
                .chars()
                .next()
                .is_some_and(|c| is_cjk(c) && c.is_alphanumeric())
    }

    /// The quotation is followed by the name of its speaker: `?” Xi asked.`, ？”一位老师问。
    fn is_attributed(&self, words: &Words, right: &str, mark: char) -> bool {
        let next = right.trim_start();
        if self.lang == Lang::ZH {
            if words.continues(next) && !is_full_stop(mark) {
                return true;
            }
            let end = next.char_indices().take(LOOK_AHEAD / 2).find(|(_, c)| {
                matches!(
                    c,
                    '。' | '，' | '：' | '！' | '？' | '；' | '“' | '「' | ',' | '.' | ':'
                )
            });
            let Some((end, stop)) = end else {
                return false;
            };
            // Before a comma or a colon the clause opens a new sentence, unless the quotation goes on.
            let goes_on = match stop {
                '。' | '.' => true,
                '，' | ',' => next[end + stop.len_utf8()..].starts_with(['“', '「', '"']),
                _ => false,
            };
            return goes_on && words.ends_in_speech(&next[..end]);
        }
        if is_full_stop(mark) {
            return false;
        }
        let window = next
            .char_indices()
            .nth(LOOK_AHEAD)
            .map_or(next, |(end, _)| &next[..end]);
        let clause = window
            .split([',', '.', ';', ':', '“', '"', '?', '!'])
            .next()
            .unwrap_or(window);
        clause
            .split_whitespace()
            .take(4)
            .any(|word| words.is_speech(word))
    }

    /// The text a little further than `cut`.
    fn reach(&self, cut: usize) -> &'a str {
        &self.text[cut..self.border((cut + CLOSING_REACH).min(self.text.len()))]
    }

    /// The character border at or before `place`.
    fn border(&self, mut place: usize) -> usize {
        while !self.text.is_char_boundary(place) {
            place -= 1;
        }
        place
    }
}

fn line_breaks(gap: &str) -> usize {
    gap.matches('\n').count().max(gap.matches('\r').count())
}

/// A mark that ends sentences in a script we have no lists for.
fn is_foreign_mark(c: char) -> bool {
    !c.is_alphanumeric()
        && !c.is_ascii()
        && !is_opener(c)
        && !matches!(c, '，' | '、' | '；' | '：' | '—' | '–')
        && !is_closer(c)
}

/// True when there is more than a number or a single letter.
fn has_words(text: &str) -> bool {
    let window = text
        .char_indices()
        .nth(64)
        .map_or(text, |(end, _)| &text[..end]);
    if window.len() < text.len() {
        return true;
    }
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    match (letters.next(), letters.next()) {
        (None, _) => text.chars().nth(3).is_some(),
        (Some(only), None) => is_cjk(only) || text.chars().any(char::is_numeric),
        _ => true,
    }
}

/// True for a small first letter, but not for `iPhone`.
fn starts_small(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_lowercase) && !chars.next().is_some_and(char::is_uppercase)
}

/// The letters and full stops at the end of `text`: `U.S`, `art`; empty after a digit or a mark.
fn last_word(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take(24)
        .take_while(|(_, c)| {
            c.is_alphanumeric() && !is_cjk(*c) || matches!(c, '.' | '/' | 'º' | 'ª')
        })
        .last()
        .map_or(text.len(), |(place, _)| place);
    text[start..].trim_start_matches('.')
}

fn first_word(text: &str) -> &str {
    let end = text
        .char_indices()
        .take(LOOK_AHEAD)
        .find(|(_, c)| !c.is_alphanumeric())
        .map_or(text.len().min(LOOK_AHEAD), |(place, _)| place);
    text.get(..end).unwrap_or_default()
}

/// `J`, `J.K`, `A.P`: capital letters with full stops between them.
fn is_initial(word: &str) -> bool {
    !word.is_empty()
        && word.split('.').all(|part| {
            let mut letters = part.chars();
            letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
        })
}

fn is_roman(word: &str) -> bool {
    !word.is_empty()
        && word.len() < 8
        && word
            .chars()
            .all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M'))
}
