//! What is said of policies that are wrong: a folder a phase.

use seaworthy::base::{Source, SourceId};
use seaworthy::diag::Code;
use seaworthy::diag::Diagnostic;
use seaworthy::lang::eval::Bound;
use seaworthy::lang::lower::lower;
use seaworthy::lang::pipeline::{Options, Policy, What, load};
use seaworthy::lang::syntax;
use seaworthy::lang::typeck::NoKinds;

use crate::harness;
use crate::lang::typeck::Memory;

/// All that is said of a policy.
fn checked(_: SourceId, source: &Source) -> Vec<Diagnostic> {
    let what = What::Text(source.name().to_owned(), source.text().to_owned());
    let policy = Policy { what, place: None };
    let options = Options { tests: true, ..Options::default() };
    load(&[policy], &options, &Memory::default()).check(&NoKinds).diagnostics
}

/// The same, and what only authors are told, of policies that are about that.
fn checked_lints(id: SourceId, source: &Source) -> Vec<Diagnostic> {
    if !["L0320", "L0321"].iter().any(|code| source.name().starts_with(code)) {
        return checked(id, source);
    }
    let what = What::Text(source.name().to_owned(), source.text().to_owned());
    let options = Options { tests: true, ..Options::default() };
    let policy = Policy { what, place: None };
    load(&[policy], &options, &Memory::default()).check_for_authors(&NoKinds).diagnostics
}

/// What is said of constants and defaults of a policy that is sound.
fn computed(_: SourceId, source: &Source) -> Vec<Diagnostic> {
    let what = What::Text(source.name().to_owned(), source.text().to_owned());
    let policy = Policy { what, place: None };
    let checked = load(&[policy], &Options::default(), &Memory::default()).check(&NoKinds);
    let program = lower(&checked).expect("a program");
    let bound = Bound::new(&program, &[], None);
    bound.uncomputed().iter().map(|it| it.fault(&program)).collect()
}

#[test]
fn running() {
    harness::expect_errors("running", |id, source| computed(id, source));
}

#[test]
fn types() {
    harness::expect_errors("types", |id, source| checked(id, source));
}

#[test]
fn lints() {
    harness::expect_errors("lints", |id, source| checked_lints(id, source));
}

/// One kind in two groups takes a table of kinds; the code's page shows it.
const WITHOUT_FIXTURE: &[&str] = &["E0260"];

#[test]
fn every_code_of_names_types_and_lints_has_a_fixture() {
    for (folder, prefix) in [("errors/types", "E02"), ("errors/lints", "L03")] {
        let names: Vec<String> = std::fs::read_dir(harness::folder(folder))
            .expect("the folder of fixtures")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        let codes = Code::ALL.iter().map(|code| code.as_str());
        let ours = |c: &&str| c.starts_with(prefix) && !c.starts_with("L039");
        for code in codes.filter(|c| ours(c) && !WITHOUT_FIXTURE.contains(c)) {
            assert!(names.iter().any(|name| name.starts_with(code)), "{code}");
        }
    }
}

#[test]
fn syntax() {
    harness::expect_errors("syntax", |id, source| syntax::parse(id, source).diagnostics);
}

#[test]
fn every_syntax_code_has_a_fixture() {
    let folder = harness::folder("errors/syntax");
    let names: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of fixtures")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    for code in Code::ALL.iter().filter(|code| code.as_str().starts_with("E01")) {
        assert!(names.iter().any(|name| name.starts_with(code.as_str())), "{}", code.as_str());
    }
}
