//! `--mutate`: which changes are made, which of them tests notice, and what is suggested for the others.

use std::fs;

use seaworthy::author::testing::mutation::changes;
use seaworthy::base::{Source, SourceId};
use seaworthy::lang::syntax::ast::Item;
use seaworthy::lang::syntax::parse;
use seaworthy::lang::typeck::Tables;
use serde_json::Value;

use crate::harness::{Ran, expect_file, folder_of, root};

use super::{TAGGED, of_pod, test};

/// Of each policy, the texts that its items become, and the item that each was made of.
fn changed(text: &str) -> Vec<(Item, String, String)> {
    let source = Source::new("a.sea", text);
    let parsed = parse(SourceId(0), &source);
    let mut all = Vec::new();
    for item in parsed.file.items {
        for change in changes(&source, &item, &Tables::default()) {
            let (at, whole) = (change.span, item.span);
            let piece = |from: u32, to: u32| &text[from as usize..to as usize];
            let (before, behind) = (piece(whole.start, at.start), piece(at.end, whole.end));
            let new = format!("{before}{}{behind}", change.text);
            all.push((item.clone(), new, change.says));
        }
    }
    all
}

/// The words of a text that mean something, and nothing of how they are laid out.
fn tree(item: &Item) -> String {
    let debug = format!("{:?}", item.kind);
    // Places are not what an item says.
    let mut out = String::new();
    let mut rest = debug.as_str();
    while let Some(at) = rest.find("Span {") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.find('}').unwrap() + 1..];
    }
    out + rest
}

fn policies() -> Vec<String> {
    let folders = ["stdlib", "examples"].map(|folder| root().join(folder));
    let walks = folders.iter().flat_map(|folder| ignore::WalkBuilder::new(folder).build());
    let paths = walks.map(|entry| entry.unwrap().into_path());
    let policies = paths.filter(|path| path.extension().is_some_and(|ext| ext == "sea"));
    policies.map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// Every change of every policy of ours parses, and is another tree.
#[test]
fn a_change_parses_and_changes_something() {
    let mut count = 0;
    for text in policies() {
        for (item, new, says) in changed(&text) {
            let source = Source::new("new.sea", format!("edition 1\n{new}\n"));
            let parsed = parse(SourceId(0), &source);
            assert!(parsed.diagnostics.is_empty(), "{says}: {new}\n{:?}", parsed.diagnostics);
            let [made] = parsed.file.items.as_slice() else { panic!("{says}: {new}") };
            assert_ne!(tree(made), tree(&item), "{says}: {new}");
            count += 1;
        }
    }
    assert!(count > 2_000, "{count}");
}

fn mutate(policy: &str, more: &[&str]) -> Ran {
    let folder = folder_of(&[("a.sea", &format!("edition 1\n{policy}"))]);
    test(folder.path(), &[&["a.sea", "-q", "--mutate"], more].concat())
}

/// What became of each mutant: `verdict: change`.
fn fates(policy: &str) -> Vec<String> {
    let ran = mutate(policy, &["-o", "json"]);
    let report: Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stdout));
    let wrong = super::formats::schema_faults(&report);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let tried = report["mutation"]["tried"].as_array().unwrap_or_else(|| panic!("{report:#}"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    tried.iter().map(|m| format!("{}: {}", text(&m["verdict"]), text(&m["change"]))).collect()
}

/// Survivors that are known by hand: a test of what fails alone does not notice that more would.
#[test]
fn survivors_are_those_that_no_test_notices() {
    let bad = of_pod("bad", "", "nginx #~ tagged");
    let expected = ["killed: `require` always holds", "killed: `is present` becomes `is absent`"];
    assert_eq!(fates(&format!("{TAGGED}{bad}")), expected);
    let two = "rule two on image i { # allow L0320: a toy\n  \
               require i.tag is present and i.tag != \"old\" else \"no\"\n}\n";
    let bad = of_pod("bad", "", "nginx #~ two");
    let expected = [
        "killed: `require` becomes `forbid`",
        "killed: `require` always holds",
        "killed: `and` becomes `or`",
        "killed: `i.tag is present` is gone",
        "survived: `i.tag != \"old\"` is gone",
        "killed: `is present` becomes `is absent`",
        "unreached: `!=` becomes `==`",
        "unreached: `\"old\"` becomes `\"old-x\"`",
    ];
    let mut fates = fates(&format!("{two}{bad}"));
    let mut expected = expected.map(str::to_owned).to_vec();
    fates.sort();
    expected.sort();
    assert_eq!(fates, expected);
}

/// What is printed, as a user sees it.
#[test]
fn survivors_are_shown_with_a_test_that_would_notice() {
    let policy = "rule floor on image i { # allow L0320: a toy\n  \
                  require i.tag matches semver\">=1.5\" else \"old\"\n}\n"
        .to_owned()
        + &of_pod("old", "", "nginx:1.2 #~ floor");
    let ran = mutate(&policy, &[]);
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{}", ran.stdout);
    expect_file("tests/testing/survivors.txt", &ran.stdout);
    let few = mutate(&policy, &["--min-score", "90"]);
    assert_eq!(few.code, 1, "{}", few.stdout);
    assert!(few.stdout.contains("less than the 90 % asked for"), "{}", few.stdout);
    assert_eq!(mutate(&policy, &["--min-score", "20"]).code, 0);
}

/// A suggested test is parsed, in the one style, and notices the mutant: with all of them, none is left
/// that they were suggested for.
#[test]
fn suggested_tests_notice_what_they_are_suggested_for() {
    let policy = "rule floor on image i where i.namespace matches glob\"prod-*\" { # allow L0320: a toy\n  \
                  require i.tag matches semver\">=1.5\" else \"old\"\n  \
                  if i.sort == Init {\n    forbid i.registry == \"docker.io\" else \"hub\"\n  }\n}\n";
    let tests = "test \"old\" {\n  given \"\"\"\n    apiVersion: v1\n    kind: Pod\n    \
                 metadata: { name: p, namespace: prod-x }\n    spec:\n      containers:\n        \
                 - name: c\n          image: nginx:1.2 #~ floor\n  \"\"\"\n}\n";
    let first = format!("{policy}{tests}");
    let report = |policy: &str| -> Value {
        let ran = mutate(policy, &["-o", "json"]);
        serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stdout))
    };
    let before = report(&first);
    let tried = before["mutation"]["tried"].as_array().unwrap();
    let mut all = first.clone();
    let mut count = 0;
    for mutant in tried {
        let Some(test) = mutant["suggestion"]["test"].as_str() else { continue };
        count += 1;
        if !all.contains(test) {
            all.push_str(&test.replacen("test \"", &format!("test \"{count} "), 1));
        }
    }
    assert!(count >= 5, "{before:#}");
    let after = report(&all);
    assert_eq!(after["summary"]["failed"], 0, "{after:#}\n{all}");
    let left = |report: &Value| {
        let tried = report["mutation"]["tried"].as_array().unwrap().clone();
        tried.iter().filter(|m| m["verdict"] != "killed").count()
    };
    let proposed = tried.iter().filter(|m| m["suggestion"]["test"].is_string()).count();
    assert_eq!(left(&after), left(&before) - proposed, "{after:#}");
}

/// Nothing is mutated where a test fails as it is, and the same is printed with any number of threads.
#[test]
fn what_fails_is_not_mutated_and_threads_change_nothing() {
    let wrong = format!("{TAGGED}{}", of_pod("wrong", "", "nginx"));
    let ran = mutate(&wrong, &[]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("not mutated: the tests have to pass first\n"), "{}", ran.stdout);
    let run = |jobs: &str| {
        let args = ["test", "-q", "--mutate", "-o", "json", "-j", jobs, "std/recommended"];
        crate::harness::seaworthy(args, "").stdout
    };
    assert_eq!(run("1"), run("4"));
}

/// Params, constants, functions and top-level `require`s are changed too, and only what tests run where
/// some are chosen.
#[test]
fn all_that_rules_stand_on_is_changed() {
    let policy = "param most: Int = 3\nrequire most > 0 else \"say how many\"\n\
                  let names: List<String> = [\"a\", \"b\"]\n\
                  func known(name: String) -> Bool = name in names\n\
                  rule few on pod p { # allow L0320: a toy\n  require p.images.len() < most else \"many\"\n}\n\
                  rule named on image i { # allow L0320: a toy\n  \
                  require known(i.path) else \"who\"\n}\n"
        .to_owned()
        + &of_pod("named", " for named", "nginx #~ named")
        + &of_pod("few", " for few", "nginx");
    let lines = fates(&policy);
    for part in [
        "`3` becomes `4`",
        "`>` becomes `>=`",
        "`\"a\"` is gone from the list",
        "`in` becomes `not in`",
    ] {
        assert!(lines.iter().any(|line| line.ends_with(part)), "{part}: {lines:#?}");
    }
    let ran = mutate(&policy, &["--only", "few", "-o", "json"]);
    assert!(ran.stdout.contains("`<` becomes `<=`"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("`in` becomes"), "{}", ran.stdout);
}

/// Whatever a policy says, nothing of it acts on a terminal.
#[test]
fn hostile_texts_are_harmless() {
    let policy = "rule odd on image i { # allow L0320: a toy\n  \
                  let note: String = i.object.metadata.annotations[\"a\"] ?? \"\"\n  \
                  forbid note == \"\\u{1b}[31m\\u{202e}\" else \"no\"\n}\n"
        .to_owned()
        + &of_pod("odd", "", "nginx:1");
    for format in ["text", "json", "junit", "tap"] {
        let ran = mutate(&policy, &["-o", format]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}']), "{}", ran.stdout);
    }
}

/// Rules' own items only: what is imported from the library is not the user's to change.
#[test]
fn the_library_is_not_changed_for_users() {
    let policy = "import std/images { is_mutable }\nrule r on image i { # allow L0320: a toy\n  \
                  forbid is_mutable(i) else \"no\"\n}\n"
        .to_owned()
        + &of_pod("mutable", "", "nginx #~ r");
    let ran = mutate(&policy, &["-o", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let tried = report["mutation"]["tried"].as_array().unwrap();
    assert!(tried.iter().all(|mutant| mutant["file"] == "a.sea"), "{report:#}");
    assert!(!tried.is_empty());
}
