//! How good probabilities are: whether they tell the classes apart, and whether they mean what they say.

use std::fmt;

/// Probabilities and what was true.
pub(crate) struct Judged {
    rows: Vec<(f64, bool)>,
}

impl Judged {
    pub(crate) fn new(rows: Vec<(f64, bool)>) -> Self {
        Self { rows }
    }

    /// Probability that one that is true is rated above one that is not; ties count half.
    pub(crate) fn auc(&self) -> f64 {
        let (mut wins, mut pairs) = (0.0, 0.0);
        for (high, _) in self.rows.iter().filter(|(_, is_true)| *is_true) {
            for (low, _) in self.rows.iter().filter(|(_, is_true)| !*is_true) {
                pairs += 1.0;
                wins += if high > low {
                    1.0
                } else {
                    f64::from(u8::from(high == low)) / 2.0
                };
            }
        }
        if pairs > 0.0 { wins / pairs } else { f64::NAN }
    }

    /// Mean squared error with both classes counted the same: 0.25 for one who always says 0.5.
    pub(crate) fn brier(&self) -> f64 {
        let of_class = |wanted: bool| {
            let rows = self.rows.iter().filter(|(_, is_true)| *is_true == wanted);
            let target = f64::from(u8::from(wanted));
            mean(rows.map(|(chance, _)| (chance - target).powi(2)))
        };
        (of_class(true) + of_class(false)) / 2.0
    }

    /// Mean probability of those that are true, or that are not.
    pub(crate) fn mean_of(&self, wanted: bool) -> f64 {
        let rows = self.rows.iter().filter(|(_, is_true)| *is_true == wanted);
        mean(rows.map(|(chance, _)| *chance))
    }

    /// How many are true and how many not between each two of `borders`.
    pub(crate) fn bins(&self, borders: &[f64]) -> Vec<(usize, usize)> {
        borders
            .windows(2)
            .map(|ends| {
                let inside = self.rows.iter().filter(|(chance, _)| {
                    // The last one takes its end in.
                    *chance >= ends[0] && (*chance < ends[1] || ends[1] >= 1.0)
                });
                let is_true = inside.clone().filter(|(_, is_true)| *is_true).count();
                (is_true, inside.count() - is_true)
            })
            .collect()
    }
}

/// Borders of the bins that are shown.
pub(crate) const BORDERS: [f64; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "AUC {:.3}, Brier {:.3}, mean {:.2} of true, {:.2} of false; true and false in fifths:",
            self.auc(),
            self.brier(),
            self.mean_of(true),
            self.mean_of(false)
        )?;
        for (is_true, is_false) in self.bins(&BORDERS) {
            write!(f, " {is_true}/{is_false}")?;
        }
        Ok(())
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    sum / f64::from(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_held_against_the_truth() {
        let judged = Judged::new(vec![(0.9, true), (0.5, true), (0.5, false), (0.1, false)]);
        assert!((judged.auc() - 0.875).abs() < 1e-9);
        assert!((judged.brier() - 0.13).abs() < 1e-9);
        assert!((judged.mean_of(true) - 0.7).abs() < 1e-9);
        assert_eq!(judged.bins(&[0.0, 0.5, 1.0]), [(0, 1), (2, 1)]);
    }
}
