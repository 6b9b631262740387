//! Reading manifests: what is read, what is refused and where, and what it costs.

mod agreement;
mod bypass;
mod edits;
mod encodings;
mod fast;
mod json;
pub(crate) mod laws;
mod limits;
mod pages;
mod refusals;
mod secrets;
mod trees;

use std::fmt::Write as _;
use std::sync::Arc;

use seaworthy::base::{Place, SourceId};
use seaworthy::diag::Diagnostic;
use seaworthy::world::manifest::{Content, Document, Limits, Manifest, Tree, read};

use laws::json_of;

/// The manifest that `bytes` are, under the limits that hold if nothing else is said.
pub(crate) fn manifest(bytes: impl Into<Vec<u8>>) -> Manifest {
    read(SourceId::manifest(0), "m.yaml", bytes, &Limits::default())
}

/// The tree of the only document of `text`.
fn tree(text: &str) -> Arc<Tree> {
    let read = manifest(text);
    match read.documents.as_slice() {
        [document] => document.tree().cloned().unwrap_or_else(|| panic!("{}", told(&read))),
        _ => panic!("{} documents in {text:?}", read.documents.len()),
    }
}

/// What became of each document: `tree`, `empty`, `refused`, `template`.
fn fates(read: &Manifest) -> Vec<&'static str> {
    let fate = |document: &Document| match document.content {
        Content::Empty => "empty",
        Content::Tree(_) => "tree",
        Content::Refused => "refused",
        Content::Template => "template",
        _ => "unknown",
    };
    read.documents.iter().map(fate).collect()
}

/// `line:column` of a place and what stands there.
fn spot(read: &Manifest, place: Place) -> String {
    let position = read.source.position(place.span.start);
    format!("{}:{} {:?}", position.line, position.column, read.source.slice(place.span))
}

/// A diagnostic's code and places, the primary ones marked `^`.
fn outline(read: &Manifest, problem: &Diagnostic) -> String {
    let mut text = problem.code.as_str().to_owned();
    for label in &problem.labels {
        let mark = if label.primary { '^' } else { '-' };
        let _ = write!(text, " {mark}{}", spot(read, label.place));
    }
    text
}

/// All problems, outlined, in source order.
fn outlines(read: &Manifest) -> Vec<String> {
    let problems = read.problems().cloned().collect();
    let problems = seaworthy::diag::in_source_order(problems);
    problems.iter().map(|problem| outline(read, problem)).collect()
}

/// All problems with their messages, for a panic.
fn told(read: &Manifest) -> String {
    let tell = |p: &Diagnostic| format!("{}: {}\n", outline(read, p), p.message);
    read.problems().map(tell).collect()
}
