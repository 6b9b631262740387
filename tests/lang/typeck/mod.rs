//! Names, types and lints of policies.

mod decided;
mod library;
mod lints;
mod lints_hold;
mod loading;
mod messages;
mod names;
mod narrowing;
mod pages;
mod params;
mod policies;
mod random;

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use seaworthy::base::Sources;
use seaworthy::diag::Diagnostic;
use seaworthy::lang::pipeline::{Files, Options, Parsed, Policy, What, load};
use seaworthy::lang::typeck::{Checked, NoKinds};

/// Files that are texts.
#[derive(Default)]
pub(crate) struct Memory(pub(crate) BTreeMap<Utf8PathBuf, String>);

impl Memory {
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| (Utf8PathBuf::from(path), (*text).into())).collect())
    }
}

impl Files for Memory {
    fn read(&self, path: &Utf8Path) -> Result<String, String> {
        self.0.get(&plain(path)).cloned().ok_or_else(|| "there is no such file".into())
    }

    fn folder(&self, path: &Utf8Path) -> Option<Vec<Utf8PathBuf>> {
        let inside = |file: &&Utf8PathBuf| file.starts_with(plain(path)) && **file != plain(path);
        let found: Vec<Utf8PathBuf> = self.0.keys().filter(inside).cloned().collect();
        (!found.is_empty()).then_some(found)
    }

    fn identity(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        let path = plain(path);
        let known = self.0.contains_key(&path) || self.folder(&path).is_some();
        known.then_some(path)
    }
}

/// The path without `./`.
fn plain(path: &Utf8Path) -> Utf8PathBuf {
    path.components().filter(|c| c.as_str() != ".").collect()
}

/// A text as a policy.
pub(crate) fn parsed(text: &str) -> Parsed {
    let policy = Policy { what: What::Text("policy.sea".into(), text.into()), place: None };
    load(&[policy], &Options { tests: true, ..Options::default() }, &Memory::default())
}

/// A text, checked.
pub(crate) fn checked(text: &str) -> Checked {
    parsed(text).check(&NoKinds)
}

/// Diagnostics as lines, for messages of tests.
pub(crate) fn lines(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<String> {
    let place = |d: &Diagnostic| {
        let place = d.place()?;
        let source = sources.get(place.source)?;
        let at = source.position(place.span.start);
        Some(format!("{}:{}:{}: ", source.name(), at.line, at.column))
    };
    let line = |d: &Diagnostic| {
        format!("{}{} {}", place(d).unwrap_or_default(), d.code.as_str(), d.message)
    };
    diagnostics.iter().map(line).collect()
}

/// Asserts that nothing is wrong with a text.
pub(crate) fn fine(text: &str) {
    let parsed = parsed(text);
    let found = parsed.check(&NoKinds).diagnostics;
    assert!(found.is_empty(), "{text}\n{:#?}", lines(&found, parsed.sources()));
}

/// Asserts that exactly these codes are given for a text, in this order.
pub(crate) fn gives(text: &str, codes: &[&str]) {
    let parsed = parsed(text);
    let found = parsed.check(&NoKinds).diagnostics;
    let actual: Vec<&str> = found.iter().map(|d| d.code.as_str()).collect();
    assert_eq!(actual, codes, "{text}\n{:#?}", lines(&found, parsed.sources()));
}
