//! Glosses inside one text: a foreign phrase beside its translation, in either order, and two
//! renderings of one phrase.
//!
//! Phrases are found by their marks (quotes, brackets, dashes) and their script; a pair needs a
//! mark or a word such as "meaning" that ties the two together. Linear in the length of the text.

mod cues;
mod language;
mod marks;
mod outer;
mod renderings;

use super::GlossPair;
use crate::glossary::Matcher;
use crate::lang::LangRun;
use crate::text::Span;
use cues::{Role, has_cue};
use language::{Languages, Script, script_of};
use marks::{Mark, Phrase, phrases};
use outer::Outer;

/// Farthest that a phrase stands from its translation when words tie them, in bytes.
const MAX_GAP: usize = 120;

/// Pairs of phrases in `text` of which one translates the other, in text order.
///
/// `runs` are the stretches that the language detector found; without them the script and the
/// little words of a phrase tell its language. A pair of one language is two renderings of the
/// same foreign phrase.
#[must_use]
pub fn pairs(text: &str, runs: &[LangRun], matcher: &Matcher) -> Vec<GlossPair> {
    Finder::new(text, runs, matcher).find()
}

/// One text in which glosses are looked for.
struct Finder<'a> {
    text: &'a str,
    phrases: Vec<Phrase>,
    languages: Languages<'a>,
    outer: Outer<'a>,
    found: Vec<GlossPair>,
}

impl<'a> Finder<'a> {
    fn new(text: &'a str, runs: &'a [LangRun], matcher: &'a Matcher) -> Self {
        let languages = Languages::new(text, runs);
        Self {
            text,
            phrases: phrases(text),
            outer: Outer::new(text, runs, matcher, languages.latin()),
            languages,
            found: Vec::new(),
        }
    }

    fn find(mut self) -> Vec<GlossPair> {
        for index in 0..self.phrases.len() {
            let phrase = self.phrases[index];
            match phrase.mark {
                Mark::Bracket => self.bracket(index),
                Mark::Quote | Mark::Bare => {
                    self.tied_by_words(index);
                    self.dash(index);
                }
            }
        }
        let quotes: Vec<Span> = self
            .phrases
            .iter()
            .filter(|phrase| phrase.mark == Mark::Quote && phrase.script == Script::Latin)
            .map(|phrase| phrase.span)
            .collect();
        renderings::add(self.text, &quotes, &mut self.found);
        let mut found = self.found;
        found.sort_by(|x, y| {
            (x.a, x.b)
                .cmp(&(y.a, y.b))
                .then_with(|| y.score.total_cmp(&x.score))
        });
        found.dedup_by_key(|pair| (pair.a, pair.b));
        found
    }

    fn push(&mut self, one: Span, other: Span, score: f32) {
        let (a, b) = (one.min(other), one.max(other));
        if a.overlaps(b) || a.is_empty() || b.is_empty() {
            return;
        }
        let (a_lang, b_lang) = (self.languages.of(a), self.languages.of(b));
        self.found.push(GlossPair {
            a,
            a_lang,
            b,
            b_lang,
            score,
        });
    }

    /// A bracket that translates what stands before it.
    fn bracket(&mut self, index: usize) {
        let inner = self.phrases[index];
        let before = self.text[..inner.outer.start].trim_end_matches([' ', '*', '_', '\u{a0}']);
        let quote = index
            .checked_sub(1)
            .map(|last| self.phrases[last])
            .filter(|last| last.mark == Mark::Quote && last.outer.end == before.len());
        let (phrase, score) = match quote {
            Some(quote) => (quote.span, 0.95),
            None => match self.outer.before(before.len(), inner.span) {
                Some(found) => found,
                None => return,
            },
        };
        match (script_of(phrase.of(self.text)), inner.script) {
            (Script::Han, Script::Latin) if self.translates(phrase, inner.span) => {
                self.push(phrase, inner.span, score);
            }
            (Script::Latin, Script::Han) if self.translates(inner.span, phrase) => {
                self.push(phrase, inner.span, score);
            }
            (Script::Latin, Script::Latin) => self.latin_bracket(phrase, inner.span, score),
            _ => {}
        }
    }

    /// `Organização para Cooperação de Xangai (Shanghai Cooperation Organization)`: two phrases
    /// in Latin letters are a gloss when their languages are known and differ.
    fn latin_bracket(&mut self, phrase: Span, inner: Span, score: f32) {
        if self.outer.same_concept(phrase, inner) {
            let (a, b) = (self.languages.sure(phrase), self.languages.sure(inner));
            if a.is_some() && b.is_some() && a != b {
                self.push(phrase, inner, 0.9);
            }
            return;
        }
        let words = |span: Span| span.of(self.text).split_whitespace().count();
        let (outer_words, inner_words) = (words(phrase), words(inner));
        let is_like = outer_words >= 2
            && inner_words >= 2
            && outer_words.max(inner_words) <= 2 * outer_words.min(inner_words) + 1;
        let (a, b) = (self.languages.sure(phrase), self.languages.sure(inner));
        if let (Some(a), Some(b), true) = (a, b, is_like)
            && a != b
        {
            self.push(phrase, inner, score * 0.7);
        }
    }

    /// True when a Latin phrase can be the translation of a Chinese one, and is no transcription,
    /// date or remark.
    fn translates(&self, han: Span, latin: Span) -> bool {
        let (han, latin) = (han.of(self.text), latin.of(self.text));
        let characters = han.chars().filter(|c| language::is_han(*c)).count();
        let words = latin
            .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
            .filter(|word| !word.is_empty())
            .count();
        let letters = latin.chars().filter(|c| c.is_alphabetic()).count();
        characters > 0
            && letters >= 2
            && words <= characters * 2 + 4
            && characters <= words * 6 + 4
            && !language::is_transcription(latin)
            && !language::is_figure(latin)
            && !language::is_address(latin)
    }

    /// `“小而美”, usually given as “small and beautiful”`, and the other way round.
    fn tied_by_words(&mut self, index: usize) {
        let first = self.phrases[index];
        // A bare Chinese phrase is one only inside text of another script.
        if first.mark == Mark::Bare && !self.stands_alone(first.span) {
            return;
        }
        let mut last = first.outer.end;
        let mut renderings = 0;
        for next in index + 1..(index + 6).min(self.phrases.len()) {
            let other = self.phrases[next];
            if other.outer.start < last || other.outer.start - last > MAX_GAP {
                break;
            }
            let gap = &self.text[last..other.outer.start];
            if ends_sentence(gap) {
                break;
            }
            if other.mark == Mark::Bracket {
                // A transcription in brackets may stand between.
                if renderings == 0 && other.script == Script::Latin && gap.trim().is_empty() {
                    last = other.outer.end;
                    continue;
                }
                break;
            }
            let scripts = (first.script, other.script);
            let is_crossing = matches!(
                scripts,
                (Script::Han, Script::Latin) | (Script::Latin, Script::Han)
            );
            let is_marked = other.mark == Mark::Quote || self.stands_alone(other.span);
            // `“互信”的英文是“mutual trust”`: the Chinese between them ties the two.
            if other.mark == Mark::Bare && !(is_crossing && is_marked) {
                continue;
            }
            if !is_crossing || !is_marked {
                break;
            }
            let is_tied = if renderings == 0 {
                has_cue(gap, Role::Cue) || is_close(gap)
            } else {
                has_cue(gap, Role::Again) || has_cue(gap, Role::Cue)
            };
            let (han, latin) = if first.script == Script::Han {
                (first.span, other.span)
            } else {
                (other.span, first.span)
            };
            if !is_tied && other.mark == Mark::Bare {
                continue;
            }
            if !is_tied || !self.translates(han, latin) {
                break;
            }
            let score = if has_cue(gap, Role::Cue) { 0.85 } else { 0.6 };
            self.push(first.span, other.span, score);
            // Only a Chinese phrase has several renderings here.
            if first.script == Script::Latin {
                break;
            }
            renderings += 1;
            last = other.outer.end;
        }
    }

    /// `Luban Workshop — 鲁班工坊 —`: a Chinese phrase between dashes after its translation.
    fn dash(&mut self, index: usize) {
        let phrase = self.phrases[index];
        if phrase.script != Script::Han {
            return;
        }
        let before = self.text[..phrase.outer.start].trim_end();
        let Some(before) = before.strip_suffix(['—', '–']) else {
            return;
        };
        let before = before.trim_end_matches(['—', '–', ' ']);
        let after = self.text[phrase.outer.end..].trim_start_matches(' ');
        let is_closed = after.is_empty()
            || after.starts_with(['—', '–', '.', ',', ';', ')', '\n', '\r', '。', '，']);
        if !is_closed {
            return;
        }
        let quote = index.checked_sub(1).map(|last| self.phrases[last]);
        let found = match quote.filter(|quote| quote.outer.end == before.len()) {
            Some(quote) if quote.mark == Mark::Quote => Some((quote.span, 0.9)),
            Some(_) => None,
            None => self.outer.before(before.len(), phrase.span),
        };
        if let Some((outer, score)) = found
            && script_of(outer.of(self.text)) == Script::Latin
            && self.translates(phrase.span, outer)
        {
            self.push(outer, phrase.span, score * 0.9);
        }
    }

    /// True when no other Chinese stands beside a Chinese phrase.
    fn stands_alone(&self, span: Span) -> bool {
        let is_han_near = |c: Option<char>| {
            c.is_some_and(|c| language::is_han(c) || language::is_chinese_mark(c))
        };
        let text = self.text;
        !is_han_near(text[..span.start].trim_end().chars().next_back())
            && !is_han_near(text[span.end..].trim_start().chars().next())
    }
}

/// True when a gap holds the end of a sentence.
fn ends_sentence(gap: &str) -> bool {
    gap.contains(['\n', '。', '！', '？', '!', '?', ';', '；'])
        || gap
            .match_indices(". ")
            .any(|(at, _)| gap[at + 2..].trim_start().starts_with(char::is_uppercase))
}

/// True when nothing but a mark stands between two phrases.
fn is_close(gap: &str) -> bool {
    let mark = gap.trim();
    mark.chars().count() <= 2
        && mark
            .chars()
            .all(|c| matches!(c, '—' | '–' | '=' | '/' | ':' | '：'))
        && !mark.is_empty()
}

#[cfg(test)]
mod tests;
