//! What a path says: the name of the work, and the language of this version.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Names of languages in paths: `story.zh.txt`, `en/story.txt`, `story_pt-BR.txt`.
const LANGUAGES: &str = include_str!("languages.csv");

static NAMES: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    LANGUAGES
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .collect()
});

/// A path taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathName {
    /// The path without its languages: equal for versions of one work.
    pub(super) work: String,
    /// The file's own name without languages.
    pub(super) file: String,
    /// True if a language is named.
    pub(super) names_language: bool,
}

impl PathName {
    /// Takes `path` apart, with `/` between its parts.
    pub(super) fn of(path: &str) -> Self {
        let lower = path.to_lowercase();
        let mut parts: Vec<&str> = lower.split('/').collect();
        let file = parts.pop().unwrap_or_default();
        // Only the last suffix is the format; `story.zh` without one keeps its language.
        let stem = match file.rsplit_once('.') {
            Some((stem, suffix)) if !stem.is_empty() && !NAMES.contains_key(suffix) => stem,
            _ => file,
        };
        let mut names_language = false;
        let mut strip = |name: &str| -> String {
            let words: Vec<&str> = name
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .collect();
            let kept: Vec<&str> = words
                .iter()
                .filter(|word| !NAMES.contains_key(*word))
                .copied()
                .collect();
            names_language |= kept.len() < words.len();
            kept.join("-")
        };
        let folders: Vec<String> = parts.iter().map(|part| strip(part)).collect();
        let file = strip(stem);
        Self {
            work: format!("{}/{file}", folders.join("/")),
            file,
            names_language,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_one_work_have_one_name() {
        let work = |path: &str| PathName::of(path).work;
        assert_eq!(work("story.zh.txt"), work("story.en.txt"));
        assert_eq!(work("a/story_pt-BR.txt"), work("a/story.zh-Hans.md"));
        assert_eq!(work("en/001.txt"), work("zh/001.txt"));
        assert_eq!(work("Luban 中文.txt"), work("luban-english.txt"));
        assert_ne!(work("report-a.en.txt"), work("report-b.zh.txt"));
        assert_ne!(work("en/001.txt"), work("zh/002.txt"));
        assert!(PathName::of("story.zh").names_language);
        assert!(!PathName::of("story.txt").names_language);
        assert_eq!(PathName::of("zh.txt").file, "");
    }
}
