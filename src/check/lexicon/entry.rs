//! One phrase of the lexicon.

use std::fmt;
use std::sync::OnceLock;

use regex_automata::PatternID;
use regex_automata::meta::{self, Regex};
use regex_automata::util::syntax;

use crate::lang::Lang;
use crate::text::Span;

/// A compiled expression may take this many bytes.
const LARGEST: usize = 1 << 20;

/// What is wrong with a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::check) enum Kind {
    /// A word that means something else than the one it looks like: `dome` for cúpula.
    FalseFriend,
    /// A phrase translated word by word.
    Calque,
    /// The name of a body, a law, a title translated word by word.
    OfficialName,
    /// The initials that a body has in the other language: `OMS`.
    Initialism,
    /// A word left in the other language.
    Untranslated,
    /// A preposition, an article, an order of words of the other language.
    Grammar,
    /// A number, a price, a date, a mark as the other language writes it.
    Format,
}

impl Kind {
    /// The kind that a row of the list states.
    fn read(kind: &str) -> Option<Self> {
        Some(match kind {
            "false-friend" | "mistranslation" => Self::FalseFriend,
            "calque" | "calque-collocation" => Self::Calque,
            "official-name" => Self::OfficialName,
            "acronym-source" | "acronym-wrong-referent" => Self::Initialism,
            "untranslated" | "transliteration-variant" => Self::Untranslated,
            "grammar-preposition" | "grammar-other" | "word-order" => Self::Grammar,
            "number-format" | "currency-format" | "capitalisation" | "punctuation" | "spacing" => {
                Self::Format
            }
            _ => return None,
        })
    }
}

/// A row of a list.
pub(in crate::check) struct Entry {
    /// Its id, which stays with it.
    pub(in crate::check) id: String,
    /// The languages that it may come from.
    pub(in crate::check) languages: Vec<Lang>,
    /// What is wrong with it.
    pub(in crate::check) kind: Kind,
    /// True when it hardly ever stands in a text that is no translation.
    pub(in crate::check) is_sure: bool,
    /// True when it only tells where a text comes from: raters of translations mostly let it pass.
    pub(in crate::check) is_clue: bool,
    /// Groups of letters: one of each group stands in every match, in small letters. The first group is the
    /// rarest.
    pub(super) anchors: Vec<Vec<String>>,
    pattern: Expression,
    /// Something in the same sentence that shows that it is meant.
    cue: Option<Expression>,
    /// What a person would write; proposals with ` / ` between.
    pub(in crate::check) better: String,
    /// True where the first proposal can stand in the place of the phrase.
    pub(in crate::check) replaces: bool,
    /// What stands in the other language.
    pub(in crate::check) source: String,
    /// A sentence with it, and the sentence mended.
    #[cfg(test)]
    pub(super) examples: [String; 2],
}

impl Entry {
    /// Reads a row of the list for texts in `lang`: id, languages, kind, confidence (`high`, `medium`, `clue`),
    /// anchors (` && ` between groups, `|` inside them), pattern, case (`ci` for any), cue, better,
    /// replaces (`yes` or nothing), from, wrong, right. Where the pattern has a group named `it`, that is the
    /// phrase and the rest is what must stand around it.
    pub(super) fn read(row: &csv::StringRecord, lang: Lang) -> Option<Self> {
        let field = |at: usize| row.get(at).unwrap_or_default();
        Some(Self {
            id: field(0).to_owned(),
            languages: field(1)
                .split(' ')
                .filter_map(|tag| tag.parse().ok())
                .collect(),
            kind: Kind::read(field(2))?,
            is_sure: field(3) == "high",
            is_clue: field(3) == "clue",
            anchors: field(4)
                .split(" && ")
                .map(|group| group.split('|').map(str::to_owned).collect())
                .collect(),
            pattern: Expression::new(field(5), field(6) == "ci", lang),
            cue: (!field(7).is_empty()).then(|| Expression::new(field(7), true, lang)),
            better: field(8).to_owned(),
            replaces: field(9) == "yes",
            source: field(10).to_owned(),
            #[cfg(test)]
            examples: [field(11).to_owned(), field(12).to_owned()],
        })
    }

    /// Whether an anchor begins a word in every match, and whether it ends one, as far as the pattern shows it.
    pub(super) fn borders_of(&self, anchor: &str) -> (bool, bool) {
        borders_in(&self.pattern.text.to_lowercase(), anchor)
    }

    /// The languages that it may come from, in words: `Portuguese or Spanish`.
    pub(in crate::check) fn origin(&self) -> String {
        let names: Vec<&str> = self
            .languages
            .iter()
            .map(|lang| match lang.as_str() {
                "pt" => "Portuguese",
                "es" => "Spanish",
                "zh" => "Chinese",
                "ru" => "Russian",
                "fr" => "French",
                "en" => "English",
                other => other,
            })
            .collect();
        names.join(" or ")
    }

    /// False where it cannot stand in a sentence; `plain` is that in small letters, with single blanks.
    pub(super) fn may_stand_in(&self, plain: &str) -> bool {
        let mut others = self.anchors.iter().skip(1);
        others.all(|group| group.iter().any(|anchor| plain.contains(anchor.as_str())))
    }

    /// Where it stands in a sentence.
    pub(super) fn spans<'s>(&'s self, sentence: &'s str) -> impl Iterator<Item = Span> + 's {
        let is_meant = move || {
            let cue = self.cue.as_ref();
            cue.is_none_or(|cue| cue.regex().is_some_and(|regex| regex.is_match(sentence)))
        };
        let regex = self.pattern.regex();
        let found = regex.into_iter().flat_map(move |regex| {
            let it = regex.group_info().to_index(PatternID::ZERO, "it");
            let part = it.map(|it| {
                let captures = regex.captures_iter(sentence);
                captures.filter_map(move |found| {
                    found
                        .get_group(it)
                        .or_else(|| Some(found.get_match()?.span()))
                })
            });
            let whole = part.is_none().then(|| regex.find_iter(sentence));
            let whole = whole.into_iter().flatten().map(|found| found.span());
            part.into_iter().flatten().chain(whole)
        });
        // Few matches, so that the cue is asked about those alone.
        let mut meant = None;
        found
            .filter(move |_| *meant.get_or_insert_with(is_meant))
            .map(|found| Span::new(found.start, found.end))
    }
}

/// Whether an anchor stands at the beginning of a word, and at the end of one, wherever its letters stand in a
/// pattern in small letters: a border or a blank is before (after) them, or before (after) the group of
/// alternatives that they begin (end).
fn borders_in(pattern: &str, anchor: &str) -> (bool, bool) {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (mut begins, mut ends) = (
        is_word(anchor.chars().next()),
        is_word(anchor.chars().next_back()),
    );
    let mut stands = false;
    for (start, _) in pattern.match_indices(anchor) {
        stands = true;
        begins &= begins_at_border(&pattern[..start]);
        ends &= ends_at_border(&pattern[start + anchor.len()..]);
    }
    (stands && begins, stands && ends)
}

/// True where a word begins after this part of a pattern.
fn begins_at_border(before: &str) -> bool {
    let is_border = |before: &str| before.ends_with(r"\b") || before.ends_with(' ');
    let alternatives = || {
        let group = before
            .rfind(['(', ')'])
            .filter(|at| before[*at..].starts_with('('))?;
        (before.ends_with(['(', '|']) && is_border(&before[..group])).then_some(())
    };
    is_border(before) || alternatives().is_some()
}

/// True where a word ends before this part of a pattern.
fn ends_at_border(after: &str) -> bool {
    let is_border = |after: &str| {
        let is_optional =
            |rest: Option<&str>| rest.is_some_and(|rest| rest.starts_with(['?', '*', '{']));
        after.starts_with(r"\b") || after.starts_with(' ') && !is_optional(after.get(1..))
    };
    let alternatives = || {
        let group = after
            .find(['(', ')'])
            .filter(|at| after[*at..].starts_with(')'))?;
        (after.starts_with([')', '|']) && is_border(&after[group + 1..])).then_some(())
    };
    is_border(after) || alternatives().is_some()
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}

/// A regular expression that is compiled when it is first asked for.
struct Expression {
    text: String,
    any_case: bool,
    lang: Lang,
    regex: OnceLock<Option<Regex>>,
}

impl Expression {
    /// For texts in `lang`.
    fn new(text: &str, any_case: bool, lang: Lang) -> Self {
        Self {
            text: text.to_owned(),
            any_case,
            lang,
            regex: OnceLock::new(),
        }
    }

    fn regex(&self) -> Option<&Regex> {
        let compiled = self.regex.get_or_init(|| {
            let mut text = with_line_breaks(&self.text);
            // No blank stands between Chinese and `UN`: only Latin letters and digits make a word there.
            if self.lang == Lang::ZH {
                text = text.replace(r"\b", r"(?-u:\b)");
            }
            // Asked about few sentences, so that what counts is how soon it is ready: no whole automata, no search
            // for letters, which the anchors have done.
            let engines = meta::Config::new()
                .auto_prefilter(false)
                .hybrid(true)
                .dfa(false)
                .onepass(false)
                .nfa_size_limit(Some(LARGEST));
            let build = |unicode: bool| {
                let syntax = syntax::Config::new()
                    .case_insensitive(self.any_case)
                    .unicode(unicode);
                let builder = &mut meta::Regex::builder();
                builder
                    .configure(engines.clone())
                    .syntax(syntax)
                    .build(&text)
                    .ok()
            };
            // Classes of ASCII where that is enough: those of Unicode are large. What may match half a
            // character does not compile without them. `ç` ends no Portuguese word.
            let is_enough = self.lang == Lang::EN && self.text.is_ascii();
            let ascii = is_enough.then(|| build(false));
            ascii.flatten().or_else(|| build(true))
        });
        compiled.as_ref()
    }
}

/// Lets a line break wherever a blank stands, except in a class of characters.
fn with_line_breaks(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len() + 16);
    let (mut in_class, mut escaped) = (false, false);
    for c in pattern.chars() {
        match c {
            ' ' if !in_class && !escaped => text.push_str(r"(?:[ \n\t]|\r\n)"),
            _ => text.push(c),
        }
        match c {
            '[' if !escaped => in_class = true,
            ']' if !escaped => in_class = false,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_break_inside_a_phrase() {
        assert_eq!(
            with_line_breaks(r"a b[c d]\ e"),
            r"a(?:[ \n\t]|\r\n)b[c d]\ e"
        );
        let expression = Expression::new(r"\bthe block\b", true, Lang::EN);
        let regex = expression.regex().expect("valid");
        assert!(regex.is_match("of The\nblock."));
    }

    #[test]
    fn words_end_as_the_language_writes_them() {
        let found = |text: &str, lang: Lang, sentence: &str| {
            let expression = Expression::new(text, false, lang);
            expression.regex().expect("valid").is_match(sentence)
        };
        assert!(!found(r"\bat\b", Lang::PT, "até"));
        assert!(found(r"\bUN\b", Lang::ZH, "据UN报道"));
        assert!(!found(r"\bUN\b", Lang::ZH, "UNIX系统"));
    }

    #[test]
    fn what_stands_around_a_phrase_is_no_part_of_it() {
        let row = ["", "en", "calque", "high", "b", "a(?P<it>b)c"];
        let entry = Entry::read(&csv::StringRecord::from(&row[..]), Lang::EN).expect("a row");
        let spans: Vec<Span> = entry.spans("abc b abc").collect();
        assert_eq!(spans, [Span::new(1, 2), Span::new(7, 8)]);
    }

    #[test]
    fn borders_of_words_are_read_from_a_pattern() {
        for (pattern, anchor, begins, ends) in [
            (r"\bdomes?\b", "dome", true, false),
            (r"\bin the (ambit|scope) of\b", "ambit", true, true),
            (r"\bin the (ambit|scope)s? of\b", "scope", true, false),
            (r"\b(re)?activated?\b", "activate", false, false),
            (r"\bhigh ?tech\b", "high", true, false),
            (r"\bhigh ?tech\b", "tech", false, true),
            (r"\b(big dome|dome)\b|xdome\b", "dome", false, true),
        ] {
            let found = borders_in(pattern, anchor);
            assert_eq!(found, (begins, ends), "{pattern} {anchor}");
        }
    }
}
