//! `--suggest`: tests at the edges that rules' tests do not have yet.

use serde_json::Value;

use crate::harness::{expect_file, folder_of, seaworthy_in};

use super::{TAGGED, of_pod, test};

fn suggested(policy: &str) -> Vec<Value> {
    let folder = folder_of(&[("a.sea", &format!("edition 1\n{policy}"))]);
    let ran = test(folder.path(), &["a.sea", "--suggest", "-o", "json"]);
    let report: Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stdout));
    let wrong = super::formats::schema_faults(&report);
    assert!(wrong.is_empty(), "{wrong:#?}");
    report["suggestions"].as_array().unwrap().clone()
}

fn about(all: &[Value]) -> Vec<&str> {
    all.iter().map(|suggestion| suggestion["about"].as_str().unwrap()).collect()
}

/// What is printed, as a user sees it.
#[test]
fn edges_are_shown_as_tests() {
    let policy = format!("edition 1\n{TAGGED}{}", of_pod("plain", "", "nginx:1.27"));
    let folder = folder_of(&[("a.sea", &policy)]);
    let ran = test(folder.path(), &["a.sea", "-q", "--suggest"]);
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{}", ran.stdout);
    expect_file("tests/testing/suggested.txt", &ran.stdout);
}

/// All edges but those that a test has; look-alikes where the rule names a registry.
#[test]
fn what_tests_have_is_not_suggested() {
    let plain = of_pod("plain", "", "nginx:1.27");
    let all = suggested(&format!("{TAGGED}{plain}"));
    let expected = [
        "a port without a tag",
        "a digest alone",
        "a tag and a digest",
        "an implied latest",
        "an init container",
        "an ephemeral container",
        "an image volume",
    ];
    assert_eq!(about(&all), expected);
    let digest = of_pod("digest", "", &format!("nginx@sha256:{} #~ tagged", "a".repeat(64)));
    let some = suggested(&format!("{TAGGED}{plain}{digest}"));
    assert!(!about(&some).contains(&"a digest alone"), "{some:#?}");
    let ours = "param ours: Set<Repo> = [repo\"ghcr.io/acme\"]\n\
                rule ours-only on image i { require i in ours else \"no\" } # allow L0320: a toy\n";
    let ours = suggested(&format!("{ours}{}", of_pod("ours", "", "ghcr.io/acme/web:1")));
    let look = ours.iter().find(|s| s["about"] == "a look-alike registry").unwrap();
    let test = look["test"].as_str().unwrap();
    assert!(
        test.contains("ghcr.io/acme-evil/app:1.4.2") && test.contains("#~ ours-only"),
        "{test}"
    );
}

/// Pasted into the policy, all of them parse, pass and are in the one style; then nothing is left to
/// suggest.
#[test]
fn suggested_tests_pass_when_they_are_pasted() {
    let rules = "param ours: Set<Repo> = [repo\"ghcr.io/acme\"]\n\n## Ours.\n\
                 rule ours-only on image i where i.namespace matches glob\"prod-*\" {\n  \
                 require i in ours else \"no\"\n}\n\n## Pinned.\nrule pinned on Deployment d {\n  \
                 require all i in d.images: i.digest is present else \"no\"\n}\n\n";
    let given = "test \"ours\" for ours-only {\n  given \"\"\"\n    apiVersion: v1\n    kind: Pod\n    \
                 metadata: { name: p, namespace: prod-x }\n    spec:\n      containers:\n        \
                 - name: c\n          image: ghcr.io/acme/web:1\n  \"\"\"\n}\n\n";
    let policy = format!("{rules}{given}");
    let all = suggested(&policy);
    assert!(all.iter().any(|s| s["rule"] == "pinned") && all.len() >= 10, "{all:#?}");
    let tests: Vec<&str> = all.iter().map(|s| s["test"].as_str().unwrap()).collect();
    let pasted = format!("edition 1\n\n{policy}{}", tests.join("\n"));
    let folder = folder_of(&[("a.sea", &pasted)]);
    let ran = test(folder.path(), &["a.sea", "-q"]);
    assert_eq!(ran.code, 0, "{}\n{pasted}", ran.stdout);
    assert!(
        ran.stdout.ends_with(&format!("{} passed, 0 failed\n", all.len() + 1)),
        "{}",
        ran.stdout
    );
    let fmt = seaworthy_in(folder.path(), ["fmt", "--check", "a.sea"], "");
    assert_eq!(fmt.code, 0, "{}{}", fmt.stdout, fmt.stderr);
    assert_eq!(about(&suggested(pasted.strip_prefix("edition 1\n").unwrap())), Vec::<&str>::new());
}

/// Rules whose objects hold no images have no edges.
#[test]
fn what_holds_no_images_has_no_edges() {
    let policy = "rule s on Secret s { require s.type is present else \"no\" } # allow L0320: a toy\n\
                  test \"s\" {\n  given \"\"\"\n    apiVersion: v1\n    kind: Secret\n    \
                  metadata: { name: s } #~ s\n  \"\"\"\n}\n";
    let folder = folder_of(&[("a.sea", &format!("edition 1\n{policy}"))]);
    let ran = test(folder.path(), &["a.sea", "-q", "--suggest"]);
    assert!(ran.stdout.contains("no test is to be suggested"), "{}{}", ran.stdout, ran.stderr);
}
