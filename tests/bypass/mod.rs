//! Adversarial inputs, by the rows of `bypass.md`: each has the outcome that its row asks for.
//!
//! The sections `places` (A), `kinds` (B), `references` (C) and `readers` (D) are tables of inputs
//! that the program judges by `policy.sea`; `files` and `paths` (F), `limits` (G) and `output` (H) need
//! more than one file on standard input, and J2 is about the sources: `architecture` has it.
//! `waiting.tsv` lists the rows that concern what is not built yet.

mod files;
mod kinds;
mod limits;
mod output;
#[cfg(target_os = "linux")]
mod paths;
mod places;
mod readers;
mod references;

use std::collections::BTreeSet;
use std::fs;

use rayon::prelude::*;
use serde_json::Value;

use crate::harness::{report, root};

/// The rules that rows assume, P1 to P3, and that references parse.
const POLICY: &str = "tests/bypass/policy.sea";

/// How many rows `bypass.md` has: one that is dropped by accident would not be missed otherwise.
const ROWS_IN_ALL: usize = 134;

/// What must come of a row's input.
#[derive(Clone, Debug)]
enum Want {
    /// A rule fails on this line: exit 1, or 3 where others could not be decided because of it.
    Violation(u64),
    /// It can't be judged with certainty: exit 3, with an error of this code on this line.
    Error(&'static str, u64),
    /// A rule fails on the first line, and the second has an error: exit 3.
    Both(u64, &'static str, u64),
    /// Judged and clean.
    Pass,
    /// Listed as a kind that is not known; exit 3 where coverage must be whole.
    Uncovered(&'static str),
    /// Nothing to judge: exit 4.
    Nothing,
    /// A rule can't be decided on this line, and nothing else is wrong: exit 3.
    Undecided(u64),
    /// The policy is refused with this code: exit 2.
    Refused(&'static str),
}

/// Rows that the sources are held to, not inputs: `passes_over_the_tree_name_every_form`.
const IN_ARCHITECTURE: &[&str] = &["J2"];

/// A row's input, or one of them.
struct Case {
    row: &'static str,
    input: Vec<u8>,
    /// The policy, where it is not `policy.sea`.
    policy: Option<String>,
    want: Want,
}

fn case(row: &'static str, input: impl Into<Vec<u8>>, want: Want) -> Case {
    Case { row, input: input.into(), policy: None, want }
}

/// A case judged by one rule on images.
fn by(row: &'static str, condition: &str, input: impl Into<Vec<u8>>, want: Want) -> Case {
    let rule = format!("rule r on image i {{ require {condition} else \"x\" }}");
    under(row, &rule, input, want)
}

/// A case judged by these items.
fn under(row: &'static str, items: &str, input: impl Into<Vec<u8>>, want: Want) -> Case {
    let policy = Some(format!("edition 1\n{items}\n"));
    Case { row, input: input.into(), policy, want }
}

/// A Pod with one container, of which this is all but the name; its first line is the 7th.
fn pod(rest: &str) -> String {
    let head =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n";
    format!("{head}    {rest}\n")
}

/// What a Pod's container says that satisfies `policy.sea`.
const GOOD: &str = "image: good.io/team/a:1\n    imagePullPolicy: Always";
/// What one says that does not.
const EVIL: &str = "image: evil:latest";

/// A Pod of four lines whose one image, on the last of them, breaks `policy.sea`.
fn evil() -> String {
    object("v1", "Pod", "spec: {containers: [{name: c, image: 'evil:latest'}]}")
}

/// An object of four lines and more.
fn object(version: &str, kind: &str, rest: &str) -> String {
    format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{name: p}}\n{rest}\n")
}

/// Judges every case, and tells of all that come out otherwise.
#[track_caller]
fn hold(cases: Vec<Case>) {
    let one = |case: &Case| {
        let folder = tempfile::tempdir().unwrap();
        wrong(case, folder.path()).err()
    };
    let faults: Vec<String> = cases.par_iter().filter_map(one).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

fn wrong(case: &Case, folder: &std::path::Path) -> Result<(), String> {
    let (file, policy) = (folder.join("case.yaml"), folder.join("case.sea"));
    fs::write(&file, &case.input).unwrap();
    let (file, own) = (file.to_str().unwrap(), policy.to_str().unwrap());
    let policy = match &case.policy {
        Some(text) => {
            fs::write(&policy, text).unwrap();
            own
        }
        None => POLICY,
    };
    let (judged, code) = report(["-p", policy, file], "");
    let strict = || report(["--strict-coverage", "-p", policy, file], "");
    let finds = |verdict: &str, line: u64| {
        list(&judged, "findings").iter().any(|finding| {
            let at = &finding["manifest"];
            finding["verdict"] == verdict && at["start"]["line"] == line && at["file"] == file
        })
    };
    let errs = |code: &str, line: u64| {
        list(&judged, "errors").iter().any(|error| {
            let at = list(error, "labels").iter().any(|label| {
                label["file"] == file && label["start"]["line"] == line && label["primary"] == true
            });
            error["code"] == code && at
        })
    };
    let clean = list(&judged, "findings").is_empty();
    let uncovered = |kind: &str| {
        let (strict, code) = strict();
        code == 3 && list(&strict["summary"], "uncovered").iter().any(|u| u["kind"] == kind)
    };
    let holds = match &case.want {
        Want::Violation(line) => (code == 1 || code == 3) && finds("failed", *line),
        Want::Error(id, line) => code == 3 && errs(id, *line),
        Want::Both(line, id, other) => code == 3 && finds("failed", *line) && errs(id, *other),
        Want::Pass => code == 0 && clean && judged["summary"]["images"].as_u64() > Some(0),
        Want::Uncovered(kind) => code == 0 && uncovered(kind),
        Want::Nothing => code == 4,
        Want::Undecided(line) => code == 3 && finds("undecided", *line) && !finds("failed", *line),
        Want::Refused(id) => {
            code == 2 && list(&judged, "errors").iter().any(|error| error["code"] == *id)
        }
    };
    if holds {
        return Ok(());
    }
    let input = String::from_utf8_lossy(&case.input);
    let input: String = input.chars().take(600).collect();
    Err(format!("{}: {:?}, but exit {code}\n{input}\n{judged:#}", case.row, case.want))
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// The number of a text's line that holds `needle`.
fn line_of(text: &str, needle: &str) -> u64 {
    let at = text.lines().position(|line| line.contains(needle));
    at.unwrap_or_else(|| panic!("no {needle} in\n{text}")) as u64 + 1
}

/// The inputs of all rows, for who wants to change them.
pub(crate) fn inputs() -> Vec<Vec<u8>> {
    let tables = [places::cases(), kinds::cases(), references::cases(), readers::cases()];
    tables.into_iter().flatten().map(|case| case.input).collect()
}

#[test]
fn every_row_is_held_or_waits_for_something() {
    let read = |name: &str| fs::read_to_string(root().join("tests/bypass").join(name)).unwrap();
    let rows = read("bypass.md");
    let rows = rows.lines().filter_map(|line| Some(line.strip_prefix("| ")?.split_once(" |")?.0));
    let is_row = |row: &&str| {
        let (letter, number) = row.split_at(1);
        ("A"..="K").contains(&letter) && number.parse::<u8>().is_ok()
    };
    let rows: BTreeSet<String> = rows.filter(is_row).map(str::to_owned).collect();
    assert_eq!(rows.len(), ROWS_IN_ALL);
    let tables = [places::cases(), kinds::cases(), references::cases(), readers::cases()];
    let in_tables = tables.iter().flatten().map(|case| case.row);
    let others = [files::ROWS, limits::ROWS, output::ROWS, paths::ROWS, IN_ARCHITECTURE].concat();
    let held: BTreeSet<String> = in_tables.chain(others).map(str::to_owned).collect();
    let waiting = read("waiting.tsv");
    let waiting: BTreeSet<String> = waiting
        .lines()
        .skip(1)
        .map(|line| {
            let (row, reason) = line.split_once('\t').unwrap();
            assert!(reason.len() >= 3, "{row} waits for nothing");
            row.to_owned()
        })
        .collect();
    let twice: Vec<&String> = held.intersection(&waiting).collect();
    assert!(twice.is_empty(), "these are held, and need not wait: {twice:?}");
    let known: BTreeSet<String> = held.union(&waiting).cloned().collect();
    assert_eq!(known, rows);
}
