//! Han characters: simplified or traditional.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::LangTag;
use super::variety::first_of_two;

/// What one character proves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Simplified,
    Traditional,
}

static FORMS: LazyLock<FxHashMap<char, Form>> = LazyLock::new(|| {
    let mut forms = FxHashMap::default();
    let pairs = include_str!("data/han.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace);
    for pair in pairs {
        let mut pair = pair.chars();
        if let (Some(simplified), Some(traditional)) = (pair.next(), pair.next()) {
            forms.insert(simplified, Form::Simplified);
            forms.insert(traditional, Form::Traditional);
        }
    }
    forms
});

/// How many characters of each form a text holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Forms {
    simplified: usize,
    traditional: usize,
}

impl Forms {
    /// Counts the characters of `text` too.
    pub(super) fn add(&mut self, text: &str) {
        for c in text.chars() {
            match FORMS.get(&c) {
                Some(Form::Simplified) => self.simplified += 1,
                Some(Form::Traditional) => self.traditional += 1,
                None => {}
            }
        }
    }

    /// Simplified or traditional Chinese and how sure that is, where the characters tell.
    pub(super) fn variety(self) -> Option<(LangTag, f32)> {
        let (is_simplified, sure) = first_of_two(self.simplified, self.traditional)?;
        let tag = if is_simplified {
            LangTag::ZH_HANS
        } else {
            LangTag::ZH_HANT
        };
        Some((tag, sure))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variety(text: &str) -> Option<LangTag> {
        let mut forms = Forms::default();
        forms.add(text);
        forms.variety().map(|(tag, _)| tag)
    }

    #[test]
    fn characters_tell_the_variety() {
        assert_eq!(variety("鲁班工坊开学"), Some(LangTag::ZH_HANS));
        assert_eq!(variety("魯班工坊開學"), Some(LangTag::ZH_HANT));
        assert_eq!(variety("中文"), None);
    }
}
