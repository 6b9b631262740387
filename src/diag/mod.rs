//! What is wrong with a policy or an input: one shape for all of it.
//!
//! A phase returns [`Diagnostic`]s, whose labels are places in live sources. Before the sources
//! go (manifest files do not outlive their judgement), [`Diagnostic::notice`] quotes the lines it
//! points at into a [`Notice`], which owns everything that a renderer needs. Findings are another
//! type (`report`), but they quote lines in the same way and print through the same renderer
//! ([`render`]). [`printable`] is for every format that people look at.

mod code;
mod diagnostic;
mod difference;
mod few;
mod notice;
mod printable;
mod quote;
pub mod render;

pub use code::Code;
pub use diagnostic::{Diagnostic, Label, Severity, in_source_order};
pub use difference::{DiffLine, Difference};
pub use few::Few;
pub use notice::{Notice, Quote, QuotedLabel, QuotedLine};
pub use printable::{JsonPage, JsonSink, printable, printable_json};
pub use quote::MASK;
