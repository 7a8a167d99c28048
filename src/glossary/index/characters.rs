//! The forms that may begin inside a word, nearly all of them Chinese, by their first characters.

use std::ops::Range;

use super::table::{Filter, Key, KeyTable, Keyed, PrefixTable};
use super::{Entry, Form, char_len, eight, is_word, mixed};
use crate::text::Span;

/// Code units of a key.
const UNITS: usize = 4;

/// Forms of up to four characters are known by those alone, longer ones by their first four: to reach letters in far
/// memory costs more than all else.
#[derive(Debug)]
pub(super) struct ByCharacter {
    /// Some have one character only.
    has_single: bool,
    /// The first two characters of those that have more; all where some have one.
    pairs: Filter,
    short: KeyTable,
    long: PrefixTable,
    /// None where all begin with a Chinese or Japanese character.
    others: Option<Others>,
}

/// Where forms may begin in a text.
#[derive(Debug)]
pub(super) struct Places {
    list: [usize; Self::ROOM],
    count: usize,
    /// Where the last form ends that was taken: what ends before it is inside it.
    covered: usize,
}

impl Places {
    const ROOM: usize = 32;

    pub(super) fn new() -> Self {
        Self {
            list: [0; Self::ROOM],
            count: 0,
            covered: 0,
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.count == Self::ROOM
    }
}

/// What is known of the forms that begin with another character, such as C罗.
#[derive(Debug)]
struct Others {
    /// Which bytes they begin with.
    is_first: Box<[bool; 256]>,
    /// Numbers for the first Chinese or Japanese characters in them, each with the byte before it.
    ends: Filter,
    /// Some have no such character.
    is_any_without: bool,
}

impl Others {
    fn new(forms: &[&str]) -> Self {
        let mut is_first = Box::new([false; 256]);
        let mut is_any_without = false;
        let mut ends = Vec::new();
        for form in forms {
            let bytes = form.as_bytes();
            is_first[usize::from(bytes[0])] = true;
            let end = form
                .char_indices()
                .find(|(at, c)| is_asian(bytes[*at]) && !is_word(*c));
            match end {
                Some((at, _)) => ends.push(around(bytes, at)),
                None => is_any_without = true,
            }
        }
        Self {
            is_first,
            ends: Filter::new(ends),
            is_any_without,
        }
    }
}

impl ByCharacter {
    pub(super) fn new(letters: &str, given: Vec<(Form, Entry)>) -> Self {
        let mut has_single = false;
        let mut others = Vec::new();
        let (mut pairs, mut short, mut long) = (Vec::new(), Vec::new(), Vec::new());
        for (place, entry) in given {
            let form = &letters[place.start as usize..place.end as usize];
            if !is_asian(form.as_bytes()[0]) {
                others.push(form);
            }
            match pair(form.as_bytes(), 0) {
                Some(key) => pairs.push(key),
                None => has_single = true,
            }
            let keys = Keys::of(form);
            match (keys.short[..keys.count].last(), keys.long) {
                (Some(key), _) if key.len == form.len() => short.push((key.number, entry)),
                (_, Some(key)) => long.push((key, place, entry)),
                _ => {}
            }
        }
        Self {
            has_single,
            pairs: if has_single {
                Filter::of_all()
            } else {
                Filter::new(pairs)
            },
            short: KeyTable::new(short),
            long: PrefixTable::new(letters, &long, Keyed::Exactly),
            others: (!others.is_empty()).then(|| Others::new(&others)),
        }
    }

    /// Notes where forms may begin from `start` on, as long as the characters are those that most of a Chinese text is
    /// made of, and there is room. The end of those; `start` where the first is none of them, which is noted all the
    /// same.
    #[inline(never)]
    pub(super) fn note(&self, folded: &str, start: usize, places: &mut Places) -> usize {
        let bytes = folded.as_bytes();
        let mut at = start;
        let mut count = places.count;
        // Places are noted without a branch, as no processor guesses which they are.
        while count < Places::ROOM
            && let Some(eight) = bytes[at..].first_chunk()
        {
            let eight = u64::from_le_bytes(*eight);
            if !is_common(eight) {
                break;
            }
            places.list[count] = at;
            count += usize::from(self.pairs.may_have(pair_of(eight)));
            at += 3;
        }
        if at == start && count < Places::ROOM && self.may_begin(bytes, at) {
            places.list[count] = at;
            count += 1;
        }
        places.count = count;
        at
    }

    /// Calls `take` with the forms that begin at the places, the longest first at each, and empties them.
    #[inline(never)]
    pub(super) fn find(
        &self,
        folded: &str,
        places: &mut Places,
        take: &mut impl FnMut(&Entry, Span) -> bool,
    ) {
        for place in &places.list[..places.count] {
            self.find_at(folded, *place, &mut places.covered, take);
        }
        places.count = 0;
    }

    /// Calls `take` with the forms that begin in `stretch`, whose characters are neither Chinese nor Japanese.
    #[inline]
    pub(super) fn find_others(
        &self,
        folded: &str,
        stretch: Range<usize>,
        take: &mut impl FnMut(&Entry, Span) -> bool,
    ) {
        let Some(others) = &self.others else {
            return;
        };
        let bytes = folded.as_bytes();
        let is_first = |at: &usize| others.is_first[usize::from(bytes[*at])];
        let Some(first) = stretch.clone().find(is_first) else {
            return;
        };
        let is_end =
            || stretch.end < bytes.len() && others.ends.may_have(around(bytes, stretch.end));
        if others.is_any_without || is_end() {
            for at in (first..stretch.end).filter(is_first) {
                if self.may_begin(bytes, at) {
                    self.find_at(folded, at, &mut 0, take);
                }
            }
        }
    }

    #[inline]
    fn may_begin(&self, bytes: &[u8], at: usize) -> bool {
        pair(bytes, at).map_or(self.has_single, |pair| self.pairs.may_have(pair))
    }

    /// Calls `take` with the forms at `at` that end behind `covered`, the longest first. Where one is taken, `covered`
    /// becomes its end.
    #[inline]
    fn find_at(
        &self,
        folded: &str,
        at: usize,
        covered: &mut usize,
        take: &mut impl FnMut(&Entry, Span) -> bool,
    ) {
        if let Some([one, two, three, four]) = four_keys(&folded.as_bytes()[at..]) {
            self.long.find(four, folded, at, covered, take);
            // One by one: each has its own branches to guess.
            self.find_short(four, at, covered, take);
            self.find_short(three, at, covered, take);
            self.find_short(two, at, covered, take);
            if self.has_single {
                self.find_short(one, at, covered, take);
            }
        } else {
            let keys = Keys::of(&folded[at..]);
            if let Some(key) = keys.long {
                self.long.find(key, folded, at, covered, take);
            }
            for key in keys.short[..keys.count].iter().rev() {
                self.find_short(*key, at, covered, take);
            }
        }
    }

    #[inline(always)]
    fn find_short(
        &self,
        key: Key,
        at: usize,
        covered: &mut usize,
        take: &mut impl FnMut(&Entry, Span) -> bool,
    ) {
        let end = at + key.len;
        if end > *covered {
            self.short.find(key.number, |entry| {
                if take(entry, Span::new(at, end)) {
                    *covered = end;
                }
            });
        }
    }
}

/// The keys of the first one to four characters, where each has three bytes, as nearly always.
#[inline]
fn four_keys(bytes: &[u8]) -> Option<[Key; UNITS]> {
    let twelve = bytes.first_chunk::<12>()?;
    if [0, 3, 6, 9].iter().any(|at| twelve[*at] & 0xF0 != 0xE0) {
        return None;
    }
    let unit = |at: usize| {
        let [a, b, c] = [at, at + 1, at + 2].map(|at| u64::from(twelve[at]));
        (a & 0xF) << 12 | (b & 0x3F) << 6 | c & 0x3F
    };
    let one = unit(0) << 48;
    let two = one | unit(3) << 32;
    let three = two | unit(6) << 16;
    let four = three | unit(9);
    let key = |all: u64, len| Key {
        number: mixed(all),
        len,
    };
    Some([key(one, 3), key(two, 6), key(three, 9), key(four, 12)])
}

/// The keys of the first characters of a text. A key holds up to four code units of UTF-16: no others have it.
#[derive(Default)]
struct Keys {
    /// For each number of characters that have one to four units together.
    short: [Key; UNITS],
    count: usize,
    /// For the first four units. Its length is that of the characters that are whole.
    long: Option<Key>,
}

impl Keys {
    fn of(text: &str) -> Self {
        let mut keys = Self::default();
        let mut all = 0;
        let mut room = u64::BITS;
        let mut len = 0;
        for c in text.chars() {
            // No form has one, and a key would be the same without it.
            if c == '\0' {
                break;
            }
            let code = u32::from(c);
            // A character behind the first 65,536 is two units.
            let units = match code.checked_sub(0x1_0000) {
                None => [code, 0],
                Some(rest) => [0xD800 | rest >> 10, 0xDC00 | rest & 0x3FF],
            };
            for unit in &units[..c.len_utf16()] {
                if room == 0 {
                    // Only half of it stands for the long ones.
                    keys.long = Some(Key {
                        number: mixed(all),
                        len,
                    });
                    return keys;
                }
                room -= u16::BITS;
                all |= u64::from(*unit) << room;
            }
            len += c.len_utf8();
            let key = Key {
                number: mixed(all),
                len,
            };
            keys.short[keys.count] = key;
            keys.count += 1;
            if room == 0 {
                keys.long = Some(key);
                break;
            }
        }
        keys
    }
}

/// A number for the two characters at `at`; None where only one is left.
#[inline]
fn pair(bytes: &[u8], at: usize) -> Option<u64> {
    let second = at + char_len(bytes[at]);
    (second < bytes.len()).then(|| pair_of(eight(bytes, at)))
}

/// A number for the two characters that eight bytes begin with.
#[inline]
fn pair_of(eight: u64) -> u64 {
    // Nearly always both have three bytes.
    if eight & 0xF000_00F0 == 0xE000_00E0 {
        return mixed(eight << 16);
    }
    let first = char_len(eight as u8);
    let len = first + char_len((eight >> (8 * first)) as u8);
    mixed(eight << (64 - 8 * len))
}

/// True for the first byte of characters from U+3000 on, those of Chinese and Japanese among them.
#[inline]
pub(super) fn is_asian(first: u8) -> bool {
    first >= 0xE3
}

/// A number for the character at `at` with the byte before it.
#[inline]
fn around(bytes: &[u8], at: usize) -> u64 {
    let len = 1 + char_len(bytes[at]);
    mixed(eight(bytes, at - 1) & u64::MAX >> (64 - 8 * len))
}

/// True where eight bytes begin with what most of a Chinese text is made of, of which no character takes part in a
/// word: its characters, 、。《》 and ！（），：；？.
#[inline]
fn is_common(eight: u64) -> bool {
    let three = (eight.swap_bytes() >> 40) as u32;
    let is_within = |first: u32, last: u32| three.wrapping_sub(first) <= last - first;
    // Without a branch, as no processor guesses where the marks are.
    is_within(0xE4_0000, 0xE9_FFFF)
        | is_within(0xE3_8080, 0xE3_80A9)
        | is_within(0xEF_BC00, 0xEF_BCFF)
}
