//! What is wrong with a project file.

use indexmap::IndexSet;

use crate::base::{Place, suggest};
use crate::diag::{Code, Diagnostic};
use crate::world::manifest::{NodeId, NodeKind, Tree};

/// A file that holds nothing to read.
pub(super) fn empty(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0445, "this project file is empty")
        .at(place, "nothing is written here")
        .help("write what it should set, such as `policies: [policies/]`, or remove the file")
}

/// A file of several documents.
pub(super) fn several_documents(second: Place) -> Diagnostic {
    Diagnostic::new(Code::E0445, "a project file is one document, and this has several")
        .at(second, "the second begins here")
        .help("put all keys in one document, and drop the `---`")
}

/// A document that is no mapping.
pub(super) fn no_mapping(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0445, "a project file is a mapping, and this is none")
        .at(place, "keys belong here")
        .help("write keys and values, such as `policies: [policies/]`")
}

/// A key that its mapping does not have.
pub(super) fn unknown_key(tree: &Tree, key: NodeId, known: &[&'static str]) -> Diagnostic {
    let written = tree.text(key);
    let mut path = tree.path(key);
    path.0.pop();
    let message = match path.0.is_empty() {
        true => format!("there is no key `{written}`"),
        false => format!("`{path}` has no key `{written}`"),
    };
    match suggest(written, known.iter().copied()) {
        Some(near) => Diagnostic::new(Code::E0446, format!("{message}; did you mean `{near}`?"))
            .at(tree.place(key), "unknown")
            .help(format!("write `{near}`")),
        None => Diagnostic::new(Code::E0446, message)
            .at(tree.place(key), "unknown")
            .help(format!("the keys are {}", list(known))),
    }
}

/// A key that is not there and must be.
pub(super) fn missing_key(tree: &Tree, node: NodeId, key: &str) -> Diagnostic {
    let path = tree.path(node);
    Diagnostic::new(Code::E0447, format!("`{path}` has no `{key}`"))
        .at(head(tree, node), format!("`{key}` is missing"))
        .help(format!("add `{key}`"))
}

/// A value of another shape.
pub(super) fn wrong_shape(tree: &Tree, node: NodeId, wanted: &str) -> Diagnostic {
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
    Diagnostic::new(Code::E0447, message)
        .at(head(tree, node), format!("{wanted} belongs here"))
        .help(help)
}

/// A word that is none of those that may stand here.
pub(super) fn wrong_choice(tree: &Tree, node: NodeId, choices: &[&'static str]) -> Diagnostic {
    let (path, text) = (tree.path(node), tree.text(node));
    let message = match suggest(text, choices.iter().copied()) {
        Some(near) => format!("`{path}` can't be `{text}`; did you mean `{near}`?"),
        None if text.is_empty() => format!("`{path}` has no value that it can have"),
        None => format!("`{path}` can't be `{text}`"),
    };
    Diagnostic::new(Code::E0447, message)
        .at(head(tree, node), "not one of the values")
        .help(format!("write one of {}", list(choices)))
}

/// A value that its type refuses: its message and, in a second line, advice.
pub(super) fn wrong_value(tree: &Tree, node: NodeId, said: &str) -> Diagnostic {
    let (message, help) = said.split_once('\n').unwrap_or((said, "see `docs/project-file.md`"));
    Diagnostic::new(Code::E0447, message)
        .at(head(tree, node), format!("in `{}`", tree.path(node)))
        .help(help)
}

/// What two readers of YAML take for different things.
pub(super) fn read_otherwise(place: Place, said: &str) -> Diagnostic {
    Diagnostic::new(Code::E0447, "readers of YAML differ about what stands here")
        .at(place, said.to_owned())
        .help("write it plainly: `true` and `false`, numbers in decimal, no `<<`, no tags")
}

/// A rule that is configured and not in force.
pub(super) fn rule_not_in_force(
    id: &str,
    place: Place,
    in_force: &IndexSet<&str>,
    in_library: bool,
) -> Diagnostic {
    let message = format!("the rule `{id}` is not in force");
    let near = suggest(id, in_force.iter().copied());
    let fault = match near {
        Some(near) => Diagnostic::new(Code::E0448, format!("{message}; did you mean `{near}`?")),
        None => Diagnostic::new(Code::E0448, message),
    };
    let fault = fault.at(place, "no such rule is judged by");
    match near {
        Some(near) => fault.help(format!("write `{near}`")),
        None if in_library => fault.help(format!("add `{id}` to `policies`, or drop this entry")),
        None => fault.help("`seaworthy rules` lists what is in force; mend the id, or drop it"),
    }
}

/// A workload that says where nothing is.
pub(super) fn idle_workload(tree: &Tree, node: NodeId, kind: &str) -> Diagnostic {
    Diagnostic::new(Code::E0447, format!("nothing is said of where `{kind}` keeps its images"))
        .at(head(tree, node), "no `pods`, `overlays`, `containers` or `images`")
        .help("add paths, such as `pods: [spec.template.spec]` or `images: [spec.image]`")
}

/// `policies: []`: nothing would be in force.
pub(super) fn no_policies(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0447, "`policies` names nothing")
        .at(place, "no policy is in force")
        .help("name a file, a folder or a pack; left out, it is `[std/recommended]`")
}

/// `a`, `b` and `c`.
fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// What a label underlines of a value: nothing wider than its key.
fn head(tree: &Tree, node: NodeId) -> Place {
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
