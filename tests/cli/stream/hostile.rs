//! Lines that want to break the stream: each is a record of its own, and the next one is judged.

use serde_json::Value;

use super::{pod, records};
use crate::harness::root;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Runs a stream over bytes.
fn over(bytes: &[u8]) -> (Vec<Value>, i32) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .args(["check", "--no-project", "-p", "std/no-latest", "--stream"])
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut input, bytes) = (child.stdin.take().unwrap(), bytes.to_vec());
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    (records(&String::from_utf8(output.stdout).unwrap()), output.status.code().unwrap())
}

#[test]
fn a_bad_line_is_an_error_and_the_next_is_judged() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep = format!(r#"{{"apiVersion":"v1","kind":"Pod","a":{deep}}}"#);
    let twice = r#"{"apiVersion":"v1","kind":"Pod","kind":"Pod","metadata":{"name":"a"}}"#;
    let long = format!(r#"{{"apiVersion":"v1","kind":"Pod","a":"{}"}}"#, "x".repeat(5 << 20));
    for (bytes, code) in [
        (&b"{\"kind\":\"\xff\"}"[..], "E0501"),
        (br#"{"apiVersion":"v1","kind":"Pod""#, "E0519"),
        (b"{\"kind\":\"a\0b\"}", "E0519"),
        (b"not json", "E0519"),
        (b"[]", "E0519"),
        (b"null", "E0519"),
        (br#"{"a":1}{"a":1}"#, "E0519"),
        (b"{kind: Pod}", "E0519"),
        ("\u{feff}{}".as_bytes(), "E0519"),
        (br#"{"text":"a"}"#, "E0561"),
        (br#"{"file":"a","text":1}"#, "E0561"),
        (twice.as_bytes(), "E0507"),
        (deep.as_bytes(), "E0523"),
        (long.as_bytes(), "E0522"),
        (br#"{"file":"a.yaml","text":"a: 1\na: 2\n"}"#, "E0507"),
    ] {
        let good = pod("web", "nginx");
        let input = [good.as_bytes(), b"\n", bytes, b"\n", good.as_bytes()].concat();
        let (records, exit) = over(&input);
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        assert_eq!(records.len(), 4, "{shown}");
        assert_eq!(records[1]["fate"], "errored", "{shown}");
        assert_eq!(records[1]["errors"][0]["code"], code, "{shown}: {:#}", records[1]);
        assert_eq!(records[0]["findings"], at_line(&records[2]["findings"], 1), "{shown}");
        assert_eq!((exit, &records[3]["exitCode"]), (3, &3.into()), "{shown}");
    }
}

/// Findings as they would be at another line.
fn at_line(findings: &Value, line: u64) -> Value {
    let mut findings = findings.clone();
    assert!(!findings.as_array().unwrap().is_empty());
    for finding in findings.as_array_mut().unwrap() {
        finding["manifest"]["file"] = format!("<stdin>:{line}").into();
    }
    findings
}

#[test]
fn ends_of_lines_and_marks_and_blanks_do_no_harm() {
    let good = pod("web", "nginx");
    let input = format!("\u{feff}{good}\r\n\r\n  \n{good}");
    let (records, exit) = over(input.as_bytes());
    assert_eq!(exit, 1);
    let fates: Vec<&str> = records[..4].iter().map(|it| it["fate"].as_str().unwrap()).collect();
    assert_eq!(fates, ["judged", "setAside", "setAside", "judged"]);
    assert_eq!(records[1]["reason"], "empty");
    assert_eq!(records[0]["findings"], at_line(&records[3]["findings"], 1));
}

#[test]
fn a_list_is_judged_item_by_item() {
    let list = format!(
        r#"{{"apiVersion":"v1","kind":"List","items":[{},{}]}}"#,
        pod("a", "nginx"),
        pod("b", "nginx")
    );
    let (records, exit) = over(list.as_bytes());
    assert_eq!((exit, &records[0]["objects"], &records[0]["failed"]), (1, &2.into(), &2.into()));
    let path = &records[0]["findings"][1]["path"];
    assert!(path.as_str().unwrap().ends_with("spec.containers[0].image"), "{path}");
}

#[test]
fn nothing_of_a_secret_is_told() {
    let secret =
        r#"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"a":["aHVzaA=="]}}"#;
    let broken = r#"{"apiVersion":"v1","kind":"Secret","stringData":{"a":"aHVzaA=="}"#;
    let (records, _) = over(format!("{secret}\n{broken}\n").as_bytes());
    let all = serde_json::to_string(&records).unwrap();
    assert!(!all.contains("aHVzaA"), "{all}");
}

#[test]
fn no_text_breaks_a_record() {
    let row = serde_json::json!({ "file": "a\n\u{1b}[2J\u{202e}.yaml", "text": pod("w", "nginx") });
    let (records, _) = over(row.to_string().as_bytes());
    assert_eq!(records[0]["file"], "a\n\u{1b}[2J\u{202e}.yaml");
    assert_eq!(records.len(), 2);
}
