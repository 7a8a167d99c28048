//! `check --fix` and `check --diff`: making fixes, and showing what they would be.

use alinha::check::{Applicability, Finding};
use alinha::fix::{self, Fixed};
use alinha::text::Text;
use anyhow::bail;
use clap::Args;

use super::Streams;
use super::edits;
use super::files::Source;

/// What is done about findings that have a fix.
#[derive(Debug, Args)]
#[command(next_help_heading = "Fixes")]
pub(super) struct FixOptions {
    /// Make the safe fixes in the files, each file in one step, and tell what is left
    #[arg(long, group = "fixing", conflicts_with = "update_baseline")]
    fix: bool,
    /// Show what --fix would change as a patch; change nothing
    #[arg(long, group = "fixing", conflicts_with_all = ["format", "profile", "update_baseline"])]
    pub(super) diff: bool,
    /// With --fix or --diff: the unsafe fixes too, which are right most of the time
    #[arg(long, requires = "fixing")]
    unsafe_fixes: bool,
}

/// How many fixes were made, or would be, and in how many texts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    fixes: usize,
    texts: usize,
}

impl FixOptions {
    /// True when fixes are looked for at all.
    pub(super) fn wanted(&self) -> bool {
        self.fix || self.diff
    }

    fn limit(&self) -> Applicability {
        if self.unsafe_fixes {
            Applicability::Unsafe
        } else {
            Applicability::Safe
        }
    }

    /// Looks whether every text can be changed, before any is.
    pub(super) fn agree_to(&self, sources: &[(Source, Text)]) -> anyhow::Result<()> {
        if self.fix && sources.iter().any(|(source, _)| *source == Source::Stdin) {
            bail!(
                "--fix changes files, and standard output holds the findings: standard input \
                 cannot be fixed; show its fixes with --diff, or name a file"
            );
        }
        Ok(())
    }

    /// Makes the fixes of `text`, the text of `source`, or prints them; `check` finds what is
    /// wrong in a text. Returns the text as it then stands.
    pub(super) fn make(
        &self,
        source: &Source,
        text: Text,
        check: impl FnMut(&str) -> Vec<Finding>,
        count: &mut Count,
        streams: &mut Streams,
    ) -> anyhow::Result<Text> {
        let name = source.name();
        let held = |words: &str| text.can_hold(words);
        let Fixed {
            edits,
            count: fixes,
            ..
        } = fix::fixed(text.as_str(), self.limit(), held, check);
        count.fixes += fixes;
        count.texts += usize::from(fixes > 0);
        match source {
            Source::File(path) if self.fix => {
                edits::write_in_place(path, &text, &edits)?;
                if fixes > 0 {
                    streams.note(&format!("{name}: {fixes} fixed"));
                }
                Ok(text.edited(&edits)?)
            }
            _ => {
                edits::print_patch(&name, &text, &edits, streams)?;
                Ok(text)
            }
        }
    }

    /// Tells which of the findings `left` in `text`, the text called `name`, would have been
    /// fixed, had its encoding the characters.
    pub(super) fn tell_refused(
        &self,
        name: &str,
        text: &Text,
        left: &[Finding],
        streams: &mut Streams,
    ) {
        let wanted = left
            .iter()
            .filter(|found| fix::is_within(found, self.limit()));
        for edit in wanted.flat_map(|found| found.fix.iter().flat_map(|fix| &fix.edits)) {
            if !text.can_hold(&edit.replacement) {
                let before = edit.span.of(text.as_str());
                edits::tell_refused(name, text.encoding(), before, &edit.replacement, streams);
            }
        }
    }

    /// `; 3 fixed, 2 more would be with --unsafe-fixes`, or nothing; `left` is what was found
    /// after fixing.
    pub(super) fn in_words<'f>(
        &self,
        count: Count,
        left: impl Iterator<Item = &'f Finding>,
    ) -> String {
        if !self.fix {
            return String::new();
        }
        let more = left
            .filter(|found| !self.unsafe_fixes && fix::is_within(found, Applicability::Unsafe))
            .filter(|found| !fix::is_within(found, Applicability::Safe))
            .count();
        let more = match more {
            0 => String::new(),
            more => format!(", {more} more would be with --unsafe-fixes"),
        };
        format!("; {} fixed{more}", count.fixes)
    }

    /// Tells what --diff showed.
    pub(super) fn tell_shown(&self, count: Count, streams: &mut Streams) {
        let Count { fixes, texts } = count;
        streams.note(&format!(
            "{fixes} fix{} in {texts} text{}; --fix makes {}",
            if fixes == 1 { "" } else { "es" },
            if texts == 1 { "" } else { "s" },
            if fixes == 1 { "it" } else { "them" },
        ));
    }
}
