//! How likely a text is raw machine translation.
//!
//! A logistic regression over what the rules and the origin of the text show. The weights are fitted by
//! `cargo xtask score-fit` on the texts of `tests/golden/raw_mt` and on lines that people wrote, as many texts of
//! one class as of the other; none of the evaluation sets is among them. What it is worth on those is in
//! tests/eval/mt.md: it tells crude translation from good English, and says nothing of that of today's best
//! systems, which leaves nothing that the rules see. So a low value means that nothing shows.

use rustc_hash::FxHashSet;

use crate::check::{Finding, Maturity, Scan, Side};
use crate::lang::Lang;

/// Number of values that speak for and against raw machine translation.
pub const EVIDENCE: usize = 8;

/// Whether each value speaks for (1) or against (-1) it, or either way (0).
pub const EVIDENCE_SIGNS: [f64; EVIDENCE] = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, -1.0, 0.0];

/// What speaks for and against raw machine translation: findings of each group (words, names, setting, encoding), how
/// dense they are, clues of the origin, the length, and a constant.
pub type Evidence = [f32; EVIDENCE];

/// Weights of the [`evidence`]: `cargo xtask score-fit` prints them.
const WEIGHTS: Evidence = [0.20, 0.00, 2.29, 0.00, 2.09, 2.64, -1.69, -0.32];

/// A text of so many words says half of what its evidence says; one word says next to nothing. Texts that
/// the weights have not seen are rated as well with 10 as with 70 (`cargo xtask score-fit`).
pub const HALF_SURE_WORDS: f32 = 30.0;

/// Families of rules that see the same thing: the words of another language, its names, how text is set,
/// how it is encoded. Rules that look at a source are not among them: most texts have none.
const GROUPS: [&[&str]; 4] = [
    &["LEX", "LANG"],
    &["NAME"],
    &["SCAR", "NUM", "BRKT", "REP"],
    &["ENC"],
];

/// What speaks for and against: findings of each group, how dense they are, clues of the origin, the length,
/// and a constant. None for texts in other languages than English, which most of it is made for.
pub(super) fn evidence(scan: &Scan<'_>, findings: &[Finding], words: usize) -> Option<Evidence> {
    if scan.input.tag.lang != Lang::EN {
        return None;
    }
    let origin = scan.origin();
    let mut sums = [0.0_f32; GROUPS.len()];
    let mut seen = FxHashSet::default();
    for finding in findings {
        let meta = finding.rule;
        let group = GROUPS
            .iter()
            .position(|group| group.contains(&meta.family()));
        let form = || finding.span.of(scan.text()).to_lowercase();
        if let Some(group) = group
            && meta.maturity == Maturity::Stable
            && finding.side == Side::Target
            // The same form again says nothing new.
            && seen.insert((meta.id, form()))
        {
            sums[group] += finding.confidence;
        }
    }
    let [phrases, names, form, bytes] = sums.map(f32::ln_1p);
    let hundreds = words.max(1) as f32 / 100.0;
    let all: f32 = sums.iter().sum();
    let mut told = FxHashSet::default();
    let clues: f32 = (origin.clues.iter())
        .filter(|clue| told.insert((clue.kind, clue.span.of(scan.text()).to_lowercase())))
        .map(|clue| clue.weight)
        .sum();
    Some([
        phrases,
        names,
        form,
        bytes,
        (all / hundreds.max(1.0)).ln_1p(),
        clues.ln_1p(),
        // In a long text the absence of all that speaks against it.
        hundreds.ln_1p(),
        1.0,
    ])
}

/// Probability that a text of `words` words is raw machine translation: 0.5 for one without words.
pub(super) fn chance(evidence: &Evidence, words: usize) -> f32 {
    let sum: f32 = evidence
        .iter()
        .zip(WEIGHTS)
        .map(|(value, weight)| value * weight)
        .sum();
    let words = words as f32;
    let nats = sum * words / (words + HALF_SURE_WORDS);
    1.0 / (1.0 + (-nats).exp())
}
