//! Model files that are sound, and all the ways in which they are not.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::embed::{Encoder as _, MAX_PIECE_BYTES, Sections, StaticEncoder, TableParts, sample};

#[test]
fn the_built_in_model_is_sound() {
    let checked = ModelFile::parse(ModelFile::builtin_bytes()).expect("a sound model");
    assert_eq!(ModelFile::builtin().manifest(), checked.manifest());
}

#[test]
fn what_was_written_is_read() {
    for bits in [4, 8] {
        let file = sample::file(bits);
        let model = sample::model(bits);
        let manifest = model.manifest();
        assert_eq!((manifest.name.as_str(), manifest.bits), ("sample", bits));
        assert_eq!(
            (manifest.dim, manifest.length_rows),
            (sample::DIM, sample::LENGTH_ROWS)
        );
        assert_eq!(manifest.training, json!({ "seed": 7 }));
        assert_eq!(model.vocabulary().pieces(), sample::pieces());
        assert_eq!(model.means(), sample::numbers(2 * sample::DIM, 5));
        let values = sample::numbers(manifest.rows * sample::DIM, 3);
        let tolerance = if bits == 4 { 0.08 } else { 0.005 };
        for (kept, value) in model.values().iter().zip(&values) {
            assert!((kept - value).abs() < tolerance, "{kept} for {value}");
        }
        // Read and written again, little changes any more.
        let again = TableParts {
            manifest: manifest.clone(),
            vocabulary: model.vocabulary(),
            dim: manifest.dim,
            bits,
            values: &model.values(),
            means: model.means(),
        };
        let again = ModelFile::parse(again.write().expect("a model")).expect("a model");
        for (kept, value) in again.values().iter().zip(model.values()) {
            assert!((kept - value).abs() < tolerance, "{kept} for {value}");
        }
        assert_eq!(file, sample::file(bits), "the same parts, the same bytes");
    }
}

/// The error that a changed file gives, in words.
fn error(file: Vec<u8>) -> String {
    ModelFile::parse(file).expect_err("refused").to_string()
}

/// The sample with another header; the checksum of the body is kept right.
fn with_header(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let file = sample::file(4);
    let length = u32::from_le_bytes([file[12], file[13], file[14], file[15]]) as usize;
    let (header, body) = file[16..].split_at(length);
    let mut header: Value = serde_json::from_slice(header).expect("JSON");
    change(&mut header);
    let header = header.to_string();
    let length = (header.len() as u32).to_le_bytes();
    [&file[..12], &length, header.as_bytes(), body].concat()
}

#[test]
fn every_fault_has_its_own_words() {
    let file = sample::file(4);
    let changed = |at: usize, byte: u8| {
        let mut file = file.clone();
        file[at] = byte;
        error(file)
    };
    let no_model = "this is no alinha model: it does not begin with `alinhaEM`; name a .model file";
    assert_eq!(error(Vec::new()), no_model);
    assert_eq!(error(b"alinha".to_vec()), no_model);
    assert_eq!(error(b"PK\x03\x04 a zip".to_vec()), no_model);
    assert_eq!(
        changed(8, 2),
        "its format is version 2, and this alinha reads version 1: update alinha"
    );
    let all = file.len();
    assert_eq!(
        error(file[..10].to_vec()),
        "it ends after 10 of 16 bytes: copy it again"
    );
    assert_eq!(
        error(file[..all - 8].to_vec()),
        format!("it ends after {} of {all} bytes: copy it again", all - 8)
    );
    assert!(
        changed(15, 0x7f).starts_with("it ends after"),
        "a header of 2 GB"
    );
    assert!(changed(16, b'?').starts_with("its header is wrong: expected value at line 1"));
    let damaged = "its checksum does not match: it was damaged or changed; copy it again";
    assert_eq!(changed(all - 1, file[all - 1] ^ 1), damaged);
    assert_eq!(error([&file[..], b"more"].concat()), damaged);
    assert_eq!(
        error(with_header(|header| header["fold_version"] = json!(9))),
        "it was trained on texts folded by rules 9, and this alinha folds by rules 1: \
         take the alinha that it was made with, or train it again"
    );
    for (field, value, expected) in [
        (
            "dim",
            json!(0),
            "vectors of 0 values, not a multiple of 32 up to 4096",
        ),
        (
            "dim",
            json!(12),
            "vectors of 12 values, not a multiple of 32 up to 4096",
        ),
        (
            "dim",
            json!(1_u64 << 40),
            "vectors of 1099511627776 values, not a multiple of 32 up to 4096",
        ),
        ("bits", json!(5), "5 bits a value, not 4 or 8"),
        (
            "rows",
            json!(u64::MAX),
            "18446744073709551615 rows, 6 of them for lengths",
        ),
        ("length_rows", json!(99), "38 rows, 99 of them for lengths"),
        (
            "rows",
            json!(1_000_000),
            "the section of the scales has an impossible place or size",
        ),
        ("sections", json!({}), "missing field `trie`"),
    ] {
        let message = error(with_header(|header| header[field] = value));
        assert!(message.starts_with("its header is wrong: "), "{message}");
        assert!(message.contains(expected), "{message}");
    }
    for section in [
        json!({ "offset": 4, "len": 38 }),
        json!({ "offset": u64::MAX - 7, "len": 38 }),
    ] {
        let message = error(with_header(|header| header["sections"]["scales"] = section));
        assert!(
            message.contains("the section of the scales has an impossible place"),
            "{message}"
        );
    }
    let far = json!({ "offset": 1_u64 << 40, "len": 38 });
    let message = error(with_header(|header| header["sections"]["scales"] = far));
    assert!(message.starts_with("it ends after"), "{message}");
    assert_eq!(
        error(with_header(|header| header["step"] = json!(0.0))),
        "a number of its scales is not finite; train it again with a lower rate"
    );
}

/// The sample with another body under a right checksum.
fn with_body(change: impl FnOnce(&Sections, &mut [u8])) -> Vec<u8> {
    let model = sample::model(4);
    let mut file = sample::file(4);
    let start = file.len() - body_length(&model.manifest);
    change(&model.manifest.sections, &mut file[start..]);
    let sum = checksum(&file[start..]);
    let header = String::from_utf8_lossy(&file[16..start]);
    let header = header.replace(&model.manifest.sha256, &sum);
    [&file[..16], header.as_bytes(), &file[start..]].concat()
}

fn body_length(manifest: &Manifest) -> usize {
    let means = manifest.sections.means.expect("means");
    (means.offset + means.len) as usize
}

#[test]
fn a_wrong_body_is_told_even_if_the_checksum_is_right() {
    let message = error(with_body(|sections, body| {
        let at = sections.trie.offset as usize;
        body[at..at + 4].copy_from_slice(&[0, 0, 0, 0x80]);
    }));
    assert_eq!(
        message,
        "its vocabulary is damaged: its links lead nowhere; copy or make it again"
    );
    let message = error(with_body(|sections, body| {
        let at = sections.means.expect("means").offset as usize;
        body[at..at + 4].copy_from_slice(&f32::NAN.to_le_bytes());
    }));
    assert_eq!(
        message,
        "a number of its language means is not finite; train it again with a lower rate"
    );
}

#[test]
fn errors_of_files_name_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("my.model");
    let error = ModelFile::open(&path).expect_err("not there");
    assert!(error.to_string().ends_with("my.model"), "{error}");
    std::fs::write(&path, b"PK").expect("written");
    let error = ModelFile::open(&path).expect_err("no model");
    assert!(
        error.to_string().starts_with("cannot use the model"),
        "{error}"
    );
    std::fs::write(&path, sample::file(4)).expect("written");
    assert!(ModelFile::open(&path).is_ok());
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let vocabulary = Vocabulary::from_pieces(&sample::pieces(), 0).expect("pieces");
    let values = vec![0.5; vocabulary.rows() * 32];
    let parts = TableParts {
        manifest: Manifest::default(),
        vocabulary: &vocabulary,
        dim: 32,
        bits: 4,
        values: &values,
        means: &[],
    };
    assert!(parts.write().is_ok());
    let refused = |parts: TableParts| parts.write().expect_err("refused").to_string();
    assert!(
        refused(TableParts {
            dim: 7,
            ..parts.clone()
        })
        .contains("multiple of 32")
    );
    assert!(
        refused(TableParts {
            bits: 3,
            ..parts.clone()
        })
        .contains("3 bits")
    );
    assert!(
        refused(TableParts {
            values: &values[1..],
            ..parts.clone()
        })
        .contains("values for")
    );
    assert!(
        refused(TableParts {
            means: &values[..32],
            ..parts.clone()
        })
        .contains("means of 0 languages")
    );
    let mut values = values.clone();
    values[9] = f32::INFINITY;
    assert!(
        refused(TableParts {
            values: &values,
            ..parts
        })
        .contains("not finite")
    );
}

proptest! {
    /// Whatever the bytes, reading ends with a model that works or with an error.
    #[test]
    fn no_bytes_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        in_header in any::<bool>(),
        length in any::<prop::sample::Index>(),
        cut in prop::bool::weighted(0.2),
    ) {
        let mut file = sample::file(4);
        let reach = if in_header { 700 } else { file.len() };
        for (at, byte) in changes {
            file[at.index(reach)] = byte;
        }
        if cut {
            file.truncate(length.index(file.len()));
        }
        let _ = ModelFile::parse(file.clone());
        if let Ok(model) = ModelFile::parse_trusting(file.into(), Trust::Embedded) {
            let encoder = StaticEncoder::new(model);
            let vectors = encoder.encode(&["Luban Workshop, 鲁班工坊 1.000", ""]).expect("vectors");
            prop_assert!(vectors.row(0).iter().all(|value| value.is_finite()));
            prop_assert!(encoder.vocabulary().pieces().iter().all(|piece| piece.len() <= 3 * MAX_PIECE_BYTES));
        }
    }
}
