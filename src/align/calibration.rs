//! From the model's posteriors to probabilities: what part of the beads with a posterior is right.
//!
//! The model takes its evidence for independent and is too sure of itself. The table was fitted by
//! `cargo xtask align-fit` (isotonic regression) on the sets that the weights were fitted on, the
//! first knot set by hand;
//! `tests/eval/align.md` shows how well it holds on others.

/// Posteriors, and what part of the beads around them is right.
const KNOTS: [(f32, f32); 8] = [
    (0.0, 0.01),
    (0.637, 0.377),
    (0.8826, 0.815),
    (0.955, 0.851),
    (0.9912, 0.894),
    (0.99937, 0.921),
    (0.99992, 0.989),
    (0.99999, 0.997),
];

/// The probability that a bead with such a posterior is right.
pub(super) fn probability(posterior: f32) -> f32 {
    let place = log_odds(posterior);
    let next = KNOTS.partition_point(|(knot, _)| log_odds(*knot) <= place);
    let (Some(below), Some(above)) = (next.checked_sub(1), KNOTS.get(next)) else {
        return if next == 0 {
            KNOTS[0].1
        } else {
            KNOTS[KNOTS.len() - 1].1
        };
    };
    let below = KNOTS[below];
    let share = (place - log_odds(below.0)) / (log_odds(above.0) - log_odds(below.0));
    below.1 + share * (above.1 - below.1)
}

/// Log odds, finite for 0 and 1 too.
fn log_odds(probability: f32) -> f32 {
    const LEAST: f32 = 1e-5;
    let probability = probability.clamp(LEAST, 1.0 - LEAST);
    (probability / (1.0 - probability)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surer_stays_surer() {
        let shown: Vec<f32> = (0..=1000).map(|i| probability(i as f32 / 1000.0)).collect();
        assert!(shown.is_sorted(), "{shown:?}");
        assert!(shown.iter().all(|value| (0.0..=1.0).contains(value)));
        assert!(shown[1000] > 0.99 && shown[0] < 0.3);
    }
}
