//! `check --render`: what programs make of charts and kustomizations is judged, and told of the files that it
//! was made from.
//!
//! `played` has programs of its own, a few lines of shell, for all that real ones do only on a bad day;
//! `real` asks those that `SEAWORTHY_RENDERERS` names, folders as in `PATH` with a helm and a kubectl
//! (`scripts/render.sh` installs two), else what `PATH` leads to.
#![cfg(unix)]

mod played;
mod real;

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::Ran;

/// A policy by which images have a tag other than `latest`.
const POLICY: &str = "edition 1\nrule tagged (error) on image i {\n  require i.tag is present and i.tag \
                      != \"latest\" else \"`{i}` has no tag\"\n}\n";

/// Runs the program in a folder, where `PATH` leads to these folders only.
fn run_in(folder: &Path, programs: &OsStr, args: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .args(args)
        .current_dir(folder)
        .env("PATH", programs)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .env("HELM_CACHE_HOME", folder.join(".helm"))
        .env("KUBECONFIG", "/dev/null")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Ran {
        code: output.status.code().expect("it ends by itself"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// What `check -p p.sea --render -o json` reports, and the exit code.
fn judged(folder: &Path, programs: &OsStr, args: &[&str]) -> (Value, i32) {
    let all = [&["check", "-p", "p.sea", "--render", "-o", "json"], args].concat();
    let ran = run_in(folder, programs, &all);
    let report = serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|e| panic!("no report: {e}\n{}{}", ran.stdout, ran.stderr));
    (report, ran.code)
}

/// Of each finding: `FILE:LINE:COLUMN`, with a `?` behind it where that is a guess, and the message.
fn places(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let line = |finding: &Value| {
        let at = &finding["manifest"];
        let guess = finding["rendered"]["guess"].as_bool();
        let mark = if guess == Some(true) { "?" } else { "" };
        let file = at["file"].as_str().unwrap();
        let (line, column) = (&at["start"]["line"], &at["start"]["column"]);
        format!("{file}:{line}:{column}{mark} {}", finding["message"].as_str().unwrap())
    };
    findings.map(line).collect()
}

/// The files that were set aside, with the reasons.
fn set_aside(report: &Value) -> Vec<String> {
    let all = report["setAside"].as_array().unwrap().iter();
    all.map(|it| format!("{}: {}", it["file"].as_str().unwrap(), it["reason"].as_str().unwrap()))
        .collect()
}

/// The codes of errors.
fn codes(report: &Value) -> Vec<&str> {
    report["errors"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect()
}

/// That every file is accounted for, and the report is as its schema says.
fn check_books(report: &Value) {
    let count = |name: &str| report["summary"][name].as_u64().unwrap();
    let sum = count("filesJudged") + count("filesErrored") + count("filesSetAside");
    assert_eq!(count("files"), sum, "{report:#}");
    let path = crate::harness::root().join("docs/report.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let faults = crate::report::schema::faults(&schema, &schema, report, "");
    assert!(faults.is_empty(), "{faults:#?}");
}
