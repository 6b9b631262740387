//! `check --stream` and `merge`: a record a line, in order, whatever lines hold; and results of parts are
//! the report of one run.

mod backpressure;
mod hostile;
mod index;
mod shards;

use serde_json::Value;

use crate::harness::{Ran, folder_of, seaworthy};

/// A pod that pulls an image.
pub(super) fn pod(name: &str, image: &str) -> String {
    format!(
        r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"{name}","namespace":"shop"}},"spec":{{"containers":[{{"name":"web","image":"{image}"}}]}}}}"#
    )
}

/// Runs a stream by one rule; its records and how it ended.
pub(super) fn stream(args: &[&str], input: &str) -> (Vec<Value>, Ran) {
    let rule = ["check", "--no-project", "-p", "std/no-latest", "--stream"];
    let ran = seaworthy(rule.iter().chain(args), input);
    (records(&ran.stdout), ran)
}

/// What was printed, line by line.
pub(super) fn records(printed: &str) -> Vec<Value> {
    let parsed = printed.lines().map(serde_json::from_str);
    parsed.collect::<Result<_, _>>().unwrap_or_else(|e| panic!("{e}\n{printed}"))
}

fn finding_lines(records: &[Value]) -> Vec<u64> {
    let found =
        records.iter().filter(|it| it["findings"].as_array().is_some_and(|f| !f.is_empty()));
    found.map(|it| it["line"].as_u64().unwrap()).collect()
}

#[test]
fn every_line_has_its_record_in_order_and_a_summary_ends_them() {
    let lines: Vec<String> = (0..300)
        .map(|n| pod(&format!("p{n}"), if n % 3 == 0 { "nginx" } else { "nginx:1.27" }))
        .collect();
    for jobs in ["1", "4"] {
        let (records, ran) = stream(&["-j", jobs], &(lines.join("\n") + "\n"));
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        let (summary, inputs) = records.split_last().unwrap();
        assert_eq!(inputs.len(), 300);
        for (record, number) in inputs.iter().zip(1_u64..) {
            assert_eq!((&record["type"], &record["line"]), (&"input".into(), &number.into()));
            assert_eq!(record["file"], format!("<stdin>:{number}"));
            assert_eq!(record["fate"], "judged");
        }
        let expected: Vec<u64> = (0..300).filter(|n| n % 3 == 0).map(|n| n + 1).collect();
        assert_eq!(finding_lines(inputs), expected);
        assert_eq!((&summary["type"], &summary["version"]), (&"summary".into(), &1.into()));
        assert_eq!((&summary["files"], &summary["failed"]), (&300.into(), &100.into()));
        assert_eq!(summary["exitCode"], 1);
    }
}

#[test]
fn slow_lines_do_not_change_the_order() {
    // A line that takes a thousand times as long as its neighbours, again and again.
    let many: Vec<String> = (0..800).map(|n| pod(&format!("s{n}"), "nginx")).collect();
    let slow = format!(r#"{{"apiVersion":"v1","kind":"List","items":[{}]}}"#, many.join(","));
    let quick = pod("q", "nginx:1");
    let lines: Vec<&str> = (0..40).map(|n| if n % 8 == 0 { &*slow } else { &*quick }).collect();
    let (records, ran) = stream(&["-j", "4"], &lines.join("\n"));
    assert_eq!(ran.code, 1);
    let numbers: Vec<u64> = records[..40].iter().map(|it| it["line"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
    assert_eq!(finding_lines(&records), [1, 9, 17, 25, 33]);
    assert_eq!(records[0]["objects"], 800);
}

#[test]
fn findings_are_those_of_a_check_of_the_same_object() {
    let pods = ["nginx", "nginx:1.27", "NGINX", "${IMAGE}", "ghcr.io/a/b:latest"];
    for image in pods {
        let text = pod("web", image);
        let row = serde_json::json!({ "file": "<stdin>", "text": text }).to_string();
        for policy in ["std/strict", "std/no-latest"] {
            let all = ["--no-project", "-p", policy, "--index", "examples/how-to-pods/as-meant"];
            let ran = seaworthy(["check", "--stream"].iter().chain(&all), &row);
            let records = records(&ran.stdout);
            let one = seaworthy(["check", "-o", "json", "-", "--no-project", "-p", policy], &text);
            let one: Value = serde_json::from_str(&one.stdout).unwrap();
            let mut found: Vec<Value> = records[0]["findings"].as_array().unwrap().clone();
            found.sort_by_key(|it| it["manifest"]["start"]["byte"].as_u64());
            let (found, one_found) = (Value::from(found), &one["findings"]);
            assert_eq!(found, *one_found, "{image} {policy}");
            assert_eq!(records[0]["errors"], one["errors"], "{image} {policy}");
            assert_eq!(
                ran.code,
                i32::try_from(one["summary"]["exitCode"].as_u64().unwrap()).unwrap()
            );
        }
    }
}

#[test]
fn options_of_check_are_honoured() {
    let bare = pod("web", "nginx").replace(r#","namespace":"shop""#, "");
    let strict = |args: &[&str], line: &str| stream(args, line).1.code;
    assert_eq!(strict(&["--fail-on", "error"], &bare), 1);
    assert_eq!(strict(&["--strict"], r#"{"a":1}"#), 3);
    assert_eq!(strict(&[], r#"{"a":1}"#), 4);
    assert_eq!(strict(&["--allow-empty"], ""), 0);
    assert_eq!(strict(&["--limit", "file-bytes=10"], &bare), 3);
    let namespaced = stream(&["--namespace", "prod"], &bare).0;
    assert_eq!(namespaced[0]["findings"][0]["object"]["namespace"], "prod");
    let ran = seaworthy(["check", "--no-project", "-p", "std/no-latest", "--stream", "a.yaml"], "");
    assert_eq!((ran.code, &*ran.stdout), (2, ""));
    for wrong in [
        &["--stream", "-o", "json"][..],
        &["--stream", "--full"],
        &["--stream", "--baseline", "x"],
        &["--stream", "--write-baseline", "x"],
        &["--stream", "--changed", "main"],
        &["--stream", "--watch"],
        &["--index", "x"],
    ] {
        let ran = seaworthy(["check"].iter().chain(wrong), "");
        assert_eq!(ran.code, 2, "{wrong:?}");
    }
}

/// Waivers hold in a stream as they hold in a run over files, and end on the same day.
#[test]
fn waivers_are_honoured() {
    let waivers = "waivers:\n  - rule: std/no-latest\n    object: {kind: Pod, name: old}\n    \
                   reason: no version is published\n    owner: shop\n    until: 2026-12-31\n";
    let folder = folder_of(&[("waivers.yaml", waivers)]);
    let file = folder.path().join("waivers.yaml");
    let lines = [pod("old", "nginx"), pod("new", "nginx:1")].join("\n");
    let on = |day: &str| {
        let args = ["--waivers", file.to_str().unwrap(), "--today", day];
        let (records, ran) = stream(&args, &lines);
        let finding = &records[0]["findings"][0];
        let told = (records[0]["waived"].clone(), records[0]["failed"].clone());
        (told, finding["waiver"]["owner"].clone(), records[2]["waived"].clone(), ran.code)
    };
    assert_eq!(on("2026-12-31"), ((1.into(), 0.into()), "shop".into(), 1.into(), 0));
    assert_eq!(on("2027-01-01"), ((0.into(), 1.into()), Value::Null, 0.into(), 1));
}

#[test]
fn wrong_policies_end_it_with_a_summary() {
    let ran = seaworthy(["check", "--no-project", "-p", "no-such.sea", "--stream"], "{}\n");
    assert_eq!(ran.code, 2);
    let records = records(&ran.stdout);
    assert_eq!(records.len(), 1);
    assert_eq!((&records[0]["type"], &records[0]["exitCode"]), (&"summary".into(), &2.into()));
    assert_eq!(records[0]["errors"][0]["severity"], "error");
    assert!(ran.stderr.contains("no-such.sea"), "{}", ran.stderr);
}

/// Reports are as the schema says.
#[test]
fn records_are_as_the_schema_says() {
    let read = |name: &str| -> Value {
        let path = crate::harness::root().join("docs").join(name);
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let schema = read("stream.schema.json");
    // What findings and errors are stands in the report's schema, under the same names.
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        let report = &read("report.schema.json")["$defs"][name];
        assert!(report.is_null() || report == definition, "`{name}` is not the report's");
    }
    let secret = r#"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"a":1}}"#;
    let unknown =
        r#"{"apiVersion":"x.io/v1","kind":"Foo","metadata":{"name":"s"},"spec":{"image":"nginx"}}"#;
    let lines = [&*pod("web", "nginx"), "{", "", r#"{"a":1}"#, secret, unknown, &pod("x", "${A}")];
    let folder = crate::harness::folder_of(&[("bad.yaml", "a: 1\na: 2\n")]);
    let bad = folder.path().to_str().unwrap();
    for args in [&[][..], &["--index", bad]] {
        let (records, _) = stream(args, &lines.join("\n"));
        assert_eq!(records.len(), lines.len() + 1 + args.len() / 2);
        for record in records {
            let faults = crate::report::schema::faults(&schema, &schema, &record, "");
            assert!(faults.is_empty(), "{faults:#?}\n{record:#}");
        }
    }
}
