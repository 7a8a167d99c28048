//! One decision for all words of a stretch: the cheapest path through the languages.
//!
//! Each word alone says little (`President Xi` looks like any language), so the words of a line are decided
//! together: changing the language costs, and costs less where a mark, another script or a title begins
//! (Viterbi, as in Lui and others 2014 and in the prototype of the research notes).

use super::tokens::Border;

/// What a line costs to be in one language from its start to its end, as part of what a guest costs (see
/// `states`): a whole text in a rare language is no surprise. Set on the dev half of the detection kit, 2026-11.
pub(super) const FROM_THE_START: f32 = 0.2;

/// What is known of a stretch: for each word the nats of each state and the cost of a switch before it.
pub(super) struct Lattice {
    states: usize,
    /// Row-major, words x states.
    nats: Vec<f32>,
    switch: Vec<f32>,
}

impl Lattice {
    /// A lattice of so many states, with room for so many words.
    pub(super) fn new(states: usize, words: usize) -> Self {
        Self {
            states,
            nats: Vec::with_capacity(states * words),
            switch: Vec::with_capacity(words),
        }
    }

    /// Adds a word that says nothing yet, and returns its row.
    pub(super) fn push(&mut self, switch: f32) -> &mut [f32] {
        let start = self.nats.len();
        self.nats.resize(start + self.states, 0.0);
        self.switch.push(switch);
        &mut self.nats[start..]
    }

    /// The nats of word `index`.
    pub(super) fn row(&self, index: usize) -> &[f32] {
        &self.nats[index * self.states..(index + 1) * self.states]
    }

    /// The nats of all words from `begin` up to `end`, a row each.
    pub(super) fn rows_mut(
        &mut self,
        words: std::ops::Range<usize>,
    ) -> impl Iterator<Item = &mut [f32]> {
        self.nats[words.start * self.states..words.end * self.states].chunks_exact_mut(self.states)
    }
}

/// Costs (nats) of changing the language. Set on the dev half of the detection kit, 2026-11.
pub(super) fn switch_cost(border: Border, script_changes: bool, title: bool) -> f32 {
    if script_changes {
        return 0.3;
    }
    match border {
        Border::Line => 0.0,
        Border::Mark => 1.5,
        Border::Quote => 1.0,
        _ if title => 4.4,
        Border::Comma => 3.75,
        Border::None => 3.45,
    }
}

/// The state of every step on the best path; `entry` is what each state costs to enter, over the switch.
///
/// A path of one state enters it at a part of the cost, see [`FROM_THE_START`].
/// Linear: from any state one either stays or jumps to the best one for the cost of the step.
pub(super) fn best_path(lattice: &Lattice, entry: &[f32]) -> Vec<usize> {
    let (states, words) = (lattice.states, lattice.switch.len());
    if words == 0 || states == 0 {
        return Vec::new();
    }
    let mut score: Vec<f32> = lattice
        .row(0)
        .iter()
        .zip(entry)
        .map(|(nats, cost)| nats - cost)
        .collect();
    let mut whole: Vec<f32> = entry.iter().map(|cost| -FROM_THE_START * cost).collect();
    for word in 0..words {
        for (sum, nats) in whole.iter_mut().zip(lattice.row(word)) {
            *sum += nats;
        }
    }
    let mut came_from: Vec<u8> = Vec::with_capacity(states * words);
    came_from.extend((0..states).map(small));
    for word in 1..words {
        let (best, best_score) = best_of(&score);
        let row = lattice.row(word);
        for state in 0..states {
            let jump = best_score - lattice.switch[word] - entry[state];
            let stays = score[state] >= jump;
            came_from.push(small(if stays { state } else { best }));
            score[state] = row[state] + if stays { score[state] } else { jump };
        }
    }
    let (mut state, best) = best_of(&score);
    let (only, sum) = best_of(&whole);
    if sum >= best {
        return vec![only; words];
    }
    let mut path = vec![0; words];
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

    fn path(words: &[([f32; 2], f32)]) -> Vec<usize> {
        let mut lattice = Lattice::new(2, words.len());
        for (nats, switch) in words {
            lattice.push(*switch).copy_from_slice(nats);
        }
        best_path(&lattice, &[0.0, 0.0])
    }

    #[test]
    fn a_doubtful_word_takes_the_language_around_it() {
        assert_eq!(
            path(&[([4.0, 0.0], 0.0), ([0.0, 1.0], 8.0), ([3.0, 0.0], 8.0)]),
            [0, 0, 0]
        );
        assert_eq!(
            path(&[([4.0, 0.0], 0.0), ([0.0, 5.0], 2.0), ([3.0, 0.0], 2.0)]),
            [0, 1, 0]
        );
        assert_eq!(path(&[]), [0; 0]);
    }
}
