//! How long completion takes where 5,000 documents are loaded: `cargo bench --bench completion`.
//!
//! Fails where an answer takes 20 ms or more: whoever presses Tab should not notice. Each place is asked
//! about many times, and the mean counts; the very first answer, which may parse some of the library, does
//! not. Times are those that the thread was running, where the system tells (Linux), so that a machine
//! with other things to do measures the same; else by the wall.
//!
//! November 2026, two busy cores, a build without optimisation: 7.8 to 8.4 ms where a type is asked for, since
//! the entry is checked beside two packs of rules; less than 0.2 ms for texts, names and objects.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench that can't go on says so by panicking, and prints what it measured"
)]

#[path = "../tests/repl/workbench.rs"]
mod workbench;

use std::fmt::Write as _;
use std::fs;
use std::process::ExitCode;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use seaworthy::author::repl::Session;
use workbench::Workbench;

/// Documents that are loaded.
const DOCUMENTS: usize = 5_000;
/// The longest that an answer may take.
const LONGEST: Duration = Duration::from_millis(20);
/// How often each place is asked about.
const TIMES: u32 = 30;

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
        let begun = now();
        for _ in 0..TIMES {
            let found = session.complete(place, place.len());
            assert!(!found.candidates.is_empty(), "nothing is offered at {place}");
        }
        let mean = (now() - begun) / TIMES;
        let verdict = if mean < LONGEST { "" } else { "  TOO LONG" };
        slow |= mean >= LONGEST;
        println!("{mean:>10.2?}  {place}{verdict}");
    }
    if slow { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// How long this thread has been running, where the system tells; else the time since the first call.
fn now() -> Duration {
    static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ran = told.and_then(|told| told.split(' ').next()?.parse().ok());
    ran.map_or_else(|| FIRST.elapsed(), Duration::from_nanos)
}
