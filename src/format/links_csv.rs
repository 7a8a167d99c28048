//! The table of what says the same outside translations: mined links and gloss pairs.
//!
//! | column | what it holds |
//! | --- | --- |
//! | `link_id` | `l0001` and on for links, `g0001` and on for glosses |
//! | `kind` | `mined` (sentences of two documents) or `gloss` (phrases of one text) |
//! | `score` | how sure, 0 to 1, three decimals |
//! | `a_doc`, `b_doc` | the documents |
//! | `a_ids`, `b_ids` | `mined`: the sentence's number, from 0; `gloss`: where the phrase stands in the text, `start-end` in characters |
//! | `a_lang`, `b_lang` | BCP-47 tags |
//! | `a`, `b` | the sentences or phrases |
//! | `reasons` | why they were linked, joined by `; ` |
//! | `conflicts` | facts that they tell differently, `amount: $44 billion / $43 billion`, joined by `; ` |

use std::io::{self, Write};

use super::guard::{ReadTableError, TableProfile, TableWriter, read_score, read_table, score_cell};
use crate::align::{GlossPair, Link, SentenceId};
use crate::report::{DocumentResult, RunResult, conflict_word, sentence_lang};
use crate::text::{OffsetCounter, OffsetUnit, Span};

/// The columns, in order.
pub const COLUMNS: [&str; 13] = [
    "link_id",
    "kind",
    "score",
    "a_doc",
    "a_ids",
    "a_lang",
    "a",
    "b_doc",
    "b_ids",
    "b_lang",
    "b",
    "reasons",
    "conflicts",
];

/// One row; the fields are the columns of the same name.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the table above says what each column holds")]
pub struct LinkRow {
    pub link_id: String,
    pub kind: String,
    pub score: f32,
    pub a_doc: String,
    pub a_ids: String,
    pub a_lang: String,
    pub a: String,
    pub b_doc: String,
    pub b_ids: String,
    pub b_lang: String,
    pub b: String,
    pub reasons: String,
    pub conflicts: String,
}

/// The rows of a run: links best first, then glosses document by document.
pub fn rows(run: &RunResult) -> impl Iterator<Item = LinkRow> + '_ {
    let mined = run.links.iter().enumerate().map(|(index, link)| {
        let mut row = mined_row(run, link);
        row.link_id = format!("l{:04}", index + 1);
        row
    });
    let glosses = run.documents.iter().flat_map(gloss_rows).enumerate();
    let glosses = glosses.map(|(index, mut row)| {
        row.link_id = format!("g{:04}", index + 1);
        row
    });
    mined.chain(glosses)
}

/// Writes the table of a run.
///
/// # Errors
/// If `out` cannot be written.
pub fn write<W: Write>(out: W, run: &RunResult, profile: TableProfile) -> io::Result<()> {
    write_rows(out, rows(run), profile)
}

/// Writes a table of rows that come from elsewhere.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_rows<W: Write>(
    out: W,
    rows: impl Iterator<Item = LinkRow>,
    profile: TableProfile,
) -> io::Result<()> {
    let mut table = TableWriter::new(out, profile, &COLUMNS)?;
    for row in rows {
        let score = score_cell(row.score);
        table.row([
            row.link_id.as_str(),
            &row.kind,
            &score,
            &row.a_doc,
            &row.a_ids,
            &row.a_lang,
            &row.a,
            &row.b_doc,
            &row.b_ids,
            &row.b_lang,
            &row.b,
            &row.reasons,
            &row.conflicts,
        ])?;
    }
    table.finish()
}

/// Reads a table back, in either profile.
///
/// # Errors
/// If it is no CSV, or a column or a score is missing.
pub fn read(table: &[u8]) -> Result<Vec<LinkRow>, ReadTableError> {
    let rows = read_table(table, &COLUMNS)?;
    rows.into_iter()
        .map(|(line, cells)| {
            let mut cells = cells.into_iter();
            // There are as many cells as columns, whatever the file held.
            let mut next = || cells.next().unwrap_or_default();
            Ok(LinkRow {
                link_id: next(),
                kind: next(),
                score: read_score(&next(), line)?,
                a_doc: next(),
                a_ids: next(),
                a_lang: next(),
                a: next(),
                b_doc: next(),
                b_ids: next(),
                b_lang: next(),
                b: next(),
                reasons: next(),
                conflicts: next(),
            })
        })
        .collect()
}

/// One end of a link: document, number, language and words of the sentence.
fn sentence_cells(run: &RunResult, id: SentenceId) -> [String; 4] {
    let Some(DocumentResult { document, .. }) = run.documents.get(id.doc) else {
        return Default::default();
    };
    let segment = document.segments.get(id.sentence);
    let words = segment.map(|segment| segment.span.of(document.text.as_str()));
    [
        document.id.clone(),
        id.sentence.to_string(),
        sentence_lang(document, id.sentence).to_string(),
        words.unwrap_or_default().to_owned(),
    ]
}

fn mined_row(run: &RunResult, link: &Link) -> LinkRow {
    let [a_doc, a_ids, a_lang, a] = sentence_cells(run, link.a);
    let [b_doc, b_ids, b_lang, b] = sentence_cells(run, link.b);
    // Conflicts count in the sentence's own text: the last cell.
    let words = |sentence: &str, span: Span| {
        let told = sentence.get(span.start..span.end);
        told.unwrap_or_default().to_owned()
    };
    let conflicts = link.conflicts.iter().map(|conflict| {
        let (a, b) = (words(&a, conflict.a), words(&b, conflict.b));
        format!("{}: {a} / {b}", conflict_word(conflict.kind))
    });
    LinkRow {
        link_id: String::new(),
        kind: "mined".to_owned(),
        score: link.score,
        conflicts: conflicts.collect::<Vec<_>>().join("; "),
        reasons: link.reasons.join("; "),
        a_doc,
        a_ids,
        a_lang,
        a,
        b_doc,
        b_ids,
        b_lang,
        b,
    }
}

fn gloss_rows(of: &DocumentResult) -> impl Iterator<Item = LinkRow> + '_ {
    let text = of.document.text.as_str();
    let mut counter = OffsetCounter::new(text, OffsetUnit::Chars);
    let id = &of.document.id;
    of.glosses.iter().map(move |pair: &GlossPair| {
        // In text order, so that the counter need not start again for each pair.
        let mut place = |span: Span| {
            let start = counter.count(span.start);
            format!("{start}-{}", counter.count(span.end))
        };
        let (a_ids, b_ids) = if pair.a <= pair.b {
            let a_ids = place(pair.a);
            (a_ids, place(pair.b))
        } else {
            let b_ids = place(pair.b);
            (place(pair.a), b_ids)
        };
        LinkRow {
            link_id: String::new(),
            kind: "gloss".to_owned(),
            score: pair.score,
            a_doc: id.clone(),
            a_ids,
            a_lang: pair.a_lang.to_string(),
            a: pair.a.of(text).to_owned(),
            b_doc: id.clone(),
            b_ids,
            b_lang: pair.b_lang.to_string(),
            b: pair.b.of(text).to_owned(),
            reasons: String::new(),
            conflicts: String::new(),
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::sample;

    #[test]
    fn links_and_glosses_are_rows() {
        let mut out = Vec::new();
        write(&mut out, &sample::run(), TableProfile::Plain).expect("memory takes it");
        let expected = "\
link_id,kind,score,a_doc,a_ids,a_lang,a,b_doc,b_ids,b_lang,b,reasons,conflicts
l0001,mined,0.800,news/story.en.txt,1,en,Trade with the Cazaque side reached $ 44 billion.,other.en.txt,0,en,Trade reached $43 billion.,same word trade; same verb,amount: $ 44 billion / $43 billion
g0001,gloss,0.875,other.en.txt,32-34,zh,互信,other.en.txt,37-49,en,mutual trust,,
";
        assert_eq!(String::from_utf8_lossy(&out), expected);
        let mut excel = Vec::new();
        write(&mut excel, &sample::run(), TableProfile::Excel).expect("memory takes it");
        let rows: Vec<_> = rows(&sample::run()).collect();
        assert_eq!(read(&out).expect("reads back"), rows);
        assert_eq!(read(&excel).expect("reads back"), rows);
    }

    proptest! {
        #[test]
        fn any_phrase_comes_back(a in any::<String>(), reasons in "[=+'\"鲁班,\r\n\t a-c;-]{0,12}") {
            let row = LinkRow { link_id: "l0001".to_owned(), a, reasons, ..LinkRow::default() };
            for profile in [TableProfile::Plain, TableProfile::Excel] {
                let mut out = Vec::new();
                write_rows(&mut out, std::iter::once(row.clone()), profile).expect("written");
                prop_assert_eq!(read(&out).expect("reads back"), vec![row.clone()]);
            }
        }
    }
}
