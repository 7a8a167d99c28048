//! Markers in a text that silence findings there: `alinha:ignore` and its kin.
//!
//! | marker | silences |
//! |---|---|
//! | `alinha:ignore [RULES]` | the line that it stands on |
//! | `alinha:ignore-next-line [RULES]` | the line after it |
//! | `alinha:ignore-start [RULES]` ... `alinha:ignore-end` | what stands between; pairs nest |
//!
//! RULES are ids, names or families with commas between; without them every rule is silenced. The
//! list ends at the first word that no comma leads to. A reason may follow a colon or the list; a
//! word that is no rule and stands in the place of one silences nothing, so that a slip of the pen
//! hides no finding. A marker may stand bare or in any comment (`<!-- -->`, `#`, `//`, `%`); one in
//! backticks is only spoken of.
//!
//! A finding is silenced when any byte of it lies in a silenced stretch, so no such byte is
//! changed by `normalise`. Nothing is ever found because of a marker: its own words are silenced.

use std::collections::BTreeMap;

use super::{Finding, Selector};
use crate::text::{LineIndex, Span};

/// What every marker starts with.
const MARK: &str = "alinha:ignore";
/// How far the end of a `<!--` comment is looked for, in bytes.
const LONGEST_COMMENT: usize = 300;
/// How many problems of one text are told.
const MOST_PROBLEMS: usize = 20;
/// How many characters of an unknown word are quoted.
const MOST_QUOTED: usize = 40;

/// The silenced stretches of one text.
#[derive(Clone, Debug, Default)]
pub struct Suppressions {
    /// By what is silenced; in order and apart.
    stretches: BTreeMap<Selector, Vec<Span>>,
    problems: Vec<MarkerProblem>,
}

/// A marker that does not do what its writer may have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkerProblem {
    /// First byte of the marker.
    pub offset: usize,
    /// What is wrong and what helps.
    pub message: String,
}

impl Suppressions {
    /// Finds the markers of `text`. Linear in its length.
    #[must_use]
    pub fn read(text: &str) -> Self {
        // Most texts have none, and need no index of their lines.
        if !text.contains(MARK) {
            return Self::default();
        }
        let mut reader = Reader {
            text,
            lines: LineIndex::new(text),
            open: Vec::new(),
            found: Self::default(),
        };
        let mut at = 0;
        while let Some(offset) = text[at..].find(MARK) {
            let start = at + offset;
            at = start + MARK.len();
            reader.marker(start);
        }
        reader.finish()
    }

    /// True when `finding`, whose span points into the text that was read, is not to be told.
    #[must_use]
    pub fn silences(&self, finding: &Finding) -> bool {
        if self.stretches.is_empty() {
            return false;
        }
        let family = Selector::Family(finding.rule.family());
        let rule = Selector::Rule(finding.rule.id);
        [Selector::All, family, rule]
            .iter()
            .filter_map(|selector| self.stretches.get(selector))
            .any(|stretches| touches(stretches, finding.span))
    }

    /// Markers that do not do what their writer may have meant, in text order: the first twenty.
    #[must_use]
    pub fn problems(&self) -> &[MarkerProblem] {
        &self.problems
    }

    fn silence(&mut self, selectors: &[Selector], stretch: Span) {
        for selector in selectors {
            self.stretches.entry(*selector).or_default().push(stretch);
        }
    }

    fn problem(&mut self, offset: usize, message: impl FnOnce() -> String) {
        // A hostile text may hold a million of them.
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(MarkerProblem {
                offset,
                message: message(),
            });
        }
    }
}

/// What a marker silences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Line,
    NextLine,
    Start,
    End,
}

/// Goes through the markers of a text in order.
struct Reader<'a> {
    text: &'a str,
    lines: LineIndex,
    /// `alinha:ignore-start` markers not closed so far: where, and what they silence.
    open: Vec<(usize, Vec<Selector>)>,
    found: Suppressions,
}

impl Reader<'_> {
    /// Reads what may be a marker at the byte `start`.
    fn marker(&mut self, start: usize) {
        let text = self.text;
        let before = &text[..start];
        let is_inside_word =
            before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '`'));
        if is_inside_word && !before.ends_with("<!--") {
            return;
        }
        let mut end = start + MARK.len();
        let tail_len = text[end..]
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            .count();
        // The hyphens of `-->` are no part of the word.
        let tail = text[end..end + tail_len].trim_end_matches('-');
        end += tail.len();
        let kind = match tail {
            "" => Kind::Line,
            "-next-line" => Kind::NextLine,
            "-start" => Kind::Start,
            "-end" => Kind::End,
            other if other.starts_with('-') => {
                self.found.problem(start, || {
                    let word: String = other.chars().take(MOST_QUOTED).collect();
                    format!(
                        "`{MARK}{word}` is no marker; there are `{MARK}`, `{MARK}-next-line`, \
                         `{MARK}-start` and `{MARK}-end`"
                    )
                });
                return;
            }
            // `alinha:ignored`: a word of its own.
            _ => return,
        };
        let selectors = if kind == Kind::End {
            Vec::new()
        } else {
            self.rules(start, &mut end)
        };
        let words = self.with_comment(Span::new(start, end));
        self.found.silence(&[Selector::All], words);
        let line = self.lines.line_of(start);
        match kind {
            Kind::Line => self.found.silence(&selectors, self.line(line)),
            Kind::NextLine => self.found.silence(&selectors, self.line(line + 1)),
            Kind::Start => self.open.push((start, selectors)),
            Kind::End => match self.open.pop() {
                Some((from, selectors)) => {
                    self.found.silence(&selectors, Span::new(from, end));
                }
                None => self.found.problem(start, || {
                    format!("`{MARK}-end` closes nothing: no `{MARK}-start` stands open before it")
                }),
            },
        }
    }

    /// The rules named from the byte `end` on, which moves behind them; all where none is named.
    fn rules(&mut self, start: usize, end: &mut usize) -> Vec<Selector> {
        let text = self.text;
        let mut selectors = Vec::new();
        let mut is_list = false;
        let mut at = *end;
        loop {
            at += blanks(&text[at..]);
            let word = first_word(&text[at..]);
            if word.is_empty() {
                break;
            }
            is_list = true;
            match Selector::find(word) {
                Some(selector) => selectors.push(selector),
                None => self.found.problem(start, || {
                    let word: String = word.chars().take(MOST_QUOTED).collect();
                    let reason = match word.parse::<Selector>() {
                        Ok(_) => format!("`{word}` is no rule"),
                        Err(error) => error.to_string(),
                    };
                    format!("{reason}; nothing is ignored by that name (a reason follows a colon)")
                }),
            }
            at += word.len();
            *end = at;
            at += blanks(&text[at..]);
            if !text[at..].starts_with(',') {
                break;
            }
            at += 1;
        }
        if !is_list {
            selectors.push(Selector::All);
        }
        selectors
    }

    /// The line of that number with its end; nothing past the last one.
    fn line(&self, number: usize) -> Span {
        let past = self.text.len();
        let start = self.lines.line_start(number).unwrap_or(past);
        let end = self.lines.line_start(number + 1).unwrap_or(past);
        Span::new(start, end)
    }

    /// A marker together with the signs of the comment that it stands in.
    fn with_comment(&self, marker: Span) -> Span {
        let before = self.text[..marker.start].trim_end_matches([' ', '\t']);
        if let Some(outer) = before.strip_suffix("<!--") {
            let bytes = self.text.as_bytes();
            let window = &bytes[marker.end..bytes.len().min(marker.end + LONGEST_COMMENT)];
            let close = window
                .windows(3)
                .take_while(|three| !matches!(three[0], b'\n' | b'\r'))
                .position(|three| three == b"-->");
            return Span::new(
                outer.len(),
                close.map_or(marker.end, |at| marker.end + at + 3),
            );
        }
        let outer = before.trim_end_matches(['#', '/', '%']).len();
        if outer < before.len() {
            Span::new(outer, marker.end)
        } else {
            marker
        }
    }

    fn finish(mut self) -> Suppressions {
        for (start, selectors) in std::mem::take(&mut self.open) {
            self.found
                .silence(&selectors, Span::new(start, self.text.len()));
            self.found.problem(start, || {
                format!(
                    "`{MARK}-start` is not closed and counts to the end of the text; \
                     `{MARK}-end` closes it"
                )
            });
        }
        for stretches in self.found.stretches.values_mut() {
            merge(stretches, self.text.len());
        }
        self.found.problems.sort_by_key(|problem| problem.offset);
        self.found
    }
}

/// Number of spaces and tabs that `text` starts with.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// The name of a rule that `text` may start with: empty, or a letter and what belongs to it.
fn first_word(text: &str) -> &str {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) || text.starts_with(MARK) {
        return "";
    }
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .unwrap_or(text.len());
    text[..end].trim_end_matches('-')
}

/// Sorts stretches and joins those that meet. One that reaches the end of a text of `len` bytes
/// takes in what is found behind its last byte.
fn merge(stretches: &mut Vec<Span>, len: usize) {
    stretches.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(stretches.len());
    for stretch in stretches.drain(..) {
        let end = stretch.end + usize::from(stretch.end == len);
        match merged.last_mut() {
            Some(last) if stretch.start <= last.end => last.end = last.end.max(end),
            _ => merged.push(Span::new(stretch.start, end)),
        }
    }
    *stretches = merged;
}

/// True when a byte of `span`, or the place where it is empty, lies in one of `stretches`.
fn touches(stretches: &[Span], span: Span) -> bool {
    let after = stretches.partition_point(|stretch| stretch.end <= span.start);
    stretches
        .get(after)
        .is_some_and(|stretch| stretch.start < span.end.max(span.start + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::check::{Checker, Input, Settings};
    use crate::glossary::Matcher;
    use crate::lang::Lang;

    fn found(text: &str) -> Vec<(&'static str, Span)> {
        let checker = Checker::new(&Settings::default(), Matcher::builtin());
        let findings = checker.check(&Input::new(text, Lang::EN.into()));
        findings
            .iter()
            .map(|finding| (finding.rule.id, finding.span))
            .collect()
    }

    fn words(text: &str) -> Vec<&str> {
        let places = found(text).into_iter();
        places.map(|(_, span)| span.of(text)).collect()
    }

    fn problems(text: &str) -> Vec<String> {
        let found = Suppressions::read(text);
        found.problems.into_iter().map(|one| one.message).collect()
    }

    #[test]
    fn a_marker_silences_its_line_in_any_comment() {
        for marker in [
            "alinha:ignore",
            "<!-- alinha:ignore -->",
            "<!--alinha:ignore-->",
            "# alinha:ignore",
            "//alinha:ignore",
            "% alinha:ignore NAME",
            "alinha:ignore NAME002 their own name",
            "alinha:ignore scar , foreign-initialism.",
            "（alinha:ignore）",
            "alinha:ignore: as they write it",
        ] {
            let text = format!("It met the OCS. {marker}\nThe Cazaque side left.\n");
            assert_eq!(words(&text), ["Cazaque"], "{marker}");
            assert_eq!(problems(&text), [""; 0], "{marker}");
        }
    }

    #[test]
    fn only_the_named_rules_are_silenced() {
        let text = "It met the OCS and the Cazaque side. alinha:ignore NAME002\n";
        assert_eq!(words(text), ["Cazaque"]);
        let text = "It met the OCS and the Cazaque side. alinha:ignore SCAR, NUM\n";
        assert_eq!(words(text), ["OCS", "Cazaque"]);
    }

    #[test]
    fn the_next_line_and_stretches() {
        let text = "<!-- alinha:ignore-next-line -->\r\nthe OCS\r\nthe Cazaque side\r\n";
        assert_eq!(words(text), ["Cazaque"]);
        let text = "The OCS met. alinha:ignore-start NAME002\nThe OCS met.\n\
                    # alinha:ignore-start NAME001\nThe OCS met the Cazaque side.\n\
                    # alinha:ignore-end\nThe OCS met the Cazaque side.\n\
                    # alinha:ignore-end\nThe OCS met.\n";
        let places: Vec<usize> = found(text).iter().map(|(_, span)| span.start).collect();
        let second = text.rfind("Cazaque").expect("there");
        let last = text.rfind("OCS").expect("there");
        assert_eq!(places, [4, second, last]);
        assert_eq!(problems(text), [""; 0]);
    }

    #[test]
    fn what_is_no_marker_silences_nothing() {
        for other in [
            "`alinha:ignore`",
            "alinha:ignored",
            "xalinha:ignore",
            "Alinha:ignore",
            "alinha: ignore",
        ] {
            let text = format!("the OCS {other}");
            assert_eq!(words(&text), ["OCS"], "{other}");
            assert_eq!(problems(&text), [""; 0], "{other}");
        }
    }

    #[test]
    fn markers_that_go_wrong_are_told() {
        let text = "OCS alinha:ignore NAME01\nalinha:ignore-end\nalinha:ignore-nextline\n\
                    alinha:ignore-start\nthe OCS";
        assert_eq!(words(text), ["OCS"], "an unknown rule silences nothing");
        let told = problems(text);
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told[0].contains("`NAME01` is no rule") && told[0].contains("NAME001"));
        assert!(told[1].contains("closes nothing"));
        assert!(told[2].contains("`alinha:ignore-nextline` is no marker"));
        assert!(told[3].contains("not closed"));
        assert_eq!(problems(&"alinha:ignore-start x ".repeat(1000)).len(), 20);
    }

    #[test]
    fn reading_is_linear() {
        for unit in [
            "alinha:ignore",
            "alinha:ignore ",
            "<!-- alinha:ignore-start ",
            "alinha:ignore-next-line nonsense,",
            "alinha:ignore-end\n",
            "alinha:ignore-start NAME,SCAR, NUM\n",
            "#alinha:ignore-x",
            "alinha:ignore a,a,a,a,a,a,",
            "              alinha:ignore",
        ] {
            let text = unit.repeat(2_000_000 / unit.len());
            let start = std::time::Instant::now();
            let read = Suppressions::read(&text);
            assert!(read.problems.len() <= MOST_PROBLEMS);
            assert!(start.elapsed().as_secs() < 5, "`{unit}`");
        }
    }

    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            prop::sample::select(vec![
                "OCS ",
                "Cazaque ",
                "the the ",
                "long -term ",
                "$ 44 ",
                "(",
                "鲁班。",
                "\n",
                "\r\n",
                "\r",
                " ",
                ",",
                "alinha:ignore",
                "-next-line",
                "-start",
                "-end",
                " NAME001",
                " SCAR",
                " NAME01",
                "<!-- ",
                " -->",
                "# ",
                "//",
                "% ",
                "`",
                "-",
                "é",
            ])
            .prop_map(str::to_owned),
            any::<char>().prop_map(String::from),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Whatever the markers say, findings are only taken away: none moves, none is new, and
        /// none lies in the marker's own words.
        #[test]
        fn findings_that_stay_are_as_they_were(
            pieces in prop::collection::vec(piece(), 0..24),
        ) {
            let text = pieces.concat();
            let kept = found(&text);
            // The same text with the markers' first letter changed: no marker, same places.
            let unmarked = text.replace(MARK, "elinha:ignore");
            let all = found(&unmarked);
            for one in &kept {
                prop_assert!(all.contains(one), "{one:?} of {all:?}");
            }
            for (at, _) in text.match_indices(MARK) {
                let word = Span::new(at, at + MARK.len());
                let is_marker = Suppressions::read(&text)
                    .stretches
                    .get(&Selector::All)
                    .is_some_and(|stretches| touches(stretches, word));
                if is_marker {
                    prop_assert!(kept.iter().all(|(_, span)| !span.overlaps(word)));
                }
            }
            if !text.contains(MARK) {
                prop_assert_eq!(kept, all);
            }
        }
    }
}
