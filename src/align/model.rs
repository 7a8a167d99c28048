//! The score of a bead: frequency of its kind, lengths, shared tokens and likeness of meaning,
//! added up in nats.

use super::dp::{KINDS, MAX_SIDE, Scorer, Step, kind_of};
use super::evidence::{TokenCosts, TokenSums};
use super::evidence_vectors::VectorScores;
use super::length::{LengthModel, inverse, log_length};
use super::weights::Weights;

/// The log frequencies of the kinds of beads.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct KindPriors([f32; KINDS.len()]);

impl KindPriors {
    /// Those of translations at large.
    pub(super) fn new(weights: &Weights) -> Self {
        Self(weights.frequencies().map(f32::ln))
    }

    /// Moves frequencies at large to those of a first alignment.
    pub(super) fn refit(weights: &Weights, path: &[Step], scores: &[f32]) -> Self {
        let mut counts = weights
            .frequencies()
            .map(|share| share * weights.prior_beads);
        for (step, score) in path.iter().zip(scores) {
            counts[step.kind] += score;
        }
        let total: f32 = counts.iter().sum();
        Self(counts.map(|count| (count / total).ln()))
    }
}

/// What the runs of 1 to [`MAX_SIDE`] sentences of a side bring to a bead, by their end.
#[derive(Debug)]
pub(super) struct MergedSide {
    log_length: Vec<Vec<f32>>,
    variance: Vec<Vec<f32>>,
    /// Penalty of tokens without partner, and this side's half of the length normalisation.
    constant: Vec<Vec<f32>>,
    /// What the sentences gain on average from one that they have nothing to do with.
    chance: Vec<Vec<f32>>,
}

impl MergedSide {
    pub(super) fn new(
        lengths: &[f32],
        costs: &TokenCosts,
        model: &LengthModel,
        weights: &Weights,
    ) -> Self {
        let mut side = Self {
            log_length: Vec::new(),
            variance: Vec::new(),
            constant: Vec::new(),
            chance: Vec::new(),
        };
        for size in 0..=MAX_SIDE {
            let runs = |values: &[f32]| -> Vec<f32> {
                (0..=values.len())
                    .map(|end| values[end.saturating_sub(size)..end].iter().sum())
                    .collect()
            };
            let merged = runs(lengths);
            let variance: Vec<f32> = merged
                .iter()
                .map(|length| model.variance / 2.0 + model.variance_short * inverse(*length))
                .collect();
            let penalties = (0..=lengths.len()).map(|end| {
                let begin = end.saturating_sub(size);
                let first: f32 = costs.all[begin..end].first().copied().unwrap_or(0.0);
                first + costs.new[(begin + 1).min(end)..end].iter().sum::<f32>()
            });
            let constant = penalties
                .zip(&variance)
                .map(|(penalty, variance)| {
                    0.5 * weights.stranger_spread.ln() - 0.25 * (2.0 * variance).ln() - penalty
                })
                .collect();
            side.log_length
                .push(merged.iter().map(|length| log_length(*length)).collect());
            side.chance.push(runs(&costs.chance));
            side.variance.push(variance);
            side.constant.push(constant);
        }
        side
    }
}

/// Everything that scores a bead within one band.
#[derive(Debug)]
pub(super) struct BeadModel<'a> {
    pub(super) source: MergedSide,
    pub(super) target: MergedSide,
    pub(super) mean_ratio: f32,
    pub(super) priors: KindPriors,
    pub(super) weights: Weights,
    pub(super) tokens: TokenSums,
    pub(super) vectors: Option<VectorScores<'a>>,
}

impl Scorer for BeadModel<'_> {
    fn fill(&self, kind: usize, row: usize, first_column: usize, out: &mut [f32]) {
        let (n, m) = KINDS[kind];
        // A bead of n x m sentences has n m chances of meeting a partner, and only one of them is
        // what the token weights are made for: what the others gain on average is no evidence.
        let (extra_source, extra_target) = (
            0.5 * self.weights.chance * (m as f32 - 1.0 / n as f32),
            0.5 * self.weights.chance * (n as f32 - 1.0 / m as f32),
        );
        let base = self.priors.0[kind] + self.source.constant[n][row]
            - extra_source * self.source.chance[n][row];
        let source_length = self.source.log_length[n][row] + self.mean_ratio;
        let source_variance = self.source.variance[n][row];
        let length_cap = self.weights.length_cap;
        let columns = first_column..first_column + out.len();
        let target_lengths = &self.target.log_length[m][columns.clone()];
        let target_variances = &self.target.variance[m][columns.clone()];
        let constants = &self.target.constant[m][columns.clone()];
        let chances = &self.target.chance[m][columns];
        for ((((score, length), variance), constant), chance) in out
            .iter_mut()
            .zip(target_lengths)
            .zip(target_variances)
            .zip(constants)
            .zip(chances)
        {
            let delta = length - source_length;
            let cost = delta * delta / (2.0 * (variance + source_variance));
            *score = base + constant - extra_target * chance - cost / (1.0 + cost / length_cap);
        }
        self.tokens.add(row - n..row, m, first_column, out);
        if let Some(vectors) = &self.vectors {
            vectors.add(n, m, row, first_column, out);
        }
    }

    fn null(&self, source: bool) -> f32 {
        self.priors.0[if source { kind_of(1, 0) } else { kind_of(0, 1) }]
    }
}
