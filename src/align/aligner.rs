//! The sentence aligner: evidence in, beads out.

use super::dp::{self, Band, KINDS, Step};
use super::evidence::{self, SideTokens, TokenLink, WeighedLinks};
use super::evidence_learned::{Demands, learned_links};
use super::evidence_tokens::Vocabulary;
use super::evidence_vectors::VectorEvidence;
use super::evidence_words;
use super::length::{LengthModel, weighted_length};
use super::model::{BeadModel, KindPriors, MergedSide};
use super::weights::Weights;
use super::{Alignment, Bead, band, calibration};
use crate::embed::{EncodeError, Encoder};
use crate::glossary::Matcher;
use crate::lang::{Lang, LangTag};

/// Sentences of one side in one language.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The sentences in order.
    pub sentences: &'a [&'a str],
    /// Their language.
    pub lang: LangTag,
}

/// Aligns the sentences of two texts that are translations of each other.
///
/// One dynamic programme weighs lengths, shared tokens (numbers, names, cognates, marks),
/// glossary concepts, words that keep coming together in the pair itself and, with an encoder,
/// likeness of meaning. Up to about 550 x 550 sentences every alignment is considered; beyond
/// that those near a line through tokens that are unique on both sides, in linear memory.
///
/// ```
/// use alinha::align::{Aligner, Side};
/// use alinha::lang::Lang;
/// let zh = ["鲁班工坊在天津开幕。", "2025年已有30所。"];
/// let en = ["The Luban Workshop opened in Tianjin.", "There were 30 in 2025."];
/// let alignment = Aligner::new().align(
///     &Side { sentences: &zh, lang: Lang::ZH.into() },
///     &Side { sentences: &en, lang: Lang::EN.into() },
/// );
/// assert_eq!(alignment.beads[1].source, 1..2);
/// ```
#[derive(Clone, Copy, Default)]
pub struct Aligner<'a> {
    matcher: Option<&'a Matcher>,
    encoder: Option<&'a dyn Encoder>,
    weights: Weights,
    is_raw: bool,
}

/// Rounds of learning ratio, frequencies of kinds and word pairs from the pair itself.
const ROUNDS: usize = 2;
/// Columns beside the path within which other paths count when a bead's score is worked out.
const RIVAL_WIDTH: usize = 10;
/// Columns beside the path within which a later round looks for a better one in a large table.
const REFINE_WIDTH: usize = 20;
/// A table up to this many nodes is searched as a whole.
const EXACT_NODES: usize = 300_000;

impl<'a> Aligner<'a> {
    /// An aligner that knows lengths and shared tokens only.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds glossary concepts, which meet across scripts.
    #[must_use]
    pub fn matcher(mut self, matcher: &'a Matcher) -> Self {
        self.matcher = Some(matcher);
        self
    }

    /// Adds likeness of meaning.
    #[must_use]
    pub fn encoder(mut self, encoder: &'a dyn Encoder) -> Self {
        self.encoder = Some(encoder);
        self
    }

    /// Weighs the evidence otherwise than by default.
    #[must_use]
    pub fn weights(mut self, weights: Weights) -> Self {
        self.weights = weights;
        self
    }

    /// Leaves scores as the model gives them, too sure of itself: for fitting the calibration.
    #[must_use]
    pub fn uncalibrated(mut self) -> Self {
        self.is_raw = true;
        self
    }

    /// Aligns; if the encoder fails, without it. [`Aligner::try_align`] tells of the failure.
    #[must_use]
    pub fn align(&self, source: &Side<'_>, target: &Side<'_>) -> Alignment {
        self.try_align(source, target).unwrap_or_else(|_| {
            let plain = Self {
                encoder: None,
                ..*self
            };
            plain.try_align(source, target).unwrap_or_default()
        })
    }

    /// Aligns. Every sentence is in exactly one bead, beads are in order; a bead's score is the
    /// calibrated probability that just this bead is right, given the text around it.
    ///
    /// # Errors
    /// If the encoder fails.
    pub fn try_align(
        &self,
        source: &Side<'_>,
        target: &Side<'_>,
    ) -> Result<Alignment, EncodeError> {
        let (s, t) = (source.sentences, target.sentences);
        if s == t {
            let beads = (0..s.len()).map(|i| Bead {
                source: i..i + 1,
                target: i..i + 1,
                score: 1.0,
            });
            return Ok(Alignment {
                beads: beads.collect(),
            });
        }
        let mut alignment = self.work(source, target)?.align().0;
        for bead in &mut alignment.beads {
            bead.score = self.score(bead.score);
        }
        Ok(alignment)
    }

    /// How likely each bead of an alignment is that was made elsewhere, among all alignments near
    /// it; none if the alignment leaves a sentence out, is out of order or has a bead larger than
    /// the aligner's own.
    ///
    /// # Errors
    /// If the encoder fails.
    pub fn rate(
        &self,
        source: &Side<'_>,
        target: &Side<'_>,
        alignment: &Alignment,
    ) -> Result<Option<Vec<f32>>, EncodeError> {
        let sizes = (source.sentences.len(), target.sentences.len());
        let Some(path) = dp::path_of(alignment, sizes) else {
            return Ok(None);
        };
        let work = self.work(source, target)?;
        let (_, learned) = work.align();
        let posteriors = work.posteriors(&path, &learned);
        Ok(Some(
            posteriors.into_iter().map(|p| self.score(p)).collect(),
        ))
    }

    fn score(&self, posterior: f32) -> f32 {
        if self.is_raw {
            posterior
        } else {
            calibration::probability(posterior)
        }
    }

    fn work(&self, source: &Side<'_>, target: &Side<'_>) -> Result<Work, EncodeError> {
        let (s, t) = (source.sentences, target.sentences);
        let vectors = match self.encoder {
            Some(encoder) if !s.is_empty() && !t.is_empty() => {
                Some((encoder.encode(s)?, encoder.encode(t)?))
            }
            _ => None,
        };
        let mut work = Work::new(source, target, self.matcher, self.weights);
        if let Some((source, target)) = &vectors {
            work.vectors = Some(VectorEvidence::new(
                source,
                target,
                &work.source_lengths,
                &work.target_lengths,
                &self.weights,
            ));
        }
        Ok(work)
    }
}

/// What the rounds of an alignment learn from the pair itself.
struct Learned {
    lengths: LengthModel,
    priors: KindPriors,
    links: Vec<TokenLink>,
}

/// One alignment in the making.
struct Work {
    source: SideTokens,
    target: SideTokens,
    source_lengths: Vec<f32>,
    target_lengths: Vec<f32>,
    vocabulary: Vocabulary,
    vectors: Option<VectorEvidence>,
    langs: (Lang, Lang),
    weights: Weights,
}

impl Work {
    fn new(
        source: &Side<'_>,
        target: &Side<'_>,
        matcher: Option<&Matcher>,
        weights: Weights,
    ) -> Self {
        let mut vocabulary = Vocabulary::default();
        let mut tokens = |side: &Side<'_>| -> Vec<Vec<u32>> {
            side.sentences
                .iter()
                .map(|sentence| vocabulary.tokens(sentence, side.lang, matcher))
                .collect()
        };
        let (source_tokens, target_tokens) = (tokens(source), tokens(target));
        let lengths = |side: &Side<'_>| -> Vec<f32> {
            side.sentences.iter().map(|s| weighted_length(s)).collect()
        };
        Self {
            source: SideTokens::new(source_tokens, vocabulary.len()),
            target: SideTokens::new(target_tokens, vocabulary.len()),
            source_lengths: lengths(source),
            target_lengths: lengths(target),
            vocabulary,
            vectors: None,
            langs: (source.lang.lang, target.lang.lang),
            weights,
        }
    }

    /// The best alignment, and what the rounds learned on the way to it.
    fn align(&self) -> (Alignment, Learned) {
        let (n, m) = (self.source_lengths.len(), self.target_lengths.len());
        let mut learned = self.known();
        let exact = (n + 1).saturating_mul(m + 1) <= EXACT_NODES;
        let mut path = if exact {
            let band = Band::full(n, m);
            dp::best_path(&band, &self.model(&band, &learned))
        } else {
            band::search(&self.source, &self.target, &learned.links, |band| {
                dp::best_path(band, &self.model(band, &learned))
            })
        };
        let known = learned.links.len();
        let mut scores = self.posteriors(&path, &learned);
        for _ in 0..ROUNDS {
            learned.links.truncate(known);
            learned.links.extend(learned_links(
                &self.vocabulary,
                &self.source,
                &self.target,
                &path,
                &scores,
                Demands::IN_PAIR,
                self.weights.learned_words,
            ));
            learned.lengths = learned.lengths.refit(&self.bead_lengths(&path, &scores));
            learned.priors = KindPriors::refit(&self.weights, &path, &scores);
            let band = if exact {
                Band::full(n, m)
            } else {
                Band::around(&dp::centre_of(&path, n), REFINE_WIDTH, m)
            };
            path = dp::best_path(&band, &self.model(&band, &learned));
            scores = self.posteriors(&path, &learned);
        }
        let beads = path.iter().zip(scores).map(|(step, score)| Bead {
            source: step.source(),
            target: step.target(),
            score,
        });
        (
            Alignment {
                beads: beads.collect(),
            },
            learned,
        )
    }

    /// What is known before the first round.
    fn known(&self) -> Learned {
        let weights = &self.weights;
        let mut links = evidence::identity_links(
            &self.vocabulary,
            &self.source,
            &self.target,
            weights.identity,
        );
        links.extend(evidence_words::known_links(
            &self.vocabulary,
            &self.source,
            &self.target,
            self.langs,
            weights.known_words,
        ));
        Learned {
            lengths: LengthModel::of(&self.source_lengths, &self.target_lengths, weights),
            priors: KindPriors::new(weights),
            links,
        }
    }

    /// How likely each step of a path is, among all paths near it.
    fn posteriors(&self, path: &[Step], learned: &Learned) -> Vec<f32> {
        let (n, m) = (self.source_lengths.len(), self.target_lengths.len());
        let rivals = Band::around(&dp::centre_of(path, n), RIVAL_WIDTH, m);
        dp::posteriors(&rivals, &self.model(&rivals, learned), path)
    }

    fn model(&self, band: &Band, learned: &Learned) -> BeadModel<'_> {
        let links = WeighedLinks::new(learned.links.clone(), &self.source, &self.target);
        let lengths = &learned.lengths;
        BeadModel {
            source: MergedSide::new(
                &self.source_lengths,
                &links.source_costs(&self.source),
                lengths,
                &self.weights,
            ),
            target: MergedSide::new(
                &self.target_lengths,
                &links.target_costs(&self.target),
                lengths,
                &self.weights,
            ),
            mean_ratio: lengths.mean,
            priors: learned.priors.clone(),
            weights: self.weights,
            tokens: links.token_sums(band, &self.source, &self.target),
            vectors: self.vectors.as_ref().map(|vectors| vectors.scores(band)),
        }
    }

    /// Lengths of both sides of the beads that have both, with how sure each bead is.
    fn bead_lengths(&self, path: &[Step], scores: &[f32]) -> Vec<(f32, f32, f32)> {
        path.iter()
            .zip(scores)
            .filter(|(step, _)| KINDS[step.kind].0 > 0 && KINDS[step.kind].1 > 0)
            .map(|(step, score)| {
                let source = self.source_lengths[step.source()].iter().sum();
                let target = self.target_lengths[step.target()].iter().sum();
                (source, target, *score)
            })
            .collect()
    }
}
