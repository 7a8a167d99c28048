//! The words of the two sides.

use crate::check::around::is_word_char;
use crate::lang::Lang;
use crate::text::Span;

/// Common small words that show which language a stretch is in.
pub(super) fn small_words(lang: Lang) -> &'static [&'static str] {
    match lang.as_str() {
        "pt" => &[
            "que", "não", "de", "do", "da", "dos", "das", "em", "para", "com", "uma", "um", "os",
            "as", "é", "ao", "à", "por", "se", "na", "no", "mais", "o", "e",
        ],
        "es" => &[
            "que", "no", "de", "del", "la", "los", "las", "en", "para", "con", "una", "un", "el",
            "es", "al", "por", "se", "más", "y",
        ],
        "en" => &[
            "the", "of", "and", "to", "in", "that", "is", "for", "with", "on", "was", "are", "by",
            "it", "not", "from",
        ],
        "fr" => &[
            "le", "la", "les", "des", "du", "et", "que", "est", "une", "un", "pour", "dans",
        ],
        "de" => &[
            "der", "die", "das", "und", "ist", "von", "mit", "den", "ein", "eine", "nicht",
        ],
        _ => &[],
    }
}

/// Where the words of `text` stand: letters and digits in a row.
pub(super) fn words(text: &str) -> Vec<Span> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        match (is_word_char(character), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(Span::new(from, at));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| Span::new(from, text.len())));
    words
}
