//! Manifests as people break them, and what is said of each.
//!
//! `manifests/NN_name.yaml` and `.json` are checked by the embedded rules, each beside a `.stdout`:
//! what is printed without colour at 80 columns, and the exit code as the last line.
//! `SEAWORTHY_BLESS=1` writes those anew; read the difference as the one who gets it would.

use std::path::PathBuf;

use crate::harness::{expect_file, root, seaworthy};

const FOLDER: &str = "tests/adversarial/manifests";

/// The texts that no page may show: what the Secrets among the manifests hold.
const SECRETS: &[&str] =
    &["c3VwZXItc2VjcmV0", "correct-horse", "staple-staple", "root-of-all-evil", "Y29ycmVjdC1ob3"];

/// The manifests, by name.
fn manifests() -> Vec<String> {
    let entries = std::fs::read_dir(root().join(FOLDER)).unwrap();
    let mut names: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension != "stdout"));
    names.sort();
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    names.iter().map(name).collect()
}

/// What checking a manifest prints.
fn printed(name: &str) -> String {
    let ran = seaworthy(["check", &format!("{FOLDER}/{name}")], "");
    assert_eq!(ran.stderr, "", "{name}");
    format!("{}exit: {}\n", ran.stdout, ran.code)
}

#[test]
fn what_is_said_of_each() {
    let names = manifests();
    assert!(names.len() > 100, "{} manifests", names.len());
    for name in names {
        expect_file(&format!("{FOLDER}/{name}.stdout"), &printed(&name));
    }
}

#[test]
fn no_secret_is_printed() {
    let all = manifests();
    let secrets: Vec<&String> = all.iter().filter(|name| name.contains("secret")).collect();
    assert!(secrets.len() > 5);
    for name in secrets {
        let text = std::fs::read_to_string(root().join(FOLDER).join(name)).unwrap();
        assert!(
            !text.contains("kind: Secret") || SECRETS.iter().any(|s| text.contains(s)),
            "{name}"
        );
        for option in ["text", "json"] {
            let ran =
                seaworthy(["check", "-v", "--output", option, &format!("{FOLDER}/{name}")], "");
            for secret in SECRETS {
                assert!(!ran.stdout.contains(secret), "{name} as {option}:\n{}", ran.stdout);
            }
        }
    }
}
