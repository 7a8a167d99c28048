//! Numbers and languages in words for people.

/// `1 text`, `1,204 texts`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// 12345 as `12,345`.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// English names of the languages and varieties that alinha is made for.
const NAMES: &[(&str, &str)] = &[
    ("zh", "Chinese"),
    ("zh-Hans", "Chinese (simplified)"),
    ("zh-Hant", "Chinese (traditional)"),
    ("en", "English"),
    ("pt", "Portuguese"),
    ("pt-BR", "Portuguese (Brazil)"),
    ("pt-PT", "Portuguese (Portugal)"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("ru", "Russian"),
    ("kk", "Kazakh"),
    ("und", "of unknown language"),
];

/// The English name of a BCP-47 tag; the tag itself where none is listed.
pub(super) fn language_name(tag: &str) -> &str {
    let listed = NAMES.iter().find(|(listed, _)| *listed == tag);
    listed.map_or(tag, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (number, shown) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1234567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), shown);
        }
        assert_eq!(counted(1, "text", "texts"), "1 text");
        assert_eq!(language_name("zh-Hant"), "Chinese (traditional)");
        assert_eq!(language_name("es"), "es");
    }
}
