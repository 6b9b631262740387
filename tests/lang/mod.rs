//! What the language means, and that what is said of it is so.

mod docs;
mod library;
mod rules;
mod syntax;
pub(crate) mod typeck;
