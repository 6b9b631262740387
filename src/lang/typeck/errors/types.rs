//! Types: what does not fit, and what may be absent.

use crate::base::Place;
use crate::diag::{Code, Diagnostic};
use crate::lang::syntax::ast::Expr;
use crate::lang::typeck::body::Body;
use crate::lang::typeck::constant::plain_text;
use crate::lang::types::Type;

use super::with_article;

/// An optional value used as if it were there.
pub(in super::super) fn may_be_absent(
    name: &str,
    written: &str,
    default: &str,
    narrows: bool,
    place: Place,
) -> Diagnostic {
    let message =
        format!("`{name}` may be absent; guard it with `is present` or default it with `??`");
    let diagnostic = Diagnostic::new(Code::E0210, message).at(place, "may be absent");
    let diagnostic = if narrows {
        diagnostic.help(format!("guard it: `{written} is present and …`"))
    } else {
        diagnostic
    };
    diagnostic.help(format!("or say what stands for it: `({written} ?? {default})`"))
}

/// An optional `Bool` as a condition.
pub(in super::super) fn condition_may_be_absent(
    name: &str,
    written: &str,
    place: Place,
) -> Diagnostic {
    Diagnostic::new(
        Code::E0210,
        format!("`{name}` may be absent, and a condition is true or false"),
    )
    .at(place, "may be absent")
    .help(format!("say what absence means: `{written} == true`, or `{written} ?? false`"))
}

/// A condition that is no `Bool`.
pub(in super::super) fn not_a_condition(
    written: &str,
    ty: &str,
    hint: &str,
    place: Place,
) -> Diagnostic {
    let message = format!("a condition is true or false, and `{written}` is {}", a_type(ty));
    Diagnostic::new(Code::E0212, message)
        .at(place, "not a condition")
        .help(format!("say what is asked of it, for example `{hint}`"))
}

/// `` a `String` ``.
pub(super) fn a_type(ty: &str) -> String {
    let article = with_article(ty);
    let article = article.split(' ').next().unwrap_or("a");
    format!("{article} `{ty}`")
}

/// `e is Kind` of what is no object.
pub(in super::super) fn not_an_object(
    kind: &str,
    ty: &str,
    object_of: Option<&str>,
    place: Place,
) -> Diagnostic {
    let help = match object_of {
        Some(written) => format!("ask the object that it is in: `{written}.object is {kind}`"),
        None => "ask an object: the match of a rule on `resource`, or `.object` of an image, a container or a pod".to_owned(),
    };
    Diagnostic::new(Code::E0247, format!("only an object has a kind, and this is {}", a_type(ty)))
        .at(place, "not an object")
        .help(help)
}

/// `e as T` that nothing can be read as.
pub(in super::super) fn no_reading(from: &str, to: &str, place: Place) -> Diagnostic {
    let help = match from {
        "String" => {
            "text is read as `Int`, `Bool`, `Version`, `Quantity`, `Duration`, `Date`, `Image`, `Repo` or an enum; drop the `as`, or take one of these"
        }
        "Raw" => {
            "a `Raw` is read as text, numbers, images, enums, lists and maps of these, or records that stand in manifests; take one of these"
        }
        _ => "only text and `Raw` are read as something else; drop the `as`",
    };
    let message = format!("{} is not read as {}", a_type(from), a_type(to));
    Diagnostic::new(Code::E0246, message).at(place, "can't be read so").help(help)
}

/// An interpolation of what does not print.
pub(in super::super) fn does_not_print(written: &str, ty: &str, place: Place) -> Diagnostic {
    let part = match ty {
        "Container" | "PullSecret" => format!("`{{{written}.name}}`"),
        "ClusterProfile" => format!("`{{{written}.kubernetes}}`"),
        "Manifests" => format!("`{{{written}.images.len()}}`"),
        ty if ty.starts_with("Map") => format!("`{{{written}.keys()}}`"),
        ty if ty.starts_with("Entry") => format!("`{{{written}.key}}`"),
        _ => format!("`{{{written}.metadata.name}}`"),
    };
    Diagnostic::new(Code::E0249, format!("{} does not print in a text", a_type(ty)))
        .at(place, "does not print")
        .help(format!("print a part of it, such as {part}"))
}

/// `[]` of which nothing says what it holds.
pub(in super::super) fn empty_list(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0222, "nothing here says what this empty list holds")
        .at(place, "needs a type")
        .help("write the type: `let name: List<String> = []`")
}

/// A key of a map without `==`, or that may be absent.
pub(in super::super) fn no_key(ty: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0259, format!("keys of a map must have `==`, and {} has none", a_type(ty)))
        .at(place, "no `==`")
        .help("take a part that has, such as `.repo` or `.canonical` of an image, or `.metadata.name` of an object")
}

/// Items of a list that have no type in common.
pub(in super::super) fn items_differ(
    first: &str,
    first_place: Place,
    other: &str,
    place: Place,
) -> Diagnostic {
    Diagnostic::new(
        Code::E0211,
        format!("items of one list are alike, and these are `{first}` and `{other}`"),
    )
    .at(place, format!("`{other}`"))
    .near(first_place, format!("`{first}`"))
    .help("make them of one type, or make two lists")
}

/// Branches of an `if` that have no type in common.
pub(in super::super) fn branches_differ(
    then: &str,
    then_place: Place,
    other: &str,
    place: Place,
) -> Diagnostic {
    Diagnostic::new(
        Code::E0211,
        format!("both branches of an `if` are of one type, and these are `{then}` and `{other}`"),
    )
    .at(place, format!("`{other}`"))
    .near(then_place, format!("`{then}`"))
    .help("make them of one type")
}

/// `for x in e` of what holds nothing.
pub(in super::super) fn no_iteration(written: &str, ty: &str, place: Place) -> Diagnostic {
    let help = match ty {
        "String" => format!("split it: `{written}.split(\",\")`"),
        "Manifests" => {
            format!("say what of it: `{written}.images`, `.pods`, `.containers` or `.resources`")
        }
        "Pod" | "Object" | "Deployment" => format!("say what of it: `{written}.images`"),
        _ => "take a list, a set or a map".to_owned(),
    };
    Diagnostic::new(Code::E0228, format!("{} has no items to go through", a_type(ty)))
        .at(place, "not a list, a set or a map")
        .help(help)
}

/// `+` or `-` of what does not add.
pub(in super::super) fn no_arithmetic(
    plus: bool,
    left: &str,
    right: &str,
    (at_left, sign, at_right): (Place, Place, Place),
) -> Diagnostic {
    let op = if plus { '+' } else { '-' };
    let texts = left == "String" || right == "String";
    let help = if plus && texts {
        "put values into a text: `\"{a} and {b}\"`".to_owned()
    } else if left == "Int" && matches!(right, "Quantity" | "Duration")
        || right == "Int" && matches!(left, "Quantity" | "Duration" | "Date")
    {
        "write the number with its unit: `quantity\"1Gi\"`, `duration\"90d\"`".to_owned()
    } else {
        format!(
            "`{op}` works on numbers, quantities, durations, and a date with a duration; make both one of these"
        )
    };
    let message =
        format!("`{left}` and `{right}` do not {}", if plus { "add" } else { "subtract" });
    Diagnostic::new(Code::E0230, message)
        .at(sign, "no sum of these")
        .near(at_left, format!("`{left}`"))
        .near(at_right, format!("`{right}`"))
        .help(help)
}

impl Body<'_, '_> {
    /// A value of one type where another is expected, in the words of what was probably meant.
    pub(in super::super) fn mismatch(&self, expr: &Expr, got: &Type, want: &Type) -> Diagnostic {
        let place = self.at(expr.span);
        let (got, want) = (got.required(), want.required());
        let text = plain_text(expr);
        let written = self.text(expr.span);
        match (want, got) {
            (Type::Enum(id), Type::String) => {
                let values: Vec<&str> =
                    self.library.enum_of(*id).values.iter().map(|(v, _)| &**v).collect();
                let name = self.library.enum_name(*id);
                super::compare::value_is_not_text(name, &values, text.as_deref(), place)
            }
            (Type::Repo, Type::String) => super::compare::repo_with_text(text.as_deref(), place),
            (Type::Raw, _) => expected("Raw", &self.show(got), place)
                .help("a `Raw` comes from a manifest alone; take a type of the language instead"),
            _ => {
                let help = self.mend(want, got, text.as_deref(), written);
                expected(&self.show(want), &self.show(got), place).help(help)
            }
        }
    }

    /// How to come from one type to another.
    fn mend(&self, want: &Type, got: &Type, text: Option<&str>, written: &str) -> String {
        let literal = |prefix: &str| match text {
            Some(text) => format!("write `{prefix}\"{text}\"`"),
            None => format!("read it: `{written} as {}`, which may be absent", self.show(want)),
        };
        match (want, got) {
            (Type::Version, Type::String) => literal("version"),
            (Type::Quantity, Type::String) => literal("quantity"),
            (Type::Duration, Type::String) => literal("duration"),
            (Type::Date, Type::String) => literal("date"),
            (Type::Record(id), Type::String) if self.is_a(*id, "Image") => literal("image"),
            (Type::Int, Type::String) => {
                format!("read it: `{written}.to_int()`, which may be absent, or write the number")
            }
            (Type::Repo, Type::Record(id)) if self.is_a(*id, "Image") => {
                format!("take its repository: `{written}.repo`, or compare `.canonical` with texts")
            }
            (Type::Glob, Type::String) => format!("write `glob\"{}\"`", text.unwrap_or("…")),
            (Type::Regex, Type::String) => format!("write `re\"{}\"`", text.unwrap_or("…")),
            (Type::VersionRange, Type::String) => {
                format!("write `semver\"{}\"`", text.unwrap_or("…"))
            }
            (Type::String, Type::Int) if written.chars().all(|c| c.is_ascii_digit()) => {
                format!("write `\"{written}\"`")
            }
            (Type::String, Type::Record(id)) if self.is_a(*id, "Image") => {
                format!("take its text: `{written}.canonical`, or `\"{{{written}}}\"`")
            }
            (Type::String, other) if crate::lang::typeck::fit::prints(other, self.library) => {
                format!("make it text: `\"{{{written}}}\"`")
            }
            (Type::List(_), Type::Set(_)) => "declare it as a `Set`".to_owned(),
            (Type::List(item) | Type::Set(item), got) if **item == *got => {
                format!("put it in a list: `[{written}]`")
            }
            (Type::Bool, _) => format!("say what is asked of it: `{written} == …`"),
            _ => format!("write {} here, or change what is expected", a_type(&self.show(want))),
        }
    }
}

fn expected(want: &str, got: &str, place: Place) -> Diagnostic {
    Diagnostic::new(
        Code::E0211,
        format!("{} belongs here, and this is {}", a_type(want), a_type(got)),
    )
    .at(place, format!("`{got}`"))
}
