//! Reports of tests in every format, read back by readers that are not ours.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{folder_of, root};
use crate::report::schema::faults;

use super::{TAGGED, of_pod, test};

/// What is wrong with a report of tests by its schema.
pub(crate) fn schema_faults(report: &Value) -> Vec<String> {
    let schema = fs::read_to_string(root().join("docs/test-report.schema.json")).unwrap();
    let schema = serde_json::from_str(&schema).unwrap();
    faults(&schema, &schema, report, "")
}

/// A test as a report tells it: where it stands, what it shows, whether it passed, and the codes of what
/// went wrong.
#[derive(Debug, PartialEq)]
pub(crate) struct Told {
    pub(crate) file: String,
    pub(crate) title: String,
    pub(crate) line: u64,
    pub(crate) passed: bool,
    pub(crate) code: Option<String>,
}

pub(crate) fn of_json(text: &str) -> Vec<Told> {
    let report: Value = serde_json::from_str(text).unwrap();
    let wrong = schema_faults(&report);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let tests = report["tests"].as_array().unwrap().iter();
    tests
        .map(|test| Told {
            file: text(&test["file"]),
            title: text(&test["title"]),
            line: test["start"]["line"].as_u64().unwrap(),
            passed: test["verdict"] == "passed",
            code: test["errors"].get(0).map(|error| text(&error["code"])),
        })
        .collect()
}

/// The tests of a report in XML; its counts must be right.
pub(crate) fn of_junit(text: &str) -> Vec<Told> {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|e| panic!("{e}: {text}"));
    let all = document.root_element();
    assert_eq!(all.tag_name().name(), "testsuites");
    let mut told = Vec::new();
    for suite in all.children().filter(|node| node.is_element()) {
        let cases: Vec<_> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
        let failed =
            cases.iter().filter(|c| c.children().any(|c| c.has_tag_name("failure"))).count();
        assert_eq!(suite.attribute("tests"), Some(&*cases.len().to_string()));
        assert_eq!(suite.attribute("failures"), Some(&*failed.to_string()));
        for case in cases {
            let attribute =
                |name| case.attribute(name).unwrap_or_else(|| panic!("no {name}: {text}"));
            let failure = case.children().find(|node| node.has_tag_name("failure"));
            if let Some(failure) = failure {
                assert!(failure.text().unwrap().contains("error["), "{text}");
            }
            assert_eq!(attribute("classname"), suite.attribute("name").unwrap());
            assert_eq!(attribute("file"), attribute("classname"));
            told.push(Told {
                file: attribute("file").to_owned(),
                title: attribute("name").to_owned(),
                line: attribute("line").parse().unwrap(),
                passed: failure.is_none(),
                code: failure.map(|failure| failure.attribute("type").unwrap().to_owned()),
            });
        }
    }
    let count =
        |failed: bool| told.iter().filter(|told| !failed || !told.passed).count().to_string();
    assert_eq!(all.attribute("tests"), Some(&*count(false)));
    assert_eq!(all.attribute("failures"), Some(&*count(true)));
    told
}

/// The tests of a report in TAP 14.
pub(crate) fn of_tap(text: &str) -> Vec<Told> {
    let mut lines = text.lines().filter(|line| !line.starts_with('#')).peekable();
    assert_eq!(lines.next(), Some("TAP version 14"));
    let plan = lines.next().unwrap().strip_prefix("1..").unwrap().to_owned();
    let mut told: Vec<Told> = Vec::new();
    while let Some(line) = lines.next() {
        let (passed, rest) = match line.strip_prefix("not ok ") {
            Some(rest) => (false, rest),
            None => (true, line.strip_prefix("ok ").unwrap_or_else(|| panic!("{line:?}: {text}"))),
        };
        let (number, description) = rest.split_once(" - ").unwrap();
        assert_eq!(number, (told.len() + 1).to_string());
        let title = described(description);
        let mut test = Told { file: String::new(), title, line: 0, passed, code: None };
        if lines.peek() == Some(&"  ---") {
            lines.next();
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "  ...").collect();
            let block: String = block
                .iter()
                .map(|line| line.strip_prefix("  ").unwrap_or(line).to_owned() + "\n")
                .collect();
            let block: serde_yaml::Value =
                serde_yaml::from_str(&block).unwrap_or_else(|e| panic!("{e}: {block}"));
            assert_eq!(block["severity"], "fail");
            block["at"]["file"].as_str().unwrap().clone_into(&mut test.file);
            assert!(block["report"].as_str().unwrap().contains("error["), "{block:?}");
            test.line = block["at"]["line"].as_u64().unwrap();
            test.code = Some(block["codes"][0].as_str().unwrap().to_owned());
            let file = format!("{}: ", test.file);
            test.title = test.title.strip_prefix(&*file).unwrap().to_owned();
        } else {
            // Of a test that passed there is nothing else to tell where the name of its file ends.
            let (file, title) = test.title.split_once(".sea: ").unwrap();
            (test.file, test.title) = (format!("{file}.sea"), title.to_owned());
        }
        told.push(test);
    }
    assert_eq!(plan, told.len().to_string(), "{text}");
    told
}

/// What a description says, whose signs are escaped.
fn described(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        assert_ne!(c, '#', "a directive: {text:?}");
        out.push(if c == '\\' { chars.next().unwrap() } else { c });
    }
    out
}

#[test]
fn every_format_tells_the_same() {
    let folder = root().join("tests/cli/policies");
    let run = |format: &str| {
        let ran = test(&folder, &["failing.sea", "-o", format]);
        assert_eq!((ran.code, &*ran.stderr), (1, ""), "{format}");
        ran.stdout
    };
    let json = of_json(&run("json"));
    assert_eq!(json.len(), 13);
    assert_eq!(json.iter().filter(|told| told.passed).count(), 1);
    assert_eq!(of_junit(&run("junit")), json);
    let mut tap = of_tap(&run("tap"));
    for (tap, json) in tap.iter_mut().zip(&json).filter(|(_, json)| json.passed) {
        // Of a test that passed TAP has no line.
        tap.line = json.line;
    }
    assert_eq!(tap, json);
    let text = run("text");
    for told in &json {
        let start = if told.passed { "ok     " } else { "FAILED " };
        let line = format!("{start} {}: {}\n", told.file, told.title);
        assert!(text.contains(&line), "{line}: {text}");
    }
}

#[test]
fn differences_and_rules_are_told() {
    let policy = format!("edition 1\n{TAGGED}{}", of_pod("t", "", "nginx #~ ?tagged"));
    let folder = folder_of(&[("a.sea", &policy)]);
    let ran = test(folder.path(), &["a.sea", "-o", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(schema_faults(&report), Vec::<String>::new());
    assert_eq!(
        report["tests"][0]["differences"],
        json!([{ "file": "a.sea", "lines": [
            { "line": 11, "text": "      image: nginx ", "expected": "#~ ?tagged", "found": "#~ tagged" }] }])
    );
    assert_eq!(report["tests"][0]["rules"], json!(["tagged"]));
    let summary = json!({ "tests": 1, "passed": 0, "failed": 1, "shortfall": null, "exitCode": 1 });
    assert_eq!(report["summary"], summary);
}

#[test]
fn what_is_no_report_of_tests_is_refused() {
    let ran = test(&root().join("tests/cli/policies"), &["failing.sea", "-o", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(schema_faults(&report), Vec::<String>::new());
    for (pointer, wrong) in [
        ("/version", json!(2)),
        ("/summary/tests", json!(-1)),
        ("/summary/exitCode", json!(3)),
        ("/tests/1/verdict", json!("skipped")),
        ("/tests/1/start/line", json!(0)),
        ("/tests/1/differences/0/lines", json!([])),
        ("/tests/1/errors/0/code", json!("X1")),
    ] {
        let mut broken = report.clone();
        *broken.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = wrong;
        assert!(!schema_faults(&broken).is_empty(), "{pointer}");
    }
}

/// Policies that are wrong, and none with a test.
#[test]
fn what_can_not_be_run_is_told_in_every_format() {
    let folder =
        folder_of(&[("bad.sea", "edition 1\nrul"), ("none.sea", &format!("edition 1\n{TAGGED}"))]);
    let run = |file: &str, format: &str, code: i32| {
        let ran = test(folder.path(), &[file, "-o", format, "--coverage"]);
        assert_eq!((ran.code, &*ran.stderr), (code, ""), "{file} {format}: {}", ran.stdout);
        ran.stdout
    };
    let report: Value = serde_json::from_str(&run("bad.sea", "json", 2)).unwrap();
    assert_eq!(schema_faults(&report), Vec::<String>::new());
    assert!(!report["errors"].as_array().unwrap().is_empty() && report["summary"]["exitCode"] == 2);
    let junit = run("bad.sea", "junit", 2);
    let document = roxmltree::Document::parse(&junit).unwrap();
    assert_ne!(document.root_element().attribute("errors"), Some("0"), "{junit}");
    assert!(document.descendants().any(|node| node.has_tag_name("error")), "{junit}");
    let tap = run("bad.sea", "tap", 2);
    assert!(tap.contains("\n# error[E0") && tap.contains("\nBail out! "), "{tap}");
    assert_eq!(run("none.sea", "tap", 4), "TAP version 14\n1..0 # skip no test was found\n");
    assert_eq!(of_junit(&run("none.sea", "junit", 4)), []);
    assert_eq!(of_json(&run("none.sea", "json", 4)), []);
    assert_eq!(run("none.sea", "text", 4), "no test was found\n");
}

/// Several at once, each to its file; a file that can't be written is no report.
#[test]
fn formats_go_to_files() {
    let policy = format!("edition 1\n{TAGGED}{}", of_pod("t", "", "'nginx:1'"));
    let folder = folder_of(&[("a.sea", &policy)]);
    let args = ["a.sea", "-o", "text", "-o", "junit=t.xml", "-o", "tap=t.tap", "-o", "json=t.json"];
    let ran = test(folder.path(), &args);
    assert_eq!((ran.code, &*ran.stdout), (0, "ok      a.sea: t\n1 passed, 0 failed\n"));
    let file = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(of_junit(&file("t.xml")), of_json(&file("t.json")));
    assert_eq!(of_tap(&file("t.tap")).len(), 1);
    let ran = test(folder.path(), &["a.sea", "-o", "junit=no/such/folder"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    let ran = test(folder.path(), &["a.sea", "-o", "xml"]);
    assert!(
        ran.code == 2 && ran.stderr.contains("`text`, `json`, `junit` and `tap`"),
        "{}",
        ran.stderr
    );
}

/// Warnings are told where they can be.
#[test]
fn lints_are_told() {
    let policy = format!(
        "edition 1\nimport std/images {{ is_mutable }}\n{TAGGED}{}",
        of_pod("t", "", "'nginx:1'")
    );
    let folder = folder_of(&[("a.sea", &policy)]);
    let run = |format: &str| test(folder.path(), &["a.sea", "-o", format]);
    assert!(run("text").stdout.contains("warning[L0302]"));
    assert!(run("json").stdout.contains("L0302"));
    assert!(
        run("tap")
            .stdout
            .contains("# warning[L0302]: the import `is_mutable` is never used (a.sea:2)\n")
    );
    assert_eq!(run("junit").code, 0);
}
