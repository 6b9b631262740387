//! `test`: what passes, what fails and how that is shown.

use crate::harness::{Ran, expect_file, folder_of, root, seaworthy_in};

fn test(args: &[&str]) -> Ran {
    seaworthy_in(&root().join("tests/cli/policies"), ["test"].iter().chain(args), "")
}

#[test]
fn tests_pass() {
    let ran = test(&["passing.sea"]);
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{}", ran.stdout);
    assert_eq!(ran.stdout.matches("ok      passing.sea: ").count(), 7);
    assert!(ran.stdout.ends_with("\n7 passed, 0 failed\n"), "{}", ran.stdout);
    assert_eq!(test(&["-q", "passing.sea"]).stdout, "7 passed, 0 failed\n");
}

/// Failures are shown on the fixture's own lines.
#[test]
fn failures_are_shown_where_they_are() {
    let ran = test(&["failing.sea"]);
    assert_eq!((ran.code, &*ran.stderr), (1, ""), "{}", ran.stdout);
    expect_file("tests/cli/policies/failing.txt", &ran.stdout);
    assert!(ran.stdout.ends_with("\n1 passed, 12 failed\n"), "{}", ran.stdout);
}

#[test]
fn some_tests_are_chosen_by_title() {
    let ran = test(&["failing.sea", "--only", "passes"]);
    assert_eq!((ran.code, &*ran.stdout), (0, "ok      failing.sea: passes\n1 passed, 0 failed\n"));
    assert_eq!(test(&["failing.sea", "--only", "not "]).code, 1);
    let ran = test(&["failing.sea", "--only", "no such title"]);
    assert_eq!((ran.code, &*ran.stdout), (4, "no test was found\n"));
}

#[test]
fn folders_and_the_library_are_tested() {
    let ran = test(&[]);
    assert_eq!(ran.code, 2, "both files declare the same rules: {}", ran.stdout);
    assert!(ran.stdout.contains("already defined"), "{}", ran.stdout);
    let ran = test(&["std/no-latest"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stdout.contains("ok      std/rules/no-latest.sea: "), "{}", ran.stdout);
    for wrong in ["missing.sea", "std/missing", "-"] {
        assert_eq!(test(&[wrong]).code, 2, "{wrong}");
    }
}

/// Tests may stand in a file of their own beside the policy.
#[test]
fn tests_stand_in_files_of_their_own_too() {
    let rule = "edition 1\n## Tagged.\nrule r on image i { require i.tag is present else \"x\" }\n";
    let tests = "edition 1\ntest \"t\" for r {\n  given \"\"\"\n    apiVersion: v1\n    kind: Pod\n    metadata: { name: p }\n    \
                 spec: { containers: [{ name: c, image: nginx }] } #~ r\n  \"\"\"\n}\n";
    let folder = folder_of(&[("r.sea", rule), ("r_test.sea", tests)]);
    let ran = seaworthy_in(folder.path(), ["test", "."], "");
    assert_eq!((ran.code, &*ran.stdout), (0, "ok      ./r_test.sea: t\n1 passed, 0 failed\n"));
}

/// What one file's rules ask of their params is no affair of another file's tests.
#[test]
fn refusals_concern_the_file_that_they_stand_in() {
    let rule = |name: &str| {
        format!(
            "edition 1\nrule {name} on image i {{ require i.is_valid else \"no\" }}\n\
             test \"{name}\" {{ given \"\"\"\n    apiVersion: v1\n    kind: Pod\n    \
             metadata: {{ name: web }}\n    spec: {{ containers: [{{ name: web, image: 'web:1' }}] }}\n  \
             \"\"\" }}\n"
        )
    };
    let asks = "param ours: Set<Repo> = []\nrequire not ours.is_empty() else \"say which\"\n\
                rule uses-it on image i { require i in ours else \"not ours\" }\n";
    let folder = folder_of(&[("one.sea", rule("one") + asks), ("other.sea", rule("other"))]);
    let ran = seaworthy_in(folder.path(), ["test", "."], "");
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("FAILED  ./one.sea: one"), "{}", ran.stdout);
    assert!(ran.stdout.contains("ok      ./other.sea: other"), "{}", ran.stdout);
    assert!(ran.stdout.contains("say which"), "{}", ran.stdout);
}
