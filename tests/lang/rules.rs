//! Every rule of the library has a title, a reason, a source and two examples, and the examples do
//! what they are there for.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::harness::{fenced, report, root, seaworthy};

const RULES: &str = "stdlib/rules";

/// A bad example of the first fails the second too, by what they mean; the first one's documentation says so.
const IMPLIES: &[(&str, &str)] = &[("tagged-or-pinned", "no-latest")];

struct Documented {
    name: String,
    doc: String,
    good: String,
    bad: String,
}

/// The rules of the library, from the lines of its files.
fn rules() -> Vec<Documented> {
    let mut rules = Vec::new();
    for file in fs::read_dir(root().join(RULES)).unwrap() {
        rules.extend(rules_of(&fs::read_to_string(file.unwrap().path()).unwrap()));
    }
    assert!(rules.len() >= 6, "only {} rules", rules.len());
    rules
}

fn rules_of(source: &str) -> Vec<Documented> {
    let (mut rules, mut doc) = (Vec::new(), String::new());
    for line in source.lines() {
        if let Some(text) = line.strip_prefix("##") {
            doc.push_str(text.strip_prefix(' ').unwrap_or(text));
            doc.push('\n');
            continue;
        }
        if let Some(rest) = line.strip_prefix("rule ") {
            let name = rest.split(' ').next().unwrap().to_owned();
            let example = |title: &str| {
                let (_, after) =
                    doc.split_once(title).unwrap_or_else(|| panic!("{name} has no {title}"));
                fenced(after)
                    .first()
                    .unwrap_or_else(|| panic!("{name} has no {title}"))
                    .text
                    .to_owned()
            };
            rules.push(Documented {
                good: example("### Good"),
                bad: example("### Bad"),
                name,
                doc: doc.clone(),
            });
        }
        doc.clear();
    }
    rules
}

fn verdicts(report: &Value, verdict: &str) -> BTreeSet<String> {
    let findings = report["findings"].as_array().unwrap();
    let of = findings.iter().filter(|finding| finding["verdict"] == verdict);
    of.map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn examples_do_what_they_are_there_for() {
    for rule in &rules() {
        let (bad, code) = report(["-"], &rule.bad);
        let mut failed = verdicts(&bad, "failed");
        for (_, implied) in IMPLIES.iter().filter(|(name, _)| rule.name == *name) {
            assert!(failed.remove(&format!("std/{implied}")), "{}: {bad:#}", rule.name);
            assert!(
                rule.doc.contains(&format!("`std/{implied}`")),
                "{} says nothing of {implied}",
                rule.name
            );
        }
        assert_eq!(failed, BTreeSet::from([format!("std/{}", rule.name)]), "{bad:#}");
        if rule.name != "valid-reference" {
            assert_eq!(verdicts(&bad, "undecided"), BTreeSet::new(), "{}: {bad:#}", rule.name);
            assert!(code <= 1, "{}: {code}", rule.name);
        }
        let (good, code) = report(["-"], &rule.good);
        assert_eq!(good["findings"].as_array().unwrap().len(), 0, "{}: {good:#}", rule.name);
        assert_eq!(code, 0, "{}", rule.name);
    }
}

#[test]
fn every_rule_has_a_title_and_a_reason() {
    for rule in rules() {
        let (title, reason) = rule.doc.split_once("\n\n").unwrap();
        assert!(title.ends_with('.') && !title.contains('\n') && title.len() < 80, "{title}");
        let reason = reason.split("###").next().unwrap();
        assert!(reason.split_whitespace().count() > 15, "{} has no reason", rule.name);
    }
}

#[test]
fn their_tests_pass() {
    let ran = seaworthy(["test", RULES], "");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}
