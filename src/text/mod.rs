//! Bytes in, text out, and the way back: the only module that knows encodings.
//!
//! Owns decoding and encoding ([`Text`]), byte ranges ([`Span`]), the folded view that terms are
//! matched on ([`FoldedView`] with its [`OffsetMap`]) and line numbers ([`LineIndex`]). Knows
//! nothing of languages, documents or findings, and does no input or output.

mod compose;
mod decode;
mod fold;
mod line_index;
mod locator;
pub mod mojibake;
mod offset_map;
mod offset_unit;
mod span;
mod splice;

pub use compose::compose;
pub use decode::{DecodeError, DecodeOptions, Text, TextEncoding};
pub use fold::{Case, FoldedView, fold};
pub use line_index::{LineColumn, LineIndex};
pub use locator::{Locator, Place};
pub use offset_map::OffsetMap;
pub use offset_unit::{OffsetCounter, OffsetUnit};
pub use span::Span;
pub use splice::{Edit, SpliceError, splice};
