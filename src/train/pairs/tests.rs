//! Files as translators have them, and as nobody should.

use std::fs;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use proptest::prelude::*;

use super::*;

type Read = (Vec<(String, String)>, u64);

fn read_as(name: &str, content: &[u8], languages: Option<(Lang, Lang)>) -> Result<Read, PairError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, content).expect("written");
    let mut pairs = Pairs::open(&path, languages)?;
    let mut all = Vec::new();
    while let Some(pair) = pairs.next_pair()? {
        all.push((pair.source.to_owned(), pair.target.to_owned()));
    }
    Ok((all, pairs.skipped()))
}

fn read(name: &str, content: impl AsRef<[u8]>) -> Result<Read, PairError> {
    read_as(name, content.as_ref(), None)
}

/// The message, from the file's name on, with all causes.
fn error(name: &str, content: impl AsRef<[u8]>) -> String {
    let error = read(name, content).expect_err("broken");
    let mut message = error.to_string();
    message.drain(..message.find(name).expect("the file is named"));
    let mut cause = std::error::Error::source(&error.problem);
    while let Some(error) = cause {
        message.push_str(&format!(": {error}"));
        cause = error.source();
    }
    message
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(source, target)| (source.to_string(), target.to_string()))
        .collect()
}

fn gzip(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(content.as_ref()).expect("packed");
    packer.finish().expect("packed")
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

const WORKSHOP: (&str, &str) = ("鲁班工坊", "Luban Workshop");
const WORKSHOP_ROW: &str = "鲁班工坊\tLuban Workshop";

#[test]
fn columns_after_the_second_and_spaces_are_left_out() {
    let content = " 鲁班工坊\tLuban Workshop \tcedict\t1\n上合组织\tSCO\n";
    let (pairs, skipped) = read("a.tsv", content).expect("readable");
    assert_eq!(pairs, owned(&[WORKSHOP, ("上合组织", "SCO")]));
    assert_eq!(skipped, 0);
}

#[test]
fn line_ends_and_marks_are_no_text() {
    for content in [
        WORKSHOP_ROW.to_owned(),
        format!("{WORKSHOP_ROW}\n"),
        format!("{WORKSHOP_ROW}\r\n"),
        format!("\u{feff}{WORKSHOP_ROW}\r\n"),
    ] {
        let expected = (owned(&[WORKSHOP]), 0);
        assert_eq!(read("a.tsv", &content).expect("plain"), expected);
        assert_eq!(read("a.tsv.gz", gzip(&content)).expect("packed"), expected);
        let wide = utf16(&format!(
            "\u{feff}{}",
            content.trim_start_matches('\u{feff}')
        ));
        assert_eq!(read("a.txt", wide).expect("UTF-16"), expected);
    }
}

#[test]
fn rows_without_a_side_are_counted() {
    let content = format!("\tLuban\n鲁班\t \n\n \n{WORKSHOP_ROW}\n\t\n");
    let (pairs, skipped) = read("a.tsv", content).expect("readable");
    assert_eq!((pairs, skipped), (owned(&[WORKSHOP]), 5));
    assert_eq!(read("a.tsv", "").expect("empty"), (Vec::new(), 0));
}

#[test]
fn broken_tables_say_where() {
    assert_eq!(
        error("a.tsv", format!("{WORKSHOP_ROW}\nLuban Workshop\n")),
        "a.tsv:2: no tab between the sentence and its translation"
    );
    assert_eq!(
        error("a.tsv", b"Luban\tLuban\nLub\xe1n\tLuban\n"),
        "a.tsv:2: not UTF-8 at byte 4 of the line"
    );
    let missing = Pairs::open(Path::new("nowhere/a.tsv"), None)
        .err()
        .expect("no file");
    assert_eq!(missing.to_string(), "nowhere/a.tsv: cannot be read");
}

#[test]
fn gzip_is_known_by_its_bytes_and_broken_gzip_says_so() {
    let rows: String = (0..5000).map(|n| format!("{n}\t{}\n", n * n)).collect();
    let packed = gzip(&rows);
    assert_eq!(read("a.tsv", &packed).expect("packed").0.len(), 5000);
    assert_eq!(read("a.tsv.gz", &rows).expect("plain").0.len(), 5000);
    let twice = [packed.clone(), packed.clone()].concat();
    assert_eq!(
        read("a.tsv.gz", twice).expect("two members").0.len(),
        10_000
    );
    let damage = "the gzip data is damaged or cut off";
    for end in [2, 5, 10, 11, packed.len() / 2, packed.len() - 1] {
        let message = error("a.tsv.gz", &packed[..end]);
        assert!(message.contains(damage), "{end}: {message}");
    }
    let mut damaged = packed.clone();
    damaged[packed.len() / 2] ^= 0x55;
    // Damage may show as a row that is none before the checksum is reached.
    assert!(error("a.tsv.gz", damaged).starts_with("a.tsv.gz:"));
    let tail = [packed, b"and more".to_vec()].concat();
    assert!(error("a.tsv.gz", tail).contains(damage));
}

#[test]
fn a_huge_line_is_refused_and_not_kept() {
    let line = vec![b'a'; 50 << 20];
    let message = error("a.tsv", [b"a\tb\n".as_slice(), &line].concat());
    assert!(message.starts_with("a.tsv:2: longer than"), "{message}");
    let message = error("a.tsv.gz", gzip(&line));
    assert!(message.starts_with("a.tsv.gz:1: longer than"), "{message}");
    let text = [b"<tmx><body><tu><tuv><seg>".as_slice(), &line].concat();
    assert!(error("a.tmx", text).contains("longer than"));
    let tag = [b"<tmx><body><tu a=\"".as_slice(), &line].concat();
    assert!(error("a.tmx", tag).contains("longer than"));
    let pieces = "<tmx><body><tu><tuv><seg>".to_owned() + &"Luban<ph/>".repeat(1 << 20);
    assert!(error("a.tmx", pieces).contains("longer than"));
}

const TMX: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header srclang="zh" adminlang="en"><note>鲁班</note></header>
  <body>
    <tu tuid="1">
      <prop type="domain">news</prop>
      <tuv xml:lang="zh-CN"><seg>鲁班工坊</seg></tuv>
      <tuv xml:lang="EN-US"><note>a name</note><seg><bpt i="1">&lt;b&gt;</bpt>Luban<ept i="1">&lt;/b&gt;</ept>
        <hi>Workshop</hi></seg></tuv>
      <tuv xml:lang="pt-BR"><seg>Oficina Luban</seg></tuv>
    </tu>
    <tu><tuv lang="zh"><seg>研究&amp;开发&#x3002;</seg></tuv><tuv lang="en"><seg><![CDATA[R&D]]>.</seg></tuv></tu>
    <tu><tuv xml:lang="zh"><seg>天津</seg></tuv><tuv xml:lang="en"><seg/></tuv></tu>
    <tu><tuv xml:lang="zh"><seg>北京</seg></tuv></tu>
  </body>
</tmx>
"#;

#[test]
fn tmx_gives_the_languages_asked_for() {
    let first_two = owned(&[WORKSHOP, ("研究&开发。", "R&D.")]);
    for content in [
        TMX.as_bytes().to_vec(),
        gzip(TMX),
        utf16(&format!("\u{feff}{TMX}").replace("UTF-8", "UTF-16")),
        format!("\u{feff}{}", TMX.replace('\n', "\r\n")).into_bytes(),
    ] {
        assert_eq!(read("a.tmx", content).expect("TMX"), (first_two.clone(), 2));
    }
    let asked = |source, target| {
        read_as("a.TMX.gz", gzip(TMX).as_slice(), Some((source, target))).expect("TMX")
    };
    assert_eq!(asked(Lang::ZH, Lang::EN), (first_two, 2));
    assert_eq!(
        asked(Lang::PT, Lang::ZH),
        (owned(&[("Oficina Luban", "鲁班工坊")]), 3)
    );
    assert_eq!(asked(Lang::KK, Lang::ZH), (Vec::new(), 4));
}

#[test]
fn broken_tmx_says_what_is_wrong() {
    let half = &TMX[..TMX.find("Workshop").expect("there")];
    assert_eq!(
        error("a.tmx", half),
        "a.tmx:10: broken TMX: it ends in the middle"
    );
    for (content, reason) in [
        ("", "it has no <tmx>"),
        ("鲁班\tLuban\n", "it has no <tmx>"),
        ("<html></html>", "it begins with <html>"),
        (
            "<tmx><body></tmx>",
            "expected `</body>`, but `</tmx>` was found",
        ),
        ("<tmx>&bomb;</tmx>", "unknown entity &bomb;"),
        (
            "<?xml version='1.0' encoding='GBK'?><tmx/>",
            "encoding gbk; save it as UTF-8",
        ),
    ] {
        let message = error("a.tmx", content);
        assert!(message.contains(reason), "{content}: {message}");
    }
    let deep = "<tmx>".repeat(1000);
    assert!(error("a.tmx", deep).contains("nested without end"));
    assert!(error("a.tmx", b"<tmx><tu><tuv><seg>\xff\xff</seg>").contains("UTF-8"));
    for end in 1..40 {
        let packed = gzip(TMX);
        error("a.tmx.gz", &packed[..packed.len() - end]);
    }
}

/// Pieces of files, right and wrong.
const PIECES: [&[u8]; 24] = [
    b"<tmx>",
    b"<tu>",
    b"<tuv xml:lang='zh'>",
    b"<tuv lang=\"pt-BR\">",
    b"<tuv lang>",
    b"<seg>",
    b"</seg>",
    b"</tuv>",
    b"</tu>",
    b"</tmx>",
    b"<bpt>",
    b"</bpt>",
    b"<ph/>",
    b"&amp;",
    b"&#x110000;",
    b"&",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"<?xml encoding='utf-16'?>",
    b"\xff\xfe",
    b"\x1f\x8b\x08",
    "鲁班工坊".as_bytes(),
    b"\t\r\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_file_panics(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..30),
        noise in prop::collection::vec(any::<u8>(), 0..20),
        at in 0_usize..30,
    ) {
        let mut content: Vec<Vec<u8>> = pieces.iter().map(|piece| piece.to_vec()).collect();
        content.insert(at.min(content.len()), noise);
        let content = content.concat();
        for name in ["a.tsv", "a.tmx", "a.tmx.gz"] {
            for content in [content.clone(), gzip(&content)] {
                if let Ok((pairs, _)) = read(name, content) {
                    for side in pairs.into_iter().flat_map(|(source, target)| [source, target]) {
                        prop_assert!(!side.trim().is_empty());
                    }
                }
            }
        }
    }
}
