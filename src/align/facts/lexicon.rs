//! The words that numbers, dates and currencies are written with, by language.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Currency;
use crate::lang::Lang;

/// What a word of the lexicon does in a number or date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A number below a thousand.
    Number,
    /// A power of ten; the value is the exponent.
    Scale,
    /// An ordinal number.
    Ordinal,
    /// What follows digits in an ordinal (`th`).
    OrdinalSuffix,
    /// Stands between number words (`and`).
    Joiner,
    /// Name of a month.
    Month,
    /// Shows that the month name after it is one.
    BeforeMonth,
    /// Shows that the four digits after it are a year.
    YearWord,
    /// Percent sign or word.
    Percent,
    /// Unit of money.
    Currency,
    /// May stand between a number and its unit of money.
    CurrencyFiller,
    /// Unit of measure glued to digits.
    Unit,
    /// Chinese measure word: shows that the single numeral before it is a number.
    Measure,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    lang: Option<Lang>,
    role: Role,
    value: u32,
    currency: Option<Currency>,
}

/// The lexicon as read from `lexicon.csv`.
pub(super) struct Lexicon {
    entries: FxHashMap<&'static str, Vec<Entry>>,
    /// Chinese units of money, longest first: they follow without a space.
    chinese_currencies: Vec<(&'static str, Currency)>,
    /// Chinese signs of percentage points.
    chinese_percents: Vec<&'static str>,
}

/// The one lexicon.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> =
        LazyLock::new(|| Lexicon::parse(include_str!("lexicon.csv")));
    &LEXICON
}

impl Lexicon {
    /// Reads the rows; a row that makes no sense is left out, and the test below finds it.
    fn parse(csv: &'static str) -> Self {
        let mut lexicon = Self {
            entries: FxHashMap::default(),
            chinese_currencies: Vec::new(),
            chinese_percents: Vec::new(),
        };
        for line in csv.lines().skip(1) {
            let mut fields = line.splitn(4, ',');
            let (Some(lang), Some(role), Some(value), Some(forms)) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let Some(role) = role_of(role) else { continue };
            let entry = Entry {
                lang: lang.parse().ok(),
                role,
                value: value.parse().unwrap_or(0),
                currency: (role == Role::Currency)
                    .then(|| Currency::from_code(value))
                    .flatten(),
            };
            for form in forms.split('|') {
                if entry.lang == Some(Lang::ZH) {
                    match (role, entry.currency) {
                        (Role::Currency, Some(currency)) => {
                            lexicon.chinese_currencies.push((form, currency));
                        }
                        (Role::Percent, _) => lexicon.chinese_percents.push(form),
                        _ => {}
                    }
                }
                lexicon.entries.entry(form).or_default().push(entry);
            }
        }
        lexicon
            .chinese_currencies
            .sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        lexicon
    }

    fn entry(&self, form: &str, lang: Lang, role: Role) -> Option<&Entry> {
        let entries = self.entries.get(form)?;
        let of = |wanted: Option<Lang>| {
            entries
                .iter()
                .find(|entry| entry.role == role && entry.lang == wanted)
        };
        // Chinese and unknown texts carry English stretches; the other languages do not.
        let borrows_english = matches!(lang, Lang::ZH | Lang::UND | Lang::JA | Lang::KO);
        of(Some(lang))
            .or_else(|| of(None))
            .or_else(|| borrows_english.then(|| of(Some(Lang::EN))).flatten())
    }

    /// The value of a lower-case form in a role, if it has that role in the language.
    pub(super) fn value(&self, form: &str, lang: Lang, role: Role) -> Option<u32> {
        self.entry(form, lang, role).map(|entry| entry.value)
    }

    /// True when a lower-case form has the role in the language.
    pub(super) fn is(&self, form: &str, lang: Lang, role: Role) -> bool {
        self.entry(form, lang, role).is_some()
    }

    /// The currency that a lower-case form stands for in the language.
    pub(super) fn currency(&self, form: &str, lang: Lang) -> Option<Currency> {
        let currency = self.entry(form, lang, Role::Currency)?.currency?;
        // The same sign is used for both.
        if lang == Lang::JA && matches!(form, "¥" | "￥") {
            return Some(Currency::JPY);
        }
        Some(currency)
    }

    /// The Chinese unit of money that `rest` starts with, and its length in bytes.
    pub(super) fn chinese_currency(&self, rest: &str) -> Option<(Currency, usize)> {
        self.chinese_currencies
            .iter()
            .find(|(form, _)| rest.starts_with(form))
            .map(|(form, currency)| (*currency, form.len()))
    }

    /// The length in bytes of the Chinese sign of percentage points that `rest` starts with.
    pub(super) fn chinese_percent(&self, rest: &str) -> Option<usize> {
        self.chinese_percents
            .iter()
            .find(|form| rest.starts_with(**form))
            .map(|form| form.len())
    }
}

fn role_of(name: &str) -> Option<Role> {
    Some(match name {
        "number" => Role::Number,
        "scale" => Role::Scale,
        "ordinal" => Role::Ordinal,
        "ordinal_suffix" => Role::OrdinalSuffix,
        "joiner" => Role::Joiner,
        "month" => Role::Month,
        "before_month" => Role::BeforeMonth,
        "year_word" => Role::YearWord,
        "percent" => Role::Percent,
        "currency" => Role::Currency,
        "currency_filler" => Role::CurrencyFiller,
        "unit" => Role::Unit,
        "measure" => Role::Measure,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        for line in include_str!("lexicon.csv").lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let [lang, role, value, forms] = fields[..] else {
                panic!("four fields: {line}");
            };
            assert!(lang.is_empty() || lang.parse::<Lang>().is_ok(), "{line}");
            assert!(role_of(role).is_some(), "{line}");
            if role == "currency" {
                assert!(Currency::from_code(value).is_some(), "{line}");
            } else {
                assert!(value.parse::<u32>().is_ok(), "{line}");
            }
            assert_eq!(forms, forms.to_lowercase(), "{line}");
        }
    }
}
