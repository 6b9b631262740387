//! The examples on the pages of codes: what is to be avoided yields the code, and what is to be
//! preferred yields nothing.

use seaworthy::diag::{Code, Diagnostic};
use seaworthy::lang::pipeline::Parsed;
use seaworthy::lang::typeck::KnownKinds;

use super::{lines, parsed};

/// Kinds as a project might know them.
struct Kinds;

impl KnownKinds for Kinds {
    fn groups(&self, kind: &str) -> Vec<&str> {
        if kind == "Service" { vec!["", "serving.knative.dev"] } else { Vec::new() }
    }

    fn kinds(&self) -> Vec<&str> {
        vec!["Service"]
    }
}

/// The example under a heading.
fn example<'p>(page: &'p str, heading: &str) -> Option<&'p str> {
    let section = page.split_once(&format!("## {heading}\n\n```sea\n"))?.1;
    Some(section.split_once("```")?.0)
}

/// What is said of an example. Of what rules lack besides their obligations only authors are told.
fn found(code: Code, parsed: &Parsed) -> Vec<Diagnostic> {
    let for_authors = matches!(code, Code::L0320 | Code::L0321);
    let checked = if for_authors { parsed.check_for_authors(&Kinds) } else { parsed.check(&Kinds) };
    let mut found = checked.diagnostics;
    // Whether there is a test is another page's matter.
    found.retain(|d| code != Code::L0320 || d.code != Code::L0321);
    found
}

fn of_this_phase() -> impl Iterator<Item = Code> {
    let codes = Code::ALL.iter().copied();
    codes.filter(|code| {
        let name = code.as_str();
        name.starts_with("E02") || name.starts_with("L03") && !name.starts_with("L039")
    })
}

#[test]
fn what_a_page_avoids_yields_its_code() {
    let mut wrong = Vec::new();
    for code in of_this_phase() {
        let text = example(code.page(), "Avoid").unwrap_or_else(|| panic!("{code:?}"));
        let parsed = parsed(text);
        let found = found(code, &parsed);
        if found.is_empty() || found.iter().any(|d| d.code != code) {
            wrong.push(format!("{code:?}: {:#?}", lines(&found, parsed.sources())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_page_prefers_yields_nothing() {
    let mut wrong = Vec::new();
    for code in of_this_phase() {
        let text = example(code.page(), "Prefer").unwrap_or_else(|| panic!("{code:?}"));
        let parsed = parsed(text);
        let found = found(code, &parsed);
        if !found.is_empty() {
            wrong.push(format!("{code:?}: {:#?}", lines(&found, parsed.sources())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
