//! Lines about the text: dates, bylines, sources, "Share this article".

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// A longer line (characters) is running text, whatever it begins with.
const LONGEST_LINE: usize = 120;
/// A byline is no longer than this many words.
const LONGEST_BYLINE: usize = 9;

#[derive(Default)]
struct Cues {
    line: FxHashSet<&'static str>,
    label: FxHashSet<&'static str>,
    start: Vec<&'static str>,
    byline: Vec<&'static str>,
    date: FxHashSet<&'static str>,
    date_filler: FxHashSet<&'static str>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let mut cues = Cues::default();
    let mut section = "";
    for line in include_str!("cues.txt").lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            section = name;
            continue;
        }
        match section {
            "line" => _ = cues.line.insert(line),
            "label" => _ = cues.label.insert(line),
            "start" => cues.start.push(line),
            "byline" => cues.byline.push(line),
            "date" => _ = cues.date.insert(line),
            _ => _ = cues.date_filler.insert(line),
        }
    }
    cues
});

/// True for a line about the text. Conservative: a doubtful line is text.
pub(super) fn is_metadata(line: &str) -> bool {
    if line.chars().nth(LONGEST_LINE).is_some() {
        return is_address(line);
    }
    let lower = line.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric() && c != '©');
    CUES.line.contains(bare)
        || is_address(line)
        || is_date(&lower)
        || is_labelled(line, &lower)
        || CUES.start.iter().any(|start| lower.starts_with(start))
        || is_byline(line, &lower)
        || is_table_of_facts(line)
}

/// One web or e-mail address and nothing else.
fn is_address(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let (Some(word), None) = (words.next(), words.next()) else {
        return false;
    };
    let lower = word.to_ascii_lowercase();
    ["http://", "https://", "www."]
        .iter()
        .any(|start| lower.starts_with(start))
        || word.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && host.contains('.')
                && !host.contains(['@', '，', '。'])
                && word.is_ascii()
        })
}

/// `31 August 2025`, `2025-08-31 10:00`, `2025年8月31日`, `3 de julho de 2024`, nothing else.
fn is_date(lower: &str) -> bool {
    let mut named = false;
    let mut digits = 0;
    for word in
        lower.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '(' | ')' | '|' | '–'))
    {
        let mut rest = word.trim_matches('.');
        while let Some(first) = rest.chars().next() {
            let number = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if number > 0 {
                digits += number;
                named |= is_numeric_date(rest);
                rest = rest[number..].trim_start_matches(['.', ':', '-', '/', 'º', 'h', 't', 'z']);
                continue;
            }
            if CUES.date.contains(rest) {
                named = true;
                break;
            }
            if CUES.date_filler.contains(rest) {
                break;
            }
            // Chinese words stand without spaces: 年, 月, 星期日.
            let known = [first.len_utf8(), 9].into_iter().find(|length| {
                rest.get(..*length)
                    .is_some_and(|word| !word.is_ascii() && CUES.date.contains(word))
            });
            let Some(length) = known else {
                return false;
            };
            named = true;
            rest = &rest[length..];
        }
    }
    named && (1..=16).contains(&digits)
}

/// `2025-08-31`, `31/08/2025`, `31.8.2025` at the start of `text`.
fn is_numeric_date(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '/' | '.'));
    let parts: Vec<&str> = text[..end.unwrap_or(text.len())]
        .split(['-', '/', '.'])
        .collect();
    parts.len() == 3
        && parts.iter().all(|part| matches!(part.len(), 1 | 2 | 4))
        && parts.iter().filter(|part| part.len() == 4).count() == 1
}

/// `Source: …`, `责任编辑：…`, `Fonte: https://…`.
fn is_labelled(line: &str, lower: &str) -> bool {
    let Some(label) = lower
        .split([':', '：'])
        .next()
        .filter(|label| label.len() < lower.len())
    else {
        return false;
    };
    let label = label.trim_matches(|c: char| !c.is_alphanumeric());
    // A label of running text ends in a full stop: `Text: it begins so.`
    CUES.label.contains(label) && !line.trim_end().ends_with(['.', '。', '!', '?', '！', '？'])
}

/// `By Xi Jinping`, `Por Lu Ban, de Tianjin`: the cue and then names.
fn is_byline(line: &str, lower: &str) -> bool {
    if line.ends_with(['.', '!', '?', ':', ',', ';', '…'])
        || line.split_whitespace().count() > LONGEST_BYLINE
    {
        return false;
    }
    CUES.byline.iter().any(|cue| {
        lower.strip_prefix(cue).is_some_and(|rest| {
            let names = line.get(line.len() - rest.len()..).unwrap_or_default();
            rest.is_empty() && cue.contains(' ')
                || rest.starts_with(' ')
                    && names.split_whitespace().all(|word| {
                        word.chars().next().is_some_and(|c| !c.is_lowercase())
                            || matches!(
                                word,
                                "and"
                                    | "on"
                                    | "in"
                                    | "of"
                                    | "for"
                                    | "e"
                                    | "em"
                                    | "de"
                                    | "da"
                                    | "do"
                                    | "para"
                            )
                    })
                    && names
                        .split_whitespace()
                        .next()
                        .is_some_and(|word| word.starts_with(char::is_uppercase))
        })
    })
}

/// `Feature | Sept. 5, 2025 | 9 min. read`: parts between bars, two bars or a date.
fn is_table_of_facts(line: &str) -> bool {
    let parts: Vec<&str> = line.split(['|', '｜']).map(str::trim).collect();
    let dated = || parts.iter().any(|part| is_date(&part.to_lowercase()));
    let short = parts
        .iter()
        .all(|part| !part.is_empty() && part.chars().count() <= 40);
    short && (parts.len() == 2 && dated() || (3..=8).contains(&parts.len()))
}

#[cfg(test)]
mod tests {
    use super::is_metadata;

    #[test]
    fn lines_about_the_text_are_known() {
        for line in [
            "31 August 2025",
            "Aug. 30, 2025, 10:00 a.m.",
            "2025-08-30",
            "30/08/2025 às 14h30",
            "2025年8月31日 星期日",
            "3 de julho de 2024",
            "Sunday, 31 Aug 2025",
            "Share this article",
            "Leia também:",
            "By Trending on Weibo",
            "Por Lu Ban, de Tianjin",
            "Source: https://www.example.org/zh/sco-2025",
            "来源：新华社",
            "https://www.example.org/zh/sco-2025",
            "editor@example.org",
            "With information from news agencies*",
            "Feature | Sept. 5, 2025 | 9 min. read",
            "专题报道｜2025年9月5日｜阅读约需9分钟",
            "Leave a Reply",
        ] {
            assert!(is_metadata(line), "{line}");
        }
    }

    #[test]
    fn text_is_not_taken_for_metadata() {
        for line in [
            "May the best carpenter win",
            "By the river stands a workshop",
            "Por que aprender com Luban",
            "Text: it begins so.",
            "438亿美元的背后",
            "2025: the year of the workshop",
            "In 2025",
            "10 Luban Workshops",
            "Luban Workshops | Tianjin",
            "一月的天津",
            "Sources say that trade rose",
            "1.500",
        ] {
            assert!(!is_metadata(line), "{line}");
        }
    }
}
