//! What is wrong with a file that people write for us: its shape, its keys, its values.

use super::Sort;
use crate::base::{Place, suggest};
use crate::diag::Diagnostic;
use crate::world::manifest::{NodeId, NodeKind, Tree};

/// A file that holds nothing to read.
pub(super) fn empty(sort: &Sort, place: Place) -> Diagnostic {
    Diagnostic::new(sort.form, format!("this {} is empty", sort.name))
        .at(place, "nothing is written here")
        .help(format!("write what it should set, such as `{}`, or remove the file", sort.example))
}

/// A file of several documents.
pub(super) fn several_documents(sort: &Sort, second: Place) -> Diagnostic {
    Diagnostic::new(sort.form, format!("a {} is one document, and this has several", sort.name))
        .at(second, "the second begins here")
        .help("put all keys in one document, and drop the `---`")
}

/// A document that is no mapping.
pub(super) fn no_mapping(sort: &Sort, place: Place) -> Diagnostic {
    Diagnostic::new(sort.form, format!("a {} is a mapping, and this is none", sort.name))
        .at(place, "keys belong here")
        .help(format!("write keys and values, such as `{}`", sort.example))
}

/// A key that its mapping does not have.
pub(super) fn unknown_key(
    sort: &Sort,
    tree: &Tree,
    key: NodeId,
    known: &[&'static str],
) -> Diagnostic {
    let written = tree.text(key);
    let mut path = tree.path(key);
    path.0.pop();
    let message = match path.0.is_empty() {
        true => format!("there is no key `{written}`"),
        false => format!("`{path}` has no key `{written}`"),
    };
    match suggest(written, known.iter().copied()) {
        Some(near) => Diagnostic::new(sort.key, format!("{message}; did you mean `{near}`?"))
            .at(tree.place(key), "unknown")
            .help(format!("write `{near}`")),
        None => Diagnostic::new(sort.key, message)
            .at(tree.place(key), "unknown")
            .help(format!("the keys are {}", list(known))),
    }
}

/// A key that is not there and must be.
pub(super) fn missing_key(sort: &Sort, tree: &Tree, node: NodeId, key: &str) -> Diagnostic {
    let path = tree.path(node);
    Diagnostic::new(sort.value, format!("`{path}` has no `{key}`"))
        .at(head(tree, node), format!("`{key}` is missing"))
        .help(format!("add `{key}`"))
}

/// A value of another shape.
pub(in crate::judge) fn wrong_shape(
    sort: &Sort,
    tree: &Tree,
    node: NodeId,
    wanted: &str,
) -> Diagnostic {
    let path = tree.path(node);
    let text = tree.text(node);
    let bare = tree.kind(node) == NodeKind::Scalar && !tree.is_null(node);
    let help = match wanted {
        "a list" if bare => format!("write it in brackets: `[{text}]`"),
        "a list" => "write a list: `[one, another]`".to_owned(),
        "a mapping" => "write keys and values, `key: value`; `{}` for none".to_owned(),
        "text" if bare => format!("if `{text}` is meant as a text, put it in quotes: `\"{text}\"`"),
        "text" => "write one text".to_owned(),
        "a number" => "write a whole number, such as `1000000`".to_owned(),
        other => format!("write {other}"),
    };
    let message = if tree.is_null(node) {
        format!("`{path}` has no value")
    } else {
        format!("`{path}` is not {wanted}")
    };
    Diagnostic::new(sort.value, message)
        .at(head(tree, node), format!("{wanted} belongs here"))
        .help(help)
}

/// A word that is none of those that may stand here.
pub(super) fn wrong_choice(
    sort: &Sort,
    tree: &Tree,
    node: NodeId,
    choices: &[&'static str],
) -> Diagnostic {
    let (path, text) = (tree.path(node), tree.text(node));
    let message = match suggest(text, choices.iter().copied()) {
        Some(near) => format!("`{path}` can't be `{text}`; did you mean `{near}`?"),
        None if text.is_empty() => format!("`{path}` has no value that it can have"),
        None => format!("`{path}` can't be `{text}`"),
    };
    Diagnostic::new(sort.value, message)
        .at(head(tree, node), "not one of the values")
        .help(format!("write one of {}", list(choices)))
}

/// A value that its type refuses: its message and, in a second line, advice.
pub(in crate::judge) fn wrong_value(
    sort: &Sort,
    tree: &Tree,
    node: NodeId,
    said: &str,
) -> Diagnostic {
    let see = format!("see `{}`", sort.page);
    let (message, help) = said.split_once('\n').unwrap_or((said, &see));
    Diagnostic::new(sort.value, message)
        .at(head(tree, node), format!("in `{}`", tree.path(node)))
        .help(help)
}

/// What two readers of YAML take for different things.
pub(super) fn read_otherwise(sort: &Sort, place: Place, said: &str) -> Diagnostic {
    Diagnostic::new(sort.value, "readers of YAML differ about what stands here")
        .at(place, said.to_owned())
        .help("write it plainly: `true` and `false`, numbers in decimal, no `<<`, no tags")
}

/// `a`, `b` and `c`.
pub(super) fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// What a label underlines of a value: nothing wider than its key.
pub(in crate::judge) fn head(tree: &Tree, node: NodeId) -> Place {
    let span = tree.head(node);
    let empty = tree.span(node).is_empty();
    let key = tree.ancestors(node).last().and_then(|parent| {
        tree.entries(*parent).find(|(_, value)| *value == node).map(|(key, _)| key)
    });
    match key.filter(|_| empty) {
        Some(key) => tree.place(key),
        None => Place::new(tree.source_id(), span),
    }
}
