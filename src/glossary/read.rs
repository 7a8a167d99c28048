//! From the rows of glossary files to concepts.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::rows::{Cell, Row, rows};
use super::{
    Action, Boundary, Concept, Context, Problem, ProblemLevel, Term, TermCase, TermStatus,
};
use crate::lang::{Lang, LangTag};
use crate::text::{Case, Span, fold};

/// The columns in their order; further ones are kept where a file has them.
pub(super) const COLUMNS: [&str; 14] = [
    "concept_id",
    "category",
    "lang",
    "term",
    "status",
    "part_of_speech",
    "case",
    "boundary",
    "inflect",
    "context",
    "action",
    "target",
    "note",
    "source",
];

/// The columns that no row can do without.
pub(super) const NEEDED: [&str; 4] = ["concept_id", "lang", "term", "status"];

/// Reads one file after the other; rows that cannot be read are reported and left out.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) concepts: Vec<Concept>,
    pub(super) problems: Vec<Problem>,
    index: FxHashMap<String, usize>,
    /// The tag of the last row: neighbouring rows mostly share it.
    last_tag: Option<(String, LangTag)>,
}

/// Keeps a piece of a file for longer than the file.
pub(super) type Keep<'a> = fn(&'a str) -> Cow<'static, str>;

/// A file while it is read.
struct File<'a> {
    name: &'a str,
    number: usize,
    text: &'a str,
    keep: Keep<'a>,
    /// For each known column, its place in the rows.
    columns: [Option<usize>; COLUMNS.len()],
    width: usize,
}

impl File<'_> {
    fn problem(
        &self,
        row: &Row<'_>,
        span: Span,
        level: ProblemLevel,
        message: String,
        hint: Option<&str>,
    ) -> Problem {
        let before = &self.text[row.span.start..span.start.max(row.span.start)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Problem {
            file: self.name.to_owned(),
            line: row.line + before.bytes().filter(|byte| *byte == b'\n').count(),
            column: before[line_start..].chars().count() + 1,
            span,
            level,
            message,
            hint: hint.map(str::to_owned),
        }
    }
}

impl Reader {
    /// Reads the file `name`, the `number`th of the glossary. What terms take of it is kept by `keep`.
    pub(super) fn read<'a>(&mut self, name: &'a str, number: usize, text: &'a str, keep: Keep<'a>) {
        let mut file = File {
            name,
            number,
            text,
            keep,
            columns: [None; COLUMNS.len()],
            width: 0,
        };
        let mut rows = rows(text);
        let Some(header) = rows.next() else {
            return;
        };
        if !self.read_header(&mut file, &header) {
            return;
        }
        for row in rows {
            self.read_row(&file, &row);
        }
    }

    /// False when the file is no glossary.
    fn read_header(&mut self, file: &mut File<'_>, header: &Row<'_>) -> bool {
        file.width = header.cells.len();
        for (at, cell) in header.cells.iter().enumerate() {
            let Some(column) = COLUMNS.iter().position(|name| *name == cell.value) else {
                self.problems.push(file.problem(
                    header,
                    cell.span,
                    ProblemLevel::Warning,
                    format!("`{}` is no column of a glossary", cell.value),
                    Some("it is kept and not used"),
                ));
                continue;
            };
            if file.columns[column].is_some() {
                self.problems.push(file.problem(
                    header,
                    cell.span,
                    ProblemLevel::Error,
                    format!("the column `{}` stands here twice", cell.value),
                    None,
                ));
            } else {
                file.columns[column] = Some(at);
            }
        }
        let missing: Vec<&str> = NEEDED
            .into_iter()
            .filter(|name| {
                let column = COLUMNS.iter().position(|known| known == name);
                column.is_none_or(|column| file.columns[column].is_none())
            })
            .collect();
        if missing.is_empty() {
            return true;
        }
        self.problems.push(file.problem(
            header,
            header.span,
            ProblemLevel::Error,
            format!("the first line lacks the column {}", missing.join(", ")),
            Some("a glossary begins with concept_id,category,lang,term,status,..."),
        ));
        false
    }

    fn read_row<'t>(&mut self, file: &File<'t>, row: &Row<'t>) {
        if let Some(span) = row.broken {
            self.problems.push(file.problem(
                row,
                span,
                ProblemLevel::Error,
                "this quote is not closed before the cell ends".to_owned(),
                Some("write a quote inside a quoted cell twice"),
            ));
            return;
        }
        if row.cells.len() != file.width {
            self.problems.push(file.problem(
                row,
                row.span,
                ProblemLevel::Error,
                format!(
                    "this row has {} cells, the first line has {}",
                    row.cells.len(),
                    file.width
                ),
                Some("put a cell that holds a comma between quotes"),
            ));
            return;
        }
        let mut cells = Cells {
            file,
            row,
            wrong: Vec::new(),
        };
        let term = self.read_term(&mut cells);
        let refused = cells
            .wrong
            .iter()
            .any(|problem| problem.level == ProblemLevel::Error);
        let (id, category) = (cells.value(0), cells.value(1));
        self.problems.append(&mut cells.wrong);
        if refused {
            return;
        }
        // The rows of a concept mostly stand together.
        let last = self.concepts.len().checked_sub(1);
        let last = last.filter(|at| self.concepts[*at].id == id);
        let at = match last.or_else(|| self.index.get(id).copied()) {
            Some(at) => at,
            None => {
                let at = self.concepts.len();
                self.index.insert(id.to_owned(), at);
                self.concepts.push(Concept {
                    id: id.to_owned(),
                    category: category.to_owned(),
                    terms: Vec::with_capacity(4),
                });
                at
            }
        };
        self.concepts[at].terms.push(term);
    }

    fn read_term(&mut self, cells: &mut Cells<'_, '_>) -> Term {
        let lang = self.read_tag(cells);
        let text = cells.needed(3);
        if text != cells.value(3) || text.as_bytes().windows(2).any(|two| two == b"  ") {
            cells.warn(3, format!("`{}` has stray spaces", cells.value(3)), None);
        }
        let composed = (!text.is_ascii() && !is_nfc(text)).then(|| text.nfc().collect::<String>());
        if composed.is_some() {
            cells.warn(
                3,
                format!("`{text}` is not in normal form C"),
                Some("`alinha glossary fmt` composes accents"),
            );
        }
        cells.needed(0);
        let status = match cells.value(4).parse() {
            Ok(status) => status,
            Err(message) => {
                cells.error(4, message, None);
                TermStatus::Admitted
            }
        };
        let case = cells.choice(
            6,
            &[
                ("any", TermCase::Any),
                ("capital", TermCase::Capital),
                ("exact", TermCase::Exact),
            ],
            TermCase::Any,
        );
        let unspaced = lang.lang.is_unspaced();
        let boundary = cells.choice(
            7,
            &[("word", Boundary::Word), ("none", Boundary::None)],
            if unspaced {
                Boundary::None
            } else {
                Boundary::Word
            },
        );
        let plural = cells.choice(
            8,
            &[("-", false), ("possessive", false), ("plural", true)],
            false,
        );
        let context = match Context::parse(cells.value(9)) {
            Ok(context) => context,
            Err(error) => {
                cells.context_error(&error);
                Context::default()
            }
        };
        let default_action = if status.is_right() {
            Action::None
        } else {
            Action::Suggest
        };
        let action = cells.choice(
            10,
            &[
                ("replace", Action::Replace),
                ("suggest", Action::Suggest),
                ("none", Action::None),
            ],
            default_action,
        );
        let target = cells.value(11);
        if target != target.trim() {
            cells.warn(11, format!("`{target}` has stray spaces"), None);
        }
        Term {
            lang,
            text: composed.map_or_else(|| cells.kept(3), Cow::Owned),
            status,
            part_of_speech: cells.kept(5),
            case,
            boundary,
            plural,
            context,
            action,
            target: cells.kept(11),
            note: cells.kept(12),
            source: cells.kept(13),
            file: cells.file.number,
            line: cells.row.line,
            column: cells.file.text[cells.row.span.start
                ..cells
                    .cell(3)
                    .map_or(cells.row.span.start, |cell| cell.span.start)]
                .chars()
                .count()
                + 1,
            span: cells.cell(3).map_or(cells.row.span, |cell| cell.span),
        }
    }

    fn read_tag(&mut self, cells: &mut Cells<'_, '_>) -> LangTag {
        let name = cells.value(2);
        if let Some((known, tag)) = &self.last_tag
            && known == name
        {
            return *tag;
        }
        match name.parse() {
            Ok(tag) => {
                self.last_tag = Some((name.to_owned(), tag));
                tag
            }
            Err(error) => {
                let message = format!("{error}");
                cells.error(2, message, None);
                LangTag::plain(Lang::UND)
            }
        }
    }
}

/// The cells of one row by the number of their column in [`COLUMNS`].
struct Cells<'a, 't> {
    file: &'a File<'t>,
    row: &'a Row<'t>,
    wrong: Vec<Problem>,
}

impl<'a, 't> Cells<'a, 't> {
    fn cell(&self, column: usize) -> Option<&'a Cell<'t>> {
        self.file.columns[column].map(|at| &self.row.cells[at])
    }

    fn value(&self, column: usize) -> &'a str {
        self.cell(column).map_or("", |cell| cell.value.as_ref())
    }

    /// The value without spaces around it, for longer than the file.
    fn kept(&self, column: usize) -> Cow<'static, str> {
        match self.cell(column).map(|cell| &cell.value) {
            None => Cow::Borrowed(""),
            Some(Cow::Borrowed(value)) => (self.file.keep)(value.trim()),
            Some(Cow::Owned(value)) => Cow::Owned(value.trim().to_owned()),
        }
    }

    fn needed(&mut self, column: usize) -> &'a str {
        let value = self.value(column);
        // What folds to nothing (a zero-width space, say) would be found everywhere.
        let is_empty = !value.contains(char::is_alphanumeric)
            && (value.trim().is_empty() || fold(value, Case::Keep).trim() == "");
        if is_empty {
            self.error(column, format!("`{}` is empty", COLUMNS[column]), None);
        }
        value.trim()
    }

    fn choice<T: Copy>(&mut self, column: usize, choices: &[(&str, T)], empty: T) -> T {
        let value = self.value(column);
        if value.is_empty() {
            return empty;
        }
        match choices.iter().find(|(name, _)| *name == value) {
            Some((_, choice)) => *choice,
            None => {
                let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
                self.error(
                    column,
                    format!("`{value}` is no {}", COLUMNS[column].replace('_', " ")),
                    Some(&format!("one of {}", names.join(", "))),
                );
                empty
            }
        }
    }

    fn context_error(&mut self, error: &super::context::ContextError) {
        let cell = self.cell(9).map_or(self.row.span, |cell| cell.span);
        // A quoted cell may be longer than its value; then the whole cell is marked.
        let span = if error.end <= cell.len() && cell.len() == self.value(9).len() {
            Span::new(cell.start + error.start, cell.start + error.end)
        } else {
            cell
        };
        self.wrong.push(self.file.problem(
            self.row,
            span,
            ProblemLevel::Error,
            error.message.clone(),
            Some("keys are prev, not-prev, next, not-next, doc, not-doc"),
        ));
    }

    fn error(&mut self, column: usize, message: String, hint: Option<&str>) {
        self.push(column, ProblemLevel::Error, message, hint);
    }

    fn warn(&mut self, column: usize, message: String, hint: Option<&str>) {
        self.push(column, ProblemLevel::Warning, message, hint);
    }

    fn push(&mut self, column: usize, level: ProblemLevel, message: String, hint: Option<&str>) {
        let span = self.cell(column).map_or(self.row.span, |cell| cell.span);
        self.wrong
            .push(self.file.problem(self.row, span, level, message, hint));
    }
}
