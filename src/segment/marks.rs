//! The marks that end, open and close sentences and their parts.

/// A mark that ends sentences; the colon and semicolon do not.
pub(super) fn is_terminator(c: char) -> bool {
    is_full_stop(c) || is_cjk_terminator(c) || matches!(c, '!' | '?' | '…' | '‼' | '⁇' | '⁈' | '⁉')
}

/// A full stop of the Latin kind, which also ends abbreviations.
pub(super) fn is_full_stop(c: char) -> bool {
    matches!(c, '.' | '．' | '․' | '﹒')
}

/// A mark that ends Chinese and Japanese sentences.
pub(super) fn is_cjk_terminator(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '﹖' | '﹗')
}

/// An opening quotation mark or bracket; the straight `"` and `'` are neither.
pub(super) fn is_opener(c: char) -> bool {
    closer_of(c).is_some() || c == '‚'
}

/// A closing quotation mark or bracket.
pub(super) fn is_closer(c: char) -> bool {
    is_closing_quote(c)
        || matches!(
            c,
            ')' | ']' | '}' | '）' | '］' | '｝' | '】' | '〕' | '》' | '〉' | '〗'
        )
}

/// A closing quotation mark. `’` counts: after a full stop it closes a quotation.
pub(super) fn is_closing_quote(c: char) -> bool {
    matches!(c, '”' | '’' | '»' | '›' | '」' | '』' | '＂' | '〞' | '〟')
}

/// The mark that closes what `c` opens. Single curly quotes are left out: apostrophes.
pub(super) fn closer_of(c: char) -> Option<char> {
    Some(match c {
        '“' | '„' => '”',
        '‘' => '’',
        '«' => '»',
        '‹' => '›',
        '「' => '」',
        '『' => '』',
        '《' => '》',
        '〈' => '〉',
        '【' => '】',
        '〔' => '〕',
        '〖' => '〗',
        '（' => '）',
        '［' => '］',
        '(' => ')',
        '[' => ']',
        '{' => '}',
        _ => return None,
    })
}

/// True for Han, kana and the marks written between them.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{303F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// What is open at a place of a text: read once, from the start to the end.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    /// Openers with their places, outermost first.
    open: Vec<(char, usize)>,
    straight: Option<usize>,
    at: usize,
}

impl Nesting {
    /// Reads on up to byte `to` of `text`.
    pub(super) fn advance(&mut self, text: &str, to: usize) {
        if to <= self.at {
            return;
        }
        for (offset, c) in text[self.at..to].char_indices() {
            let place = self.at + offset;
            if c == '"' {
                let ended = text[..place].chars().next_back().is_some_and(is_terminator);
                self.straight = match self.straight {
                    // A curly quotation closed by a straight mark: `“走吧。"`
                    None if ended && self.open.last().is_some_and(|(c, _)| *c == '“') => {
                        self.open.pop();
                        None
                    }
                    None if ended && text[place + 1..].starts_with(char::is_whitespace) => None,
                    None => Some(place),
                    Some(_) => None,
                };
            } else if closer_of(c).is_some() && c != '‘' {
                // Without a limit, hostile input would make each step below slow.
                if self.open.len() < 8 {
                    self.open.push((c, place));
                }
            } else if is_closer(c)
                && c != '’'
                && let Some(depth) = self
                    .open
                    .iter()
                    .rposition(|(o, _)| closer_of(*o) == Some(c))
            {
                self.open.truncate(depth);
            }
        }
        self.at = to;
    }

    /// Forgets what was left open: a new paragraph, or a quotation that never closed.
    pub(super) fn forget_before(&mut self, limit: usize) {
        self.open.retain(|(_, place)| *place >= limit);
        self.straight = self.straight.filter(|place| *place >= limit);
    }

    /// Place of the opening mark of the innermost quotation, straight ones included.
    pub(super) fn quote(&self) -> Option<usize> {
        let curly = self
            .open
            .iter()
            .rev()
            .find(|(c, _)| matches!(c, '“' | '„' | '«' | '‹' | '「' | '『'))
            .map(|(_, place)| *place);
        curly.max(self.straight)
    }

    /// The innermost bracket or title mark with its place.
    pub(super) fn bracket(&self) -> Option<(char, usize)> {
        self.open
            .iter()
            .rev()
            .copied()
            .find(|(c, _)| !matches!(c, '“' | '„' | '«' | '‹' | '「' | '『'))
    }

    /// True when a straight `"` is open.
    pub(super) fn in_straight_quote(&self) -> bool {
        self.straight.is_some()
    }
}
