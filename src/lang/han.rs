//! Han characters: simplified or traditional.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::LangTag;

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

    /// Simplified or traditional Chinese, where the characters tell.
    pub(super) fn variety(self) -> Option<LangTag> {
        if self.simplified > 2 * self.traditional {
            Some(LangTag::ZH_HANS)
        } else if self.traditional > 2 * self.simplified {
            Some(LangTag::ZH_HANT)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Forms {
        let mut forms = Forms::default();
        forms.add(text);
        forms
    }

    #[test]
    fn characters_tell_the_variety() {
        assert_eq!(forms("鲁班工坊开学").variety(), Some(LangTag::ZH_HANS));
        assert_eq!(forms("魯班工坊開學").variety(), Some(LangTag::ZH_HANT));
        assert_eq!(forms("中文").variety(), None);
    }
}
