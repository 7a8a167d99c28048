//! Finding phrases by their quotes and brackets, and Chinese phrases in Latin text.

use super::language::{Script, is_han, script_of};
use crate::text::Span;

/// What shows that a phrase is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Quotes round it.
    Quote,
    /// Brackets round it.
    Bracket,
    /// Its script.
    Bare,
}

/// A phrase and its marks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phrase {
    /// The phrase without marks.
    pub(super) span: Span,
    /// With its marks.
    pub(super) outer: Span,
    pub(super) mark: Mark,
    pub(super) script: Script,
}

/// Marks nested deeper than this are not followed.
const MAX_DEPTH: usize = 8;

fn closing(c: char) -> Option<(char, Mark)> {
    Some(match c {
        '“' => ('”', Mark::Quote),
        '«' => ('»', Mark::Quote),
        '「' => ('」', Mark::Quote),
        '『' => ('』', Mark::Quote),
        '《' => ('》', Mark::Quote),
        '(' => (')', Mark::Bracket),
        '（' => ('）', Mark::Bracket),
        '[' => (']', Mark::Bracket),
        '【' => ('】', Mark::Bracket),
        _ => return None,
    })
}

/// The phrases of a text in order; what stands inside a marked phrase is none of its own.
pub(super) fn phrases(text: &str) -> Vec<Phrase> {
    let mut found: Vec<Phrase> = Vec::new();
    let mut open: Vec<(usize, char, char, Mark)> = Vec::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if c == '\n' {
            open.clear();
        } else if let Some(depth) = open.iter().rposition(|(_, _, close, _)| *close == c) {
            let (start, opening, _, mark) = open[depth];
            open.truncate(depth);
            let inside = Span::new(start + opening.len_utf8(), at);
            push(text, inside, Span::new(start, end), mark, &mut found);
        } else if c == '"' && open.len() < MAX_DEPTH {
            open.push((at, '"', '"', Mark::Quote));
        } else if let Some((close, mark)) = closing(c)
            && open.len() < MAX_DEPTH
        {
            open.push((at, c, close, mark));
        }
    }
    push_bare(text, &mut found);
    found.sort_by_key(|phrase| (phrase.outer.start, std::cmp::Reverse(phrase.outer.end)));
    // The outermost of nested phrases.
    let mut covered = 0;
    found.retain(|phrase| {
        let is_outermost = phrase.outer.start >= covered;
        if is_outermost {
            covered = phrase.outer.end;
        }
        is_outermost
    });
    found
}

fn push(text: &str, inside: Span, outer: Span, mark: Mark, found: &mut Vec<Phrase>) {
    // A phrase is no longer than a sentence.
    if inside.len() > 400 {
        return;
    }
    let mut content = inside.of(text);
    // Shanghai Cooperation Organization，简称SCO
    if script_of(content) != Script::Latin
        && let Some((first, _)) = content.split_once(['，', ',', '；', ';'])
        && script_of(first) == Script::Latin
    {
        content = first;
    }
    let is_edge = |c: char| {
        c.is_whitespace() || matches!(c, '*' | '_' | ',' | '.' | ';' | ':' | '，' | '。' | '；')
    };
    let start = content.len() - content.trim_start_matches(is_edge).len();
    let trimmed = content.trim_matches(is_edge);
    // A full stop belongs to an abbreviation: `U.S.`.
    let span = Span::new(inside.start + start, inside.start + start + trimmed.len());
    found.push(Phrase {
        span,
        outer,
        mark,
        script: script_of(trimmed),
    });
}

fn push_bare(text: &str, found: &mut Vec<Phrase>) {
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        // 霍莉·威洛比 is one phrase.
        let belongs = is_han(c) || (start.is_some() && c == '·');
        if belongs {
            start.get_or_insert(at);
        } else if let Some(begin) = start.take() {
            let span = Span::new(begin, at);
            found.push(Phrase {
                span,
                outer: span,
                mark: Mark::Bare,
                script: Script::Han,
            });
        }
    }
}
