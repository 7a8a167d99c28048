//! The aligned table of two documents: one row a bead, made to be worked on in a spreadsheet.
//!
//! | column | what it holds |
//! | --- | --- |
//! | `bead_id` | `b0001` and on |
//! | `kind` | numbers of source and target sentences, `1-2` |
//! | `score` | how likely the bead is right, 0 to 1, three decimals |
//! | `status` | `ok`, `review` (low score: somebody should look) or `unpaired` (one side is empty); see [`BeadStatus`](crate::report::BeadStatus) |
//! | `src_lang`, `tgt_lang` | BCP-47 tag of the first sentence, of the document where that is not known |
//! | `src`, `tgt` | the sentences, joined by a space (by nothing in Chinese) |
//! | `flags` | ids of the rules that found something in them, joined by a bar |
//! | `note` | empty: the translator's own |
//! | `src_ids`, `tgt_ids` | sentence numbers in the document, from 0, joined by a bar |
//! | `src_doc`, `tgt_doc` | the documents |

use std::io::{self, Write};
use std::ops::Range;

use super::guard::{ReadTableError, TableProfile, TableWriter, read_score, read_table, score_cell};
use crate::report::{BitextView, DocumentResult, joined, sentence_lang};

/// The columns, in order.
pub const COLUMNS: [&str; 14] = [
    "bead_id", "kind", "score", "status", "src_lang", "src", "tgt_lang", "tgt", "flags", "note",
    "src_ids", "tgt_ids", "src_doc", "tgt_doc",
];

/// One row; the fields are the columns of the same name.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the table above says what each column holds")]
pub struct AlignedRow {
    pub bead_id: String,
    pub kind: String,
    pub score: f32,
    pub status: String,
    pub src_lang: String,
    pub src: String,
    pub tgt_lang: String,
    pub tgt: String,
    pub flags: Vec<String>,
    pub note: String,
    pub src_ids: Vec<usize>,
    pub tgt_ids: Vec<usize>,
    pub src_doc: String,
    pub tgt_doc: String,
}

/// The rows of a bitext, one after the other.
pub fn rows<'v>(view: &'v BitextView<'_>) -> impl ExactSizeIterator<Item = AlignedRow> + 'v {
    let lang = |of: &DocumentResult, sentences: &Range<usize>| {
        let document = &of.document;
        let tag = match sentences.is_empty() {
            true => document.lang,
            false => sentence_lang(document, sentences.start),
        };
        tag.to_string()
    };
    view.beads().map(move |bead| AlignedRow {
        src_lang: lang(view.source, &bead.source),
        src: joined(&view.source.document, &bead.source),
        tgt_lang: lang(view.target, &bead.target),
        tgt: joined(&view.target.document, &bead.target),
        flags: bead.rules.iter().map(|rule| (*rule).to_owned()).collect(),
        note: String::new(),
        src_ids: bead.source.collect(),
        tgt_ids: bead.target.collect(),
        src_doc: view.source.document.id.clone(),
        tgt_doc: view.target.document.id.clone(),
        bead_id: bead.id,
        kind: bead.kind,
        score: bead.score,
        status: bead.status.as_str().to_owned(),
    })
}

/// Writes the table of a bitext.
///
/// # Errors
/// If `out` cannot be written.
pub fn write<W: Write>(out: W, view: &BitextView<'_>, profile: TableProfile) -> io::Result<()> {
    write_rows(out, rows(view), profile)
}

/// Writes a table of rows that come from elsewhere.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_rows<W: Write>(
    out: W,
    rows: impl Iterator<Item = AlignedRow>,
    profile: TableProfile,
) -> io::Result<()> {
    let mut table = TableWriter::new(out, profile, &COLUMNS)?;
    for row in rows {
        let (flags, score) = (row.flags.join("|"), score_cell(row.score));
        let (src_ids, tgt_ids) = (ids_cell(&row.src_ids), ids_cell(&row.tgt_ids));
        table.row([
            row.bead_id.as_str(),
            &row.kind,
            &score,
            &row.status,
            &row.src_lang,
            &row.src,
            &row.tgt_lang,
            &row.tgt,
            &flags,
            &row.note,
            &src_ids,
            &tgt_ids,
            &row.src_doc,
            &row.tgt_doc,
        ])?;
    }
    table.finish()
}

/// Reads a table back, in either profile.
///
/// # Errors
/// If it is no CSV, or a column or a score is missing.
pub fn read(table: &[u8]) -> Result<Vec<AlignedRow>, ReadTableError> {
    let rows = read_table(table, &COLUMNS)?;
    rows.into_iter()
        .map(|(line, cells)| {
            let mut cells = cells.into_iter();
            // There are as many cells as columns, whatever the file held.
            let mut next = || cells.next().unwrap_or_default();
            Ok(AlignedRow {
                bead_id: next(),
                kind: next(),
                score: read_score(&next(), line)?,
                status: next(),
                src_lang: next(),
                src: next(),
                tgt_lang: next(),
                tgt: next(),
                flags: split_cell(&next()).map(str::to_owned).collect(),
                note: next(),
                src_ids: read_ids(&next(), line)?,
                tgt_ids: read_ids(&next(), line)?,
                src_doc: next(),
                tgt_doc: next(),
            })
        })
        .collect()
}

fn ids_cell(ids: &[usize]) -> String {
    let ids: Vec<String> = ids.iter().map(usize::to_string).collect();
    ids.join("|")
}

fn read_ids(cell: &str, line: u64) -> Result<Vec<usize>, ReadTableError> {
    split_cell(cell)
        .map(|id| {
            id.trim().parse().map_err(|_| ReadTableError::SentenceId {
                line,
                cell: cell.to_owned(),
            })
        })
        .collect()
}

fn split_cell(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').filter(|part| !part.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lang::{Lang, LangTag};
    use crate::report::sample;

    fn written(profile: TableProfile) -> String {
        let run = sample::run();
        let view = BitextView::new(&run, &run.bitexts[0]).expect("documents are there");
        let mut out = Vec::new();
        write(&mut out, &view, profile).expect("memory takes it");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn a_bead_is_a_row() {
        let expected = "\
bead_id,kind,score,status,src_lang,src,tgt_lang,tgt,flags,note,src_ids,tgt_ids,src_doc,tgt_doc
b0001,1-1,0.950,ok,zh-Hans,鲁班工坊在天津揭牌。,en,A Lu Ban workshop opened in Tianjin.,NAME001,,0,0,news/story.zh.txt,news/story.en.txt
b0002,1-2,0.610,review,zh-Hans,贸易额达440亿美元。,en,\"Trade with the Cazaque side reached $ 44 billion. It was a \"\"record\"\", said he.\",NAME001|TYPO001,,1,1|2,news/story.zh.txt,news/story.en.txt
b0003,1-0,0.400,unpaired,zh-Hans,各方出席。,en,,,,2,,news/story.zh.txt,news/story.en.txt
";
        assert_eq!(written(TableProfile::Plain), expected);
        assert_eq!(written(TableProfile::Plain), written(TableProfile::Plain));
    }

    #[test]
    fn both_profiles_read_back_as_the_same_rows() {
        let plain = read(written(TableProfile::Plain).as_bytes()).expect("reads back");
        let excel = read(written(TableProfile::Excel).as_bytes()).expect("reads back");
        assert_eq!(plain, excel);
        let run = sample::run();
        let view = BitextView::new(&run, &run.bitexts[0]).expect("documents are there");
        assert_eq!(plain, rows(&view).collect::<Vec<_>>());
    }

    #[test]
    fn wrong_cells_are_named_with_their_line() {
        let table = written(TableProfile::Plain);
        let error = read(table.replace("0.610", "high").as_bytes()).expect_err("no score");
        assert_eq!(
            error.to_string(),
            "line 3: `high` is no score between 0 and 1"
        );
        let error = read(table.replace("1|2", "1;2").as_bytes()).expect_err("no ids");
        assert_eq!(error.to_string(), "line 3: `1;2` are no sentence numbers");
    }

    proptest! {
        #[test]
        fn any_sentence_comes_back(src in any::<String>(), tgt in "[=+'\"鲁班,\r\n\t a-c-]{0,12}") {
            let row = AlignedRow {
                bead_id: "b0001".to_owned(),
                kind: "1-1".to_owned(),
                score: 0.5,
                status: "ok".to_owned(),
                src_lang: LangTag::ZH_HANT.to_string(),
                tgt_lang: Lang::PT.to_string(),
                src,
                tgt,
                flags: vec!["NAME001".to_owned(), "TYPO002".to_owned()],
                note: "'tis".to_owned(),
                src_ids: vec![3],
                tgt_ids: vec![4, 5],
                src_doc: "-a.txt".to_owned(),
                tgt_doc: "=b.txt".to_owned(),
            };
            for profile in [TableProfile::Plain, TableProfile::Excel] {
                let mut out = Vec::new();
                write_rows(&mut out, std::iter::once(row.clone()), profile).expect("written");
                prop_assert_eq!(read(&out).expect("reads back"), vec![row.clone()]);
            }
        }
    }
}
