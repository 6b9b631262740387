//! The page that maps a how-to's advice to rules names rules that exist, and promises verdicts that the
//! how-to's own pods get.

use std::collections::BTreeSet;
use std::fs;

use crate::harness::{report, root, seaworthy};

const PAGE: &str = "docs/article.md";

fn page(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The cells of the rows of a page's tables, the heads left out.
fn rows(page: &str) -> Vec<Vec<&str>> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = rows.map(|row| row.split(" | ").map(str::trim).collect::<Vec<_>>());
    rows.filter(|cells| !cells.iter().all(|cell| cell.trim_matches('-').is_empty())).collect()
}

/// The rules that a text names between backticks.
fn rules(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).filter(|word| word.starts_with("std/")).collect()
}

#[test]
fn every_rule_that_a_page_names_is_there() {
    let listed = seaworthy(["rules"], "").stdout;
    let listed: BTreeSet<&str> = listed.split_whitespace().collect();
    let mut seen = 0;
    for path in [PAGE, "docs/packs.md"] {
        for rule in rules(&page(path)) {
            let name = rule.split('.').next().unwrap_or_default();
            assert!(listed.contains(name), "{path} names {rule}, which is not there");
            seen += 1;
        }
    }
    assert!(seen >= 30, "only {seen} rules are named");
}

#[test]
fn every_piece_of_advice_has_a_rule_or_a_reason() {
    let page = page(PAGE);
    let (advice, pods) = page.split_once("## Its pods").unwrap();
    let advice = rows(advice);
    assert!(advice.len() >= 30, "only {} rows", advice.len());
    for row in &advice[1..] {
        let [said, held] = row[..] else { panic!("{row:?} has no two cells") };
        assert!(said.len() > 10, "{row:?}");
        assert!(!rules(held).is_empty() || held.starts_with("No rule: "), "{row:?}");
    }
    assert!(rows(pods).len() >= 5);
}

/// Which rules fail on an input under a pack; none may be undecided.
fn failed(pack: &str, manifest: &str) -> BTreeSet<String> {
    let (report, _) = report(["-p", pack, "-"], manifest);
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().all(|finding| finding["verdict"] == "failed"), "{report:#}");
    assert_eq!(report["errors"], serde_json::json!([]), "{report:#}");
    findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn its_pods_get_the_verdicts_promised() {
    let text = page(PAGE);
    let (_, pods) = text.split_once("## Its pods").unwrap();
    let mut seen = 0;
    for row in rows(pods).iter().filter(|row| row[0].ends_with(".yaml`")) {
        let [file, recommended, strict] = row[..] else { panic!("{row:?}") };
        let file = file.trim_matches('`');
        let meant = page(&format!("examples/how-to-pods/as-meant/{file}"));
        for (pack, promised) in [("std/recommended", recommended), ("std/strict", strict)] {
            let promised: BTreeSet<String> =
                rules(promised).into_iter().map(str::to_owned).collect();
            assert_eq!(failed(pack, &meant), promised, "{file} by {pack}");
        }
        let printed = fs::read_to_string(root().join("tests/kube/seed").join(file)).unwrap();
        let (report, code) = report(["-"], &printed);
        let errors = report["errors"].as_array().unwrap();
        let codes: BTreeSet<&str> = errors.iter().map(|e| e["code"].as_str().unwrap()).collect();
        assert!(code == 3 && codes.contains("E0530"), "{file}: {codes:?}");
        assert_eq!(codes.contains("E0507"), file == "exact-tag.yaml", "{file}: {codes:?}");
        seen += 1;
    }
    assert_eq!(seen, fs::read_dir(root().join("tests/kube/seed")).unwrap().count());
}
