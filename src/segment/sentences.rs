//! Sentences of one block: Unicode breaks, then two passes of our own.
//!
//! ICU4X proposes the breaks (UAX #29). Each is first settled between the marks around it, so that closing
//! quotes stay with their sentence and opening ones go to the next, and then judged: abbreviations,
//! initials, line breaks and quotations inside a sentence do not end it.

use icu_segmenter::SentenceSegmenter;
use icu_segmenter::options::SentenceBreakInvariantOptions;

use super::judge::Judge;
use super::marks::{Nesting, is_closer, is_full_stop, is_terminator};
use crate::lang::Lang;
use crate::text::Span;

/// A quotation or bracket still open after this many bytes was never closed.
const LONGEST_QUOTATION: usize = 2_000;

/// The sentences of `text`, which is one block in the language `lang`.
///
/// Spans are in order, without overlap, cut free of white space at their ends, and together
/// cover everything but white space. English, Portuguese and Chinese are broken with our own lists
/// on top of the Unicode rules, other languages by those rules alone. Linear in the length of `text`.
#[must_use]
pub fn sentences(text: &str, lang: Lang) -> Vec<Span> {
    let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
    let judge = Judge::new(text, lang);
    let mut nesting = Nesting::default();
    let mut found = Vec::new();
    let mut start = 0;
    let mut last_cut = 0;
    let mut cut_at = |cut: usize, start: &mut usize| {
        let span = Span::new(*start, cut).trimmed(text);
        if !span.is_empty() {
            found.push(span);
        }
        *start = cut;
    };
    for proposed in proposals(&segmenter, text) {
        let cut = settle(text, proposed, last_cut, &mut nesting);
        if cut <= last_cut || cut >= text.len() {
            continue;
        }
        last_cut = cut;
        nesting.advance(text, cut);
        nesting.forget_before(cut.saturating_sub(LONGEST_QUOTATION));
        if judge.ends_sentence(start, cut, &nesting) {
            cut_at(cut, &mut start);
        }
    }
    cut_at(text.len(), &mut start);
    found
}

/// The places where a sentence may end, in order: those of ICU4X, and two kinds that the Unicode rules
/// leave out: before numbers (`in 2010. 24 countries signed`) and after the sign `…`.
fn proposals<'a>(
    segmenter: &'a icu_segmenter::SentenceSegmenterBorrowed<'static>,
    text: &'a str,
) -> impl Iterator<Item = usize> + 'a {
    let mut before = 0;
    segmenter.segment_str(text).flat_map(move |end| {
        let piece = Span::new(before, end);
        before = end;
        more_proposals(text, piece).chain(std::iter::once(end))
    })
}

fn more_proposals(text: &str, piece: Span) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let ellipsis = "…".as_bytes();
    (piece.start + 1..piece.end).filter(move |at| {
        if bytes[at - 1] == ellipsis[2] && bytes[..*at].ends_with(ellipsis) {
            return !bytes[*at..].starts_with(ellipsis);
        }
        bytes[*at] == b' ' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) && {
            let left = text[piece.start..*at].trim_end_matches(['"', ')', '”', '’', '»']);
            left.ends_with('.')
        }
    })
}

/// Moves a proposed break behind the closing marks and before the opening ones.
///
/// Unicode breaks know no difference between the two kinds: `说。“我` breaks after the opening quote.
fn settle(text: &str, proposed: usize, after: usize, nesting: &mut Nesting) -> usize {
    if proposed <= after {
        return after;
    }
    // Back to the last mark that ends the sentence.
    let mut end = proposed;
    for (place, c) in text[after..proposed].char_indices().rev() {
        if is_terminator(c) {
            end = after + place + c.len_utf8();
            break;
        }
        if c.is_alphanumeric() {
            // No such mark (a line break, a mark of another script): nothing to settle.
            return proposed;
        }
    }
    nesting.advance(text, end);
    let mut in_straight = nesting.in_straight_quote();
    let mut rest = text[end..].char_indices().peekable();
    let mut cut = end;
    while let Some((place, c)) = rest.next() {
        let closes = match c {
            // Glued to the full stop and free behind it, a straight quote closes whatever the count says.
            '"' if in_straight || rest.peek().is_none_or(|(_, next)| next.is_whitespace()) => {
                in_straight = false;
                true
            }
            '"' if nesting.quote().is_some() => true,
            '\'' => rest.peek().is_none_or(|(_, next)| !next.is_alphanumeric()),
            _ => is_terminator(c) && !is_full_stop(c) || is_closer(c),
        };
        let reference = c == '[' && is_reference(&text[end + place..]);
        if closes {
            cut = end + place + c.len_utf8();
        } else if reference {
            // A footnote mark glued to the full stop: `in 2010.[3] The`.
            let mut length = 0;
            while is_reference(&text[end + place + length..]) {
                length += text[end + place + length..].find(']').map_or(0, |i| i + 1);
            }
            return end + place + length;
        } else {
            break;
        }
    }
    cut
}

/// True for `[12]` at the start of `text`.
fn is_reference(text: &str) -> bool {
    text.strip_prefix('[').is_some_and(|rest| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        (1..=3).contains(&digits) && rest[digits..].starts_with(']')
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `|` stands where the sentences are cut.
    fn check(lang: Lang, cut: &str) {
        let text = cut.replace('|', "");
        let spans = sentences(&text, lang);
        let found: Vec<&str> = spans.iter().map(|span| span.of(&text)).collect();
        let wanted: Vec<&str> = cut.split('|').map(str::trim).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn english_abbreviations_do_not_end_sentences() {
        for cut in [
            "Mr. Xi met Ms. Peng. |They talked with Gen. Li.",
            "On Aug. 30 he left. |Sept. 5 was a Friday.",
            "The U.S. trade talks began. |He went to the U.S. |The talks went on.",
            "It sold for $44.1 billion. |Mr. Lu paid 3.5 percent.",
            "See No. 1 and Art. 5 and p. 12. |Did he come? |No. |He stayed.",
            "J. K. Rowling and D. Serikbayev wrote it. |Then came W. E. B. Du Bois.",
            "Acme Inc. makes glass. |It began as Smith Bros. |The firm grew.",
            "They left at 7:40 a.m. |The bus left at 9 p.m. Monday.",
            "He was born in 507 B.C. |Carpenters revere him.",
            "Saws, planes, etc. |Chisels came later.",
            "It began in 2010. |24 countries signed. |In all, 30 did.",
            "He lives on Nazarbayev Ave. |Macao has one too.",
            "Yahoo! announced it. |Who? |iPhones sold well.",
            "Really?! |Yes... |Well... maybe.",
            "It was said (see p. 3. There is more there) in passing. |(It ended in 2024.) |So it was.",
            "Trade rose in 2010.[3] |The rest fell.[4][5] |It ended.",
        ] {
            check(Lang::EN, cut);
        }
    }

    #[test]
    fn portuguese_abbreviations_do_not_end_sentences() {
        for cut in [
            "Fica em St. Louis. |Tem vitamina D. |Depois veio D. João.",
            "O Sr. Xi e a Sra. Peng foram à Av. Paulista. |Depois, ao Prof. Dr. Lu.",
            "O art. 5.º da lei vale. |O art. 9º também. |Veja a pág. 12 e o nº 1.",
            "Nasceu em 507 a.C. e morreu em 444 a.C. |Carpinteiros o veneram.",
            "A empresa Vale S.A. exporta ferro. |Foi à S. Paulo Corretora.",
            "Somou US$ 43,8 bilhões em 2024. |Em 2023, US$ 41 bilhões.",
            "Serras, plainas, etc. |O resto veio depois.",
            "“Quem sabe?”, pergunta o professor. |“Ninguém.” |“Por quê?” |Ele riu.",
        ] {
            check(Lang::PT, cut);
        }
    }

    #[test]
    fn quotes_stay_with_their_sentences() {
        for cut in [
            "“We waited two days. |Now we do not.” |“Good.” |He left.",
            "He said, \"We left.\" |\"Why?\" |\"Because.\"",
            "“Who can tell me?” a teacher asks. |“Is it you?” Xi asked. |Nobody answered.",
            "They call it “Mr. Lu.” |It is a robot.",
            "He quoted “走吧。不要等！” and left. |The sign says 「欢迎光临。」 in red.",
        ] {
            check(Lang::EN, cut);
        }
        for cut in [
            "他说：“走吧。”|“好。”|大家走了。",
            "他说：“走吧。\"|不过没人走。|\"好。\"|她走了。",
            "“谁能告诉我，它为什么停下来了？”一位老师问。|没有人回答。",
            "“机器坏了可以修，”老师说，“瞒着不说，就是人了。”|他走了。",
            "「走吧。」|『好！』|他高喊“加油！”跑了过来。|真的？！|是的。",
            "我们想了很久很久……|后来他走了。|我……我不知道。",
            "“加油！”的喊声响起。|《你好！中国》上映了。|他来了（他说很高兴。真的。）。|完。",
            "面积5.6平方公里；人口20万。|COMAC研制了C919. |Mr. Xi来了. |他走了.|我来了。",
            "（本文数据取自公开资料；场景为综合写成。）|下一句。",
        ] {
            check(Lang::ZH, cut);
        }
    }

    #[test]
    fn one_line_break_does_not_end_a_sentence() {
        let text =
            "The port of\r\nTianjin is large. It\nhandles\nTEUs.\nSo it is.\n\nA title\n\nText";
        let spans = sentences(text, Lang::EN);
        let found: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
        assert_eq!(
            found,
            [
                "The port of\r\nTianjin is large.",
                "It\nhandles\nTEUs.",
                "So it is.",
                "A title",
                "Text"
            ]
        );
    }

    #[test]
    fn other_languages_have_the_unicode_rules() {
        check(Lang::RU, "Он пришёл. |Мы ушли.");
        check(Lang::JA, "行きます。|「はい。」|そうです。");
    }

    #[test]
    fn long_lines_of_marks_take_linear_time() {
        for piece in [
            "1. ",
            "Mr. ",
            "(a. ",
            "“啊！",
            "…… ",
            "\n",
            ".\n",
            "\" ",
            "！》",
            "”. ",
        ] {
            let text = piece.repeat(40_000);
            let begin = std::time::Instant::now();
            for lang in [Lang::EN, Lang::ZH] {
                let _ = sentences(&text, lang);
            }
            assert!(
                begin.elapsed().as_secs() < 5,
                "{piece:?}: {:?}",
                begin.elapsed()
            );
        }
    }

    fn covers_everything(text: &str, lang: Lang) -> Result<(), TestCaseError> {
        let mut at = 0;
        for span in sentences(text, lang) {
            prop_assert!(span.start >= at && !span.is_empty());
            prop_assert_eq!(text[at..span.start].trim(), "");
            prop_assert_eq!(span.of(text).trim(), span.of(text));
            at = span.end;
        }
        prop_assert_eq!(text[at..].trim(), "");
        Ok(())
    }

    proptest! {
        #[test]
        fn spans_cover_any_text(text in any::<String>()) {
            for lang in [Lang::EN, Lang::PT, Lang::ZH, Lang::KK] {
                covers_everything(&text, lang)?;
            }
        }

        #[test]
        fn spans_cover_texts_of_marks(text in "([a-cA-CÉ鲁班说 \\n\\r1-3.!?。！？…“”‘’'\"「」()（）《》\\[\\]]|Mr\\. |U\\.S\\. ){0,60}") {
            for lang in [Lang::EN, Lang::PT, Lang::ZH, Lang::KK] {
                covers_everything(&text, lang)?;
            }
        }
    }
}
