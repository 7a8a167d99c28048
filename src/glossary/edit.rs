//! Editing a glossary file: text in, text out.
//!
//! The canonical form has no padding, quotes only where they are needed, LF line ends, and its
//! rows sorted by concept, language, status and term, so that a change of one term is a change of
//! one line. Unknown columns and their cells are kept.

use super::read::{COLUMNS, NEEDED};
use super::rows::{rows, write_row};
use super::{Action, TermStatus};
use crate::lang::LangTag;

/// The languages that come first, in this order; all others follow by their tags.
const LANGUAGES: [&str; 7] = ["zh", "zh-Hans", "zh-Hant", "en", "pt", "pt-BR", "pt-PT"];

/// Why a file cannot be edited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The file has rows that cannot be read, and rewriting it would lose them.
    #[error("line {line} cannot be read: {reason}")]
    Unreadable {
        /// Line, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// The term to be added is there already.
    #[error("`{term}` is already a term of {concept} in {lang} (line {line})")]
    Exists {
        /// The concept.
        concept: String,
        /// The language.
        lang: String,
        /// The term.
        term: String,
        /// Its line, from 1.
        line: usize,
    },
    /// The term to be changed is not there.
    #[error("`{term}` is no term of {concept} in {lang} in this file")]
    Missing {
        /// The concept.
        concept: String,
        /// The language.
        lang: String,
        /// The term.
        term: String,
    },
}

/// A term to be added. Empty fields stay empty in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewTerm {
    /// Id of its concept; a new id makes a new concept.
    pub concept: String,
    /// Kind of a new concept; of an existing one the category is taken over.
    pub category: String,
    /// BCP-47 tag.
    pub lang: String,
    /// The form.
    pub term: String,
    /// The status; preferred if none is given.
    pub status: Option<TermStatus>,
    /// As in TBX-Basic.
    pub part_of_speech: String,
    /// Conditions, as in the column `context`.
    pub context: String,
    /// What is done when it is found.
    pub action: Option<Action>,
    /// What is written instead, where that is not the preferred term.
    pub target: String,
    /// A remark.
    pub note: String,
    /// Where it is from.
    pub source: String,
}

/// A file as a table of strings.
struct Table {
    header: Vec<String>,
    /// Each row with its line.
    rows: Vec<(usize, Vec<String>)>,
}

impl Table {
    fn read(text: &str) -> Result<Self, EditError> {
        let mut read = Vec::new();
        for row in rows(text) {
            if row.broken.is_some() {
                return Err(EditError::Unreadable {
                    line: row.line,
                    reason: "a quote is not closed before the cell ends".to_owned(),
                });
            }
            let cells: Vec<String> = row
                .cells
                .into_iter()
                .map(|cell| cell.value.into_owned())
                .collect();
            read.push((row.line, cells));
        }
        if read.is_empty() {
            read.push((1, COLUMNS.map(str::to_owned).to_vec()));
        }
        let (_, header) = read.remove(0);
        for name in NEEDED {
            if !header.iter().any(|column| column == name) {
                return Err(EditError::Unreadable {
                    line: 1,
                    reason: format!("the column {name} is missing"),
                });
            }
        }
        if let Some((line, cells)) = read.iter().find(|(_, cells)| cells.len() != header.len()) {
            return Err(EditError::Unreadable {
                line: *line,
                reason: format!(
                    "it has {} cells, the first line has {}",
                    cells.len(),
                    header.len()
                ),
            });
        }
        Ok(Self { header, rows: read })
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// The column, added at the end if the file lacks it.
    fn column_or_new(&mut self, name: &str) -> usize {
        self.column(name).unwrap_or_else(|| {
            self.header.push(name.to_owned());
            for (_, cells) in &mut self.rows {
                cells.push(String::new());
            }
            self.header.len() - 1
        })
    }

    fn find(&self, concept: &str, lang: &str, term: &str) -> Option<usize> {
        let wanted = [("concept_id", concept), ("lang", lang), ("term", term)];
        self.rows.iter().position(|(_, cells)| {
            wanted.iter().all(|(name, value)| {
                self.column(name)
                    .is_some_and(|column| cells[column].trim() == *value)
            })
        })
    }

    fn set(&mut self, row: usize, name: &str, value: &str) {
        if value.is_empty() && self.column(name).is_none() {
            return;
        }
        let column = self.column_or_new(name);
        value.clone_into(&mut self.rows[row].1[column]);
    }

    fn write(mut self) -> String {
        // Known columns in their order, then the others as they stood.
        let mut order: Vec<usize> = (0..self.header.len()).collect();
        order.sort_by_key(|at| {
            COLUMNS
                .iter()
                .position(|known| *known == self.header[*at])
                .unwrap_or(COLUMNS.len())
        });
        for (_, cells) in &mut self.rows {
            for (name, cell) in self.header.iter().zip(cells.iter_mut()) {
                let trimmed = cell.trim();
                if trimmed.len() != cell.len() {
                    *cell = trimmed.to_owned();
                }
                if COLUMNS.contains(&name.as_str()) {
                    *cell = composed(cell);
                }
            }
        }
        let key = |cells: &[String]| {
            let cell = |name: &str| {
                self.column(name)
                    .map(|at| cells[at].clone())
                    .unwrap_or_default()
            };
            let lang = cell("lang");
            let place = LANGUAGES
                .iter()
                .position(|known| *known == lang)
                .unwrap_or(LANGUAGES.len());
            let status = cell("status")
                .parse::<TermStatus>()
                .map_or(usize::MAX, |status| status as usize);
            (
                cell("concept_id"),
                place,
                lang,
                status,
                cell("term"),
                cells.to_vec(),
            )
        };
        let mut sorted: Vec<&Vec<String>> = self.rows.iter().map(|(_, cells)| cells).collect();
        sorted.sort_by_cached_key(|cells| key(cells));
        let mut out = String::new();
        write_row(&mut out, order.iter().map(|at| self.header[*at].as_str()));
        for cells in sorted {
            write_row(&mut out, order.iter().map(|at| cells[*at].as_str()));
        }
        out
    }
}

fn composed(cell: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    cell.nfc().collect()
}

/// The canonical form of a glossary file. Formatting twice gives the same bytes.
///
/// # Errors
/// If the file has rows that cannot be read: rewriting it would lose them.
pub fn format(text: &str) -> Result<String, EditError> {
    Ok(Table::read(text)?.write())
}

/// The file with a term added, in canonical form. An empty text is a new file.
///
/// # Errors
/// If the file cannot be read, or has the term already.
pub fn add(text: &str, new: &NewTerm) -> Result<String, EditError> {
    let mut table = Table::read(text)?;
    if let Some(row) = table.find(&new.concept, &new.lang, &new.term) {
        return Err(EditError::Exists {
            concept: new.concept.clone(),
            lang: new.lang.clone(),
            term: new.term.clone(),
            line: table.rows[row].0,
        });
    }
    let category = table
        .column("concept_id")
        .zip(table.column("category"))
        .and_then(|(id, category)| {
            let row = table
                .rows
                .iter()
                .find(|(_, cells)| cells[id] == new.concept);
            row.map(|(_, cells)| cells[category].clone())
        })
        .unwrap_or_else(|| new.category.clone());
    let status = new.status.unwrap_or(TermStatus::Preferred);
    let action = new.action.unwrap_or(if status.is_right() {
        Action::None
    } else {
        Action::Suggest
    });
    let unspaced = new
        .lang
        .parse::<LangTag>()
        .is_ok_and(|tag| tag.lang.is_unspaced());
    let is_acronym = new.term.chars().count() > 1 && new.term.chars().all(char::is_uppercase);
    let case = if unspaced || is_acronym {
        "exact"
    } else {
        "any"
    };
    let row = table.rows.len();
    table
        .rows
        .push((0, vec![String::new(); table.header.len()]));
    for (name, value) in [
        ("concept_id", new.concept.as_str()),
        ("category", &category),
        ("lang", &new.lang),
        ("term", &new.term),
        ("status", status.as_str()),
        ("part_of_speech", &new.part_of_speech),
        ("case", case),
        ("boundary", if unspaced { "none" } else { "word" }),
        ("inflect", "-"),
        ("context", &new.context),
        ("action", action_name(action)),
        ("target", &new.target),
        ("note", &new.note),
        ("source", &new.source),
    ] {
        table.set(row, name, value);
    }
    Ok(table.write())
}

/// The file with a term retired: deprecated, or superseded where `replaced_by` names the term
/// that takes its place. It is suggested against from then on, or replaced.
///
/// # Errors
/// If the file cannot be read, or lacks the term.
pub fn retire(
    text: &str,
    concept: &str,
    lang: &str,
    term: &str,
    replaced_by: Option<&str>,
) -> Result<String, EditError> {
    let mut table = Table::read(text)?;
    let missing = || EditError::Missing {
        concept: concept.to_owned(),
        lang: lang.to_owned(),
        term: term.to_owned(),
    };
    let row = table.find(concept, lang, term).ok_or_else(missing)?;
    let status = if replaced_by.is_some() {
        TermStatus::Superseded
    } else {
        TermStatus::Deprecated
    };
    let action = if replaced_by.is_some() {
        Action::Replace
    } else {
        Action::Suggest
    };
    table.set(row, "status", status.as_str());
    table.set(row, "action", action_name(action));
    if let Some(target) = replaced_by {
        table.set(row, "target", target);
    }
    Ok(table.write())
}

fn action_name(action: Action) -> &'static str {
    match action {
        Action::Replace => "replace",
        Action::Suggest => "suggest",
        Action::None => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::Glossary;

    #[test]
    fn the_built_in_files_are_in_canonical_form() {
        for (name, text) in Glossary::builtin_files() {
            let formatted = format(text).expect("a readable file");
            assert!(formatted == *text, "{name} is not formatted");
        }
    }

    #[test]
    fn formatting_sorts_trims_and_keeps_unknown_columns() {
        let text = "lang,concept_id,owner,term,status\r\npt,b,me,\"Luban\",preferred\r\n\
                    en,b, ,Lu Ban ,admitted\r\nen,b,,Luban,preferred\r\nzh,a,,\"x,y\",preferred\r\n";
        let formatted = format(text).expect("a readable file");
        assert_eq!(
            formatted,
            "concept_id,lang,term,status,owner\na,zh,\"x,y\",preferred,\nb,en,Luban,preferred,\n\
             b,en,Lu Ban,admitted,\nb,pt,Luban,preferred,me\n"
        );
        assert_eq!(format(&formatted).as_deref(), Ok(formatted.as_str()));
    }

    #[test]
    fn nothing_is_lost_from_a_file_with_errors() {
        let text = "concept_id,lang,term,status\na,en,x\n";
        assert!(matches!(
            format(text),
            Err(EditError::Unreadable { line: 2, .. })
        ));
    }

    #[test]
    fn terms_are_added_and_retired() {
        let new = NewTerm {
            concept: "luban".to_owned(),
            category: "person".to_owned(),
            lang: "en".to_owned(),
            term: "Lu Ban".to_owned(),
            ..NewTerm::default()
        };
        let text = add("", &new).expect("a new file");
        assert!(text.ends_with("\nluban,person,en,Lu Ban,preferred,,any,word,-,,none,,,\n"));
        assert!(matches!(
            add(&text, &new),
            Err(EditError::Exists { line: 2, .. })
        ));
        let text = retire(&text, "luban", "en", "Lu Ban", Some("Luban")).expect("a term");
        assert!(
            text.ends_with("\nluban,person,en,Lu Ban,superseded,,any,word,-,,replace,Luban,,\n")
        );
        assert!(retire(&text, "luban", "en", "Lu-Ban", None).is_err());
    }
}
