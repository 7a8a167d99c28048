//! The rules, one file each, in a folder a family.

mod bracket;
mod encoding;
mod language;
mod lexicon;
mod name;
mod number;
mod repeat;
mod scar;
mod source;

use super::Rule;

/// All rules, by family and number.
static REGISTRY: &[&dyn Rule] = &[
    &name::Variant,
    &name::ForeignInitialism,
    &name::Doubt,
    &name::TwoForms,
    &encoding::Mojibake,
    &encoding::HtmlEntity,
    &encoding::LostCharacter,
    &scar::SplitHyphen,
    &scar::SpaceBeforeMark,
    &scar::SplitClitic,
    &scar::SpaceInBrackets,
    &scar::DoubledMark,
    &scar::CapitalAfterSemicolon,
    &scar::StrayMark,
    &scar::MisplacedMark,
    &number::CurrencySpacing,
    &number::SplitNumber,
    &number::PercentSpacing,
    &bracket::UnbalancedBracket,
    &bracket::UnbalancedQuote,
    &repeat::Word,
    &repeat::Loop,
    &language::Fragment,
    &lexicon::untranslated::RULE,
    &language::MixedScript,
    &lexicon::false_friend::RULE,
    &lexicon::calque::RULE,
    &lexicon::official_name::RULE,
    &lexicon::initialism::RULE,
    &lexicon::grammar::RULE,
    &lexicon::format::RULE,
    &source::NumberMismatch,
    &source::MissingNumber,
    &source::Untranslated,
    &source::CopiedWord,
    &source::Placeholder,
];

/// All rules, by family and number.
#[must_use]
pub fn registry() -> &'static [&'static dyn Rule] {
    REGISTRY
}
