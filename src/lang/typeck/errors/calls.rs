//! Calls of functions and methods.

use crate::base::Place;
use crate::diag::{Code, Diagnostic};

use super::types::a_type;
use super::{choices, guess};

/// Too few arguments, or too many.
pub(in super::super) fn arity(
    name: &str,
    params: &[&str],
    got: usize,
    place: Place,
    declared: Place,
) -> Diagnostic {
    let count = match params.len() {
        0 => "no argument".to_owned(),
        1 => "one argument".to_owned(),
        n => format!("{n} arguments"),
    };
    let given = match got {
        0 => "none is".to_owned(),
        1 => "one is".to_owned(),
        got => format!("{got} are"),
    };
    Diagnostic::new(Code::E0213, format!("`{name}` takes {count}, and {given} given"))
        .at(place, "called here")
        .near(declared, "declared here")
        .help(format!("write `{name}({})`", params.join(", ")))
}

/// A call of what is no function.
pub(in super::super) fn not_a_function(name: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0256, format!("`{name}` is a value, not a function"))
        .at(place, "called here")
        .help(format!("drop the parentheses: `{name}`"))
}

/// `len(xs)`.
pub(in super::super) fn method_as_function(
    name: &str,
    first: &str,
    params: usize,
    place: Place,
) -> Diagnostic {
    let rest = if params == 0 { "" } else { "…" };
    Diagnostic::new(Code::E0256, format!("`{name}` is a method"))
        .at(place, "called as a function")
        .help(format!("write `{first}.{name}({rest})`"))
}

/// `i.is_mutable()`.
pub(in super::super) fn function_as_method(name: &str, written: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0256, format!("`{name}` is a function"))
        .at(place, "called as a method")
        .help(format!("write `{name}({written})`"))
}

/// `i.tag()`.
pub(in super::super) fn field_called(name: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0256, format!("`{name}` is a field"))
        .at(place, "called as a method")
        .help(format!("drop the parentheses: `.{name}`"))
}

/// A method of `Raw` that several types have, or none.
pub(in super::super) fn raw_method(name: &str, written: &str, place: Place) -> Diagnostic {
    Diagnostic::new(
        Code::E0257,
        format!("nothing says what `{written}` is, and so what `{name}` does"),
    )
    .at(place, "of which type?")
    .help(format!("say what it is: `({written} as List<String>)`, `({written} as String)`"))
}

/// A method of lists (sets, maps) of something else.
pub(in super::super) fn method_of_others(
    name: &str,
    wanted: &str,
    got: &str,
    holes: bool,
    place: Place,
) -> Diagnostic {
    let help = if holes {
        "leave out what is absent: `[x for x in … where x is present]`"
    } else {
        "make it a list of these first: `[… for x in …]`"
    };
    let message = format!("`{name}` is for {}, and this is {}", a_type(wanted), a_type(got));
    Diagnostic::new(Code::E0211, message).at(place, format!("called on {}", a_type(got))).help(help)
}

/// A method that a type does not have.
pub(in super::super) fn unknown_method(
    ty: &str,
    name: &str,
    names: &[&str],
    place: Place,
) -> Diagnostic {
    let message =
        guess(format!("{} has no method `{name}`", a_type(ty)), name, names.iter().copied());
    let diagnostic = Diagnostic::new(Code::E0203, message).at(place, "no such method");
    match choices(name, names.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("it has none; drop the call"),
    }
}

/// A method that another language has.
pub(in super::super) fn foreign_method(
    ty: &str,
    name: &str,
    help: String,
    place: Place,
) -> Diagnostic {
    Diagnostic::new(Code::E0203, format!("{} has no method `{name}`", a_type(ty)))
        .at(place, "no such method")
        .help(help)
}

/// An argument that does not fit.
pub(in super::super) fn argument(want: &str, got: &str, place: Place) -> Diagnostic {
    Diagnostic::new(
        Code::E0211,
        format!("{} belongs here, and this is {}", a_type(want), a_type(got)),
    )
    .at(place, format!("`{got}`"))
    .help(format!("give {}", a_type(want)))
}

/// A function that compares, of what has no `==`.
pub(in super::super) fn needs_equality(name: &str, ty: &str, place: Place) -> Diagnostic {
    Diagnostic::new(
        Code::E0259,
        format!("`{name}` compares with `==`, and {} has none", a_type(ty)),
    )
    .at(place, "needs `==`")
    .help("take a part that has, such as `[i.repo for i in …]` or `[i.canonical for i in …]`")
}

/// A function that sorts, of what has no order.
pub(in super::super) fn needs_order(name: &str, ty: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0216, format!("`{name}` needs an order, and {} has none", a_type(ty)))
        .at(place, "needs an order")
        .help("take texts, numbers, quantities, durations, dates or versions")
}
