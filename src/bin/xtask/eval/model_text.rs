//! The text that sentence vectors are measured on, besides the alignment kit.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use alinha::lang::Lang;
use alinha::train::test_pairs::{Pool, Row};
use rayon::prelude::*;

use crate::corpora::{Corpus, Place, SEED, Split};

/// Sentences of the pool, in each language.
pub(super) const POOL: usize = 130_000;

/// Lines of the corpora.
pub(super) struct Text {
    /// For each language, sentences that are the translation of nothing that is measured.
    pub(super) pools: BTreeMap<Lang, Vec<String>>,
    /// Rows that nothing is trained on, by file.
    pub(super) held_out: Vec<(String, Vec<Row>)>,
    counts: Vec<(String, Counts)>,
}

/// Rows of a file, and where they belong.
#[derive(Clone, Copy, Default)]
struct Counts {
    rows: u64,
    held_out: u64,
    /// An evaluation line, or a passage of one.
    lines: u64,
    passages: u64,
    training: u64,
}

impl Text {
    pub(super) fn read(corpora: &Path, kit: &Path) -> anyhow::Result<Self> {
        let files = Corpus::list(corpora)?;
        let split = Split::new(&files, kit)?;
        let mut counts = Vec::new();
        let mut pools: BTreeMap<Lang, Pool> = BTreeMap::new();
        let read: Vec<(Counts, [Pool; 2])> = files
            .par_iter()
            .map(|file| go_through(file, &split))
            .collect::<anyhow::Result<_>>()?;
        for (file, (count, columns)) in files.iter().zip(read) {
            counts.push((file.name.clone(), count));
            for (lang, column) in file.languages.into_iter().zip(columns) {
                pools
                    .entry(lang)
                    .or_insert_with(|| Pool::new(POOL, SEED))
                    .merge(column);
            }
        }
        Ok(Self {
            pools: pools
                .into_iter()
                .map(|(lang, pool)| (lang, pool.into_sentences()))
                .collect(),
            held_out: split
                .held_out
                .into_iter()
                .filter(|file| !file.retrieval.is_empty())
                .map(|file| (file.name, file.retrieval))
                .collect(),
            counts,
        })
    }

    /// What the files have in common with evaluation text, as a table.
    pub(super) fn push_counts(&self, table: &mut String) -> std::fmt::Result {
        table.push_str(
            "## Training text and evaluation text\n\n\
             Rows of the corpora with a side that equals a line of the kit's development files (news, Bible, \
             Text+Berg), or shares eight words or twelve Chinese characters in a row with one; case, accents \
             and punctuation do not count. `cargo xtask model-data` leaves these rows out of the training \
             files, and those with a held-out sentence.\n\n\
             | file | rows | equal to a line | share a passage | held out | for training |\n\
             |---|---|---|---|---|---|\n",
        );
        let mut all = Counts::default();
        for (name, counts) in &self.counts {
            counts.push(table, name)?;
            all.rows += counts.rows;
            all.lines += counts.lines;
            all.passages += counts.passages;
            all.held_out += counts.held_out;
            all.training += counts.training;
        }
        all.push(table, "all")
    }
}

impl Counts {
    fn push(&self, table: &mut String, name: &str) -> std::fmt::Result {
        writeln!(
            table,
            "| {name} | {} | {} | {} | {} | {} |",
            self.rows, self.lines, self.passages, self.held_out, self.training
        )
    }
}

/// Counts the rows of a file and samples the sentences of its columns.
fn go_through(file: &Corpus, split: &Split) -> anyhow::Result<(Counts, [Pool; 2])> {
    let mut counts = Counts::default();
    // Entries of a lexicon are no sentences.
    let size = if file.domain() == "lexicon" { 0 } else { POOL };
    let mut columns = [Pool::new(size, SEED), Pool::new(size, SEED)];
    file.rows(|pair, sides| {
        counts.rows += 1;
        match split.place(sides) {
            Place::Training => counts.training += 1,
            Place::HeldOut => counts.held_out += 1,
            Place::Evaluation(common) => {
                counts.lines += u64::from(common.is_line);
                counts.passages += u64::from(common.has_passage);
            }
        }
        let texts = [pair.source, pair.target];
        for ((column, side), text) in columns.iter_mut().zip(sides).zip(texts) {
            if !split.is_measured(side) {
                column.offer(text, side);
            }
        }
        Ok(())
    })?;
    Ok((counts, columns))
}
