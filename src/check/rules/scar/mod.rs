//! Scars that tokenisers and text extraction leave: blanks and marks where none belong.

mod brackets;
mod capital;
mod clitic;
mod doubled;
mod hyphen;
mod mark;
mod misplaced;
mod stray;

pub(super) use brackets::SpaceInBrackets;
pub(super) use capital::CapitalAfterSemicolon;
pub(super) use clitic::SplitClitic;
pub(super) use doubled::DoubledMark;
pub(super) use hyphen::SplitHyphen;
pub(super) use mark::SpaceBeforeMark;
pub(super) use misplaced::MisplacedMark;
pub(super) use stray::StrayMark;

/// The entries of a data file with one word a line; `#` starts a comment line.
pub(super) fn word_list(file: &'static str) -> rustc_hash::FxHashSet<&'static str> {
    file.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}
