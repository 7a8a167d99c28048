//! Folding for the static model: what differs only in case, width, kind of mark or the way a
//! number is grouped becomes equal, and words get a space where they begin.
//!
//! | text | folded |
//! |---|---|
//! | `Luban Workshop` | ` luban workshop` |
//! | `US$1,000,000` | ` us$ 1000000` |
//! | `《鲁班工坊》，２０２４年` | `"鲁班工坊", 2024年` |
//!
//! Texts joined by a space fold to their folded forms joined by nothing.

/// Number of the rules in this file. A model is trained on folded text, so a change of what
/// [`fold`] gives needs a new number, and models with another number are refused.
pub const FOLD_VERSION: u32 = 1;

/// Puts the folded form of `text` into `out`, which is cleared before: a space before every word
/// and number, none elsewhere; lower case; half width; Chinese marks as their Latin kin; no
/// grouping in numbers; letter and combining mark as one where Unicode has them so.
pub fn fold(text: &str, out: &mut String) {
    let mut bytes = std::mem::take(out).into_bytes();
    bytes.clear();
    fold_bytes(text, &mut bytes);
    *out = String::from_utf8(bytes).expect("whole characters are written");
}

/// Appends what [`fold`] gives to bytes, which are UTF-8: spares the check of a `String`.
pub(super) fn fold_bytes(text: &str, out: &mut Vec<u8>) {
    let start = out.len();
    let mut folder = Folder {
        out,
        start,
        previous: Kind::Gap,
    };
    let mut rest = text;
    while let Some(first) = rest.as_bytes().first() {
        let done = if first.is_ascii() {
            folder.ascii(rest.as_bytes())
        } else {
            folder.han(rest.as_bytes())
        };
        rest = &rest[done..];
        let mut chars = rest.chars();
        if let Some(c) = chars.next().filter(|c| !c.is_ascii()) {
            rest = chars.as_str();
            folder.any(c, rest);
        }
    }
}

/// Bytes that [`Folder::ascii`] gathers before it writes them.
const STEP: usize = 64;

/// Writes a folded text, whose first byte is at `start` of `out`.
struct Folder<'a> {
    out: &'a mut Vec<u8>,
    start: usize,
    /// What was written last, or a gap that was left out.
    previous: Kind,
}

impl Folder<'_> {
    /// Folds the ASCII characters that `text` begins with, by table; returns how many.
    fn ascii(&mut self, text: &[u8]) -> usize {
        let mut previous = self.previous;
        let mut done = 0;
        loop {
            // Each byte writes a space and itself, and then says how much of the two it meant.
            let mut buffer = [0; 2 * STEP];
            let mut used = 0;
            let start = done;
            for byte in &text[start..text.len().min(start + STEP)] {
                if !byte.is_ascii() {
                    break;
                }
                done += 1;
                if previous == Kind::Digit && is_grouping(*byte) && groups(&text[done..]) {
                    continue;
                }
                let (kind, folded) = ASCII[usize::from(*byte)];
                let begins = matches!(kind, Kind::Letter | Kind::Digit) && kind != previous;
                buffer[used % (2 * STEP)] = b' ';
                used += usize::from(begins);
                buffer[used % (2 * STEP)] = folded;
                used += usize::from(kind != Kind::Gap);
                previous = kind;
            }
            self.out.extend_from_slice(&buffer[..used]);
            if done < start + STEP {
                self.previous = previous;
                return done;
            }
        }
    }

    /// Copies the Chinese characters (U+4E00 to U+9FFF) that `text` begins with; returns their
    /// bytes.
    fn han(&mut self, text: &[u8]) -> usize {
        let (chars, _) = text.as_chunks::<3>();
        let is_han = |c: &&[u8; 3]| matches!(c, [0xe4, 0xb8..=0xbf, _] | [0xe5..=0xe9, ..]);
        let run = chars.iter().take_while(is_han).count() * 3;
        if run > 0 {
            self.out.extend_from_slice(&text[..run]);
            self.previous = Kind::Han;
        }
        run
    }

    /// Folds the character `c`, which `rest` follows.
    fn any(&mut self, c: char, rest: &str) {
        let c = half_width(c);
        let kind = kind(c);
        match kind {
            Kind::Gap => {}
            Kind::Han => self.push(c),
            Kind::Letter => {
                self.begin(kind);
                match c {
                    'à'..='ÿ' => self.push(c),
                    _ => c.to_lowercase().for_each(|c| self.push(c)),
                }
            }
            Kind::Digit => {
                self.begin(kind);
                self.push(c);
            }
            Kind::Mark => {
                self.join(c);
                return;
            }
            Kind::Sign => {
                let is_grouping = self.previous == Kind::Digit && matches!(c, ',' | '.');
                if is_grouping && groups(rest.as_bytes()) {
                    return;
                }
                self.push(plain(c));
            }
        }
        self.previous = kind;
    }

    /// Puts a space before a word or number.
    fn begin(&mut self, kind: Kind) {
        if self.previous != kind {
            self.out.push(b' ');
        }
    }

    fn push(&mut self, c: char) {
        self.out
            .extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    /// Joins the combining `mark` to the character before it, where Unicode has the two as one;
    /// elsewhere the mark is left out.
    fn join(&mut self, mark: char) {
        let written = &self.out[self.start..];
        let Some(last) = written.iter().rposition(|b| b & 0xc0 != 0x80) else {
            return;
        };
        let base = std::str::from_utf8(&written[last..]).map_or(None, |last| last.chars().next());
        if let Some(joined) = base.and_then(|base| unicode_normalization::char::compose(base, mark))
        {
            self.out.truncate(self.start + last);
            self.push(joined);
        }
    }
}

/// What a character is to the folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// White space and control characters: left out.
    Gap,
    /// A letter of a script with words.
    Letter,
    /// 0 to 9.
    Digit,
    /// A Chinese character: stands alone, without a space before it.
    Han,
    /// Anything else that is seen.
    Sign,
    /// A combining mark of Latin letters.
    Mark,
}

const fn ascii_kind(byte: u8) -> Kind {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => Kind::Letter,
        b'0'..=b'9' => Kind::Digit,
        0..=b' ' | 0x7f => Kind::Gap,
        _ => Kind::Sign,
    }
}

/// Kind and folded form of the ASCII characters.
const ASCII: [(Kind, u8); 256] = {
    let mut table = [(Kind::Gap, 0); 256];
    let mut byte = 0;
    while byte < 128 {
        let folded = match byte as u8 {
            b'`' => b'\'',
            byte => byte.to_ascii_lowercase(),
        };
        table[byte] = (ascii_kind(byte as u8), folded);
        byte += 1;
    }
    table
};

fn kind(c: char) -> Kind {
    match c {
        // What texts are made of, told without a look into the tables of Unicode.
        'à'..='ö' | 'ø'..='ÿ' | 'À'..='Ö' | 'Ø'..='Þ' => Kind::Letter,
        '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3020}' => Kind::Sign,
        _ => any_kind(c),
    }
}

fn any_kind(c: char) -> Kind {
    match c {
        '\0'..='\u{7f}' => ascii_kind(c as u8),
        '\u{80}'..='\u{a0}' | '\u{2000}'..='\u{200f}' | '\u{3000}' | '\u{feff}' => Kind::Gap,
        '\u{300}'..='\u{36f}' => Kind::Mark,
        '\u{2e80}'..='\u{2fff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
        | '〇'
        | '々' => Kind::Han,
        c if c.is_alphabetic() => Kind::Letter,
        c if c.is_whitespace() || c.is_control() => Kind::Gap,
        _ => Kind::Sign,
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Marks that mean the same become one.
fn plain(c: char) -> char {
    match c {
        '。' | '．' => '.',
        '、' | '，' => ',',
        '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '《' | '》' | '〈' | '〉' => {
            '"'
        }
        '‘' | '’' | '`' | '´' => '\'',
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        '–' | '—' | '―' | '‐' | '‑' | '−' => '-',
        '・' => '·',
        '…' => '.',
        c => c,
    }
}

fn is_grouping(byte: u8) -> bool {
    matches!(byte, b',' | b'.')
}

/// True if three digits follow, and no fourth: 1,000,000 and 1.000.000 are one number.
fn groups(rest: &[u8]) -> bool {
    rest.iter()
        .take(4)
        .take_while(|b| b.is_ascii_digit())
        .count()
        == 3
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> String {
        // What was in the string before must not matter.
        let mut out = "left over".to_owned();
        fold(text, &mut out);
        out
    }

    #[test]
    fn what_means_the_same_becomes_equal() {
        for (text, expected) in [
            ("", ""),
            (" \t\r\n\u{3000}\u{a0}", ""),
            ("Luban  Workshop\n", " luban workshop"),
            ("US$1,000,000.", " us$ 1000000."),
            ("1.000.000,50 e 3,1415", " 1000000, 50 e 3, 1415"),
            ("《鲁班工坊》，２０２４年", "\"鲁班工坊\", 2024年"),
            ("44，000亿", " 44000亿"),
            ("Relação", " relação"),
            ("RELAC\u{327}A\u{303}O", " relação"),
            ("O’Neill – “SCO”…", " o' neill-\" sco\"."),
            ("上合组织SCO峰会", "上合组织 sco峰会"),
            ("İstanbul ẞ Ω", " i\u{307}stanbul ß ω"),
            ("a1b2", " a 1 b 2"),
            ("\u{301}x", " x"),
            ("😀👍🏽", "😀👍🏽"),
        ] {
            assert_eq!(folded(text), expected, "{text:?}");
        }
    }

    /// The rules character by character, without any short cut: what [`fold`] must agree with.
    fn slowly_folded(text: &str) -> String {
        let mut out = String::new();
        let mut previous = Kind::Gap;
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            let c = half_width(c);
            let kind = any_kind(c);
            match kind {
                Kind::Letter | Kind::Digit => {
                    if previous != kind {
                        out.push(' ');
                    }
                    out.extend(c.to_lowercase());
                }
                Kind::Mark => {
                    let base = out.chars().next_back();
                    if let Some(joined) =
                        base.and_then(|base| unicode_normalization::char::compose(base, c))
                    {
                        out.pop();
                        out.push(joined);
                    }
                    continue;
                }
                Kind::Sign => {
                    let groups = groups(rest.as_str().as_bytes());
                    if previous == Kind::Digit && matches!(c, ',' | '.') && groups {
                        continue;
                    }
                    out.push(plain(c));
                }
                Kind::Han => out.push(c),
                Kind::Gap => {}
            }
            previous = kind;
        }
        out
    }

    /// Text with much of what the rules are about.
    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[a-zA-Z]{1,9}",
            "[0-9]{1,4}[.,，]?",
            "[ \\t,.;:'`\"$%-]",
            "[\u{4e00}-\u{4e20}〇々。，《》]{1,4}",
            "[À-ÿœŁİßﬁ]",
            "[\u{300}-\u{340}]",
            "[\u{ff01}-\u{ff5e}]{1,3}",
            "\\PC",
            any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn the_fast_way_and_the_plain_rules_agree(text in texts()) {
            prop_assert_eq!(folded(&text), slowly_folded(&text));
        }

        #[test]
        fn texts_joined_by_a_space_fold_one_by_one(a in texts(), b in texts()) {
            // A mark joins the letter before it, across a space too.
            let first = b.chars().map(|c| kind(half_width(c))).find(|kind| *kind != Kind::Gap);
            if first != Some(Kind::Mark) {
                prop_assert_eq!(folded(&format!("{a} {b}")), folded(&a) + &folded(&b));
            }
        }
    }

    #[test]
    fn every_character_is_folded_as_the_rules_say() {
        for c in '\0'..=char::MAX {
            assert_eq!(kind(c), any_kind(c), "{c:?}");
            let text = format!("x{c}1");
            assert_eq!(folded(&text), slowly_folded(&text), "{c:?}");
        }
    }
}
