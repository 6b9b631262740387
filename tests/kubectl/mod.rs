//! kubectl itself as the judge of how manifests are read.
//!
//! Manifests are mutated (`mutate` with `restyle`, `wrap`, `encode`; `seeds` and `pieces` are what
//! they are made of), a thousand to a folder, and every kubectl that `SEAWORTHY_KUBECTL` names decodes
//! them (`client`). Of each file must hold, for each kubectl:
//!
//! - its objects are our trees (`compare`), or the program has an error in the file;
//! - its images are among those that the program judged, or the program has an error in the file, so
//!   that it does not exit with 0.
//!
//! `scripts/kubectl.sh` installs kubectls and runs this on 20,000 files. `SEAWORTHY_CASES` says how
//! many, `SEAWORTHY_SEED` which, `SEAWORTHY_FROM` begins at another file than the first;
//! `SEAWORTHY_FILES` names a folder whose files are held as they are. What was found
//! so is a row of `rows`, which needs no kubectl.

mod client;
mod compare;
mod encode;
mod lines;
mod mutate;
mod pieces;
mod restyle;
mod rows;
mod seeds;
mod wrap;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::corpus::{EVERY_IMAGE, Fault, Run, images_of_object, plain, run};
use crate::harness::seaworthy;
use rayon::prelude::*;

use client::{Decoded, Kubectl, file_name};
use compare::{Ours, Outcome};

/// Files to a call.
const BATCH: u64 = 500;

/// Of so many files one is judged in a run of its own, for its exit code.
const ALONE: u64 = 100;

/// Differences that are shown.
const SHOWN: usize = 30;

fn number(variable: &str, otherwise: u64) -> u64 {
    let wanted = std::env::var(variable).ok();
    wanted.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{variable}: {text}")))
}

/// How often something came up, of one kubectl.
#[derive(Default)]
struct Tally {
    same: u64,
    objects: usize,
    images: usize,
    our_error: u64,
    /// Of those, kubectl reads all of the file.
    only_ours: u64,
    their_error: u64,
    /// The codes of ours in what kubectl reads, each once a file.
    codes: BTreeMap<String, u64>,
    /// What kubectl says of what we read, each once a file.
    classes: BTreeMap<String, u64>,
    differences: Vec<String>,
}

impl Tally {
    fn with(mut self, other: Self) -> Self {
        self.same += other.same;
        self.objects += other.objects;
        self.images += other.images;
        self.our_error += other.our_error;
        self.only_ours += other.only_ours;
        self.their_error += other.their_error;
        for (class, count) in other.classes {
            *self.classes.entry(class).or_default() += count;
        }
        for (code, count) in other.codes {
            *self.codes.entry(code).or_default() += count;
        }
        self.differences.extend(other.differences);
        self
    }

    fn print(&self, version: &str) {
        eprintln!(
            "{version}: {} same tree ({} objects, {} images), {} our error ({} that kubectl reads), {} \
             kubectl error only, {} differences",
            self.same,
            self.objects,
            self.images,
            self.our_error,
            self.only_ours,
            self.their_error,
            self.differences.len()
        );
        for (class, count) in &self.classes {
            eprintln!("  accepted, and refused by kubectl: {count} × {class}");
        }
        let codes: Vec<String> =
            self.codes.iter().map(|(c, count)| format!("{count} × {c}")).collect();
        eprintln!("  refused, and accepted by kubectl: {}", codes.join(", "));
    }
}

/// What the program says of a file of a batch.
struct Judged<'r> {
    run: &'r Run,
    name: String,
}

impl Judged<'_> {
    /// The codes of the errors in it.
    fn codes(&self) -> BTreeSet<String> {
        let here = |error: &&Fault| error.place.as_ref().is_some_and(|(f, _)| *f == self.name);
        self.run.errors.iter().filter(here).map(|error| error.code.clone()).collect()
    }

    fn errs(&self) -> bool {
        !self.codes().is_empty()
    }

    /// The images judged, as far as printing shows them.
    fn images(&self) -> Vec<String> {
        let found = self.run.images.get(&self.name).map_or(&[][..], Vec::as_slice);
        found.iter().map(|(_, image)| plain(image)).collect()
    }

    /// What the program exits with, asked for this file alone.
    fn exit(&self) -> i32 {
        match (self.errs(), self.images().is_empty(), self.run.set_aside.contains_key(&self.name)) {
            (true, _, _) => 3,
            (false, false, _) => 1,
            (false, true, true) => 4,
            (false, true, false) => 0,
        }
    }
}

/// The images that kubectl decoded and the program did not judge.
fn unjudged(theirs: &[String], judged: &Judged<'_>) -> Vec<String> {
    let mut rest = judged.images();
    let mut missing = Vec::new();
    for image in theirs {
        match rest.iter().position(|other| *other == plain(image)) {
            Some(at) => drop(rest.swap_remove(at)),
            None => missing.push(image.clone()),
        }
    }
    missing
}

/// Holds one file against one kubectl.
fn hold(ours: &Ours, mut theirs: Decoded, judged: &Judged<'_>, ask: impl Fn() -> Decoded) -> Tally {
    let mut tally = Tally::default();
    let mut outcome = compare::compare(ours, &theirs);
    if outcome == Outcome::Different && theirs.errors.is_empty() {
        // Some errors name no file: it is asked about this one alone.
        theirs = ask();
        outcome = compare::compare(ours, &theirs);
    }
    if outcome != Outcome::OurError && judged.errs() {
        // What was read alike may still be in doubt, and then nobody passes it.
        outcome = if outcome == Outcome::Different { outcome } else { Outcome::OurError };
    }
    let images: Vec<String> = theirs.objects.iter().flat_map(images_of_object).collect();
    let missing = if judged.errs() { Vec::new() } else { unjudged(&images, judged) };
    let silent = outcome == Outcome::OurError && !judged.errs();
    if outcome == Outcome::Different || silent || !missing.is_empty() {
        let what = match (silent, missing.as_slice()) {
            (true, _) => "refused by the reader, and the program is silent".to_owned(),
            (false, []) => "another tree".to_owned(),
            (false, missing) => format!("not judged: {missing:?}"),
        };
        tally.differences.push(format!("{what}\n{}", compare::told(ours, &theirs)));
        return tally;
    }
    match outcome {
        Outcome::Same => {
            tally.same = 1;
            tally.objects = theirs.objects.len();
            tally.images = images.len();
        }
        Outcome::TheirError => {
            tally.their_error = 1;
            let classes = theirs.errors.iter().map(|error| client::class(error));
            let classes: BTreeSet<String> = classes.collect();
            tally.classes = classes.into_iter().map(|class| (class, 1)).collect();
        }
        Outcome::OurError | Outcome::Different => {
            tally.our_error = 1;
            if theirs.errors.is_empty() {
                tally.only_ours = 1;
                tally.codes = judged.codes().into_iter().map(|code| (code, 1)).collect();
            }
        }
    }
    tally
}

/// One folder of files, by all kubectls.
fn batch(kubectls: &[Kubectl], files: &[(u64, Vec<u8>)]) -> Vec<Tally> {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let bytes: Vec<Vec<u8>> = files.iter().map(|(_, bytes)| bytes.clone()).collect();
    client::lay_out(folder, &bytes);
    let ran = run(folder);
    let judged = |index: usize| Judged { run: &ran, name: file_name(index) };
    let read: Vec<Ours> = bytes.iter().map(|bytes| compare::ours(bytes)).collect();
    let mut tallies = Vec::new();
    for kubectl in kubectls {
        let mut tally = Tally::default();
        let decoded = kubectl.decode_all(folder, files.len());
        for (index, theirs) in decoded.into_iter().enumerate() {
            let file = folder.join(file_name(index));
            let mut one = hold(&read[index], theirs, &judged(index), || kubectl.decode(&file));
            for difference in &mut one.differences {
                let (number, bytes) = &files[index];
                let shown = String::from_utf8_lossy(bytes).into_owned();
                *difference = format!("file {number}: {difference}{shown:?}\n");
            }
            tally = tally.with(one);
        }
        tallies.push(tally);
    }
    let alone = files.iter().enumerate().filter(|(_, (number, _))| number % ALONE == 0);
    for (index, (number, _)) in alone {
        let (exit, expected) = (exit_alone(&folder.join(file_name(index))), judged(index).exit());
        if exit != expected {
            let difference = format!("file {number}: exit {exit} alone, {expected} among others");
            tallies[0].differences.push(difference);
        }
    }
    tallies
}

/// What the program exits with for one file, under a rule that fails on every image.
fn exit_alone(file: &Path) -> i32 {
    let policy = file.with_extension("sea");
    fs::write(&policy, EVERY_IMAGE).unwrap();
    let ran = seaworthy(["check", "-p", policy.to_str().unwrap(), file.to_str().unwrap()], "");
    fs::remove_file(policy).unwrap();
    ran.code
}

#[test]
fn kubectl_reads_nothing_that_we_do_not() {
    let kubectls = Kubectl::all();
    if kubectls.is_empty() {
        eprintln!("skipped: SEAWORTHY_KUBECTL names no kubectl to ask; scripts/kubectl.sh does");
        return;
    }
    let (seed, from) = (number("SEAWORTHY_SEED", 1), number("SEAWORTHY_FROM", 0));
    let mut cases = number("SEAWORTHY_CASES", 2_000);
    let mut seeds = seeds::seeds();
    let folder = std::env::var_os("SEAWORTHY_FILES");
    if let Some(folder) = &folder {
        seeds = seeds::files_in(Path::new(folder));
        cases = seeds.len() as u64;
    }
    let versions: Vec<&str> = kubectls.iter().map(|k| k.version.as_str()).collect();
    let versions = versions.join(", ");
    eprintln!("seed {seed}, {cases} documents of {} seeds, kubectl {versions}", seeds.len());
    let file = |number: u64| match &folder {
        Some(_) => (number, seeds[usize::try_from(number - from).unwrap()].clone()),
        None => (number, mutate::file(seed, number, &seeds)),
    };
    let starts: Vec<u64> = (from..from + cases).step_by(usize::try_from(BATCH).unwrap()).collect();
    let tallies = starts.into_par_iter().map(|start| {
        let numbers = start..(start + BATCH).min(from + cases);
        batch(&kubectls, &numbers.map(file).collect::<Vec<_>>())
    });
    let none = || kubectls.iter().map(|_| Tally::default()).collect::<Vec<_>>();
    let tallies =
        tallies.reduce(none, |a, b| a.into_iter().zip(b).map(|(a, b)| a.with(b)).collect());
    for (kubectl, tally) in kubectls.iter().zip(&tallies) {
        tally.print(&kubectl.version);
        let shown = if folder.is_some() { usize::MAX } else { SHOWN };
        for difference in tally.differences.iter().take(shown) {
            eprintln!("{}: {difference}", kubectl.version);
        }
    }
    let different: usize = tallies.iter().map(|tally| tally.differences.len()).sum();
    assert_eq!(different, 0, "differences with kubectl");
    if folder.is_some() {
        return;
    }
    let same: u64 = tallies.iter().map(|tally| tally.same).min().unwrap_or(0);
    assert!(
        same * 10 >= cases,
        "only {same} of {cases} documents are read by both: too few to tell"
    );
}
