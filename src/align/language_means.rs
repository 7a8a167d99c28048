//! Vectors without what all texts of a language have in common.

use rustc_hash::FxHashMap;

use crate::embed::dot;
use crate::lang::Lang;

/// Rows at the origin that damp the mean vector of a language: that of few rows is what they
/// tell, not what all texts share.
const DAMPING: f32 = 20.0;

/// Mean vectors of languages.
pub(super) struct LanguageMeans {
    dim: usize,
    means: FxHashMap<Lang, Vec<f32>>,
}

impl LanguageMeans {
    /// The means of `rows`, vectors of `dim` values each.
    pub(super) fn new<'a>(dim: usize, rows: impl Iterator<Item = (Lang, &'a [f32])>) -> Self {
        let mut means: FxHashMap<Lang, (f32, Vec<f32>)> = FxHashMap::default();
        for (lang, row) in rows {
            let (count, sum) = means
                .entry(lang)
                .or_insert_with(|| (DAMPING, vec![0.0; dim]));
            *count += 1.0;
            sum.iter_mut().zip(row).for_each(|(sum, v)| *sum += v);
        }
        let means = means.into_iter().map(|(lang, (count, mut sum))| {
            sum.iter_mut().for_each(|value| *value /= count);
            (lang, sum)
        });
        Self {
            dim,
            means: means.collect(),
        }
    }

    /// Adds `row` to `values`, the mean of its language taken off, as a unit vector.
    pub(super) fn push(&self, values: &mut Vec<f32>, row: &[f32], lang: Lang) {
        let at = values.len();
        match self.means.get(&lang) {
            Some(mean) => values.extend(row.iter().zip(mean).map(|(value, mean)| value - mean)),
            None => values.extend_from_slice(row),
        }
        let norm = dot(&values[at..], &values[at..]).sqrt().max(1e-6);
        values[at..].iter_mut().for_each(|value| *value /= norm);
        debug_assert_eq!(values.len() - at, self.dim);
    }
}
