//! The language: from `.sea` text to verdict.

pub mod builtin;
pub mod eval;
pub mod fmt;
pub mod ir;
pub mod library;
pub mod load;
pub mod lower;
pub mod pipeline;
pub mod syntax;
pub mod typeck;
pub mod types;
pub mod value;
