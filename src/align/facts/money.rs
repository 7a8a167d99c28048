//! Finding the unit of money before or after a number.

use super::lexicon::Role;
use super::reader::Reader;
use super::token::Piece;
use super::value::Currency;

impl Reader<'_> {
    /// The unit of money after a number, and the index of the token after it.
    pub(super) fn currency_after(&self, at: usize) -> Option<(Currency, usize)> {
        let token = self.tokens.get(at)?;
        if let Piece::Han(_) = token.piece {
            let (currency, len) = self
                .lexicon
                .chinese_currency(&self.text[token.span.start..])?;
            return Some((currency, self.token_after(at, token.span.start + len)));
        }
        // `million-dollar`, `billion U.S. dollars`, `bilhões de dólares`.
        for at in at..at + 6 {
            if let Some(found) = self.currency_phrase(at) {
                return Some(found);
            }
            let is_filler = self.is_sign(at, &['-', '‑'])
                || self
                    .lexicon
                    .is(&self.lower(at), self.lang, Role::CurrencyFiller);
            // A full stop fills only inside `U.S.`.
            let ends_sentence = self.is_sign(at, &['.']) && !self.tokens[at].glued;
            if !is_filler || ends_sentence {
                return None;
            }
        }
        None
    }

    /// A unit of money of up to four tokens (`us $`, `hong kong dollars`) at `at`.
    fn currency_phrase(&self, at: usize) -> Option<(Currency, usize)> {
        let mut phrase = String::new();
        let mut found = None;
        for index in at..(at + 4).min(self.tokens.len()) {
            // `$` before the next number belongs to that number: `44, $50`.
            if matches!(self.tokens[index].piece, Piece::Digits | Piece::Han(_)) {
                break;
            }
            if !self.tokens[index].glued && index > at {
                phrase.push(' ');
            }
            phrase.push_str(&self.lower(index));
            if let Some(currency) = self.lexicon.currency(&phrase, self.lang) {
                let belongs_to_next = self.piece(index + 1) == Some(Piece::Digits)
                    && matches!(self.tokens[index].piece, Piece::Sign(_));
                if !belongs_to_next {
                    found = Some((currency, index + 1));
                }
            }
        }
        found
    }

    /// The unit of money before a number, and the index of its first token.
    pub(super) fn currency_before(&self, at: usize) -> Option<(Currency, usize)> {
        let last = at.checked_sub(1)?;
        match self.tokens[last].piece {
            Piece::Han(_) => {
                let (start, rest) = ["人民币", "人民幣"].iter().find_map(|form| {
                    let start = self.tokens[last].span.end.checked_sub(form.len())?;
                    let before = self.text.get(start..self.tokens[last].span.end)?;
                    (before == *form).then_some((at.checked_sub(3)?, before))
                })?;
                self.lexicon
                    .chinese_currency(rest)
                    .map(|(currency, _)| (currency, start))
            }
            Piece::Sign(_) => {
                let sign = self.lower(last);
                if let Some(letters) = last.checked_sub(1).filter(|_| self.tokens[last].glued)
                    && self.tokens[letters].piece == Piece::Word
                {
                    let phrase = format!("{}{sign}", self.lower(letters));
                    if let Some(currency) = self.lexicon.currency(&phrase, self.lang) {
                        return Some((currency, letters));
                    }
                }
                self.lexicon
                    .currency(&sign, self.lang)
                    .map(|currency| (currency, last))
            }
            Piece::Word => {
                let word = self.tokens[last].span.of(self.text);
                // Only codes stand before the number: `RMB 20`, never `reais 20`.
                if word.len() != 3 || !word.bytes().all(|b| b.is_ascii_uppercase()) {
                    return None;
                }
                self.lexicon
                    .currency(&self.lower(last), self.lang)
                    .map(|currency| (currency, last))
            }
            Piece::Digits => None,
        }
    }
}
