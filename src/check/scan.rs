//! A text under check as the rules see it: the input, the glossary, and what was found out once
//! for all of them.

use std::cell::OnceCell;

use super::Input;
use super::lexicon::{Hit, Lexicon, without_overlap};
use super::origin::{Origin, origin_of};
use super::protected::protected_spans;
use crate::glossary::{Matcher, Proposal};
use crate::lang::Lang;
use crate::text::Span;

/// The input of a rule.
#[derive(Debug)]
pub struct Scan<'a> {
    /// The text and what is known about it.
    pub input: Input<'a>,
    /// The terms to hold it against.
    pub glossary: &'a Matcher,
    protected: Vec<Span>,
    proposals: OnceCell<Vec<Proposal>>,
    hits: OnceCell<Vec<Hit>>,
    phrases: OnceCell<Vec<Hit>>,
    origin: OnceCell<Origin>,
}

impl<'a> Scan<'a> {
    /// Looks through `input` for what no rule of language applies to.
    #[must_use]
    pub fn new(input: Input<'a>, glossary: &'a Matcher) -> Self {
        Self {
            protected: protected_spans(input.text),
            proposals: OnceCell::new(),
            hits: OnceCell::new(),
            phrases: OnceCell::new(),
            origin: OnceCell::new(),
            input,
            glossary,
        }
    }

    /// The text under check.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.input.text
    }

    /// What the glossary would rather see in the text; asked for once.
    #[must_use]
    pub fn proposals(&self) -> &[Proposal] {
        let Input {
            text, tag, runs, ..
        } = self.input;
        self.proposals
            .get_or_init(|| self.glossary.propose(text, tag, runs))
    }

    /// Which language the text was translated from, and what shows it; asked for once.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        self.origin.get_or_init(|| origin_of(self))
    }

    /// True where the text may be translated from one of `languages`: its source says so, or shows.
    pub(super) fn may_be_from(&self, languages: &[Lang]) -> bool {
        match self.input.source {
            Some(source) => languages.contains(&source.tag.lang),
            None => self
                .origin()
                .lang
                .is_some_and(|lang| languages.contains(&lang)),
        }
    }

    /// Every phrase of the lexicon in the text, whether it is right here or not; they may overlap.
    pub(super) fn hits(&self) -> &[Hit] {
        self.hits.get_or_init(|| {
            let text = self.input.text;
            let Some(lexicon) = Lexicon::of(self.input.tag.lang) else {
                return Vec::new();
            };
            let whole = [Span::new(0, text.len())];
            let segments = match self.input.segments {
                [] => &whole[..],
                segments => segments,
            };
            let hits = segments.iter().flat_map(|segment| {
                let hits = lexicon.hits(segment.of(text)).into_iter();
                hits.map(|hit| Hit {
                    span: hit.span.shifted(segment.start),
                    ..hit
                })
            });
            hits.filter(|hit| {
                self.lang_at(hit.span.start) == self.input.tag.lang && !self.is_protected(hit.span)
            })
            .collect()
        })
    }

    /// The phrases of the lexicon that are wrong here, in text order and without overlap: those that are
    /// hardly ever right, and others where the text was translated from their language. With a source in
    /// another language than theirs none of them is.
    pub(super) fn phrases(&self) -> &[Hit] {
        self.phrases.get_or_init(|| {
            let mut hits = self.hits().to_vec();
            let has_source = self.input.source.is_some();
            hits.retain(|hit| {
                let entry = hit.entry;
                !entry.is_clue
                    && (entry.is_sure && !has_source || self.may_be_from(&entry.languages))
            });
            without_overlap(&mut hits);
            hits
        })
    }

    /// True when `span` touches a URL, an address, a handle, a tag, a path or code.
    #[must_use]
    pub fn is_protected(&self, span: Span) -> bool {
        let after = self.protected.partition_point(|one| one.end <= span.start);
        self.protected
            .get(after)
            .is_some_and(|one| one.start < span.end.max(span.start + 1))
    }

    /// The language at the byte `at`: that of its stretch, or the main one where the stretch is
    /// marks and numbers.
    #[must_use]
    pub fn lang_at(&self, at: usize) -> Lang {
        let runs = self.input.runs;
        let after = runs.partition_point(|run| run.span.end <= at);
        match runs.get(after) {
            Some(run) if run.span.start <= at && run.lang != Lang::UND => run.lang,
            _ => self.input.tag.lang,
        }
    }
}
