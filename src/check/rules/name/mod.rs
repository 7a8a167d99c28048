//! Names that the glossary would rather see in another form.

mod doubt;
mod foreign_initialism;
mod two_forms;
mod variant;

pub(super) use doubt::Doubt;
pub(super) use foreign_initialism::ForeignInitialism;
pub(super) use two_forms::TwoForms;
pub(super) use variant::Variant;

use crate::check::{Applicability, Finding, RuleMeta, Scan};
use crate::glossary::{Action, Proposal};
use crate::lang::Lang;

/// Which of the three rules speaks for a proposal of the glossary.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Variant,
    Initialism,
    Doubt,
}

fn kind(proposal: &Proposal) -> Option<Kind> {
    match proposal.action {
        Action::None => None,
        Action::Suggest => Some(Kind::Doubt),
        // XI for Xi is a matter of case, no initialism.
        Action::Replace
            if is_initialism(&proposal.variant)
                && proposal.replacement.to_uppercase() != proposal.variant =>
        {
            Some(Kind::Initialism)
        }
        Action::Replace => Some(Kind::Variant),
    }
}

/// Two to eight capitals, perhaps with full stops: OCS, O.N.U.
fn is_initialism(variant: &str) -> bool {
    let letters = variant.chars().filter(|c| *c != '.').count();
    (2..=8).contains(&letters)
        && variant
            .chars()
            .all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '.')
}

/// Turns the glossary's proposals of one kind into findings of `rule`.
fn report(
    rule: &'static RuleMeta,
    wanted: Kind,
    applicability: Applicability,
    confidence: f32,
    scan: &Scan<'_>,
    findings: &mut Vec<Finding>,
) {
    let input = scan.input;
    for proposal in scan.proposals() {
        if kind(proposal) != Some(wanted) || scan.is_protected(proposal.span) {
            continue;
        }
        let found = proposal.span.of(input.text);
        let message = match wanted {
            Kind::Variant => format!("`{found}` is a variant of `{}`", proposal.replacement),
            Kind::Initialism => match proposal.lang.lang {
                Lang::EN => initialism(found, "English", &proposal.replacement),
                Lang::PT => initialism(found, "Portuguese", &proposal.replacement),
                other => initialism(found, other.as_str(), &proposal.replacement),
            },
            Kind::Doubt => format!("`{found}` may stand for `{}`", proposal.replacement),
        };
        let mut finding = Finding::new(rule, proposal.span, message)
            .with_confidence(confidence)
            .with_replacement(proposal.replacement.as_str(), applicability);
        if !proposal.note.is_empty() {
            finding = finding.with_related(None, format!("glossary: {}", proposal.note));
        }
        finding.concept = Some(proposal.concept.clone());
        findings.push(finding);
    }
}

fn initialism(found: &str, language: &str, right: &str) -> String {
    format!("`{found}` is not the {language} initialism, which is `{right}`")
}
