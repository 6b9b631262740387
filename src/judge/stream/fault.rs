//! What is wrong with a line of a stream.

use serde_json::error::Category;

use crate::base::{Place, SourceId, Span};
use crate::diag::{Code, Diagnostic};
use crate::world::kube::Object;

/// A line that has too many bytes.
pub(super) fn too_long(id: SourceId, limit: usize) -> Diagnostic {
    let message = format!("the line has more bytes than the limit of {limit}");
    Diagnostic::new(Code::E0520, message)
        .at(Place::new(id, Span::at(0)), "not read")
        .help("put its objects on lines of their own, or raise the limit: `--limit file-bytes=…`")
}

/// A line that is not one object.
pub(super) fn not_json(id: SourceId, text: &str, error: &serde_json::Error) -> Diagnostic {
    let trailing = error.to_string().starts_with("trailing characters");
    let (label, help) = match error.classify() {
        Category::Eof => ("the line ends within it", "write each object on one line, whole"),
        Category::Data => ("not an object", "write one Kubernetes object, or one row, a line"),
        _ if trailing => ("behind the object", "write one object a line, and nothing behind it"),
        _ => ("not JSON", "write each object as JSON on one line: `kubectl get … -o json | jq -c`"),
    };
    Diagnostic::new(Code::E0519, "the line is not one JSON object")
        .at(Place::new(id, place_of(text, error)), label)
        .help(help)
}

/// A row that lacks something.
pub(super) fn not_a_row(id: SourceId, text: &str, error: &serde_json::Error) -> Diagnostic {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or_default().to_owned();
    Diagnostic::new(Code::E0561, format!("not a row of manifests: {what}"))
        .at(Place::new(id, place_of(text, error)), "")
        .help("write `{\"file\": \"deploy/web.yaml\", \"text\": \"…\"}`, both texts, each once")
}

/// An object that says how images of others are meant, and that is not known to them.
pub(super) fn not_in_index(object: &Object) -> Diagnostic {
    let kind = &object.gvk.kind;
    let message =
        format!("other lines are judged without this {kind}, which says how images are meant");
    Diagnostic::new(Code::E0562, message)
        .at(object.place(object.root), "not in the index")
        .help("name a file that holds it with `--index`")
}

/// The character at which something is wrong.
fn place_of(text: &str, error: &serde_json::Error) -> Span {
    let before = error.column().saturating_sub(1).min(text.len());
    let start = (0..=before).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let width = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span::new(start, start + width)
}
