//! Keys, and the entries of the forms that they lead to.
//!
//! A key is a number whose upper bits depend on all that it stands for.

use std::ops::Range;

use super::{Entry, Form, eight};
use crate::text::Span;

/// A set of keys that answers yes for a few more: one in sixty-four at most.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// A bit for the upper bits of each key.
    bits: Vec<u64>,
    /// How far a key is shifted to be the number of its bit.
    shift: u32,
}

impl Filter {
    pub(super) fn new(mut keys: Vec<u64>) -> Self {
        // Many forms begin alike: a small filter stays in the nearest cache.
        keys.sort_unstable();
        keys.dedup();
        let exponent = (keys.len().max(4) * 64)
            .next_power_of_two()
            .trailing_zeros();
        let mut filter = Self {
            bits: vec![0; 1 << (exponent - 6)],
            shift: 64 - exponent,
        };
        for key in keys {
            let bit = key >> filter.shift;
            filter.bits[(bit >> 6) as usize] |= 1 << (bit & 63);
        }
        filter
    }

    /// That has all keys.
    pub(super) fn of_all() -> Self {
        Self {
            bits: vec![u64::MAX],
            shift: 64 - 6,
        }
    }

    #[inline]
    pub(super) fn may_have(&self, key: u64) -> bool {
        let bit = key >> self.shift;
        let bits = self.bits.get((bit >> 6) as usize).copied();
        bits.unwrap_or(0) & 1 << (bit & 63) != 0
    }
}

/// Which part of a list each key leads to.
#[derive(Debug, Default)]
pub(super) struct Parts {
    keys: Filter,
    /// At the place that the upper bits of the key say, or the next free one; half of them at least are free.
    slots: Vec<Slot>,
    /// How far a key is shifted to be the place of its slot.
    shift: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: u64,
    begin: u32,
    /// 0 in a free slot.
    end: u32,
}

impl Parts {
    /// Of a list, given by the keys of its parts with their lengths, none of them 0, in order.
    pub(super) fn new(parts: &[(u64, usize)]) -> Self {
        let exponent = (parts.len() + parts.len() / 3 + 2)
            .next_power_of_two()
            .trailing_zeros();
        let mut new = Self {
            keys: Filter::new(parts.iter().map(|(key, _)| *key).collect()),
            slots: vec![Slot::default(); 1 << exponent],
            shift: 64 - exponent,
        };
        let mut begin = 0;
        for (key, len) in parts {
            let end = begin + *len as u32;
            let slot = new.slot(*key);
            new.slots[slot] = Slot {
                key: *key,
                begin,
                end,
            };
            begin = end;
        }
        new
    }

    /// The slot of `key`, or the free one where it would be.
    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (key >> self.shift) as usize;
        while self.slots[at].end > 0 && self.slots[at].key != key {
            at = (at + 1) & mask;
        }
        at
    }

    /// None for a key that was not given.
    #[inline]
    pub(super) fn get(&self, key: u64) -> Option<Range<usize>> {
        if !self.keys.may_have(key) {
            return None;
        }
        let slot = self.slots[self.slot(key)];
        (slot.end > 0).then_some(slot.begin as usize..slot.end as usize)
    }
}

/// Entries of forms that their keys alone are known by.
#[derive(Debug)]
pub(super) struct KeyTable {
    keys: Filter,
    /// At the place that the upper bits of the key say, or the next free one; a quarter of them at least are free. The
    /// first entry of a key stands beside it, as what costs most is to reach far memory.
    slots: Vec<KeySlot>,
    /// How far a key is shifted to be the place of its slot.
    shift: u32,
    /// The other entries, those of one key in the order of the glossary.
    others: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, Default)]
struct KeySlot {
    key: u64,
    /// None in a free slot.
    first: Option<Entry>,
    /// The part of [`KeyTable::others`].
    begin: u32,
    end: u32,
}

impl KeyTable {
    /// Of entries in the order of the glossary.
    pub(super) fn new(mut entries: Vec<(u64, Entry)>) -> Self {
        entries.sort_by_key(|(key, _)| *key);
        let count = entries.chunk_by(|a, b| a.0 == b.0).count();
        let exponent = (count + count / 3 + 2).next_power_of_two().trailing_zeros();
        let mut new = Self {
            keys: Filter::new(entries.iter().map(|(key, _)| *key).collect()),
            slots: vec![KeySlot::default(); 1 << exponent],
            shift: 64 - exponent,
            others: Vec::new(),
        };
        for same_key in entries.chunk_by(|a, b| a.0 == b.0) {
            let (key, first) = same_key[0];
            let begin = new.others.len() as u32;
            new.others
                .extend(same_key[1..].iter().map(|(_, entry)| *entry));
            let slot = new.slot(key);
            new.slots[slot] = KeySlot {
                key,
                first: Some(first),
                begin,
                end: new.others.len() as u32,
            };
        }
        new
    }

    /// The slot of `key`, or the free one where it would be.
    #[inline]
    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (key >> self.shift) as usize;
        while self.slots[at].key != key && self.slots[at].first.is_some() {
            at = (at + 1) & mask;
        }
        at
    }

    /// Calls `take` with the entries of `key`.
    #[inline]
    pub(super) fn find(&self, key: u64, mut take: impl FnMut(&Entry)) {
        if self.keys.may_have(key) {
            let slot = &self.slots[self.slot(key)];
            if let Some(first) = &slot.first {
                take(first);
                for other in &self.others[slot.begin as usize..slot.end as usize] {
                    take(other);
                }
            }
        }
    }
}

/// A number for the letters that a form begins with.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Key {
    pub(super) number: u64,
    /// How many bytes it stands for.
    pub(super) len: usize,
}

/// Whether all letters that have the same key are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Keyed {
    Exactly,
    #[default]
    Nearly,
}

/// The eight bytes behind the first `len`, in an order of numbers; zeros behind the end.
#[inline]
fn next(letters: &[u8], len: usize) -> u64 {
    let len = len.min(letters.len());
    eight(letters, len).swap_bytes()
}

/// Entries of forms whose keys are those of the letters that they begin with. All that belongs to a key stands
/// together, as what costs most is to reach far memory.
#[derive(Debug, Default)]
pub(super) struct PrefixTable {
    keyed: Keyed,
    /// Of [`Table::forms`].
    parts: Parts,
    /// Those of one key in the order of their letters; a last one ends the one before it.
    forms: Vec<KeyedForm>,
    /// The letters of the forms, one after the other.
    letters: String,
    /// Those of one form in the order of the glossary.
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct KeyedForm {
    /// The letters behind those of the key, as far as eight bytes hold them, in an order of numbers.
    next: u64,
    /// Where it begins in [`Table::letters`].
    letters: u32,
    /// Where those of it begin in [`Table::entries`].
    entries: u32,
    /// The longest other form of its key that it begins with, as its place in [`Table::forms`].
    shorter: Option<u32>,
}

impl PrefixTable {
    /// Of forms in `letters`, each with its key and how many of its bytes that stands for, in the order of the glossary.
    pub(super) fn new(letters: &str, given: &[(Key, Form, Entry)], keyed: Keyed) -> Self {
        let form = |at: usize| &letters[given[at].1.start as usize..given[at].1.end as usize];
        let mut order: Vec<(u64, u64, usize)> = (0..given.len())
            .map(|at| {
                let Key { number, len } = given[at].0;
                (number, next(form(at).as_bytes(), len), at)
            })
            .collect();
        order.sort_unstable_by(|a, b| {
            (a.0, a.1)
                .cmp(&(b.0, b.1))
                .then_with(|| form(a.2).cmp(form(b.2)))
                .then(a.2.cmp(&b.2))
        });
        let mut table = Self {
            keyed,
            entries: order.iter().map(|(.., at)| given[*at].2).collect(),
            ..Self::default()
        };
        let mut parts = Vec::new();
        let mut entry = 0;
        for same_key in order.chunk_by(|a, b| a.0 == b.0) {
            let begin = table.forms.len();
            for same_form in same_key.chunk_by(|a, b| form(a.2) == form(b.2)) {
                let text = form(same_form[0].2);
                let mut shorter = (table.forms.len() > begin).then(|| table.forms.len() - 1);
                while let Some(at) = shorter
                    && !text.as_bytes().starts_with(table.letters_of(at))
                {
                    shorter = table.forms[at].shorter.map(|at| at as usize);
                }
                table.forms.push(KeyedForm {
                    next: same_form[0].1,
                    letters: table.letters.len() as u32,
                    entries: entry,
                    shorter: shorter.map(|at| at as u32),
                });
                table.letters.push_str(text);
                entry += same_form.len() as u32;
            }
            parts.push((same_key[0].0, table.forms.len() - begin));
        }
        table.forms.push(KeyedForm {
            next: u64::MAX,
            letters: table.letters.len() as u32,
            entries: entry,
            shorter: None,
        });
        table.parts = Parts::new(&parts);
        table
    }

    /// Calls `take` with the forms of `key`, if there are any, whose letters stand at `at`, the longest first.
    #[inline]
    pub(super) fn find(
        &self,
        key: Key,
        folded: &str,
        at: usize,
        covered: &mut usize,
        take: &mut impl FnMut(&Entry, Span) -> bool,
    ) {
        if self.parts.keys.may_have(key.number) {
            self.find_of_key(key, folded, at, covered, take);
        }
    }

    #[inline(never)]
    fn find_of_key(
        &self,
        key: Key,
        folded: &str,
        at: usize,
        covered: &mut usize,
        take: &mut impl FnMut(&Entry, Span) -> bool,
    ) {
        let Some(forms) = self.parts.get(key.number) else {
            return;
        };
        let text = &folded.as_bytes()[at..];
        // All prefixes of a text are before it in order, and the last of those that are before it has begun
        // with the same letters as far as any of them does.
        let next = next(text, key.len);
        let mut last = forms.start;
        if forms.len() > 1 {
            let (mut low, mut high) = (forms.start, forms.end);
            while low < high {
                let middle = low.midpoint(high);
                let other = self.forms[middle].next;
                if other < next || other == next && self.letters_of(middle) <= text {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            if low == forms.start {
                return;
            }
            last = low - 1;
        }
        let mut form = Some(last);
        while let Some(at_form) = form {
            let [form_here, behind] = &self.forms[at_form..at_form + 2] else {
                return;
            };
            let len = (behind.letters - form_here.letters) as usize;
            let end = at + len;
            if end <= *covered {
                return;
            }
            let rest = len.saturating_sub(key.len);
            let stands = if self.keyed == Keyed::Exactly && rest <= 8 {
                rest == 0 || (next ^ form_here.next) >> (64 - 8 * rest) == 0 && text.len() >= len
            } else {
                text.starts_with(self.letters_of(at_form))
            };
            if stands {
                let entries = form_here.entries as usize..behind.entries as usize;
                for entry in &self.entries[entries] {
                    if take(entry, Span::new(at, end)) {
                        *covered = end;
                    }
                }
            }
            form = form_here.shorter.map(|at| at as usize);
        }
    }

    fn letters_of(&self, form: usize) -> &[u8] {
        let end = self.forms.get(form + 1).map(|next| next.letters as usize);
        let end = end.unwrap_or(self.letters.len());
        &self.letters.as_bytes()[self.forms[form].letters as usize..end]
    }
}
