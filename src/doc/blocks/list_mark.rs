//! Marks of list items: `-`, `•`, `1.`, `(a)`, `一、`, `（一）`.

/// Length in bytes of the list mark that `line` begins with, white space after it included.
///
/// `None` when there is no mark or nothing follows it. A dash longer than `-` opens a line of dialogue in Portuguese
/// and is no list mark.
pub(super) fn list_mark(line: &str) -> Option<usize> {
    let mark = bullet(line)
        .or_else(|| bracketed(line))
        .or_else(|| numbered(line))?;
    let rest = line[mark..].trim_start();
    (!rest.is_empty()).then(|| line.len() - rest.len())
}

fn bullet(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let length = first.len_utf8();
    match first {
        '-' | '*' | '+' | '·' => line[length..].starts_with([' ', '\t']).then_some(length),
        '•'
        | '●'
        | '○'
        | '■'
        | '□'
        | '▪'
        | '▫'
        | '◦'
        | '‣'
        | '⁃'
        | '►'
        | '➤'
        | '◆'
        | '◇'
        | '★'
        | '☆'
        | '①'..='⑳' => Some(length),
        _ => None,
    }
}

/// `(1)`, `（一）`, `(a)`, `(iv)`.
fn bracketed(line: &str) -> Option<usize> {
    let rest = line.strip_prefix(['(', '（'])?;
    let inside = rest.split([')', '）']).next()?;
    let close = rest[inside.len()..].chars().next()?;
    let fits = is_number(inside) || is_chinese_number(inside) || is_small_letter(inside);
    fits.then(|| line.len() - rest.len() + inside.len() + close.len_utf8())
}

/// `1.`, `1)`, `1、`, `a)`, `一、`.
fn numbered(line: &str) -> Option<usize> {
    let end = line
        .char_indices()
        .take(5)
        .find(|(_, c)| matches!(c, '.' | ')' | '）' | '、' | '．'))
        .map(|(end, _)| end)?;
    let (number, rest) = line.split_at(end);
    let mark = rest.chars().next()?;
    let after = rest[mark.len_utf8()..].chars().next()?;
    let fits = match mark {
        // `5.6`, and `1.5x`, are numbers; `U.S.` is none of ours.
        '.' | '．' => {
            is_number(number) && (after.is_whitespace() || !after.is_ascii_alphanumeric())
        }
        '、' => is_number(number) || is_chinese_number(number),
        _ => is_number(number) || is_small_letter(number),
    };
    fits.then(|| end + mark.len_utf8())
}

fn is_number(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_chinese_number(text: &str) -> bool {
    (1..=3).contains(&text.chars().count())
        && text.chars().all(|c| {
            matches!(
                c,
                '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'
            )
        })
}

/// One small letter, or a small Roman number.
fn is_small_letter(text: &str) -> bool {
    text.len() == 1 && text.bytes().all(|b| b.is_ascii_lowercase())
        || (2..=4).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'))
}

#[cfg(test)]
mod tests {
    use super::list_mark;

    #[test]
    fn marks_are_told_from_text() {
        for (line, item) in [
            ("- Luban", "Luban"),
            ("•鲁班", "鲁班"),
            ("1. Luban", "Luban"),
            ("12) Luban", "Luban"),
            ("(a) Luban", "Luban"),
            ("（一）鲁班", "鲁班"),
            ("十二、鲁班", "鲁班"),
            ("3、鲁班", "鲁班"),
            ("1.概述", "概述"),
        ] {
            let mark = list_mark(line).expect(line);
            assert_eq!(&line[mark..], item);
        }
        for line in [
            "-5 degrees",
            "– Não sei.",
            "5.6 km",
            "2025. It",
            "(TEU, the usual unit)",
            "一带一路",
            "- ",
            "",
            "*With information",
            "a. m.",
        ] {
            assert_eq!(list_mark(line), None, "{line}");
        }
    }
}
