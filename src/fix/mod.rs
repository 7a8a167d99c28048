//! Applying fixes: which edits of many findings go together.

use crate::check::{Applicability, Finding, Side};
use crate::text::{Edit, Span, compose, splice};

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
        .filter(|finding| is_within(finding, limit))
        .filter_map(|finding| {
            let fix = finding.fix.as_ref()?;
            Some((finding, &fix.edits[..], fix.applicability))
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

/// `text` with all fixes up to `limit` made, and how many that took: [`fixed`] where every
/// character can be written.
#[must_use]
pub fn apply(
    text: &str,
    limit: Applicability,
    check: impl FnMut(&str) -> Vec<Finding>,
) -> (String, usize) {
    let done = fixed(text, limit, |_| true, check);
    (done.text, done.count)
}

/// A text after its fixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// The text with the edits made.
    pub text: String,
    /// What that changed in the text before, in order and without overlap.
    pub edits: Vec<Edit>,
    /// How many fixes were made; fixes that follow one another at a place count each.
    pub count: usize,
}

/// Makes all fixes of `text` up to `limit` whose words `can_hold` allows: an encoding may have
/// no characters for some.
///
/// `check` is asked again after each round, because a fix may uncover the next finding or have
/// kept out one that clashed; it stops when nothing changes, at the latest after eight rounds.
/// Applied to its own result it changes nothing.
#[must_use]
pub fn fixed(
    text: &str,
    limit: Applicability,
    can_hold: impl Fn(&str) -> bool,
    mut check: impl FnMut(&str) -> Vec<Finding>,
) -> Fixed {
    let mut done = Fixed {
        text: text.to_owned(),
        ..Fixed::default()
    };
    for _ in 0..ROUNDS {
        let mut findings = check(&done.text);
        findings.retain(|finding| is_within(finding, limit) && is_held(finding, &can_hold));
        let (edits, left_out) = edits(&findings, limit);
        // Edits of `edits` stand in order, so splicing them cannot fail; a finding of another
        // text could, and is left alone.
        let (Ok(next), Ok(composed)) = (
            splice(&done.text, &edits),
            compose(&done.edits, &done.text, &edits),
        ) else {
            break;
        };
        if next == done.text {
            break;
        }
        done.count += findings.len() - left_out.len();
        done.text = next;
        done.edits = composed;
    }
    // One round may take back what another did.
    done.edits
        .retain(|edit| edit.span.of(text) != edit.replacement);
    done
}

/// True when `finding` has a fix of the target side that `limit` allows.
#[must_use]
pub fn is_within(finding: &Finding, limit: Applicability) -> bool {
    let fix = finding.fix.as_ref();
    finding.side == Side::Target && fix.is_some_and(|fix| fix.applicability <= limit)
}

/// True when everything that the fix of `finding` writes passes `can_hold`.
pub fn is_held(finding: &Finding, can_hold: impl Fn(&str) -> bool) -> bool {
    let mut edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    edits.all(|edit| can_hold(&edit.replacement))
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

    #[test]
    fn what_cannot_be_held_stays_and_gives_room() {
        let check = |text: &str| {
            let mut findings = Vec::new();
            for (word, to, confidence) in [("Luban", "鲁班", 0.9), ("Luban ws", "Luban", 0.5)] {
                if let Some(at) = text.find(word) {
                    let span = (at, at + word.len());
                    findings.push(finding(span, to, Applicability::Safe, confidence));
                }
            }
            findings
        };
        let done = fixed("the Luban ws", Applicability::Safe, str::is_ascii, check);
        assert_eq!((done.text.as_str(), done.count), ("the Luban", 1));
        assert_eq!(done.edits[0].span, Span::new(4, 12));
        assert_eq!(splice("the Luban ws", &done.edits).as_ref(), Ok(&done.text));
    }
}
