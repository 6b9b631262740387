//! The language: from `.sea` text to verdict.

pub mod syntax;
