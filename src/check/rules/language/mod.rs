//! Languages where they do not belong.

mod fragment;
mod mixed_script;

pub(super) use fragment::Fragment;
pub(super) use mixed_script::MixedScript;
