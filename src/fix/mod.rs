//! Applying fixes: which edits of many findings go together.

use crate::check::{Applicability, Finding, Side};
use crate::text::{Edit, Span, splice};

/// How often [`apply`] looks again for what a fix uncovered.
const ROUNDS: usize = 8;

/// The edits of the fixes up to `limit` that go together, in text order without overlap, and the
/// findings whose fix is left out because it clashes with another.
///
/// Only fixes of the target side count. Where fixes clash the safer one stays, then the surer
/// one, then the one that covers more, then the one that stands first; a fix is taken whole or
/// not at all. The same edit from two findings is made once. The order of `findings` does not
/// matter.
#[must_use]
pub fn edits<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
    limit: Applicability,
) -> (Vec<Edit>, Vec<&'f Finding>) {
    let mut wanted: Vec<(&Finding, &[Edit], Applicability)> = findings
        .into_iter()
        .filter(|finding| finding.side == Side::Target)
        .filter_map(|finding| {
            let fix = finding.fix.as_ref()?;
            (fix.applicability <= limit).then_some((finding, &fix.edits[..], fix.applicability))
        })
        .collect();
    wanted.sort_by(|(a, _, a_safety), (b, _, b_safety)| {
        a_safety
            .cmp(b_safety)
            .then(b.confidence.total_cmp(&a.confidence))
            .then(b.span.len().cmp(&a.span.len()))
            .then(a.span.cmp(&b.span))
            .then(a.rule.id.cmp(b.rule.id))
            .then_with(|| a.suggestion().cmp(&b.suggestion()))
    });
    let mut taken: std::collections::BTreeMap<(usize, usize), &Edit> =
        std::collections::BTreeMap::new();
    let mut left_out = Vec::new();
    for (finding, wanted, _) in wanted {
        let known = |edit: &Edit| {
            taken
                .get(&(edit.span.start, edit.span.end))
                .is_some_and(|earlier| earlier.replacement == edit.replacement)
        };
        if wanted.iter().all(known) {
            continue;
        }
        let clashes = |edit: &Edit| {
            let key = (edit.span.start, edit.span.end);
            let before = taken.range(..=key).next_back();
            let after = taken.range(key..).next();
            before
                .into_iter()
                .chain(after)
                .any(|(_, other)| meets(other.span, edit.span))
        };
        if wanted.iter().any(clashes) {
            left_out.push(finding);
            continue;
        }
        taken.extend(
            wanted
                .iter()
                .map(|edit| ((edit.span.start, edit.span.end), edit)),
        );
    }
    left_out.sort_by_key(|finding| (finding.span, finding.rule.id));
    (taken.into_values().cloned().collect(), left_out)
}

/// True when two edits cannot both be made: they share bytes, or one is put in where the other
/// starts or inside it.
fn meets(a: Span, b: Span) -> bool {
    a.overlaps(b)
        || a.start == b.start
        || (a.is_empty() || b.is_empty()) && (a.contains(b) || b.contains(a))
}

/// `text` with all fixes up to `limit` made, and how many edits that took.
///
/// `check` is asked again after each round, because a fix may uncover the next finding or have
/// kept out one that clashed; it stops when nothing changes, at the latest after eight rounds.
/// Applied to its own result it changes nothing.
#[must_use]
pub fn apply(
    text: &str,
    limit: Applicability,
    mut check: impl FnMut(&str) -> Vec<Finding>,
) -> (String, usize) {
    let mut text = text.to_owned();
    let mut count = 0;
    for _ in 0..ROUNDS {
        let findings = check(&text);
        let (edits, _) = edits(&findings, limit);
        // Edits of `edits` stand in order, so splicing them cannot fail; a finding of another
        // text could, and is left alone.
        match splice(&text, &edits) {
            Ok(fixed) if fixed != text => {
                count += edits.len();
                text = fixed;
            }
            _ => break,
        }
    }
    (text, count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Fix, registry};

    fn finding(span: (usize, usize), to: &str, safety: Applicability, confidence: f32) -> Finding {
        let span = Span::new(span.0, span.1);
        let mut finding =
            Finding::new(registry()[0].meta(), span, "a finding").with_confidence(confidence);
        finding.fix = Some(Fix::replace(span, to, safety));
        finding
    }

    #[test]
    fn the_safer_and_surer_fix_stays_whatever_the_order() {
        let mut findings = vec![
            finding((0, 6), "Luban", Applicability::Safe, 0.9),
            finding((4, 9), "x", Applicability::Unsafe, 0.99),
            finding((0, 6), "Lu Ban", Applicability::Safe, 0.5),
            finding((20, 23), "SCO", Applicability::Safe, 0.9),
            finding((20, 23), "SCO", Applicability::Safe, 0.8),
            finding((30, 31), "", Applicability::DisplayOnly, 1.0),
        ];
        for _ in 0..findings.len() {
            let (edits, left_out) = edits(&findings, Applicability::Unsafe);
            let kept: Vec<_> = edits.iter().map(|edit| edit.replacement.as_str()).collect();
            assert_eq!(kept, ["Luban", "SCO"]);
            assert_eq!(left_out.len(), 2);
            findings.rotate_left(1);
        }
    }

    #[test]
    fn fixing_goes_on_until_nothing_is_left() {
        let check = |text: &str| {
            text.find("  ")
                .map(|at| finding((at, at + 2), " ", Applicability::Safe, 1.0))
                .into_iter()
                .collect()
        };
        let (fixed, count) = apply("a    b", Applicability::Safe, check);
        assert_eq!((fixed.as_str(), count), ("a b", 3));
    }
}
