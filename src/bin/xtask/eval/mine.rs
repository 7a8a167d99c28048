//! Mining: which sentences of different reports are linked, on the events of `tests/golden/mine`.

use std::fmt::Write as _;
use std::path::Path;

use crate::mine_fit::{count, read};

pub(super) fn measure() -> anyhow::Result<String> {
    let mut table = String::from(
        "# Mining of comparable reports\n\n\
         Links between sentences of different reports of `tests/golden/mine`: precision and recall of those found. The \
         weights are fitted on `fit` (`cargo xtask mine-fit`); `check` are events that no weight has seen. \
         Without vectors: `--encoder none`.\n\n\
         Written by `cargo xtask eval`; committed with every change that moves a figure.\n\n",
    );
    table.push_str("| events | vectors | reports in | links wanted | found | right | precision | recall | F1 |\n");
    table.push_str("|---|---|---|--:|--:|--:|--:|--:|--:|\n");
    for name in ["fit", "check"] {
        let events = read(&Path::new("tests/golden/mine").join(format!("{name}.jsonl")))?;
        for (vectors, has_meaning) in [("none", false), ("built-in", true)] {
            let kinds = ["one language", "two languages"];
            for (kind, counts) in kinds.iter().zip(count(&events, has_meaning, false)) {
                let [precision, recall, f1] = counts.scores();
                writeln!(
                    table,
                    "| {name} | {vectors} | {kind} | {} | {} | {} | {precision:.3} | {recall:.3} | {f1:.3} |",
                    counts.wanted, counts.found, counts.right
                )?;
            }
        }
    }
    Ok(table)
}
