//! Which texts of the corpus are translations of each other, with and without telling names.

use std::path::Path;

use alinha::check::Settings;
use alinha::doc::Document;
use alinha::lang::Detector;
use alinha::pipeline::{EncoderChoice, Engine, EngineOptions, translations};
use alinha::segment;
use alinha::text::{DecodeOptions, Text};

fn documents(rename: impl Fn(usize, &str) -> String) -> (Vec<String>, Vec<Document>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let detector = Detector::new(&[]);
    let mut names: Vec<String> = std::fs::read_dir(folder.as_path())
        .expect("the corpus")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".txt"))
        .collect();
    names.sort();
    let documents = names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let bytes = std::fs::read(folder.join(name)).expect("a text");
            let text = Text::decode(bytes, DecodeOptions::default()).expect("an encoding");
            segment::document(rename(index, name), text, &detector, None)
        })
        .collect();
    (names, documents)
}

fn paired(rename: impl Fn(usize, &str) -> String) -> Vec<String> {
    let (names, documents) = documents(rename);
    let documents: Vec<&Document> = documents.iter().collect();
    let engine = Engine::new(EngineOptions {
        languages: Vec::new(),
        matcher: None,
        settings: Settings::default(),
        encoder: EncoderChoice::Default,
    });
    translations(&engine, &documents, &())
        .iter()
        .map(|pair| format!("{} {}", names[pair.source], names[pair.target]))
        .collect()
}

const STORIES: [&str; 3] = [
    "story.pt.txt story.en.txt",
    "story.zh.txt story.en.txt",
    "story.zh.txt story.pt.txt",
];

#[test]
fn the_story_makes_three_pairs_and_the_reports_none() {
    assert_eq!(paired(|_, name| name.to_owned()), STORIES);
}

#[test]
fn names_without_meaning_do_not_matter() {
    assert_eq!(paired(|index, _| format!("{index}.txt")), STORIES);
}

#[test]
fn a_name_alone_does_not_make_a_translation() {
    // Texts on other things with the names of versions.
    let named = |index: usize, name: &str| match name {
        "legacy.cp1252.pt.txt" => "one.pt.txt".to_owned(),
        "mt-style.en.txt" => "one.en.txt".to_owned(),
        "names.zh.txt" => "one.zh.txt".to_owned(),
        _ => format!("{index}.txt"),
    };
    assert_eq!(paired(named), STORIES);
}
