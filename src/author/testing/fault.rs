//! What is wrong with a test, or with what it tests.

use crate::base::{Place, suggest};
use crate::diag::{Code, Diagnostic, Notice};
use crate::report::{RuleCounts, Verdict};

use super::compare::Found;
use super::marks::Mark;

/// An expected finding that is none.
pub(super) fn did_not_come(mark: &Mark, counts: &RuleCounts) -> Diagnostic {
    let rule = &mark.rule;
    let (message, expected) = match mark.verdict {
        Verdict::Failed => {
            (format!("`{rule}` does not fail on this line"), "expected to fail here")
        }
        Verdict::Undecided => {
            (format!("`{rule}` is not undecided on this line"), "expected to be undecided here")
        }
    };
    Diagnostic::new(Code::E0601, message)
        .at(mark.place, expected)
        .help(format!("on the fixtures of this test, {}", told(counts)))
}

/// A finding that nobody expects.
pub(super) fn not_expected(found: &Found, title: Place) -> Diagnostic {
    let Found { rule, verdict, message, line, .. } = found;
    let sign = if *verdict == Verdict::Undecided { "?" } else { "" };
    let verdict = match verdict {
        Verdict::Failed => "fails",
        Verdict::Undecided => "can't be decided",
    };
    let message = if message.is_empty() { "here".to_owned() } else { message.clone() };
    Diagnostic::new(Code::E0602, format!("`{rule}` {verdict}, and the test does not expect it"))
        .at(found.place.unwrap_or(title), message)
        .help(match line {
            Some(_) => format!("if that is right, end the line with `#~ {sign}{rule}`"),
            None => {
                "no line of the fixtures is at fault, so no mark can expect it: complete them, \
                     or leave the rule out behind `for`"
                    .to_owned()
            }
        })
}

/// A mark that names a rule which the test does not run.
pub(super) fn not_run<'r>(mark: &Mark, rules: impl Iterator<Item = &'r str>) -> Diagnostic {
    let message = format!("this test does not run `{}`", mark.rule);
    let label = "no rule of this name is judged here";
    let rules: Vec<&str> = rules.collect();
    match suggest(&mark.rule, rules.iter().copied()) {
        Some(near) => Diagnostic::new(Code::E0603, format!("{message}; did you mean `{near}`?"))
            .at(mark.place, label)
            .help(format!("write `{near}`")),
        None => Diagnostic::new(Code::E0603, message).at(mark.place, label).help(
            match rules.as_slice() {
                [only] => format!("it runs `{only}`; mend the name, or add it behind `for`"),
                _ => "name it after the test's title, `for RULE`, or mend its name".to_owned(),
            },
        ),
    }
}

/// `expect passed` of a rule that did not.
pub(super) fn not_passed(place: Place, counts: &RuleCounts) -> Diagnostic {
    Diagnostic::new(Code::E0604, format!("`{}` did not pass", counts.rule))
        .at(place, "expected to pass, and on something")
        .help(format!("on the fixtures of this test, {}", told(counts)))
}

/// `expect refused` of params that are not.
pub(super) fn not_refused(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0605, "the params are not refused")
        .at(place, "every top-level `require` holds")
        .help("set params with `with` that break one, or drop this expectation")
}

/// Params that a top-level `require` refuses.
pub(super) fn refused(title: Place, require: Option<Place>, message: &str) -> Diagnostic {
    let fault = Diagnostic::new(Code::E0606, "the params of this test are refused")
        .at(title, message.to_owned())
        .help("mend the `with` clauses, or `expect refused`");
    match require {
        Some(place) => fault.near(place, "this does not hold"),
        None => fault,
    }
}

/// `given file"…"` that can't be read.
pub(super) fn unreadable(place: Place, path: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::E0607, format!("the fixture `{path}` can't be read"))
        .at(place, why.to_owned())
        .help("paths are relative to the policy's folder, and stay inside the policy root")
}

/// A fixture with an input error.
pub(super) fn bad_fixture(place: Place, error: &Notice) -> Diagnostic {
    let message = format!("this fixture is no clean input: {} ({})", error.message, error.id);
    let fault = Diagnostic::new(Code::E0608, message).at(place, error.message.clone());
    let fault = error.help.iter().fold(fault, Diagnostic::help);
    fault.help("if a rule is undecided because of it, mark the line with `#~ ?RULE`")
}

/// Fixtures without an object.
pub(super) fn nothing_given(title: Place) -> Diagnostic {
    Diagnostic::new(Code::E0609, "the fixtures of this test hold no Kubernetes object")
        .at(title, "nothing was judged")
        .help("write a manifest with `apiVersion` and `kind` after `given`")
}

/// More findings than are held against marks: so many are left out.
pub(super) fn too_many(title: Place, more: usize) -> Diagnostic {
    let message = format!(
        "the fixtures of this test yield {more} findings and faults more than are compared"
    );
    Diagnostic::new(Code::E0611, message)
        .at(title, "what is left out may be expected or not")
        .help("give fewer objects, or spread them over several tests")
}

/// `cluster` that is no cluster profile; the first thing that is wrong with it.
pub(super) fn bad_cluster(place: Place, first: Option<Diagnostic>) -> Diagnostic {
    let fault = Diagnostic::new(Code::E0610, "this is not a cluster profile");
    match first {
        Some(first) => first.help.iter().fold(fault.at(place, first.message), Diagnostic::help),
        None => {
            fault.at(place, "nothing is written here").help("write `complete: true`, or drop it")
        }
    }
}

/// What became of a rule, in words.
fn told(counts: &RuleCounts) -> String {
    let RuleCounts { rule, passed, failed, undecided, skipped, .. } = counts;
    if counts.matches() == 0 {
        return format!("`{rule}` matched nothing");
    }
    let counts = [
        (*passed, "passed"),
        (*failed, "failed"),
        (*undecided, "was undecided"),
        (*skipped, "was skipped"),
    ];
    let told = counts.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told.map(|(count, what)| format!("{what} {}", times(*count))).collect();
    format!("`{rule}` {}", told.join(", "))
}

/// `once`, `3 times`.
fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}
