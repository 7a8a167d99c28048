//! One decision for all words of a stretch: the cheapest path through the languages.
//!
//! Each word alone says little (`President Xi` looks like any language), so the words of a line are decided
//! together: changing the language costs, and costs less where a mark, another script or a title begins
//! (Viterbi, as in Lui and others 2014 and in the prototype of the research notes).

use super::tokens::Border;

/// What is known of one word: nats for each state, and the border before it.
pub(super) struct Step {
    pub(super) nats: Vec<f32>,
    pub(super) switch: f32,
}

/// Costs (nats) of changing the language. Set on the dev half of the detection kit, 2026-11.
pub(super) fn switch_cost(border: Border, script_changes: bool, title: bool) -> f32 {
    if script_changes {
        return 0.5;
    }
    match border {
        Border::Line => 0.0,
        Border::Mark => 2.5,
        Border::Quote => 1.0,
        _ if title => 3.0,
        Border::Comma => 4.5,
        Border::None => 5.5,
    }
}

/// The state of every step on the best path; `entry` is what each state costs to enter, over the switch.
///
/// Linear: from any state one either stays or jumps to the best one for the cost of the step.
pub(super) fn best_path(steps: &[Step], entry: &[f32]) -> Vec<usize> {
    let Some(first) = steps.first() else {
        return Vec::new();
    };
    let states = first.nats.len();
    let mut score: Vec<f32> = first.nats.iter().zip(entry).map(|(n, e)| n - e).collect();
    let mut came_from: Vec<u8> = Vec::with_capacity(states * steps.len());
    came_from.extend((0..states).map(small));
    for step in &steps[1..] {
        let (best, best_score) = best_of(&score);
        let jump = best_score - step.switch;
        for (state, nats) in score.iter_mut().zip(&step.nats).enumerate() {
            let (sum, add) = nats;
            let jump = jump - entry[state];
            let stays = *sum >= jump;
            came_from.push(small(if stays { state } else { best }));
            *sum = add + if stays { *sum } else { jump };
        }
    }
    let mut path = vec![0; steps.len()];
    let mut state = best_of(&score).0;
    for (place, slot) in path.iter_mut().enumerate().rev() {
        *slot = state;
        state = usize::from(came_from[place * states + state]);
    }
    path
}

/// States are at most a few dozen languages.
fn small(state: usize) -> u8 {
    u8::try_from(state).unwrap_or(u8::MAX)
}

fn best_of(scores: &[f32]) -> (usize, f32) {
    let mut best = (0, f32::NEG_INFINITY);
    for (state, score) in scores.iter().enumerate() {
        if *score > best.1 {
            best = (state, *score);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubtful_word_takes_the_language_around_it() {
        let step = |first: f32, second: f32, switch: f32| Step {
            nats: vec![first, second],
            switch,
        };
        let steps = [
            step(4.0, 0.0, 0.0),
            step(0.0, 1.0, 8.0),
            step(3.0, 0.0, 8.0),
        ];
        assert_eq!(best_path(&steps, &[0.0, 0.0]), [0, 0, 0]);
        let steps = [
            step(4.0, 0.0, 0.0),
            step(0.0, 5.0, 2.0),
            step(3.0, 0.0, 2.0),
        ];
        assert_eq!(best_path(&steps, &[0.0, 0.0]), [0, 1, 0]);
        assert_eq!(best_path(&[], &[]), [0; 0]);
    }
}
