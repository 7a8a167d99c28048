//! Findings: what is wrong in a text, where, how bad, and how to mend it.
//!
//! In go a text with its language, its stretches and the glossary, or a source and its
//! translation; out come [`Finding`]s. A rule is a pure function of its input: it reads no files
//! and prints nothing. Name variants and machine-translation artifacts go through the same
//! engine, so *normalising is applying the safe fixes of the terminology rules*.

mod around;
mod baseline;
mod checker;
pub mod docs;
mod finding;
mod input;
mod lexicon;
mod measured;
mod origin;
mod protected;
mod rule;
mod rules;
mod scan;
pub mod score;
mod settings;
mod shield;
mod suppress;

pub use baseline::{Baseline, BaselineKey, Comparison};
pub use checker::Checker;
pub use finding::{Applicability, Finding, Fix, Related, Severity, Side};
pub use input::{Input, Source};
pub use origin::{Clue, ClueKind, Origin};
pub use rule::{Example, Maturity, Rule, RuleMeta};
pub use rules::registry;
pub use scan::Scan;
pub use score::Score;
pub use settings::{Selector, Settings, UnknownRule};
pub use suppress::{MarkerProblem, Suppressions};
