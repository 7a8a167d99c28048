//! Every example of every rule, and RULES.md.

use alinha::check::{
    Applicability, Checker, Example, Finding, Input, RuleMeta, Selector, Settings, Side, Source,
    docs, registry,
};
use alinha::fix;
use alinha::glossary::Matcher;
use alinha::lang::LangTag;
use alinha::text::Span;

/// An example's text without its marks, and the marked stretches.
fn unmarked(text: &str) -> (String, Vec<Span>) {
    let mut plain = String::new();
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find("[[") {
        plain.push_str(&rest[..open]);
        let close = open + 2 + rest[open + 2..].find("]]").expect("a mark is closed");
        // `[[]]]` marks a bracket: the last two of three close.
        let close = close
            + rest[close..]
                .bytes()
                .take_while(|byte| *byte == b']')
                .count()
            - 2;
        let start = plain.len();
        plain.push_str(&rest[open + 2..close]);
        spans.push(Span::new(start, plain.len()));
        rest = &rest[close + 2..];
    }
    plain.push_str(rest);
    (plain, spans)
}

fn tag(tag: &str) -> LangTag {
    tag.parse().expect("a language tag")
}

fn only(meta: &RuleMeta) -> Settings {
    Settings {
        select: vec![Selector::Rule(meta.id)],
        ..Settings::default()
    }
}

fn check(checker: &Checker<'_>, example: &Example, text: &str) -> Vec<Finding> {
    let source = example
        .source
        .map(|(lang, text)| (tag(lang), unmarked(text).0));
    let mut input = Input::new(text, tag(example.lang));
    input.source = source
        .as_ref()
        .map(|(tag, text)| Source { text, tag: *tag });
    checker.check(&input)
}

#[test]
fn every_example_does_what_it_says() {
    let mut wrong = Vec::new();
    for rule in registry() {
        let meta = rule.meta();
        let checker = Checker::new(&only(meta), Matcher::builtin());
        for example in meta.examples {
            let (text, marked) = unmarked(example.text);
            let findings = check(&checker, example, &text);
            let places = |side: Side| -> Vec<Span> {
                findings
                    .iter()
                    .filter(|finding| finding.side == side)
                    .map(|finding| finding.span)
                    .collect()
            };
            let shown = |spans: &[Span]| {
                spans
                    .iter()
                    .map(|span| span.of(&text))
                    .collect::<Vec<_>>()
                    .join(" | ")
            };
            if places(Side::Target) != marked {
                wrong.push(format!(
                    "{} in `{text}`:\n   found: {}\n  marked: {}",
                    meta.id,
                    shown(&places(Side::Target)),
                    shown(&marked)
                ));
            }
            let in_source = example
                .source
                .map(|(_, text)| unmarked(text).1)
                .unwrap_or_default();
            if places(Side::Source) != in_source {
                wrong.push(format!(
                    "{} in the source of `{text}`: found {:?}, marked {in_source:?}",
                    meta.id,
                    places(Side::Source)
                ));
            }
            let apply = |text: &str| {
                fix::apply(text, Applicability::DisplayOnly, |text| {
                    check(&checker, example, text)
                })
                .0
            };
            let fixed = apply(&text);
            let expected = example.fixed.unwrap_or(&text);
            if fixed != expected {
                wrong.push(format!(
                    "{} turns `{text}` into\n  `{fixed}`, not\n  `{expected}`",
                    meta.id
                ));
            }
            if apply(&fixed) != fixed {
                wrong.push(format!("{} changes `{fixed}` again", meta.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_documented() {
    let mut ids = std::collections::BTreeSet::new();
    for rule in registry() {
        let meta = rule.meta();
        assert!(
            ids.insert(meta.id) && ids.insert(meta.name),
            "{} stands twice",
            meta.id
        );
        let fires = |example: &&Example| {
            example.text.contains("[[")
                || example.source.is_some_and(|(_, text)| text.contains("[["))
        };
        let firing = meta.examples.iter().filter(fires).count();
        assert!(firing >= 2, "{} needs two examples that fire", meta.id);
        assert!(
            meta.examples.len() - firing >= 2,
            "{} needs two examples that must not fire",
            meta.id
        );
        for lang in meta.languages {
            assert!(
                meta.examples.iter().any(|example| example.lang == *lang),
                "{} needs an example in {lang}",
                meta.id
            );
        }
        for text in [meta.what, meta.why, meta.not_flagged, meta.fix_safety] {
            assert!(text.ends_with('.'), "{}: `{text}` is a sentence", meta.id);
        }
        assert!(docs::rules_markdown().contains(&format!("### {} {}", meta.id, meta.name)));
        assert_eq!(
            docs::explain(meta.id),
            docs::explain(&meta.name.to_uppercase())
        );
    }
    assert_eq!(docs::explain("nothing"), None);
}

#[test]
fn rules_md_is_up_to_date() {
    snapbox::assert_data_eq!(docs::rules_markdown(), snapbox::file!["../RULES.md"].raw());
}
