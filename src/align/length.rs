//! Lengths: how likely it is that texts of two lengths are translations of each other.

use unicode_script::{Script, UnicodeScript};

use super::weights::Weights;

/// A Chinese, Japanese or Korean character says about as much as three Latin letters.
const CJK_WEIGHT: f32 = 3.0;

/// Length of a sentence in Latin letters: letters, digits and marks count one, CJK characters
/// three, white space nothing.
pub(super) fn weighted_length(text: &str) -> f32 {
    text.chars()
        .map(|c| {
            if c.is_ascii() {
                return if c.is_ascii_whitespace() { 0.0 } else { 1.0 };
            }
            match c.script() {
                Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul => CJK_WEIGHT,
                Script::Inherited => 0.0,
                _ if c.is_whitespace() => 0.0,
                _ => 1.0,
            }
        })
        .sum()
}

/// The ratio of two lengths of translations, as a normal distribution of its logarithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LengthModel {
    /// Mean of ln(target / source).
    pub(super) mean: f32,
    /// Variance for very long sentences.
    pub(super) variance: f32,
    /// What a sentence of one letter adds to the variance; falls with 1 / length.
    pub(super) variance_short: f32,
}

/// How many sentences the prior is worth when the mean is estimated.
const PRIOR_SENTENCES: f32 = 4.0;
const SMOOTHING: f32 = 3.0;

impl LengthModel {
    /// Estimates the mean ratio from the whole of both sides.
    pub(super) fn of(source: &[f32], target: &[f32], weights: &Weights) -> Self {
        let (s, t): (f32, f32) = (source.iter().sum(), target.iter().sum());
        let sentences = source.len().min(target.len()) as f32;
        // Sides of very different sizes are no translations as wholes: their ratio says little.
        let ratio = ((t + 1.0) / (s + 1.0)).ln().clamp(-0.7, 0.7);
        Self {
            mean: ratio * sentences / (sentences + PRIOR_SENTENCES),
            variance: weights.length_variance,
            variance_short: weights.length_variance_short,
        }
    }

    /// Moves mean and variance to what `beads` show: (source length, target length, weight).
    pub(super) fn refit(&self, beads: &[(f32, f32, f32)]) -> Self {
        let prior = 10.0;
        let (mut weight, mut ratio) = (prior, prior * self.mean);
        for &(s, t, w) in beads {
            let w = w * certainty(s, t);
            ratio += w * (log_length(t) - log_length(s));
            weight += w;
        }
        let mean = ratio / weight;
        let (mut count, mut spread) = (2.0 * prior, 2.0 * prior);
        for &(s, t, w) in beads {
            let variance = self.variance + self.variance_short * (inverse(s) + inverse(t));
            let delta = log_length(t) - log_length(s) - mean;
            // One bead that is wrong must not widen the model for all.
            spread += w * (delta * delta / variance).min(6.0);
            count += w;
        }
        let scale = (spread / count).clamp(0.3, 3.0);
        Self {
            mean,
            variance: self.variance * scale,
            variance_short: self.variance_short * scale,
        }
    }
}

/// Long sentences tell the ratio better than short ones.
fn certainty(source: f32, target: f32) -> f32 {
    let shorter = source.min(target);
    shorter / (shorter + 30.0)
}

/// Logarithm of a length, smoothed for short ones.
pub(super) fn log_length(length: f32) -> f32 {
    (length + SMOOTHING).ln()
}

/// The part of the variance that a short sentence adds.
pub(super) fn inverse(length: f32) -> f32 {
    1.0 / (length + SMOOTHING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_sentence_is_about_as_long_as_its_translation() {
        let zh = weighted_length("鲁班工坊在中亚开设。");
        let en = weighted_length("Luban Workshops open in Central Asia.");
        assert!((zh / en).ln().abs() < 0.3, "{zh} {en}");
        assert_eq!(weighted_length(" \u{3000}\t"), 0.0);
    }

    #[test]
    fn the_ratio_is_learnt_from_both_sides() {
        let model = LengthModel::of(&[50.0; 40], &[75.0; 40], &Weights::default());
        assert!((model.mean - 1.5_f32.ln()).abs() < 0.05);
        let refitted = model.refit(&[(50.0, 75.0, 1.0); 40]);
        assert!(refitted.variance < model.variance);
        assert!((refitted.mean - 1.5_f32.ln()).abs() < 0.05);
    }
}
