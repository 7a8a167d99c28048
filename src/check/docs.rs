//! What is written about the rules, from their metadata: RULES.md and `alinha explain`.

use std::fmt::Write as _;

use super::{Example, Maturity, RuleMeta, measured, registry};

/// Letters and meaning of each family, in the order of RULES.md.
const FAMILIES: [(&str, &str); 9] = [
    ("NAME", "Names and terms"),
    ("ENC", "Character encoding"),
    ("SCAR", "Scars of tokenisers and extraction"),
    ("NUM", "How numbers are written"),
    ("BRKT", "Brackets and quotation marks"),
    ("REP", "Repetition"),
    ("LANG", "Languages where they do not belong"),
    ("LEX", "What the source language shows through"),
    ("SRC", "Against the source"),
];

/// The rule of this id or name; case does not matter.
#[must_use]
pub fn find(id_or_name: &str) -> Option<&'static RuleMeta> {
    registry().iter().map(|rule| rule.meta()).find(|meta| {
        meta.id.eq_ignore_ascii_case(id_or_name) || meta.name.eq_ignore_ascii_case(id_or_name)
    })
}

/// What `alinha explain` says about a rule, in Markdown; nothing for an unknown id or name.
#[must_use]
pub fn explain(id_or_name: &str) -> Option<String> {
    find(id_or_name).map(|meta| {
        let mut page = format!("# {} {}\n\n", meta.id, meta.name);
        page.push_str(&body(meta, "## "));
        page
    })
}

/// The text of RULES.md.
#[must_use]
pub fn rules_markdown() -> String {
    let mut page = String::from(
        "# Rules\n\n\
         Written from the rules themselves by `SNAPSHOTS=overwrite cargo test --test rules`; do not edit.\n\n\
         Select and ignore by id, name, family letters or `ALL`. A rule in preview runs when it is named, or with `--preview`.\n\
         In examples `[[` and `]]` stand around what is flagged.\n\n",
    );
    page.push_str(measured::EXPLANATION);
    page.push_str(
        "\n| id | name | MQM error type | severity | languages | state |\n\
         |---|---|---|---|---|---|\n",
    );
    for rule in registry() {
        let meta = rule.meta();
        // Writing to a String cannot fail.
        let _ = writeln!(
            page,
            "| [{id}](#{anchor}-{name}) | {name} | {category} | {severity} | {languages} | {maturity} |",
            id = meta.id,
            anchor = meta.id.to_lowercase(),
            name = meta.name,
            category = meta.category,
            severity = meta.severity,
            languages = languages(meta),
            maturity = meta.maturity.as_str(),
        );
    }
    for (letters, title) in FAMILIES {
        let _ = write!(page, "\n## {title} ({letters})\n");
        for rule in registry()
            .iter()
            .filter(|rule| rule.meta().family() == letters)
        {
            let meta = rule.meta();
            let _ = write!(page, "\n### {} {}\n\n", meta.id, meta.name);
            page.push_str(&body(meta, "#### "));
        }
    }
    page
}

fn languages(meta: &RuleMeta) -> String {
    if meta.languages.is_empty() {
        "all".to_owned()
    } else {
        meta.languages.join(", ")
    }
}

fn body(meta: &RuleMeta, heading: &str) -> String {
    let mut page = String::new();
    let state = match meta.maturity {
        Maturity::Stable => "on by default",
        Maturity::Preview => "in preview: off until selected",
    };
    let _ = write!(
        page,
        "{what} MQM: {category}, {severity}; languages: {languages}; {state}.\n\n\
         {heading}Why it matters\n{why}\n\n\
         {heading}Not flagged\n{not_flagged}\n\n\
         {heading}Fix safety\n{fix_safety}\n\n\
         {heading}Examples\n",
        what = meta.what,
        category = meta.category,
        severity = meta.severity,
        languages = languages(meta),
        why = meta.why,
        not_flagged = meta.not_flagged,
        fix_safety = meta.fix_safety,
    );
    let fires = |example: &Example| {
        example.text.contains("[[") || example.source.is_some_and(|(_, text)| text.contains("[["))
    };
    page.push_str("Flagged:\n\n```text\n");
    for example in meta.examples.iter().filter(|example| fires(example)) {
        show(example, &mut page);
    }
    page.push_str("```\n\nNot flagged:\n\n```text\n");
    for example in meta.examples.iter().filter(|example| !fires(example)) {
        show(example, &mut page);
    }
    page.push_str("```\n");
    let _ = write!(page, "\n{heading}Measured\n{}", measured::table(meta.id));
    page
}

fn show(example: &Example, page: &mut String) {
    let line = |text: &str| text.replace('\n', "\\n");
    let _ = writeln!(page, "{}: {}", example.lang, line(example.text));
    if let Some(fixed) = example.fixed {
        let _ = writeln!(page, "    -> {}", line(fixed));
    }
    if let Some((lang, text)) = example.source {
        let _ = writeln!(page, "    from {lang}: {}", line(text));
    }
}
