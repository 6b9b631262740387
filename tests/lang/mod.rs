//! The language, from text to verdict.

mod syntax;
pub(crate) mod typeck;
