//! The language, from text to verdict.

mod syntax;
