//! Names: unknown, defined twice, used for what they are not.

use crate::base::Place;
use crate::diag::{Code, Diagnostic};
use crate::lang::typeck::world::Decl;

use super::{choices, guess};

fn unknown(code: Code, what: &str, name: &str, names: &[&str], place: Place) -> Diagnostic {
    let message = guess(format!("unknown {what} `{name}`"), name, names.iter().copied());
    let diagnostic = Diagnostic::new(code, message).at(place, format!("no {what} of this name"));
    match choices(name, names.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("declare it, or drop it"),
    }
}

/// `x`, which nothing declares.
pub(in super::super) fn unknown_name(
    name: &str,
    names: &[&str],
    importable: Option<&str>,
    place: Place,
) -> Diagnostic {
    match importable {
        Some(module) => imported_from(Code::E0201, "name", name, module, place),
        None => unknown(Code::E0201, "name", name, names, place),
    }
}

fn imported_from(code: Code, what: &str, name: &str, module: &str, place: Place) -> Diagnostic {
    Diagnostic::new(code, format!("unknown {what} `{name}`"))
        .at(place, "not imported")
        .help(format!("import it: `import {module} {{ {name} }}`"))
}

/// `f(x)`, where there is no `f`.
pub(in super::super) fn unknown_function(
    name: &str,
    names: &[&str],
    importable: Option<&str>,
    place: Place,
) -> Diagnostic {
    match importable {
        Some(module) => imported_from(Code::E0204, "function", name, module, place),
        None => unknown(Code::E0204, "function", name, names, place),
    }
}

/// A function that another language has.
pub(in super::super) fn foreign_function(name: &str, help: String, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0204, format!("unknown function `{name}`"))
        .at(place, "no function of this name")
        .help(help)
}

/// A type that does not exist.
pub(in super::super) fn unknown_type<'n>(
    name: &str,
    names: impl Iterator<Item = &'n str>,
    place: Place,
) -> Diagnostic {
    let names: Vec<&str> = names.collect();
    let meant = match name {
        "Text" | "Str" | "string" | "str" | "Tag" | "Digest" | "Registry" => Some("String"),
        "Integer" | "Number" | "int" | "number" => Some("Int"),
        "Boolean" | "bool" | "boolean" => Some("Bool"),
        "Array" | "Seq" | "list" => Some("List"),
        "Semver" | "Range" | "SemVer" => Some("VersionRange"),
        "Re" | "RegExp" | "Pattern" => Some("Regex"),
        _ => None,
    };
    match meant {
        Some(meant) => {
            Diagnostic::new(Code::E0205, format!("unknown type `{name}`; did you mean `{meant}`?"))
                .at(place, "no type of this name")
                .help(format!("write `{meant}`"))
        }
        None => unknown(Code::E0205, "type", name, &names, place),
    }
}

/// `PullPolicy.Alway`.
pub(in super::super) fn unknown_value(
    enumeration: &str,
    name: &str,
    values: &[&str],
    place: Place,
) -> Diagnostic {
    let message = format!("`{enumeration}` has no `{name}`");
    let diagnostic = Diagnostic::new(Code::E0206, guess(message, name, values.iter().copied()))
        .at(place, format!("no value of `{enumeration}`"));
    match choices(name, values.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// A kind that needs its group, because nothing knows it.
pub(in super::super) fn unknown_kind(kind: &str, kinds: &[&str], place: Place) -> Diagnostic {
    let message = guess(format!("unknown kind `{kind}`"), kind, kinds.iter().copied());
    let diagnostic = Diagnostic::new(Code::E0208, message).at(place, "no kind that is known here");
    named_or_grouped(diagnostic, kind, kinds)
}

/// What to do about a kind that is not known.
fn named_or_grouped(diagnostic: Diagnostic, kind: &str, kinds: &[&str]) -> Diagnostic {
    match crate::base::suggest(kind, kinds.iter().copied()) {
        Some(near) => diagnostic
            .help(format!("write `{near}`"))
            .help(format!("or name its group: `{kind}.example.com`")),
        None => diagnostic.help(format!(
            "name its group: `{kind}.example.com`, or `{kind}.core` for the core group"
        )),
    }
}

/// A kind that is known in more than one group.
pub(in super::super) fn kind_of_several_groups(
    kind: &str,
    groups: &[Box<str>],
    place: Place,
) -> Diagnostic {
    let shown = |group: &str| match group {
        "" => format!("`{kind}.core`"),
        group => format!("`{kind}.{group}`"),
    };
    let all: Vec<String> = groups.iter().map(|group| shown(group)).collect();
    Diagnostic::new(Code::E0260, format!("there are several kinds called `{kind}`"))
        .at(place, "which of them?")
        .help(format!("write {}", all.join(" or ")))
}

/// A kind as an argument that is not known.
pub(in super::super) fn kind_without_record(
    kind: &str,
    kinds: &[&str],
    place: Place,
) -> Diagnostic {
    let message =
        guess(format!("`{kind}` is no kind that can be looked up"), kind, kinds.iter().copied());
    let diagnostic = Diagnostic::new(Code::E0208, message).at(place, "no kind that is known here");
    named_or_grouped(diagnostic, kind, kinds)
}

/// Two declarations of one name.
pub(in super::super) fn already_defined(name: &str, place: Place, first: Place) -> Diagnostic {
    Diagnostic::new(Code::E0209, format!("`{name}` is already defined"))
        .at(place, "defined again here")
        .near(first, "first defined here")
        .help("give one of them another name")
}

/// Two rules of one name.
pub(in super::super) fn rule_already_defined(name: &str, place: Place, first: Place) -> Diagnostic {
    Diagnostic::new(Code::E0209, format!("a rule `{name}` is already defined"))
        .at(place, "defined again here")
        .near(first, "first defined here")
        .help("give one of them another name: rules are known by it in all files of a run")
}

/// Two params of one name.
pub(in super::super) fn param_already_defined(
    name: &str,
    place: Place,
    first: Place,
) -> Diagnostic {
    Diagnostic::new(Code::E0209, format!("a param `{name}` is already defined"))
        .at(place, "defined again here")
        .near(first, "first defined here")
        .help("rename one, or declare it in one file and import it in the other")
}

/// A name that is there in every file.
pub(in super::super) fn reserved(name: &str, place: Place) -> Diagnostic {
    let what = if name == "today" { "the day the run is for" } else { "everything that is judged" };
    Diagnostic::new(Code::E0223, format!("`{name}` has a meaning in every policy: {what}"))
        .at(place, "named here")
        .help("choose another name")
}

/// A local with the name of something that is visible.
pub(in super::super) fn shadows(name: &str, place: Place, other: Place) -> Diagnostic {
    Diagnostic::new(Code::E0223, format!("`{name}` already has a meaning here"))
        .at(place, "named here")
        .near(other, "already named here")
        .help("choose another name: no name hides another")
}

/// `extern` in a user's file.
pub(in super::super) fn extern_outside(place: Place, what: &str) -> Diagnostic {
    let help = match what {
        "func" => "write a `func` with a body: `func name(a: T) -> U = …`",
        _ => "use the types of the library, or read what no type describes through `.raw`",
    };
    Diagnostic::new(Code::E0227, format!("`extern {what}` is for the library alone"))
        .at(place, "declared here")
        .help(help)
}

/// A name that the imported file does not declare.
pub(in super::super) fn not_in_module(
    name: &str,
    module: &str,
    offered: &[&str],
    place: Place,
) -> Diagnostic {
    let message = guess(format!("`{module}` has no `{name}`"), name, offered.iter().copied());
    let diagnostic = Diagnostic::new(Code::E0402, message).at(place, "not declared there");
    match choices(name, offered.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("it declares nothing that can be imported; drop the import"),
    }
}

/// The name of a rule in an import.
pub(in super::super) fn rules_are_not_imported(name: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0408, format!("`{name}` is a rule, and rules are not imported"))
        .at(place, "a rule")
        .help("put its file in force instead, with `-p`")
}

/// An `extern` declaration in an import.
pub(in super::super) fn needs_no_import(name: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0408, format!("`{name}` is there without an import"))
        .at(place, "in scope everywhere")
        .help("drop it from the import")
}

/// A method in an import.
pub(in super::super) fn method_not_imported(name: &str, symbol: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0408, format!("`{name}` is a method, and is there without an import"))
        .at(place, format!("this is `{symbol}`"))
        .help(format!("drop it from the import, and call it as `x.{name}(…)`"))
}

/// `List` without an argument, `Repo<Int>`.
pub(in super::super) fn type_arguments(
    name: &str,
    wanted: usize,
    got: usize,
    place: Place,
) -> Diagnostic {
    let form = match (name, wanted) {
        (_, 0) => name.to_owned(),
        ("Map", _) => "Map<String, String>".to_owned(),
        _ => format!("{name}<String>"),
    };
    let count = |n: usize| match n {
        0 => "no type".to_owned(),
        1 => "one type".to_owned(),
        2 => "two types".to_owned(),
        n => format!("{n} types"),
    };
    let given = match got {
        0 => "none is".to_owned(),
        1 => "one is".to_owned(),
        got => format!("{got} are"),
    };
    let message =
        format!("`{name}` takes {} between `<` and `>`, and {given} given", count(wanted));
    Diagnostic::new(Code::E0254, message)
        .at(place, "written here")
        .help(format!("write it as in `{form}`"))
}

/// `Set<Image>`, `Map<Image, …>`.
pub(in super::super) fn no_equality_inside(name: &str, ty: &str, place: Place) -> Diagnostic {
    let what = if name == "Set" { "members of a set" } else { "keys of a map" };
    Diagnostic::new(Code::E0259, format!("{what} must have `==`, and `{ty}` has none"))
        .at(place, "no `==`")
        .help("take a part that has: of an image `String` (its tag, digest, canonical form) or `Repo`")
}

/// A param of a type that nobody could write.
pub(in super::super) fn no_literal(ty: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0226, format!("a param can't be a `{ty}`: there is no way to write one"))
        .at(place, "no literal")
        .help("take a type that has literals: `String`, `Int`, `Repo`, `Glob`, `Image`, or a list, set or map of them")
}

/// A default that depends on another param.
pub(in super::super) fn default_reads_param(name: &str, place: Place, decl: &Decl) -> Diagnostic {
    Diagnostic::new(Code::E0255, format!("what a param is set to can't depend on `{name}`"))
        .at(place, "reads a param")
        .near(decl.place, "declared here")
        .help("write the value out, or make it a `let` that reads the param")
}

/// A function's name as a value.
pub(in super::super) fn function_not_called(
    name: &str,
    params: &[&str],
    place: Place,
) -> Diagnostic {
    Diagnostic::new(Code::E0256, format!("`{name}` is a function"))
        .at(place, "not called")
        .help(format!("call it: `{name}({})`", params.join(", ")))
}

/// A type's name as a value.
pub(in super::super) fn type_is_no_value(name: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0258, format!("`{name}` is a type, not a value"))
        .at(place, "a value belongs here")
        .help(format!("ask `x is {name}` of an object, or read a value with `x as {name}`"))
}

/// A bare enum value where nothing says which enum it is of.
pub(in super::super) fn value_needs_type(value: &str, owner: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0221, format!("nothing here says which type `{value}` is of"))
        .at(place, "needs its type")
        .help(format!("write `{owner}.{value}`"))
}

/// `manifests` in what is decided before any is read.
pub(in super::super) fn no_manifests_here(pure: bool, place: Place) -> Diagnostic {
    let help = if pure {
        "pass it to a function from a rule: `func f(m: Manifests) -> …`"
    } else {
        "ask it in a rule: `rule name on manifests m { … }`"
    };
    Diagnostic::new(Code::E0250, "`manifests` is there in rules only")
        .at(place, "no manifest is read here")
        .help(help)
}

/// Functions and constants that lead round to themselves: who, where, and what it names. So many stand
/// between the last but one and the last and are left out.
pub(in super::super) fn recursion(
    calls: &[(String, Place, String)],
    left_out: usize,
) -> Diagnostic {
    let mut names: Vec<String> = calls.iter().map(|(name, ..)| format!("`{name}`")).collect();
    let way = match names.as_slice() {
        [one] => format!("{one} refers to itself"),
        [first, ..] => {
            let first = first.clone();
            if left_out > 0 {
                names.insert(names.len() - 1, format!("{left_out} others"));
            }
            names.push(first);
            names.join(" → ")
        }
        [] => String::new(),
    };
    let mut diagnostic = Diagnostic::new(Code::E0224, format!("recursion is not allowed: {way}"));
    for (index, (caller, place, callee)) in calls.iter().enumerate() {
        let text = format!("`{caller}` refers to `{callee}`");
        diagnostic =
            if index == 0 { diagnostic.at(*place, text) } else { diagnostic.near(*place, text) };
    }
    diagnostic.help("loop over a list instead: `[E for x in xs where E]`, `all x in xs: E`")
}
