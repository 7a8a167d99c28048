//! Finding terms in text.
//!
//! An index of how forms begin, over the lower-case folded view, finds every place where a term
//! could stand; word ends, case, language and context then decide. Of terms that overlap the
//! longest counts, so that a right form shields the wrong form inside it.

use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

use super::context::Around;
use super::index::{Entry, Index, Script, is_word};
use super::surroundings::{after, before};
use super::zones::{Place, Zones};
use super::{Boundary, Concept, Glossary, Term, TermCase, TermHit};
use crate::lang::{Lang, LangRun, LangTag};
use crate::text::{Case, FoldedView, Span, fold};

/// A term that may stand at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    /// Where, in the original text.
    pub(super) span: Span,
    /// Where, in the folded text, without a plural ending.
    folded: Span,
    pub(super) concept: usize,
    pub(super) term: usize,
    /// The term demands its case and has it here.
    exact: bool,
    /// A wrong form.
    variant: bool,
    /// Seen by those who ask for terms.
    is_hit: bool,
    pub(super) plural: bool,
    pub(super) wrong_dot: bool,
    /// The language that decided, with the text's variety.
    pub(super) tag: LangTag,
    /// Inside a quotation in another language.
    pub(super) quoted: bool,
    /// A Latin-script word in a text of another script.
    pub(super) inserted: bool,
}

impl Candidate {
    /// By place, the longest first, and the one that is preferred of those at one place.
    fn order(&self) -> impl Ord + use<> {
        (
            self.span.start,
            std::cmp::Reverse(self.span.end),
            !self.exact,
            self.wrong_dot,
            self.variant,
        )
    }
}

/// All terms of a glossary, ready to be found in texts. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Matcher {
    glossary: Glossary,
    /// None for an empty glossary.
    index: Option<Arc<Index>>,
}

impl Matcher {
    /// Gets every term of `glossary` ready.
    #[must_use]
    pub fn new(glossary: &Glossary) -> Self {
        Self {
            index: Index::new(glossary.concepts()).map(Arc::new),
            glossary: glossary.clone(),
        }
    }

    /// The matcher of [`Glossary::builtin`]; made on first use.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static MATCHER: OnceLock<Matcher> = OnceLock::new();
        MATCHER.get_or_init(|| Self::new(Glossary::builtin()))
    }

    /// The glossary behind it.
    #[must_use]
    pub fn glossary(&self) -> &Glossary {
        &self.glossary
    }

    /// The concept of a hit.
    ///
    /// # Panics
    /// If the hit was made by the matcher of another glossary.
    #[must_use]
    pub fn concept(&self, hit: &TermHit) -> &Concept {
        &self.glossary.concepts()[hit.concept]
    }

    /// Id of the concept of a hit.
    ///
    /// # Panics
    /// If the hit was made by the matcher of another glossary.
    #[must_use]
    pub fn concept_id(&self, hit: &TermHit) -> &str {
        &self.concept(hit).id
    }

    /// The term of a hit.
    ///
    /// # Panics
    /// If the hit was made by the matcher of another glossary.
    #[must_use]
    pub fn term(&self, hit: &TermHit) -> &Term {
        &self.concept(hit).terms[hit.term]
    }

    /// True when `word` as a whole is a term of the language.
    pub(super) fn is_term(&self, word: &str, tag: LangTag) -> bool {
        let Some(index) = &self.index else {
            return false;
        };
        let folded = fold(word, Case::Lower);
        let mut is_term = false;
        index.find(&folded, |entry, span| {
            is_term |= span.len() == folded.len() && tag.takes_forms_of(entry.lang);
            false
        });
        is_term
    }

    /// Every term that stands in `text`, right or wrong, in text order and without overlap: of
    /// overlapping terms the longest.
    ///
    /// `tag` is the language of most of the text; `runs` are the detector's stretches and may be
    /// empty. Forms that only warn of a mix-up (forbidden, with no action) are left out.
    #[must_use]
    pub fn hits(&self, text: &str, tag: LangTag, runs: &[LangRun]) -> Vec<TermHit> {
        self.find(text, tag, runs)
            .into_iter()
            .filter(|found| found.is_hit)
            .map(|found| TermHit {
                span: found.span,
                concept: found.concept,
                term: found.term,
            })
            .collect()
    }

    /// The longest terms at their places, in text order, without overlap.
    pub(super) fn find(&self, text: &str, tag: LangTag, runs: &[LangRun]) -> Vec<Candidate> {
        let Some(index) = &self.index else {
            return Vec::new();
        };
        let search = Search {
            matcher: self,
            index,
            text,
            view: FoldedView::new(text, Case::Lower),
            tag,
            runs,
            zones: RefCell::new(None),
        };
        search.longest()
    }
}

/// One text while it is searched.
struct Search<'a> {
    matcher: &'a Matcher,
    index: &'a Index,
    text: &'a str,
    view: FoldedView,
    tag: LangTag,
    runs: &'a [LangRun],
    /// Of the line that was asked for last: few lines of a Chinese text have words to ask for.
    zones: RefCell<Option<Zones>>,
}

impl Search<'_> {
    /// The longest candidates, in text order, without overlap.
    fn longest(&self) -> Vec<Candidate> {
        let folded = self.view.as_str();
        // Most stand alone or inside a longer one: those inside are not looked for at first.
        let found = self.candidates(Span::new(0, folded.len()), true);
        let mut chosen = Vec::with_capacity(found.len());
        let mut choice = Choice::default();
        let mut start = 0;
        while start < found.len() {
            // A group of candidates that hang together by overlaps.
            let first = &found[start];
            let mut end = start + 1;
            let mut reach = first.span.end;
            while end < found.len() && found[end].span.start < reach {
                reach = reach.max(found[end].span.end);
                end += 1;
            }
            if reach == first.span.end {
                chosen.push(*first);
            } else {
                // Those inside one that is not chosen may be free.
                let group = found[start..end].iter();
                let around = group.fold(first.folded, |around, one| {
                    let start = around.start.min(one.folded.start);
                    Span::new(start, around.end.max(one.folded.end))
                });
                choice.longest(&self.candidates(around, false), &mut chosen);
            }
            start = end;
        }
        chosen
    }

    /// The candidates in a stretch of the folded text, in order; without some that are inside another where
    /// `longest_only`.
    fn candidates(&self, stretch: Span, longest_only: bool) -> Vec<Candidate> {
        let mut found = Vec::with_capacity(stretch.len() / 32);
        self.index
            .find(stretch.of(self.view.as_str()), |entry, span| {
                let span = Span::new(stretch.start + span.start, stretch.start + span.end);
                let Some(candidate) = self.candidate(entry, span) else {
                    return false;
                };
                found.push(candidate);
                longest_only
            });
        // Nearly always they are.
        if !found.is_sorted_by_key(Candidate::order) {
            found.sort_by_key(Candidate::order);
        }
        found
    }

    fn candidate(&self, entry: &Entry, folded_span: Span) -> Option<Candidate> {
        let folded = self.view.as_str();
        let Span { start, mut end } = folded_span;
        let mut plural = false;
        if entry.is_word {
            if folded[..start].chars().next_back().is_some_and(is_word) {
                return None;
            }
            let mut rest = &folded[end..];
            if entry.plural && rest.starts_with('s') && !rest[1..].starts_with(is_word) {
                plural = true;
                end += 1;
                rest = &folded[end..];
            }
            if rest.starts_with(is_word) {
                return None;
            }
        }
        let span = self.view.to_original(Span::new(start, end));
        if entry.case == TermCase::Capital && !span.of(self.text).starts_with(char::is_uppercase) {
            return None;
        }
        let (tag, quoted, inserted) = self.place(entry, span)?;
        if !takes(tag, entry) {
            return None;
        }
        let term =
            || &self.matcher.glossary.concepts()[entry.concept as usize].terms[entry.term as usize];
        if entry.case == TermCase::Exact && entry.script != Script::Han {
            let surface = span.of(self.text);
            let surface = if plural {
                &surface[..surface.len() - 1]
            } else {
                surface
            };
            let text = &term().text;
            if surface != text && fold(surface, Case::Keep) != fold(text, Case::Keep) {
                return None;
            }
        }
        if entry.has_context && !self.context_holds(term(), span) {
            return None;
        }
        Some(Candidate {
            span,
            folded: folded_span,
            concept: entry.concept as usize,
            term: entry.term as usize,
            exact: entry.case == TermCase::Exact,
            variant: entry.is_variant,
            is_hit: entry.is_hit,
            plural,
            wrong_dot: entry.wrong_dot,
            tag,
            quoted,
            inserted,
        })
    }

    /// The language at a place, whether it is quoted from another language, and whether it is
    /// Latin script in a text of another script. None where no term of that script counts.
    fn place(&self, entry: &Entry, span: Span) -> Option<(LangTag, bool, bool)> {
        match entry.script {
            Script::Han => match self.tag.lang {
                Lang::ZH => Some((self.tag, false, false)),
                Lang::JA | Lang::KO => None,
                _ => Some((LangTag::plain(Lang::ZH), self.zone(span).quoted, false)),
            },
            Script::Other => Some((
                entry.lang,
                self.tag.lang != entry.lang.lang && self.zone(span).quoted,
                false,
            )),
            // No stretch in Latin letters is Chinese or Japanese.
            Script::Latin if entry.lang.lang.is_unspaced() => None,
            Script::Latin => {
                let place = self.zone(span);
                let inserted = place.latin.lang != self.tag.lang && self.tag.lang.is_unspaced();
                Some((place.latin, place.quoted, inserted))
            }
        }
    }

    fn zone(&self, span: Span) -> Place {
        let mut last = self.zones.borrow_mut();
        let zones = match last.take().filter(|zones| zones.covers(span.start)) {
            Some(zones) => zones,
            None => Zones::new(self.text, span.start, self.tag, self.runs),
        };
        let place = zones.at(span);
        *last = Some(zones);
        place
    }

    fn context_holds(&self, term: &Term, span: Span) -> bool {
        let before = fold(before(self.text, span.start), Case::Keep);
        let after = fold(after(self.text, span.end), Case::Keep);
        term.context.holds_around(&Around {
            before: &before,
            after: &after,
            words: term.boundary == Boundary::Word,
        })
    }
}

/// True when a text in `tag` may hold a term.
///
/// A text without a country or script takes the right forms of all varieties and is measured
/// against none of them. Traditional Chinese keeps to its own forms.
fn takes(tag: LangTag, entry: &Entry) -> bool {
    if tag.lang != entry.lang.lang {
        return false;
    }
    if tag.lang == Lang::ZH {
        let traditional = entry.lang == LangTag::ZH_HANT;
        return if tag == LangTag::ZH_HANT {
            traditional
        } else {
            !traditional || entry.is_right
        };
    }
    tag.takes_forms_of(entry.lang) || (tag.variety().is_none() && entry.is_right)
}

/// Chooses of overlapping candidates the longest; of equally long ones the first, then the one that has the exact case,
/// then the right form. Kept from group to group for its room.
#[derive(Default)]
struct Choice {
    /// The candidates by their length, the longest first.
    order: Vec<usize>,
    states: Vec<State>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Chosen,
    Overlaps,
}

impl Choice {
    /// Of a group in order of their starts.
    fn longest(&mut self, group: &[Candidate], chosen: &mut Vec<Candidate>) {
        let Self { order, states } = self;
        order.clear();
        order.extend(0..group.len());
        order.sort_by_key(|at| std::cmp::Reverse(group[*at].span.len()));
        states.clear();
        states.resize(group.len(), State::Open);
        for &at in &*order {
            if states[at] != State::Open {
                continue;
            }
            let span = group[at].span;
            // None of those that are left is longer: what overlaps begins less than its length before it.
            for before in (0..at).rev() {
                let other = group[before].span;
                if other.start + span.len() <= span.start {
                    break;
                }
                if other.end > span.start {
                    states[before] = State::Overlaps;
                }
            }
            for behind in at..group.len() {
                if group[behind].span.start >= span.end {
                    break;
                }
                states[behind] = State::Overlaps;
            }
            states[at] = State::Chosen;
        }
        let of_group = group.iter().zip(&*states);
        let of_group = of_group.filter(|(_, state)| **state == State::Chosen);
        chosen.extend(of_group.map(|(candidate, _)| *candidate));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// As by looking at all places of all forms, the longest first.
        #[test]
        fn the_longest_forms_are_chosen(
            forms in prop::collection::btree_set("[鲁班工b]{1,7}", 1..12),
            text in "[鲁班工b 。]{0,60}",
        ) {
            let mut file = "concept_id,lang,term,status,boundary\n".to_owned();
            for (at, form) in forms.iter().enumerate() {
                file.push_str(&format!("c{at},zh,{form},preferred,none\n"));
            }
            let (glossary, _) = Glossary::parse(&[("x.csv".to_owned(), file)]);
            let forms = forms.iter().filter(|form| form.contains(['鲁', '班', '工']));
            let mut places = Vec::new();
            for form in forms {
                for (at, _) in text.char_indices() {
                    if text[at..].starts_with(form.as_str()) {
                        places.push(Span::new(at, at + form.len()));
                    }
                }
            }
            places.sort_by_key(|span| (std::cmp::Reverse(span.len()), span.start));
            let mut expected: Vec<Span> = Vec::new();
            for span in places {
                if expected.iter().all(|other| span.end <= other.start || other.end <= span.start) {
                    expected.push(span);
                }
            }
            expected.sort_by_key(|span| span.start);
            let hits = Matcher::new(&glossary).hits(&text, LangTag::plain(Lang::ZH), &[]);
            let found: Vec<Span> = hits.iter().map(|hit| hit.span).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
