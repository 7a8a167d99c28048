//! Tests of the page as a whole.

use std::collections::HashSet;

use super::*;
use crate::align::{Bead, SentenceId};
use crate::lang::Lang;
use crate::report::{DocumentResult, LeftAside, sample};
use crate::text::Span;

fn page(run: &RunResult) -> String {
    let mut out = Vec::new();
    write_html(&mut out, run, &Limits::default()).expect("memory takes it");
    String::from_utf8(out).expect("UTF-8")
}

/// Fails unless every tag is closed in its turn, every attribute quoted, every id unique and
/// every link inside the page leads somewhere.
fn assert_well_formed(html: &str) {
    let (head, body) = html.split_once("</style>").expect("a style sheet");
    assert!(head.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    let mut open: Vec<&str> = Vec::new();
    let mut ids = HashSet::new();
    let mut targets = Vec::new();
    let mut parts = body.split('<');
    assert!(!parts.next().expect("a start").contains('>'));
    for part in parts {
        let (tag, text) = part.split_once('>').expect("a tag ends");
        assert!(!text.contains('>'), "a bare > in {text:?}");
        if let Some(name) = tag.strip_prefix('/') {
            if !matches!(name, "head" | "html") {
                assert_eq!(open.pop(), Some(name), "closed before: {text:?}");
            }
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric()), "{name}");
        assert!(
            !matches!(name, "script" | "link" | "img" | "iframe"),
            "{name}"
        );
        assert_eq!(attributes.matches('"').count() % 2, 0, "{tag}");
        for attribute in attributes.split("\" ") {
            match attribute.trim_end_matches('"').split_once("=\"") {
                Some(("id", id)) => assert!(ids.insert(id.to_owned()), "{id} twice"),
                Some(("href", to)) => targets.push(to.strip_prefix('#').expect("inside")),
                Some((other, _)) => assert!(!other.starts_with("on"), "{other}"),
                None => {}
            }
        }
        open.push(name);
    }
    assert!(open.is_empty(), "not closed: {open:?}");
    for target in targets {
        assert!(ids.contains(target), "no #{target}");
    }
}

#[test]
fn the_page_shows_everything_of_a_small_run() {
    let html = page(&sample::run());
    assert_well_formed(&html);
    for shown in [
        "<p lang=\"zh-Hans\"><span class=\"no\">1</span>鲁班工坊在天津揭牌。</p>",
        "<del>Cazaque</del></mark><ins>Kazakh</ins>",
        "<mark class=\"minor\" title=\"TYPO001 minor: `$ 44` has a space after the sign\">$ 44</mark>",
        "class=\"bead review merged\" id=\"pair-1-b0002\"",
        "class=\"bead unpaired merged\"",
        "no counterpart",
        "<b lang=\"zh\">互信</b>",
        "same word trade",
        "<mark class=\"clash\" title=\"told differently in the other text\">$43 billion</mark>",
        "aligned/news-story.zh--news-story.en.csv",
        "logo.png",
    ] {
        assert!(html.contains(shown), "{shown}\n{html}");
    }
    assert_eq!(html, page(&sample::run()), "the same bytes each time");
}

#[test]
fn the_story_is_shown_whole() {
    let run = sample::story();
    let html = page(&run);
    assert_well_formed(&html);
    let beads: usize = run.bitexts.iter().map(|of| of.alignment.beads.len()).sum();
    assert_eq!(html.matches("<li class=\"bead ").count(), beads);
    assert!(!html.contains("more beads in"));
    assert!(!html.contains("http"), "nothing is loaded from elsewhere");
}

#[test]
fn hostile_text_stays_text() {
    let evil = "</script><script>alert(1)</script> \" ' & <!-- \u{1}\u{1b}[31m \u{202e}]]> </p>";
    let mut document = sample::document(&format!("{evil}.txt"), Lang::EN.into(), &[evil, "next"]);
    let text = document.document.text.as_str().to_owned();
    let at = sample::span_of(&text, "<script>alert(1)</script>");
    document
        .findings
        .push(sample::finding(&sample::NAME, at, evil));
    sample::rename(&mut document, "next", evil);
    let mut other = sample::document("b.txt", Lang::PT.into(), &[evil]);
    other.document.detection.runs = Vec::new();
    let mut run = sample::run();
    run.documents = vec![document, other];
    run.bitexts[0].source = 0;
    run.bitexts[0].target = 1;
    run.bitexts[0].alignment.beads = vec![Bead {
        source: 0..2,
        target: 0..1,
        score: f32::NAN,
    }];
    run.links[0].b = SentenceId {
        doc: 1,
        sentence: 0,
    };
    run.links[0].reasons = vec![evil.to_owned()];
    run.links[0].conflicts.clear();
    run.failed.push(LeftAside {
        path: evil.to_owned(),
        reason: evil.to_owned(),
    });
    let html = page(&run);
    assert_well_formed(&html);
    assert!(!html.contains("<script") && !html.contains("<!-- "));
    let forbidden = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || c == '\u{202e}';
    assert_eq!(html.chars().find(|c| forbidden(*c)), None);
    assert!(html.contains("␛[31m"), "controls show as pictures");
}

#[test]
fn places_that_do_not_exist_are_left_out() {
    let mut run = sample::run();
    run.bitexts[0].target = 99;
    run.links[0].b = SentenceId {
        doc: 7,
        sentence: 7,
    };
    assert_well_formed(&page(&run));
    assert_well_formed(&page(&RunResult::default()));
}

#[test]
fn a_huge_run_gives_a_page_of_bounded_size() {
    // One line of six megabytes with 20,000 findings, and 3,000 texts with one each.
    let word = "Cazaque 鲁班, ";
    let line = word.repeat(400_000);
    let mut huge = sample::document("huge.txt", Lang::EN.into(), &[&line]);
    huge.findings = (0..20_000)
        .map(|index| Span::new(index * 20 * word.len(), index * 20 * word.len() + 7))
        .map(|span| sample::finding(&sample::NAME, span, word))
        .collect();
    huge.findings[0].message = line.clone();
    let small = (0..3000).map(|index| -> DocumentResult {
        let mut of = sample::document(&format!("{index}.txt"), Lang::EN.into(), &["Cazaque"]);
        sample::rename(&mut of, "Cazaque", "Kazakh");
        of
    });
    let run = RunResult {
        documents: std::iter::once(huge).chain(small).collect(),
        ..RunResult::default()
    };
    let html = page(&run);
    assert_well_formed(&html);
    assert!(html.len() < 1_000_000, "{}", html.len());
    assert!(html.contains("2,501 more in summary.json"));
    assert!(html.contains("and 19,992 more here"));
    assert!(html.contains("more texts with findings in findings.csv"));
}

#[test]
fn long_pairs_name_their_table() {
    let sentences: Vec<String> = (0..1000)
        .map(|index| format!("Sentence {index}."))
        .collect();
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    let mut run = sample::run();
    run.links.clear();
    run.documents = ["a.txt", "b.txt"]
        .map(|id| sample::document(id, Lang::EN.into(), &sentences))
        .into();
    run.bitexts[0].alignment.beads = (0..1000)
        .map(|index| Bead {
            source: index..index + 1,
            target: index..index + 1,
            score: 0.9,
        })
        .collect();
    let html = page(&run);
    assert_well_formed(&html);
    assert_eq!(html.matches("<li class=\"bead ").count(), 300);
    assert!(html.contains("700 more beads in aligned/b--a.csv"));
}
