//! The bodies of the targets. Each takes any bytes, and asserts what holds of all.

mod discover;
mod expression;
mod image;
mod json;
mod manifest;
mod measure;
mod param;
mod pattern;
mod policy;
mod profile;
mod project;
mod ready;
mod report;
mod said;
mod syntax;

/// A target's body.
pub(crate) type Body = fn(&[u8]);

/// The targets by name.
pub(crate) const ALL: &[(&str, Body)] = &[
    ("image", image::run),
    ("measure", measure::run),
    ("pattern", pattern::run),
    ("json", json::run),
    ("manifest", manifest::run),
    ("profile", profile::run),
    ("project", project::run),
    ("param", param::run),
    ("syntax", syntax::run),
    ("discover", discover::run),
    ("expression", expression::run),
    ("policy", policy::run),
    ("report", report::run),
];

/// The text that the bytes are, with a replacement for each that is none.
fn text(data: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(data)
}

/// What stands before and behind the first line end.
fn two_lines(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}
