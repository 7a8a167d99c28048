//! What should stand instead of the variants in a text.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::acronym::expansions;
use super::matcher::{Candidate, Matcher};
use super::protect::protected;
use super::rewrite::{Found, rewrite};
use super::roman;
use super::settle::settle;
use super::surroundings::{
    after, before, first_word, is_capitals_line, is_space, is_title_line, last_word,
};
use super::words::words;
use super::{Action, Concept, Proposal, Term, TermCase, TermStatus};
use crate::lang::{Lang, LangRun, LangTag};
use crate::text::{Case, Span, fold};

/// Similarity from which a phrase counts as a form of a concept that the glossary does not list:
/// a preposition or an ending may differ, a word may not.
const SAME_PHRASE: f64 = 0.85;

impl Matcher {
    /// The variants in `text` that the glossary would rather see in another form, in text order
    /// and without overlap.
    ///
    /// `tag` is the language of most of the text: `pt` without a country touches neither
    /// Brazilian nor European forms. `runs` are the detector's stretches and may be empty.
    /// Replacing every span by its replacement gives a text for which nothing is proposed any
    /// more, suggestions apart.
    #[must_use]
    pub fn propose(&self, text: &str, tag: LangTag, runs: &[LangRun]) -> Vec<Proposal> {
        let proposals = self.pass(text, tag, runs);
        settle(text, runs, proposals, |result, runs| {
            self.pass(result, tag, runs)
        })
    }

    /// The proposals for `text` as it stands.
    fn pass(&self, text: &str, tag: LangTag, runs: &[LangRun]) -> Vec<Proposal> {
        let found = self.find(text, tag, runs);
        let document = Document {
            matcher: self,
            text,
            protected: OnceLock::new(),
            folded: OnceLock::new(),
        };
        let mut verdicts: FxHashMap<(usize, usize), bool> = FxHashMap::default();
        let mut proposals: Vec<Proposal> = Vec::new();
        for candidate in &found {
            let concept = &self.glossary().concepts()[candidate.concept];
            let term = &concept.terms[candidate.term];
            if candidate.quoted || !(term.is_variant() || candidate.wrong_dot) {
                continue;
            }
            if document.stays(candidate, concept, term) {
                continue;
            }
            let holds = *verdicts
                .entry((candidate.concept, candidate.term))
                .or_insert_with(|| document.allows(concept, term));
            if !holds {
                continue;
            }
            if let Some(proposal) = document.proposal(candidate, concept, term)
                && proposals
                    .last()
                    .is_none_or(|last| last.span.end <= proposal.span.start)
            {
                proposals.push(proposal);
            }
        }
        proposals
    }
}

/// A text with what is known of it as a whole, each found out on first use.
struct Document<'a> {
    matcher: &'a Matcher,
    text: &'a str,
    protected: OnceLock<Vec<Span>>,
    /// The text folded, and the same in lower case.
    folded: OnceLock<(String, String)>,
}

impl Document<'_> {
    fn is_protected(&self, span: Span) -> bool {
        let protected = self.protected.get_or_init(|| protected(self.text));
        let at = protected.partition_point(|stretch| stretch.end <= span.start);
        protected
            .get(at)
            .is_some_and(|stretch| stretch.overlaps(span))
    }

    /// True when something around the place says that the form is right there.
    fn stays(&self, candidate: &Candidate, concept: &Concept, term: &Term) -> bool {
        let span = candidate.span;
        let is_exact = term.case == TermCase::Exact;
        if candidate.inserted && (is_exact || self.is_right_elsewhere(concept, term)) {
            return true;
        }
        if is_exact
            && roman::is_numeral(&term.text)
            && roman::counts(self.text, span.start, span.end)
        {
            return true;
        }
        self.is_part_of_name(span, concept, term)
            || self.is_in_foreign_phrase(span, concept, term)
            || self.is_protected(span)
    }

    /// True when another language of the concept has the same form as a right one.
    fn is_right_elsewhere(&self, concept: &Concept, term: &Term) -> bool {
        let form = fold(&term.text, Case::Lower);
        concept.terms.iter().any(|other| {
            other.lang.lang != term.lang.lang
                && other.status.is_right()
                && fold(&other.text, Case::Lower) == form
        })
    }

    /// True for an older place name that begins a longer name: Peking Union Medical College.
    fn is_part_of_name(&self, span: Span, concept: &Concept, term: &Term) -> bool {
        let is_country = match concept.category.as_str() {
            "city" | "place" | "region" => false,
            "country" => true,
            _ => return false,
        };
        if !matches!(term.status, TermStatus::Deprecated | TermStatus::Superseded) {
            return false;
        }
        let Some((word, gap)) = first_word(after(self.text, span.end)) else {
            return false;
        };
        is_space(gap)
            && word.chars().next().is_some_and(char::is_uppercase)
            && !words().is_not_a_name(word)
            && !is_capitals_line(self.text, span.start, span.end)
            && !(is_country && is_title_line(self.text, span.start, span.end))
    }

    /// True for a word that a phrase in its own language surrounds: Instituto Brasileiro de ...
    fn is_in_foreign_phrase(&self, span: Span, concept: &Concept, term: &Term) -> bool {
        if term.lang.lang != Lang::EN
            || term.case == TermCase::Exact
            || !self.is_right_elsewhere(concept, term)
        {
            return false;
        }
        let links = |side: Option<(&str, &str)>| {
            side.is_some_and(|(word, gap)| is_space(gap) && words().is_foreign_link(word))
        };
        let previous = last_word(before(self.text, span.start));
        // Romance adjectives follow their noun: Petróleo Brasileiro SA.
        let follows_noun = term.part_of_speech == "adjective"
            && previous.is_some_and(|(word, gap)| {
                is_space(gap)
                    && word.chars().next().is_some_and(char::is_uppercase)
                    && word.chars().any(char::is_lowercase)
                    && word.ends_with(['o', 'a', 'u'])
                    && span.of(self.text).starts_with(char::is_uppercase)
                    && !self.matcher.is_term(word, LangTag::plain(Lang::EN))
            });
        follows_noun || links(first_word(after(self.text, span.end))) || links(previous)
    }

    /// False when the text as a whole says that the form means something else.
    fn allows(&self, concept: &Concept, term: &Term) -> bool {
        if term.context.needs_document() {
            let (folded, lower) = self
                .folded
                .get_or_init(|| (fold(self.text, Case::Keep), fold(self.text, Case::Lower)));
            if !term.context.holds_in(folded, lower) {
                return false;
            }
        }
        if term.case != TermCase::Exact || !term.text.chars().all(char::is_uppercase) {
            return true;
        }
        !expansions(self.text, &term.text)
            .into_iter()
            .any(|phrase| !names(concept, phrase.of(self.text)))
    }

    fn proposal(&self, candidate: &Candidate, concept: &Concept, term: &Term) -> Option<Proposal> {
        let is_variant = term.is_variant();
        let target = if !is_variant {
            // A right name with a wrong dot.
            &*term.text
        } else if term.target.is_empty() {
            let preferred = concept
                .preferred(candidate.tag)
                .or_else(|| concept.preferred(term.lang))?;
            &*preferred.text
        } else {
            &*term.target
        };
        let surface = candidate.span.of(self.text);
        let found = Found {
            surface,
            variant: &term.text,
            any_case: term.case != TermCase::Exact,
            plural: candidate.plural,
            head_first: ["pt", "es", "fr", "it"].contains(&term.lang.lang.as_str()),
            common_noun: term.part_of_speech == "noun",
            pure_name: matches!(
                concept.category.as_str(),
                "country" | "city" | "place" | "region" | "person"
            ),
            capitals_line: term.case == TermCase::Exact
                && is_capitals_line(self.text, candidate.span.start, candidate.span.end),
        };
        let replacement = rewrite(&found, target);
        if replacement == surface || fold(&replacement, Case::Keep) == fold(surface, Case::Keep) {
            return None;
        }
        let mut span = candidate.span;
        span.end += self.repeated(&replacement, surface, span.end);
        Some(Proposal {
            span,
            replacement,
            action: if is_variant {
                term.action
            } else {
                Action::Replace
            },
            concept: concept.id.clone(),
            variant: term.text.to_string(),
            lang: if candidate.tag.lang == Lang::UND {
                LangTag::plain(term.lang.lang)
            } else {
                candidate.tag
            },
            note: term.note.to_string(),
        })
    }

    /// Length of the text behind the variant that says again what the target ends with:
    /// "Conference ... Measures" followed by "in Asia".
    fn repeated(&self, replacement: &str, surface: &str, end: usize) -> usize {
        let rest = after(self.text, end);
        let lower = replacement.to_lowercase();
        let old = surface.to_lowercase();
        let mut longest = 0;
        for (at, _) in lower.match_indices(' ') {
            let tail = &lower[at..];
            let repeats = rest
                .get(..tail.len())
                .is_some_and(|head| head.to_lowercase() == tail)
                && !rest[tail.len()..].starts_with(char::is_alphanumeric);
            if repeats && !old.ends_with(tail) {
                longest = longest.max(tail.len());
            }
        }
        longest
    }
}

/// True when `phrase` is a name of `concept`, or nearly one.
fn names(concept: &Concept, phrase: &str) -> bool {
    let phrase = fold(phrase, Case::Lower);
    concept.terms.iter().any(|term| {
        let term = fold(&term.text, Case::Lower);
        term == phrase || strsim::normalized_damerau_levenshtein(&term, &phrase) >= SAME_PHRASE
    })
}
