//! What must hold for every alignment, whatever the texts.

use std::time::Instant;

use alinha::align::{Aligner, Alignment, Side};
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
