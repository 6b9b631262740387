//! Comparisons.

use crate::base::{Place, suggest};
use crate::diag::{Code, Diagnostic};
use crate::world::image::{Reference, RepoPattern};

use super::types::a_type;
use super::{with_article, words};

/// Left, sign, right.
pub(in super::super) type Places = (Place, Place, Place);

/// A diagnostic at the sign, with both sides labelled.
fn sided(code: Code, message: String, (l, sign, r): Places, (a, b): (&str, &str)) -> Diagnostic {
    let diagnostic = Diagnostic::new(code, message).at(sign, "compared here");
    let label = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
    diagnostic.near(l, label(a)).near(r, label(b))
}

/// `Raw == Raw`.
pub(in super::super) fn raw_with_raw(written: &str, places: Places) -> Diagnostic {
    Diagnostic::new(Code::E0257, "nothing says as what these are compared")
        .at(places.1, "of which type?")
        .help(format!("say what one of them is: `({written} as String)`"))
}

/// `==` of an image.
pub(in super::super) fn images_have_no_equality(
    ty: &str,
    written: &str,
    places: Places,
) -> Diagnostic {
    let message = format!("{} has no `==`: the same image can be written in many ways", a_type(ty));
    Diagnostic::new(Code::E0215, message)
        .at(places.1, "compared here")
        .help(format!(
            "compare a part: `{written}.repo`, `.tag`, `.digest` or, for all of it, `.canonical`"
        ))
        .help(format!("or ask where it comes from: `{written} in repo\"…\"`"))
}

/// `==` of another record.
pub(in super::super) fn records_have_no_equality(
    ty: &str,
    written: &str,
    object: bool,
    places: Places,
) -> Diagnostic {
    let part = if object || ty == "Pod" { "metadata.name" } else { "name" };
    Diagnostic::new(Code::E0215, format!("{} has no `==`", a_type(ty)))
        .at(places.1, "compared here")
        .help(format!("compare a part, such as `{written}.{part}`"))
}

/// `==` of a pattern.
pub(in super::super) fn patterns_match(
    ty: &str,
    other: &str,
    written: &str,
    places: Places,
) -> Diagnostic {
    Diagnostic::new(Code::E0245, format!("{} is not compared with `==`", a_type(ty)))
        .at(places.1, "compared here")
        .help(format!("write `{other} matches {written}`"))
}

/// `==` of anything else without.
pub(in super::super) fn has_no_equality(ty: &str, places: Places) -> Diagnostic {
    Diagnostic::new(Code::E0215, format!("{} has no `==`", a_type(ty)))
        .at(places.1, "compared here")
        .help("compare a part of it")
}

/// A value of an enum, and text.
pub(in super::super) fn value_is_not_text(
    enumeration: &str,
    values: &[&str],
    literal: Option<&str>,
    place: Place,
) -> Diagnostic {
    let what = with_article(&words(enumeration));
    let near = literal.and_then(|text| {
        values
            .iter()
            .find(|v| v.eq_ignore_ascii_case(text))
            .copied()
            .or_else(|| suggest(text, values.iter().copied()))
    });
    let message = match near {
        Some(near) => format!("{what} is not text; write `{near}`"),
        None => format!("{what} is not text"),
    };
    let all: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    let help = match (near, literal) {
        (Some(near), _) => format!("write `{near}`, without quotes"),
        (None, Some(_)) => format!("write one of {}, without quotes", all.join(", ")),
        (None, None) => format!(
            "compare it with one of {}, or read the text: `… as {enumeration}`",
            all.join(", ")
        ),
    };
    Diagnostic::new(Code::E0217, message).at(place, "text").help(help)
}

/// A repository, and text.
pub(in super::super) fn repo_with_text(literal: Option<&str>, place: Place) -> Diagnostic {
    let written = literal.and_then(as_repo);
    let message = match &written {
        Some(repo) => format!("a repository does not compare with text; write `repo\"{repo}\"`"),
        None => "a repository does not compare with text".to_owned(),
    };
    let help = match &written {
        Some(repo) => format!("write `repo\"{repo}\"`"),
        None => "write a repository, `repo\"registry.example.com/path\"`, or compare `.registry` and `.path`".to_owned(),
    };
    Diagnostic::new(Code::E0218, message).at(place, "text").help(help)
}

/// The repository that a text was probably meant to be.
fn as_repo(text: &str) -> Option<String> {
    if let Ok(repo) = RepoPattern::parse(text) {
        return Some(repo.as_str().to_owned());
    }
    let reference = Reference::parse(text).ok()?;
    Some(RepoPattern::of(&reference).as_str().to_owned())
}

/// A version, quantity, duration or date, and text or a number.
pub(in super::super) fn literal_wanted(
    ty: &str,
    literal: Option<&str>,
    places: Places,
) -> Diagnostic {
    let prefix = ty.to_lowercase();
    let help = match literal {
        Some(text) => format!("write `{prefix}\"{text}\"`"),
        None => format!("write it as `{prefix}\"…\"`, or read the text: `… as {ty}`"),
    };
    sided(Code::E0214, format!("{} is not text", with_article(&prefix)), places, ("", ""))
        .help(help)
}

/// A number, and text.
pub(in super::super) fn text_with_number(literal: Option<&str>, places: Places) -> Diagnostic {
    let number = literal.filter(|text| text.parse::<i64>().is_ok());
    let help = match number {
        Some(number) => format!("write `{number}`, without quotes"),
        None => "read the text as a number: `….to_int()`".to_owned(),
    };
    sided(Code::E0214, "text never equals a number".to_owned(), places, ("", "")).help(help)
}

/// Text, and a number.
pub(in super::super) fn number_with_text(number: &str, places: Places) -> Diagnostic {
    let digits = number.trim_start_matches('-').chars().all(|c| c.is_ascii_digit());
    let help = if digits {
        format!("write `\"{number}\"`")
    } else {
        "read the text as a number: `….to_int()`".to_owned()
    };
    sided(Code::E0214, "text never equals a number".to_owned(), places, ("", "")).help(help)
}

/// Two types of which no values are equal.
pub(in super::super) fn never_holds(
    left: &str,
    right: &str,
    mend: Option<String>,
    places: Places,
) -> Diagnostic {
    let message = format!("{} and {} never compare", a_type(left), a_type(right));
    sided(Code::E0214, message, places, (left, right)).help(mend.unwrap_or_else(|| {
        "compare values of one type: take a part of one, or write the other differently".to_owned()
    }))
}

/// A part of an image, and a text that it never is.
pub(in super::super) fn never_equal(why: &str, instead: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0220, format!("this never holds: {why}"))
        .at(place, "never so")
        .help(instead.to_owned())
}

/// `x in "text"`.
pub(in super::super) fn in_text(x: &str, text: &str, places: Places) -> Diagnostic {
    Diagnostic::new(Code::E0244, "`in` asks of a list, a set, a map or a repository, not of text")
        .at(places.1, "asked here")
        .help(format!("write `{text}.contains({x})`"))
}

/// The same of `!=` and `not in`.
pub(in super::super) fn negated(mut diagnostic: Diagnostic) -> Diagnostic {
    if diagnostic.code == Code::E0220 {
        diagnostic.message = diagnostic.message.replacen("never", "always", 1);
    }
    diagnostic
}

/// `i in` a list of texts.
pub(in super::super) fn image_in_texts((image, texts): (&str, &str), places: Places) -> Diagnostic {
    Diagnostic::new(Code::E0215, "an image is in repositories, not in texts")
        .at(places.1, "asked here")
        .near(places.2, "texts")
        .help(format!("make `{texts}` a `Set<Repo>`, or ask `{image}.canonical in {texts}`"))
}

/// `"nginx" in i`.
pub(in super::super) fn in_image(
    (x, image): (&str, &str),
    literal: Option<&str>,
    places: Places,
) -> Diagnostic {
    let help = match literal.and_then(as_repo) {
        Some(repo) => format!("write `{image} in repo\"{repo}\"`"),
        None => format!("write `{image} in repo\"…\"`, or `{image}.path.contains({x})`"),
    };
    Diagnostic::new(Code::E0244, "an image is in a repository; nothing is in an image")
        .at(places.1, "asked here")
        .help(help)
}

/// `x in` something that holds nothing.
pub(in super::super) fn in_nothing(
    ty: &str,
    (x, y): (&str, &str),
    range: bool,
    places: Places,
) -> Diagnostic {
    let help = if range || matches!(ty, "Glob" | "Regex") {
        format!("write `{x} matches {y}`")
    } else if ty == "Manifests" {
        format!("say what of it: `{x} in [i.canonical for i in {y}.images]`")
    } else {
        format!("compare it: `{x} == {y}`")
    };
    let message =
        format!("`in` asks of a list, a set, a map or a repository, not of {}", a_type(ty));
    Diagnostic::new(Code::E0244, message).at(places.1, "asked here").help(help)
}

/// `i.registry in repo"…"`.
pub(in super::super) fn text_in_repo(x: &str, places: Places) -> Diagnostic {
    let image = ["registry", "path", "name", "canonical", "written", "tag"]
        .iter()
        .find_map(|part| x.strip_suffix(&format!(".{part}")));
    let help = match image {
        Some(image) => format!("ask it of the image: `{image} in …`"),
        None => "ask it of an image: `i in …`, or read the text: `… as Image`".to_owned(),
    };
    Diagnostic::new(Code::E0218, "an image is in a repository; text is not")
        .at(places.0, "text")
        .near(places.2, "repositories")
        .help(help)
}

/// `x in [glob"…"]`.
pub(in super::super) fn in_patterns((x, y): (&str, &str), places: Places) -> Diagnostic {
    Diagnostic::new(Code::E0244, "`in` asks for an equal item, and patterns are matched")
        .at(places.1, "asked here")
        .help(format!("write `any p in {y}: {x} matches p`"))
}

/// `x matches "…"`.
pub(in super::super) fn text_is_no_pattern(literal: Option<&str>, places: Places) -> Diagnostic {
    let text = literal.unwrap_or("…");
    let is_regex = text.contains(['(', '^', '$', '\\', '+', '|']);
    let form = if is_regex { "re" } else { "glob" };
    let help = match literal {
        Some(text) => format!("write `{form}\"{text}\"`"),
        None => "make it a `Glob`, a `Regex` or a `VersionRange`".to_owned(),
    };
    Diagnostic::new(Code::E0245, "text is no pattern").at(places.2, "text").help(help)
}

/// `x matches [glob"…"]`.
pub(in super::super) fn matches_any(x: &str, xs: &str, places: Places) -> Diagnostic {
    Diagnostic::new(Code::E0245, "`matches` takes one pattern")
        .at(places.2, "several")
        .help(format!("write `any p in {xs}: {x} matches p`"))
}

/// `x matches` something else.
pub(in super::super) fn no_pattern(ty: &str, places: Places) -> Diagnostic {
    Diagnostic::new(Code::E0245, format!("{} is no pattern", a_type(ty)))
        .at(places.2, format!("`{ty}`"))
        .help("match with `glob\"…\"`, `re\"…\"` or `semver\"…\"`, or compare with `==` or `in`")
}

/// `i matches …` of an image.
pub(in super::super) fn image_matches(x: &str, range: bool, places: Places) -> Diagnostic {
    let help = if range {
        format!("ask its tag: `{x}.tag matches …`")
    } else {
        format!("ask where it comes from: `{x} in repo\"…\"`, or a part: `{x}.path matches …`")
    };
    Diagnostic::new(Code::E0245, "an image does not match; its parts do")
        .at(places.0, "an image")
        .help(help)
}

/// `i.repo matches …`.
pub(in super::super) fn repo_matches(x: &str, places: Places) -> Diagnostic {
    let base = x.strip_suffix(".repo").unwrap_or(x);
    Diagnostic::new(Code::E0245, "a repository does not match").at(places.0, "a repository").help(
        format!(
            "ask `{base} in repo\"…\"`, where `*` stands for a component, or match `{base}.path`"
        ),
    )
}

/// Something else that no pattern is about.
pub(in super::super) fn nothing_matches(ty: &str, pattern: &str, places: Places) -> Diagnostic {
    Diagnostic::new(Code::E0245, format!("{} does not match {}", a_type(ty), a_type(pattern)))
        .at(places.0, format!("`{ty}`"))
        .help("patterns are about text, and ranges about versions and tags; compare with `==` or `in`")
}

/// `<` of what has no order.
pub(in super::super) fn no_order(ty: &str, written: &str, tag: bool, places: Places) -> Diagnostic {
    let help = if tag {
        format!("ask for a range of versions: `{written} matches semver\">=1.2\"`")
    } else if ty == "String" {
        format!("read it as something with an order: `{written} as Version`, `as Int`, `as Date`")
    } else if ty.starts_with("List") || ty.starts_with("Set") || ty.starts_with("Map") {
        format!("compare how many there are: `{written}.len()`")
    } else {
        "compare numbers, quantities, durations, dates or versions".to_owned()
    };
    Diagnostic::new(Code::E0216, format!("{} has no order", a_type(ty)))
        .at(places.1, "compared here")
        .help(help)
}
