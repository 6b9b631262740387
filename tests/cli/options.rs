//! Options of `check` that change what is printed or read.

use std::fs;

use serde_json::Value;

use super::{pod, tagged};
use crate::harness::{folder_of, seaworthy_in};

fn report(folder: &std::path::Path, args: &[&str]) -> Value {
    let args = ["check", "-p", "p.sea", "-o", "json"].iter().chain(args);
    let ran = seaworthy_in(folder, args, "");
    serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}{}", ran.stdout, ran.stderr))
}

#[test]
fn outputs_go_where_they_are_sent() {
    let folder = folder_of(&[("p.sea", tagged("error")), ("bad.yaml", pod("nginx"))]);
    let here = folder.path();
    let args = ["check", "-p", "p.sea", "-o", "json=a.json", "-o", "text", "-o", "text=b.txt", "."];
    let ran = seaworthy_in(here, args, "");
    assert_eq!((ran.code, &*ran.stderr), (1, ""));
    let json: Value =
        serde_json::from_str(&fs::read_to_string(here.join("a.json")).unwrap()).unwrap();
    assert_eq!(json["findings"][0]["rule"], "tagged");
    assert_eq!(fs::read_to_string(here.join("b.txt")).unwrap(), ran.stdout);
    assert!(ran.stdout.contains("failed: 1 failure"), "{}", ran.stdout);
    // What was written before is replaced whole, and nothing is left beside it.
    let ran =
        seaworthy_in(here, ["check", "-p", "p.sea", "-o", "text=b.txt", "-q", "bad.yaml"], "");
    assert_eq!((ran.code, &*ran.stdout), (1, ""));
    assert!(!fs::read_to_string(here.join("b.txt")).unwrap().contains("failed: 1"));
    let names: Vec<_> = fs::read_dir(here).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    let args = ["check", "-p", "p.sea", "-o", "json=no/such/folder.json", "."];
    let ran = seaworthy_in(here, args, "");
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("can't write no/such/folder.json: no such file"), "{}", ran.stderr);
}

#[test]
fn a_dash_is_standard_output() {
    let folder = folder_of(&[("p.sea", tagged("error")), ("bad.yaml", pod("nginx"))]);
    let run = |args: &[&str]| {
        let args = ["check", "-p", "p.sea", "bad.yaml"].iter().chain(args);
        seaworthy_in(folder.path(), args, "")
    };
    let (dash, plain) = (run(&["-o", "csv=-"]), run(&["-o", "csv"]));
    assert_eq!((dash.code, &dash.stdout), (1, &plain.stdout));
    assert!(plain.stdout.contains("tagged") && !folder.path().join("-").exists());
    let both = run(&["-o", "csv=-", "-o", "json"]);
    assert_eq!((both.code, &*both.stdout), (2, ""));
    assert!(both.stderr.contains("`-o csv` and `-o json` both print"), "{}", both.stderr);
}

#[test]
fn as_many_findings_are_listed_as_somebody_asks_for() {
    let many = |count: usize| {
        let containers = "  - {name: c, image: nginx}\n".repeat(count);
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  containers:\n{containers}"
        )
    };
    let folder =
        folder_of(&[("p.sea", tagged("error")), ("a.yaml", many(1_500)), ("b.yaml", pod("nginx"))]);
    let counts = |args: &[&str]| {
        let report = report(folder.path(), args);
        let left_out = report["summary"]["findingsLeftOut"].as_u64().unwrap();
        let listed = report["findings"].as_array().unwrap();
        assert_eq!(report["summary"]["failed"], 1_501);
        let in_b = listed.iter().filter(|it| it["manifest"]["file"] == "b.yaml").count();
        (listed.len() - in_b, in_b, left_out)
    };
    // Of one rule in one file a thousand, or a tenth of all.
    assert_eq!(counts(&["a.yaml", "b.yaml"]), (1_000, 1, 500));
    assert_eq!(counts(&["--max-findings", "15000", "a.yaml", "b.yaml"]), (1_500, 1, 0));
    assert_eq!(counts(&["--max-findings", "14000", "a.yaml", "b.yaml"]), (1_400, 1, 100));
    assert_eq!(counts(&["--max-findings", "7", "a.yaml", "b.yaml"]), (7, 0, 1_494));
    assert_eq!(counts(&["--max-findings", "0", "a.yaml", "b.yaml"]), (0, 0, 1_501));
    let ran = seaworthy_in(folder.path(), ["check", "-p", "p.sea", "--max-findings", "7", "."], "");
    assert!(ran.stdout.contains("1494 findings more are counted and not listed"), "{}", ran.stdout);
    assert!(ran.stdout.contains("`--max-findings`"), "{}", ran.stdout);
}

#[test]
fn quiet_and_verbose() {
    let folder = folder_of(&[
        ("p.sea", tagged("error")),
        ("bad.yaml", pod("nginx")),
        ("values.yaml", "a: 1\n".into()),
    ]);
    let shown = |args: &[&str]| {
        let args = ["check", "-p", "p.sea"].iter().chain(args);
        seaworthy_in(folder.path(), args, "").stdout
    };
    let (plain, verbose, quiet) = (shown(&["."]), shown(&["-v", "."]), shown(&["-q", "."]));
    assert!(!plain.contains("values.yaml"), "{plain}");
    assert!(verbose.contains("values.yaml: not a Kubernetes object"), "{verbose}");
    assert!(quiet.contains("error[tagged]") && !quiet.contains("judged"), "{quiet}");
    assert!(plain.starts_with(&quiet), "{plain}");
    // Global options stand before the command too.
    let before = seaworthy_in(folder.path(), ["-q", "check", "-p", "p.sea", "."], "").stdout;
    assert_eq!(before, quiet);
}

#[test]
fn narrated_reports_are_sentences() {
    let folder = folder_of(&[("p.sea", tagged("error")), ("bad.yaml", pod("nginx"))]);
    let args = ["check", "--narrate", "-p", "p.sea", "bad.yaml"];
    let shown = seaworthy_in(folder.path(), args, "").stdout;
    assert!(shown.contains("`nginx` has no tag"), "{shown}");
    assert!(shown.contains("bad.yaml"), "{shown}");
    let drawn = |c: char| ('\u{2500}'..='\u{257f}').contains(&c);
    assert!(!shown.contains(drawn), "{shown}");
}

#[test]
fn full_shows_every_finding_whole() {
    let many: String = (0..9).map(|_| pod("nginx") + "---\n").collect();
    let folder = folder_of(&[("p.sea", tagged("error")), ("bad.yaml", many)]);
    let whole = |args: &[&str]| {
        let args = ["check", "-p", "p.sea", "bad.yaml"].iter().chain(args);
        seaworthy_in(folder.path(), args, "").stdout.matches("error[tagged]").count()
    };
    assert_eq!((whole(&[]), whole(&["--full"])), (3, 9));
}

#[test]
fn stats_are_times_and_never_in_json() {
    let folder = folder_of(&[("p.sea", tagged("error")), ("good.yaml", pod("nginx:1"))]);
    let args = ["check", "--stats", "-p", "p.sea", "good.yaml"];
    let shown = seaworthy_in(folder.path(), args, "").stdout;
    let last = shown.lines().last().unwrap();
    for phase in ["parse", "check", "judge", "report", "total"] {
        assert!(last.contains(phase), "{last}");
    }
    assert_eq!(
        report(folder.path(), &["--stats", "good.yaml"]),
        report(folder.path(), &["good.yaml"])
    );
}

#[test]
fn the_current_folder_is_judged_if_none_is_named() {
    let folder = folder_of(&[("p.sea", tagged("error")), ("sub/bad.yaml", pod("nginx"))]);
    let report = report(folder.path(), &[]);
    assert_eq!(report["summary"]["files"], 1);
    assert!(report["findings"][0]["manifest"]["file"].as_str().unwrap().ends_with("sub/bad.yaml"));
}

#[test]
fn the_namespace_is_where_objects_land() {
    let policy =
        "edition 1\nrule shop on image i { require i.namespace == \"shop\" else \"elsewhere\" }\n";
    let folder = folder_of(&[("p.sea", policy.to_owned()), ("good.yaml", pod("nginx"))]);
    let exit = |args: &[&str]| {
        let args = ["check", "-p", "p.sea", "good.yaml"].iter().chain(args);
        seaworthy_in(folder.path(), args, "").code
    };
    assert_eq!(exit(&[]), 3);
    assert_eq!(exit(&["--namespace", "shop"]), 0);
    assert_eq!(exit(&["--namespace", "prod"]), 1);
    let told = report(folder.path(), &["--namespace", "prod", "good.yaml"]);
    assert_eq!(told["findings"][0]["object"]["namespace"], "prod");
}

#[test]
fn the_day_is_an_input() {
    let policy =
        "edition 1\nrule r on image i { require today < date\"2026-06-01\" else \"late\" }\n";
    let folder = folder_of(&[("p.sea", policy.to_owned()), ("good.yaml", pod("nginx"))]);
    let exit = |day: &str| {
        let args = ["check", "-p", "p.sea", "--today", day, "good.yaml"];
        seaworthy_in(folder.path(), args, "").code
    };
    assert_eq!((exit("2026-05-31"), exit("2026-06-01")), (0, 1));
    for wrong in ["2026-02-30", "yesterday", "", "2026-1-1"] {
        assert_eq!(exit(wrong), 2, "{wrong:?}");
    }
}

#[test]
fn ignored_files_are_left_out_if_asked() {
    let folder = folder_of(&[
        ("p.sea", tagged("error")),
        (".git/HEAD", String::new()),
        (".gitignore", "gen/\n".into()),
        ("gen/bad.yaml", pod("nginx")),
        ("good.yaml", pod("nginx:1")),
    ]);
    let files = |args: &[&str]| report(folder.path(), args)["summary"]["files"].clone();
    assert_eq!(files(&["."]), 2);
    assert_eq!(files(&["--respect-gitignore", "."]), 1);
    // What is named is judged.
    assert_eq!(files(&["--respect-gitignore", "gen/bad.yaml", "."]), 2);
}

/// What the system calls an open file (`/dev/stdout` may be one) is written to, and its name stays.
#[cfg(unix)]
#[test]
fn an_open_file_is_written_in_place() {
    let folder = folder_of(&[("pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n")]);
    let command = "echo begun >&3; exec \"$0\" check --no-project -q -o json=/dev/fd/3 pod.yaml";
    let ran = std::process::Command::new("sh")
        .args(["-c", &format!("{{ {command}; }} 3>out"), env!("CARGO_BIN_EXE_seaworthy")])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stderr), "");
    let written = std::fs::read_to_string(folder.path().join("out")).unwrap();
    assert!(written.starts_with("begun\n{") && written.ends_with("}\n"), "{written}");
}
