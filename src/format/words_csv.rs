//! The tables of the word level: links between words, and term candidates.
//!
//! | column of links | what it holds |
//! | --- | --- |
//! | `kind` | `number`, `term` (of the glossary), `name` or `word` |
//! | `source`, `target` | the words |
//! | `score` | how sure, 0 to 1, three decimals |
//! | `source_id`, `target_id` | the sentences that they stand in, from 0 |
//! | `source_text`, `target_text` | those sentences |
//!
//! | column of candidates | what it holds |
//! | --- | --- |
//! | `kind` | `name` or `word` |
//! | `source`, `target` | the phrases as they stand at their first place |
//! | `count` | beads in which the two come together |
//! | `score` | how sure, 0 to 1, three decimals |
//! | `source_text`, `target_text` | the sentences of the first place |

use std::io::{self, Write};

use super::guard::{TableProfile, TableWriter, score_cell};
use crate::align::{Side, TermCandidate, WordLink};

const LINK_COLUMNS: [&str; 8] = [
    "kind",
    "source",
    "target",
    "score",
    "source_id",
    "target_id",
    "source_text",
    "target_text",
];

const CANDIDATE_COLUMNS: [&str; 7] = [
    "kind",
    "source",
    "target",
    "count",
    "score",
    "source_text",
    "target_text",
];

/// Writes a table of word links.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_links<W: Write>(
    out: W,
    (source, target): (&Side<'_>, &Side<'_>),
    links: &[WordLink],
    profile: TableProfile,
) -> io::Result<()> {
    let mut table = TableWriter::new(out, profile, &LINK_COLUMNS)?;
    for link in links {
        let source_text = source.sentences[link.source.sentence];
        let target_text = target.sentences[link.target.sentence];
        table.row([
            link.kind.as_str(),
            link.source.span.of(source_text),
            link.target.span.of(target_text),
            &score_cell(link.score),
            &link.source.sentence.to_string(),
            &link.target.sentence.to_string(),
            source_text,
            target_text,
        ])?;
    }
    table.finish()
}

/// Writes a table of term candidates.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_candidates<W: Write>(
    out: W,
    (source, target): (&Side<'_>, &Side<'_>),
    candidates: &[TermCandidate],
    profile: TableProfile,
) -> io::Result<()> {
    let mut table = TableWriter::new(out, profile, &CANDIDATE_COLUMNS)?;
    for candidate in candidates {
        table.row([
            candidate.kind.as_str(),
            &candidate.source,
            &candidate.target,
            &candidate.count.to_string(),
            &score_cell(candidate.score),
            source.sentences[candidate.first.0.sentence],
            target.sentences[candidate.first.1.sentence],
        ])?;
    }
    table.finish()
}
