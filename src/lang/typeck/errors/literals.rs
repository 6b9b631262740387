//! Typed literals.

use std::ops::Range;

use crate::base::Place;
use crate::diag::{Code, Diagnostic};
use crate::lang::typeck::literals::Fault;

/// A literal with a fault in it.
pub(in super::super) fn wrong_literal(fault: &Fault, place: Place) -> Diagnostic {
    Diagnostic::new(fault.code, fault.message.clone()).at(place, "here").help(fault.help.clone())
}

/// A text that is no version.
pub(in super::super) fn not_a_version(text: &str) -> Fault {
    let help = match text {
        "latest" => "name a version, such as `1.27.3`",
        _ if text.contains(['<', '>', '=', '^', '~', '*']) => {
            "a range of versions is written `semver\"…\"`"
        }
        _ => "write one to four numbers, as in `1.27.3`, and perhaps a suffix",
    };
    let message = if text.is_empty() {
        "the version is empty".to_owned()
    } else {
        format!("`{text}` is not a version")
    };
    Fault::new(Code::E0240, message, help.to_owned(), 0..text.len())
}

/// A regular expression that does not parse.
pub(in super::super) fn wrong_regex(what: &str, range: Range<usize>) -> Fault {
    let message = format!("this is no regular expression: {what}");
    let help = if what.contains("look-around") || what.contains("backreferences") {
        "write it without: it must run in linear time; ask two conditions instead"
    } else if what.contains("repetition") && what.contains("missing expression") {
        "put something before the sign, or write `\\` before it; `glob\"…\"` knows `*` alone"
    } else {
        "mend it, or write `\\` before signs that stand for themselves"
    };
    Fault::new(Code::E0236, message, help.to_owned(), range)
}

/// A regular expression that grows too large.
pub(in super::super) fn large_regex(text: &str) -> Fault {
    Fault::new(
        Code::E0237,
        "this regular expression is too large once its repetitions are written out".to_owned(),
        "repeat less, or less deeply: `(a{1000}){1000}` is a million `a`".to_owned(),
        0..text.len(),
    )
}

/// A regular expression that is one too many.
pub(in super::super) fn large_regexes(text: &str) -> Fault {
    Fault::new(
        Code::E0237,
        "the regular expressions up to this one are too large together".to_owned(),
        "write fewer, or simpler ones: `a|b` is one, and a `glob` or a plain text is smaller"
            .to_owned(),
        0..text.len(),
    )
}

/// `1.10` where nothing says what was meant.
pub(in super::super) fn decimal(text: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0219, format!("there are no decimal numbers, and so no `{text}`"))
        .at(place, "a decimal number")
        .help(format!("write text, `\"{text}\"`, a version, `version\"{text}\"`, or a quantity, `quantity\"{text}\"`"))
}

/// `1.10` where text, a version or a quantity belongs.
pub(in super::super) fn decimal_for(
    text: &str,
    noun: Option<&str>,
    prefix: &str,
    place: Place,
) -> Diagnostic {
    let mended = format!("{prefix}\"{text}\"");
    let trimmed = text.trim_end_matches('0');
    let short = if trimmed.ends_with('.') { format!("{trimmed}0") } else { trimmed.to_owned() };
    let message = match (noun, prefix) {
        (Some(noun), "") if short == text => format!("a {noun} is text; write `{mended}`"),
        (Some(noun), "") => {
            format!("a {noun} is text, and {text} would be {short}; write `{mended}`")
        }
        (None, "") if short == text => format!("text belongs here; write `{mended}`"),
        (None, "") => format!("text belongs here, and {text} would be {short}; write `{mended}`"),
        _ => format!("there are no decimal numbers; write `{mended}`"),
    };
    Diagnostic::new(Code::E0219, message)
        .at(place, "a decimal number")
        .help(format!("write `{mended}`"))
}
