//! Rules, remedies and tests.

use crate::base::Place;
use crate::diag::{Code, Diagnostic};

use super::{choices, guess};

/// A rule without an obligation.
pub(in super::super) fn checks_nothing(name: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0225, "this rule checks nothing")
        .at(place, format!("`{name}` requires and forbids nothing"))
        .help("add a `require … else \"…\"` or a `forbid … else \"…\"`")
}

/// A word after `on` that is no matcher.
pub(in super::super) fn unknown_matcher(
    word: &str,
    matchers: &[&str],
    kinds: &[&str],
    place: Place,
) -> Diagnostic {
    let meant = match word {
        "images" => Some("image"),
        "containers" => Some("container"),
        "pods" => Some("pod"),
        "object" | "objects" | "resources" => Some("resource"),
        "manifest" => Some("manifests"),
        _ => None,
    };
    let names: Vec<&str> = match meant {
        Some(meant) => vec![meant],
        None => matchers.iter().chain(kinds).copied().collect(),
    };
    let message = match meant {
        Some(meant) => format!("unknown matcher `{word}`; did you mean `{meant}`?"),
        None => guess(format!("unknown matcher `{word}`"), word, names.iter().copied()),
    };
    let diagnostic = Diagnostic::new(Code::E0207, message).at(place, "no matcher");
    match (meant, choices(word, names.iter().copied())) {
        (Some(meant), _) => diagnostic.help(format!("write `{meant}`")),
        (None, Some(help)) => diagnostic.help(help),
        (None, None) => diagnostic,
    }
}

/// `at` of something that stands nowhere.
pub(in super::super) fn no_place(written: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0251, format!("`{written}` stands nowhere in a manifest"))
        .at(place, "has no place")
        .help("point at something that a manifest holds, such as `i.pod.spec`, or drop the `at`")
}

/// A remedy's path that is none.
pub(in super::super) fn no_path(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0248, "a remedy edits a field of the manifest")
        .at(place, "no path to a field")
        .help("name the match and the field: `set c.imagePullPolicy = Always`")
}

/// A remedy's path that starts elsewhere than at a match.
pub(in super::super) fn path_start(written: &str, place: Place) -> Diagnostic {
    let message = format!(
        "a remedy's path starts at a match or the variable of a `for`, and `{written}` is neither"
    );
    Diagnostic::new(Code::E0248, message)
        .at(place, "starts here")
        .help("write the path out from the name behind the matcher: `set i.pod.spec.…`")
}

/// A remedy that would set what is derived.
pub(in super::super) fn not_settable(name: &str, can: &[&str], place: Place) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::E0248, format!("`{name}` is derived, and can't be set"))
        .at(place, "derived");
    let near = match name {
        "effective_pull_policy" => Some("declared_pull_policy"),
        _ => None,
    };
    match (near, choices(name, can.iter().copied())) {
        (Some(near), _) => diagnostic.help(format!("set `{near}`")),
        (None, Some(help)) => {
            diagnostic.help(format!("set a field that stands in the manifest; {help}"))
        }
        (None, None) => diagnostic
            .help("set a field that stands in the manifest, such as `c.image` of a container"),
    }
}

/// `expect passed` of a rule that the test does not run.
pub(in super::super) fn not_run(rule: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0261, format!("this test does not run `{rule}`"))
        .at(place, "not run")
        .help(format!("name it after `for`: `for {rule}`"))
}

/// A test in a file without rules that names none.
pub(in super::super) fn test_without_rules(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0261, "this test runs no rule: its file has none, and it names none")
        .at(place, "runs nothing")
        .help("name rules: `test \"…\" for my-rule { … }`; `web_test.sea` runs those of `web.sea` beside it")
}

/// A rule that does not exist.
pub(in super::super) fn unknown_rule(name: &str, ids: &[&str], place: Place) -> Diagnostic {
    let message = guess(format!("no rule `{name}`"), name, ids.iter().copied());
    let diagnostic = Diagnostic::new(Code::E0252, message).at(place, "no rule of this name");
    match choices(name, ids.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("put the file that has it in force, or drop the name"),
    }
}

/// A param that does not exist.
pub(in super::super) fn unknown_param(name: &str, ids: &[&str], place: Place) -> Diagnostic {
    let message = guess(format!("no param `{name}`"), name, ids.iter().copied());
    let diagnostic = Diagnostic::new(Code::E0410, message).at(place, "no param of this name");
    match choices(name, ids.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("no policy in force declares params; drop it"),
    }
}

/// A test of a rule that reads `today`, without a day.
pub(in super::super) fn test_needs_today(rule: &str, place: Place, declared: Place) -> Diagnostic {
    Diagnostic::new(
        Code::E0253,
        format!("`{rule}` reads `today`, and this test does not say which day it is"),
    )
    .at(place, "no day")
    .near(declared, "reads `today`")
    .help("add `today date\"2026-01-31\"` to the test")
}
