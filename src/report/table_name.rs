//! Names of the tables of a run.

use std::collections::HashSet;

use super::RunResult;

/// Longest part of a file name that is taken from a document, in bytes: two of them, an ending
/// and a number stay under the 255 bytes that file systems allow.
const MAX_PART_BYTES: usize = 110;

/// The aligned table of each pair of the run, in the order of [`RunResult::bitexts`]:
/// `aligned/story.zh--story.en.csv`.
///
/// Folders become `-`, the ending `.txt` goes. Names that would meet, also on a file system that
/// does not tell capitals, get a number.
#[must_use]
pub fn table_names(run: &RunResult) -> Vec<String> {
    let mut taken = HashSet::new();
    let part = |index: usize| {
        let document = run.documents.get(index);
        document.map_or_else(String::new, |document| name_part(&document.document.id))
    };
    let mut names = Vec::with_capacity(run.bitexts.len());
    for bitext in &run.bitexts {
        let stem = format!("{}--{}", part(bitext.source), part(bitext.target));
        let mut name = stem.clone();
        let mut number = 2;
        while !taken.insert(name.to_lowercase()) {
            name = format!("{stem}-{number}");
            number += 1;
        }
        names.push(format!("aligned/{name}.csv"));
    }
    names
}

fn name_part(id: &str) -> String {
    let stem = id.strip_suffix(".txt").unwrap_or(id);
    let mut part: String = stem
        .chars()
        .map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
            c if c.is_control() => '-',
            c => c,
        })
        .collect();
    if part.len() > MAX_PART_BYTES {
        let border = (0..=MAX_PART_BYTES)
            .rev()
            .find(|at| part.is_char_boundary(*at))
            .unwrap_or(0);
        part.truncate(border);
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::report::{BitextResult, sample};

    #[test]
    fn pairs_get_names_of_their_own() {
        let ids = [
            "a/b.txt",
            "a-b.txt",
            "A-B.txt",
            &"鲁".repeat(200),
            "story.en.txt",
        ];
        let documents = ids
            .iter()
            .map(|id| sample::document(id, Lang::EN.into(), &["x"]))
            .collect();
        let bitexts = (0..4).map(|source| BitextResult {
            source,
            target: 4,
            score: 1.0,
            runner_up: None,
            alignment: Default::default(),
            findings: Vec::new(),
        });
        let run = RunResult {
            documents,
            bitexts: bitexts.collect(),
            ..RunResult::default()
        };
        let names = table_names(&run);
        assert_eq!(names[0], "aligned/a-b--story.en.csv");
        assert_eq!(names[1], "aligned/a-b--story.en-2.csv");
        assert_eq!(names[2], "aligned/A-B--story.en-3.csv");
        assert!(names[3].len() < 255);
    }
}
