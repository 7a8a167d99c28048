//! Properties that hold for any text and any glossary.

use proptest::prelude::*;

use super::gold::normalised;
use super::{Action, Glossary, Matcher, edit};
use crate::lang::LangTag;

/// Pieces that texts are put together from: terms of the glossary and what stands around them.
fn piece() -> impl Strategy<Value = String> {
    let terms: Vec<String> = Glossary::builtin()
        .concepts()
        .iter()
        .flat_map(|concept| concept.terms.iter().map(|term| term.text.to_string()))
        .collect();
    prop_oneof![
        6 => proptest::sample::select(terms.clone()),
        1 => proptest::sample::select(terms.clone()).prop_map(|term| term.to_uppercase()),
        1 => proptest::sample::select(terms.clone()).prop_map(|term| term.to_lowercase()),
        1 => proptest::sample::select(terms).prop_map(|term| term.replace(' ', "\n").replace('-', "\u{2011}")),
        4 => proptest::sample::select(vec![
            " ", " ", " ", ", ", ". ", "\n", "\n\n", "’s ", "s ", "-", "“", "”", "\"", "(", ")", "`", "<", ">", "</code>",
            "@", "#", "/", "https://", "的", "总统", "·", "・", "\u{200B}", "\u{AD}", "\u{301}", "\u{FEFF}", "\r\n", "_", "1",
            "the ", "de ", "King ", "President ", "Ban ", "in Asia ", "İ", "ß", "ǅ", "ﬁ", "😀",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..14).prop_map(|pieces| pieces.concat())
}

fn tag() -> impl Strategy<Value = LangTag> {
    proptest::sample::select(vec![
        "en", "pt", "pt-BR", "pt-PT", "zh", "zh-Hant", "ru", "und", "ja",
    ])
    .prop_map(|tag| tag.parse().expect("a tag"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn normalising_twice_is_normalising_once(text in text(), tag in tag()) {
        let (once, _) = normalised(&text, tag);
        let (twice, _) = normalised(&once, tag);
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn spans_lie_on_characters_in_order_without_overlap(text in text(), tag in tag()) {
        let mut last = 0;
        for proposal in Matcher::builtin().propose(&text, tag, &[]) {
            prop_assert!(proposal.span.start >= last && !proposal.span.is_empty());
            prop_assert!(text.get(proposal.span.start..proposal.span.end).is_some());
            last = proposal.span.end;
        }
        let mut last = 0;
        for hit in Matcher::builtin().hits(&text, tag, &[]) {
            prop_assert!(hit.span.start >= last && !hit.span.is_empty());
            prop_assert!(text.get(hit.span.start..hit.span.end).is_some());
            last = hit.span.end;
        }
    }

    #[test]
    fn no_file_makes_it_panic(
        rows in proptest::collection::vec("([a-c\"]{0,2},){4}[a-zé鲁 ]{0,3}(,[:/;a-z-]{0,8})?", 0..6),
        junk in ".{0,40}",
        text in ".{0,60}",
    ) {
        let mut file = "concept_id,lang,term,status,context\n".to_owned();
        for row in rows {
            file.push_str(&row);
            file.push('\n');
        }
        for file in [file, junk] {
            let (glossary, problems) = Glossary::parse(&[("x.csv".to_owned(), file.clone())]);
            for problem in problems.iter().chain(&glossary.problems()) {
                prop_assert!(file.get(problem.span.start..problem.span.end).is_some());
            }
            if let Ok(formatted) = edit::format(&file) {
                prop_assert_eq!(edit::format(&formatted), Ok(formatted));
            }
            let _ = Matcher::new(&glossary).propose(&text, LangTag::UND, &[]);
        }
    }

    #[test]
    fn any_glossary_can_be_matched(
        terms in proptest::collection::vec(("[a-cA-C鲁班·é'\u{301}-]{1,4}", 0..4_usize, "[a-cA-C鲁]{0,3}"), 1..8),
        text in "[a-cA-C鲁班·é'\u{301} \n-]{0,40}",
        lang in proptest::sample::select(vec!["en", "zh"]),
    ) {
        let mut file = "concept_id,lang,term,status,action,target\n".to_owned();
        for (at, (term, status, target)) in terms.iter().enumerate() {
            let status = ["preferred", "admitted", "deprecated", "forbidden"][*status];
            let action = if at % 2 == 0 { "replace" } else { "suggest" };
            file.push_str(&format!("c{},{lang},{term},{status},{action},{target}\n", at / 3));
        }
        let (glossary, _) = Glossary::parse(&[("x.csv".to_owned(), file)]);
        for proposal in Matcher::new(&glossary).propose(&text, lang.parse().expect("a tag"), &[]) {
            prop_assert!(proposal.action != Action::None);
            prop_assert!(text.get(proposal.span.start..proposal.span.end).is_some());
        }
    }
}
