//! Every verdict of a peer's own tests, against the rules that stand for the peer's policy.
//!
//! The cases are data from the peers' repositories (Apache-2.0 or MIT; each row names its source).
//! `peers/PEER.tsv` says which rules stand for a policy and how its params are called here. Where we
//! differ on purpose, `peers/named-PEER.tsv` names the case, the reason and the peer's fault. What
//! comes of it stands in `docs/parity.md`.
//!
//! A machine that has more cases of this kind judges them too, and prints what differs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use seaworthy::base::SourceId;
use seaworthy::world::kube::{Object, Table, objects_of};
use seaworthy::world::manifest::{Limits, read};
use serde_json::Value as Json;

use super::mapping::rows;
use super::translated::{Ends, Translated};
use crate::harness::{expect_file, root, shared};

/// A case, and the folder that its files are in.
struct Case {
    row: Json,
    folder: PathBuf,
}

/// A case in which we differ on purpose.
struct Named {
    case: String,
    reason: String,
    fault: String,
}

#[derive(Default)]
struct Counts {
    cases: usize,
    agreeing: usize,
    named: usize,
}

fn own() -> PathBuf {
    root().join("tests/cases/peers")
}

fn cases_in(folder: &Path) -> Vec<Case> {
    let table = fs::read_to_string(folder.join("cases.jsonl")).unwrap();
    let rows = table.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
    rows.map(|row| Case { row, folder: folder.to_owned() }).collect()
}

/// The cases that only this machine has.
fn more_cases() -> Vec<Case> {
    let Some(folder) = shared("cases/peers") else { return Vec::new() };
    let own = cases_in(&own());
    let mut more = cases_in(&folder);
    more.retain(|case| !own.iter().any(|known| known.row["id"] == case.row["id"]));
    more
}

fn named() -> Vec<Named> {
    let mut named = Vec::new();
    for file in fs::read_dir(own()).unwrap().map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with("named-") {
            continue;
        }
        for line in fs::read_to_string(file).unwrap().lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [case, reason, fault] = cells[..] else { panic!("{name}: three cells: {line}") };
            named.push(Named { case: case.into(), reason: reason.into(), fault: fault.into() });
        }
    }
    named.sort_by(|a, b| a.case.cmp(&b.case));
    named
}

/// The text of the document that a case is about.
fn document(case: &Case) -> String {
    let file = case.folder.join(case.row["resource_file"].as_str().unwrap());
    let bytes = fs::read(&file).unwrap();
    let manifest = read(SourceId::manifest(0), "case.yaml", bytes, &Limits::default());
    let object = &case.row["object"];
    let wanted = object["doc"].as_u64().unwrap();
    let is_it = |found: &Object| {
        let name = object["name"].as_str();
        Some(&*found.gvk.kind) == object["kind"].as_str()
            && (name.is_none() || name == found.text(found.name))
    };
    let document =
        manifest.documents.iter().find(|d| d.index as u64 == wanted).unwrap_or_else(|| {
            panic!("{} has no document {wanted}", file.display());
        });
    let found = objects_of(&manifest, document, Table::built_in(), &Limits::default()).objects;
    let known =
        found.iter().any(|object| is_it(object)) || document.tree().is_none() || found.is_empty();
    assert!(known, "{}: document {wanted} is not the one", file.display());
    manifest.source.slice(document.span).to_owned()
}

/// The peer that a case comes from: what its source begins with.
fn peer(case: &Case) -> String {
    let source = case.row["source"].as_str().unwrap();
    source.split(['@', ':']).next().unwrap().to_owned()
}

/// Only Kyverno tells that nothing was asked from that all is well, and not where its tests merely
/// see that a cluster admits an object.
fn agrees(case: &Case, ours: Ends, theirs: Ends) -> bool {
    let tells = peer(case).starts_with("kyverno/")
        && !case.row["note"].as_str().is_some_and(|note| note.starts_with("admitted"));
    ours == theirs || (!tells && ours == Ends::Skip && theirs == Ends::Pass)
}

/// What comes of cases.
#[derive(Default)]
struct Judged {
    /// By peer.
    counts: BTreeMap<String, Counts>,
    /// The cases that differ and are named.
    differing: Vec<String>,
    /// A line each of those that differ and are not.
    wrong: Vec<String>,
}

fn judged(cases: &[Case], named: &[Named]) -> Judged {
    let rows = rows(&own());
    let mut translated: BTreeMap<&[String], Translated> = BTreeMap::new();
    let mut judged = Judged::default();
    for case in cases {
        let text = |key: &str| case.row[key].as_str().unwrap();
        let (id, policy) = (text("id"), text("policy_id"));
        let of_peer = judged.counts.entry(peer(case)).or_default();
        of_peer.cases += 1;
        let Some(row) = rows.iter().find(|row| row.is_about(policy)) else {
            judged.wrong.push(format!("{id}: no rule stands for {policy}"));
            continue;
        };
        let rules =
            translated.entry(&row.rules).or_insert_with(|| Translated::new(&own(), &row.rules));
        let theirs = Ends::read(text("expected"));
        let ours = rules.judge(&row.params_of(&case.row), &document(case));
        if agrees(case, ours, theirs) {
            of_peer.agreeing += 1;
        } else if named.iter().any(|named| named.case == id) {
            of_peer.named += 1;
            judged.differing.push(id.to_owned());
        } else {
            let (file, rules) = (text("resource_file"), row.rules.join(", "));
            judged.wrong.push(format!("{id}: {theirs:?}, and {rules} says {ours:?}: {file}"));
        }
    }
    judged
}

#[test]
fn peers_agree_or_are_named() {
    let (cases, named) = (cases_in(&own()), named());
    assert_eq!(cases.len(), 449);
    let Judged { counts, differing, wrong } = judged(&cases, &named);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for named in &named {
        assert!(differing.contains(&named.case), "{} agrees; it need not be named", named.case);
    }
    assert!(differing.len() * 100 < cases.len() * 3, "{} are named", differing.len());
    expect_file("docs/parity.md", &page(&counts, &named));
}

/// Cases that nobody here has looked at may differ; many of them may not.
#[test]
fn peers_mostly_agree_elsewhere() {
    let cases = more_cases();
    let wrong = judged(&cases, &[]).wrong;
    for line in &wrong {
        eprintln!("{line}");
    }
    let allowed = cases.len() / 10;
    assert!(wrong.len() <= allowed, "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn page(counts: &BTreeMap<String, Counts>, named: &[Named]) -> String {
    let mut page = String::from(
        "# Parity with other tools\n\nVerdicts of other tools' own test suites, judged by the rules under `std/compat/` that carry their\nsemantics. `tests/cases/parity.rs` judges every one and writes this page.\n\n| peer | cases | agreeing | named |\n| --- | ---: | ---: | ---: |\n",
    );
    let mut sum = Counts::default();
    let mut line = |name: &str, of: &Counts| {
        let Counts { cases, agreeing, named } = of;
        let _ = writeln!(page, "| {name} | {cases} | {agreeing} | {named} |");
    };
    for (peer, of) in counts {
        line(peer, of);
        sum.cases += of.cases;
        sum.agreeing += of.agreeing;
        sum.named += of.named;
    }
    line("**all**", &sum);
    page.push_str("\n## Where we differ on purpose\n\n| case | reason | the peer's fault |\n| --- | --- | --- |\n");
    for Named { case, reason, fault } in named {
        let _ = writeln!(page, "| `{case}` | {reason} | {fault} |");
    }
    page
}

/// What a case is about can be found in its file.
#[test]
fn every_case_has_its_document() {
    for case in cases_in(&own()).iter().chain(&more_cases()) {
        assert!(!document(case).is_empty(), "{}", case.row["id"]);
    }
}
