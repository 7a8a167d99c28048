//! What the model of names is learned from: readings of characters, and pairs of names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;

use alinha::glossary::names::model::{Character, Readings, spell};
use anyhow::Context as _;
use flate2::read::MultiGzDecoder;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Arguments;

/// Sources of the lexicon that the evaluation kit is made of.
const NOT_LEARNED: [&str; 2] = ["cldr", "mledoze"];
/// Letters and characters of a pair at most.
const LONGEST: (usize, usize) = (30, 12);

/// A Latin name and its Chinese form.
pub(super) struct Pair {
    /// Letters, 0 for a.
    pub(super) latin: Vec<u8>,
    /// Simplified characters.
    pub(super) han: Vec<char>,
    /// True if it is from the lexicon, among words of all kinds.
    pub(super) is_word: bool,
}

fn read(folder: &Path, name: &str) -> anyhow::Result<String> {
    let path = folder.join(name);
    fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
}

fn code_point(cell: &str) -> Option<char> {
    let digits = cell.strip_prefix("U+")?;
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

/// The table of characters and the syllables, from Unihan.
pub(super) fn readings(folder: &Path) -> anyhow::Result<(Vec<u8>, [String; 2])> {
    let mut simplified = FxHashMap::default();
    // `U+9B6F 魯<tab>kSimplifiedVariant<tab>U+9C81`
    for line in read(folder, "kSimplifiedVariant.txt")?.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [character, _, variants] = cells[..] else {
            continue;
        };
        let Some(c) = character.split(' ').next().and_then(code_point) else {
            continue;
        };
        let variants: Vec<char> = variants.split(' ').filter_map(code_point).collect();
        // Some are both: 乾 is simple in one sense.
        if !variants.contains(&c)
            && let Some(variant) = variants.first()
        {
            simplified.insert(c, *variant);
        }
    }
    let mut syllables = [const { String::new() }; 2];
    let mut numbers = [const { BTreeMap::<String, u16>::new() }; 2];
    let mut of: [FxHashMap<char, String>; 2] = Default::default();
    // `U+4E00: yī  # 一`
    for line in read(folder, "kMandarin.txt")?.lines() {
        let Some((c, reading)) = line.split_once(": ") else {
            continue;
        };
        let first = reading.split([' ', ',', '#']).next().unwrap_or_default();
        if let Some(c) = code_point(c) {
            of[0].insert(c, without_tone(first));
        }
    }
    // `U+4E00 一<tab>kCantonese<tab>jat1`
    for line in read(folder, "kCantonese.txt")?.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [character, _, reading] = cells[..] else {
            continue;
        };
        let first = reading.split(' ').next().unwrap_or_default();
        if let Some(c) = character.split(' ').next().and_then(code_point) {
            of[1].insert(
                c,
                first
                    .trim_end_matches(|c: char| c.is_ascii_digit())
                    .to_owned(),
            );
        }
    }
    for ((of, numbers), lines) in of.iter().zip(&mut numbers).zip(&mut syllables) {
        let all: BTreeSet<&String> = of.values().collect();
        for (at, syllable) in all.into_iter().enumerate() {
            numbers.insert(syllable.clone(), u16::try_from(at + 1)?);
            lines.push_str(syllable);
            lines.push('\n');
        }
    }
    let characters = Readings::write(|c| Character {
        simplified: *simplified.get(&c).unwrap_or(&c),
        syllables: [0, 1].map(|at| of[at].get(&c).map_or(0, |syllable| numbers[at][syllable])),
    });
    Ok((characters, syllables))
}

/// Pinyin without tones, ü as v.
fn without_tone(pinyin: &str) -> String {
    let letters = pinyin
        .nfd()
        .filter(|c| !is_combining_mark(*c) || *c == '\u{308}');
    let plain: String = letters.collect();
    plain.replace("u\u{308}", "v")
}

/// The pairs of names of both sources, without what the evaluation kit asks for.
pub(super) fn pairs(arguments: &Arguments, readings: Readings<'_>) -> anyhow::Result<Vec<Pair>> {
    let mut asked = FxHashSet::default();
    let kit = fs::read_to_string(&arguments.kit)
        .with_context(|| format!("reading {}", arguments.kit.display()))?;
    for row in kit.lines().skip(1) {
        let right = row.split('\t').nth(4).unwrap_or_default();
        asked.extend(right.split('|').map(spell));
    }
    let (mut pairs, mut seen, mut left_out) = (Vec::new(), FxHashSet::default(), 0);
    let mut take = |latin: &str, han: &str, is_word: bool| {
        let latin = spell(latin);
        let han: Option<Vec<char>> = han
            .chars()
            .filter(|c| !" ·・‧•-".contains(*c))
            .map(|c| readings.character(c).map(|known| known.simplified))
            .collect();
        let Some(han) = han else { return };
        if latin.is_empty() || han.is_empty() || latin.len() > LONGEST.0 || han.len() > LONGEST.1 {
            return;
        }
        if asked.contains(&latin) {
            left_out += 1;
        } else if seen.insert((latin.clone(), han.clone())) {
            pairs.push(Pair {
                latin,
                han,
                is_word,
            });
        }
    };
    for name in ["wd_chinese_80", "wd_chinese_20"] {
        for line in read(&arguments.data, name)?.lines() {
            let mut cells = line.split('\t');
            if let (Some(latin), Some(han)) = (cells.next(), cells.next()) {
                take(latin, han, false);
            }
        }
    }
    // Third column: the source of the row.
    let mut file = String::new();
    fs::File::open(&arguments.lexicon)
        .and_then(|packed| MultiGzDecoder::new(packed).read_to_string(&mut file))
        .with_context(|| format!("reading {}", arguments.lexicon.display()))?;
    for line in file.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [han, latin, source] = cells[..] else {
            continue;
        };
        let name = latin.split([',', '(']).next().unwrap_or_default();
        let is_name = name.starts_with(char::is_uppercase)
            && name.split(' ').count() <= 4
            && name
                .chars()
                .all(|c| c.is_alphabetic() || " -'’.".contains(c));
        if is_name && !NOT_LEARNED.contains(&source) {
            take(name, han, true);
        }
    }
    anstream::eprintln!("{left_out} pairs of the evaluation kit left out");
    Ok(pairs)
}
