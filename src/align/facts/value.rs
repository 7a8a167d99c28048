//! The values of facts: comparable whatever they were written like.

use std::fmt;

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Japanese yen: shares its sign with the yuan.
    pub(super) const JPY: Self = Self(*b"JPY");

    /// The currency with a code of three capital letters.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let code: [u8; 3] = code.as_bytes().try_into().ok()?;
        code.iter()
            .all(u8::is_ascii_uppercase)
            .then_some(Self(code))
    }

    /// The code: `USD`, `CNY`, `BRL`.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An exact decimal number; equal numbers are equal values (`44.0` and `44`).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// Never a multiple of ten, unless it is zero.
    digits: u64,
    /// Power of ten that the digits are multiplied by.
    exponent: i16,
}

impl Decimal {
    /// `digits` times ten to the power of `exponent`.
    #[must_use]
    pub fn new(mut digits: u64, mut exponent: i16) -> Self {
        if digits == 0 {
            exponent = 0;
        }
        while digits != 0 && digits.is_multiple_of(10) {
            digits /= 10;
            exponent = exponent.saturating_add(1);
        }
        Self { digits, exponent }
    }

    /// The number ten to the power of `exponent` times as large.
    #[must_use]
    pub fn scaled(self, exponent: i16) -> Self {
        Self::new(self.digits, self.exponent.saturating_add(exponent))
    }

    /// The sum, unless it has more digits than fit.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let lift = |number: Self| {
            let shift = u32::try_from(i32::from(number.exponent) - i32::from(exponent)).ok()?;
            number.digits.checked_mul(10_u64.checked_pow(shift)?)
        };
        let digits = lift(self)?.checked_add(lift(other)?)?;
        Some(Self::new(digits, exponent))
    }

    /// The nearest floating-point number.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.digits as f64 * 10_f64.powi(i32::from(self.exponent))
    }

    /// The whole number, if it is one and not larger than `u32` holds.
    #[must_use]
    pub fn to_u32(self) -> Option<u32> {
        let power = 10_u64.checked_pow(u32::try_from(self.exponent).ok()?)?;
        u32::try_from(self.digits.checked_mul(power)?).ok()
    }

    /// How many digits say something: 2 for 44 billion, 3 for 43.8 and for 17.5.
    #[must_use]
    pub fn significant_digits(self) -> u32 {
        self.digits.checked_ilog10().map_or(1, |log| log + 1)
    }
}

impl From<u32> for Decimal {
    fn from(number: u32) -> Self {
        Self::new(u64::from(number), 0)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}e{}", self.digits, self.exponent)
    }
}

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FactKind {
    /// A sum of money in a currency.
    Amount(Currency),
    /// A share in percent, or a number of percentage points.
    Percent,
    /// A number of things, also with a unit of measure.
    Count,
    /// A place in an order: `80th`, `第二`, `2.ª`, `80周年`.
    Ordinal,
    /// A day of a month, or a month.
    Date,
    /// A year of the calendar.
    Year,
    /// A time of day.
    Time,
    /// A name with digits: `C919`, `G20`, `COVID-19`.
    Code,
}

/// The value of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FactValue {
    /// A number: for amounts, percentages, counts, ordinals, years.
    Number(Decimal),
    /// A date without its year; 0 where the month or the day is not said.
    Date {
        /// 1 to 12, or 0.
        month: u8,
        /// 1 to 31, or 0.
        day: u8,
    },
    /// A time of day.
    Time {
        /// 0 to 24.
        hour: u8,
        /// 0 to 59.
        minute: u8,
    },
    /// Hash of a code in capitals without hyphens.
    Code(u64),
}
