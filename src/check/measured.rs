//! What a rule was worth when it was measured: the figures of `tests/eval/rules.csv`, for RULES.md.

use std::fmt::Write as _;

/// Written by `cargo xtask eval rules`.
const FIGURES: &str = include_str!("../../tests/eval/rules.csv");

/// Sets of texts by their names in the file, as RULES.md calls them.
const SETS: [(&str, &str); 5] = [
    ("golden", "our gold"),
    ("corpus", "sample text"),
    ("clean_en", "clean English"),
    ("demetr", "DEMETR"),
    ("wmt23", "WMT23"),
];

/// What RULES.md says of the texts, once for all rules.
pub(super) const EXPLANATION: &str = "\
Under *Measured*: how many flags of the rule touch a stretch that a person marked as wrong (right), and how many stretches of the kinds it \
is there for it touches (found). Our gold: the texts of `tests/golden/mt`; sample text: `corpus/mt-style.en.txt`, which the lexicon knows; \
clean English: every flag is a false alarm; DEMETR: translations with one planted error each, and WMT23: translations with the marks of any of three \
raters, both beside their source. The last two have errors that nobody marked, so that a flag that is not right there may still be. \
Figures: `tests/eval/rules.csv`, by `cargo xtask eval rules`.\n";

/// What a rule did on a set.
#[derive(Debug, PartialEq)]
struct Figures {
    set: &'static str,
    flags: usize,
    right: usize,
    wanted: usize,
    found: usize,
    words: usize,
}

/// The figures of the rule `id` as a table, or that there are none.
pub(super) fn table(id: &str) -> String {
    let figures = figures(id);
    if figures.is_empty() {
        return "None of the texts has what it flags.\n".to_owned();
    }
    let mut table = String::from("| texts | flags | right | found |\n|---|--:|--:|--:|\n");
    for Figures {
        set,
        flags,
        right,
        wanted,
        found,
        words,
    } in figures
    {
        let share = match (set, flags) {
            (_, 0) => "-".to_owned(),
            ("clean English", _) => {
                let rate = flags as f64 * 1000.0 / words.max(1) as f64;
                format!("false: {rate:.2} per 1,000 words")
            }
            _ => format!("{right} ({:.2})", right as f64 / flags as f64),
        };
        let found = match wanted {
            0 => "-".to_owned(),
            _ => format!("{found} of {wanted}"),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(table, "| {set} | {flags} | {share} | {found} |");
    }
    table
}

/// The rows of a rule; what cannot be read is left out, and a test sees to it that nothing is.
fn figures(id: &str) -> Vec<Figures> {
    let rows = FIGURES.lines().skip(1).filter_map(|line| {
        let mut fields = line.split(',');
        let (rule, set) = (fields.next()?, fields.next()?);
        let set = SETS.iter().find(|(name, _)| *name == set)?.1;
        let mut number = || fields.next()?.parse::<usize>().ok();
        let figures = Figures {
            set,
            flags: number()?,
            right: number()?,
            wanted: number()?,
            found: number()?,
            words: number()?,
        };
        (rule == id).then_some(figures)
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::registry;

    #[test]
    fn every_row_is_read() {
        let read: usize = registry()
            .iter()
            .map(|rule| figures(rule.meta().id).len())
            .sum();
        assert_eq!(read, FIGURES.lines().count() - 1);
        assert!(read > 0);
    }

    #[test]
    fn figures_are_told_in_a_table() {
        assert!(
            table("NUM001").starts_with("| texts |"),
            "{}",
            table("NUM001")
        );
        assert_eq!(table("NONE000"), "None of the texts has what it flags.\n");
    }
}
