//! The words that show what a phrase is to its neighbour.

use std::sync::LazyLock;

/// What a word shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The next phrase translates the last.
    Cue,
    /// Another translation follows.
    Again,
    /// A noun phrase does not reach back over it.
    Stop,
    /// Article.
    Article,
    /// Small word inside a name.
    Link,
    /// Small word of English.
    English,
    /// Small word of Portuguese.
    Portuguese,
    /// Chinese character that ends the phrase before it.
    StrongCut,
    /// Chinese character that may end the phrase before it.
    WeakCut,
}

static CUES: LazyLock<Vec<(Role, Vec<&'static str>)>> = LazyLock::new(|| {
    include_str!("cues.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .filter_map(|(role, words)| Some((role_of(role)?, words.split('|').collect())))
        .collect()
});

fn role_of(name: &str) -> Option<Role> {
    Some(match name {
        "cue" => Role::Cue,
        "again" => Role::Again,
        "stop" => Role::Stop,
        "article" => Role::Article,
        "link" => Role::Link,
        "english" => Role::English,
        "portuguese" => Role::Portuguese,
        "strong_cut" => Role::StrongCut,
        "weak_cut" => Role::WeakCut,
        _ => return None,
    })
}

fn words(role: Role) -> &'static [&'static str] {
    CUES.iter()
        .find(|(known, _)| *known == role)
        .map_or(&[], |(_, words)| words.as_slice())
}

/// True when a lower-case word has the role.
pub(super) fn is(word: &str, role: Role) -> bool {
    words(role).contains(&word)
}

/// True when the gap between two phrases holds a word of the role.
pub(super) fn has_cue(gap: &str, role: Role) -> bool {
    let gap = gap.to_lowercase();
    words(role).iter().any(|cue| {
        let is_chinese = !cue.is_ascii() && cue.chars().all(super::language::is_han);
        gap.match_indices(cue).any(|(at, _)| {
            let before = gap[..at].chars().next_back();
            let after = gap[at + cue.len()..].chars().next();
            let is_whole = |c: Option<char>| !c.is_some_and(char::is_alphabetic);
            is_chinese || (is_whole(before) && is_whole(after))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_role() {
        let rows = include_str!("cues.csv").lines().count();
        assert_eq!(CUES.len() + 1, rows);
        assert!(has_cue(", that is, ", Role::Cue));
        assert!(!has_cue(" for ", Role::Cue));
        assert!(has_cue("的英文是", Role::Cue));
    }
}
