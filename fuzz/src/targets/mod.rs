//! The bodies of the targets. Each takes any bytes, and asserts what holds of all.

pub(crate) mod discover;
pub(crate) mod expression;
pub(crate) mod fast;
pub(crate) mod image;
pub(crate) mod json;
pub(crate) mod manifest;
pub(crate) mod measure;
pub(crate) mod param;
pub(crate) mod pattern;
pub(crate) mod policy;
pub(crate) mod profile;
pub(crate) mod project;
mod ready;
pub(crate) mod report;
mod said;
pub(crate) mod syntax;

/// The text that the bytes are, with a replacement for each that is none.
fn text(data: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(data)
}

/// What stands before and behind the first line end.
fn two_lines(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}
