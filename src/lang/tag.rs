//! Language tags.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language, by its primary BCP-47 subtag (`zh`, `en`, `kk` ...).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang([u8; 3]);

impl Lang {
    /// Chinese.
    pub const ZH: Self = Self(*b"zh\0");
    /// English.
    pub const EN: Self = Self(*b"en\0");
    /// Portuguese.
    pub const PT: Self = Self(*b"pt\0");
    /// Spanish.
    pub const ES: Self = Self(*b"es\0");
    /// French.
    pub const FR: Self = Self(*b"fr\0");
    /// Japanese.
    pub const JA: Self = Self(*b"ja\0");
    /// Korean.
    pub const KO: Self = Self(*b"ko\0");
    /// Russian.
    pub const RU: Self = Self(*b"ru\0");
    /// Kazakh.
    pub const KK: Self = Self(*b"kk\0");
    /// Undetermined: no language, or none that could be told.
    pub const UND: Self = Self(*b"und");

    /// The primary subtag in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let len = if self.0[2] == 0 { 2 } else { 3 };
        // Only ASCII letters get in.
        std::str::from_utf8(&self.0[..len]).unwrap_or("und")
    }

    /// True for languages written without spaces between words.
    #[must_use]
    pub fn is_unspaced(self) -> bool {
        matches!(self, Self::ZH | Self::JA)
    }
}

/// A language with the script or country that its forms depend on: `zh-Hant`, `pt-BR`, `en`.
///
/// One subtag is kept: the script of Chinese, the country of anything else.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LangTag {
    /// The language.
    pub lang: Lang,
    variety: [u8; 4],
}

impl LangTag {
    /// Undetermined.
    pub const UND: Self = Self::plain(Lang::UND);
    /// Chinese in simplified characters.
    pub const ZH_HANS: Self = Self {
        lang: Lang::ZH,
        variety: *b"Hans",
    };
    /// Chinese in traditional characters.
    pub const ZH_HANT: Self = Self {
        lang: Lang::ZH,
        variety: *b"Hant",
    };
    /// Portuguese of Brazil.
    pub const PT_BR: Self = Self {
        lang: Lang::PT,
        variety: *b"BR\0\0",
    };
    /// Portuguese of Portugal.
    pub const PT_PT: Self = Self {
        lang: Lang::PT,
        variety: *b"PT\0\0",
    };

    /// A language without a variety.
    #[must_use]
    pub const fn plain(lang: Lang) -> Self {
        Self {
            lang,
            variety: [0; 4],
        }
    }

    /// The script or country, if the tag has one.
    #[must_use]
    pub fn variety(&self) -> Option<&str> {
        let len = self.variety.iter().position(|byte| *byte == 0).unwrap_or(4);
        std::str::from_utf8(&self.variety[..len])
            .ok()
            .filter(|variety| !variety.is_empty())
    }

    /// True when a text in `self` may use the forms of `form`: the same language, and no
    /// contradiction between the varieties.
    ///
    /// `pt-BR` text takes forms of `pt` and `pt-BR`; `pt` text takes forms of `pt` only.
    #[must_use]
    pub fn takes_forms_of(self, form: Self) -> bool {
        self.lang == form.lang && (form.variety == [0; 4] || form.variety == self.variety)
    }
}

impl From<Lang> for LangTag {
    fn from(lang: Lang) -> Self {
        Self::plain(lang)
    }
}

/// A tag that is not BCP-47.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language tag such as zh, en, pt-BR or zh-Hant")]
pub struct TagError(String);

impl FromStr for Lang {
    type Err = TagError;

    fn from_str(tag: &str) -> Result<Self, TagError> {
        tag.parse::<LangTag>().map(|tag| tag.lang)
    }
}

impl FromStr for LangTag {
    type Err = TagError;

    fn from_str(tag: &str) -> Result<Self, TagError> {
        let mut subtags = tag.split(['-', '_']);
        let primary = subtags.next().unwrap_or_default();
        let fits =
            matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_alphabetic());
        if !fits {
            return Err(TagError(tag.to_owned()));
        }
        let mut letters = [0; 3];
        for (letter, byte) in letters.iter_mut().zip(primary.bytes()) {
            *letter = byte.to_ascii_lowercase();
        }
        let lang = Lang(letters);
        let mut parsed = Self::plain(lang);
        for subtag in subtags {
            if subtag.is_empty() || !subtag.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return Err(TagError(tag.to_owned()));
            }
            if parsed.variety != [0; 4] {
                continue;
            }
            if lang == Lang::ZH {
                parsed.variety = match subtag.to_ascii_lowercase().as_str() {
                    "hans" | "cn" | "sg" | "my" => *b"Hans",
                    "hant" | "tw" | "hk" | "mo" => *b"Hant",
                    _ => [0; 4],
                };
            } else if subtag.len() == 2 {
                for (letter, byte) in parsed.variety.iter_mut().zip(subtag.bytes()) {
                    *letter = byte.to_ascii_uppercase();
                }
            }
        }
        Ok(parsed)
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for LangTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.variety() {
            None => f.pad(self.lang.as_str()),
            Some(variety) => f.pad(&format!("{}-{variety}", self.lang)),
        }
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for LangTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Lang {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        tag.parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for LangTag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LangTag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        tag.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_and_written() {
        for (given, written) in [
            ("zh", "zh"),
            ("zh-CN", "zh-Hans"),
            ("zh_Hant_TW", "zh-Hant"),
            ("PT-br", "pt-BR"),
            ("en-Latn-GB", "en-GB"),
            ("kk", "kk"),
            ("und", "und"),
        ] {
            let tag: LangTag = given.parse().expect("a tag");
            assert_eq!(tag.to_string(), written);
        }
        for wrong in ["", "x", "english", "pt--BR", "中文"] {
            assert!(wrong.parse::<LangTag>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_country_decides_only_when_it_is_given() {
        let plain = LangTag::plain(Lang::PT);
        assert!(LangTag::PT_BR.takes_forms_of(plain));
        assert!(LangTag::PT_BR.takes_forms_of(LangTag::PT_BR));
        assert!(!plain.takes_forms_of(LangTag::PT_BR));
        assert!(!LangTag::PT_PT.takes_forms_of(LangTag::PT_BR));
    }
}
