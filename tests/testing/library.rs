//! The library's own tests.

use std::fs;

use crate::harness::{root, seaworthy};

/// Every rule matches, every obligation is seen to hold and to fail, and every condition to be true and
/// to be false, by the library's own tests.
#[test]
fn the_library_is_covered() {
    let ran = seaworthy(["test", "std/*", "-q", "--coverage", "--fail-under", "100"], "");
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{}", ran.stdout);
    let rows = ran.stdout.lines().filter(|line| line.starts_with("std/")).count();
    assert_eq!(rows, rules_files(), "a row a file, and none of what is missing:\n{}", ran.stdout);
    let total = ran.stdout.lines().find(|line| line.starts_with("total")).unwrap();
    let cells: Vec<&str> = total.split_whitespace().skip(1).collect();
    let [rules, obligations, branches, "100.0", "%"] = cells[..] else { panic!("{total}") };
    for (cell, least) in [(rules, 140), (obligations, 370), (branches, 420)] {
        let (seen, of) = cell.split_once('/').unwrap();
        assert!(seen == of && seen.parse::<usize>().unwrap() >= least, "{total}");
    }
}

/// Its tests notice every change of a rule that they are meant to hold: a part of what
/// `scripts/library-mutants.py` holds of all.
#[test]
fn the_librarys_tests_notice_changes() {
    let args = ["test", "std/no-latest", "-q", "--mutate", "--min-score", "100"];
    let ran = seaworthy(args, "");
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{}", ran.stdout);
    assert!(ran.stdout.contains(" noticed (100.0 %), 0 survived"), "{}", ran.stdout);
}

/// How many files of the library hold rules.
fn rules_files() -> usize {
    let folders = [root().join("stdlib/rules"), root().join("stdlib/compat")];
    let walks = folders.iter().flat_map(|folder| ignore::WalkBuilder::new(folder).build());
    let texts = walks.filter_map(|entry| fs::read_to_string(entry.unwrap().path()).ok());
    texts.filter(|text| text.lines().any(|line| line.starts_with("rule "))).count()
}
