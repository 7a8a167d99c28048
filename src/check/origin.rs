//! Which language an English text was translated from.
//!
//! No statistics over words: on good machine translation they are worth little more than chance
//! (research of this project: 47-51 % of three classes). What counts is what a person can look at and agree
//! with: each piece of evidence is a stretch of the text with its reason, and kinds of evidence are
//! independent of each other. Good clean text has none, and then nothing is said: on texts that the lists
//! have not seen most translations stay unknown too (tests/eval/detect.md), but what is said is right.

use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_script::{Script, UnicodeScript};

use super::Scan;
use super::lexicon::{Hit, Kind, without_overlap};
use crate::lang::model::LanguageModel;
use crate::lang::{Lang, LangTag};
use crate::text::{Span, mojibake};

/// Kinds of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClueKind {
    /// A name or term of the glossary in the form of the other language: `Cazaque`.
    Leftover,
    /// The initials that a body has in the other language: `OCS`.
    Initialism,
    /// A word that means something else than the one it looks like: `homologue`.
    FalseFriend,
    /// A phrase or a name translated word by word.
    Calque,
    /// A date, a number or a mark as the other language writes it: `17 of February`.
    Format,
    /// Letters of the other language, read in a wrong encoding: `AntĂłnio`.
    Mojibake,
    /// The words of an address are of the other language.
    Address,
    /// Marks of the other script in running English.
    Marks,
}

impl ClueKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Leftover,
        Self::Initialism,
        Self::FalseFriend,
        Self::Calque,
        Self::Format,
        Self::Mojibake,
        Self::Address,
        Self::Marks,
    ];
}

impl fmt::Display for ClueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Leftover => "leftover",
            Self::Initialism => "initialism",
            Self::FalseFriend => "false-friend",
            Self::Calque => "calque",
            Self::Format => "format",
            Self::Mojibake => "mojibake",
            Self::Address => "address",
            Self::Marks => "marks",
        })
    }
}

/// A stretch that shows where a text comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Clue {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: ClueKind,
    /// The languages that it speaks for.
    pub languages: Vec<Lang>,
    /// How much it says, in nats.
    pub weight: f32,
    /// Why, for a person.
    pub reason: String,
}

/// Where a text comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    /// The language it was translated from; none when nothing shows.
    pub lang: Option<Lang>,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// What speaks for that language, or for any when none is answered; in text order.
    pub clues: Vec<Clue>,
}

/// Texts that are translated without much care are few: nats against.
const PRIOR: f32 = -4.0;
/// In a long text there is a bit of everything: nats against for each e-fold over so many bytes.
const ACCIDENTS: f32 = 2.0;
const ACCIDENT_BYTES: f32 = 6_000.0;
/// A text is called a translation from this confidence on.
const SURE: f32 = 0.9;
/// More evidence of one kind says less and less: each further piece counts this part of the one before.
const FADING: f32 = 0.7;
/// One kind of evidence alone can be an accident, a quotation, a house style: it says no more than this.
const MOST_OF_KIND: f32 = 5.0;
/// A clue that may come from several languages says this part of its weight for each: whether a text is a
/// translation at all shows as well, from which less so.
const SHARED: f32 = 0.8;
/// Clues of one kind that are kept: more say nothing more.
const MOST_CLUES: usize = 200;
/// Words of an address that must be there for it to say anything, and what they must say for a language.
const ADDRESS_WORDS: usize = 4;
const ADDRESS_NATS: f32 = 6.0;

/// Tells where an English text comes from.
///
/// Texts in other languages have no origin here. Linear in the length of the text.
pub(super) fn origin_of(scan: &Scan<'_>) -> Origin {
    let text = scan.text();
    if scan.input.tag.lang != Lang::EN {
        return Origin::default();
    }
    let mut clues = Vec::new();
    add_terms(scan, &mut clues);
    let mut hits = scan.hits().to_vec();
    without_overlap(&mut hits);
    clues.extend(hits.into_iter().map(|Hit { span, entry }| Clue {
        span,
        kind: match entry.kind {
            Kind::FalseFriend => ClueKind::FalseFriend,
            Kind::Calque | Kind::OfficialName | Kind::Grammar => ClueKind::Calque,
            Kind::Initialism => ClueKind::Initialism,
            Kind::Untranslated => ClueKind::Leftover,
            Kind::Format => ClueKind::Format,
        },
        languages: entry.languages.clone(),
        weight: if entry.is_sure { 2.5 } else { 1.2 },
        reason: format!("from {}; better: {}", entry.source, entry.better),
    }));
    add_mojibake(text, &mut clues);
    add_addresses(scan, &mut clues);
    add_marks(scan, &mut clues);
    clues.sort_by_key(|clue| (clue.span, clue.kind));
    // One stretch is one piece of evidence, whichever list it is in.
    clues.dedup_by(|b, a| a.span.overlaps(b.span));
    let mut counts: FxHashMap<ClueKind, usize> = FxHashMap::default();
    clues.retain(|clue| {
        let count = counts.entry(clue.kind).or_default();
        *count += 1;
        *count <= MOST_CLUES
    });
    judge(text, clues)
}

fn judge(text: &str, mut clues: Vec<Clue>) -> Origin {
    let mut langs: Vec<Lang> = clues
        .iter()
        .flat_map(|clue| clue.languages.iter().copied())
        .collect();
    langs.sort_unstable();
    langs.dedup();
    let accidents = ACCIDENTS * (text.len() as f32 / ACCIDENT_BYTES).max(1.0).ln();
    let judged = langs.into_iter().map(|lang| {
        let said: f32 = ClueKind::ALL
            .iter()
            .map(|kind| said(text, &clues, *kind, lang))
            .sum();
        (lang, PRIOR - accidents + said)
    });
    // Of equals Portuguese, which most texts here come from, then the first.
    let best = judged.reduce(|best, other| {
        let is_better = other.1 > best.1 || (other.1 == best.1 && other.0 == Lang::PT);
        if is_better { other } else { best }
    });
    let Some((best, nats)) = best else {
        return Origin::default();
    };
    let confidence = 1.0 / (1.0 + (-nats).exp());
    let lang = (confidence >= SURE).then_some(best);
    if lang.is_some() {
        clues.retain(|clue| clue.languages.contains(&best));
    }
    Origin {
        lang,
        confidence,
        clues,
    }
}

/// What the clues of a kind say together for a language, in nats.
fn said(text: &str, clues: &[Clue], kind: ClueKind, lang: Lang) -> f32 {
    let mut seen: FxHashSet<String> = FxHashSet::default();
    let mut weights: Vec<f32> = clues
        .iter()
        .filter(|clue| clue.kind == kind && clue.languages.contains(&lang))
        // The same form again says nothing new.
        .filter(|clue| seen.insert(clue.span.of(text).to_lowercase()))
        .map(|clue| {
            clue.weight
                * if clue.languages.len() > 1 {
                    SHARED
                } else {
                    1.0
                }
        })
        .collect();
    weights.sort_by(|a, b| b.total_cmp(a));
    let faded = weights.iter().scan(1.0, |part, weight| {
        let worth = weight * *part;
        *part *= FADING;
        Some(worth)
    });
    faded.sum::<f32>().min(MOST_OF_KIND)
}

/// Names and terms in a form that is right in Portuguese and not in English.
fn add_terms(scan: &Scan<'_>, clues: &mut Vec<Clue>) {
    let text = scan.text();
    let concepts = scan.glossary.glossary().concepts();
    for tag in [LangTag::plain(Lang::EN), LangTag::plain(Lang::PT)] {
        for hit in scan.glossary.hits(text, tag, &[]) {
            if scan.lang_at(hit.span.start) != Lang::EN {
                continue;
            }
            let form = hit.span.of(text);
            let is_right_in = |lang: Lang| {
                concepts[hit.concept].terms.iter().any(|term| {
                    term.lang.lang == lang
                        && term.status.is_right()
                        && term.text.to_lowercase() == form.to_lowercase()
                })
            };
            let is_short = form.chars().count() < 3;
            if is_short || is_right_in(Lang::EN) || !is_right_in(Lang::PT) {
                continue;
            }
            let is_initialism = form.chars().all(char::is_uppercase);
            clues.push(Clue {
                span: hit.span,
                kind: if is_initialism {
                    ClueKind::Initialism
                } else {
                    ClueKind::Leftover
                },
                languages: vec![Lang::PT],
                weight: if is_initialism { 3.0 } else { 3.5 },
                reason: format!("`{form}` is Portuguese"),
            });
        }
    }
}

/// Letters that were read in a wrong encoding, and whose they are.
fn add_mojibake(text: &str, clues: &mut Vec<Clue>) {
    for damage in mojibake::find(text) {
        let repaired = &damage.repair.repaired;
        let has = |letters: &str| repaired.to_lowercase().contains(|c| letters.contains(c));
        let languages = if has("ãõ") {
            vec![Lang::PT]
        } else if has("ñ¿¡") {
            vec![Lang::ES]
        } else if has("çêôàâ") {
            vec![Lang::PT, Lang::FR]
        } else if has("áéíóú") {
            vec![Lang::PT, Lang::ES]
        } else if repaired.chars().any(|c| c.script() == Script::Han) {
            vec![Lang::ZH]
        } else if repaired.chars().any(|c| c.script() == Script::Cyrillic) {
            vec![Lang::RU]
        } else {
            continue;
        };
        clues.push(Clue {
            span: damage.span,
            kind: ClueKind::Mojibake,
            weight: 2.0,
            reason: format!("`{repaired}` in a wrong encoding"),
            languages,
        });
    }
}

/// Addresses whose words are of another language.
fn add_addresses(scan: &Scan<'_>, clues: &mut Vec<Clue>) {
    let table = &LanguageModel::builtin().latin;
    let runs = scan.input.runs.iter();
    for run in runs.filter(|run| run.lang == Lang::UND) {
        let address = run.span.of(scan.text());
        let Some((_, path)) = address
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('/'))
        else {
            continue;
        };
        let words: Vec<String> = path
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        if words.len() < ADDRESS_WORDS {
            continue;
        }
        let mut sums = vec![0.0; table.len()];
        for word in &words {
            for (sum, nats) in sums.iter_mut().zip(table.word(word)) {
                *sum += nats;
            }
        }
        let mut judged: Vec<(Lang, f32)> = table.langs().zip(sums).collect();
        judged.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        if let [(lang, first), (_, second), ..] = judged[..]
            && lang != Lang::EN
            && first - second >= ADDRESS_NATS
        {
            clues.push(Clue {
                span: run.span,
                kind: ClueKind::Address,
                languages: vec![lang],
                weight: 3.0,
                reason: "the words of the address".to_owned(),
            });
        }
    }
}

/// Full-width marks beside English words.
fn add_marks(scan: &Scan<'_>, clues: &mut Vec<Clue>) {
    let text = scan.text();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let is_wide = matches!(
            c,
            '，' | '。' | '；' | '：' | '（' | '）' | '、' | '！' | '？' | '《' | '》'
        );
        let next = text[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        let is_english = |c: char| c.is_ascii_alphanumeric() || c == ' ';
        let span = Span::new(at, at + c.len_utf8());
        if is_wide && is_english(before) && is_english(next) && scan.lang_at(at) == Lang::EN {
            clues.push(Clue {
                span,
                kind: ClueKind::Marks,
                languages: vec![Lang::ZH],
                weight: 1.5,
                reason: "a full-width mark".to_owned(),
            });
        }
        before = c;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Input;
    use crate::glossary::Matcher;
    use crate::lang::Detector;

    fn origin(text: &str) -> Origin {
        let found = Detector::default().detect(text);
        let input = Input {
            runs: &found.runs,
            ..Input::new(text, found.tag)
        };
        Scan::new(input, Matcher::builtin()).origin().clone()
    }

    #[test]
    fn leftovers_show_where_a_text_comes_from() {
        let found = origin(
            "The Cazaque minister said that the OCS will hold its dome of leaders in June, with the presence \
             of AntÃ³nio Lopes, and that the block opens a breach for new members.",
        );
        assert_eq!(found.lang, Some(Lang::PT), "{found:?}");
        let has = |kind| found.clues.iter().any(|clue| clue.kind == kind);
        assert!(has(ClueKind::Leftover) && has(ClueKind::Initialism) && has(ClueKind::Mojibake));
        assert!(found.clues.is_sorted_by_key(|clue| clue.span));
    }

    #[test]
    fn one_clue_is_no_proof_and_clean_text_has_none() {
        let one = origin("The minister said that the OCS will hold its summit in June this year.");
        assert_eq!(one.lang, None, "{one:?}");
        let none =
            origin("The carpenter mended the old bridge before the river rose again in spring.");
        assert_eq!(none, Origin::default());
        let other = origin("O ministro cazaque disse que a cúpula da OCS vai ser em junho.");
        assert_eq!(other, Origin::default());
    }

    #[test]
    fn a_quotation_in_the_other_language_is_no_leftover() {
        let text = "The sign over the door of the workshop in the old town said in red letters: \"A oficina \
                    cazaque da OCS fica aberta até às oito da noite\" and nobody moved.";
        assert_eq!(origin(text).lang, None);
    }
}
