//! stub
use super::GlossPair;
use crate::glossary::Matcher;
use crate::lang::LangRun;
/// stub
pub fn pairs(_t: &str, _r: &[LangRun], _m: &Matcher) -> Vec<GlossPair> {
    Vec::new()
}
