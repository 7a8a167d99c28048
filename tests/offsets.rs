//! Offsets survive folding, splicing and counting, whatever the text.

use alinha::text::{
    Case, DecodeOptions, Edit, FoldedView, OffsetCounter, OffsetUnit, Span, Text, TextEncoding,
    splice,
};
use proptest::prelude::*;

/// Texts with everything that folding touches: marks, full-width letters, kinds of hyphen and
/// space, line ends, astral characters, mojibake.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![
            Just("Caza\u{200B}que".to_owned()),
            Just("Anto\u{301}nio".to_owned()),
            Just("AntĂłnio".to_owned()),
            Just("Sino\u{2011}Kazakh".to_owned()),
            Just("ＳＣＯ".to_owned()),
            Just("\r\n".to_owned()),
            Just("\n\n".to_owned()),
            Just("\u{A0}".to_owned()),
            Just("İ".to_owned()),
            Just("鲁班工坊".to_owned()),
            Just("😀𠮷".to_owned()),
            "\\PC{0,4}",
        ],
        0..12,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn folded_stretches_lead_back_to_whole_characters(text in text(), lower: bool) {
        let view = FoldedView::new(&text, if lower { Case::Lower } else { Case::Keep });
        let folded = view.as_str();
        let borders: Vec<usize> = folded
            .char_indices()
            .map(|(at, _)| at)
            .chain([folded.len()])
            .collect();
        let mut last_start = 0;
        for (index, start) in borders.iter().enumerate() {
            for end in &borders[index + 1..] {
                let original = view.to_original(Span::new(*start, *end));
                prop_assert!(text.get(original.start..original.end).is_some());
                prop_assert!(original.start >= last_start);
                prop_assert!(!original.is_empty(), "a folded character comes from somewhere");
            }
            if let Some(end) = borders.get(index + 1) {
                last_start = view.to_original(Span::new(*start, *end)).start;
            }
        }
    }

    #[test]
    fn folding_a_folded_text_changes_nothing(text in text()) {
        let once = alinha::text::fold(&text, Case::Lower);
        // A line break becomes a space and a blank line stays, so the second view is stable.
        let twice = alinha::text::fold(&once, Case::Lower);
        prop_assert_eq!(twice.replace('\n', " "), once.replace('\n', " "));
    }

    #[test]
    fn every_encoding_splices_like_utf8(text in text(), cut in 0.0..1.0_f64) {
        let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let middle = borders[((borders.len() - 1) as f64 * cut) as usize];
        let end = borders.iter().copied().find(|at| *at > middle).unwrap_or(middle);
        let edits = [Edit { span: Span::new(middle, end), replacement: "SCO 上合".to_owned() }];
        let expected = splice(&text, &edits).expect("one edit");
        for label in ["utf-8", "utf-16le", "utf-16be", "gb18030"] {
            let encoding = TextEncoding::from_label(label).expect("known");
            let write = |words: &str| -> Vec<u8> {
                match label {
                    "utf-16le" => words.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                    "utf-16be" => words.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                    "gb18030" => encoding_rs::GB18030.encode(words).0.into_owned(),
                    _ => words.as_bytes().to_vec(),
                }
            };
            let options = DecodeOptions { encoding: Some(encoding), language: None };
            // A text may be refused (control characters, a mark of another encoding): never changed.
            if let Ok(decoded) = Text::decode(write(&text), options)
                && decoded.as_str() == text
            {
                prop_assert_eq!(decoded.spliced(&edits).expect("all of Unicode"), write(&expected));
            }
        }
    }

    #[test]
    fn offsets_count_alike_in_every_order(text in text()) {
        let chars: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let mut counter = OffsetCounter::new(&text, OffsetUnit::Chars);
        for (number, at) in chars.iter().enumerate().rev().chain(chars.iter().enumerate()) {
            prop_assert_eq!(counter.count(*at), number);
        }
        let mut counter = OffsetCounter::new(&text, OffsetUnit::Utf16);
        prop_assert_eq!(counter.count(text.len()), text.encode_utf16().count());
    }
}
