use super::*;

fn glosses(text: &str) -> Vec<(&str, &str)> {
    pairs(text, &[], Matcher::builtin())
        .iter()
        .map(|pair| (pair.a.of(text), pair.b.of(text)))
        .collect()
}

fn one(text: &str, a: &str, b: &str) {
    assert_eq!(glosses(text), [(a, b)], "{text}");
}

#[test]
fn a_bracket_translates_a_quotation() {
    one(
        "The phrase “合作共赢” (win-win cooperation) is everywhere.",
        "合作共赢",
        "win-win cooperation",
    );
    one(
        "A exposição “鲁班工坊” (Oficina Luban) abriu em Setúbal.",
        "鲁班工坊",
        "Oficina Luban",
    );
    one("He spoke of “mutual trust” (互信).", "mutual trust", "互信");
    one(
        "《天津宣言》（Tianjin Declaration）已签署。",
        "天津宣言",
        "Tianjin Declaration",
    );
}

#[test]
fn a_bracket_translates_the_noun_phrase_before_it() {
    one(
        "They opened a Luban Workshop (鲁班工坊) in Setúbal.",
        "Luban Workshop",
        "鲁班工坊",
    );
    one(
        "他们在塞图巴尔开设了鲁班工坊（Luban Workshop）。",
        "鲁班工坊",
        "Luban Workshop",
    );
    one(
        "It aims at the pursuit of common development (谋求共同发展).",
        "the pursuit of common development",
        "谋求共同发展",
    );
    one(
        "夏季达沃斯论坛（Summer Davos）在天津举行。",
        "夏季达沃斯论坛",
        "Summer Davos",
    );
    one(
        "上海合作组织（Shanghai Cooperation Organization，简称SCO）成立于2001年。",
        "上海合作组织",
        "Shanghai Cooperation Organization",
    );
    one(
        "He praised the harvest of the upper valley (收获).",
        "upper valley",
        "收获",
    );
}

#[test]
fn words_and_dashes_tie_phrases_together() {
    one(
        "“小而美”, usually given as “small and beautiful”.",
        "小而美",
        "small and beautiful",
    );
    one(
        "The slogan “win-win cooperation”, in Chinese “合作共赢”, came later.",
        "win-win cooperation",
        "合作共赢",
    );
    one(
        "O lema 互信 significa “confiança mútua”.",
        "互信",
        "confiança mútua",
    );
    one("“互信”的英文是“mutual trust”。", "互信", "mutual trust");
    one(
        "The Luban Workshop — 鲁班工坊 — opened.",
        "Luban Workshop",
        "鲁班工坊",
    );
    assert_eq!(
        glosses("“合作共赢” is rendered as “win-win cooperation”, now as “cooperation for all”."),
        [
            ("合作共赢", "win-win cooperation"),
            ("合作共赢", "cooperation for all"),
            ("win-win cooperation", "cooperation for all"),
        ]
    );
}

#[test]
fn an_acronym_meets_its_name_in_the_other_language_only() {
    one("上海合作组织（SCO）峰会在天津举行。", "上海合作组织", "SCO");
    assert_eq!(
        glosses("the Shanghai Cooperation Organization (SCO) met"),
        []
    );
    assert_eq!(glosses("上海合作组织（上合组织）"), []);
}

#[test]
fn two_latin_languages_are_told_by_their_words() {
    one(
        "A Organização para a Cooperação de Xangai (Shanghai Cooperation Organization) reuniu-se.",
        "Organização para a Cooperação de Xangai",
        "Shanghai Cooperation Organization",
    );
    assert_eq!(
        glosses("the Belt and Road Initiative (Building of Roads)"),
        []
    );
}

#[test]
fn brackets_that_explain_nothing_are_left_alone() {
    for text in [
        "天津 (*Tiānjīn*) lies on the Haihe.",
        "天津（2025年）",
        "Some words, such as 你好, need no help (most visitors have learnt them).",
        "23 million containers in 2024 (TEU, the usual unit)",
        "在天津（August 30）举行",
        "see 北京 (https://example.org/beijing)",
        "(鲁班) () （） “” \"",
        "“一” 二 “三",
        "这类学校的英文名是“Luban Workshop”。",
    ] {
        assert_eq!(glosses(text), [], "{text}");
    }
}

#[test]
fn a_quotation_elsewhere_renders_the_same_phrase() {
    let text = "They spoke of “raising cooperation between ports to new heights,” as planned. \
                Later the phrase “推动港口合作再上新台阶” (to raise port cooperation to a new height) \
                was everywhere.";
    let found = glosses(text);
    assert!(found.contains(&(
        "推动港口合作再上新台阶",
        "to raise port cooperation to a new height"
    )));
    assert!(found.contains(&(
        "raising cooperation between ports to new heights",
        "to raise port cooperation to a new height"
    )));
}

/// `corpus/quotes.en.txt`: at least 14 of the 17 pairs of the gold, and no more than two others.
#[test]
fn the_glosses_of_the_corpus_are_found() {
    let gold = include_str!("../../../tests/golden/corpus/quotes.gloss.jsonl");
    let gold: serde_json::Value = serde_json::from_str(gold.trim()).expect("one record");
    let text = gold["text"].as_str().expect("a text");
    let offsets: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let place = |side: &serde_json::Value, end: &str| {
        offsets[side[end]
            .as_u64()
            .and_then(|at| usize::try_from(at).ok())
            .expect("a place")]
    };
    let wanted: Vec<(&str, &str)> = gold["pairs"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|pair| {
            let side = |name: &str| &text[place(&pair[name], "start")..place(&pair[name], "end")];
            (side("a"), side("b"))
        })
        .collect();
    let found = glosses(text);
    let missed: Vec<_> = wanted.iter().filter(|pair| !found.contains(pair)).collect();
    let wrong: Vec<_> = found.iter().filter(|pair| !wanted.contains(pair)).collect();
    assert!(missed.len() <= 3, "missed {missed:?}\nwrong {wrong:?}");
    assert!(wrong.len() <= 2, "missed {missed:?}\nwrong {wrong:?}");
}

#[test]
fn long_texts_take_linear_time() {
    for unit in [
        "(",
        "“",
        "\"",
        "“鲁班” (Luban) ",
        "鲁班（",
        "a ",
        "鲁",
        "“a” — ",
        "鲁 “a b c” ",
    ] {
        let text = unit.repeat(200_000 / unit.len());
        let _ = pairs(&text, &[], Matcher::builtin());
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "(\\PC{0,6}|[“”\"()（）—《》 ]|鲁班|Luban|meaning|e|é){0,24}") {
        for pair in pairs(&text, &[], &Matcher::default()) {
            assert!(!pair.a.of(&text).is_empty() && !pair.b.of(&text).is_empty());
            assert!(pair.a.end <= pair.b.start);
            assert!((0.0..=1.0).contains(&pair.score));
        }
    }
}
