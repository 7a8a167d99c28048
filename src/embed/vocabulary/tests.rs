//! Texts cut into pieces, and tries that are damaged.

use proptest::prelude::*;

use super::*;
use crate::embed::sample;

fn vocabulary() -> Vocabulary {
    Vocabulary::from_pieces(&sample::pieces(), sample::LENGTH_ROWS).expect("pieces")
}

fn cut(folded: &str) -> Vec<String> {
    let vocabulary = vocabulary();
    let pieces = vocabulary.pieces();
    let mut rows = Vec::new();
    vocabulary.piece_rows(folded.as_bytes(), &mut rows);
    rows.iter()
        .map(|row| pieces[*row as usize].clone())
        .collect()
}

#[test]
fn the_longest_piece_wins() {
    for (folded, expected) in [
        ("", ""),
        (" luban workshops", " luban| workshop|s"),
        (" work", " work"),
        ("鲁班工坊", "鲁班|工坊"),
        ("鲁中班", "鲁|中|班"),
        // What no piece begins with is passed over by whole characters.
        ("é北e🏽京🏾x", "é|e|🏽|x"),
        (" lubax", "a|x"),
    ] {
        assert_eq!(cut(folded).join("|"), expected, "{folded:?}");
    }
}

#[test]
fn pieces_come_back_in_the_order_of_their_rows() {
    let vocabulary = vocabulary();
    assert_eq!(vocabulary.pieces(), sample::pieces());
    assert_eq!(
        vocabulary.rows(),
        sample::pieces().len() + sample::LENGTH_ROWS
    );
    assert_eq!(vocabulary.check_pieces(), Ok(()));
}

#[test]
fn lengths_lie_between_two_rows() {
    let vocabulary = vocabulary();
    let first = sample::pieces().len() as u32;
    let at = |bytes| {
        vocabulary
            .length_features(bytes)
            .expect("length rows")
            .map(|f| (f.row - first, f.weight))
    };
    assert_eq!(at(0), [(0, 1.0), (1, 0.0)]);
    assert_eq!(at(1), [(2, 1.0), (3, 0.0)]);
    assert_eq!(at(3), [(4, 1.0), (5, 0.0)]);
    // Past the last row.
    assert_eq!(at(9999), [(4, 0.0), (5, 1.0)]);
    let [(row, below), (_, above)] = at(2);
    assert_eq!(row, 3);
    assert!((above - 0.17).abs() < 0.01 && (below + above - 1.0).abs() < 1e-6);
    let plain = Vocabulary::from_pieces(&sample::pieces(), 0).expect("pieces");
    assert_eq!(plain.length_features(5), None);
}

#[test]
fn what_is_no_vocabulary_is_refused() {
    let pieces = |list: &[&str]| -> Vec<String> { list.iter().map(|p| (*p).to_owned()).collect() };
    for list in [&[][..], &["a", ""], &["a", "b", "a"], &["a\0"]] {
        let error = Vocabulary::from_pieces(&pieces(list), 0).expect_err("refused");
        assert!(
            matches!(error, VocabularyError::Build(_)),
            "{list:?}: {error}"
        );
    }
    let long = "x".repeat(MAX_PIECE_BYTES + 1);
    assert_eq!(
        Vocabulary::from_pieces(&[long], 0).err(),
        Some(VocabularyError::TooLong)
    );
    assert_eq!(
        Vocabulary::from_pieces(&pieces(&["a"]), 1).err(),
        Some(VocabularyError::LengthRows)
    );
}

/// Units with a leaf bit, a label, children and so on, by their bits.
fn trie(units: &[(usize, u32)]) -> Cow<'static, [u8]> {
    let mut words = vec![0_u32; 256];
    for (at, unit) in units {
        words[*at] = *unit;
    }
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

const LEAF: u32 = 1 << 31;
const HAS_LEAF: u32 = 1 << 8;

#[test]
fn damaged_tries_are_refused() {
    let load = |trie, pieces| -> Result<(), VocabularyError> {
        Vocabulary::from_trie(trie, pieces, 0)?.check_pieces()
    };
    let links = Err(VocabularyError::Links);
    assert_eq!(load(Cow::Borrowed(&[]), 1), links);
    assert_eq!(load(Cow::Borrowed(&[0; 7]), 1), links);
    assert_eq!(load(Cow::Borrowed(&[0; 512]), 1), links);
    assert_eq!(load(trie(&[(0, LEAF)]), 1), links);
    assert_eq!(load(trie(&[(0, 256 << 10)]), 1), links);
    // `a` at unit 97 of the root's block 0; its leaf should be at 97 ^ 2.
    let a = u32::from(b'a') | HAS_LEAF | 2 << 10;
    assert_eq!(load(trie(&[(97, a)]), 1), links);
    assert_eq!(load(trie(&[(97, a), (99, LEAF)]), 1), Ok(()));
    let row = Err(VocabularyError::Row { row: 1, pieces: 1 });
    assert_eq!(load(trie(&[(97, a), (99, LEAF | 1)]), 1), row);
    let count = Err(VocabularyError::Count {
        found: 1,
        pieces: 2,
    });
    assert_eq!(load(trie(&[(97, a), (99, LEAF)]), 2), count);
    // A byte that no character consists of.
    let byte = 0xff | HAS_LEAF | 2 << 10;
    let text = Err(VocabularyError::Text(0));
    assert_eq!(load(trie(&[(255, byte), (253, LEAF)]), 1), text);
    // `a` below `a` without end.
    let ring = u32::from(b'a') | 97 << 10;
    assert_eq!(load(trie(&[(97, ring)]), 1), Err(VocabularyError::TooLong));
}

proptest! {
    #[test]
    fn features_are_the_rows_and_the_length(folded in "[ a-x0-2中国鲁班工坊é🏽]{0,30}") {
        let vocabulary = vocabulary();
        let (mut features, mut rows) = (Vec::new(), Vec::new());
        vocabulary.features(&folded, &mut features);
        vocabulary.piece_rows(folded.as_bytes(), &mut rows);
        let length = features.split_off(rows.len());
        let pieces: Vec<Feature> = rows.iter().map(|row| Feature { row: *row, weight: 1.0 }).collect();
        prop_assert_eq!(features, pieces);
        let expected = vocabulary.length_features(folded.len()).expect("length rows");
        prop_assert_eq!(length, expected);
    }

    #[test]
    fn no_trie_leads_out_of_itself(
        changes in proptest::collection::vec((0..1024_usize, any::<u8>()), 0..40),
        text in "[ a-x中国鲁班工坊]{0,30}",
    ) {
        let mut bytes = vocabulary().trie().to_vec();
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        let pieces = sample::pieces().len();
        if let Ok(vocabulary) = Vocabulary::from_trie(bytes.into(), pieces, 0) {
            let mut rows = Vec::new();
            vocabulary.piece_rows(text.as_bytes(), &mut rows);
            prop_assert!(rows.iter().all(|row| (*row as usize) < pieces));
            prop_assert_eq!(vocabulary.pieces().len(), pieces);
            let _ = vocabulary.check_pieces();
        }
    }
}
