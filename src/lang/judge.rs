//! The language of a piece of text by its letters alone, as another crate sees it.

use super::Lang;

/// Says which language a piece of text in one script is in.
///
/// The detector asks it about stretches between marks and weighs the answer against its own
/// lists; a better model needs only this trait.
pub trait LanguageJudge: Send + Sync {
    /// The likeliest language of `text` among those the judge was made for, with a confidence from 0 to 1.
    fn judge(&self, text: &str) -> Option<(Lang, f32)>;
}

/// `whatlang`: trigrams and alphabets of some 70 languages.
pub struct Whatlang {
    detector: whatlang::Detector,
}

impl Whatlang {
    /// A judge for `languages`; empty means all it knows.
    #[must_use]
    pub fn new(languages: &[Lang]) -> Self {
        let allowed: Vec<whatlang::Lang> = whatlang::Lang::all()
            .iter()
            .copied()
            .filter(|lang| languages.contains(&from_whatlang(*lang)))
            .collect();
        Self {
            detector: if languages.is_empty() {
                whatlang::Detector::new()
            } else {
                whatlang::Detector::with_allowlist(allowed)
            },
        }
    }
}

impl LanguageJudge for Whatlang {
    fn judge(&self, text: &str) -> Option<(Lang, f32)> {
        let info = self.detector.detect(text)?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a confidence needs no 64 bits"
        )]
        let confidence = info.confidence() as f32;
        Some((from_whatlang(info.lang()), confidence))
    }
}

/// The BCP-47 tag of a language that `whatlang` names by ISO 639-3.
fn from_whatlang(lang: whatlang::Lang) -> Lang {
    let code = lang.code();
    let short = include_str!("data/iso639.csv")
        .lines()
        .filter_map(|line| line.split_once(','))
        .find(|(long, _)| *long == code)
        .map_or(code, |(_, short)| short);
    short.parse().unwrap_or(Lang::UND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_a_tag() {
        for lang in whatlang::Lang::all() {
            assert_ne!(from_whatlang(*lang), Lang::UND, "{lang}");
        }
        assert_eq!(from_whatlang(whatlang::Lang::Por), Lang::PT);
        assert_eq!(from_whatlang(whatlang::Lang::Cmn), Lang::ZH);
    }

    #[test]
    fn only_configured_languages_are_answered() {
        let judge = Whatlang::new(&[Lang::EN, Lang::PT]);
        let (lang, _) = judge
            .judge("Der Zimmermann lebt in einer alten Stadt")
            .expect("Latin");
        assert!(lang == Lang::EN || lang == Lang::PT);
    }
}
