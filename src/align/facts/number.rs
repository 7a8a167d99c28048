//! Reading one number: digits with separators, Chinese numerals, number words, scales.

use super::lexicon::Role;
use super::reader::{Number, Reader};
use super::token::{Piece, digit};
use super::value::Decimal;
use crate::lang::Lang;

/// Longer runs of digits are serial numbers, not numbers.
pub(super) const MAX_DIGITS: usize = 18;

impl Reader<'_> {
    /// The number that starts at token `at`.
    ///
    /// A single Chinese numeral is a number only with a measure word after it, unless
    /// `marked` says that it must be one (after 第).
    pub(super) fn number(&self, at: usize, marked: bool) -> Option<Number> {
        match self.piece(at)? {
            Piece::Digits => self.digits(at),
            Piece::Han(_) => self.han_numeral(at, marked),
            Piece::Word => self.number_words(at),
            Piece::Sign(_) => None,
        }
    }

    fn digits(&self, at: usize) -> Option<Number> {
        let first = self.tokens[at].span.of(self.text);
        // The groups and the separators between them.
        let mut groups = vec![first];
        let mut signs = Vec::new();
        let mut next = at + 1;
        while let Some((sign, digits)) = self.separated_digits(next) {
            if groups.len() > MAX_DIGITS {
                return None;
            }
            signs.push(sign);
            groups.push(digits);
            next += if sign == ' ' { 1 } else { 2 };
        }
        let decimal_at = decimal_place(&groups, &signs, self.lang)?;
        let mut value = 0_u64;
        let mut count = 0;
        for group in &groups {
            for c in group.chars() {
                value = value
                    .checked_mul(10)?
                    .checked_add(u64::from(digit(c).unwrap_or(0)))?;
                count += 1;
            }
        }
        if count > MAX_DIGITS {
            return None;
        }
        let fraction: usize = groups[decimal_at..]
            .iter()
            .map(|group| group.chars().count())
            .sum();
        let decimal = Decimal::new(value, -i16::try_from(fraction).ok()?);
        let plain_digits = (groups.len() == 1)
            .then(|| u32::try_from(value).ok())
            .flatten();
        let number = Number {
            value: decimal,
            next,
            in_words: false,
            plain_digits,
            scaled: false,
        };
        Some(self.scaled(number))
    }

    /// A separator and the digits after it, if one number can go on with them.
    fn separated_digits(&self, at: usize) -> Option<(char, &str)> {
        let token = self.tokens.get(at)?;
        match token.piece {
            Piece::Sign(sign) if token.glued => {
                let sign = match sign {
                    '.' | '．' | '٫' => '.',
                    ',' | '٬' => ',',
                    '\'' | '’' => '\'',
                    _ => return None,
                };
                let digits = self.tokens.get(at + 1)?;
                (digits.piece == Piece::Digits && digits.glued)
                    .then(|| (sign, digits.span.of(self.text)))
            }
            Piece::Digits if !token.glued => {
                let before = self.tokens[at - 1];
                let gap = self.text.get(before.span.end..token.span.start)?;
                let digits = token.span.of(self.text);
                let groups = digits.chars().count() == 3
                    && before.piece == Piece::Digits
                    && before.span.of(self.text).chars().count() <= 3;
                // A plain space parts thousands where the language does it so.
                let parts = match gap {
                    "\u{a0}" | "\u{202f}" | "\u{2009}" => true,
                    " " => !matches!(self.lang, Lang::ZH | Lang::EN | Lang::JA | Lang::UND),
                    _ => false,
                };
                (groups && parts).then_some((' ', digits))
            }
            _ => None,
        }
    }

    /// Applies the scale words or characters after a number: `44 billion`, `3.5万`,
    /// `44 mil milhões`, `1亿2000万`.
    pub(super) fn scaled(&self, mut number: Number) -> Number {
        let start = number;
        loop {
            // $44-billion
            let is_hyphened = self.is_sign(number.next, &['-', '‑'])
                && self.tokens[number.next].glued
                && self.piece(number.next + 1) == Some(Piece::Word);
            let at = number.next + usize::from(is_hyphened);
            let Some(token) = self.tokens.get(at) else {
                break;
            };
            match token.piece {
                Piece::Han(c) => {
                    // 30多万, 20余亿
                    let skip = usize::from(matches!(c, '多' | '余' | '餘'));
                    let Some(exponent) = self.han_scale(at + skip) else {
                        break;
                    };
                    number.value = number.value.scaled(exponent);
                    number.next = at + skip + 1;
                    number.scaled = true;
                }
                Piece::Digits if number.scaled && token.glued => {
                    let Some(rest) = self.lower_part(number) else {
                        break;
                    };
                    number = rest;
                    break;
                }
                Piece::Word => {
                    let lower = self.lower(at);
                    // `m` and `k` mean metres and kelvin unless they are glued on.
                    let is_short = lower.len() <= 2;
                    let Some(exponent) = self.lexicon.value(&lower, self.lang, Role::Scale) else {
                        break;
                    };
                    let word = token.span.of(self.text);
                    if is_short && !self.takes_short_scale(number, word) {
                        break;
                    }
                    number.value = number
                        .value
                        .scaled(i16::try_from(exponent).unwrap_or_default());
                    number.next = at + 1;
                    number.scaled = true;
                }
                _ => break,
            }
            // No number has more than three scales: 十百万亿 is nonsense.
            if number.next > start.next + 6 {
                return start;
            }
        }
        if number.scaled {
            number.plain_digits = None;
        }
        number
    }

    /// True when a scale of one or two letters is one: in money, or a clear one such as `bn`.
    fn takes_short_scale(&self, number: Number, word: &str) -> bool {
        if word.chars().count() == 1 {
            let first = number.next - 1;
            let has_money = (first.saturating_sub(5)..=first)
                .any(|at| self.is_sign(at, &['$', '€', '£', '¥', '￥']));
            return has_money
                && self
                    .tokens
                    .get(number.next)
                    .is_some_and(|token| token.glued);
        }
        true
    }

    /// The exponent of a Chinese scale character, unless it belongs to a unit.
    fn han_scale(&self, at: usize) -> Option<i16> {
        let Piece::Han(c) = self.piece(at)? else {
            return None;
        };
        let after = match self.piece(at + 1) {
            Some(Piece::Han(after)) => after,
            _ => ' ',
        };
        match c {
            '百' if after != '分' => Some(2),
            '千' if !matches!(after, '米' | '克' | '瓦' | '卡' | '兆' | '伏' | '赫') => {
                Some(3)
            }
            '万' | '萬' => Some(4),
            '亿' | '億' => Some(8),
            '兆' if !matches!(after, '瓦' | '赫' | '帕' | '字' | '欧') => Some(12),
            _ => None,
        }
    }

    /// `2000万` after `1亿`: what is added to a number that has a scale.
    fn lower_part(&self, upper: Number) -> Option<Number> {
        let token = self.tokens.get(upper.next)?;
        let digits = token.span.of(self.text);
        if digits.chars().count() > 4 {
            return None;
        }
        let exponent = self.han_scale(upper.next + 1)?;
        let value = digits
            .chars()
            .try_fold(0_u64, |sum, c| Some(sum * 10 + u64::from(digit(c)?)))?;
        let lower = Decimal::new(value, exponent);
        (lower.to_f64() < upper.value.to_f64()).then_some(())?;
        Some(Number {
            value: upper.value.plus(lower)?,
            next: upper.next + 2,
            ..upper
        })
    }

    fn number_words(&self, at: usize) -> Option<Number> {
        let mut total = Decimal::from(0);
        let mut section: u32 = 0;
        let mut last_size = u32::MAX;
        let mut next = at;
        let mut words = 0;
        let mut scaled = false;
        loop {
            // Words of one number are parted by a hyphen or `and` at most.
            let mut word_at = next;
            if words > 0 {
                let is_joiner = self.is_sign(word_at, &['-', '‑'])
                    || self
                        .lexicon
                        .is(&self.lower(word_at), self.lang, Role::Joiner);
                word_at += usize::from(is_joiner);
            }
            if words > 12 || self.piece(word_at) != Some(Piece::Word) {
                break;
            }
            let lower = self.lower(word_at);
            if let Some(value) = self.lexicon.value(&lower, self.lang, Role::Number) {
                // Twenty takes five, a hundred takes thirty, five takes nothing.
                let fits = words == 0 || (value > 0 && value < last_size);
                let size = match value {
                    0..20 => 1,
                    20..100 => 10,
                    _ => 100,
                };
                if !fits || (words > 0 && last_size == u32::MAX && section > 0) {
                    break;
                }
                section += value;
                last_size = size;
            } else if let Some(exponent) = self.lexicon.value(&lower, self.lang, Role::Scale) {
                let exponent = i16::try_from(exponent).unwrap_or_default();
                if lower.len() <= 2 || (words == 0 && !self.stands_for_one(at, exponent)) {
                    break;
                }
                let multiplier = if section == 0 && words == 0 {
                    1
                } else {
                    section
                };
                if exponent == 2 {
                    section = multiplier.checked_mul(100)?;
                    last_size = 100;
                } else if multiplier == 0 {
                    // mil milhões
                    total = total.scaled(exponent);
                } else {
                    total = total.plus(Decimal::from(multiplier).scaled(exponent))?;
                    section = 0;
                    last_size = 1000;
                }
                scaled = true;
            } else {
                break;
            }
            next = word_at + 1;
            words += 1;
        }
        let value = total.plus(Decimal::from(section))?;
        // `one` and `um` are articles as often as numbers.
        if words == 0 || (words == 1 && value.to_f64() < 2.0) {
            return None;
        }
        Some(Number {
            value,
            next,
            in_words: true,
            plain_digits: None,
            scaled,
        })
    }

    /// True when a scale word without a number before it is a number: `a hundred`, `mil`.
    fn stands_for_one(&self, at: usize, exponent: i16) -> bool {
        if self.lang == Lang::PT {
            return exponent == 3;
        }
        at > 0 && matches!(self.lower(at - 1).as_str(), "a" | "one")
    }

    /// The ordinal in words at `at` (`fifth`, `twenty-fifth`) and the index after it.
    pub(super) fn ordinal_words(&self, at: usize) -> Option<(u32, usize)> {
        let lower = self.lower(at);
        let of = |form: &str| self.lexicon.value(form, self.lang, Role::Ordinal);
        if let Some(value) = of(&lower) {
            // décimo quinto
            if value >= 10
                && value % 10 == 0
                && let Some(unit) = of(&self.lower(at + 1)).filter(|unit| *unit < 10)
            {
                return Some((value + unit, at + 2));
            }
            return Some((value, at + 1));
        }
        let tens = self.lexicon.value(&lower, self.lang, Role::Number)?;
        let unit_at = at + 1 + usize::from(self.is_sign(at + 1, &['-', '‑']));
        let unit = of(&self.lower(unit_at))?;
        ((20..100).contains(&tens) && unit < 10).then_some((tens + unit, unit_at + 1))
    }
}

/// Index of the first group that is a fraction (the number of groups if none is), or nothing
/// when the groups are no number (`1.2.3`, an address, a date).
fn decimal_place(groups: &[&str], signs: &[char], lang: Lang) -> Option<usize> {
    let len = |group: &&str| group.chars().count();
    let all = groups.len();
    let Some((last, before)) = signs.split_last() else {
        return Some(all);
    };
    let threes = |range: &[&str]| range.iter().all(|group| len(group) == 3);
    let first_fits = len(&groups[0]) <= 3 && !groups[0].starts_with('0');
    if before.is_empty() {
        let is_thousands = match last {
            ' ' | '\'' => true,
            sign => {
                let comma_parts = !matches!(
                    lang.as_str(),
                    "pt" | "es" | "fr" | "de" | "it" | "ru" | "kk" | "uk" | "pl" | "nl" | "tr"
                );
                (*sign == ',') == comma_parts
            }
        };
        return if is_thousands && first_fits && len(&groups[1]) == 3 {
            Some(all)
        } else if matches!(last, ' ' | '\'') {
            None
        } else {
            Some(all - 1)
        };
    }
    let same_before = before.iter().all(|sign| *sign == before[0]);
    if !same_before || !first_fits {
        return None;
    }
    if *last == before[0] {
        return threes(&groups[1..]).then_some(all);
    }
    (threes(&groups[1..all - 1]) && matches!(last, '.' | ',')).then_some(all - 1)
}
