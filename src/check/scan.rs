//! A text under check as the rules see it: the input, the glossary, and what was found out once
//! for all of them.

use std::cell::OnceCell;

use super::Input;
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
}

impl<'a> Scan<'a> {
    /// Looks through `input` for what no rule of language applies to.
    #[must_use]
    pub fn new(input: Input<'a>, glossary: &'a Matcher) -> Self {
        Self {
            protected: protected_spans(input.text),
            proposals: OnceCell::new(),
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
