//! `check --watch`: what changes is judged again.

use std::fs;

use super::{pod, tagged};
use crate::harness::{Watching, folder_of, seaworthy_in};

const WAIVERS: &str =
    "waivers:\n- { rule: tagged, object: {}, reason: x, owner: us, until: 9999-12-31 }\n";

#[test]
fn what_changes_is_judged_again() {
    let folder = folder_of(&[
        ("seaworthy.yaml", "policies: [acme.sea]\nwaivers: waivers.yaml\n".to_owned()),
        ("waivers.yaml", "waivers: []\n".to_owned()),
        ("acme.sea", tagged("error")),
        ("deploy/web.yaml", pod("nginx:1")),
    ]);
    let at = |name: &str| folder.path().join(name);
    let watching = Watching::start(folder.path(), &["check"]);
    assert_eq!(watching.until("passed"), "watching 4 files; Ctrl-C ends");
    fs::write(at("deploy/web.yaml"), pod("nginx")).unwrap();
    watching.until("failed: 1 failure");
    fs::write(at("waivers.yaml"), WAIVERS).unwrap();
    watching.until("passed: 1 failure waived");
    // What is broken is watched all the same.
    fs::write(at("waivers.yaml"), "waivers: [{}]\n").unwrap();
    watching.until("error[E0454]");
    fs::write(at("waivers.yaml"), "waivers: []\n").unwrap();
    watching.until("failed: 1 failure");
    fs::write(at("acme.sea"), "edition 1\nrul").unwrap();
    watching.until("error[");
    fs::write(at("acme.sea"), tagged("warning")).unwrap();
    watching.until("passed: 1 failure that do");
    // A manifest comes and goes.
    fs::write(at("deploy/new.yaml"), pod("redis")).unwrap();
    watching.until("passed: 2 failures that do");
    fs::remove_file(at("deploy/new.yaml")).unwrap();
    watching.until("passed: 1 failure that do");
    // As editors do it: written beside, and renamed.
    fs::write(at("web.new"), pod("nginx:2")).unwrap();
    fs::rename(at("web.new"), at("deploy/web.yaml")).unwrap();
    watching.until("passed");
    fs::write(at("seaworthy.yaml"), "policies: 1\n").unwrap();
    watching.until("error[");
}

#[test]
fn a_baseline_that_comes_later_is_seen() {
    let folder = folder_of(&[("acme.sea", tagged("error")), ("web.yaml", pod("nginx"))]);
    let judge = ["check", "-p", "acme.sea", "web.yaml"];
    let watching =
        Watching::start(folder.path(), &[&judge[..], &["--baseline", "b.json"]].concat());
    watching.until("error[E0456]");
    let ran = seaworthy_in(folder.path(), judge.iter().chain(&["--write-baseline", "b.json"]), "");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    watching.until("passed: 1 failure waived");
    fs::write(folder.path().join("web.yaml"), pod("nginx:1")).unwrap();
    watching.until("warning[L0397]");
}

#[test]
fn what_can_not_be_watched_is_refused() {
    let folder = folder_of(&[("acme.sea", tagged("error")), ("web.yaml", pod("nginx"))]);
    for args in [&["-"][..], &["web.yaml", "--write-baseline", "b.json"], &["web.yaml", "-"]] {
        let all = ["check", "-p", "acme.sea", "--watch"].iter().chain(args);
        let ran = seaworthy_in(folder.path(), all, "");
        assert_eq!((ran.code, &*ran.stdout), (2, ""), "{args:?}: {}", ran.stderr);
    }
    assert!(!folder.path().join("b.json").exists());
}
