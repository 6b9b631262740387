//! The bodies of the fuzz targets, without a fuzzer: over the seeds, over what was once found, and
//! over both with a few bytes changed.
//!
//! `fuzz/src/targets/` holds the bodies; `scripts/fuzz.sh` runs them on a nightly toolchain. What
//! that finds goes into `found/TARGET/`, as small as it can be made.

#[path = "../../fuzz/src/targets/mod.rs"]
mod targets;

/// Laws and second readings that the bodies share with the other tests.
mod laws {
    pub(crate) use crate::images::{expressions, naive_glob};
    pub(crate) use crate::lang::syntax::places;
    pub(crate) use crate::manifests::laws as trees;
}

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crate::harness::root;
use crate::images::random::Random;

/// A target's body.
type Body = fn(&[u8]);

/// The targets by name.
const ALL: &[(&str, Body)] = &[
    ("image", targets::image::run),
    ("measure", targets::measure::run),
    ("pattern", targets::pattern::run),
    ("json", targets::json::run),
    ("manifest", targets::manifest::run),
    ("fast", targets::fast::run),
    ("profile", targets::profile::run),
    ("project", targets::project::run),
    ("param", targets::param::run),
    ("syntax", targets::syntax::run),
    ("discover", targets::discover::run),
    ("expression", targets::expression::run),
    ("policy", targets::policy::run),
    ("report", targets::report::run),
];

/// Changed inputs a target, if `SEAWORTHY_CASES` does not say otherwise.
const CHANGED: usize = 60;

/// The files in a folder, sorted; none if it is not there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The inputs that are kept for a target, each with its name.
fn kept(target: &str) -> Vec<(String, Vec<u8>)> {
    let folders = ["fuzz/seeds", "tests/fuzz/found"].map(|folder| root().join(folder).join(target));
    let files = folders.iter().flat_map(|folder| files(folder));
    files.map(|file| (file.display().to_string(), fs::read(&file).unwrap())).collect()
}

/// Runs a body, and tells on which input it fails.
fn hold(body: Body, name: &str, input: &[u8]) {
    let ran = catch_unwind(AssertUnwindSafe(|| body(input)));
    assert!(ran.is_ok(), "{name}: {:?}", String::from_utf8_lossy(input));
}

#[test]
fn what_is_kept_holds() {
    for (target, body) in ALL {
        let kept = kept(target);
        assert!(!kept.is_empty(), "no seed for {target}");
        for (name, input) in kept {
            hold(*body, &name, &input);
        }
    }
}

#[test]
fn what_is_kept_holds_with_bytes_changed() {
    let wanted = std::env::var("SEAWORTHY_CASES").ok().map(|n| n.parse().expect("a number"));
    let mut random = Random(31);
    for (target, body) in ALL {
        let kept = kept(target);
        for _ in 0..wanted.unwrap_or(CHANGED) {
            let (name, input) = &kept[random.below(kept.len())];
            let other = &kept[random.below(kept.len())].1;
            hold(*body, name, &changed(&mut random, input, other));
        }
    }
}

/// `input` with some bytes cut out, put in, or taken from `other`.
fn changed(random: &mut Random, input: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..1 + random.below(4) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(8)).min(bytes.len());
        let from = random.below(other.len() + 1);
        let upto = (from + random.below(24)).min(other.len());
        let odd = [*random.pick(&[&b"\n"[0], &b"\""[0], &b"{"[0], &0xff, &0x1b, &b"*"[0]])];
        let put: &[u8] = if random.once_in(3) { &odd } else { &other[from..upto] };
        bytes.splice(at..end, put.iter().copied());
    }
    bytes
}

#[test]
fn every_target_has_a_program() {
    let named: BTreeSet<String> = ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
    let stem = |file: PathBuf| file.file_stem().unwrap().to_str().unwrap().to_owned();
    let programs = files(&root().join("fuzz/targets")).into_iter().map(stem);
    assert_eq!(programs.collect::<BTreeSet<_>>(), named);
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    for name in &named {
        assert!(manifest.contains(&format!("path = \"targets/{name}.rs\"")), "{name}");
        let program = fs::read_to_string(root().join(format!("fuzz/targets/{name}.rs"))).unwrap();
        assert!(program.contains(&format!("seaworthy_fuzz::{name}(data)")), "{name}");
    }
    let found: BTreeSet<String> =
        files(&root().join("tests/fuzz/found")).into_iter().map(stem).collect();
    assert!(found.is_subset(&named), "{found:?}");
}
