//! The report as one static page: no script, nothing loaded from elsewhere.
//!
//! `mod.rs` cuts a run down to what a page can hold ([`Limits`]) and hands it to the templates in
//! `src/report/templates`; `excerpt` cuts and marks single sentences, `view` holds what the
//! templates read. Everything that comes from a file goes through `clean` and is escaped by
//! askama.

mod check;
mod excerpt;
mod links;
mod normalise;
mod overview;
mod pairs;
mod texts;
mod view;

use std::io::{self, Write};

use askama::Template;

use super::RunResult;

pub use check::{CheckedText, write_check_html};
pub use normalise::{is_normalise_html, write_normalise_html};

/// How much of a run the page shows; the tables beside it hold the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows of the list of texts.
    pub documents: usize,
    /// Texts whose findings are shown in context.
    pub documents_in_detail: usize,
    /// Sentences shown of each of them.
    pub excerpts: usize,
    /// Pairs whose beads are shown.
    pub pairs: usize,
    /// Beads of a pair.
    pub beads: usize,
    /// Beads of all pairs together.
    pub all_beads: usize,
    /// Links, and gloss pairs.
    pub links: usize,
    /// Rows of other lists: changes, files left aside, files that failed.
    pub rows: usize,
}

impl Default for Limits {
    /// Keeps the page of any input under a few ten megabytes, and that of a usual one whole.
    fn default() -> Self {
        Self {
            documents: 500,
            documents_in_detail: 150,
            excerpts: 60,
            pairs: 150,
            beads: 300,
            all_beads: 2400,
            links: 250,
            rows: 150,
        }
    }
}

/// Writes the report.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_html(out: &mut dyn Write, run: &RunResult, limits: &Limits) -> io::Result<()> {
    let page = view::Page {
        version: env!("CARGO_PKG_VERSION"),
        overview: overview::overview(run, limits),
        pairs: pairs::pairs(run, limits),
        links: links::links(run, limits),
        glosses: links::glosses(run, limits),
        documents: texts::documents(run, limits),
    };
    page.write_into(out)
}

/// `words` without characters that HTML does not allow: controls become their pictures (␀ ␛ ␡).
///
/// Line ends and tabs stay. Characters that turn the direction of writing are shown as `�` too,
/// because they would reorder what follows them.
fn clean(words: &str) -> String {
    words
        .chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => c,
            '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
            '\u{7F}' => '\u{2421}',
            '\u{80}'..='\u{9F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
            '\u{FDD0}'..='\u{FDEF}' => '\u{FFFD}',
            c if u32::from(c) & 0xFFFE == 0xFFFE => '\u{FFFD}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests;
