//! `eval` of a rule: by its name, by its text; what it prints, what it exits with, that it agrees with
//! `check`.

use serde_json::Value;

use super::{pod, tagged};
use crate::harness::{Ran, folder_of, root, seaworthy, seaworthy_in};
use crate::report::schema::faults;

const RULE: &str = "rule named on image i { require i.tag is present else \"`{i}` has no tag\" }";

/// Runs `eval` in a folder with a few manifests and policies.
fn eval(args: &[&str]) -> Ran {
    let folder = folder_of(&[
        ("p.sea", tagged("warning")),
        (
            "images.sea",
            "edition 1\nlet floor: Int = 3\nrule images on image i { require false else \"no\" }\n"
                .to_owned(),
        ),
        ("a.yaml", pod("nginx:1")),
        ("b.yaml", pod("nginx")),
        ("c.yaml", pod("$(X)")),
        ("none.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n".to_owned()),
        ("aside.yaml", "a: 1\n".to_owned()),
        ("broken.yaml", "a: [".to_owned()),
    ]);
    seaworthy_in(folder.path(), ["eval"].iter().chain(args), "")
}

#[test]
fn a_rule_exits_as_check_does() {
    for (args, code, told) in [
        (&["std/no-latest", "a.yaml"][..], 0, "1 passed"),
        (&["std/no-latest", "a.yaml", "b.yaml"], 1, "1 failed, 1 passed"),
        (&["std/no-latest", "c.yaml"], 3, "1 undecided"),
        (&["std/no-latest", "b.yaml", "broken.yaml"], 3, "1 failed"),
        (&["std/no-latest", "missing.yaml"], 3, "`missing.yaml` does not exist"),
        (&["std/no-latest"], 4, "nothing to judge"),
        (&["std/no-latest", "aside.yaml"], 4, "nothing to judge"),
        (&["std/no-latest", "aside.yaml", "--allow-empty"], 0, "nothing to judge"),
        (&["std/no-latest", "none.yaml"], 0, "no rule matched anything"),
        (&["std/no-latest", "none.yaml", "--require-match"], 4, "matched nothing: std/no-latest"),
        // A warning of a rule that is asked for counts.
        (&["tagged", "-p", "p.sea", "b.yaml"], 1, "`nginx` has no tag"),
        (&[RULE, "b.yaml"], 1, "`nginx` has no tag"),
        (&[RULE, "a.yaml"], 0, "1 passed"),
        // What a shell's heredoc leaves around it.
        (&[&format!("\n  # mine\n{RULE}\n"), "a.yaml"], 0, "1 passed"),
        (&[&format!("edition 1\n{RULE}"), "a.yaml"], 0, "1 passed"),
    ] {
        let ran = eval(args);
        assert_eq!(ran.code, code, "{args:?}\n{}{}", ran.stdout, ran.stderr);
        assert!(ran.stdout.contains(told), "{args:?}\n{}", ran.stdout);
        assert_eq!(ran.stderr, "", "{args:?}");
        let json = eval(&[args, &["-o", "json"]].concat());
        assert_eq!((json.code, &*json.stderr), (code, ""), "{args:?}");
        let report: Value = serde_json::from_str(&json.stdout).unwrap();
        let schema = std::fs::read_to_string(root().join("docs/report.schema.json")).unwrap();
        let schema: Value = serde_json::from_str(&schema).unwrap();
        let faults = faults(&schema, &schema, &report, "");
        assert!(faults.is_empty(), "{args:?}: {faults:#?}");
        assert_eq!(report["summary"]["exitCode"], code, "{args:?}");
        assert_eq!(report["summary"]["rules"], 1, "{args:?}");
    }
}

#[test]
fn what_a_name_means_is_settled() {
    for (args, printed) in [
        // A rule's name is that rule, in parentheses an expression.
        (&["images", "-p", "images.sea", "a.yaml"][..], "error[images]: no"),
        (&["(images).len()", "-p", "images.sea", "a.yaml"], "1\n"),
        (&["images.len()", "-p", "images.sea", "a.yaml"], "1\n"),
        (&["images.len()", "a.yaml"], "1\n"),
        (&["floor", "-p", "images.sea"], "3\n"),
        (&["floor - 1", "-p", "images.sea"], "2\n"),
    ] {
        let ran = eval(args);
        assert!(ran.stdout.starts_with(printed), "{args:?}\n{}{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn a_text_uses_what_an_expression_may() {
    let mutable = "rule m on image i { require not is_mutable(i) else \"moves\" }";
    let own = "param least: Int = 2\nfunc twice(n: Int) -> Int = n + n\nlet four = twice(2)\n\
               rule m on manifests r { require twice(floor) - four >= least else \"{four}\" }";
    let shadowed = "rule m on image is_mutable { require is_mutable.tag is present else \"x\" }";
    for (args, code) in [
        (&[mutable, "a.yaml"][..], 0),
        (&[mutable, "b.yaml"], 1),
        (&[own, "-p", "images.sea", "a.yaml"], 0),
        (&[own, "-p", "images.sea", "--param", "least=3", "a.yaml"], 1),
        (&[shadowed, "a.yaml"], 0),
        (
            &[
                "import std/images { is_mutable }\nrule m on image i { require not is_mutable(i) else \"m\" }",
                "a.yaml",
            ],
            0,
        ),
    ] {
        let ran = eval(args);
        assert_eq!(ran.code, code, "{args:?}\n{}{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn what_is_no_rule_is_told() {
    let two = format!("{RULE}\n{}", RULE.replace("named", "other"));
    for (args, told) in [
        (&["std/no-lates"][..], "no rule or pack `std/no-lates`; did you mean `std/no-latest`?"),
        (&["std/recommended"], "`std/recommended` stands for 7 rules"),
        (&["no-latest"], "did you mean `std/no-latest`?"),
        (&["no-lates"], "did you mean `std/no-latest`?"),
        (&["taged-it", "-p", "p.sea"], "unknown name `taged`"),
        (&[two.as_str()], "one rule is asked for, and the text has 2"),
        (&["rul a on image i { require true else \"x\" }"], "did you mean `rule`?"),
        (&["rule a on image i { require tru else \"x\" }"], "<rule>:1:29"),
        (&["rule a on imgae i { require true else \"x\" }"], "did you mean `image`?"),
        (&["rule a on image i { require true }"], "add `else"),
        (&["rule tagged on image i { require true else \"x\" }", "-p", "p.sea"], "already"),
        (&["std/no-latest", "--param", "nosuch=1"], "no param `nosuch`"),
        (&["std/no-latest", "--today", "x"], "is not a date"),
        (&["std/no-latest", "--profile", "x"], "no project file is used"),
        (&["1 + 1", "--require-match"], "are about a rule"),
    ] {
        let ran = eval(args);
        assert_eq!((ran.code, &*ran.stdout), (2, ""), "{args:?}\n{}", ran.stderr);
        let words = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(told), "{args:?}: no {told} in\n{}", ran.stderr);
    }
}

#[test]
fn a_project_file_says_how_but_never_whether() {
    let folder = folder_of(&[
        (
            "seaworthy.yaml",
            "policies: [p.sea]\nparams: {least: 0}\nrules: {tagged: {enforce: audit, severity: info}, other: {enforce: 'off'}}\n"
                .to_owned(),
        ),
        (
            "p.sea",
            tagged("warning")
                + "param least: Int = 1\nrule other on image i { require least > 0 else \"other\" }\n",
        ),
        ("b.yaml", pod("nginx")),
    ]);
    let eval = |args: &[&str]| seaworthy_in(folder.path(), ["eval"].iter().chain(args), "");
    for (args, code, told) in [
        (&["tagged", "b.yaml"][..], 1, "info[tagged]"),
        (&["other", "b.yaml"], 1, "error[other]: other"),
        (&["other", "b.yaml", "--param", "least=1"], 0, "1 passed"),
        (&["std/image-present", "b.yaml"], 0, "by the project file seaworthy.yaml"),
        (&["least"], 0, "0\n"),
    ] {
        let ran = eval(args);
        let all = format!("{}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.code, code, "{args:?}\n{all}");
        assert!(all.contains(told), "{args:?}\n{all}");
    }
}

/// The rules of the library, by their ids.
fn rules() -> Vec<String> {
    let listed = seaworthy(["rules", "-v"], "").stdout;
    let ids = listed.lines().filter_map(|line| line.trim_start().split(' ').next());
    let ids: Vec<String> = ids.filter(|id| id.starts_with("std/")).map(str::to_owned).collect();
    assert!(ids.len() > 100, "{listed}");
    ids
}

#[test]
fn every_rule_of_the_library_says_what_check_says() {
    let mut failed = 0;
    let mut judged = 0;
    for rule in rules() {
        let check = seaworthy(["check", "--no-project", "-o", "json", "-p", &rule, "examples"], "");
        let eval = seaworthy(["eval", "--no-project", "-o", "json", &rule, "examples"], "");
        if eval.code == 2 {
            // It must be told something first, or is a pack of several.
            assert!(
                check.code == 2 || eval.stderr.contains(" stands for "),
                "{rule}: {}",
                eval.stderr
            );
            continue;
        }
        let read = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
        let (mut check, mut eval) = (read(&check.stdout), read(&eval.stdout));
        for report in [&mut check, &mut eval] {
            let summary = report["summary"].as_object_mut().unwrap();
            summary.remove("exitCode");
        }
        assert_eq!(check, eval, "{rule}");
        judged += 1;
        failed += usize::from(check["summary"]["failed"] != 0);
    }
    assert!(judged > 80 && failed > 20, "{judged} rules judged, {failed} failed");
}
