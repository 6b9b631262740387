//! Fields and items.

use crate::base::Place;
use crate::diag::{Code, Diagnostic};

use super::types::a_type;
use super::{choices, guess};

/// A field that a record does not have.
pub(in super::super) fn unknown_field(
    of: &str,
    name: &str,
    fields: &[&str],
    place: Place,
) -> Diagnostic {
    let message = guess(format!("{of} has no field `{name}`"), name, fields.iter().copied());
    let diagnostic = Diagnostic::new(Code::E0202, message).at(place, "no such field");
    match choices(name, fields.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("drop it"),
    }
}

/// Where a field that no record declares can be read all the same.
pub(in super::super) fn raw_help(base: &str, name: &str) -> String {
    format!("or read what no record describes as it is written: `{base}.raw.{name}`")
}

/// A field that has another name here.
pub(in super::super) fn foreign_field(
    ty: &str,
    name: &str,
    help: String,
    place: Place,
) -> Diagnostic {
    Diagnostic::new(Code::E0202, format!("`{ty}` has no field `{name}`"))
        .at(place, "no such field")
        .help(help)
}

/// `labels.app`.
pub(in super::super) fn field_of_a_map(
    ty: &str,
    name: &str,
    written: &str,
    place: Place,
) -> Diagnostic {
    Diagnostic::new(Code::E0202, format!("{} has no fields, and so no `{name}`", a_type(ty)))
        .at(place, "a key of a map is no field")
        .help(format!("write `{written}[\"{name}\"]`, which may be absent"))
}

/// A method's name without a call.
pub(in super::super) fn method_not_called(name: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0256, format!("`{name}` is a method")).at(place, "not called").help(
        format!("call it: `.{name}(…)`, with nothing between the parentheses if it takes nothing"),
    )
}

/// A field of what has none.
pub(in super::super) fn no_fields(
    ty: &str,
    name: &str,
    methods: &[&str],
    place: Place,
) -> Diagnostic {
    let message = guess(
        format!("{} has no fields, and so no `{name}`", a_type(ty)),
        name,
        methods.iter().copied(),
    );
    let diagnostic = Diagnostic::new(Code::E0202, message).at(place, "no such field");
    let help = if methods.is_empty() {
        "drop it".to_owned()
    } else {
        let mut methods = methods.to_vec();
        methods.sort_unstable();
        methods.dedup();
        let shown: Vec<String> = methods.iter().map(|m| format!("`.{m}()`")).collect();
        format!("call one of its methods: {}", shown.join(", "))
    };
    let item = (ty.starts_with("List<") || ty.starts_with("Set<"))
        .then(|| format!("or take it of each item: `[x.{name} for x in …]`"));
    let diagnostic = diagnostic.help(help);
    match item {
        Some(item) => diagnostic.help(item),
        None => diagnostic,
    }
}

/// `xs["a"]` of a list and its like.
pub(in super::super) fn not_an_index(of: &str, ty: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0229, format!("{} has no item by {}", a_type(of), a_type(ty)))
        .at(place, "no index")
        .help("give a number (the place in a list) or a text (the key in a map)")
}

/// `x[0]` of what has no items.
pub(in super::super) fn no_items(written: &str, ty: &str, place: Place) -> Diagnostic {
    let help = match ty {
        ty if ty.starts_with("Set<") => {
            format!("a set has no order; ask `x in {written}`, or declare it as a `List`")
        }
        "String" => format!("split it first: `{written}.split(\"/\")`"),
        _ => "take a field with `.name`".to_owned(),
    };
    Diagnostic::new(Code::E0229, format!("{} has no items by index", a_type(ty)))
        .at(place, "not a list or a map")
        .help(help)
}
