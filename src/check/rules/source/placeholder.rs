//! SRC005 placeholder: variables and tags of the source that the translation lost, changed or made up.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::check::{
    Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity, Side,
};
use crate::text::Span;

static META: RuleMeta = RuleMeta {
    id: "SRC005",
    name: "placeholder",
    category: "Design and markup/Missing markup",
    severity: Severity::Major,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags variables (`{name}`, `%s`, `${total}`, `%(count)d`) and tags that only one side has.",
    why: "The program that shows the text breaks, or shows the variable itself.",
    not_flagged: "Another order, per cent signs after figures, longer text between braces.",
    fix_safety: "Unsafe: the source's form is put back where one was changed.",
    examples: &[
        Example::mended("pt", "Olá, [[{nome}]]!", "Olá, {name}!")
            .translated_from("en", "Hello, {name}!"),
        Example::new("en", "Saved files.").translated_from("pt", "[[%d]] ficheiros guardados."),
        Example::mended("zh", "点击<b>此处[[<b>]]。", "点击<b>此处</b>。")
            .translated_from("en", "Click <b>here</b>."),
        Example::new("pt", "%2$s de %1$s").translated_from("en", "%1$s of %2$s"),
        Example::new("pt", "Cresceu 5% de novo.").translated_from("en", "It grew 5% again."),
        Example::new("pt", "Olá, {nome}!"),
    ],
};

/// A longer stretch between braces or angle brackets is text.
const LONGEST: usize = 60;

/// SRC005.
pub(in crate::check::rules) struct Placeholder;

impl Rule for Placeholder {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        let Some(source) = scan.input.source else {
            return;
        };
        let (in_source, in_target) = (placeholders(source.text), placeholders(scan.text()));
        let made_up = without(&in_target, scan.text(), &in_source, source.text);
        let mut lost = without(&in_source, source.text, &in_target, scan.text());
        for there in made_up {
            let found = there.of(scan.text());
            // The likeliest partner is the next one left over, if it is of the same kind.
            let next = lost.front().map(|here| here.of(source.text));
            let is_changed = |meant: &&str| meant.as_bytes()[0] == found.as_bytes()[0];
            let finding = if let Some(meant) = next.filter(is_changed) {
                lost.pop_front();
                let message = format!("`{found}` where the source has `{meant}`");
                Finding::new(&META, there, message).with_replacement(meant, Applicability::Unsafe)
            } else {
                Finding::new(&META, there, format!("the source has no `{found}`"))
            };
            findings.push(finding.with_confidence(0.9));
        }
        for here in lost {
            let message = format!("the translation lacks `{}`", here.of(source.text));
            let mut finding = Finding::new(&META, here, message).with_confidence(0.9);
            finding.side = Side::Source;
            findings.push(finding);
        }
    }
}

/// Those of one side that the other does not have as often, in order.
fn without(ours: &[Span], our_text: &str, theirs: &[Span], their_text: &str) -> VecDeque<Span> {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for one in theirs {
        *counts.entry(one.of(their_text)).or_default() += 1;
    }
    let is_lone = |one: &Span| match counts.get_mut(one.of(our_text)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    let mut ours = ours.to_vec();
    ours.retain(is_lone);
    ours.into()
}

/// The variables and tags of a text, in order. Linear in its length.
fn placeholders(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let len = match bytes[at] {
            b'{' => braces(&bytes[at..]),
            b'$' if bytes.get(at + 1) == Some(&b'{') => braces(&bytes[at + 1..]).map(|len| len + 1),
            b'%' if at == 0 || !bytes[at - 1].is_ascii_digit() => conversion(&bytes[at..]),
            b'<' => tag(&bytes[at..]),
            _ => None,
        };
        if let Some(len) = len {
            found.push(Span::new(at, at + len));
        }
        at += len.unwrap_or(1);
    }
    found
}

/// The length of `{}`, `{0}`, `{name}`, `{{ user.name }}`.
fn braces(bytes: &[u8]) -> Option<usize> {
    let open = bytes
        .iter()
        .take(3)
        .take_while(|byte| **byte == b'{')
        .count();
    let inner = bytes[open..]
        .iter()
        .take(LONGEST)
        .position(|byte| !(byte.is_ascii_alphanumeric() || b" _.:,#-|".contains(byte)))?;
    let close = bytes[open + inner..].get(..open)?;
    (open <= 2 && close.iter().all(|byte| *byte == b'}')).then_some(2 * open + inner)
}

/// The length of a conversion of printf: `%s`, `%1$s`, `%-5.2f`, `%(name)s`, `%@`.
fn conversion(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    if bytes.get(at) == Some(&b'(') {
        let name = bytes[2..]
            .iter()
            .take(LONGEST)
            .position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_'))?;
        at = 3 + name;
        if bytes[at - 1] != b')' {
            return None;
        }
    }
    let flags = bytes[at..].iter().take(12);
    at += flags
        .take_while(|byte| byte.is_ascii_digit() || b"-+#.$l".contains(byte))
        .count();
    let is_conversion = b"sdiufxXeEgGc@".contains(bytes.get(at)?);
    let goes_on = bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
    (is_conversion && !goes_on).then_some(at + 1)
}

/// The length of `<b>`, `</b>`, `<br/>`, `<a href="x">`.
fn tag(bytes: &[u8]) -> Option<usize> {
    let name = usize::from(bytes.get(1) == Some(&b'/')) + 1;
    if !bytes.get(name)?.is_ascii_alphabetic() {
        return None;
    }
    let mut inner = bytes[1..].iter().take(5 * LONGEST);
    let end = 1 + inner.position(|byte| matches!(byte, b'>' | b'<' | b'\n'))?;
    (bytes[end] == b'>').then_some(end + 1)
}
