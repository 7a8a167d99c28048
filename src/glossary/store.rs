//! The glossary itself: concepts, where they come from, and layers.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::read::{Keep, Reader};
use super::{Concept, Problem, Term, TermStatus};
use crate::lang::LangTag;

/// The files that are compiled in, in the order of their names.
const BUILTIN: [(&str, &str); 5] = [
    (
        "glossary/general.csv",
        include_str!("../../glossary/general.csv"),
    ),
    (
        "glossary/initiatives.csv",
        include_str!("../../glossary/initiatives.csv"),
    ),
    (
        "glossary/organisations.csv",
        include_str!("../../glossary/organisations.csv"),
    ),
    (
        "glossary/people.csv",
        include_str!("../../glossary/people.csv"),
    ),
    (
        "glossary/places.csv",
        include_str!("../../glossary/places.csv"),
    ),
];

/// Concepts with their terms. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Glossary {
    files: Arc<Vec<String>>,
    concepts: Arc<Vec<Concept>>,
}

impl Glossary {
    /// The glossary that is compiled in; read on first use.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static GLOSSARY: OnceLock<Glossary> = OnceLock::new();
        GLOSSARY.get_or_init(|| Self::read(BUILTIN, Cow::Borrowed).0)
    }

    /// Names and contents of the files that are compiled in.
    #[must_use]
    pub fn builtin_files() -> &'static [(&'static str, &'static str)] {
        &BUILTIN
    }

    /// Reads files of the form described in `glossary/README.md`, given by name and content.
    ///
    /// A row that cannot be read is reported and left out; all others count. What is wrong
    /// between rows that can be read is told by [`Glossary::problems`].
    #[must_use]
    pub fn parse(files: &[(String, String)]) -> (Self, Vec<Problem>) {
        let files = files.iter().map(|(name, text)| (&**name, &**text));
        Self::read(files, |text| Cow::Owned(text.to_owned()))
    }

    fn read<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
        keep: Keep<'a>,
    ) -> (Self, Vec<Problem>) {
        let mut reader = Reader::default();
        let mut names = Vec::new();
        for (number, (name, text)) in files.into_iter().enumerate() {
            reader.read(name, number, text, keep);
            names.push(name.to_owned());
        }
        let glossary = Self {
            files: Arc::new(names),
            concepts: Arc::new(reader.concepts),
        };
        (glossary, reader.problems)
    }

    /// This glossary with another laid over it.
    ///
    /// A row of `upper` takes the place of the row with the same concept, language and term; a
    /// preferred term of `upper` makes the old preferred term of that concept and language an
    /// admitted one. Everything else of both stays.
    #[must_use]
    pub fn with_layer(&self, upper: &Self) -> Self {
        let offset = self.files.len();
        let mut files = self.files.to_vec();
        files.extend(upper.files.iter().cloned());
        let mut concepts = self.concepts.to_vec();
        let index: FxHashMap<&str, usize> = self
            .concepts
            .iter()
            .enumerate()
            .map(|(at, concept)| (concept.id.as_str(), at))
            .collect();
        for over in upper.concepts.iter() {
            let at = match index.get(over.id.as_str()) {
                Some(at) => *at,
                None => {
                    concepts.push(Concept {
                        terms: Vec::new(),
                        ..over.clone()
                    });
                    concepts.len() - 1
                }
            };
            let concept = &mut concepts[at];
            if !over.category.is_empty() {
                concept.category.clone_from(&over.category);
            }
            let is_upper = |term: &Term| term.file >= offset;
            for term in &over.terms {
                if term.status == TermStatus::Preferred {
                    for old in &mut concept.terms {
                        if old.status == TermStatus::Preferred
                            && old.lang == term.lang
                            && !is_upper(old)
                        {
                            old.status = TermStatus::Admitted;
                        }
                    }
                }
                let term = Term {
                    file: term.file + offset,
                    ..term.clone()
                };
                let same = |old: &Term| old.lang == term.lang && old.text == term.text;
                match concept
                    .terms
                    .iter()
                    .position(|old| !is_upper(old) && same(old))
                {
                    Some(place) => concept.terms[place] = term,
                    None => concept.terms.push(term),
                }
            }
        }
        Self {
            files: Arc::new(files),
            concepts: Arc::new(concepts),
        }
    }

    /// All concepts, in the order in which they were first named.
    #[must_use]
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// Names of the files that were read; [`Term::file`] counts in them.
    #[must_use]
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// The concept with the given id.
    #[must_use]
    pub fn concept(&self, id: &str) -> Option<&Concept> {
        self.concepts.iter().find(|concept| concept.id == id)
    }

    /// Every concept that has `surface` as a term of a language that `tag` takes forms of.
    ///
    /// Compares folded and without regard to case.
    pub fn lookup<'a>(
        &'a self,
        surface: &str,
        tag: Option<LangTag>,
    ) -> impl Iterator<Item = (&'a Concept, &'a Term)> + use<'a> {
        let wanted = crate::text::fold(surface.trim(), crate::text::Case::Lower);
        self.concepts.iter().flat_map(move |concept| {
            let wanted = wanted.clone();
            concept
                .terms
                .iter()
                .filter(move |term| tag.is_none_or(|tag| tag.takes_forms_of(term.lang)))
                .filter(move |term| {
                    crate::text::fold(&term.text, crate::text::Case::Lower) == wanted
                })
                .map(move |term| (concept, term))
        })
    }

    /// Number of terms.
    #[must_use]
    pub fn term_count(&self) -> usize {
        self.concepts
            .iter()
            .map(|concept| concept.terms.len())
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::ProblemLevel;
    use crate::lang::Lang;

    fn parse(text: &str) -> (Glossary, Vec<Problem>) {
        Glossary::parse(&[("my.csv".to_owned(), text.to_owned())])
    }

    #[test]
    fn the_built_in_glossary_reads_without_a_problem() {
        let (_, problems) = Glossary::read(BUILTIN, Cow::Borrowed);
        assert_eq!(problems, []);
        let luban = Glossary::builtin()
            .concept("luban-workshop")
            .expect("a concept");
        let preferred = |tag| luban.preferred(tag).map(|term| &*term.text);
        assert_eq!(preferred(LangTag::plain(Lang::EN)), Some("Luban Workshop"));
        assert_eq!(preferred(LangTag::ZH_HANT), Some("鲁班工坊"));
        let iran = Glossary::builtin().concept("iran").expect("a concept");
        let preferred = |tag| iran.preferred(tag).map(|term| &*term.text);
        assert_eq!(preferred(LangTag::PT_BR), Some("Irã"));
        assert_eq!(preferred(LangTag::ZH_HANT), Some("伊朗"));
    }

    #[test]
    fn bad_rows_are_reported_with_their_place_and_left_out() {
        let (glossary, problems) = parse(
            "concept_id,lang,term,status,action,owner\n\
             luban,en,Luban,preferred,,me\n\
             luban,english,Lu Ban,admitted,,\n\
             luban,zh,鲁班,prefered,,\n\
             luban,en,Lu-Ban,deprecated,change,\n\
             luban,en,too,few\n",
        );
        assert_eq!(glossary.term_count(), 1);
        let found: Vec<_> = problems
            .iter()
            .map(|problem| (problem.line, problem.column, problem.level))
            .collect();
        assert_eq!(
            found,
            [
                (1, 36, ProblemLevel::Warning),
                (3, 7, ProblemLevel::Error),
                (4, 13, ProblemLevel::Error),
                (5, 28, ProblemLevel::Error),
                (6, 1, ProblemLevel::Error),
            ]
        );
    }

    #[test]
    fn a_layer_overrides_by_concept_language_and_term() {
        let (base, _) = parse(
            "concept_id,lang,term,status,action\n\
             turkey,en,Türkiye,preferred,\n\
             turkey,en,Turkey,admitted,\n",
        );
        let (upper, _) = parse(
            "concept_id,lang,term,status,action\n\
             turkey,en,Turkey,preferred,\n\
             turkey,pt,Turquia,preferred,\n",
        );
        let both = base.with_layer(&upper);
        let turkey = both.concept("turkey").expect("a concept");
        let terms: Vec<_> = turkey
            .terms
            .iter()
            .map(|term| (&*term.text, term.status, term.file))
            .collect();
        assert_eq!(
            terms,
            [
                ("Türkiye", TermStatus::Admitted, 0),
                ("Turkey", TermStatus::Preferred, 1),
                ("Turquia", TermStatus::Preferred, 1),
            ]
        );
    }
}
