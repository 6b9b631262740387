//! What a finding says beside its message: what it is known by, what else it points at, and which errors
//! of the manifest belong to it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::{folder_of, report};

const POLICY: &str = "edition 1\n\
    rule two on image i {\n  require i.tag is present else \"no tag\"\n  require i.registry == \"ghcr.io\" else \"not ours\"\n}\n\
    rule spread on pod p { require all c in p.all_containers: c.image is absent else \"images\" }\n\
    rule hosted on pod p { require p.spec.hostNetwork is absent or p.spec.hostNetwork != true else \"host\" }\n\
    rule policy on image i { require i.declared_pull_policy is absent or i.declared_pull_policy != Never else \"never\" }\n";

fn pod(name: &str, containers: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers:\n{containers}"
    )
}

/// The report on one manifest by the policy above.
fn judged(manifest: &str) -> Value {
    let folder = folder_of(&[("p.sea", POLICY), ("m.yaml", manifest)]);
    let path = |name| folder.path().join(name).to_str().unwrap().to_owned();
    report(["-p", &path("p.sea"), &path("m.yaml")], "").0
}

fn findings<'r>(report: &'r Value, rule: &str) -> Vec<&'r Value> {
    let all = report["findings"].as_array().unwrap();
    all.iter().filter(|finding| finding["rule"] == rule).collect()
}

fn fingerprints(report: &Value, rule: &str) -> Vec<String> {
    let print = |finding: &&Value| finding["fingerprint"].as_str().unwrap().to_owned();
    findings(report, rule).iter().map(print).collect()
}

const TWO: &str = "  - {name: a, image: x}\n  - {name: b, image: x}\n";

#[test]
fn a_finding_is_known_by_what_it_is_about_and_not_by_its_line() {
    let plain = fingerprints(&judged(&pod("p", TWO)), "two");
    assert_eq!(plain.len(), 4, "two clauses on two images");
    let distinct: BTreeSet<_> = plain.iter().collect();
    assert_eq!(distinct.len(), 4, "{plain:?}");
    let moved = format!("# a comment\n\n{}\n---\n{}", pod("q", "  []\n"), pod("p", TWO));
    assert_eq!(fingerprints(&judged(&moved), "two"), plain);
    let renamed = fingerprints(&judged(&pod("q", TWO)), "two");
    assert!(renamed.iter().all(|print| !plain.contains(print)), "{renamed:?}");
}

#[test]
fn what_is_alike_in_all_is_told_apart_by_its_order() {
    let thrice = vec![pod("p", TWO); 3].join("---\n");
    let found = fingerprints(&judged(&thrice), "two");
    let distinct: BTreeSet<_> = found.iter().collect();
    assert_eq!((found.len(), distinct.len()), (12, 12), "{found:?}");
    // The first of them are known as before, whatever follows.
    let once = fingerprints(&judged(&pod("p", TWO)), "two");
    assert!(once.iter().all(|print| found.contains(print)));
    let twice = fingerprints(&judged(&vec![pod("p", TWO); 2].join("---\n")), "two");
    assert!(twice.iter().all(|print| found.contains(print)));
}

#[test]
fn what_decided_it_is_pointed_at() {
    let report = judged(&pod("p", TWO));
    let [finding] = findings(&report, "spread")[..] else { panic!("{report:#}") };
    let related = finding["related"].as_array().unwrap();
    let places: Vec<_> = related.iter().map(|at| (&at["start"]["line"], &at["message"])).collect();
    assert_eq!(places, [(&6.into(), &"`x`".into())], "{finding:#}");
}

#[test]
fn a_value_of_the_wrong_shape_has_the_code_of_its_shape() {
    let wrong = pod("p", "  - {name: a, image: x, imagePullPolicy: always}\n")
        .replace("spec:\n", "spec:\n  hostNetwork: \"x\"\n")
        + "---\n"
        + &pod("q", "  - {name: a, image: x, imagePullPolicy: 1}\n");
    let report = judged(&wrong);
    let told: BTreeSet<(&str, &str)> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            let label = error["labels"][0]["message"].as_str().unwrap_or_default();
            (error["code"].as_str().unwrap(), label)
        })
        .collect();
    let expected = [
        ("E0531", "`true` or `false` belongs here"),
        ("E0532", "read as a number"),
        ("E0533", "did you mean `Always`?"),
    ];
    assert_eq!(told, BTreeSet::from(expected), "{report:#}");
}
