//! `--watch`: what changes is run again.

use std::fs;

use crate::harness::{Watching, folder_of};

use super::{TAGGED, of_pod};

#[test]
fn what_changes_is_run_again() {
    let good = format!("edition 1\n{TAGGED}{}", of_pod("t", "", "'nginx:1'"));
    let bad = good.replace("nginx:1", "nginx");
    let folder = folder_of(&[("p/a.sea", &good)]);
    let at = |name: &str| folder.path().join(name);
    let watching = Watching::start(folder.path(), &["test", "p"]);
    assert_eq!(watching.until("1 passed, 0 failed"), "watching 1 file; Ctrl-C ends");
    fs::write(at("p/a.sea"), &bad).unwrap();
    watching.until("0 passed, 1 failed");
    // One that is broken is watched all the same.
    fs::write(at("p/a.sea"), "edition 1\nrul").unwrap();
    watching.until("error[");
    fs::write(at("p/a.sea"), &good).unwrap();
    watching.until("1 passed, 0 failed");
    // As editors do it: written beside, and renamed.
    fs::write(at("p/a.sea.new"), &bad).unwrap();
    fs::rename(at("p/a.sea.new"), at("p/a.sea")).unwrap();
    watching.until("0 passed, 1 failed");
    // A new file in the folder, which reads a fixture that is not there yet.
    let more = "edition 1\nrule other on image i { require i.is_valid else \"x\" }\ntest \"u\" { given file\"m.yaml\" }\n";
    fs::write(at("p/b.sea"), more).unwrap();
    watching.until("0 passed, 2 failed");
    fs::write(at("p/m.yaml"), super::pod("nginx").replace("\n    ", "\n").trim_start()).unwrap();
    watching.until("1 passed, 1 failed");
    // The project file may come later too; an error in it is told.
    fs::write(at("seaworthy.yaml"), "policies: 1\n").unwrap();
    watching.until("error[");
    fs::remove_file(at("seaworthy.yaml")).unwrap();
    watching.until("1 passed, 1 failed");
}
