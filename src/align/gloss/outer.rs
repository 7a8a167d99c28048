//! The phrase before a bracket when no quotes show where it starts.

use super::cues::{self, Role};
use super::language::is_han;
use crate::glossary::{Matcher, TermHit};
use crate::lang::{Lang, LangRun, LangTag};
use crate::text::Span;

/// How far back a phrase may start, in bytes.
const MAX_BYTES: usize = 160;
/// Most words of a phrase.
const MAX_WORDS: usize = 12;

/// Finds the phrase that a bracket belongs to.
pub(super) struct Outer<'a> {
    text: &'a str,
    /// Terms of the glossary in all languages of the text, by their end.
    hits: Vec<TermHit>,
}

impl<'a> Outer<'a> {
    pub(super) fn new(text: &'a str, runs: &[LangRun], matcher: &Matcher, latin: Lang) -> Self {
        let mut hits: Vec<TermHit> = Vec::new();
        for lang in [Lang::ZH, latin, Lang::EN, Lang::PT] {
            hits.extend(matcher.hits(text, LangTag::plain(lang), runs));
        }
        hits.sort_by_key(|hit| (hit.span.end, hit.span.start, hit.concept, hit.term));
        hits.dedup();
        Self { text, hits }
    }

    /// The phrase that ends at `end`, of another script than `inner`, and how sure that is.
    pub(super) fn before(&self, end: usize, inner: Span) -> Option<(Span, f32)> {
        let last = self.text[..end].chars().next_back()?;
        let is_inner_han = inner.of(self.text).chars().any(is_han);
        if is_han(last) {
            return (!is_inner_han).then(|| self.han(end, inner));
        }
        if !last.is_alphanumeric() {
            return None;
        }
        let term = self
            .ending_at(end)
            .filter(|hit| !hit.span.of(self.text).chars().any(is_han))
            .map(|hit| hit.span)
            .min();
        let name = self.name(end);
        if is_inner_han {
            let best = [term, name].into_iter().flatten().min();
            let words = || self.words(end, inner).map(|span| (span, 0.75));
            return best.map(|span| (span, 0.92)).or_else(words);
        }
        [term, name]
            .into_iter()
            .flatten()
            .min()
            .map(|span| (span, 0.9))
    }

    /// True when both phrases are terms of one concept.
    pub(super) fn same_concept(&self, one: Span, other: Span) -> bool {
        let of = |span: Span| {
            self.ending_at(span.end)
                .filter(move |hit| hit.span == span)
                .map(|hit| hit.concept)
        };
        of(one).any(|concept| of(other).any(|known| known == concept))
    }

    fn ending_at(&self, end: usize) -> impl Iterator<Item = &TermHit> {
        let from = self.hits.partition_point(|hit| hit.span.end < end);
        self.hits[from..]
            .iter()
            .take_while(move |hit| hit.span.end == end)
    }

    /// A Chinese phrase: a term, else what stands since the last mark or particle.
    fn han(&self, end: usize, inner: Span) -> (Span, f32) {
        let term = self
            .ending_at(end)
            .filter(|hit| hit.span.of(self.text).chars().all(is_han))
            .map(|hit| hit.span)
            .min();
        if let Some(term) = term {
            return (term, 0.95);
        }
        let words = inner.of(self.text).split_whitespace().count();
        let expected = words * 5 / 2 + 3;
        let mut start = end;
        let mut buffer = [0; 4];
        for (taken, (at, c)) in self.text[..end].char_indices().rev().enumerate() {
            let letter: &str = c.encode_utf8(&mut buffer);
            let is_cut = cues::is(letter, Role::StrongCut)
                || (taken > expected / 2 && cues::is(letter, Role::WeakCut));
            let is_part = is_han(c) || c == '·';
            if !is_part || taken >= expected.max(4) || (taken >= 2 && is_cut) {
                break;
            }
            start = at;
        }
        (Span::new(start, end), 0.7)
    }

    /// The words before `end`, last first, up to the last mark.
    fn words_back(&self, end: usize) -> Vec<Span> {
        let mut from = end.saturating_sub(MAX_BYTES);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let mut words = Vec::new();
        let mut word_end = None;
        let mut word_start = end;
        for (at, c) in self.text[from..end].char_indices().rev() {
            let at = from + at;
            let is_letter = (c.is_alphanumeric() && !is_han(c))
                || matches!(c, '-' | '\u{2011}' | '\u{2010}' | '\'' | '’' | '&');
            if is_letter {
                word_end.get_or_insert(at + c.len_utf8());
                word_start = at;
                continue;
            }
            if let Some(word_end) = word_end.take() {
                words.push(Span::new(word_start, word_end));
            }
            if !matches!(c, ' ' | '\u{a0}') || words.len() >= MAX_WORDS {
                return words;
            }
        }
        if let Some(word_end) = word_end {
            words.push(Span::new(word_start, word_end));
        }
        words
    }

    /// A run of words in capitals, small words between them allowed.
    fn name(&self, end: usize) -> Option<Span> {
        let mut start = None;
        for word in self.words_back(end) {
            let letters = word.of(self.text);
            let is_capital = letters.starts_with(|c: char| c.is_uppercase());
            let lower = letters.to_lowercase();
            if is_capital && cues::is(&lower, Role::Article) {
                break;
            }
            if is_capital {
                start = Some(word.start);
            } else if start.is_none() || !cues::is(&lower, Role::Link) {
                break;
            }
        }
        start.map(|start| Span::new(start, end))
    }

    /// A noun phrase in small letters, about as long as its Chinese translation.
    fn words(&self, end: usize, inner: Span) -> Option<Span> {
        let characters = inner.of(self.text).chars().filter(|c| is_han(*c)).count();
        let most = characters.clamp(1, MAX_WORDS);
        let mut phrase: Vec<Span> = Vec::new();
        for word in self.words_back(end) {
            let lower = word.of(self.text).to_lowercase();
            if cues::is(&lower, Role::Stop) || phrase.len() >= most {
                break;
            }
            phrase.push(word);
        }
        // Last first: small words at the front lead nowhere.
        while let Some(first) = phrase.last() {
            let lower = first.of(self.text).to_lowercase();
            let is_article = cues::is(&lower, Role::Article) && phrase.len() <= 3;
            let leads = is_article
                || (cues::is(&lower, Role::Link) && !cues::is(&lower, Role::Article))
                    && lower != "to";
            if !leads {
                break;
            }
            phrase.pop();
        }
        phrase.last().map(|first| Span::new(first.start, end))
    }
}
