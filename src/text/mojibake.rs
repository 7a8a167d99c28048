//! Mojibake: UTF-8 that was read in the wrong one-byte encoding, and how to undo it.
//!
//! One damaged character is enough: no threshold over the whole text. What keeps right words out
//! is that the damage must be a whole UTF-8 sequence, that it must decode to a character people
//! write, and that the damaged form must be odd as it stands (a letter glued to a mark, a capital
//! inside a lower-case word).

use std::sync::OnceLock;

use encoding_rs::{Encoding, ISO_8859_2, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};
use rustc_hash::FxHashMap;

use super::Span;

/// Encodings that UTF-8 is most often misread in, likeliest first.
static MISREADINGS: [&Encoding; 4] = [WINDOWS_1252, WINDOWS_1250, ISO_8859_2, WINDOWS_1251];

/// What a damaged stretch was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The text as it was written.
    pub repaired: String,
    /// Name of the encoding that it was wrongly read in.
    pub misread_as: &'static str,
}

/// A damaged word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The word, or the stretch of marks.
    pub span: Span,
    /// What it was.
    pub repair: Repair,
}

/// Undoes one misreading of `word`, if its bytes in some one-byte encoding are valid UTF-8.
///
/// A word that is plain ASCII, or whose bytes are no UTF-8, has nothing to repair. The answer
/// says that the bytes fit, not that the result is a word: callers weigh that, or use [`find`].
#[must_use]
pub fn repair(word: &str) -> Option<Repair> {
    if word.is_ascii() {
        return None;
    }
    (0..MISREADINGS.len()).find_map(|index| {
        let bytes = word
            .chars()
            .map(|character| byte_of(index, character))
            .collect::<Option<Vec<u8>>>()?;
        Some(Repair {
            repaired: String::from_utf8(bytes).ok()?,
            misread_as: MISREADINGS[index].name(),
        })
    })
}

/// The damaged words of `text`, in order. Linear in its length.
#[must_use]
pub fn find(text: &str) -> Vec<Damage> {
    let mut damages: Vec<Damage> = Vec::new();
    let mut at = 0;
    for stretch in text.split_inclusive(|character: char| {
        // No-break spaces belong to damage (`Ã ` for à); other blanks end a stretch.
        character.is_whitespace() && character != '\u{a0}' && character != '\u{85}'
    }) {
        if !stretch.is_ascii() {
            find_in(stretch, at, &mut damages);
        }
        at += stretch.len();
    }
    damages
}

/// Damaged words of one stretch between blanks, which starts at `base`.
fn find_in(stretch: &str, base: usize, damages: &mut Vec<Damage>) {
    let mut at = 0;
    while let Some(offset) = stretch[at..].find(|character: char| !character.is_ascii()) {
        let start = at + offset;
        let run = (0..MISREADINGS.len()).find_map(|index| Run::read(stretch, start, index));
        let Some(run) = run else {
            at = start + stretch[start..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        // The word around it: ASCII letters only, so that Chinese text stays out.
        let word_start = start
            - stretch[..start]
                .bytes()
                .rev()
                .take_while(|byte| byte.is_ascii_alphabetic())
                .count();
        let word_end = run.end
            + stretch[run.end..]
                .bytes()
                .take_while(|byte| byte.is_ascii_alphabetic())
                .count();
        let head = &stretch[word_start..start];
        let tail = &stretch[run.end..word_end];
        let span = Span::new(base + word_start, base + word_end);
        match damages.last_mut() {
            // Two damaged characters of one word: AntÃ´niaÃ§.
            Some(last) if last.span.end > span.start => {
                let overlap = last.span.end - span.start;
                let kept = last.repair.repaired.len().saturating_sub(overlap);
                last.repair.repaired.truncate(kept);
                last.repair.repaired.extend([head, &run.decoded, tail]);
                last.span.end = span.end;
            }
            _ => damages.push(Damage {
                span,
                repair: Repair {
                    repaired: [head, &run.decoded, tail].concat(),
                    misread_as: MISREADINGS[run.index].name(),
                },
            }),
        }
        at = run.end;
    }
}

/// Damaged characters in a row.
struct Run {
    end: usize,
    decoded: String,
    index: usize,
}

impl Run {
    /// Reads as many damaged characters as follow each other from `start`.
    fn read(text: &str, start: usize, index: usize) -> Option<Self> {
        let mut run = Self {
            end: start,
            decoded: String::new(),
            index,
        };
        let mut damaged = 0;
        while let Some((end, character)) = sequence(text, run.end, index) {
            damaged += 1;
            run.decoded.push(character);
            run.end = end;
        }
        let before = text[..start].chars().next_back();
        let after = text[run.end..].chars().next();
        let shown = &text[start..run.end];
        if damaged == 0 || !is_believable(before, shown, after, &run.decoded, index) {
            return None;
        }
        // Twice misread: ÃƒÂ© is Ã©, which is é.
        if let Some(again) = Run::read(&run.decoded, 0, index)
            && again.end == run.decoded.len()
        {
            run.decoded = again.decoded;
        }
        Some(run)
    }
}

/// One UTF-8 sequence whose bytes are the characters at `at`: its end and what it means.
fn sequence(text: &str, at: usize, index: usize) -> Option<(usize, char)> {
    let mut chars = text[at..].chars();
    let lead = chars.next()?;
    let mut bytes = [byte_of(index, lead).filter(|byte| *byte >= 0xc2)?, 0, 0, 0];
    let len = match bytes[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut end = at + lead.len_utf8();
    for slot in &mut bytes[1..len] {
        let character = chars.next()?;
        *slot = byte_of(index, character).filter(|byte| matches!(byte, 0x80..=0xbf))?;
        end += character.len_utf8();
    }
    let decoded = std::str::from_utf8(&bytes[..len]).ok()?.chars().next()?;
    Some((end, decoded))
}

/// Whether the damage explains `shown` better than that it was meant so.
fn is_believable(
    before: Option<char>,
    shown: &str,
    after: Option<char>,
    decoded: &str,
    index: usize,
) -> bool {
    let is_upper = |character: Option<char>| character.is_some_and(char::is_uppercase);
    let is_lower = |character: Option<char>| character.is_some_and(char::is_lowercase);
    let count = decoded.chars().count();
    if MISREADINGS[index] == WINDOWS_1251 {
        // Cyrillic text in one-byte pairs is letters all over: only Latin damage with its marks,
        // or Cyrillic that starts each pair with Р or С, is told from words.
        let leads = shown.chars().step_by(2).all(|c| matches!(c, 'Р' | 'С'));
        let marked = shown.chars().skip(1).step_by(2).any(|c| {
            !c.is_alphabetic()
                || matches!(
                    c,
                    'Ѓ' | 'ѓ' | 'Љ' | 'љ' | 'Њ' | 'њ' | 'Ќ' | 'ќ' | 'Ћ' | 'ћ' | 'Џ' | 'џ'
                )
        });
        return leads && marked && count >= 3 && decoded.chars().all(is_cyrillic);
    }
    if decoded.chars().all(|c| is_cyrillic(c) || is_greek(c)) {
        return count >= 3;
    }
    if decoded.chars().all(|c| is_cjk(c) || is_punctuation(c)) && decoded.chars().any(is_cjk) {
        return count >= 2;
    }
    if decoded.chars().all(is_emoji_part) {
        return true;
    }
    if !decoded.chars().all(|c| is_latin(c) || is_punctuation(c)) {
        return false;
    }
    if count >= 2 || decoded.chars().any(|c| is_punctuation(c) && !is_latin(c)) {
        // `â€™` and two damaged letters in a row do not happen by chance.
        return true;
    }
    let mut chars = shown.chars();
    let (lead, second) = (chars.next(), chars.next());
    let second_is_letter = second.is_some_and(|c| c.is_alphabetic() && !matches!(c, 'ª' | 'º'));
    if second_is_letter {
        // `Ăł` in António: a capital inside a word, before a small letter. Romanian ĂŞ in
        // capitals and Ăşti at the start of a word stay.
        return is_lower(before) && is_upper(lead)
            || (is_lower(second) && MISREADINGS[index] == WINDOWS_1252)
            || (is_upper(before) && is_upper(lead) && is_lower(second) && is_lower(after))
            || (before.is_none_or(|c| !c.is_alphabetic())
                && is_lower(second)
                && is_lower(after)
                && matches!(second, Some('ł' | 'ľ' | 'ą'))
                && matches!(lead, Some('Ă')));
    }
    // A mark follows: `AMANHû closes a quotation, `CAFÃ\u{a0}` ends a word.
    let may_close = second.is_none_or(|c| {
        matches!(
            c,
            '»' | '”'
                | '’'
                | '“'
                | '‘'
                | '›'
                | '…'
                | '–'
                | '—'
                | '\u{a0}'
                | '®'
                | '™'
                | 'º'
                | 'ª'
                | '°'
        )
    });
    let alone = !before.is_some_and(char::is_alphabetic) && !after.is_some_and(char::is_alphabetic);
    // `„Ä“` and `Å™` are a letter and its mark; à and  alone are no words.
    let odd_alone = matches!(lead, Some('Ã' | 'Â'));
    !(may_close && (is_upper(before) || alone && !odd_alone))
}

fn is_latin(character: char) -> bool {
    matches!(character, '\u{a0}'..='\u{17f}' | 'Ș' | 'ș' | 'Ț' | 'ț' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | '\u{1ea0}'..='\u{1ef9}')
}

fn is_cyrillic(character: char) -> bool {
    matches!(character, '\u{401}'..='\u{45f}' | '\u{490}'..='\u{4e9}')
}

fn is_greek(character: char) -> bool {
    matches!(character, '\u{386}'..='\u{3ce}')
}

fn is_cjk(character: char) -> bool {
    matches!(character, '\u{3001}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff5e}')
}

fn is_punctuation(character: char) -> bool {
    matches!(character, '\u{2010}'..='\u{2022}' | '\u{2026}' | '\u{2030}'..='\u{203a}' | '\u{20ac}' | '\u{2122}' | '\u{2190}'..='\u{2193}' | '\u{2212}' | '\u{feff}' | '\u{200b}'..='\u{200f}')
}

fn is_emoji_part(character: char) -> bool {
    matches!(character, '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{200d}')
}

/// The byte that reads as `character` in the encoding of that index.
///
/// Unassigned bytes of Windows-1252 pass as C1 controls, which is how programs keep them.
fn byte_of(index: usize, character: char) -> Option<u8> {
    static TABLES: OnceLock<Vec<FxHashMap<char, u8>>> = OnceLock::new();
    if character.is_ascii() {
        return Some(character as u8);
    }
    let tables = TABLES.get_or_init(|| {
        MISREADINGS
            .iter()
            .map(|encoding| {
                (0x80..=0xff_u8)
                    .filter_map(|byte| {
                        let raw = [byte];
                        let (decoded, _) = encoding.decode_without_bom_handling(&raw);
                        let character = decoded.chars().next()?;
                        (character != char::REPLACEMENT_CHARACTER).then_some((character, byte))
                    })
                    .collect()
            })
            .collect()
    });
    tables[index].get(&character).copied().or_else(|| {
        let c1 = matches!(character, '\u{80}'..='\u{9f}');
        (index == 0 && c1).then(|| u32::from(character) as u8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        let repaired = |word| repair(word).map(|repair| repair.repaired);
        assert_eq!(repaired("AntĂłnio").as_deref(), Some("António"));
        assert_eq!(repaired("AntÃ³nio").as_deref(), Some("António"));
        assert_eq!(repaired("António"), None);
        assert_eq!(repaired("鲁班"), None);
    }

    fn mended(text: &str) -> Vec<(String, String)> {
        find(text)
            .into_iter()
            .map(|damage| (damage.span.of(text).to_owned(), damage.repair.repaired))
            .collect()
    }

    #[test]
    fn damaged_words_are_found_in_text() {
        for (damaged, whole) in [
            ("AntĂłnio", "António"),
            ("AntÃ³nio", "António"),
            ("cooperaÃ§Ã£o", "cooperação"),
            ("cooperaĂ§ĂŁo", "cooperação"),
            ("Chinaâ€™s", "China’s"),
            ("â€œpartnership", "“partnership"),
            ("cafÃ©", "café"),
            ("cafÃƒÂ©", "café"),
            ("Â£5", "£"),
            ("Ãºnico", "único"),
            ("JosĂ©", "José"),
            ("ä¸\u{ad}å›½", "中国"),
            ("Ð¡Ð¾ÑŽÐ·", "Союз"),
            ("hÃ¡bitos", "hábitos"),
            ("SÃ£o", "São"),
            ("AÃ‡ÃƒO", "AÇÃO"),
            ("Viá»‡t", "Việt"),
        ] {
            let found = mended(&format!("the {damaged} here"));
            let Some((span, repaired)) = found.first() else {
                panic!("{damaged} is not found");
            };
            assert_eq!(repaired, whole);
            assert!(damaged.starts_with(span.as_str()), "{span}");
            assert_eq!(found.len(), 1, "{found:?}");
        }
    }

    #[test]
    fn right_words_stay() {
        for right in [
            "São Tomé, AÇÃO, AMANHÃ, «AMANHû “IRMÔ CÂMARA ÂMBAR Ângela É» à\u{a0}» café\u{a0}»",
            "voilà\u{a0}! « élève\u{a0}» déjà\u{a0}; ÎLE «À» Çà",
            "România Ştefan Ăştia RĂŞINA FĂŢĂ țară Țară și Ășa",
            "Łódź, późno, gęś, żółw, źdźbło, Świętość, ŻÓŁĆ, ĄĘ",
            "Việt Nam, Đổi Mới, Hà Nội, phở, ÁÂÃ, đặc biệt, Ấn Độ, TRẦN, LÂM “LÂ”",
            "Äpfel „Ä“ Ö® Über Å™ Ängste Ľubomír Ĺudovít mäso dĺžka vĺča",
            "Союз Россия РСФСР Рђ Свет «Роман»",
            "中哈关系“新台阶”——上合组织，第5°C",
            "Ελλάδα Ásia ÑU «AÑO» ¿Qué? ¡Él! Nº 5 5ª £5 100°C ±2 μm",
            "ação® Ação™ Ã ã Â â",
        ] {
            assert_eq!(mended(right), [], "{right}");
        }
    }
}
