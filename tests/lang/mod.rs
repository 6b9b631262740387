//! What the language means, and that what is said of it is so.

mod advice;
mod article;
mod docs;
pub(crate) mod eval;
mod library;
mod reference;
mod rules;
pub(crate) mod soundness;
pub(crate) mod syntax;
pub(crate) mod typeck;
