//! A page that shows the languages of texts and of the stretches inside them.

use std::io::{self, Write};

use askama::Template;

use crate::check::Origin;
use crate::lang::{Detection, Lang};

/// A text and what was found in it.
#[derive(Clone, Copy, Debug)]
pub struct DetectedText<'a> {
    /// What the text is called.
    pub name: &'a str,
    /// The text.
    pub text: &'a str,
    /// Its languages.
    pub detection: &'a Detection,
    /// What it was translated from, if that was asked.
    pub origin: Option<&'a Origin>,
}

#[derive(Template)]
#[template(path = "languages.html")]
struct Page {
    texts: Vec<TextView>,
}

struct TextView {
    name: String,
    facts: String,
    pieces: Vec<Piece>,
}

/// A stretch: of a language other than that of the text, a clue of its origin, or neither.
struct Piece {
    text: String,
    lang: Option<String>,
    why: Option<String>,
}

/// Writes the page. The texts are shown whole.
///
/// # Errors
/// When `writer` fails.
pub fn write_languages(texts: &[DetectedText<'_>], writer: &mut dyn Write) -> io::Result<()> {
    let page = Page {
        texts: texts.iter().map(view).collect(),
    };
    page.write_into(writer).map_err(io::Error::other)
}

fn view(of: &DetectedText<'_>) -> TextView {
    let detection = of.detection;
    let guests = detection
        .runs
        .iter()
        .filter(|run| run.lang != detection.tag.lang && run.lang != Lang::UND)
        .map(|run| (run.span, Some(run.lang.to_string()), None));
    let clues = of.origin.into_iter().flat_map(|origin| &origin.clues);
    let clues = clues.map(|clue| (clue.span, None, Some(clue.reason.clone())));
    let mut marks: Vec<_> = guests.chain(clues).collect();
    marks.sort_by_key(|(span, ..)| (span.start, span.end));
    let mut pieces = Vec::new();
    let mut at = 0;
    let plain = |text: &str| Piece {
        text: text.to_owned(),
        lang: None,
        why: None,
    };
    for (span, lang, why) in marks {
        if span.start < at {
            continue;
        }
        pieces.push(plain(&of.text[at..span.start]));
        pieces.push(Piece {
            text: span.of(of.text).to_owned(),
            lang,
            why,
        });
        at = span.end;
    }
    pieces.push(plain(&of.text[at..]));
    let share = detection.share.iter().map(|(lang, share)| {
        // 0.4 % of a text is not nothing.
        format!("{lang} {:.1} %", share * 100.0)
    });
    let mut facts = format!(
        "{}, {:.0} % sure. {}",
        detection.tag,
        detection.confidence * 100.0,
        share.collect::<Vec<_>>().join(", ")
    );
    if let Some(origin) = of.origin {
        facts.push_str(&match origin.lang {
            Some(lang) => format!(
                ". Translated from {lang}, {:.0} % sure",
                origin.confidence * 100.0
            ),
            None => ". Translated from: unknown".to_owned(),
        });
    }
    TextView {
        name: of.name.to_owned(),
        facts,
        pieces,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Detector;

    #[test]
    fn guests_are_marked_and_marks_in_the_text_do_no_harm() {
        let text = "He said <b>“合作共赢”</b> & left the room at once.";
        let detection = Detector::default().detect(text);
        let of = DetectedText {
            name: "a<b>.txt",
            text,
            detection: &detection,
            origin: None,
        };
        let mut page = Vec::new();
        write_languages(&[of], &mut page).expect("memory takes it");
        let page = String::from_utf8(page).expect("UTF-8");
        assert!(page.contains("<span lang=\"zh\">合作共赢</span>"), "{page}");
        assert!(!page.contains("<b>"), "{page}");
    }
}
