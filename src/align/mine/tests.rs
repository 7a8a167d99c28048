use super::*;
use crate::align::ConflictKind;
use crate::embed::StaticEncoder;
use crate::lang::Lang;
use crate::segment;

const EN: Lang = Lang::EN;

fn mined(docs: &[(&[&str], Lang)]) -> Vec<Link> {
    let docs: Vec<MineDoc<'_>> = docs
        .iter()
        .map(|(sentences, lang)| MineDoc {
            sentences,
            lang: LangTag::plain(*lang),
        })
        .collect();
    mine(&docs, Matcher::builtin(), Some(StaticEncoder::builtin()))
}

fn pairs(links: &[Link]) -> Vec<(usize, usize)> {
    links
        .iter()
        .map(|link| (link.a.sentence, link.b.sentence))
        .collect()
}

const LISBON: &[&str] = &[
    "The Luban Workshop in Setúbal opened in December 2018.",
    "Students learn automation and robotics there.",
    "Trade between the two countries reached $9.2 billion last year, a record.",
    "The weather was fine on the day of the ceremony.",
];

const MACAO: &[&str] = &[
    "A delegation of teachers from Macao visited three museums.",
    "Setúbal has had a Lu Ban workshop since December 2018.",
    "Bilateral trade hit a record of $9.3 billion, according to customs.",
    "A new bridge will be finished in spring.",
];

#[test]
fn the_same_facts_are_found_in_another_order() {
    let links = mined(&[(LISBON, EN), (MACAO, EN)]);
    let mut found = pairs(&links);
    found.sort_unstable();
    assert_eq!(found, [(0, 1), (2, 2)], "{links:#?}");
    let trade = links
        .iter()
        .find(|link| link.a.sentence == 2)
        .expect("linked");
    let conflict = trade.conflicts.first().expect("the amounts differ");
    assert_eq!(conflict.kind, ConflictKind::Amount);
    assert_eq!(conflict.a.of(LISBON[2]), "$9.2 billion");
    assert_eq!(conflict.b.of(MACAO[2]), "$9.3 billion");
    assert!(trade.reasons.iter().any(|r| r.contains("$9.3 billion")));
}

#[test]
fn figures_and_names_link_across_languages() {
    let zh: &[&str] = &[
        "2024年，双边贸易额达438亿美元，增长6.8%。",
        "夜里河上起了大雾，渡船停了。",
    ];
    let pt: &[&str] = &[
        "A delegação visitou uma escola.",
        "Em 2024, o comércio bilateral chegou a US$ 43,8 bilhões, alta de 6,8%.",
    ];
    let links = mined(&[(zh, Lang::ZH), (pt, Lang::PT)]);
    assert_eq!(pairs(&links), [(0, 1)], "{links:#?}");
    assert!(
        links[0]
            .reasons
            .contains(&"same amount 438亿美元".to_owned())
    );
}

#[test]
fn boilerplate_is_no_evidence_but_a_copied_sentence_is() {
    let footer = "Subscribe to our newsletter for more stories about Central Asia.";
    let copied = "The Haihe flows through Tianjin and reaches the sea at Dagu.";
    let docs: Vec<Vec<&str>> = [
        "Porcelain was shipped from Quanzhou to Lisbon.",
        "The railway to Lobito carries copper.",
        "Tea grows on the slopes above Fuzhou.",
        "Almaty lies below the Tian Shan mountains.",
        "Coffee is exported through the port of Santos.",
    ]
    .iter()
    .enumerate()
    .map(|(number, own)| {
        let mut sentences = vec![*own, footer];
        if number < 2 {
            sentences.push(copied);
        }
        sentences
    })
    .collect();
    let docs: Vec<(&[&str], Lang)> = docs.iter().map(|doc| (doc.as_slice(), EN)).collect();
    let links = mined(&docs);
    assert_eq!(links.len(), 1, "{links:#?}");
    assert_eq!((links[0].a.sentence, links[0].b.sentence), (2, 2));
    assert_eq!(links[0].reasons, ["same words"]);
}

#[test]
fn documents_may_be_kept_apart() {
    let features: Vec<DocFeatures> = [LISBON, MACAO]
        .map(|sentences| {
            let lang = EN.into();
            features(&MineDoc { sentences, lang }, Matcher::builtin(), None)
        })
        .into();
    assert!(!link(&features).is_empty());
    assert!(link_if(&features, &|_, _| false).is_empty());
}

#[test]
fn nothing_comes_of_nothing() {
    assert!(mined(&[]).is_empty());
    assert!(mined(&[(&[], EN), (&[], EN)]).is_empty());
    assert!(mined(&[(&["", " ", "…"], EN), (&["", "44"], EN)]).is_empty());
    let empty = vec![""; 50_000];
    assert!(mined(&[(&empty, EN), (&empty, EN)]).is_empty());
    let same = vec!["The port of Tianjin handled 23 million containers."; 5_000];
    let links = mined(&[(&same, EN), (&same, EN)]);
    assert!(links.len() <= 5_000 * 3);
}

/// The two reports of `corpus/`: how many links are in the gold, how many of the gold are
/// found, and which conflicts.
#[test]
fn two_reports_on_one_summit_are_linked() {
    let gold = include_str!("../../../tests/golden/corpus/reports.mine.jsonl");
    let gold: serde_json::Value = serde_json::from_str(gold.trim()).expect("one record");
    let sentences: Vec<Vec<&str>> = gold["docs"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|doc| doc["sentences"].as_array().into_iter().flatten())
        .map(|sentences| sentences.filter_map(|sentence| sentence.as_str()).collect())
        .collect();
    let links = mined(&[(&sentences[0], EN), (&sentences[1], EN)]);
    let right: Vec<(u64, u64)> = gold["links"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|link| {
            Some((
                link["a"]["sentence"].as_u64()?,
                link["b"]["sentence"].as_u64()?,
            ))
        })
        .collect();
    let hits = pairs(&links)
        .iter()
        .filter(|(a, b)| right.contains(&(*a as u64, *b as u64)))
        .count();
    assert!(hits >= 14, "{hits} of {}", right.len());
    assert!(
        hits * 10 >= links.len() * 9,
        "{hits} of {} links",
        links.len()
    );
    let texts = [
        "$280 million",
        "$281 million",
        "Aug. 30",
        "August 29",
        "24",
        "20",
    ];
    let told: Vec<&str> = links
        .iter()
        .flat_map(|link| {
            link.conflicts.iter().flat_map(|conflict| {
                [
                    conflict.a.of(sentences[0][link.a.sentence]),
                    conflict.b.of(sentences[1][link.b.sentence]),
                ]
            })
        })
        .collect();
    for text in texts {
        assert!(told.contains(&text), "{text} not in {told:?}");
    }
    assert!(links.iter().all(|link| !link.reasons.is_empty()));
}

/// Small documents on random subjects, each tenth a retelling of the one before.
fn many(count: usize) -> Vec<String> {
    let nouns = [
        "port", "railway", "school", "bridge", "harvest", "museum", "river", "factory", "festival",
        "stadium", "library", "orchard", "hospital", "airport", "theatre", "market",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % below
    };
    let mut texts: Vec<String> = Vec::new();
    for number in 0..count {
        if number % 10 == 9 {
            let retold = texts[number - 1].replace("The", "According to officials the");
            texts.push(retold);
            continue;
        }
        let mut text = String::new();
        for _ in 0..8 {
            let name: String = (0..3)
                .map(|_| ["Ka", "lu", "men", "tor", "sha", "bi", "ve", "qo"][random(8)])
                .collect();
            let name = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
            text.push_str(&format!(
                "The {} of {name} received {} visitors and {} million dollars in {}. ",
                nouns[random(nouns.len())],
                random(100_000),
                random(900),
                1950 + random(75),
            ));
        }
        texts.push(text);
    }
    texts
}

#[test]
fn two_thousand_documents_are_mined_quickly() {
    let count: usize = std::env::var("MINE_DOCS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(2_000);
    let texts = many(count);
    let sentences: Vec<Vec<&str>> = texts
        .iter()
        .map(|text| {
            segment::sentences(text, EN)
                .iter()
                .map(|span| span.of(text))
                .collect()
        })
        .collect();
    let start = std::time::Instant::now();
    let features: Vec<DocFeatures> = sentences
        .iter()
        .map(|sentences| {
            let lang = EN.into();
            features(&MineDoc { sentences, lang }, Matcher::builtin(), None)
        })
        .collect();
    let read = start.elapsed();
    let links = link(&features);
    let took = start.elapsed();
    let retold = links
        .iter()
        .filter(|link| link.b.doc % 10 == 9 && link.a.doc + 1 == link.b.doc)
        .count();
    // MINE_DOCS=20000: 13 to 17 s in the dev profile on two busy cores (2026-11).
    assert!(
        took.as_secs() < 30,
        "{took:?}, {read:?} of it for the features"
    );
    assert!(retold >= count / 10 * 7, "{retold} of {}", count / 10 * 8);
    // When a size is asked for, the times are the result.
    assert!(
        std::env::var("MINE_DOCS").is_err(),
        "{took:?} in all, {read:?} for the features, {} links",
        links.len()
    );
}

proptest::proptest! {
    #[test]
    fn any_text_is_mined_without_panic(texts in proptest::collection::vec("\\PC{0,60}|[A-Z][a-z ]{0,20}[0-9$%.三百亿 ]{0,12}中文鲁班", 0..8)) {
        let sentences: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (first, second) = sentences.split_at(sentences.len() / 2);
        for (lang, other) in [(EN, EN), (Lang::ZH, Lang::PT)] {
            for link in mined(&[(first, lang), (second, other)]) {
                assert!((0.0..=1.0).contains(&link.score));
                assert!(link.a.doc < link.b.doc);
                for conflict in &link.conflicts {
                    let _ = (conflict.a.of(first[link.a.sentence]), conflict.b.of(second[link.b.sentence]));
                }
            }
        }
    }
}

#[test]
fn a_text_without_vectors_leaves_the_others_theirs() {
    let encoder = StaticEncoder::builtin();
    let features = |sentences, encoder| {
        let lang = EN.into();
        features(&MineDoc { sentences, lang }, Matcher::builtin(), encoder)
    };
    let others = [
        "Der Hafen wurde im Mai erweitert.",
        "Die Brücke blieb gesperrt.",
    ];
    let two = [
        features(LISBON, Some(encoder as &dyn Encoder)),
        features(MACAO, Some(encoder)),
    ];
    let three = [two[0].clone(), two[1].clone(), features(&others, None)];
    let has_meaning = |links: &[Link]| {
        let mut reasons = links.iter().flat_map(|link| &link.reasons);
        reasons.any(|reason| reason.starts_with("meaning"))
    };
    assert!(has_meaning(&link(&two)));
    assert!(has_meaning(&link(&three)));
}
