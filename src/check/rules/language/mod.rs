//! Languages where they do not belong.

mod fragment;

pub(super) use fragment::Fragment;
