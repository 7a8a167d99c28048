//! What each kind of evidence counts for: every number of the aligner that is fitted.
//!
//! Fitted by `cargo xtask align-fit` on synthetic noise over parallel sentences and on the human
//! alignments of `tests/golden/align`, never on the evaluation kit: see `models/README.md`.

use super::dp::KINDS;

/// The fitted numbers of the bead model. All evidence is in nats.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Weights {
    /// How often a sentence without counterpart occurs.
    pub null: f32,
    /// How often one sentence becomes two.
    pub one_to_two: f32,
    /// How often one sentence becomes three.
    pub one_to_three: f32,
    /// How often one sentence becomes four.
    pub one_to_four: f32,
    /// How often one sentence becomes five.
    pub one_to_five: f32,
    /// How often two sentences are told in two, in another order or with another boundary.
    pub two_to_two: f32,
    /// How often two sentences are told in three so that neither boundary is kept.
    pub two_to_three: f32,
    /// Beads that the frequencies above are worth when those of a pair of texts are estimated:
    /// with fewer, an alignment that merges too much makes the next one merge more.
    pub prior_beads: f32,
    /// However odd the lengths, they cost no more than this: free translations exist.
    pub length_cap: f32,
    /// Spread of the log length of sentences that have nothing to do with each other.
    pub stranger_spread: f32,
    /// Variance of the log length ratio of very long sentences.
    pub length_variance: f32,
    /// What a sentence of one letter adds to that variance; falls with 1 / length.
    pub length_variance_short: f32,
    /// What part of their evidence equal tokens count: they are not independent of each other.
    pub identity: f32,
    /// What part of its evidence a word of the built-in tables counts: nearly all words of a
    /// sentence are in them, with up to three partners each, and much of it is the same.
    pub known_words: f32,
    /// What part of its evidence a pair of words learned from the texts themselves counts: the
    /// alignment that they were learned from is not right everywhere.
    pub learned_words: f32,
    /// What part of the gain by chance is taken off: tokens of neighbours are alike, so less than
    /// all of it.
    pub chance: f32,
    /// What a cosine of one is worth beside the tokens.
    pub cosine: f32,
    /// The cosine below which a likeness speaks against a bead: strangers of one text have some.
    pub stranger_likeness: f32,
    /// What part of the likeness to the neighbours counts against the bead.
    pub margin: f32,
    /// Larger beads explain more of the text: the power of the sentences of the smaller side that
    /// their cosine counts by.
    pub size_exponent: f32,
    /// Likewise for how many times more sentences the larger side has.
    pub split_exponent: f32,
    /// What a cosine of one is worth between a single sentence of a run and the other side, as far
    /// as it stays below `member_likeness`.
    pub member: f32,
    /// The cosine from which on a sentence of a run belongs to the bead without doubt.
    pub member_likeness: f32,
    /// The power of its length that a sentence's vector counts by in a run of sentences.
    pub length_exponent: f32,
    /// Sentences at the origin that the mean vector of a side is damped by: the mean of few
    /// sentences is mostly their topic, which both sides share anyway.
    pub mean_damping: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            null: 0.0088,
            one_to_two: 0.044,
            one_to_three: 0.015,
            one_to_four: 0.003,
            one_to_five: 0.0008,
            two_to_two: 0.0077,
            two_to_three: 0.001,
            prior_beads: 1300.0,
            length_cap: 22.0,
            stranger_spread: 1.8,
            length_variance: 0.0091,
            length_variance_short: 0.65,
            identity: 1.1,
            known_words: 0.38,
            learned_words: 0.19,
            chance: 0.4,
            cosine: 29.0,
            stranger_likeness: 0.085,
            margin: 0.17,
            size_exponent: 0.6,
            split_exponent: 0.25,
            member: 5.2,
            member_likeness: 0.14,
            length_exponent: 0.22,
            mean_damping: 2.0,
        }
    }
}

/// Reads and sets one weight.
type Access = fn(&mut Weights) -> &mut f32;

impl Weights {
    /// The weights by name, for fitting.
    pub const FIELDS: [(&'static str, Access); 25] = [
        ("null", |w| &mut w.null),
        ("one_to_two", |w| &mut w.one_to_two),
        ("one_to_three", |w| &mut w.one_to_three),
        ("one_to_four", |w| &mut w.one_to_four),
        ("one_to_five", |w| &mut w.one_to_five),
        ("two_to_two", |w| &mut w.two_to_two),
        ("two_to_three", |w| &mut w.two_to_three),
        ("prior_beads", |w| &mut w.prior_beads),
        ("length_cap", |w| &mut w.length_cap),
        ("stranger_spread", |w| &mut w.stranger_spread),
        ("length_variance", |w| &mut w.length_variance),
        ("length_variance_short", |w| &mut w.length_variance_short),
        ("identity", |w| &mut w.identity),
        ("known_words", |w| &mut w.known_words),
        ("learned_words", |w| &mut w.learned_words),
        ("chance", |w| &mut w.chance),
        ("cosine", |w| &mut w.cosine),
        ("stranger_likeness", |w| &mut w.stranger_likeness),
        ("margin", |w| &mut w.margin),
        ("size_exponent", |w| &mut w.size_exponent),
        ("split_exponent", |w| &mut w.split_exponent),
        ("member", |w| &mut w.member),
        ("member_likeness", |w| &mut w.member_likeness),
        ("length_exponent", |w| &mut w.length_exponent),
        ("mean_damping", |w| &mut w.mean_damping),
    ];

    /// How often each kind of bead occurs in translations at large.
    pub(super) fn frequencies(&self) -> [f32; KINDS.len()] {
        KINDS.map(|(n, m)| match (n.min(m), n.max(m)) {
            (0, _) => self.null,
            (1, 1) => 0.8,
            (1, 2) => self.one_to_two,
            (1, 3) => self.one_to_three,
            (1, 4) => self.one_to_four,
            (1, 5) => self.one_to_five,
            (2, 2) => self.two_to_two,
            _ => self.two_to_three,
        })
    }
}
