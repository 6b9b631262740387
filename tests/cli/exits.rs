//! Exit codes are the same for every format and order of options.

use std::process::{Command, Stdio};

use serde_json::Value;

use super::{pod, tagged};
use crate::harness::{folder_of, root, seaworthy_in};

/// Runs `check` with these arguments as text, as JSON and as both; the code must be the same.
#[track_caller]
fn check(folder: &std::path::Path, args: &[&str], input: &str, expected: i32) {
    for outputs in [&[][..], &["-o", "json"], &["-o", "text", "-o", "json=out.json"]] {
        let before = ["check"].iter().chain(outputs).chain(args);
        let ran = seaworthy_in(folder, before, input);
        assert_eq!(ran.code, expected, "{args:?} {outputs:?}\n{}{}", ran.stdout, ran.stderr);
        if outputs == ["-o", "json"] {
            let report: Value = serde_json::from_str(&ran.stdout).unwrap();
            assert_eq!(report["summary"]["exitCode"], expected, "{args:?}");
        }
        if !args.contains(&"--") {
            let behind = ["check"].iter().chain(args).chain(outputs);
            assert_eq!(seaworthy_in(folder, behind, input).code, expected, "{args:?} {outputs:?}");
        }
    }
}

#[test]
fn the_table() {
    let folder = folder_of(&[
        ("p.sea", tagged("error")),
        ("warn.sea", tagged("warning")),
        ("info.sea", tagged("info")),
        (
            "wrong.sea",
            "edition 1\nrule x on image i { require i.tga is present else \"x\" }\n".into(),
        ),
        ("none.sea", "edition 1\n".into()),
        ("good.yaml", pod("nginx:1")),
        ("bad.yaml", pod("nginx")),
        ("open.yaml", pod("$(IMAGE)")),
        ("broken.yaml", "a: [\n".into()),
        ("nothing.yaml", "# c\n".into()),
        ("values.yaml", "a: 1\n".into()),
        ("template.yaml", pod("x").replace("'x'", "{{ .Values.image }}")),
        (
            "widget.yaml",
            "apiVersion: foo.io/v1\nkind: Widget\nspec: {containers: [{name: c, image: x}]}\n"
                .into(),
        ),
        ("-p", pod("nginx")),
    ]);
    for (args, expected) in [
        (&["-p", "p.sea", "good.yaml"][..], 0),
        (&["-p", "p.sea", "bad.yaml"], 1),
        (&["-p", "p.sea", "good.yaml", "bad.yaml"], 1),
        (&["-p", "p.sea", "--", "-p"], 1),
        (&["-p", "wrong.sea", "good.yaml"], 2),
        (&["-p", "none.sea", "good.yaml"], 2),
        (&["-p", "missing.sea", "good.yaml"], 2),
        (&["-p", "std/missing", "good.yaml"], 2),
        (&["-p", "-", "good.yaml"], 2),
        (&["-p", "p.sea", "--param", "x=1", "good.yaml"], 2),
        (&["-p", "p.sea", "--today", "tomorrow", "good.yaml"], 2),
        (&["-p", "p.sea", "missing.yaml"], 3),
        (&["-p", "p.sea", "bad.yaml", "missing.yaml"], 3),
        (&["-p", "p.sea", "open.yaml"], 3),
        (&["-p", "p.sea", "broken.yaml"], 3),
        (&["-p", "p.sea", "bad.yaml", "broken.yaml"], 3),
        (&["-p", "p.sea", "nothing.yaml"], 4),
        (&["-p", "p.sea", "--allow-empty", "nothing.yaml"], 0),
        (&["-p", "p.sea", "--allow-empty", "nothing.yaml", "broken.yaml"], 3),
        // What does not count does not fail.
        (&["-p", "warn.sea", "bad.yaml"], 0),
        (&["-p", "warn.sea", "--fail-on", "warning", "bad.yaml"], 1),
        (&["-p", "warn.sea", "--fail-on", "info", "bad.yaml"], 1),
        (&["-p", "info.sea", "--fail-on", "warning", "bad.yaml"], 0),
        (&["-p", "info.sea", "--fail-on", "info", "bad.yaml"], 1),
        (&["-p", "warn.sea", "open.yaml"], 0),
        (&["-p", "warn.sea", "--fail-on", "warning", "open.yaml"], 3),
        // Strictness.
        (&["-p", "p.sea", "good.yaml", "values.yaml"], 0),
        (&["-p", "p.sea", "--strict", "good.yaml", "values.yaml"], 3),
        (&["-p", "p.sea", "good.yaml", "widget.yaml"], 0),
        (&["-p", "p.sea", "--strict-coverage", "good.yaml", "widget.yaml"], 3),
        (&["-p", "p.sea", "widget.yaml"], 0),
        (&["-p", "p.sea", "--require-match", "widget.yaml"], 4),
        (&["-p", "p.sea", "--require-match", "good.yaml"], 0),
        (&["-p", "p.sea", "template.yaml"], 3),
        (&["-p", "p.sea", "--skip-templates", "template.yaml"], 4),
        (&["-p", "p.sea", "--skip-templates", "template.yaml", "good.yaml"], 0),
        (&["-p", "p.sea", "--limit", "nesting=2", "good.yaml"], 3),
        (&["-p", "p.sea", "--limit", "file-bytes=10", "good.yaml"], 3),
    ] {
        check(folder.path(), args, "", expected);
    }
}

#[test]
fn standard_input_is_yaml_or_json() {
    let folder = folder_of(&[("p.sea", tagged("error")), ("good.yaml", pod("nginx:1"))]);
    let json = |image: &str| {
        format!(
            r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"p"}},"spec":{{"containers":[{{"name":"c","image":"{image}"}}]}}}}"#
        )
    };
    for (input, expected) in [
        (pod("nginx:1"), 0),
        (pod("nginx"), 1),
        (json("nginx:1"), 0),
        (json("nginx"), 1),
        (json("nginx:1") + &json("nginx"), 1),
        (pod("nginx:1") + "---\n" + &pod("nginx"), 1),
        (String::new(), 4),
        ("a: [".to_owned(), 3),
    ] {
        check(folder.path(), &["-p", "p.sea", "-"], &input, expected);
    }
    // Named twice, it is read once; beside files it comes last.
    let args = ["check", "-p", "p.sea", "-o", "json", "-", "good.yaml", "-"];
    let ran = seaworthy_in(folder.path(), args, &pod("nginx"));
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, &report["summary"]["files"]), (1, &2.into()));
    assert_eq!(report["findings"][0]["manifest"]["file"], "<stdin>");
}

#[test]
fn usage_that_is_wrong_exits_with_2() {
    let folder = folder_of(&[("p.sea", tagged("error")), ("good.yaml", pod("nginx:1"))]);
    for (args, told) in [
        (&["check", "--nope"][..], "--nope"),
        (&["chekc"], "check"),
        (&["check", "-o", "yaml"], "`csv` and `policyreport`"),
        (&["check", "-o", "json="], "a file name is missing"),
        (
            &["check", "-o", "json=a", "-o", "sarif=a"],
            "`-o json=a` and `-o sarif=a` write one file",
        ),
        (&["check", "-o", "json=a", "-o", "text", "-o", "csv=./a"], "`-o csv=./a` write one file"),
        (
            &["check", "-o", "text", "-o", "json"],
            "`-o text` and `-o json` both print to standard out",
        ),
        (&["check", "-o", "json=/dev/stdout", "-o", "tap"], "both print to standard output"),
        (
            &["test", "-o", "text", "-o", "tap"],
            "`-o text` and `-o tap` both print to standard output",
        ),
        (&["test", "-o", "tap=a", "--coverage=html=a"], "and `--coverage=html=a` write one file"),
        (&["check", "--fail-on", "fatal"], "error, warning, info"),
        (&["check", "--limit", "deep=1"], "nesting"),
        (&["check", "--limit", "nesting"], "NAME=NUMBER"),
        (&["check", "--limit", "nesting=-1"], "no number"),
        (&["check", "--param", "x"], "NAME=VALUE"),
        (&["check", "-j", "0"], "0"),
        (&["check", "-j", "many"], "many"),
        (&["check", "--color", "sometimes"], "always"),
        (&["check", "-q", "-v"], "--quiet"),
        (&["eval"], "WHAT"),
        (&["explain"], "WHAT"),
        (&["completions", "tcsh"], "bash"),
        (&[], "Usage"),
    ] {
        let ran = seaworthy_in(folder.path(), args, "");
        assert_eq!(ran.code, 2, "{args:?}\n{}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.stdout, "", "{args:?}");
        assert!(ran.stderr.contains(told), "{args:?}: {}", ran.stderr);
        assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    }
    assert!(!folder.path().join("a").exists(), "nothing is written where usage is wrong");
    for args in [&["--help"][..], &["check", "--help"], &["--version"], &["help", "eval"]] {
        assert_eq!(seaworthy_in(folder.path(), args, "").code, 0, "{args:?}");
    }
}

#[test]
fn a_file_that_may_not_be_read_is_an_error() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder_of(&[("p.sea", tagged("error")), ("good.yaml", pod("nginx:1"))]);
    let locked = folder.path().join("good.yaml");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&locked).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    check(folder.path(), &["-p", "p.sea", "."], "", 3);
    check(folder.path(), &["-p", "p.sea", "good.yaml"], "", 3);
}

#[test]
fn commands_whose_output_is_lost_say_so() {
    for args in [
        &["rules"][..],
        &["explain", "E0203"],
        &["man"],
        &["completions", "bash"],
        &["eval", "1 + 1"],
        &["repl", "examples/how-to-pods/as-meant"],
        &["test", "std/no-latest"],
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
        let ran = command.args(args).current_dir(root()).stdout(full).stderr(Stdio::piped());
        assert_eq!(ran.output().unwrap().status.code(), Some(3), "{args:?}");
    }
}
