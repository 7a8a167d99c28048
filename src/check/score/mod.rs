//! One score for a text: penalty points for its length, and whether it is raw machine translation.

mod raw_mt;
mod words;

use super::{Finding, Scan};

pub use raw_mt::{EVIDENCE, EVIDENCE_SIGNS, Evidence, HALF_SURE_WORDS};

/// What the findings of a text amount to.
///
/// Points are those of MQM ([`Severity::points`](super::Severity::points)), and are told for each 1,000 words: the normed
/// penalty total of the raw scoring model (Lommel et al. 2024, "The Multi-Range Theory of Translation Quality
/// Measurement", after Lommel, Uszkoreit & Burchardt 2014), with 1,000 words of reference and no other
/// weights. They depart from it in one thing: the evaluated text is the translation itself, since most texts
/// come without the source that MQM counts the words of. Only what rules can see has points: a text without
/// points is not without errors.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// MQM points of all findings.
    pub points: u32,
    /// Words of the text; 1.6 Chinese characters count as one.
    pub words: usize,
    /// What speaks for and against raw machine translation; none where nothing can be said: the text is not
    /// English, or not all rules ran.
    pub evidence: Option<Evidence>,
}

impl Score {
    /// The score of the text of `scan`, in which `findings` were found.
    ///
    /// The evidence is read from the findings of all rules that run unasked: where some of them did not run
    /// (`is_complete` is false), there is none.
    pub(super) fn new(scan: &Scan<'_>, findings: &[Finding], is_complete: bool) -> Self {
        let words = words::count(scan.text());
        Self {
            points: points(findings),
            words,
            evidence: is_complete
                .then(|| raw_mt::evidence(scan, findings, words))
                .flatten(),
        }
    }

    /// The score of the same text when only `findings` of it count.
    #[must_use]
    pub fn with_findings(self, findings: &[Finding]) -> Self {
        Self {
            points: points(findings),
            ..self
        }
    }

    /// MQM points for each 1,000 words. A text without words counts as one word.
    #[must_use]
    pub fn per_1000_words(&self) -> f32 {
        self.points as f32 * 1000.0 / self.words.max(1) as f32
    }

    /// Probability that the text is raw machine translation, where one text in two is; 0.5 says nothing.
    ///
    /// A text of few words stays near 0.5. A low value says that nothing shows, not that a person wrote the
    /// text: good systems leave no traces that rules see (tests/eval/mt.md). None where nothing can be said: see [`Score::evidence`].
    #[must_use]
    pub fn raw_mt(&self) -> Option<f32> {
        self.evidence
            .map(|evidence| raw_mt::chance(&evidence, self.words))
    }
}

fn points(findings: &[Finding]) -> u32 {
    findings
        .iter()
        .map(|finding| finding.severity.points())
        .sum()
}

#[cfg(test)]
mod tests {
    use crate::check::{Checker, Input, Score, Selector, Settings};
    use crate::glossary::Matcher;
    use crate::lang::{Lang, LangTag};

    fn score(text: &str, lang: Lang, settings: &Settings) -> Score {
        let input = Input::new(text, LangTag::plain(lang));
        let checker = Checker::new(settings, Matcher::builtin());
        let (findings, score) = checker.check_and_score(&input);
        assert_eq!(score, score.with_findings(&findings));
        score
    }

    #[test]
    fn points_are_told_for_a_thousand_words() {
        let found = score(
            "The Cazaque delegation paid $ 44.",
            Lang::EN,
            &Settings::default(),
        );
        // A name is major, a space is minor.
        assert_eq!((found.points, found.words), (6, 5), "{found:?}");
        assert!((found.per_1000_words() - 1200.0).abs() < 1e-3, "{found:?}");
        assert_eq!(found.with_findings(&[]).per_1000_words(), 0.0);
    }

    #[test]
    fn what_shows_a_machine_raises_the_chance_and_length_without_it_lowers_it() {
        let all = Settings::default();
        let shown = "The Cazaque minister said that the OCS will hold its dome of leaders in June, with the presence \
                     of AntÃ³nio Lopes, and that the block opens a breach for new members. It cost $ 44 billion.";
        let clean = "The carpenter mended the old bridge before the river rose again in spring. ";
        let chance = |text: &str| score(text, Lang::EN, &all).raw_mt().expect("English");
        assert!(chance(shown) > 0.7, "{}", chance(shown));
        assert!(
            (chance("A word.") - 0.5).abs() < 0.1,
            "{}",
            chance("A word.")
        );
        assert!(chance(&clean.repeat(20)) < 0.35);
        assert!(chance(&clean.repeat(20)) < chance(clean));
        assert_eq!(chance(""), 0.5);
    }

    #[test]
    fn nothing_is_said_of_other_languages_and_of_some_rules_only() {
        let all = Settings::default();
        assert_eq!(
            score("双方在鲁班工坊达成共识。", Lang::ZH, &all).raw_mt(),
            None
        );
        let some = Settings {
            ignore: vec![Selector::Family("SCAR")],
            ..Settings::default()
        };
        let english = "The carpenter mended the bridge.";
        assert_eq!(score(english, Lang::EN, &some).raw_mt(), None);
        let more = Settings {
            preview: true,
            ..Settings::default()
        };
        assert!(score(english, Lang::EN, &more).raw_mt().is_some());
    }
}
