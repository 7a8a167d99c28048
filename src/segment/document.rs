//! Documents from texts: blocks, their languages, sentences.

use super::sentences;
use crate::doc::{Block, BlockKind, Document, Segment, split_blocks};
use crate::lang::{Detector, Lang, LangTag};
use crate::text::Text;

/// A shorter block (bytes) takes the language of its document, unless its script tells another.
const ENOUGH_TEXT: usize = 40;
/// A block is in another language than its document when the detector is this sure of it, and this much of it is.
const SURE: f32 = 0.9;
const MOST: f32 = 0.6;

/// The document that `text` is: blocks with their languages, broken into sentences.
///
/// `stated` is what the user says of its language: it holds for every block that does not
/// plainly speak another one. A heading and a metadata line are one segment each.
#[must_use]
pub fn document(id: String, text: Text, detector: &Detector, stated: Option<LangTag>) -> Document {
    let content = text.as_str();
    let detection = detector.detect(content);
    let lang = stated.unwrap_or(detection.tag);
    let mut blocks = Vec::new();
    let mut segments = Vec::new();
    for (kind, span) in split_blocks(content) {
        let block = blocks.len();
        // Only a block that seems to be in another language is looked at by itself.
        let (most, _) = detection.of(span);
        let lang = if most == lang.lang || most == Lang::UND {
            lang
        } else {
            block_lang(detector, span.of(content), lang)
        };
        blocks.push(Block { kind, span, lang });
        if matches!(kind, BlockKind::Heading | BlockKind::Metadata) {
            segments.push(Segment { span, block });
            continue;
        }
        segments.extend(
            sentences(span.of(content), lang.lang)
                .into_iter()
                .map(|sentence| Segment {
                    span: sentence.shifted(span.start),
                    block,
                }),
        );
    }
    Document {
        id,
        text,
        lang,
        detection,
        blocks,
        segments,
    }
}

/// The language of one block of a document in `main`.
fn block_lang(detector: &Detector, block: &str, main: LangTag) -> LangTag {
    let found = detector.detect(block);
    let other_script =
        |lang: Lang| matches!(lang, Lang::ZH | Lang::JA | Lang::KO | Lang::RU | Lang::KK);
    let most = found.share.first().is_some_and(|(_, share)| *share >= MOST);
    let plain = most
        && (block.len() >= ENOUGH_TEXT && found.confidence >= SURE
            || other_script(found.tag.lang) != other_script(main.lang));
    if found.tag.lang == main.lang
        || found.tag.lang == Lang::UND
        || !plain && main.lang != Lang::UND
    {
        main
    } else {
        found.tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::DecodeOptions;

    #[test]
    fn blocks_have_their_own_languages() {
        let text = "The Luban Workshops\n\nMr. Xi met Mr. Tokayev in Tianjin. They opened a new workshop for students.\n\n\
            鲁班工坊开学了。学生来自五个国家。\n\nAs oficinas também foram abertas em Portugal e na Tailândia. São pequenas.\n";
        let decoded = Text::decode(text.as_bytes().to_vec(), DecodeOptions::default())
            .expect("the text is UTF-8");
        let document = document("luban.txt".to_owned(), decoded, &Detector::default(), None);
        assert_eq!(document.lang, LangTag::plain(Lang::EN));
        let found: Vec<(&str, Lang)> = (0..document.segments.len())
            .map(|index| {
                let segment = document.segments[index];
                (segment.span.of(text), document.segment_lang(index).lang)
            })
            .collect();
        assert_eq!(
            found,
            [
                ("The Luban Workshops", Lang::EN),
                ("Mr. Xi met Mr. Tokayev in Tianjin.", Lang::EN),
                ("They opened a new workshop for students.", Lang::EN),
                ("鲁班工坊开学了。", Lang::ZH),
                ("学生来自五个国家。", Lang::ZH),
                (
                    "As oficinas também foram abertas em Portugal e na Tailândia.",
                    Lang::PT
                ),
                ("São pequenas.", Lang::PT),
            ]
        );
    }

    #[test]
    fn an_empty_text_has_no_language() {
        let decoded =
            Text::decode(Vec::new(), DecodeOptions::default()).expect("nothing to decode");
        let document = document(String::new(), decoded, &Detector::default(), None);
        assert_eq!(document.lang, LangTag::UND);
        assert!(document.blocks.is_empty() && document.segments.is_empty());
    }
}
