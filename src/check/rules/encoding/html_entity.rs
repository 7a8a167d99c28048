//! ENC002 html-entity: a character reference that was never turned into its character.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "ENC002",
    name: "html-entity",
    category: "Fluency/Character encoding",
    severity: Severity::Minor,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags a character reference of HTML in plain text.",
    why: "The reader sees the code in place of the character.",
    not_flagged: "Texts that are HTML (they hold closing tags), references to `<` and `>`, URLs and code.",
    fix_safety: "Safe: a reference means one character.",
    examples: &[
        Example::mended("en", "China[[&#8217;]]s partners", "China’s partners"),
        Example::mended(
            "en",
            "Research [[&amp;]] development",
            "Research & development",
        ),
        Example::mended(
            "en",
            "an [[&amp;quot;]]open[[&quot;]] door",
            "an \"open\" door",
        ),
        Example::mended(
            "pt",
            "A coopera[[&ccedil;]][[&atilde;]]o cresce.",
            "A cooperação cresce.",
        ),
        Example::mended("zh", "中国[[&middot;]]天津", "中国·天津"),
        Example::new("en", "AT&T; R&D; a&b;"),
        Example::new("en", "<p>Research &amp; development</p>"),
        Example::new("zh", "中国&哈萨克斯坦；"),
    ],
};

static ENTITIES: LazyLock<FxHashMap<String, char>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_str!("../../data/html_entities.csv").as_bytes())
        .records()
        .filter_map(|row| {
            let row = row.ok()?;
            Some((row.get(0)?.to_owned(), row.get(1)?.chars().next()?))
        })
        .collect()
});

/// ENC002.
pub(in crate::check::rules) struct HtmlEntity;

impl Rule for HtmlEntity {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let text = scan.text();
        if !text.contains('&') || text.contains("</") {
            return;
        }
        let mut done = 0;
        for (at, _) in text.match_indices('&') {
            let Some((len, character)) = (at >= done).then(|| reference(&text[at..])).flatten()
            else {
                continue;
            };
            let span = Span::new(at, at + len);
            done = span.end;
            if matches!(character, '<' | '>') || scan.is_protected(span) {
                continue;
            }
            let message = format!("`{}` is the HTML code of a character", span.of(text));
            findings.push(
                Finding::new(&META, span, message)
                    .with_confidence(0.97)
                    .with_replacement(character.to_string(), Applicability::Safe),
            );
        }
    }
}

/// Length and meaning of the reference that `text` starts with; `&amp;quot;` means `"`.
fn reference(text: &str) -> Option<(usize, char)> {
    let mut at = 1;
    // Text that was escaped more than once; a bound, so that the scan stays linear.
    for _ in 0..4 {
        match text[at..].strip_prefix("amp;") {
            Some(rest) if name(rest).is_some() => at += 4,
            _ => break,
        }
    }
    let (len, character) = name(&text[at..])?;
    Some((at + len, character))
}

fn name(text: &str) -> Option<(usize, char)> {
    let end = text.bytes().take(10).position(|byte| byte == b';')?;
    let name = text.get(..end)?;
    let character = match name.strip_prefix('#') {
        Some(code) => {
            let code = match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => code.parse().ok()?,
            };
            char::from_u32(code).filter(|character| !character.is_control())?
        }
        None => *ENTITIES.get(name)?,
    };
    Some((end + 1, character))
}
