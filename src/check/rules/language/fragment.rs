//! LANG001 source-fragment: Chinese words left inside a sentence of another language.

use crate::check::around::{char_at, char_before, is_han, spaces_after, spaces_before};
use crate::check::{Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::lang::Lang;
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "LANG001",
    name: "source-fragment",
    category: "Accuracy/Source language fragment",
    severity: Severity::Major,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags Chinese characters inside a sentence of another language, outside brackets and quotation marks.",
    why: "The engine left a word of its source; the reader cannot read it.",
    not_flagged: "Quotations and glosses (`“新台阶” (new level)`, `Luban (鲁班)`), lines that are mostly Chinese, names of Chinese words.",
    fix_safety: "No fix: the word has to be translated.",
    examples: &[
        Example::new(
            "en",
            "The composition was found in the urine of [[受影响]] pets.",
        ),
        Example::new("en", "I don't [[知道]] if most goods are duty free.")
            .translated_from("zh", "我不知道大部分货物是否免关税。"),
        Example::new("pt", "A cúpula da [[上合组织]] terminou hoje em Tianjin."),
        Example::new(
            "en",
            "The phrase “新台阶” (new level) and Luban (鲁班) were everywhere.",
        ),
        Example::new("zh", "上合组织峰会在天津举行。"),
        Example::new("en", "The character 福 means good fortune."),
    ],
};

/// LANG001.
pub(in crate::check::rules) struct Fragment;

impl Rule for Fragment {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        if matches!(
            scan.input.tag.lang,
            Lang::ZH | Lang::JA | Lang::KO | Lang::UND
        ) {
            return;
        }
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if !line.is_ascii() {
                check_line(scan, Span::new(at, at + line.len()), findings);
            }
            at += line.len();
        }
    }
}

fn check_line(scan: &Scan<'_>, line: Span, findings: &mut Vec<Finding>) {
    let text = scan.text();
    let mut latin = 0;
    let mut han = 0;
    let mut runs: Vec<Span> = Vec::new();
    for (offset, character) in line.of(text).char_indices() {
        let at = line.start + offset;
        // 丨 mostly stands in for a bar.
        if is_han(character) && character != '丨' {
            han += 1;
            match runs.last_mut() {
                Some(run) if run.end == at => run.end += character.len_utf8(),
                _ => runs.push(Span::new(at, at + character.len_utf8())),
            }
        } else if character.is_alphabetic() {
            latin += 1;
        }
    }
    // A Chinese character says about as much as three letters.
    if latin < han * 6 || latin < 12 {
        return;
    }
    for run in runs {
        let before = char_before(text, spaces_before(text, run.start));
        let after = char_at(text, spaces_after(text, run.end));
        let opened = before.is_some_and(|c| {
            matches!(
                c,
                '(' | '（'
                    | '“'
                    | '"'
                    | '‘'
                    | '\''
                    | '「'
                    | '『'
                    | '《'
                    | '〈'
                    | '['
                    | '【'
                    | '«'
                    | ':'
                    | '：'
                    | '/'
                    | '='
                    | '—'
                    | '-'
                    | '•'
                    | '、'
                    | '*'
                    | '_'
                    | '>'
            )
        });
        let closed = after.is_some_and(|c| {
            matches!(
                c,
                ')' | '）'
                    | '”'
                    | '"'
                    | '’'
                    | '\''
                    | '」'
                    | '』'
                    | '》'
                    | '〉'
                    | ']'
                    | '】'
                    | '»'
                    | '('
                    | '（'
                    | '、'
                    | '/'
                    | '='
                    | '*'
                    | '_'
                    | '<'
                    | '，'
                    | '。'
                    | '·'
                    | '：'
            )
        });
        if opened || closed || scan.is_protected(run) || is_named(text, run) {
            continue;
        }
        let word = run.of(text);
        let in_source = scan
            .input
            .source
            .is_some_and(|source| source.tag.lang == Lang::ZH && source.text.contains(word));
        // Without the source it may be a name that its writer wanted to show.
        let confidence = if in_source { 0.95 } else { 0.75 };
        let message = format!("`{word}` is Chinese inside another language");
        findings.push(Finding::new(&META, run, message).with_confidence(confidence));
    }
}

/// `the character 福`, `the word 工坊`: the text speaks about the characters.
fn is_named(text: &str, run: Span) -> bool {
    let mut window = run.start.saturating_sub(40);
    while !text.is_char_boundary(window) {
        window += 1;
    }
    let before = text[window..run.start].to_lowercase();
    [
        "character",
        "characters",
        "word",
        "words",
        "phrase",
        "term",
        "called",
        "known as",
        "written",
        "radical",
        "palavra",
        "termo",
        "caractere",
        "chamado",
        "expressão",
    ]
    .iter()
    .any(|cue| before.trim_end().ends_with(cue))
}
