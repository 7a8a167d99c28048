//! How many words a text has, in any language.

use unicode_script::{Script, UnicodeScript};

/// Chinese characters that count as one word: the usual rate of translators between Chinese and English, who
/// reckon 1,000 characters as 600 to 650 English words.
const CHARACTERS_A_WORD: f64 = 1.6;

/// Words of `text`: what stands between spaces and has a letter or a digit, and Chinese and Japanese
/// characters at 1.6 a word.
///
/// Other scripts without spaces (Thai, Khmer) count a stretch as one word.
pub(super) fn count(text: &str) -> usize {
    let mut words = 0;
    let mut characters = 0_usize;
    let mut is_in_word = false;
    for c in text.chars() {
        if matches!(
            c.script(),
            Script::Han | Script::Hiragana | Script::Katakana
        ) {
            characters += 1;
            is_in_word = false;
        } else if c.is_whitespace() {
            is_in_word = false;
        } else if c.is_alphanumeric() && !is_in_word {
            words += 1;
            is_in_word = true;
        }
    }
    words + (characters as f64 / CHARACTERS_A_WORD).round() as usize
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn words_are_counted_in_any_script() {
        for (text, words) in [
            ("", 0),
            (" – … ,\n", 0),
            ("The long-term plan isn't 3.5 % off.", 6),
            ("a/b\tc\u{3000}d", 3),
            // Eight characters.
            ("双方在天津签署。", 4),
            ("鲁班工坊（Luban Workshop）", 5),
            ("Казахстан и Китай", 3),
            ("상하이 협력 기구", 3),
        ] {
            assert_eq!(count(text), words, "{text}");
        }
    }
}
