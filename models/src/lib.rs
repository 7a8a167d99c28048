//! The static sentence model that alinha ships, as bytes. `README.md` tells how it was made and
//! what the bytes mean; `alinha::embed::StaticEncoder::builtin` reads them.

/// The model for Chinese, English and Portuguese.
pub static ZH_EN_PT: &[u8] = include_bytes!("../alinha-zh-en-pt.model");
