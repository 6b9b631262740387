//! `check --changed`: what git says has changed is judged, and the rest is only looked up in.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{pod, tagged};
use crate::harness::{folder_of, seaworthy_in};

fn git(folder: &Path, args: &[&str]) {
    let told = Command::new("git")
        .args(["-c", "user.name=nobody", "-c", "user.email=nobody@example.com"])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(told.status.success(), "{args:?}: {}", String::from_utf8_lossy(&told.stderr));
}

/// A repository with two bad manifests, a policy, and a branch that has left `base`.
fn repository() -> tempfile::TempDir {
    let folder = folder_of(&[
        ("seaworthy.yaml", "policies: [acme.sea]\n".to_owned()),
        ("acme.sea", tagged("error")),
        ("deploy/old.yaml", pod("nginx")),
        ("deploy/web.yaml", pod("nginx")),
    ]);
    git(folder.path(), &["init", "-q", "-b", "base"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "one"]);
    git(folder.path(), &["checkout", "-q", "-b", "work"]);
    folder
}

fn judged(folder: &Path, base: &str) -> (Value, i32) {
    let ran = seaworthy_in(folder, ["check", "-o", "json", "--changed", base], "");
    let report = serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|e| panic!("no report: {e}\n{}{}", ran.stdout, ran.stderr));
    (report, ran.code)
}

/// The files that findings stand in.
fn files(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["manifest"]["file"].as_str().unwrap()).collect()
}

#[test]
fn only_what_has_changed_is_told() {
    let folder = repository();
    let at = |name: &str| folder.path().join(name);
    let (report, code) = judged(folder.path(), "base");
    assert_eq!((code, files(&report).len()), (0, 0), "{report:#}");
    assert_eq!(report["summary"]["filesUnchanged"], 3);
    // Neither tracked nor committed.
    fs::write(at("deploy/new.yaml"), pod("redis")).unwrap();
    let (report, code) = judged(folder.path(), "base");
    assert_eq!((code, files(&report)), (1, vec!["./deploy/new.yaml"]));
    // Renamed and committed; and one that is gone.
    git(folder.path(), &["mv", "deploy/web.yaml", "deploy/front.yaml"]);
    fs::remove_file(at("deploy/new.yaml")).unwrap();
    fs::remove_file(at("deploy/old.yaml")).unwrap();
    git(folder.path(), &["commit", "-q", "-a", "-m", "two"]);
    let (report, code) = judged(folder.path(), "base");
    assert_eq!((code, files(&report)), (1, vec!["./deploy/front.yaml"]));
    assert_eq!(report["summary"]["changedSince"], "base");
}

#[test]
fn where_a_policy_has_changed_everything_is_judged() {
    let folder = repository();
    let policy = folder.path().join("acme.sea");
    fs::write(&policy, tagged("warning")).unwrap();
    let (report, code) = judged(folder.path(), "base");
    assert_eq!((code, files(&report).len()), (0, 2), "{report:#}");
    let ran = seaworthy_in(folder.path(), ["check", "--changed", "base"], "");
    assert!(
        ran.stdout.contains("everything is judged: acme.sea has changed since base"),
        "{}",
        ran.stdout
    );
}

#[test]
fn what_git_does_not_tell_is_an_error() {
    let folder = repository();
    for base in ["no-such-branch", "--output=x", ""] {
        let option = format!("--changed={base}");
        let ran = seaworthy_in(folder.path(), ["check", &option], "");
        assert_eq!(ran.code, 2, "{base}: {}", ran.stdout);
        assert!(ran.stdout.contains("E0457"), "{base}: {}", ran.stdout);
    }
    assert!(!folder.path().join("x").exists());
    git(folder.path(), &["checkout", "-q", "--orphan", "other"]);
    git(folder.path(), &["commit", "-q", "-m", "another beginning"]);
    let (report, code) = judged(folder.path(), "base");
    assert_eq!((code, report["errors"][0]["code"].as_str()), (2, Some("E0457")));
}
