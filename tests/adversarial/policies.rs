//! Policies as a tired engineer writes them at two in the morning, and what is said of them.
//!
//! A file or folder of `policies/` each, with all that the program prints of it beside it
//! (`.stderr`, no colour, 80 columns). What has tests is run by `test`, all else by `check`. Each is
//! one slip, so one diagnostic: those that stand in [`SEVERAL`] aside.

use std::fs;
use std::path::PathBuf;

use crate::harness;

/// Slips of which more than one thing is said, and why that is right.
const SEVERAL: &[(&str, &str)] = &[
    ("bang_tag", "`!` is mended, and what it negates is no condition"),
    ("cel_exists", "an operator and a function of another language"),
    ("const_approved", "a declaration of another language, then its use"),
    ("import_loop", "the imports lead round, and so do the functions"),
    ("params_of_text", "each item of the list is to be written anew"),
    ("policies_as_text", "each item of the list is to be written anew"),
    ("repositories_as_text", "each item of the list is to be written anew"),
    ("single_quotes", "two texts in single quotes"),
    ("tilde", "an operator of another language, and a pattern without its prefix"),
    ("umlauts", "a name that is declared and used"),
    ("unused_everything", "a warning each"),
    ("import_with_extension", "the path is mended, and the file is not there"),
    ("memory_as_number", "an optional map, and a number for a quantity"),
];

fn policies() -> Vec<PathBuf> {
    let folder = harness::folder("adversarial/policies");
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of policies")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_none_or(|extension| extension == "sea"))
        .collect();
    found.sort();
    found
}

/// What a slip is called: the name of its file without the number.
fn title(path: &std::path::Path) -> &str {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name in UTF-8");
    stem.split_once('_').expect("a number and a name").1
}

/// What the program prints of a policy, without the sums at its end.
fn said(path: &std::path::Path) -> String {
    let relative = path.strip_prefix(harness::root()).expect("within the repository");
    let policy = relative.to_str().expect("a name in UTF-8");
    let text = fs::read_to_string(path).unwrap_or_default();
    let ran = if text.contains("\ntest ") {
        harness::seaworthy(["test", policy], "")
    } else {
        harness::seaworthy(["check", "--allow-empty", "-p", policy, "-"], "")
    };
    assert_ne!(ran.code, 101, "{policy} makes it panic:\n{}", ran.stderr);
    let printed = ran.stdout + &ran.stderr;
    let sums = ["judged 0 objects", "nothing was judged"].into_iter();
    let end = sums.filter_map(|sum| printed.find(sum)).min().unwrap_or(printed.len());
    format!("{}\n", printed[..end].trim_end())
}

#[test]
fn what_is_said_of_slips() {
    let mut differences = Vec::new();
    for path in policies() {
        let actual = said(&path);
        let beside = path.with_extension("stderr");
        if harness::bless() {
            fs::write(&beside, &actual).expect("a writable fixture");
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if expected != actual {
            let name = path.display();
            differences.push(format!("--- {name}, expected\n{expected}\n--- actual\n{actual}"));
        }
        let count = actual.lines().filter(|line| line.starts_with("error[")).count();
        let count = count.max(actual.lines().filter(|line| line.starts_with("warning[")).count());
        let several = SEVERAL.iter().any(|(name, _)| *name == title(&path));
        assert!(count > 0, "{}: nothing is said", path.display());
        assert_eq!(count > 1, several, "{}: {count} diagnostics\n{actual}", path.display());
    }
    assert!(differences.is_empty(), "{} differ:\n\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn messages_are_worded_for_people() {
    const INTERNAL: &[&str] =
        &["Some(", "None", "Rule::", "Ok(", "Err(", "ExprKind", "kw_", "slip_"];
    for path in policies() {
        let beside = path.with_extension("stderr");
        let text = fs::read_to_string(&beside).expect("blessed");
        // Lines that show the policy hold what its author wrote.
        let ours = text.lines().filter(|line| !line.contains('│'));
        for line in ours.filter(|line| !line.contains("unknown name")) {
            for word in INTERNAL {
                assert!(!line.contains(word), "{}: {line}", beside.display());
            }
        }
    }
}
