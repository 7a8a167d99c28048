//! What must hold for every alignment, whatever the texts.

use std::time::Instant;

use alinha::align::{Aligner, Alignment, Bead, Side};
use alinha::embed::StaticEncoder;
use alinha::lang::Lang;
use proptest::prelude::*;

fn align(source: &[&str], target: &[&str]) -> Alignment {
    let source = Side {
        sentences: source,
        lang: Lang::ZH.into(),
    };
    let target = Side {
        sentences: target,
        lang: Lang::EN.into(),
    };
    Aligner::new().align(&source, &target)
}

fn align_by_meaning(source: &[&str], target: &[&str]) -> Alignment {
    let side = |sentences, lang: Lang| Side {
        sentences,
        lang: lang.into(),
    };
    Aligner::new()
        .encoder(StaticEncoder::builtin())
        .align(&side(source, Lang::ZH), &side(target, Lang::EN))
}

/// Every sentence of both sides once, in order; scores are probabilities.
fn assert_covers(alignment: &Alignment, source: usize, target: usize) {
    let (mut s, mut t) = (0, 0);
    for bead in &alignment.beads {
        assert_eq!((bead.source.start, bead.target.start), (s, t));
        assert!(bead.source.len() + bead.target.len() > 0);
        assert!((0.0..=1.0).contains(&bead.score), "{}", bead.score);
        (s, t) = (bead.source.end, bead.target.end);
    }
    assert_eq!((s, t), (source, target));
}

fn sentence() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("鲁班工坊有30名学员。".to_owned()),
        Just("The Luban Workshop has 30 trainees.".to_owned()),
        "[a-zA-Z0-9鲁班中国，。？! .,]{0,40}",
        ".{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_sentence_is_aligned_once(
        source in prop::collection::vec(sentence(), 0..25),
        target in prop::collection::vec(sentence(), 0..25),
    ) {
        let source: Vec<&str> = source.iter().map(String::as_str).collect();
        let target: Vec<&str> = target.iter().map(String::as_str).collect();
        let alignment = align(&source, &target);
        assert_covers(&alignment, source.len(), target.len());
        prop_assert_eq!(&align(&source, &target), &alignment);
        let by_meaning = align_by_meaning(&source, &target);
        assert_covers(&by_meaning, source.len(), target.len());
        prop_assert_eq!(&align_by_meaning(&source, &target), &by_meaning);
    }

    #[test]
    fn sides_can_be_swapped(seed in prop::collection::vec(0_usize..6, 1..20)) {
        // A text and its translation with some sentences merged or left out.
        let zh: Vec<String> = (0..seed.len()).map(|n| format!("第{n}家工坊在{}年开设。", 2000 + n)).collect();
        let mut en: Vec<String> = Vec::new();
        for (n, change) in seed.iter().enumerate() {
            let sentence = format!("Workshop number {n} was opened in {}.", 2000 + n);
            match (change, en.last_mut()) {
                (0, Some(last)) => *last = format!("{last} {sentence}"),
                (1, _) => {}
                _ => en.push(sentence),
            }
        }
        let zh: Vec<&str> = zh.iter().map(String::as_str).collect();
        let en: Vec<&str> = en.iter().map(String::as_str).collect();
        let one = align(&zh, &en);
        let side = |sentences, lang: Lang| Side { sentences, lang: lang.into() };
        let other = Aligner::new().align(&side(&en[..], Lang::EN), &side(&zh[..], Lang::ZH));
        let turned: Vec<_> = other.beads.iter().map(|b| (b.target.clone(), b.source.clone())).collect();
        // Ties may fall either way, so only what the aligner is sure of must be the same.
        for bead in one.beads.iter().filter(|bead| bead.score > 0.95) {
            let same = turned.contains(&(bead.source.clone(), bead.target.clone()));
            prop_assert!(same, "{:?}\n{:?}\n{:?}", bead, one, other);
        }
    }
}

#[test]
fn empty_and_equal_sides() {
    assert!(align(&[], &[]).beads.is_empty());
    assert_covers(&align(&["鲁班"], &[]), 1, 0);
    assert_covers(&align(&[], &["Luban", "Lu Ban"]), 0, 2);
    let same = align(&["a", "b", "b"], &["a", "b", "b"]);
    assert_eq!(same.beads.len(), 3);
    assert!(same.beads.iter().all(|bead| bead.score == 1.0));
}

#[test]
fn long_sides_stay_within_seconds() {
    let start = Instant::now();
    let empty = vec![""; 100_000];
    let mut other = empty.clone();
    other.pop();
    assert_covers(&align(&empty, &other), 100_000, 99_999);
    assert_covers(&align(&empty[..50_000], &["Luban"]), 50_000, 1);
    // The same short sentences over and over: every pair is equally good.
    let source: Vec<&str> = ["好。", "他说：“不。”", "2025年。"].repeat(3_000);
    let target: Vec<&str> = ["Good.", "He said: no.", "In 2025."].repeat(2_800);
    assert_covers(&align(&source, &target), source.len(), target.len());
    let seconds = start.elapsed().as_secs();
    // Generous: debug builds on a busy machine.
    assert!(seconds < 120, "{seconds} s");
}

#[test]
fn a_long_text_with_gaps_is_found_again() {
    let zh: Vec<String> = (0..6_000)
        .map(|n| format!("第{n}号工坊有{}名学员。", n * 7 + 13))
        .collect();
    let kept: Vec<usize> = (0..6_000).filter(|n| n / 100 % 7 != 3).collect();
    let en: Vec<String> = kept
        .iter()
        .map(|n| format!("Workshop {n} has {} trainees.", n * 7 + 13))
        .collect();
    let zh: Vec<&str> = zh.iter().map(String::as_str).collect();
    let en: Vec<&str> = en.iter().map(String::as_str).collect();
    let alignment = align(&zh, &en);
    assert_covers(&alignment, zh.len(), en.len());
    let right = alignment
        .beads
        .iter()
        .filter(|bead| bead.source.len() == 1 && bead.target.len() == 1)
        .filter(|bead| kept[bead.target.start] == bead.source.start)
        .count();
    assert!(right * 100 >= kept.len() * 99, "{right} of {}", kept.len());
}

const STORY_ZH: [&str; 6] = [
    "渡船在清晨六点离开码头。",
    "老人把雨伞忘在了长椅上。",
    "一个学生追了出去，把伞还给他。",
    "河上起了大雾，什么都看不见。",
    "船长敲响了铜钟。",
    "大家都安静下来，听着水声。",
];
const STORY_EN: [&str; 6] = [
    "The ferry left the pier at six in the morning.",
    "The old man forgot his umbrella on the bench.",
    "A student ran after him and gave it back.",
    "A thick fog came up on the river and nothing could be seen.",
    "The captain rang the copper bell.",
    "Everyone fell silent and listened to the water.",
];

#[test]
fn swapped_sentences_are_one_bead_of_two_and_two() {
    let mut english = STORY_EN;
    english.swap(2, 3);
    let beads = align_by_meaning(&STORY_ZH, &english).beads;
    let ranges: Vec<_> = beads
        .iter()
        .map(|b| (b.source.clone(), b.target.clone()))
        .collect();
    assert_eq!(
        ranges,
        [
            (0..1, 0..1),
            (1..2, 1..2),
            (2..4, 2..4),
            (4..5, 4..5),
            (5..6, 5..6)
        ]
    );
}

#[test]
fn an_alignment_made_elsewhere_is_rated() {
    let side = |sentences, lang: Lang| Side {
        sentences,
        lang: lang.into(),
    };
    let (source, target) = (side(&STORY_ZH[..], Lang::ZH), side(&STORY_EN[..], Lang::EN));
    let aligner = Aligner::new().encoder(StaticEncoder::builtin());
    let one = |i: usize, j: usize| Bead {
        source: i..i + 1,
        target: j..j + 1,
        score: 0.0,
    };
    let right = Alignment {
        beads: (0..6).map(|i| one(i, i)).collect(),
    };
    let rated = aligner.rate(&source, &target, &right).unwrap().unwrap();
    assert!(rated.iter().all(|score| *score > 0.8), "{rated:?}");
    // Everything one sentence too late.
    let mut beads = vec![Bead {
        source: 0..1,
        target: 0..0,
        score: 0.0,
    }];
    beads.extend((1..6).map(|i| one(i, i - 1)));
    beads.push(Bead {
        source: 6..6,
        target: 5..6,
        score: 0.0,
    });
    let shifted = Alignment { beads };
    let rated = aligner.rate(&source, &target, &shifted).unwrap().unwrap();
    assert!(rated.iter().all(|score| *score < 0.2), "{rated:?}");
    // Sentences left out: not an alignment of these texts.
    let short = Alignment {
        beads: vec![one(0, 0)],
    };
    assert_eq!(aligner.rate(&source, &target, &short).unwrap(), None);
}
