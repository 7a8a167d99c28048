//! Changing texts: the same for `normalise` and `check --fix`.

use std::path::Path;

use alinha::pipeline::replace_file;
use alinha::report::diff;
use alinha::text::{Edit, Text, TextEncoding};

use super::Streams;

/// Tells that `before`, in the text called `name`, cannot become `after` in the file's encoding.
pub(super) fn tell_refused(
    name: &str,
    encoding: TextEncoding,
    before: &str,
    after: &str,
    streams: &mut Streams,
) {
    streams.error(&format!(
        "{name}: `{before}` stays: {} has no characters for `{after}`",
        encoding.name(),
    ));
}

/// Prints the changes to `text`, the text called `name`, as a patch.
pub(super) fn print_patch(
    name: &str,
    text: &Text,
    edits: &[Edit],
    streams: &mut Streams,
) -> anyhow::Result<()> {
    let patch = diff::unified(name, text.as_str(), edits, streams.colours_results());
    Ok(streams.out().write_all(patch.as_bytes())?)
}

/// Puts `text` with `edits` made in the place of the file at `path`, in one step; nothing is
/// written without edits.
pub(super) fn write_in_place(path: &Path, text: &Text, edits: &[Edit]) -> anyhow::Result<()> {
    if !edits.is_empty() {
        replace_file(path, &text.spliced(edits)?)?;
    }
    Ok(())
}
