//! Words that keep coming together in the pair itself: a small dictionary learned from a first
//! alignment, as hunalign's `-realign` does.

use super::dp::{KINDS, Step};
use super::evidence::{SideTokens, TokenLink};
use super::evidence_tokens::{Class, Vocabulary};

/// What makes two tokens translations of each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demands {
    /// Least log-likelihood ratio (Dunning 1993).
    pub(super) min_ratio: f32,
    /// Fewer meetings than this are chance.
    pub(super) min_meetings: f32,
    /// Least share of the rarer token's places where the other stands too.
    pub(super) min_loyalty: f32,
    /// Partners that a token may have.
    pub(super) partners: u8,
}

impl Demands {
    /// For the beads of one pair of documents.
    pub(super) const IN_PAIR: Self = Self {
        min_ratio: 25.0,
        min_meetings: 2.0,
        min_loyalty: 0.0,
        partners: 1,
    };
}

/// Tokens in more than this share of the beads are left out: they meet by chance.
const MAX_SHARE: f32 = 0.35;

/// Pairs of tokens that occur in the same beads far more often than chance, each of which counts
/// by `weight`.
pub(super) fn learned_links(
    vocabulary: &Vocabulary,
    source: &SideTokens,
    target: &SideTokens,
    path: &[Step],
    scores: &[f32],
    demands: Demands,
    weight: f32,
) -> Vec<TokenLink> {
    let tokens = vocabulary.len();
    let beads: Vec<(&Step, f32)> = path
        .iter()
        .zip(scores.iter().copied())
        .filter(|(step, _)| KINDS[step.kind].0 > 0 && KINDS[step.kind].1 > 0)
        .collect();
    let mut bead_of = vec![usize::MAX; source.sentences.len()];
    let mut total = 0.0;
    let mut target_count = vec![0.0_f32; tokens];
    let mut target_tokens: Vec<Vec<u32>> = Vec::with_capacity(beads.len());
    for (index, (step, score)) in beads.iter().enumerate() {
        total += score;
        bead_of[step.source()].fill(index);
        let mut here: Vec<u32> = target.sentences[step.target()]
            .iter()
            .flatten()
            .copied()
            .filter(|token| {
                is_word(vocabulary.class(*token)) && target.frequency[*token as usize] > 1
            })
            .collect();
        here.sort_unstable();
        here.dedup();
        for token in &here {
            target_count[*token as usize] += score;
        }
        target_tokens.push(here);
    }

    let mut candidates: Vec<(f32, TokenLink)> = Vec::new();
    let mut meetings = vec![0.0_f32; tokens];
    let mut met: Vec<u32> = Vec::new();
    for token in 0..tokens as u32 {
        if !is_word(vocabulary.class(token)) || source.frequency[token as usize] < 2 {
            continue;
        }
        let mut count = 0.0;
        let mut last = usize::MAX;
        for place in source.places(token) {
            let bead = bead_of[*place as usize];
            if bead == usize::MAX || bead == last {
                continue;
            }
            last = bead;
            let score = beads[bead].1;
            count += score;
            if count > MAX_SHARE * total {
                break;
            }
            for partner in &target_tokens[bead] {
                let meetings = &mut meetings[*partner as usize];
                if *meetings == 0.0 {
                    met.push(*partner);
                }
                *meetings += score;
            }
        }
        for partner in met.drain(..) {
            let together = std::mem::take(&mut meetings[partner as usize]);
            let other = target_count[partner as usize];
            if together < demands.min_meetings
                || count > MAX_SHARE * total
                || other > MAX_SHARE * total
                // Equal tokens are linked already.
                || partner == token
            {
                continue;
            }
            let ratio = log_likelihood_ratio(together, count, other, total);
            let loyalty = (together / (count.min(other) + 1.0)).min(0.9);
            if ratio >= demands.min_ratio && loyalty >= demands.min_loyalty {
                candidates.push((
                    ratio,
                    TokenLink {
                        source: token,
                        target: partner,
                        loyalty,
                        weight,
                    },
                ));
            }
        }
    }

    // The surest first, each token a few times at most: what merely stands beside a translation finds it taken.
    candidates.sort_by(|(a, a_link), (b, b_link)| {
        b.total_cmp(a)
            .then(a_link.source.cmp(&b_link.source))
            .then(a_link.target.cmp(&b_link.target))
    });
    let mut source_taken = vec![0; tokens];
    let mut target_taken = vec![0; tokens];
    candidates
        .into_iter()
        .filter_map(|(_, link)| {
            let (s, t) = (link.source as usize, link.target as usize);
            if source_taken[s] >= demands.partners || target_taken[t] >= demands.partners {
                return None;
            }
            source_taken[s] += 1;
            target_taken[t] += 1;
            Some(link)
        })
        .collect()
}

fn is_word(class: Class) -> bool {
    matches!(class, Class::Stem | Class::Han)
}

/// Twice the log of how much better "they belong together" explains the counts than chance.
fn log_likelihood_ratio(together: f32, a: f32, b: f32, total: f32) -> f32 {
    let cell = |observed: f32, row: f32, column: f32| {
        if observed <= 0.0 || row <= 0.0 || column <= 0.0 {
            0.0
        } else {
            observed * (observed * total / (row * column)).ln()
        }
    };
    if together * total <= a * b {
        return 0.0;
    }
    2.0 * (cell(together, a, b)
        + cell(a - together, a, total - b)
        + cell(b - together, total - a, b)
        + cell(total - a - b + together, total - a, total - b))
}
