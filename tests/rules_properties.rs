//! What holds for every text: findings lie in it, nothing panics, fixing twice equals fixing once.

use alinha::check::{Applicability, Checker, Finding, Input, Selector, Settings, Side, Source};
use alinha::fix;
use alinha::glossary::Matcher;
use alinha::lang::LangTag;
use alinha::text::splice;
use proptest::prelude::*;

/// Pieces that rules look for, in all mixtures.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "long",
            " -term",
            "in -depth",
            "the",
            "the the",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\n\n",
            "\u{a0}",
            "\u{3000}",
            "; It",
            " is",
            "$ 44",
            "US$ 1, 000",
            "17. 5%",
            "17.5 %",
            "1 ,000",
            "don 't",
            "China 's",
            "do n't",
            "it ' s",
            "(",
            ")",
            "（",
            "）",
            "《",
            "》",
            "【",
            "】",
            "“",
            "”",
            "「",
            "」",
            "[",
            "]",
            "'",
            "’",
            "\"",
            "AntĂłnio",
            "AntÃ³nio",
            "â€™",
            "Ã©",
            "ä¸\u{ad}å›½",
            "ÃƒÂ©",
            "锟斤拷",
            "\u{fffd}",
            "鈥檚",
            "ï¿½",
            "&amp;",
            "&amp;nbsp;",
            "&#8217;",
            "&#x1F600;",
            "&lt;",
            "OCS",
            "Cazaque",
            "Lu Ban",
            "鲁班工坊",
            "上合组织",
            "峰会在天津举行",
            "，",
            "。",
            "、",
            ",",
            ".",
            "..",
            ",,",
            ";",
            ":",
            "?",
            "!",
            "-",
            "\u{2011}",
            "^",
            "~",
            "_",
            "|",
            "`",
            "```",
            "<b>",
            "</b>",
            "https://example.org/a-b",
            "a@b.org",
            "@handle",
            "1985年",
            "8月30日",
            "440亿美元",
            "$44 billion",
            "São",
            "AMANHû",
            "tornou -se",
            "se se",
            "de de",
            "😀",
            "e\u{301}",
            "\u{200b}",
            "\u{202e}",
            "\u{0}",
            "Việt",
            "Ştefan",
            "źdźbło",
            "Россия",
            "a",
            "I",
        ])
        .prop_map(str::to_owned),
        "[a-zà-ü ]{0,6}",
        any::<char>().prop_map(String::from),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
}

fn settings() -> Settings {
    Settings {
        select: vec![Selector::All],
        preview: true,
        ..Settings::default()
    }
}

fn lie_in(findings: &[Finding], text: &str, source: &str) -> Result<(), TestCaseError> {
    for finding in findings {
        let side = match finding.side {
            Side::Source => source,
            Side::Target => text,
        };
        prop_assert!(
            side.get(finding.span.start..finding.span.end).is_some(),
            "{finding:?}"
        );
        prop_assert!(!finding.span.is_empty(), "{finding:?}");
        prop_assert!((0.0..=1.0).contains(&finding.confidence));
        for note in &finding.related {
            prop_assert!(
                note.span
                    .is_none_or(|span| side.get(span.start..span.end).is_some())
            );
        }
        if let Some(fix) = &finding.fix {
            prop_assert!(splice(side, &fix.edits).is_ok(), "{finding:?}");
            for edit in &fix.edits {
                prop_assert!(
                    side.get(edit.span.start..edit.span.end).is_some(),
                    "{finding:?}"
                );
            }
        }
    }
    let places = |finding: &Finding| (finding.side, finding.span, finding.rule.id);
    prop_assert!(findings.is_sorted_by_key(places));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn findings_lie_in_the_text(text in text(), source in text(), lang in prop::sample::select(vec!["en", "pt", "zh", "und", "fr"])) {
        let settings = settings();
        let checker = Checker::new(&settings, Matcher::builtin());
        let tag: LangTag = lang.parse().expect("a tag");
        let mut input = Input::new(&text, tag);
        lie_in(&checker.check(&input), &text, "")?;
        input.source = Some(Source { text: &source, tag: "zh".parse().expect("a tag") });
        let findings = checker.check(&input);
        lie_in(&findings, &text, &source)?;
        let (edits, _) = fix::edits(&findings, Applicability::DisplayOnly);
        prop_assert!(splice(&text, &edits).is_ok());
    }

    #[test]
    fn fixing_twice_equals_fixing_once(text in text(), lang in prop::sample::select(vec!["en", "pt", "zh"])) {
        let settings = settings();
        let checker = Checker::new(&settings, Matcher::builtin());
        let tag: LangTag = lang.parse().expect("a tag");
        for limit in [Applicability::Safe, Applicability::Unsafe] {
            let apply = |text: &str| fix::apply(text, limit, |text| checker.check(&Input::new(text, tag))).0;
            let once = apply(&text);
            prop_assert_eq!(&apply(&once), &once);
        }
    }
}

/// A text without line breaks is one line: no rule may look back without a bound.
#[test]
fn rules_are_linear() {
    let settings = settings();
    let checker = Checker::new(&settings, Matcher::builtin());
    for unit in [
        "(",
        "“a ",
        "' s ",
        " -x",
        "1, ",
        "，",
        "&amp;",
        "Ã",
        "the ",
        "a a b ",
        "^ ",
        "`",
        "<a",
        "锟斤拷",
        "鲁 ",
    ] {
        let text = unit.repeat(200_000 / unit.len());
        let start = std::time::Instant::now();
        let tag: LangTag = "en".parse().expect("a tag");
        let found = checker.check(&Input::new(&text, tag)).len();
        assert!(found <= text.len());
        assert!(
            start.elapsed().as_secs() < 5,
            "`{unit}` takes {:?}",
            start.elapsed()
        );
    }
}
