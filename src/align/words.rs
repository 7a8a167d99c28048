//! Word level: where each number, name, term and word of a bead went.
//!
//! Units of both sides are weighed pair by pair (equal values, glossary concepts, equal or kindred
//! spelling, the word tables, likeness of the built-in model's vectors, place in the bead), then
//! linked one by one, surest first, as Melamed's competitive linking does (2000, Computational
//! Linguistics 26:2). A unit whose partner is taken may join it when it stands right beside what
//! holds it: one word becomes several.

use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use unicode_script::{Script, UnicodeScript};

use super::evidence_tokens::stem;
use super::evidence_words::loyalty_of;
use super::facts::{Fact, facts};
use super::{Bead, Side};
use crate::embed::{Encoder as _, Scratch, StaticEncoder};
use crate::glossary::Matcher;
use crate::lang::{Lang, LangTag};
use crate::text::Span;

/// A stretch of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index of the sentence on its side.
    pub sentence: usize,
    /// Bytes of the sentence.
    pub span: Span,
}

/// What kind of thing is linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WordKind {
    /// A number, a date, a sum of money.
    Number,
    /// A term of the glossary.
    Term,
    /// A name: a word in Latin letters that is written with a capital where it need not be.
    Name,
    /// Any other word.
    Word,
}

impl WordKind {
    /// Its name in output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Term => "term",
            Self::Name => "name",
            Self::Word => "word",
        }
    }
}

/// A word of the source and what it became.
#[derive(Clone, Debug, PartialEq)]
pub struct WordLink {
    /// Where it stands.
    pub source: Place,
    /// Where its translation stands.
    pub target: Place,
    /// What it is.
    pub kind: WordKind,
    /// How sure, 0 to 1.
    pub score: f32,
}

/// The words of `bead` that translate each other, in the order of the source; a word may be in
/// several links when it became several.
///
/// # Panics
/// If the bead was made for other sides.
#[must_use]
pub fn word_links(
    source: &Side<'_>,
    target: &Side<'_>,
    bead: &Bead,
    matcher: &Matcher,
) -> Vec<WordLink> {
    let words = BeadWords::new(source, target, bead, matcher);
    let link = |&(s, t, odds): &(usize, usize, f32)| {
        let (a, b) = (&words.source.units[s], &words.target.units[t]);
        WordLink {
            source: a.place,
            target: b.place,
            kind: a.kind.min(b.kind),
            score: probability(odds),
        }
    };
    words.links.iter().map(link).collect()
}

/// The probability behind log odds.
pub(super) fn probability(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

/// The units of a bead and their links.
pub(super) struct BeadWords {
    pub(super) source: Units,
    pub(super) target: Units,
    /// Source unit, target unit, log odds; in order.
    pub(super) links: Vec<(usize, usize, f32)>,
}

impl BeadWords {
    pub(super) fn new(
        source: &Side<'_>,
        target: &Side<'_>,
        bead: &Bead,
        matcher: &Matcher,
    ) -> Self {
        let (from, to) = (
            Units::new(source, bead.source.clone(), matcher),
            Units::new(target, bead.target.clone(), matcher),
        );
        let mut candidates = Vec::new();
        for (s, a) in from.units.iter().enumerate() {
            let centre = (from.position(s) * to.units.len() as f32) as usize;
            let reach = centre.saturating_sub(REACH)..to.units.len().min(centre + REACH);
            for (t, b) in to.units[reach.clone()].iter().enumerate() {
                let t = reach.start + t;
                let evidence = from.vectors.likeness(s, &to.vectors, t)
                    + kinship(a, b, source.lang, target.lang);
                // What the less telling of two words says counts for both.
                let salience = from.salience(s).min(to.salience(t));
                let distance = (from.position(s) - to.position(t)).abs();
                let odds = salience * evidence - DISTANCE * distance;
                if odds > LEAST {
                    candidates.push((s, t, odds));
                }
            }
        }
        candidates.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
        let mut held_by = [
            vec![Vec::new(); from.units.len()],
            vec![Vec::new(); to.units.len()],
        ];
        candidates.retain(|&(s, t, odds)| {
            let may_link = match (held_by[0][s].as_slice(), held_by[1][t].as_slice()) {
                ([], []) => true,
                (held, []) => odds >= JOIN && is_beside(held, t),
                ([], held) => odds >= JOIN && is_beside(held, s),
                _ => false,
            };
            if may_link {
                held_by[0][s].push(t);
                held_by[1][t].push(s);
            }
            may_link
        });
        candidates.sort_by_key(|link| (link.0, link.1));
        Self {
            source: from,
            target: to,
            links: candidates,
        }
    }
}

/// True when a unit stands next to those that a partner holds, without too long a row.
fn is_beside(held: &[usize], unit: usize) -> bool {
    held.iter().all(|held| held.abs_diff(unit) <= MAX_PHRASE)
        && held.iter().any(|held| held.abs_diff(unit) == 1)
}

/// What a shift by the whole length of the bead costs, in nats: word order differs, but not at
/// random.
const DISTANCE: f32 = 2.5;
/// Units on each side of its place in the other text among which a unit's partner is looked for:
/// more than any sentence has, so that a whole book in one bead takes no quadratic time.
const REACH: usize = 150;
/// Odds below which nothing is linked, in nats.
const LEAST: f32 = 0.5;
/// A word whose vector is this part of the longest in its bead tells as much as any.
const TELLING: f32 = 0.6;
/// Odds from which on a unit may join a link, in nats.
const JOIN: f32 = 2.0;
/// Units on one side that may share a partner, less one.
const MAX_PHRASE: usize = 2;

/// A word, number or term of a side.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) place: Place,
    pub(super) kind: WordKind,
    /// In lower case.
    pub(super) text: String,
    stem: String,
    concept: Option<usize>,
    fact: Option<Fact>,
}

/// The units of the sentences of a bead.
pub(super) struct Units {
    pub(super) units: Vec<Unit>,
    vectors: UnitVectors,
}

impl Units {
    fn new(side: &Side<'_>, sentences: std::ops::Range<usize>, matcher: &Matcher) -> Self {
        let mut units = Vec::new();
        for sentence in sentences {
            add_units(
                &mut units,
                sentence,
                side.sentences[sentence],
                side.lang,
                matcher,
            );
        }
        let vectors = UnitVectors::new(&units, side.lang.lang);
        Self { units, vectors }
    }

    /// How much a unit tells, 0 to 1: training makes the vectors of articles and particles short.
    fn salience(&self, unit: usize) -> f32 {
        match self.units[unit].kind {
            WordKind::Number | WordKind::Term => 1.0,
            WordKind::Name | WordKind::Word => {
                (self.vectors.norms[unit] / (TELLING * self.vectors.longest)).min(1.0)
            }
        }
    }

    /// Where a unit stands in the bead, 0 to 1.
    fn position(&self, unit: usize) -> f32 {
        (unit as f32 + 0.5) / self.units.len() as f32
    }
}

/// Adds the units of a sentence: terms, then figures beside them, then words beside those.
fn add_units(units: &mut Vec<Unit>, sentence: usize, text: &str, lang: LangTag, matcher: &Matcher) {
    let first = units.len();
    let unit = |span: Span, kind| Unit {
        place: Place { sentence, span },
        kind,
        text: span.of(text).to_lowercase(),
        stem: stem(&span.of(text).to_lowercase()),
        concept: None,
        fact: None,
    };
    // What is taken, in order and without overlap.
    let mut taken: Vec<Span> = Vec::new();
    let is_free = |taken: &[Span], span: Span| {
        let next = taken.partition_point(|other| other.end <= span.start);
        taken.get(next).is_none_or(|other| span.end <= other.start)
    };
    for hit in matcher.hits(text, lang, &[]) {
        units.push(Unit {
            concept: Some(hit.concept),
            ..unit(hit.span, WordKind::Term)
        });
        taken.push(hit.span);
    }
    let mut figures = Vec::new();
    for fact in facts(text, lang.lang) {
        if is_free(&taken, fact.span) {
            figures.push(fact.span);
            units.push(Unit {
                fact: Some(fact),
                ..unit(fact.span, WordKind::Number)
            });
        }
    }
    taken.extend(figures);
    taken.sort_unstable();
    let mut starts_sentence = true;
    for span in words(text) {
        let word = span.of(text);
        let is_capital = word.starts_with(char::is_uppercase);
        let kind = if is_capital && !starts_sentence {
            WordKind::Name
        } else {
            WordKind::Word
        };
        starts_sentence = false;
        if is_free(&taken, span) {
            units.push(unit(span, kind));
        }
    }
    units[first..].sort_by_key(|unit| unit.place);
}

/// Words of a text: what has a letter or digit, Chinese words by ICU's dictionary.
pub(super) fn words(text: &str) -> impl Iterator<Item = Span> {
    static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
        LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));
    let breaks: Vec<usize> = SEGMENTER.segment_str(text).collect();
    let spans: Vec<Span> = breaks
        .windows(2)
        .map(|pair| Span::new(pair[0], pair[1]))
        .collect();
    spans
        .into_iter()
        .filter(|span| span.of(text).contains(char::is_alphanumeric))
}

/// What speaks for two units beside their vectors, in nats.
fn kinship(a: &Unit, b: &Unit, source: LangTag, target: LangTag) -> f32 {
    if let (Some(one), Some(other)) = (a.concept, b.concept) {
        return if one == other { 8.0 } else { -4.0 };
    }
    if let (Some(one), Some(other)) = (&a.fact, &b.fact) {
        return if one.agrees(other) { 6.0 } else { -4.0 };
    }
    if a.fact.is_some() != b.fact.is_some() {
        return -2.0;
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    if a.text == b.text {
        return if letters(&a.text) > 2 { 5.0 } else { 2.0 };
    }
    let is_latin = |unit: &Unit| !unit.text.starts_with(|c: char| c.script() == Script::Han);
    let mut odds = loyalty_of(
        (&a.text, &a.stem),
        (&b.text, &b.stem),
        (source.lang, target.lang),
    )
    .map_or(0.0, |loyalty| 1.0 + 3.0 * loyalty);
    if is_latin(a) && is_latin(b) && letters(&a.stem) > 3 && a.stem == b.stem {
        odds += 2.0;
    }
    odds
}

/// The vectors of units, centred.
struct UnitVectors {
    dim: usize,
    values: Vec<f32>,
    /// Lengths of the vectors before they were made unit vectors, and the greatest of them.
    norms: Vec<f32>,
    longest: f32,
}

impl UnitVectors {
    fn new(units: &[Unit], lang: Lang) -> Self {
        let encoder = StaticEncoder::builtin();
        let dim = encoder.dim();
        let mut scratch = Scratch::default();
        let mut values = vec![0.0; units.len() * dim];
        let mut norms = Vec::with_capacity(units.len());
        for (unit, vector) in units.iter().zip(values.chunks_exact_mut(dim)) {
            let bytes = encoder.sum(&unit.text, &mut scratch, vector);
            norms.push(vector.iter().map(|value| value * value).sum::<f32>().sqrt());
            encoder.unit(vector, bytes);
            encoder.centre(lang.as_str(), vector);
        }
        Self {
            dim,
            values,
            longest: norms.iter().copied().fold(f32::MIN_POSITIVE, f32::max),
            norms,
        }
    }

    /// What the likeness of two units says, in nats. On the dictionaries of the corpora, words
    /// that do not belong together pass a cosine of 0.2 once in a hundred times, translations
    /// three times in four.
    fn likeness(&self, unit: usize, other: &Self, other_unit: usize) -> f32 {
        let a = &self.values[unit * self.dim..][..self.dim];
        let b = &other.values[other_unit * self.dim..][..self.dim];
        let cosine: f32 = a.iter().zip(b).map(|(a, b)| a * b).sum();
        (25.0 * (cosine - 0.15)).clamp(-3.0, 5.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(source: (&str, Lang), target: (&str, Lang)) -> Vec<(String, String, WordKind)> {
        let (s, t) = ([source.0], [target.0]);
        let side = |sentences, lang: Lang| Side {
            sentences,
            lang: lang.into(),
        };
        let bead = Bead {
            source: 0..1,
            target: 0..1,
            score: 1.0,
        };
        word_links(
            &side(&s, source.1),
            &side(&t, target.1),
            &bead,
            Matcher::builtin(),
        )
        .into_iter()
        .map(|link| {
            let (a, b) = (link.source.span.of(source.0), link.target.span.of(target.0));
            (a.to_owned(), b.to_owned(), link.kind)
        })
        .collect()
    }

    #[test]
    fn figures_terms_and_words_find_their_translations() {
        let links = linked(
            ("2025年，天津的学生参观了鲁班工坊。", Lang::ZH),
            (
                "In 2025 students from Tianjin visited the Luban Workshop.",
                Lang::EN,
            ),
        );
        let has = |a: &str, b: &str, kind| links.contains(&(a.to_owned(), b.to_owned(), kind));
        assert!(has("2025年", "2025", WordKind::Number), "{links:?}");
        assert!(
            has("鲁班工坊", "Luban Workshop", WordKind::Term),
            "{links:?}"
        );
        assert!(has("学生", "students", WordKind::Word), "{links:?}");
        assert!(has("参观", "visited", WordKind::Word), "{links:?}");
    }

    #[test]
    fn names_are_told_from_words() {
        let links = linked(
            (
                "Em Leiria, a professora Lopes comprou três livros.",
                Lang::PT,
            ),
            ("Professor Lopes bought three books in Leiria.", Lang::EN),
        );
        let has = |a: &str, b: &str, kind| links.contains(&(a.to_owned(), b.to_owned(), kind));
        assert!(has("Leiria", "Leiria", WordKind::Name), "{links:?}");
        assert!(has("Lopes", "Lopes", WordKind::Name), "{links:?}");
        assert!(has("três", "three", WordKind::Number), "{links:?}");
        assert!(has("livros", "books", WordKind::Word), "{links:?}");
    }
}
