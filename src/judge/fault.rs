//! What judging itself finds wrong.

use crate::base::{Place, SourceId, Span};
use crate::diag::{Code, Diagnostic};
use crate::lang::value::{Problem, Why};

/// YAML that is no object, under `--strict`.
pub(super) fn not_an_object(source: SourceId, document: Span) -> Diagnostic {
    let first = Span::new(document.start as usize, document.start as usize + 1);
    Diagnostic::new(Code::E0560, "this is not a Kubernetes object")
        .at(Place::new(source, first), "neither `apiVersion` nor `kind` in this document")
        .help("leave the file out, or judge without `--strict` to set it aside")
}

/// A file whose documents together have too many objects or images.
pub(super) fn too_many(source: SourceId, document: Span, what: &str, limit: usize) -> Diagnostic {
    let message = format!("the file has more {what} than the limit of {limit}");
    let first = Span::new(document.start as usize, document.start as usize + 1);
    Diagnostic::new(Code::E0521, message)
        .at(Place::new(source, first), "not judged from here on")
        .help("split the file, or raise the limit on documents")
}

/// A manifest value that a rule reads and that is not as Kubernetes reads it.
pub(super) fn misread(problem: &Problem<'_>) -> Diagnostic {
    let (place, path) = (problem.at.place(), problem.at.path());
    let (code, label) = match &problem.why {
        Why::NotAPolicy(_) => (Code::E0533, String::new()),
        Why::WrongType("text") => (Code::E0532, "text belongs here".to_owned()),
        Why::WrongType(expected) => (Code::E0531, format!("{expected} belongs here")),
        _ => (Code::E0531, String::new()),
    };
    let message = match &problem.why {
        Why::WrongType(expected) => format!("`{path}` is not {expected}"),
        why => format!("`{path}`: {}", why.message()),
    };
    let diagnostic = Diagnostic::new(code, message).at(place, label);
    match problem.why.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
