//! Walks over the tokens of a text and tries at each what kind of fact starts there.

use super::lexicon::{Lexicon, Role, lexicon};
use super::token::{Piece, Token, digit, tokens};
use super::value::{Decimal, FactKind, FactValue};
use super::{Fact, FactKind as Kind};
use crate::lang::Lang;
use crate::text::Span;

/// A number as read, before it is known what it counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub(super) value: Decimal,
    /// Index of the token after it.
    pub(super) next: usize,
    /// Written in words or Chinese numerals.
    pub(super) in_words: bool,
    /// Digits without separators or scale: may be a year or a day.
    pub(super) plain_digits: Option<u32>,
    /// A scale word or character followed.
    pub(super) scaled: bool,
}

/// The facts of one text being read.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) lang: Lang,
    pub(super) tokens: Vec<Token>,
    pub(super) lexicon: &'static Lexicon,
    facts: Vec<Fact>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, lang: Lang) -> Self {
        Self {
            text,
            lang,
            tokens: tokens(text),
            lexicon: lexicon(),
            facts: Vec::new(),
        }
    }

    pub(super) fn read(mut self) -> Vec<Fact> {
        let mut at = 0;
        while at < self.tokens.len() {
            // Each attempt looks a bounded number of tokens ahead, so the whole is linear.
            let next = self.read_at(at);
            at = next.max(at + 1);
        }
        self.spread_over_ranges();
        self.facts
    }

    /// Tries to read a fact at a token; returns where to go on.
    fn read_at(&mut self, at: usize) -> usize {
        match self.tokens[at].piece {
            Piece::Sign(_) => return at + 1,
            Piece::Digits => {
                if let Some(next) = self.date_in_digits(at) {
                    return next;
                }
            }
            Piece::Word => {
                if let Some(next) = self.code(at) {
                    return next;
                }
                if let Some(next) = self.month_first(at) {
                    return next;
                }
            }
            Piece::Han('第') => {
                if let Some(number) = self.number(at + 1, true) {
                    self.push_number(Kind::Ordinal, at, number);
                    return number.next;
                }
            }
            Piece::Han('百') if self.starts(at, "百分之") => {
                if let Some(number) = self.number(at + 3, true) {
                    self.push_number(Kind::Percent, at, number);
                    return number.next;
                }
            }
            Piece::Han(_) => {}
        }
        let Some(number) = self.number(at, false) else {
            return self.after_unreadable(at);
        };
        self.number_fact(at, number)
    }

    /// Steps over all of a run of digits that could not be read, so that its tail is not
    /// taken for a number of its own.
    fn after_unreadable(&self, at: usize) -> usize {
        let mut next = at + 1;
        if self.tokens[at].piece == Piece::Digits {
            while self.is_sign(next, &['.', ',', '-', '/', ':'])
                && self.tokens[next].glued
                && self.piece(next + 1) == Some(Piece::Digits)
                && self.tokens[next + 1].glued
            {
                next += 2;
            }
        }
        while self.is_han_numeral(at) && self.is_han_numeral(next) && self.tokens[next].glued {
            next += 1;
        }
        next
    }

    /// Decides what `number`, which starts at token `at`, counts.
    fn number_fact(&mut self, at: usize, number: Number) -> usize {
        if let Some(next) = self.ordinal_suffix(at, number) {
            return next;
        }
        if let Some(next) = self.day_first(at, number) {
            return next;
        }
        if let Some(next) = self.clock(at, number) {
            return next;
        }
        if let Some(end) = self.percent_after(number.next) {
            self.push(at, end, Kind::Percent, number);
            return end;
        }
        let before = self.currency_before(at);
        let after = self.currency_after(number.next);
        if let Some((currency, end)) = after {
            let start = before.map_or(at, |(_, start)| start);
            self.push(start, end, Kind::Amount(currency), number);
            return end;
        }
        if let Some((currency, start)) = before {
            self.push(start, number.next, Kind::Amount(currency), number);
            return number.next;
        }
        if let Some(next) = self.year(at, number) {
            return next;
        }
        if self.starts(number.next, "周年") || self.starts(number.next, "週年") {
            self.push_number(Kind::Ordinal, at, number);
            return number.next + 2;
        }
        if let Some(next) = self.digits_then_letters(at, number) {
            return next;
        }
        self.push_number(Kind::Count, at, number);
        number.next
    }

    /// `80th`, `2.ª`, `80º`.
    fn ordinal_suffix(&mut self, at: usize, number: Number) -> Option<usize> {
        number.plain_digits?;
        let mut next = number.next;
        if self.is_sign(next, &['.']) && self.tokens[next].glued {
            next += 1;
        }
        let token = self.tokens.get(next).filter(|token| token.glued)?;
        let is_suffix = match token.piece {
            Piece::Sign('º' | 'ª') => true,
            Piece::Word if next == number.next => {
                self.lexicon
                    .is(&self.lower(next), self.lang, Role::OrdinalSuffix)
            }
            _ => false,
        };
        if !is_suffix {
            return None;
        }
        let number = Number {
            next: next + 1,
            ..number
        };
        if let Some(next) = self.day_first(at, number) {
            return Some(next);
        }
        self.push_number(Kind::Ordinal, at, number);
        Some(number.next)
    }

    /// `C919`, `G20`, `COVID-19`: capitals with digits.
    fn code(&mut self, at: usize) -> Option<usize> {
        let word = self.tokens[at].span.of(self.text);
        let is_caps = word.len() <= 8 && word.chars().all(char::is_uppercase);
        let mut next = at + 1;
        if is_caps && self.is_sign(next, &['-', '‑']) && self.tokens[next].glued {
            next += 1;
        }
        let digits = self.tokens.get(next).filter(|token| token.glued)?;
        if digits.piece != Piece::Digits || digits.span.len() > 9 {
            return None;
        }
        let is_money = self.lexicon.currency(&self.lower(at), self.lang).is_some();
        // Digits that go on with a fraction or a Chinese scale are a number after all.
        if !is_caps || is_money {
            return None;
        }
        next += 1;
        while self.piece(next) == Some(Piece::Word)
            && self.tokens[next].glued
            && self.tokens[next].span.len() <= 4
        {
            next += 1;
        }
        self.push_code(at, next);
        Some(next)
    }

    /// Digits with letters glued on: a measure (`30km`), a decade (`1980s`) or a code (`5G`).
    fn digits_then_letters(&mut self, at: usize, number: Number) -> Option<usize> {
        let token = self.tokens.get(number.next).filter(|token| token.glued)?;
        if token.piece != Piece::Word || number.in_words || number.scaled {
            return None;
        }
        let lower = self.lower(number.next);
        if self.lexicon.is(&lower, self.lang, Role::Unit) {
            self.push_number(Kind::Count, at, number);
            return Some(number.next + 1);
        }
        let letters = token.span.of(self.text);
        if letters.len() <= 4 && letters.chars().all(char::is_uppercase) {
            self.push_code(at, number.next + 1);
            return Some(number.next + 1);
        }
        None
    }

    fn push_code(&mut self, at: usize, next: usize) {
        let span = self.cover(at, next);
        // FNV-1a over the capitals and digits: the same on every machine.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for c in span.of(self.text).chars() {
            let c = digit(c).map_or(c, |value| char::from(b'0' + value));
            if c.is_alphanumeric() {
                for c in c.to_uppercase() {
                    hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
                }
            }
        }
        self.facts.push(Fact {
            span,
            kind: Kind::Code,
            value: FactValue::Code(hash),
            weight: 0.8,
        });
    }

    /// The percent sign or words at `at`, as the index of the token after them.
    fn percent_after(&self, at: usize) -> Option<usize> {
        let token = self.tokens.get(at)?;
        if let Piece::Han(_) = token.piece {
            let len = self
                .lexicon
                .chinese_percent(&self.text[token.span.start..])?;
            return Some(self.token_after(at, token.span.start + len));
        }
        let mut phrase = self.lower(at);
        if self.lexicon.is(&phrase, self.lang, Role::Percent) {
            return Some(at + 1);
        }
        if self.piece(at + 1) == Some(Piece::Word) {
            phrase.push(' ');
            phrase.push_str(&self.lower(at + 1));
            if self.lexicon.is(&phrase, self.lang, Role::Percent) {
                return Some(at + 2);
            }
        }
        None
    }

    /// `$44-45 billion`, `20亿至30亿元`: the first number takes scale and unit of the second.
    fn spread_over_ranges(&mut self) {
        for index in 1..self.facts.len() {
            let (first, second) = (self.facts[index - 1], self.facts[index]);
            let between = self.text[first.span.end..second.span.start].trim();
            let is_range = matches!(between, "-" | "–" | "—" | "~" | "～" | "至" | "到");
            if !is_range {
                continue;
            }
            let (FactValue::Number(low), FactValue::Number(high)) = (first.value, second.value)
            else {
                continue;
            };
            let kind = match (first.kind, second.kind) {
                (FactKind::Count, kind @ (FactKind::Amount(_) | FactKind::Percent)) => kind,
                (kind @ FactKind::Amount(_), FactKind::Count) => {
                    self.facts[index].kind = kind;
                    kind
                }
                (a, b) if a == b => a,
                _ => continue,
            };
            let exponent = [12, 9, 8, 6, 4, 3, 0].into_iter().find(|exponent| {
                let scaled = low.scaled(*exponent).to_f64();
                scaled < high.to_f64() && scaled * 1000.0 > high.to_f64()
            });
            let is_written_small = low.to_f64() < 1000.0 && high.to_f64() >= 10_000.0;
            let value = match exponent {
                Some(exponent) if is_written_small => low.scaled(exponent),
                _ => low,
            };
            self.facts[index - 1].kind = kind;
            self.facts[index - 1].value = FactValue::Number(value);
        }
    }

    fn push_number(&mut self, kind: FactKind, at: usize, number: Number) {
        self.push(at, number.next, kind, number);
    }

    fn push(&mut self, at: usize, next: usize, kind: FactKind, number: Number) {
        let digits = number.value.significant_digits();
        let weight = match kind {
            FactKind::Amount(_) | FactKind::Percent => 1.0,
            FactKind::Year => 0.6,
            _ if number.in_words && digits == 1 && !number.scaled => 0.2,
            _ => match digits {
                1 if number.scaled => 0.7,
                1 => 0.35,
                2 => 0.7,
                _ => 1.0,
            },
        };
        self.push_fact(at, next, kind, FactValue::Number(number.value), weight);
    }

    pub(super) fn push_fact(
        &mut self,
        at: usize,
        next: usize,
        kind: FactKind,
        value: FactValue,
        weight: f32,
    ) {
        let span = self.cover(at, next);
        // A unit of money may reach back into what the fact before it already took.
        if self
            .facts
            .last()
            .is_some_and(|last| last.span.end > span.start)
        {
            return;
        }
        self.facts.push(Fact {
            span,
            kind,
            value,
            weight,
        });
    }

    /// The span of the tokens `at..next`.
    fn cover(&self, at: usize, next: usize) -> Span {
        let last = next.clamp(at + 1, self.tokens.len()) - 1;
        Span::new(self.tokens[at].span.start, self.tokens[last].span.end)
    }

    pub(super) fn piece(&self, at: usize) -> Option<Piece> {
        self.tokens.get(at).map(|token| token.piece)
    }

    pub(super) fn is_sign(&self, at: usize, signs: &[char]) -> bool {
        matches!(self.piece(at), Some(Piece::Sign(sign)) if signs.contains(&sign))
    }

    /// True when the text goes on with `what` at token `at`.
    pub(super) fn starts(&self, at: usize, what: &str) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| self.text[token.span.start..].starts_with(what))
    }

    /// The token in lower case; empty for none, and for what is too long to be in a lexicon.
    pub(super) fn lower(&self, at: usize) -> String {
        match self.tokens.get(at) {
            Some(token) if token.span.len() <= 32 => token.span.of(self.text).to_lowercase(),
            _ => String::new(),
        }
    }

    /// Index of the first token from `at` on that starts at or after `offset`.
    pub(super) fn token_after(&self, at: usize, offset: usize) -> usize {
        let mut next = at;
        while self
            .tokens
            .get(next)
            .is_some_and(|token| token.span.start < offset)
        {
            next += 1;
        }
        next
    }
}
