//! The static sentence model, the language model and the model of names that alinha ships, as bytes. `README.md` tells
//! how they were made and what the bytes mean; `alinha::embed::StaticEncoder::builtin` and
//! `alinha::lang::model` and `alinha::glossary::names::model` read them.

/// The model for Chinese, English and Portuguese.
pub static ZH_EN_PT: &[u8] = &FILE.0;

const FILE: &Aligned<[u8]> = &Aligned(*include_bytes!("../alinha-zh-en-pt.model"));

/// The rows of the table then begin with lines of the processor's cache.
#[repr(C, align(64))]
struct Aligned<T: ?Sized>(T);

/// The language model: tables that `alinha::lang::model` reads.
pub static LANGUAGES: &[u8] = include_bytes!("../languages.model");

/// The model of names: tables that `alinha::glossary::names::model` reads.
pub static NAMES: &[u8] = include_bytes!("../names.model");
