//! alinha aligns, normalises and checks mixed Chinese, English and Portuguese texts.
//!
//! The flow: [`text`] decodes bytes, [`lang`] tells languages apart, [`doc`] and [`segment`]
//! find blocks and sentences, [`align`] pairs what says the same, [`glossary`] knows names,
//! [`check`] finds what is wrong, [`fix`] mends it, [`format`](mod@format) and [`report`] write
//! it down, [`pipeline`] runs it all over a folder.

pub mod align;
pub mod check;
pub mod doc;
pub mod embed;
pub mod fix;
pub mod format;
pub mod glossary;
pub mod lang;
pub mod pipeline;
pub mod report;
pub mod segment;
pub mod text;
pub mod train;

/// The examples of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct ReadmeExamples;
