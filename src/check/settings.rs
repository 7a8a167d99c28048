//! Which rules run.

use std::fmt;
use std::str::FromStr;

use super::{Maturity, RuleMeta, registry};

/// What a check is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Rules to run; empty for the stable ones.
    pub select: Vec<Selector>,
    /// Rules not to run.
    pub ignore: Vec<Selector>,
    /// Whether rules in preview run when their family is asked for, or nothing is.
    pub preview: bool,
    /// Findings below this confidence are dropped.
    pub min_confidence: f32,
}

impl Settings {
    /// True when `rule` runs.
    ///
    /// The narrower selector wins, `ignore` wins a tie: `--select NAME001 --ignore NAME` runs
    /// one rule. A rule in preview runs when it is named itself, or with `preview`.
    #[must_use]
    pub fn runs(&self, rule: &RuleMeta) -> bool {
        let narrowest = |selectors: &[Selector]| {
            selectors
                .iter()
                .filter(|selector| selector.matches(rule))
                .map(|selector| selector.narrowness())
                .max()
        };
        let selected = if self.select.is_empty() {
            Some(0)
        } else {
            narrowest(&self.select)
        };
        let Some(selected) = selected else {
            return false;
        };
        if narrowest(&self.ignore).is_some_and(|ignored| ignored >= selected) {
            return false;
        }
        rule.maturity == Maturity::Stable || self.preview || selected == 2
    }
}

/// One rule, a family of rules or all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Selector {
    /// Every rule.
    All,
    /// The rules whose id starts with these letters.
    Family(&'static str),
    /// The rule of this id.
    Rule(&'static str),
}

impl Selector {
    /// True when `rule` is meant.
    #[must_use]
    pub fn matches(self, rule: &RuleMeta) -> bool {
        match self {
            Self::All => true,
            Self::Family(letters) => rule.family() == letters,
            Self::Rule(id) => rule.id == id,
        }
    }

    /// What an id, a name, the letters of a family, or `ALL` stand for; case does not matter.
    pub(super) fn find(given: &str) -> Option<Self> {
        if given.eq_ignore_ascii_case("all") {
            return Some(Self::All);
        }
        registry().iter().find_map(|rule| {
            let meta = rule.meta();
            let is = |known: &str| given.eq_ignore_ascii_case(known);
            if is(meta.id) || is(meta.name) {
                Some(Self::Rule(meta.id))
            } else {
                is(meta.family()).then(|| Self::Family(meta.family()))
            }
        })
    }

    fn narrowness(self) -> u8 {
        match self {
            Self::All => 0,
            Self::Family(_) => 1,
            Self::Rule(_) => 2,
        }
    }
}

/// A selector that names no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct UnknownRule {
    name: String,
    nearest: Option<&'static str>,
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no rule, no family of rules and not ALL",
            self.name
        )?;
        match self.nearest {
            Some(nearest) => write!(f, "; `{nearest}` is near"),
            None => Ok(()),
        }
    }
}

impl FromStr for Selector {
    type Err = UnknownRule;

    /// Reads an id, a name, the letters of a family, or `ALL`; case does not matter.
    fn from_str(given: &str) -> Result<Self, UnknownRule> {
        if let Some(found) = Self::find(given) {
            return Ok(found);
        }
        let upper = given.to_ascii_uppercase();
        let lower = given.to_ascii_lowercase();
        let nearest = registry()
            .iter()
            .flat_map(|rule| [(rule.meta().id, &upper), (rule.meta().name, &lower)])
            .map(|(known, given)| (strsim::normalized_damerau_levenshtein(known, given), known))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .filter(|(likeness, _)| *likeness >= 0.6)
            .map(|(_, known)| known);
        Err(UnknownRule {
            name: given.to_owned(),
            nearest,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta(id: &str) -> &'static RuleMeta {
        registry()
            .iter()
            .map(|rule| rule.meta())
            .find(|meta| meta.id == id)
            .expect("a rule")
    }

    #[test]
    fn the_narrower_selector_wins() {
        let parse = |name: &str| name.parse::<Selector>().expect("a selector");
        let settings = Settings {
            select: vec![parse("scar"), parse("currency-spacing")],
            ignore: vec![parse("SCAR001"), parse("NUM")],
            ..Settings::default()
        };
        assert!(settings.runs(meta("SCAR002")));
        assert!(!settings.runs(meta("SCAR001")));
        assert!(settings.runs(meta("NUM001")));
        assert!(!settings.runs(meta("NUM002")));
        assert!(!settings.runs(meta("ENC001")));
    }

    #[test]
    fn an_unknown_rule_is_told_with_its_neighbour() {
        let error = "currency-spacin".parse::<Selector>().expect_err("unknown");
        assert_eq!(
            error.to_string(),
            "`currency-spacin` is no rule, no family of rules and not ALL; `currency-spacing` is near"
        );
    }
}
