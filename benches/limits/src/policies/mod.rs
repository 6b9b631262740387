//! Attacks by policies: what is parsed, checked, compiled and evaluated.

mod circles;
mod faults;
mod growth;
mod nesting;
mod patterns;
mod sizes;
mod steps;

use crate::Attack;
use crate::folder::{Folder, POD, Text};

/// Checks `m.yaml` by `p.sea`; prints both formats.
const CHECK: &[&str] =
    &["check", "-p", "p.sea", "-o", "json=../report.json", "-o", "text", "m.yaml"];

/// The most bytes that a policy file may have.
const LARGEST: usize = (1 << 20) - 200;

const fn attack(
    name: &'static str,
    size: usize,
    make: fn(&mut Folder, usize),
    exit: i32,
    code: &'static str,
) -> Attack {
    Attack { name, size, make, args: CHECK, exit, code }
}

/// A policy, judging one Pod.
fn policy(folder: &mut Folder, write: impl FnOnce(&mut Text)) {
    folder.pod();
    folder.file("p.sea", |text| {
        text.put("edition 1\n");
        write(text);
    });
}

/// A rule with one condition on an image.
fn rule(folder: &mut Folder, write: impl FnOnce(&mut Text)) {
    policy(folder, |text| {
        text.put("rule r on image i {\n  require ");
        write(text);
        text.put("\n    else \"no\"\n}\n");
    });
}

/// A rule on an annotation of `count` letters.
fn on_text(folder: &mut Folder, condition: &str, count: usize) {
    folder.manifest(|text| {
        text.put("apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n    a: ");
        text.times(count, "a");
        text.put("\nspec: {containers: [{name: c, image: a}]}\n");
    });
    folder.file("p.sea", |text| {
        text.put("edition 1\nrule r on pod p {\n  let t = p.object.metadata.annotations[\"a\"] ?? \"\"\n  require ");
        text.put(condition);
        text.put(" else \"no\"\n}\n");
    });
}

/// A rule on a run of `count` images.
fn on_run(folder: &mut Folder, body: &str, count: usize) {
    folder.manifest(|text| {
        text.put(POD);
        text.each(count, |n| format!("  - {{name: c{n}, image: 'a.io/b{n}:1'}}\n"));
    });
    folder.file("p.sea", |text| {
        text.put("edition 1\nrule r on manifests m {\n  ");
        text.put(body);
        text.put("\n}\n");
    });
}

/// In the order of the page.
pub(crate) const ALL: &[&[&Attack]] =
    &[sizes::ALL, nesting::ALL, faults::ALL, circles::ALL, growth::ALL, patterns::ALL, steps::ALL];
