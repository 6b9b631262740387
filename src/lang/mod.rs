//! The language: from `.sea` text to verdict.

pub mod library;
pub mod load;
pub mod pipeline;
pub mod syntax;
pub mod typeck;
pub mod types;
