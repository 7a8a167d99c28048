//! The word lists of a language: abbreviations and the cues around them.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Lang;

/// How an abbreviation behaves before white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// Never ends a sentence: `Mr.`, `Sr.`
    Never,
    /// Goes on before a number: `No. 1`, `art. 5.º`, `Aug. 30`.
    BeforeNumber,
    /// Ends a sentence only before a word that starts sentences: `U.S.`, `Inc.`
    Inside,
    /// Ends a sentence before any capital letter: `etc.`, `B.C.`
    Either,
}

/// What sentence breaking knows of one language.
#[derive(Debug, Default)]
pub(super) struct Words {
    abbreviations: FxHashMap<&'static str, Abbreviation>,
    starters: FxHashSet<&'static str>,
    speech: Vec<&'static str>,
    continues: Vec<&'static str>,
}

impl Words {
    /// The lists of `lang`; those of English for Chinese, whose texts quote English names.
    pub(super) fn of(lang: Lang) -> Option<&'static Self> {
        static EN: LazyLock<Words> = LazyLock::new(|| {
            Words::read(&[
                include_str!("abbreviations/en.txt"),
                include_str!("cues/en.txt"),
            ])
        });
        static PT: LazyLock<Words> = LazyLock::new(|| {
            Words::read(&[
                include_str!("abbreviations/pt.txt"),
                include_str!("cues/pt.txt"),
            ])
        });
        static ZH: LazyLock<Words> = LazyLock::new(|| {
            Words::read(&[
                include_str!("abbreviations/en.txt"),
                include_str!("cues/zh.txt"),
            ])
        });
        match lang {
            Lang::EN => Some(&EN),
            Lang::PT => Some(&PT),
            Lang::ZH => Some(&ZH),
            _ => None,
        }
    }

    fn read(files: &[&'static str]) -> Self {
        let mut words = Self::default();
        for file in files {
            let mut section = "";
            for line in file.lines().map(str::trim) {
                if line.is_empty() || line.starts_with('#') {
                    continue;
                }
                if let Some(name) = line
                    .strip_prefix('[')
                    .and_then(|rest| rest.strip_suffix(']'))
                {
                    section = name;
                    continue;
                }
                let kind = match section {
                    "never" => Abbreviation::Never,
                    "before-number" => Abbreviation::BeforeNumber,
                    "inside" => Abbreviation::Inside,
                    "either" => Abbreviation::Either,
                    "starters" => {
                        words.starters.insert(line);
                        continue;
                    }
                    "speech" => {
                        words.speech.push(line);
                        continue;
                    }
                    _ => {
                        words.continues.push(line);
                        continue;
                    }
                };
                // The first entry holds: the lists go from the strictest kind to the loosest.
                words.abbreviations.entry(line).or_insert(kind);
            }
        }
        words
    }

    /// The kind of `word` (without its last full stop), if it is an abbreviation.
    pub(super) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        if let Some(kind) = self.abbreviations.get(word) {
            return Some(*kind);
        }
        let first = word.chars().next()?;
        if !first.is_uppercase() {
            return None;
        }
        let rest = &word[first.len_utf8()..];
        let small: String = first.to_lowercase().chain(rest.chars()).collect();
        if let Some(kind) = self.abbreviations.get(small.as_str()) {
            return Some(*kind);
        }
        // In a line of capitals: MR., ART.
        let shouted = word.chars().count() > 1 && word.chars().all(|c| !c.is_lowercase());
        let lower = rest.to_lowercase();
        shouted
            .then(|| {
                self.abbreviations
                    .get(format!("{first}{lower}").as_str())
                    .or_else(|| self.abbreviations.get(word.to_lowercase().as_str()))
                    .copied()
            })
            .flatten()
    }

    /// True for words that start sentences and are hardly ever part of a name.
    pub(super) fn starts_sentences(&self, word: &str) -> bool {
        self.starters.contains(word) || self.starters.contains(word.to_lowercase().as_str())
    }

    /// True for a verb that names the speaker of the words before it.
    pub(super) fn is_speech(&self, word: &str) -> bool {
        self.speech.contains(&word)
    }

    /// True when `clause` ends in a verb of speech.
    pub(super) fn ends_in_speech(&self, clause: &str) -> bool {
        self.speech.iter().any(|verb| clause.ends_with(verb))
    }

    /// True when `text` opens with a word that hangs a quotation into its sentence.
    pub(super) fn continues(&self, text: &str) -> bool {
        self.continues.iter().any(|word| text.starts_with(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_known_in_their_language() {
        let en = Words::of(Lang::EN).expect("English has lists");
        let pt = Words::of(Lang::PT).expect("Portuguese has lists");
        assert_eq!(en.abbreviation("Mr"), Some(Abbreviation::Never));
        assert_eq!(en.abbreviation("MR"), Some(Abbreviation::Never));
        assert_eq!(en.abbreviation("U.S"), Some(Abbreviation::Inside));
        assert_eq!(en.abbreviation("etc"), Some(Abbreviation::Either));
        assert_eq!(en.abbreviation("sun"), None);
        assert_eq!(pt.abbreviation("Sr"), Some(Abbreviation::Never));
        assert_eq!(pt.abbreviation("Art"), Some(Abbreviation::BeforeNumber));
        assert_eq!(en.abbreviation("Sra"), None);
    }
}
