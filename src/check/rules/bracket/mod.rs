//! Brackets and quotation marks without their other half.

mod pairs;
mod unbalanced_bracket;
mod unbalanced_quote;

pub(super) use unbalanced_bracket::UnbalancedBracket;
pub(super) use unbalanced_quote::UnbalancedQuote;
