//! Holding what kubectl decodes against what we read.

use serde_json::{Map, Value};

use crate::manifests::laws::{json_of, same};
use crate::manifests::manifest;

use super::client::Decoded;

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Both read the same.
    Same,
    /// We refuse it, or some of it.
    OurError,
    /// kubectl refuses what we read; what both read is the same.
    TheirError,
    /// kubectl read another thing, without a word of ours.
    Different,
}

/// What we read of a file, as kubectl takes it.
pub(super) struct Ours {
    /// True if no document was refused.
    pub(super) whole: bool,
    pub(super) objects: Vec<Value>,
}

/// Reads a file as the program does.
pub(super) fn ours(bytes: &[u8]) -> Ours {
    let read = manifest(bytes);
    let trees = read.documents.iter().filter_map(|document| document.tree());
    let objects = trees.flat_map(|tree| taken_apart(json_of(tree))).map(without_empty_namespace);
    let objects = objects.collect();
    Ours { whole: read.is_whole(), objects }
}

/// Without a namespace that is none, which kubectl takes away once it has decoded the object.
fn without_empty_namespace(mut object: Value) -> Value {
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut)
        && metadata.get("namespace").is_some_and(|n| n.is_null() || n == "")
    {
        metadata.remove("namespace");
    }
    object
}

/// The objects that a document is to kubectl: itself, or its items if it has `items`. Items that say
/// nothing of themselves are of the list's kind without its `List`.
fn taken_apart(document: Value) -> Vec<Value> {
    let items = match document.get("items") {
        None => return vec![document],
        Some(Value::Array(items)) => items.clone(),
        Some(Value::Null) => Vec::new(),
        Some(_) => return vec![document],
    };
    let text = |object: &Value, key: &str| {
        object.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let (version, kind) = (text(&document, "apiVersion"), text(&document, "kind"));
    let bare = kind.strip_suffix("List").unwrap_or(&kind);
    let identified = |mut item: Value| {
        // A list within a list is printed as one, whatever it held.
        if let Some(own) = item.as_object_mut().filter(|own| own.get("items") == Some(&Value::Null))
        {
            own.insert("items".to_owned(), Value::Array(Vec::new()));
        }
        if text(&item, "kind").is_empty() && text(&item, "apiVersion").is_empty() {
            let mut own = item.as_object().cloned().unwrap_or_else(Map::new);
            own.insert("kind".to_owned(), bare.into());
            own.insert("apiVersion".to_owned(), version.as_str().into());
            item = own.into();
        }
        item
    };
    items.into_iter().map(identified).collect()
}

/// Compares one file.
pub(super) fn compare(ours: &Ours, theirs: &Decoded) -> Outcome {
    if !ours.whole {
        return Outcome::OurError;
    }
    let mut rest = ours.objects.iter();
    let found = theirs.objects.iter().all(|object| rest.any(|own| same(own, object)));
    match (found, theirs.errors.is_empty()) {
        (true, false) => Outcome::TheirError,
        (true, true) if ours.objects.len() == theirs.objects.len() => Outcome::Same,
        _ => Outcome::Different,
    }
}

/// Both, for who has to look at a difference.
pub(super) fn told(ours: &Ours, theirs: &Decoded) -> String {
    let list = |objects: &[Value]| {
        objects.iter().map(|object| format!("    {object}\n")).collect::<String>()
    };
    let errors = theirs.errors.join("\n    ");
    format!("  ours:\n{}  kubectl:\n{}    {errors}\n", list(&ours.objects), list(&theirs.objects))
}
