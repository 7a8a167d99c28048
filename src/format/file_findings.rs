//! The findings of one file, as all formats take them.

use crate::check::Finding;
use crate::text::{LineColumn, Locator, Span};

/// A file with what was found in it.
#[derive(Clone, Copy, Debug)]
pub struct FileFindings<'a> {
    /// Path as it is shown, with `/` between parts; relative where it can be.
    pub path: &'a str,
    /// The text that the findings' spans point into.
    pub text: &'a str,
    /// The findings, in text order.
    pub findings: &'a [Finding],
}

/// Where a finding stands, as programs and people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// First character.
    pub(super) start: LineColumn,
    /// One past the last character.
    pub(super) end: LineColumn,
    /// Offset of the first character, in Unicode scalar values from 0.
    pub(super) char_start: usize,
    /// Offset past the last character.
    pub(super) char_end: usize,
}

/// Counts the places of the spans of one text.
#[derive(Debug)]
pub(super) struct Places<'a>(Locator<'a>);

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self(Locator::new(text))
    }

    /// The place of `span`, which lies in the text.
    pub(super) fn of(&mut self, span: Span) -> Place {
        let start = self.0.locate(span.start);
        let end = self.0.locate(span.end);
        Place {
            start: start.at,
            end: end.at,
            char_start: start.char,
            char_end: end.char,
        }
    }
}

#[cfg(test)]
pub(super) mod sample {
    use crate::check::{Applicability, Finding, Severity, registry};
    use crate::text::Span;

    /// A text of two languages with three findings.
    pub(in crate::format) const TEXT: &str =
        "双方在鲁班工坊（Lu Ban\u{a0}Workshop）😀\r\nmet with \"OCS\", long -term.\r\n";

    pub(in crate::format) fn findings() -> Vec<Finding> {
        let span = |part: &str| {
            let start = TEXT.find(part).expect("stands in the text");
            Span::new(start, start + part.len())
        };
        let rule = |id: &str| {
            registry()
                .iter()
                .map(|rule| rule.meta())
                .find(|meta| meta.id == id)
                .expect("a rule")
        };
        let mut name = Finding::new(
            rule("NAME001"),
            span("Lu Ban"),
            "`Lu Ban` is a variant of `Luban`",
        )
        .with_confidence(0.95)
        .with_replacement("Luban", Applicability::Safe)
        .with_related(None, "glossary: form used by the programme itself");
        name.concept = Some("luban-workshop".to_owned());
        let mut ocs = Finding::new(
            rule("NAME003"),
            span("OCS"),
            "`OCS` may be 50% of it,\nsay: \"SCO\"",
        )
        .with_confidence(0.6);
        ocs.severity = Severity::Critical;
        let hyphen = Finding::new(
            rule("SCAR001"),
            span("long -term"),
            "a blank before the hyphen",
        )
        .with_replacement("long-term", Applicability::Unsafe);
        vec![name, ocs, hyphen]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_lines() {
        let text = "双方\r\n在鲁班 OCS\nSCO";
        let mut places = Places::new(text);
        let find = |part: &str| {
            let start = text.find(part).expect("there");
            Span::new(start, start + part.len())
        };
        let at = |line, column| LineColumn { line, column };
        let ocs = places.of(find("OCS"));
        assert_eq!((ocs.start, ocs.end), (at(2, 5), at(2, 8)));
        assert_eq!((ocs.char_start, ocs.char_end), (8, 11));
        assert_eq!(places.of(find("SCO")).start, at(3, 1));
        assert_eq!(places.of(find("方")).start, at(1, 2));
        assert_eq!(places.of(Span::new(0, text.len())).end, at(3, 4));
    }
}
