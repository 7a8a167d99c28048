//! What one word says about its language.

use super::Lang;
use super::memo::recall;
use super::model::{LanguageModel, Nats};
use super::portuguese::{self, Side};
use crate::text::mojibake;

/// One word says no more than this against a language (nats): it may be a name, or misspelled.
const MOST: f32 = 8.0;
/// A word that says this much (nats) for its best language is one of that language, not a name.
const TELLING: f32 = 2.1;

/// The first halves of letters that were read in a wrong encoding; rare in sound words.
pub(super) const MISREAD: [char; 6] = ['Ã', 'Ă', 'Â', 'Ä', 'Å', 'Ĺ'];

/// What a word says.
#[derive(Clone, Copy)]
pub(super) struct Said {
    /// For each language of the model, in nats over what no word would say.
    pub(super) nats: Nats,
    /// It says much for its best language: no name.
    pub(super) telling: bool,
    /// It is a common English word that is no name, in whatever case.
    pub(super) common: bool,
    /// The country that it belongs to, if it is Portuguese.
    pub(super) side: Side,
}

/// What a word in Latin letters says.
pub(super) fn evidence(word: &str) -> Said {
    let repaired = word
        .contains(MISREAD)
        .then(|| mojibake::repair(word).map(|repair| repair.repaired))
        .flatten();
    let word = repaired.as_deref().unwrap_or(word);
    let lower: String = word
        .chars()
        .map(|c| if c == '’' { '\'' } else { c })
        .flat_map(char::to_lowercase)
        .collect();
    let model = LanguageModel::builtin();
    let table = &model.latin;
    let mut nats = table.word(&lower);
    let langs = &mut nats[..table.len()];
    let most = langs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let odds: f32 = langs.iter().map(|nats| (nats - most).exp()).sum();
    let none = most + (odds / langs.len() as f32).ln();
    for nats in langs.iter_mut() {
        *nats = (*nats - none).max(-MOST);
    }
    Said {
        nats,
        telling: most - none > TELLING,
        common: model.common.contains(&lower),
        side: portuguese::side(&lower),
    }
}

/// How much likelier a word in Latin letters is in one language than in another, in nats. None where the model
/// does not know both.
#[must_use]
pub fn word_odds(word: &str, of: Lang, over: Lang) -> Option<f32> {
    let table = &LanguageModel::builtin().latin;
    let place = |lang| table.langs().position(|one| one == lang);
    let (of, over) = (place(of)?, place(over)?);
    let nats = recall(word).nats;
    Some(nats[of] - nats[over])
}

/// True for common English words that are no names.
#[must_use]
pub fn is_common_english(word: &str) -> bool {
    LanguageModel::builtin()
        .common
        .contains(&word.to_lowercase())
}
