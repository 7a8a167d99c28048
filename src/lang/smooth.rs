//! One decision for all words of a stretch: the cheapest path through the languages.
//!
//! Each word alone says little (`President Xi` looks like any language), so the words of a line are decided
//! together: changing the language costs, and costs less where a mark, another script or a title begins
//! (Viterbi, as in Lui and others 2014 and in the prototype of the research notes).

use super::tokens::Border;

/// What a line costs to be in one language from its start to its end, as part of what a guest costs (see
/// `states`): a whole text in a rare language is no surprise. Set on the dev half of the detection kit, 2026-11.
pub(super) const FROM_THE_START: f32 = 0.2;

/// States that are worked on at once.
const LANES: usize = 8;
type Lanes = [f32; LANES];

/// What is known of a stretch: for each word the nats of each state and the cost of a switch before it.
pub(super) struct Lattice {
    states: usize,
    /// Lanes of a word: its states and what it takes to fill the last lanes.
    width: usize,
    /// Row-major, words x width.
    nats: Vec<f32>,
    switch: Vec<f32>,
}

impl Lattice {
    /// A lattice of so many states, with room for so many words.
    pub(super) fn new(states: usize, words: usize) -> Self {
        let width = states.next_multiple_of(LANES);
        Self {
            states,
            width,
            nats: Vec::with_capacity(width * words),
            switch: Vec::with_capacity(words),
        }
    }

    /// Adds a word that says nothing yet, and returns its row.
    pub(super) fn push(&mut self, switch: f32) -> &mut [f32] {
        let start = self.nats.len();
        self.nats.resize(start + self.width, 0.0);
        self.switch.push(switch);
        &mut self.nats[start..start + self.states]
    }

    /// The nats of word `index`.
    pub(super) fn row(&self, index: usize) -> &[f32] {
        &self.nats[index * self.width..][..self.states]
    }

    /// The nats of all words from `begin` up to `end`, a row each.
    pub(super) fn rows_mut(
        &mut self,
        words: std::ops::Range<usize>,
    ) -> impl Iterator<Item = &mut [f32]> {
        let rows = &mut self.nats[words.start * self.width..words.end * self.width];
        rows.chunks_exact_mut(self.width)
            .map(|row| &mut row[..self.states])
    }

    /// The nats of word `index`, in lanes.
    fn lanes(&self, index: usize) -> &[Lanes] {
        self.nats[index * self.width..(index + 1) * self.width]
            .as_chunks()
            .0
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
    let words = lattice.switch.len();
    if words == 0 || lattice.states == 0 {
        return Vec::new();
    }
    let blocks = lattice.width / LANES;
    // No path goes through the lanes that are no states.
    let mut costs = vec![[f32::INFINITY; LANES]; blocks];
    costs.as_flattened_mut()[..entry.len()].copy_from_slice(entry);
    let mut score: Vec<Lanes> = costs.iter().map(|c| c.map(|cost| -cost)).collect();
    let mut whole: Vec<Lanes> = costs
        .iter()
        .map(|c| c.map(|cost| -FROM_THE_START * cost))
        .collect();
    // Of each word after the first: the best state before it, and which states stay themselves.
    let mut before: Vec<usize> = Vec::with_capacity(words);
    let mut stays: Vec<[bool; LANES]> = Vec::with_capacity(words * blocks);
    for word in 0..words {
        let (best, best_score) = best_of(&score);
        let jump = best_score - lattice.switch[word];
        before.push(best);
        for (block, nats) in lattice.lanes(word).iter().enumerate() {
            let mut stay = [true; LANES];
            for lane in 0..LANES {
                whole[block][lane] += nats[lane];
                if word > 0 {
                    let jump = jump - costs[block][lane];
                    stay[lane] = score[block][lane] >= jump;
                    score[block][lane] = score[block][lane].max(jump);
                }
                score[block][lane] += nats[lane];
            }
            stays.push(stay);
        }
    }
    let (mut state, best) = best_of(&score);
    let (only, sum) = best_of(&whole);
    if sum >= best {
        return vec![only; words];
    }
    let mut path = vec![0; words];
    for (word, slot) in path.iter_mut().enumerate().rev() {
        *slot = state;
        if !stays[word * blocks + state / LANES][state % LANES] {
            state = before[word];
        }
    }
    path
}

/// The first of the best states, and its score.
fn best_of(scores: &[Lanes]) -> (usize, f32) {
    let larger = |a: f32, b: f32| if b > a { b } else { a };
    let best = scores
        .iter()
        .map(|lanes| {
            let halves: [f32; 4] = std::array::from_fn(|lane| larger(lanes[lane], lanes[lane + 4]));
            larger(larger(halves[0], halves[2]), larger(halves[1], halves[3]))
        })
        .fold(f32::NEG_INFINITY, larger);
    let first = scores
        .as_flattened()
        .iter()
        .position(|score| *score == best);
    (first.unwrap_or(0), best)
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
