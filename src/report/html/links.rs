//! The sections of the page that show what says the same outside translations.

use super::Limits;
use super::excerpt::{Excerpt, Mark, Source, shortened};
use super::pairs::{MAX_OF_BEAD, percent, source_of};
use super::texts::context;
use super::view::{ConflictView, GlossView, LinkEnd, LinkView, Shown};
use crate::align::SentenceId;
use crate::report::words::grouped;
use crate::report::{RunResult, conflict_word, sentence_lang};
use crate::text::Span;

pub(super) fn links(run: &RunResult, limits: &Limits) -> Shown<LinkView> {
    let items = run.links.iter().take(limits.links).enumerate();
    let items = items.filter_map(|(index, link)| {
        let ends = |id: SentenceId, clashes: Vec<Span>| link_end(run, id, clashes);
        let words = |doc: usize, span: Span| {
            let text = run.documents[doc].document.text.as_str();
            shortened(text.get(span.start..span.end).unwrap_or_default())
        };
        let a = ends(link.a, link.conflicts.iter().map(|clash| clash.a).collect())?;
        let b = ends(link.b, link.conflicts.iter().map(|clash| clash.b).collect())?;
        let conflicts = link.conflicts.iter().take(MAX_OF_BEAD);
        let conflicts = conflicts.map(|clash| ConflictView {
            what: conflict_word(clash.kind),
            a: words(link.a.doc, clash.a),
            b: words(link.b.doc, clash.b),
        });
        Some(LinkView {
            id: format!("l{:04}", index + 1),
            score: format!("{:.2}", link.score),
            percent: percent(link.score),
            a,
            b,
            reasons: (link.reasons.iter().take(MAX_OF_BEAD))
                .map(|reason| shortened(reason))
                .collect(),
            conflicts: conflicts.collect(),
        })
    });
    Shown {
        items: items.collect(),
        all: run.links.len(),
    }
}

fn link_end(run: &RunResult, id: SentenceId, mut clashes: Vec<Span>) -> Option<LinkEnd> {
    let of = run.documents.get(id.doc)?;
    let span = of.document.segments.get(id.sentence)?.span;
    let tag = sentence_lang(&of.document, id.sentence);
    clashes.sort_unstable();
    let marks: Vec<Mark> = clashes
        .into_iter()
        .map(|clash| Mark::new(clash, "clash", "told differently in the other text"))
        .collect();
    // What was changed is not the subject here.
    let from = Source {
        edits: &[],
        ..source_of(of)
    };
    Some(LinkEnd {
        path: shortened(&of.document.id),
        number: grouped(id.sentence + 1),
        lang: tag.to_string(),
        excerpt: Excerpt::new(from, span, tag.lang, &marks),
    })
}

pub(super) fn glosses(run: &RunResult, limits: &Limits) -> Shown<GlossView> {
    let all = run.documents.iter().map(|of| of.glosses.len()).sum();
    let pairs = run.documents.iter().flat_map(|of| {
        let glosses = of.glosses.iter();
        glosses.map(move |pair| (of, pair))
    });
    let items = pairs.take(limits.links).map(|(of, pair)| {
        let text = of.document.text.as_str();
        let words = |span: Span| shortened(text.get(span.start..span.end).unwrap_or_default());
        let (first, last) = (pair.a.min(pair.b), pair.a.max(pair.b));
        let around = context(text, Span::new(first.start, last.end.max(first.end)));
        let marks = [first, last].map(|span| Mark::new(span, "phrase", "says the same"));
        let from = Source {
            edits: &[],
            ..source_of(of)
        };
        GlossView {
            path: shortened(&of.document.id),
            score: format!("{:.2}", pair.score),
            a_lang: pair.a_lang.to_string(),
            a: words(pair.a),
            b_lang: pair.b_lang.to_string(),
            b: words(pair.b),
            lang: of.document.lang.to_string(),
            context: Excerpt::new(from, around, of.document.lang.lang, &marks),
        }
    });
    Shown {
        items: items.collect(),
        all,
    }
}
