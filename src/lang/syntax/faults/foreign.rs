//! What comes from other languages: their files, comments, braces and assignments.

use crate::base::Place;
use crate::diag::{Code, Diagnostic};

use super::{ITEMS, brief, listed};

pub(in crate::lang::syntax) fn no_policy(at: Place, word: &str, yaml: bool) -> Diagnostic {
    let (what, help) = if yaml {
        ("YAML", "name manifests as paths, and policies with `-p`".to_owned())
    } else {
        (
            "no policy",
            format!(
                "begin a policy with `edition 1`, then {}",
                listed(ITEMS.get(1..).unwrap_or(ITEMS))
            ),
        )
    };
    Diagnostic::new(Code::E0104, format!("this file names no edition, and seems to be {what}"))
        .at(at, format!("a policy does not begin with `{word}`"))
        .help(help)
}

pub(in crate::lang::syntax) fn foreign_comment(
    first: Place,
    written: &str,
    others: &[Place],
) -> Diagnostic {
    let message = format!("`{written}` begins no comment; write `#`");
    let diagnostic = Diagnostic::new(Code::E0139, message).at(first, "write `#`");
    let diagnostic = others
        .iter()
        .take(2)
        .fold(diagnostic, |diagnostic, place| diagnostic.near(*place, "here too"));
    if written == "/*" {
        diagnostic.help("a comment reaches to the end of its line; begin each line with `#`")
    } else {
        diagnostic
    }
}

pub(in crate::lang::syntax) fn guard_in_body(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0103, "`where` belongs to the head of the rule")
        .at(at, "no statement begins with this")
        .help("move it before the `{`, or write `if … { … }`")
}

pub(in crate::lang::syntax) fn reassigned(at: Place, name: &str, known: bool) -> Diagnostic {
    if known {
        return Diagnostic::new(Code::E0103, format!("nothing changes the value of `{name}`"))
            .at(at, "it has one already")
            .help("count with `.len()`, choose with `if a then b else c`, or `let` another name");
    }
    let message = format!("a value gets its name with `let`; write `let {name} = …`");
    Diagnostic::new(Code::E0103, message).at(at, "`let` belongs before this")
}

pub(in crate::lang::syntax) fn doubled_braces(at: Place, inside: &str) -> Diagnostic {
    let inside = brief(inside, 40);
    Diagnostic::new(Code::E0128, "a value stands in single braces in a text")
        .at(at, format!("write `{{{inside}}}`"))
        .help("write `\\{` and `\\}` for braces")
}

pub(in crate::lang::syntax) fn or_for_else(keyword: Place, text: Place, word: &str) -> Diagnostic {
    Diagnostic::new(Code::E0113, format!("`{word}` needs a message: add `else \"…\"`"))
        .at(text, "the message follows `else`, not `or`")
        .near(keyword, "what should a finding say?")
        .help("write `else` for the `or` before it")
}
