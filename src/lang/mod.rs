//! The language: from `.sea` text to verdict.

pub mod syntax;
pub mod typeck;
pub mod types;
