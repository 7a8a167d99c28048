//! What is wrong between the rows of a glossary.

use rustc_hash::FxHashMap;

use super::{
    Action, Boundary, Concept, Glossary, Matcher, Problem, ProblemLevel, Term, TermStatus,
};
use crate::lang::{Lang, LangTag};
use crate::text::{Case, fold};

impl Glossary {
    /// What is wrong between rows that can be read: duplicates, contradictions, rules that would
    /// not come to rest. In the order of files and lines.
    ///
    /// Builds a [`Matcher`], so it is meant for `glossary check` and not for every run.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut lint = Lint {
            glossary: self,
            matcher: Matcher::new(self),
            found: Vec::new(),
        };
        lint.within_concepts();
        lint.between_concepts();
        lint.targets();
        let mut found = lint.found;
        found.sort_by_key(|(file, problem)| (*file, problem.span.start, problem.message.clone()));
        found.into_iter().map(|(_, problem)| problem).collect()
    }
}

struct Lint<'a> {
    glossary: &'a Glossary,
    matcher: Matcher,
    found: Vec<(usize, Problem)>,
}

impl Lint<'_> {
    fn report(&mut self, term: &Term, level: ProblemLevel, message: String, hint: &str) {
        let problem = Problem {
            file: self
                .glossary
                .files()
                .get(term.file)
                .cloned()
                .unwrap_or_default(),
            line: term.line,
            column: term.column,
            span: term.span,
            level,
            message,
            hint: (!hint.is_empty()).then(|| hint.to_owned()),
        };
        self.found.push((term.file, problem));
    }

    /// The place of a term as a reader finds it.
    fn place(&self, term: &Term) -> String {
        let file = self.glossary.files().get(term.file);
        format!("{}:{}", file.map_or("", String::as_str), term.line)
    }

    fn within_concepts(&mut self) {
        for concept in self.glossary.concepts() {
            let mut seen: FxHashMap<(LangTag, &str), &Term> = FxHashMap::default();
            let mut preferred: FxHashMap<LangTag, &Term> = FxHashMap::default();
            for term in &concept.terms {
                if let Some(first) = seen.insert((term.lang, &term.text), term) {
                    let message = format!(
                        "`{}` stands twice in {} for {}",
                        term.text, concept.id, term.lang
                    );
                    let hint = format!("first at {}", self.place(first));
                    self.report(term, ProblemLevel::Error, message, &hint);
                }
                if term.status == TermStatus::Preferred
                    && let Some(first) = preferred.insert(term.lang, term)
                {
                    let message = format!(
                        "{} has two preferred terms in {}: `{}` and `{}`",
                        concept.id, term.lang, first.text, term.text
                    );
                    self.report(
                        term,
                        ProblemLevel::Error,
                        message,
                        "make one of them admitted",
                    );
                }
                if term.status.is_right() && term.action == Action::Replace {
                    let message =
                        format!("`{}` is {} and would be replaced", term.text, term.status);
                    self.report(
                        term,
                        ProblemLevel::Error,
                        message,
                        "a right form has the action none or suggest",
                    );
                }
                if term.lang.lang == Lang::ZH && term.boundary == Boundary::Word {
                    let message = format!("`{}` is Chinese and has word borders", term.text);
                    self.report(term, ProblemLevel::Warning, message, "write none");
                }
            }
        }
    }

    /// One surface, two meanings.
    fn between_concepts(&mut self) {
        let mut by_form: FxHashMap<(Lang, String), Vec<(&Concept, &Term)>> = FxHashMap::default();
        for concept in self.glossary.concepts() {
            for term in &concept.terms {
                by_form
                    .entry((term.lang.lang, fold(&term.text, Case::Lower)))
                    .or_default()
                    .push((concept, term));
            }
        }
        let mut clashes = Vec::new();
        for terms in by_form.values() {
            for (index, (concept, term)) in terms.iter().enumerate() {
                let other = terms[..index].iter().find(|(first, other)| {
                    let both_any = term.text == other.text
                        || (term.case == super::TermCase::Any
                            && other.case == super::TermCase::Any);
                    first.id != concept.id
                        && (term.lang == other.lang)
                        && both_any
                        && term.context.is_empty()
                        && other.context.is_empty()
                        // Two right readings of one form do no harm.
                        && (term.is_variant() || other.is_variant())
                });
                if let Some((first, other)) = other {
                    clashes.push((*term, concept.id.clone(), first.id.clone(), *other));
                }
            }
        }
        for (term, concept, first, other) in clashes {
            let message = format!(
                "`{}` belongs to {concept} and to {first}, and no context tells them apart",
                term.text
            );
            let hint = format!("the other one is at {}", self.place(other));
            self.report(term, ProblemLevel::Error, message, &hint);
        }
    }

    /// Rules that lead nowhere, or that fire again on what they wrote.
    fn targets(&mut self) {
        for concept in self.glossary.concepts() {
            for term in concept.terms.iter().filter(|term| term.is_variant()) {
                let target = if term.target.is_empty() {
                    let preferred = concept.preferred(term.lang);
                    match preferred {
                        Some(preferred) => &*preferred.text,
                        None => {
                            let message = format!(
                                "`{}` has no target, and {} has no preferred term in {}",
                                term.text, concept.id, term.lang
                            );
                            self.report(
                                term,
                                if term.action == Action::Replace {
                                    ProblemLevel::Error
                                } else {
                                    ProblemLevel::Warning
                                },
                                message,
                                "fill in the column target, or add a preferred term",
                            );
                            continue;
                        }
                    }
                } else {
                    &*term.target
                };
                if target == term.text {
                    let message = format!("`{}` is its own target", term.text);
                    self.report(term, ProblemLevel::Error, message, "");
                } else if term.action == Action::Replace {
                    self.comes_to_rest(term, target);
                }
            }
        }
    }

    fn comes_to_rest(&mut self, term: &Term, target: &str) {
        let Some(again) = self
            .matcher
            .propose(target, term.lang, &[])
            .into_iter()
            .find(|again| again.action == Action::Replace)
        else {
            return;
        };
        let message = if again.variant == term.text {
            format!(
                "the target `{target}` contains the variant `{}`: each pass would change it again",
                term.text
            )
        } else {
            format!(
                "the target `{target}` contains `{}`, which is replaced itself",
                again.variant
            )
        };
        self.report(
            term,
            ProblemLevel::Error,
            message,
            "list the target as a preferred or admitted term, which protects it",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<(String, String)> {
        let (glossary, reading) = Glossary::parse(&[("my.csv".to_owned(), text.to_owned())]);
        assert_eq!(reading, []);
        glossary
            .problems()
            .into_iter()
            .map(|problem| (problem.span.of(text).to_owned(), problem.message))
            .collect()
    }

    #[test]
    fn the_built_in_glossary_is_sound() {
        assert_eq!(Glossary::builtin().problems(), []);
    }

    /// A row that nobody can check is `proposed`, which changes no text.
    #[test]
    fn the_built_in_rows_say_where_they_are_from() {
        for concept in Glossary::builtin().concepts() {
            for term in &concept.terms {
                let is_checkable = !matches!(&*term.source, "" | "curated");
                let is_proposed = term.status == TermStatus::Proposed;
                assert_ne!(is_checkable, is_proposed, "{} {}", concept.id, term.text);
                assert!(
                    !is_proposed || term.action != Action::Replace,
                    "{}",
                    term.text
                );
            }
        }
    }

    #[test]
    fn contradictions_are_found() {
        let head = "concept_id,lang,term,status,action,target\n";
        for (rows, place, part) in [
            (
                "a,en,Luban,preferred,,\na,en,Luban,admitted,,\n",
                "Luban",
                "twice",
            ),
            (
                "a,en,Luban,preferred,,\na,en,Lu Ban,preferred,,\n",
                "Lu Ban",
                "two preferred",
            ),
            (
                "a,en,SCO,preferred,,\na,en,OCS,forbidden,replace,\nb,en,OCS,preferred,,\n",
                "OCS",
                "no context",
            ),
            ("a,en,OCS,forbidden,replace,\n", "OCS", "no target"),
            (
                "a,en,Ban,deprecated,replace,Lu Ban\n",
                "Ban",
                "contains the variant",
            ),
            (
                "a,en,Luban,deprecated,replace,Lu Ban\nb,en,Lu Ban,deprecated,replace,Louban\n",
                "Luban",
                "replaced itself",
            ),
        ] {
            let found = problems(&format!("{head}{rows}"));
            assert_eq!(found.len(), 1, "{rows}{found:?}");
            assert_eq!(found[0].0, place);
            assert!(found[0].1.contains(part), "{found:?}");
        }
    }
}
