//! Reading dates, years and times of day.

use super::lexicon::Role;
use super::reader::{Number, Reader};
use super::token::{Piece, digit};
use super::value::{Decimal, FactKind, FactValue};
use crate::lang::Lang;

impl Reader<'_> {
    /// `2025-08-30`, `30/08/2025`, `08/30/2025`, `30.08.2025`.
    pub(super) fn date_in_digits(&mut self, at: usize) -> Option<usize> {
        let sign = match self.piece(at + 1)? {
            Piece::Sign(sign @ ('-' | '/' | '.' | '‑')) => sign,
            _ => return None,
        };
        let is_shape = self.is_sign(at + 3, &[sign])
            && (at + 1..at + 5).all(|index| self.tokens.get(index).is_some_and(|t| t.glued));
        if !is_shape {
            return None;
        }
        let (first, first_len) = self.small(at)?;
        let (second, second_len) = self.small(at + 2)?;
        let (third, third_len) = self.small(at + 4)?;
        if second_len > 2 {
            return None;
        }
        let (year, month, day) = if first_len == 4 && third_len <= 2 {
            (first, second, third)
        } else if third_len == 4 && first_len <= 2 {
            let month_first = match self.lang {
                Lang::EN => second > 12 || (sign == '/' && first <= 12),
                _ => second > 12,
            };
            if month_first {
                (third, first, second)
            } else {
                (third, second, first)
            }
        } else {
            return None;
        };
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !is_year(year) {
            return None;
        }
        let (year_at, date_at) = if first_len == 4 {
            (at, (at + 2, at + 5))
        } else {
            (at + 4, (at, at + 3))
        };
        if year_at == at {
            self.push_year(at, at + 1, year);
        }
        self.push_date(date_at.0, date_at.1, month, day);
        if year_at != at {
            self.push_year(year_at, at + 5, year);
        }
        Some(at + 5)
    }

    /// `August 30, 2025`, `Aug. 30`, `August 2025`, `in August`.
    pub(super) fn month_first(&mut self, at: usize) -> Option<usize> {
        let Some(month) = self.month(at) else {
            return self.ordinal_in_words(at);
        };
        let word = self.tokens[at].span.of(self.text);
        let is_capital = word.chars().next().is_some_and(char::is_uppercase);
        let mut next = at + 1;
        let is_abbreviation = self.is_sign(next, &['.']) && self.tokens[next].glued;
        next += usize::from(is_abbreviation);
        if self.lower(next) == "de" || self.lower(next) == "of" {
            next += 1;
        }
        let named = is_capital || self.lang != Lang::EN;
        if !named {
            return None;
        }
        if let Some((day, len)) = self.small(next) {
            let after_day = next + 1;
            let day_fits = len <= 2 && (1..=31).contains(&day) && next <= at + 2;
            // `August 30.5` and `August 44 percent` are something else.
            let is_fraction = self.is_sign(after_day, &['.', ','])
                && self.piece(after_day + 1) == Some(Piece::Digits)
                && self.tokens[after_day + 1].glued;
            let is_share = self.is_sign(after_day, &['%', '％']);
            let stands_alone = !is_fraction && !is_share;
            if day_fits && stands_alone {
                let mut end = after_day;
                if self
                    .lexicon
                    .is(&self.lower(end), self.lang, Role::OrdinalSuffix)
                    && self.tokens[end].glued
                {
                    end += 1;
                }
                self.push_date(at, end, month, day);
                end = self.second_day(end, month);
                return Some(self.year_after(end));
            }
            if len == 4 && is_year(day) {
                self.push_date(at, at + 1, month, 0);
                return Some(self.year_after(at + 1));
            }
        }
        let introduced = at > 0
            && self
                .lexicon
                .is(&self.lower(at - 1), self.lang, Role::BeforeMonth);
        // `mar` and `set` are words as well.
        if introduced && word.chars().count() > 3 {
            self.push_date(at, at + 1, month, 0);
            return Some(at + 1);
        }
        None
    }

    /// `fifth`, `twenty-fifth`, `quinto`.
    fn ordinal_in_words(&mut self, at: usize) -> Option<usize> {
        let (value, next) = self.ordinal_words(at)?;
        if self.month(next).is_some() {
            return None;
        }
        let value = FactValue::Number(Decimal::from(value));
        self.push_fact(at, next, FactKind::Ordinal, value, 0.2);
        Some(next)
    }

    /// `30 August`, `30 de agosto de 2025`, `8月30日`, `30日`.
    pub(super) fn day_first(&mut self, at: usize, number: Number) -> Option<usize> {
        let value = number.plain_digits?;
        if let Some(Piece::Han(c)) = self.piece(number.next) {
            return self.chinese_date(at, number.next, c, value);
        }
        if !(1..=31).contains(&value) {
            return None;
        }
        let mut next = number.next;
        if matches!(self.lower(next).as_str(), "de" | "of") {
            next += 1;
        }
        if self.piece(next) != Some(Piece::Word) {
            return None;
        }
        let month = self.month(next)?;
        let name = self.tokens[next].span.of(self.text);
        if self.lang == Lang::EN && !name.starts_with(char::is_uppercase) {
            return None;
        }
        next += 1;
        if self.is_sign(next, &['.']) && self.tokens[next].glued && name.chars().count() <= 4 {
            next += 1;
        }
        self.push_date(at, next, month, value);
        Some(self.year_after(next))
    }

    fn chinese_date(&mut self, at: usize, next: usize, c: char, value: u32) -> Option<usize> {
        match c {
            '月' if (1..=12).contains(&value) => {
                let after = next + 1;
                let day = self.number(after, true).and_then(|number| {
                    let day = number.plain_digits?;
                    let is_day = matches!(
                        self.piece(number.next),
                        Some(Piece::Han('日' | '号' | '號'))
                    );
                    (is_day && (1..=31).contains(&day)).then_some((day, number.next + 1))
                });
                let (day, end) = day.unwrap_or((0, after));
                self.push_date(at, end, value, day);
                Some(end)
            }
            '日' if (1..=31).contains(&value) => {
                self.push_date(at, next + 1, 0, value);
                Some(next + 1)
            }
            _ => None,
        }
    }

    /// `-31` after `August 30`: the second day of a range.
    fn second_day(&mut self, at: usize, month: u32) -> usize {
        let dash = self.is_sign(at, &['-', '–', '—']);
        match self.small(at + 1) {
            Some((day, len)) if dash && len <= 2 && (1..=31).contains(&day) => {
                self.push_date(at + 1, at + 2, month, day);
                at + 2
            }
            _ => at,
        }
    }

    /// The year after a day and month: `, 2025`, `de 2025`, `2025`.
    fn year_after(&mut self, at: usize) -> usize {
        let mut next = at;
        if self.is_sign(next, &[',']) || matches!(self.lower(next).as_str(), "de" | "of") {
            next += 1;
        }
        match self.small(next) {
            Some((year, 4)) if is_year(year) => {
                self.push_year(next, next + 1, year);
                next + 1
            }
            _ => at,
        }
    }

    /// `10:30`, `3 p.m.`, `10时30分`, `10h30`.
    pub(super) fn clock(&mut self, at: usize, number: Number) -> Option<usize> {
        let hour = number.plain_digits.filter(|hour| *hour <= 24)?;
        let next = number.next;
        let minutes = |reader: &Self, at: usize| {
            let (minute, len) = reader.small(at)?;
            (len == 2 && minute < 60 && reader.tokens[at].glued).then_some(minute)
        };
        let (mut hour, minute, end) = if self.is_sign(next, &[':', '：', '∶']) {
            (hour, minutes(self, next + 1)?, next + 2)
        } else if self.lower(next) == "h" && self.tokens[next].glued && self.lang == Lang::PT {
            match minutes(self, next + 1) {
                Some(minute) => (hour, minute, next + 2),
                None => (hour, 0, next + 1),
            }
        } else if matches!(
            self.piece(next),
            Some(Piece::Han('时' | '時' | '点' | '點'))
        ) && !self.starts(next, "时间")
        {
            let minute = self.number(next + 1, true).and_then(|minute| {
                let value = minute.plain_digits.filter(|value| *value < 60)?;
                let is_minute = matches!(self.piece(minute.next), Some(Piece::Han('分')));
                is_minute.then_some((value, minute.next + 1))
            });
            // 三点 is "three points" at least as often as "three o'clock".
            let is_points = minute.is_none()
                && matches!(self.piece(next), Some(Piece::Han('点' | '點')))
                && !self.starts(next, "点钟")
                && !self.said_to_be_late(at);
            if is_points {
                return None;
            }
            let (minute, end) = minute.unwrap_or((0, next + 1));
            (hour, minute, end)
        } else {
            (hour, 0, next)
        };
        let (is_afternoon, end) = match self.half_day(end) {
            Some((is_afternoon, end)) => (is_afternoon, end),
            None if end == next => return None,
            None => (false, end),
        };
        if (is_afternoon || self.said_to_be_late(at)) && hour < 12 {
            hour += 12;
        }
        let value = FactValue::Time {
            hour: u8::try_from(hour).ok()?,
            minute: u8::try_from(minute).ok()?,
        };
        self.push_fact(at, end, FactKind::Time, value, 0.8);
        Some(end)
    }

    /// True after 下午 and 晚上.
    fn said_to_be_late(&self, at: usize) -> bool {
        at >= 2 && (self.starts(at - 2, "下午") || self.starts(at - 2, "晚上"))
    }

    /// `p.m.` or `am` at `at`: whether it is afternoon, and the index after it.
    fn half_day(&self, at: usize) -> Option<(bool, usize)> {
        let lower = self.lower(at);
        if matches!(lower.as_str(), "am" | "pm") {
            return Some((lower == "pm", at + 1));
        }
        let is_dotted = matches!(lower.as_str(), "a" | "p")
            && self.is_sign(at + 1, &['.'])
            && self.lower(at + 2) == "m";
        if !is_dotted {
            return None;
        }
        Some((
            lower == "p",
            at + 3 + usize::from(self.is_sign(at + 3, &['.'])),
        ))
    }

    /// `2025年`, `二〇二五年`, `in 1911`, `2025`, `1980s`.
    pub(super) fn year(&mut self, at: usize, number: Number) -> Option<usize> {
        let value = number.plain_digits?;
        let marked = self.piece(number.next) == Some(Piece::Han('年'));
        let four = number.in_words || self.small(at).is_some_and(|(_, len)| len == 4);
        if !four || !is_year(value) {
            return None;
        }
        if marked {
            self.push_year(at, number.next + 1, value);
            return Some(number.next + 1);
        }
        if number.in_words {
            return None;
        }
        let is_counted = match self.piece(number.next) {
            Some(Piece::Han(c)) => {
                self.lexicon
                    .is(c.encode_utf8(&mut [0; 4]), Lang::ZH, Role::Measure)
            }
            _ => false,
        };
        let introduced = at > 0
            && self
                .lexicon
                .is(&self.lower(at - 1), self.lang, Role::YearWord);
        if is_counted || !((1900..2100).contains(&value) || introduced) {
            return None;
        }
        let is_decade = self.lower(number.next) == "s" && self.tokens[number.next].glued;
        let end = number.next + usize::from(is_decade);
        self.push_year(at, end, value);
        Some(end)
    }

    fn month(&self, at: usize) -> Option<u32> {
        (self.piece(at)? == Piece::Word)
            .then(|| self.lexicon.value(&self.lower(at), self.lang, Role::Month))
            .flatten()
    }

    /// The value of up to four digits, and how many there are.
    fn small(&self, at: usize) -> Option<(u32, usize)> {
        let token = self.tokens.get(at)?;
        if token.piece != Piece::Digits || token.span.len() > 12 {
            return None;
        }
        let mut value = 0;
        let mut len = 0;
        for c in token.span.of(self.text).chars() {
            value = value * 10 + u32::from(digit(c)?);
            len += 1;
            if len > 4 {
                return None;
            }
        }
        Some((value, len))
    }

    fn push_year(&mut self, at: usize, next: usize, year: u32) {
        let value = FactValue::Number(Decimal::from(year));
        self.push_fact(at, next, FactKind::Year, value, 0.6);
    }

    fn push_date(&mut self, at: usize, next: usize, month: u32, day: u32) {
        let (Ok(month), Ok(day)) = (u8::try_from(month), u8::try_from(day)) else {
            return;
        };
        let weight = match (month, day) {
            (0, _) => 0.5,
            (_, 0) => 0.4,
            _ => 1.0,
        };
        self.push_fact(
            at,
            next,
            FactKind::Date,
            FactValue::Date { month, day },
            weight,
        );
    }
}

fn is_year(value: u32) -> bool {
    (1000..2200).contains(&value)
}
