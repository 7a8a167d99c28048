//! The languages that words in Latin letters are decided among.

use super::Lang;
use super::model::LanguageModel;

/// Entering a language out of en, pt, zh costs this much (nats): such guests are rare.
const RARE_GUEST: f32 = 7.5;
/// Among letters of another script terms and titles are English more often than anything else (nats).
const NOT_ENGLISH: f32 = 0.7;

/// One language that a word may be in.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) lang: Lang,
    /// Its place in the model, if that knows it.
    pub(super) place: Option<usize>,
    /// It is written in Latin letters; otherwise only names in it are.
    pub(super) latin: bool,
}

impl State {
    pub(super) fn of(lang: Lang) -> Self {
        Self {
            lang,
            place: LanguageModel::builtin()
                .latin
                .langs()
                .position(|other| other == lang),
            latin: is_latin(lang),
        }
    }

    /// What it costs (nats) to enter the language, beside the switch.
    pub(super) fn entry_cost(&self, among_other_script: bool) -> f32 {
        if !self.latin || self.lang == Lang::EN {
            return 0.0;
        }
        let own = if self.lang == Lang::PT {
            0.0
        } else {
            RARE_GUEST
        };
        own + if among_other_script { NOT_ENGLISH } else { 0.0 }
    }
}

/// True for languages that are not written in a script of their own.
pub(super) fn is_latin(lang: Lang) -> bool {
    !include_str!("data/scripts.csv")
        .lines()
        .chain(include_str!("data/cyrillic.csv").lines())
        .any(|line| line.split(',').any(|field| field == lang.as_str()))
        && !matches!(lang, Lang::ZH | Lang::RU | Lang::UND)
}
