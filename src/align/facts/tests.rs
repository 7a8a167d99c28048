use super::*;

fn keys(text: &str, lang: Lang) -> Vec<(FactKind, FactValue)> {
    facts(text, lang).iter().map(Fact::key).collect()
}

fn one(text: &str, lang: Lang) -> (FactKind, FactValue) {
    let found = facts(text, lang);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found[0].key()
}

/// All texts tell one and the same fact, and nothing else.
fn same(cases: &[(&str, Lang)]) {
    let first = one(cases[0].0, cases[0].1);
    for (text, lang) in cases {
        assert_eq!(one(text, *lang), first, "{text} / {}", cases[0].0);
    }
}

const ZH: Lang = Lang::ZH;
const EN: Lang = Lang::EN;
const PT: Lang = Lang::PT;

#[test]
fn amounts_are_equal_across_languages() {
    same(&[
        ("$44 billion", EN),
        ("US$ 44 bilhões", PT),
        ("44 mil milhões de dólares", PT),
        ("440亿美元", ZH),
        ("44 billion U.S. dollars", EN),
        ("a $44-billion deal", EN),
        ("$ 44 billion", EN),
        ("四百四十亿美元", ZH),
        ("USD 44bn", EN),
        ("$44,000,000,000", EN),
        ("US$44.000.000.000", PT),
        ("４４０亿美元", ZH),
        ("44 млрд долларов", Lang::RU),
        ("44-billion-dollar", EN),
    ]);
    same(&[
        ("$43.8 billion", EN),
        ("US$ 43,8 bilhões", PT),
        ("438亿美元", ZH),
        ("43,8 mil milhões de dólares", PT),
    ]);
    same(&[
        ("2 billion yuan", EN),
        ("two billion yuan", EN),
        ("20亿元", ZH),
        ("20亿元人民币", ZH),
        ("RMB 2 billion", EN),
        ("人民币20亿元", ZH),
        ("dois mil milhões de yuans", PT),
        ("¥2bn", EN),
    ]);
    same(&[("R$ 1,5 milhão", PT), ("150万雷亚尔", ZH)]);
    same(&[("$1.2 million", EN), ("120万美元", ZH)]);
    assert_ne!(one("$44 billion", EN), one("$43.8 billion", EN));
    assert_ne!(one("$44 billion", EN), one("€44 billion", EN));
}

#[test]
fn counts_are_equal_across_languages() {
    same(&[
        ("三百", ZH),
        ("300", EN),
        ("trezentos", PT),
        ("three hundred", EN),
    ]);
    same(&[
        ("30万人", ZH),
        ("300,000 people", EN),
        ("300 mil pessoas", PT),
        ("300.000 pessoas", PT),
        ("300 000 pessoas", PT),
        ("300\u{a0}000 people", EN),
        ("三十万人", ZH),
        ("30多万人", ZH),
        ("30万TEU", ZH),
    ]);
    same(&[
        ("1.2亿", ZH),
        ("1亿2000万", ZH),
        ("120 million", EN),
        ("一亿二千万", ZH),
    ]);
    same(&[
        ("2.5万亿", ZH),
        ("两万五千亿", ZH),
        ("2.5 trillion", EN),
        ("2,5 biliões", PT),
    ]);
    same(&[
        ("twenty-five", EN),
        ("vinte e cinco", PT),
        ("25", ZH),
        ("二十五", ZH),
    ]);
    same(&[
        ("two hundred and fifty", EN),
        ("duzentos e cinquenta", PT),
        ("二百五十", ZH),
    ]);
    same(&[
        ("10,000 training places", EN),
        ("1万个名额", ZH),
        ("dez mil vagas", PT),
    ]);
    same(&[("two countries", EN), ("dois países", PT), ("两个国家", ZH)]);
    same(&[("18-meter-long", EN), ("18米", ZH), ("18 metros", PT)]);
    same(&[("205", EN), ("二百零五", ZH)]);
    same(&[("2015", ZH), ("二〇一五年", ZH)]);
    same(&[("300多个国家", ZH), ("over 300 countries", EN)]);
}

#[test]
fn percentages_dates_and_ordinals_are_equal_across_languages() {
    same(&[
        ("17.5%", EN),
        ("17,5 %", PT),
        ("17.5％", ZH),
        ("百分之十七点五", ZH),
        ("百分之17.5", ZH),
        ("17.5 percent", EN),
        ("17.5 per cent", EN),
        ("17,5 por cento", PT),
        ("17.5个百分点", ZH),
    ]);
    same(&[
        ("August 30", EN),
        ("Aug. 30", EN),
        ("30 August", EN),
        ("30th of August", EN),
        ("30 de agosto", PT),
        ("8月30日", ZH),
        ("八月三十日", ZH),
        ("８月３０日", ZH),
        ("8月30号", ZH),
    ]);
    let full = keys("August 30, 2025", EN);
    assert_eq!(full.len(), 2);
    for (text, lang) in [
        ("30 August 2025", EN),
        ("30 de agosto de 2025", PT),
        ("30/08/2025", PT),
        ("08/30/2025", EN),
    ] {
        assert_eq!(keys(text, lang), full, "{text}");
    }
    for (text, lang) in [
        ("2025年8月30日", ZH),
        ("2025-08-30", EN),
        ("二〇二五年八月三十日", ZH),
    ] {
        let mut found = keys(text, lang);
        found.reverse();
        assert_eq!(found, full, "{text}");
    }
    same(&[
        ("2025", EN),
        ("2025年", ZH),
        ("em 2025", PT),
        ("２０２５年", ZH),
    ]);
    same(&[("in August", EN), ("em agosto", PT), ("8月", ZH)]);
    same(&[
        ("第二", ZH),
        ("second", EN),
        ("2.ª", PT),
        ("segunda", PT),
        ("2nd", EN),
        ("第2", ZH),
    ]);
    same(&[
        ("80th", EN),
        ("80.º", PT),
        ("80º", PT),
        ("第80", ZH),
        ("第八十", ZH),
        ("80周年", ZH),
    ]);
    same(&[
        ("the twenty-fifth", EN),
        ("第二十五届", ZH),
        ("vigésimo quinto", PT),
    ]);
    same(&[("3 p.m.", EN), ("15:00", EN), ("下午3时", ZH), ("15h", PT)]);
    same(&[
        ("10:30", EN),
        ("10h30", PT),
        ("10时30分", ZH),
        ("十时三十分", ZH),
        ("上午十点三十分", ZH),
    ]);
    assert_eq!(
        keys("August 30-31", EN),
        keys("August 30 and August 31", EN)
    );
    assert_eq!(keys("1983 to 1984", EN), keys("1983年至1984年", ZH));
}

#[test]
fn codes_are_one_fact() {
    same(&[("C919", EN), ("C919大型客机", ZH), ("C-919", PT)]);
    same(&[("5G", EN), ("5G网络", ZH)]);
    assert_eq!(one("COVID-19", EN).0, FactKind::Code);
    assert_eq!(
        one("USD44", EN).0,
        FactKind::Amount(Currency::from_code("USD").expect("a code"))
    );
}

#[test]
fn ranges_share_scale_and_unit() {
    assert_eq!(
        keys("$44-45 billion", EN),
        keys("$44 billion and $45 billion", EN)
    );
    assert_eq!(keys("20亿至30亿元", ZH), keys("20亿元，30亿元", ZH));
    assert_eq!(keys("3–5%", EN), keys("3% 5%", EN));
}

#[test]
fn words_that_only_look_like_numbers_are_left_alone() {
    for (text, lang) in [
        ("一带一路", ZH),
        ("十分重要", ZH),
        ("千万不要", ZH),
        ("统一、万一", ZH),
        ("三三两两", ZH),
        ("One of them may march", EN),
        ("uma vez", PT),
        ("https://example.org/2025/08/31/page-44", EN),
        ("mail a1@example.org or see www.example.org/30", EN),
        ("example.org/2025/08", EN),
        ("…—！？。", ZH),
        ("", EN),
    ] {
        assert_eq!(facts(text, lang), [], "{text}");
    }
}

#[test]
fn what_is_no_number_is_no_fact() {
    for text in ["1.2.3.4.5", "12345678901234567890123", "192.168.10.1"] {
        assert_eq!(facts(text, EN), [], "{text}");
    }
    let long = "9".repeat(100_000);
    assert_eq!(facts(&long, EN), []);
    let list = "三".repeat(100_000);
    assert_eq!(facts(&list, ZH).len(), 0);
    let grouped = "1,234".repeat(20_000);
    let _ = facts(&grouped, EN);
    let scales = format!("1{}", "万".repeat(50_000));
    let _ = facts(&scales, ZH);
}

#[test]
fn spans_cover_the_unit() {
    let text = "O comércio atingiu US$ 44 bilhões em 2024 (17,5 %).";
    let found: Vec<&str> = facts(text, PT)
        .iter()
        .map(|fact| fact.span.of(text))
        .collect();
    assert_eq!(found, ["US$ 44 bilhões", "2024", "17,5 %"]);
    let text = "2024年，双边贸易额达440亿美元，有20多个国家参加。";
    let found: Vec<&str> = facts(text, ZH)
        .iter()
        .map(|fact| fact.span.of(text))
        .collect();
    assert_eq!(found, ["2024年", "440亿美元", "20"]);
}

#[test]
fn facts_may_agree_without_being_equal() {
    let agree = |a: (&str, Lang), b: (&str, Lang)| facts(a.0, a.1)[0].agrees(&facts(b.0, b.1)[0]);
    assert!(agree(("30日", ZH), ("August 30", EN)));
    assert!(agree(("8月", ZH), ("August 30", EN)));
    assert!(!agree(("29日", ZH), ("August 30", EN)));
    assert!(agree(("80 years", EN), ("80周年", ZH)));
    assert!(agree(("44 billion", EN), ("440亿美元", ZH)));
    assert!(!agree(("44%", EN), ("44", EN)));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,80}", pick in 0_usize..4) {
        check_spans(&text, [ZH, EN, PT, Lang::UND][pick]);
    }

    #[test]
    fn number_like_text_is_read_without_panic(
        text in "[0-9三十百千万亿点第两年月日元%$,. /:-]{0,40}( (mil|milhões|billion|de|August|twenty|five|hundred|and|U|S|dollars|p|m|th|º)){0,4}[0-9９.º]{0,5}",
        pick in 0_usize..4,
    ) {
        check_spans(&text, [ZH, EN, PT, Lang::UND][pick]);
    }
}

fn check_spans(text: &str, lang: Lang) {
    let mut end = 0;
    for fact in facts(text, lang) {
        assert!(fact.span.start >= end, "{text}: overlap");
        assert!(!fact.span.of(text).trim().is_empty());
        assert!((0.0..=1.0).contains(&fact.weight));
        end = fact.span.end;
    }
}
