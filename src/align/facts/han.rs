//! Reading numbers in Chinese numerals.

use super::lexicon::Role;
use super::number::MAX_DIGITS;
use super::reader::{Number, Reader};
use super::token::Piece;
use super::value::Decimal;
use crate::lang::Lang;

/// Longer runs of Chinese numerals are lists, not numbers.
const MAX_HAN: usize = 24;

impl Reader<'_> {
    /// The number in Chinese numerals at `at`; see [`Reader::number`] for `marked`.
    pub(super) fn han_numeral(&self, at: usize, marked: bool) -> Option<Number> {
        let mut numerals = Vec::new();
        let mut next = at;
        while let Some(Piece::Han(c)) = self.piece(next) {
            let Some(numeral) = han_value(c) else { break };
            if next > at && !self.tokens[next].glued {
                break;
            }
            numerals.push(numeral);
            next += 1;
            if numerals.len() > MAX_HAN {
                return None;
            }
        }
        // 十点五, 三点五亿: a fraction.
        let (mut value, has_unit) = han_number(&numerals)?;
        let mut had_fraction = false;
        if self.piece(next) == Some(Piece::Han('点')) || self.piece(next) == Some(Piece::Han('點'))
        {
            let mut fraction = 0_u64;
            let mut places = 0_i16;
            let mut after = next + 1;
            while let Some(Numeral::Digit(digit)) = self.han_piece(after) {
                if places >= 6 {
                    break;
                }
                fraction = fraction * 10 + u64::from(digit);
                places += 1;
                after += 1;
            }
            // 八点十分 and 三点二十 are times of day.
            let is_time = matches!(self.han_piece(after), Some(Numeral::Unit(1)))
                || matches!(self.piece(after), Some(Piece::Han('分' | '钟')));
            if places > 0 && !is_time {
                value = value.plus(Decimal::new(fraction, -places))?;
                next = after;
                had_fraction = true;
            }
        }
        let is_measured = match self.piece(next) {
            Some(Piece::Han(c)) => {
                self.lexicon
                    .is(c.encode_utf8(&mut [0; 4]), Lang::ZH, Role::Measure)
            }
            _ => false,
        };
        // 两 is never a figure.
        let in_figures = !has_unit
            && numerals.len() >= 3
            && !(at..next).any(|at| matches!(self.piece(at), Some(Piece::Han('两' | '兩'))));
        let is_long = has_unit && numerals.len() >= 2;
        let before_year = self.piece(next) == Some(Piece::Han('年')) && numerals.len() >= 2;
        // 一 and a single unit character mean too many other things: 一带一路, 十分, 千万.
        let single_counts = numerals.len() == 1
            && is_measured
            && (value.to_f64() >= 2.0 || self.piece(next) == Some(Piece::Han('月')))
            && !matches!(numerals[0], Numeral::Unit(2..));
        // 第 stands before any numeral.
        if !(marked || had_fraction || in_figures || is_long || before_year || single_counts) {
            return None;
        }
        let number = Number {
            value,
            next,
            in_words: true,
            plain_digits: (!has_unit || value.to_f64() < 32.0)
                .then(|| value.to_u32())
                .flatten(),
            scaled: false,
        };
        let scaled = self.scaled(number);
        Some(scaled)
    }

    pub(super) fn is_han_numeral(&self, at: usize) -> bool {
        self.han_piece(at).is_some()
    }

    fn han_piece(&self, at: usize) -> Option<Numeral> {
        match self.piece(at)? {
            Piece::Han(c) => han_value(c),
            _ => None,
        }
    }
}

/// A Chinese numeral character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numeral {
    Digit(u8),
    /// Power of ten.
    Unit(i16),
}

fn han_value(c: char) -> Option<Numeral> {
    Some(match c {
        '〇' | '零' => Numeral::Digit(0),
        '一' | '壹' => Numeral::Digit(1),
        '二' | '两' | '兩' | '贰' | '貳' => Numeral::Digit(2),
        '三' | '叁' | '參' => Numeral::Digit(3),
        '四' | '肆' => Numeral::Digit(4),
        '五' | '伍' => Numeral::Digit(5),
        '六' | '陆' | '陸' => Numeral::Digit(6),
        '七' | '柒' => Numeral::Digit(7),
        '八' | '捌' => Numeral::Digit(8),
        '九' | '玖' => Numeral::Digit(9),
        '十' | '拾' => Numeral::Unit(1),
        '百' | '佰' => Numeral::Unit(2),
        '千' | '仟' => Numeral::Unit(3),
        '万' | '萬' => Numeral::Unit(4),
        '亿' | '億' => Numeral::Unit(8),
        _ => return None,
    })
}

/// The value of a run of Chinese numerals, and whether it holds a unit (十, 百 ...).
fn han_number(numerals: &[Numeral]) -> Option<(Decimal, bool)> {
    if numerals.is_empty() {
        return None;
    }
    let has_unit = numerals
        .iter()
        .any(|numeral| matches!(numeral, Numeral::Unit(_)));
    if !has_unit {
        let mut value = 0_u64;
        for numeral in numerals {
            if let Numeral::Digit(digit) = numeral {
                value = value.checked_mul(10)?.checked_add(u64::from(*digit))?;
            }
        }
        let fits = numerals.len() <= MAX_DIGITS;
        return fits.then_some((Decimal::new(value, 0), false));
    }
    let mut total = 0_u64;
    let mut section = 0_u64;
    let mut current: Option<u64> = None;
    let mut last_unit = 0_i16;
    let mut after_zero = false;
    for numeral in numerals {
        match *numeral {
            Numeral::Digit(0) => after_zero = true,
            Numeral::Digit(digit) => {
                // 二三十 is "twenty or thirty", not a number.
                if current.is_some() {
                    return None;
                }
                current = Some(u64::from(digit));
            }
            Numeral::Unit(unit) => {
                let power = 10_u64.checked_pow(u32::try_from(unit).ok()?)?;
                if unit < 4 {
                    let times = match current.take() {
                        Some(times) => times,
                        None if unit == 1 => 1,
                        None => return None,
                    };
                    section = section.checked_add(times.checked_mul(power)?)?;
                } else {
                    section = section.checked_add(current.take().unwrap_or(0))?;
                    if section == 0 && total == 0 {
                        return None;
                    }
                    if unit == 8 || section == 0 {
                        total = total.checked_add(section)?.checked_mul(power)?;
                    } else {
                        total = total.checked_add(section.checked_mul(power)?)?;
                    }
                    section = 0;
                }
                last_unit = unit;
                after_zero = false;
            }
        }
    }
    if let Some(rest) = current {
        // 两万五 is 25,000; 二百零五 is 205.
        let times = if last_unit >= 2 && !after_zero {
            10_u64.checked_pow(u32::try_from(last_unit - 1).ok()?)?
        } else {
            1
        };
        section = section.checked_add(rest.checked_mul(times)?)?;
    }
    Some((Decimal::new(total.checked_add(section)?, 0), true))
}
