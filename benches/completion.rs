//! How long completion takes where 5,000 documents are loaded: `cargo bench --bench completion`.
//!
//! Fails where an answer takes 20 ms or more: whoever presses Tab should not notice. Each place is asked
//! about many times and the median counts, since a machine may have other things to do; the very first
//! answer, which may parse some of the library, does not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench that can't go on says so by panicking, and prints what it measured"
)]

#[path = "../tests/repl/workbench.rs"]
mod workbench;

use std::fmt::Write as _;
use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use seaworthy::author::repl::Session;
use workbench::Workbench;

/// Documents that are loaded.
const DOCUMENTS: usize = 5_000;
/// The longest that an answer may take.
const LONGEST: Duration = Duration::from_millis(20);
/// How often each place is asked about.
const TIMES: usize = 30;

/// Entries up to the place that is asked about.
const PLACES: &[&str] = &[
    "ima",
    "images.first()?.",
    "[i for i in images where i.ta",
    "[i for i in images where i.registry == \"",
    "repo\"registry-1.example/",
    "image\"",
    "\"",
    "rule x on image i where i.namespace == \"a\" { require i.re",
    "rule x on image i { require all s in i.pod.pull_sec",
    "rule x on image i { require i.effective_pull_policy == ",
    "if images.",
    ":focus ",
    ":focus Deployment ns-7/",
    ":why t",
    ":type pods.first()?.",
    ":doc is_",
];

fn main() -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    for file in 0..50 {
        let mut text = String::new();
        for document in 0..DOCUMENTS / 50 {
            let n = file * 100 + document;
            let _ = write!(
                text,
                "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-{n}\n  \
                 namespace: ns-{}\n  labels: {{ app: app-{n} }}\nspec:\n  template:\n    spec:\n      \
                 containers:\n        - name: c\n          image: registry-{}.example/team-{}/app-{n}:1.{n}\n",
                n % 40,
                n % 9,
                n % 70,
            );
        }
        fs::write(folder.path().join(format!("{file:02}.yaml")), text).unwrap();
    }
    let house = Workbench(&["std/recommended", "std/strict"]);
    let mut session = Session::new(&house).unwrap_or_else(|faults| panic!("{faults:?}"));
    let begun = Instant::now();
    session.load(&[folder.path().to_owned()]);
    session.enter("rule tagged on image i { require i.tag is present else \"`{i}` has no tag\" }");
    println!("loaded and judged {DOCUMENTS} documents in {:.2?}", begun.elapsed());
    let mut slow = false;
    for place in PLACES {
        session.complete(place, place.len());
        let mut times: Vec<Duration> = (0..TIMES)
            .map(|_| {
                let begun = Instant::now();
                let found = session.complete(place, place.len());
                assert!(!found.candidates.is_empty(), "nothing is offered at {place}");
                begun.elapsed()
            })
            .collect();
        times.sort();
        let (median, longest) = (times[TIMES / 2], times[TIMES - 1]);
        let verdict = if median < LONGEST { "" } else { "  TOO LONG" };
        slow |= median >= LONGEST;
        println!("{median:>10.2?} median, {longest:>10.2?} longest  {place}{verdict}");
    }
    if slow { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
