//! How numbers are written.

mod currency;
mod percent;
mod split;

pub(super) use currency::CurrencySpacing;
pub(super) use percent::PercentSpacing;
pub(super) use split::SplitNumber;
