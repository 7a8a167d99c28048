//! The stages, set up once and used for every text.

use std::sync::Arc;

use crate::align::{
    Aligner, Alignment, Bead, GlossPair, Side, TermCandidate, WordLink, gloss, mine, pairing,
    term_candidates, word_links,
};
use crate::check::{
    Applicability, Checker, Finding, Input, Origin, Scan, Score, Selector, Settings, Source,
};
use crate::doc::Document;
use crate::embed::{Encoder, StaticEncoder};
use crate::fix;
use crate::glossary::Matcher;
use crate::lang::{Detection, Detector, Lang, LangRun, LangTag};
use crate::segment;
use crate::text::{Edit, Span, Text};

/// The family of rules whose safe fixes make up normalising.
pub const NAME_RULES: &str = "NAME";
/// The family of rules that hold a translation against its source.
const SOURCE_RULES: &str = "SRC";

/// What an [`Engine`] is made of.
pub struct EngineOptions {
    /// Languages that texts may be in; empty for all that are known.
    pub languages: Vec<Lang>,
    /// The terms; none for those of the built-in glossary, which is read when first needed.
    pub matcher: Option<Matcher>,
    /// Which rules run.
    pub settings: Settings,
    /// Where sentence vectors come from.
    pub encoder: EncoderChoice,
}

/// The encoder that the stages use.
#[derive(Clone, Default)]
pub enum EncoderChoice {
    /// The built-in model; for aligning only between languages that it was trained on.
    #[default]
    Default,
    /// No encoder at all.
    None,
    /// This one, for everything.
    Given(Arc<dyn Encoder>),
}

/// All stages, ready for any number of texts from any number of threads.
pub struct Engine {
    detector: Detector,
    /// None for the built-in one.
    matcher: Option<Matcher>,
    settings: Settings,
    name_settings: Settings,
    source_settings: Settings,
    encoder: EncoderChoice,
}

/// What normalising does to a text.
#[derive(Clone, Debug, Default)]
pub struct Normalisation {
    /// Name findings whose fix is applied, in text order.
    pub applied: Vec<Finding>,
    /// Name findings that a person should look at, in text order.
    pub suggested: Vec<Finding>,
    /// The edits of [`Normalisation::applied`], in text order.
    pub edits: Vec<Edit>,
}

impl Engine {
    /// Sets the stages up.
    #[must_use]
    pub fn new(options: EngineOptions) -> Self {
        let family = |letters| Settings {
            select: vec![Selector::Family(letters)],
            ..options.settings.clone()
        };
        let (name_settings, source_settings) = (family(NAME_RULES), family(SOURCE_RULES));
        Self {
            detector: Detector::new(&options.languages),
            matcher: options.matcher,
            settings: options.settings,
            name_settings,
            source_settings,
            encoder: options.encoder,
        }
    }

    /// The glossary's terms.
    #[must_use]
    pub fn matcher(&self) -> &Matcher {
        self.matcher.as_ref().unwrap_or_else(|| Matcher::builtin())
    }

    /// The encoder for vectors that are asked for as such.
    #[must_use]
    pub fn encoder(&self) -> Option<&dyn Encoder> {
        match &self.encoder {
            EncoderChoice::Default => Some(StaticEncoder::builtin()),
            EncoderChoice::None => None,
            EncoderChoice::Given(encoder) => Some(encoder.as_ref()),
        }
    }

    /// The encoder that takes part in aligning texts of two languages: the built-in model knows
    /// nothing of languages that it was not trained on.
    fn aligning_encoder(&self, langs: [LangTag; 2]) -> Option<&dyn Encoder> {
        match &self.encoder {
            EncoderChoice::Default => {
                let builtin = StaticEncoder::builtin();
                langs
                    .iter()
                    .all(|tag| builtin.knows(tag.lang.as_str()))
                    .then_some(builtin as &dyn Encoder)
            }
            EncoderChoice::None => None,
            EncoderChoice::Given(encoder) => Some(encoder.as_ref()),
        }
    }

    /// What a document is known by when its translations are looked for.
    #[must_use]
    pub fn pairing_profile(&self, document: &Document) -> pairing::Profile {
        pairing::Profile::new(
            document,
            self.matcher(),
            self.aligning_encoder([document.lang; 2]),
        )
    }

    /// What the sentences of a document are known by when documents are mined.
    #[must_use]
    pub fn mining_features(&self, doc: &mine::MineDoc<'_>) -> mine::DocFeatures {
        mine::features(doc, self.matcher(), self.aligning_encoder([doc.lang; 2]))
    }

    /// The language of `text` and of its stretches.
    #[must_use]
    pub fn detect(&self, text: &str) -> Detection {
        self.detector.detect(text)
    }

    /// Which language an English text was translated from, and what shows it.
    #[must_use]
    pub fn origin(&self, document: &Document) -> Origin {
        let segments = spans(document);
        let input = Input {
            segments: &segments,
            ..input(document)
        };
        Scan::new(input, self.matcher()).origin().clone()
    }

    /// Blocks, languages and sentences of `text`; `stated` is its language when known.
    #[must_use]
    pub fn document(&self, id: String, text: Text, stated: Option<LangTag>) -> Document {
        segment::document(id, text, &self.detector, stated)
    }

    /// Where the sentences of `text` lie; `stated` is its language when known.
    #[must_use]
    pub fn segments(&self, text: &str, stated: Option<LangTag>) -> Vec<Span> {
        let text = Text::from_string(text.to_owned());
        spans(&self.document(String::new(), text, stated))
    }

    /// Everything wrong in a text, in text order; `source` is what it was translated from, when known.
    #[must_use]
    pub fn check(&self, document: &Document, source: Option<Source<'_>>) -> Vec<Finding> {
        let segments = spans(document);
        Checker::new(&self.settings, self.matcher()).check(&Input {
            segments: &segments,
            source,
            ..input(document)
        })
    }

    /// The same, and what it amounts to.
    #[must_use]
    pub fn check_and_score(
        &self,
        document: &Document,
        source: Option<Source<'_>>,
    ) -> (Vec<Finding>, Score) {
        let segments = spans(document);
        Checker::new(&self.settings, self.matcher()).check_and_score(&Input {
            segments: &segments,
            source,
            ..input(document)
        })
    }

    /// What only shows when `text` is held against the `source` it was translated from.
    #[must_use]
    pub fn check_against_source(
        &self,
        text: &str,
        tag: LangTag,
        source: Source<'_>,
    ) -> Vec<Finding> {
        Checker::new(&self.source_settings, self.matcher()).check(&Input {
            source: Some(source),
            ..Input::new(text, tag)
        })
    }

    /// The name changes that `text` needs. Languages of stretches come from `runs`.
    #[must_use]
    pub fn normalise(&self, text: &str, tag: LangTag, runs: &[LangRun]) -> Normalisation {
        let findings = Checker::new(&self.name_settings, self.matcher()).check(&Input {
            runs,
            ..Input::new(text, tag)
        });
        normalisation(findings)
    }

    /// Pairs the sentences of two texts that are translations of each other.
    #[must_use]
    pub fn align(&self, source: &Side<'_>, target: &Side<'_>) -> Alignment {
        let mut aligner = Aligner::new().matcher(self.matcher());
        if let Some(encoder) = self.aligning_encoder([source.lang, target.lang]) {
            aligner = aligner.encoder(encoder);
        }
        aligner.align(source, target)
    }

    /// Where the words of a bead went.
    #[must_use]
    pub fn word_links(&self, source: &Side<'_>, target: &Side<'_>, bead: &Bead) -> Vec<WordLink> {
        word_links(source, target, bead, self.matcher())
    }

    /// Phrases of two aligned texts that the glossary may want to know.
    #[must_use]
    pub fn term_candidates(
        &self,
        source: &Side<'_>,
        target: &Side<'_>,
        alignment: &Alignment,
    ) -> Vec<TermCandidate> {
        term_candidates(source, target, alignment, self.matcher())
    }

    /// Phrases that stand beside their translation.
    #[must_use]
    pub fn glosses(&self, text: &str, runs: &[LangRun]) -> Vec<GlossPair> {
        gloss::pairs(text, runs, self.matcher())
    }
}

/// The edits that normalising makes: those of the safe fixes of name findings.
#[must_use]
pub fn name_edits(findings: &[Finding]) -> Vec<Edit> {
    let names = findings
        .iter()
        .filter(|finding| finding.rule.family() == NAME_RULES);
    fix::edits(names, Applicability::Safe).0
}

/// Splits name findings into what is applied and what is only suggested.
fn normalisation(names: Vec<Finding>) -> Normalisation {
    let edits = name_edits(&names);
    let is_applied = |finding: &Finding| {
        finding.fix.as_ref().is_some_and(|fix| {
            fix.edits
                .iter()
                .all(|edit| edits.binary_search_by_key(&edit.span, |e| e.span).is_ok())
        })
    };
    let (applied, suggested) = names.into_iter().partition(is_applied);
    Normalisation {
        applied,
        suggested,
        edits,
    }
}

/// A document as the rules see it, without its sentences.
fn input(document: &Document) -> Input<'_> {
    Input {
        runs: &document.detection.runs,
        ..Input::new(document.text.as_str(), document.lang)
    }
}

fn spans(document: &Document) -> Vec<Span> {
    let segments = document.segments.iter();
    segments.map(|segment| segment.span).collect()
}
