//! The examples on the pages of codes: what is to be avoided yields the code, and what is to be
//! preferred yields nothing.

use seaworthy::diag::Code;
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
        let found = parsed.check(&Kinds).diagnostics;
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
        let found = parsed.check(&Kinds).diagnostics;
        if !found.is_empty() {
            wrong.push(format!("{code:?}: {:#?}", lines(&found, parsed.sources())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
