//! Telling of `alinha:ignore` markers that do not do what they say.

use alinha::check::Suppressions;
use alinha::text::Locator;

use super::streams::Streams;

/// Warns of every such marker of `text`, the text called `name`.
pub(super) fn warn(name: &str, text: &str, streams: &mut Streams) {
    let found = Suppressions::read(text);
    if found.problems().is_empty() {
        return;
    }
    let mut locator = Locator::new(text);
    for problem in found.problems() {
        let at = locator.locate(problem.offset).at;
        streams.warning(&format!(
            "{name}:{}:{}: {}",
            at.line, at.column, problem.message
        ));
    }
}
