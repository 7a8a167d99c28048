//! Facts in figures: numbers, amounts, percentages and dates, read from any of our languages
//! into values that can be compared.
//!
//! `440亿美元`, `$44 billion` and `US$ 44 bilhões` are one [`FactKind::Amount`] with one
//! [`FactValue`]. Linear in the length of the text.

mod date;
mod han;
mod lexicon;
mod money;
mod number;
mod reader;
mod token;
mod value;

pub use value::{Currency, Decimal, FactKind, FactValue};

use crate::lang::Lang;
use crate::text::Span;

/// Something said in figures or number words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fact {
    /// Where it stands, with its unit of money or percent sign.
    pub span: Span,
    /// What it is about.
    pub kind: FactKind,
    /// Its value.
    pub value: FactValue,
    /// How much it tells when it is found again elsewhere, 0 to 1: `two` says little,
    /// `$43.8 billion` a lot.
    pub weight: f32,
}

impl Fact {
    /// Kind and value, for tables: equal keys tell the same.
    #[must_use]
    pub fn key(&self) -> (FactKind, FactValue) {
        (self.kind, self.value)
    }

    /// The number, if the value is one.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match self.value {
            FactValue::Number(number) => Some(number),
            _ => None,
        }
    }

    /// True when both can mean the same, though one may say less or be put otherwise:
    /// `30日` and `August 30`, `80 years` and `80周年`, `$44 billion` and `44 billion`.
    #[must_use]
    pub fn agrees(&self, other: &Self) -> bool {
        match (self.value, other.value) {
            (FactValue::Number(a), FactValue::Number(b)) => {
                let kinds_meet = match (self.kind, other.kind) {
                    (a, b) if a == b => true,
                    (FactKind::Percent, _) | (_, FactKind::Percent) => false,
                    (FactKind::Amount(_), FactKind::Amount(_)) => false,
                    _ => true,
                };
                kinds_meet && a == b
            }
            (
                FactValue::Date { month, day },
                FactValue::Date {
                    month: other_month,
                    day: other_day,
                },
            ) => {
                let meet = |a: u8, b: u8| a == 0 || b == 0 || a == b;
                let share = |a: u8, b: u8| a != 0 && a == b;
                meet(month, other_month)
                    && meet(day, other_day)
                    && (share(month, other_month) || share(day, other_day))
            }
            (a, b) => a == b,
        }
    }
}

/// The facts in `text`, in text order, without overlap.
///
/// `lang` decides what separators and number words mean: `43,800` is a large number in
/// English and a small one in Portuguese. Figures that are no facts (serial numbers of more
/// than 18 digits, parts of web addresses) are left out.
#[must_use]
pub fn facts(text: &str, lang: Lang) -> Vec<Fact> {
    reader::Reader::new(text, lang).read()
}

#[cfg(test)]
mod tests;
