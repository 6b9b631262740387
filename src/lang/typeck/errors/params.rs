//! Values that params are set to.

use crate::base::Place;
use crate::diag::{Code, Diagnostic};
use crate::lang::library::Library;
use crate::lang::typeck::literals::Fault;
use crate::lang::types::Type;

use super::{choices, guess};

/// Not of the param's type.
pub(in super::super) fn wrong_value(ty: &Type, place: Place) -> Diagnostic {
    let wanted = ty.display(Library::get());
    Diagnostic::new(Code::E0411, format!("this is not a `{wanted}`"))
        .at(place, format!("`{wanted}` belongs here"))
        .help(format!("write {}", example(ty)))
}

/// Nothing at all.
pub(in super::super) fn no_value(param: &str, ty: &Type, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0411, format!("no value for the param `{param}`"))
        .at(place, "nothing here")
        .help(format!("write {}", example(ty)))
}

/// Several YAML documents.
pub(in super::super) fn not_one_value(param: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0411, format!("the param `{param}` takes one value"))
        .at(place, "more than one document")
        .help("write a list, or drop the `---`")
}

/// No value of the enum.
pub(in super::super) fn unknown_word<'n>(
    text: &str,
    names: impl Iterator<Item = &'n str> + Clone,
    place: Place,
) -> Diagnostic {
    let message = guess(format!("no value `{text}`"), text, names.clone());
    let diagnostic = Diagnostic::new(Code::E0411, message).at(place, "not one of the values");
    match choices(text, names) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// A text that is not of its literal's form.
pub(in super::super) fn literal(fault: &Fault, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0411, fault.message.clone()).at(place, "here").help(fault.help.clone())
}

/// How a value of a type is written in YAML.
fn example(ty: &Type) -> String {
    match ty.required() {
        Type::Bool => "`true` or `false`".into(),
        Type::Int => "an integer, such as `3`".into(),
        Type::String => "a text, such as `prod`".into(),
        Type::Repo => "a repository, such as `ghcr.io/acme`".into(),
        Type::Glob => "a glob, such as `prod-*`".into(),
        Type::Regex => "a regular expression, such as `release-[0-9]+`".into(),
        Type::VersionRange => "a range of versions, such as `>=1.2`".into(),
        Type::Version => "a version, such as `1.2.3`".into(),
        Type::Date => "a date, such as `2026-11-22`".into(),
        Type::Quantity => "a quantity, such as `10Gi`".into(),
        Type::Duration => "a duration, such as `90d`".into(),
        Type::List(item) | Type::Set(item) => {
            format!("a list in brackets, each item {}", example(item))
        }
        Type::Map(_, value) => format!("a mapping, each value {}", example(value)),
        other => format!("a `{}`", other.display(Library::get())),
    }
}
