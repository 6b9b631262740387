//! `explain --at`: what stands at a line, what rules say of it, and how they come to that.
//!
//! `traces/*.txt` are shells' sessions: commands behind `$ `, and beneath each what it prints, on
//! standard output and beside it, and what it exits with. `SEAWORTHY_BLESS=1` writes them anew.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::harness::{Ran, folder_of, root, seaworthy, seaworthy_in};
use crate::report::schema::faults;

/// What a shell shows of a command of a session.
fn shown(command: &str) -> String {
    let words = command.split(' ').filter(|word| !word.is_empty()).skip(1);
    let ran = seaworthy_in(&root().join("tests/cli/traces"), words, "");
    let exit = if ran.code == 0 { String::new() } else { format!("[exits with {}]\n", ran.code) };
    format!("$ {command}\n{}{}{exit}", ran.stdout, ran.stderr)
}

#[test]
fn sessions_read_as_they_are_written() {
    let mut seen = 0;
    for entry in fs::read_dir(root().join("tests/cli/traces")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "txt") {
            continue;
        }
        let expected = fs::read_to_string(&path).unwrap();
        let commands = expected.lines().filter_map(|line| line.strip_prefix("$ "));
        let actual: Vec<String> = commands.map(shown).collect();
        let actual = actual.join("\n");
        if std::env::var_os("SEAWORTHY_BLESS").is_some_and(|value| value == "1") {
            fs::write(&path, &actual).unwrap();
            continue;
        }
        assert_eq!(actual, expected, "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 3 || std::env::var_os("SEAWORTHY_BLESS").is_some());
}

fn trace(args: &[&str]) -> Value {
    let ran = seaworthy(["explain", "-o", "json"].iter().chain(args), "");
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{args:?}");
    serde_json::from_str(&ran.stdout).unwrap()
}

fn schema() -> Value {
    let text = fs::read_to_string(root().join("docs/trace.schema.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn traces_are_as_the_schema_says() {
    let schema = schema();
    for args in [
        &["--at", "examples/platform-team/teams/search.yaml:18"][..],
        &["--at", "examples/platform-team/teams/search.yaml:1"],
        &["--at", "examples/platform-team/teams/payments.yaml:40", "-p", "std/strict"],
        &["--at", "examples/platform-team/teams/payments.yaml:17", "-p", "examples/platform-team"],
        &["--at", "tests/cli/traces/odd.yaml:2:1", "-p", "std/strict"],
        &["--at", "tests/cli/traces/odd.yaml:11", "-p", "std/strict"],
    ] {
        let trace = trace(args);
        let faults = faults(&schema, &schema, &trace, "");
        assert!(faults.is_empty(), "{args:?}: {faults:#?}");
        let rules = trace["rules"].as_array().unwrap();
        assert!(!rules.is_empty(), "{args:?}");
        for rule in rules {
            assert_eq!(rule["verdict"].is_null(), rule["unmatched"].is_string(), "{rule:#}");
        }
    }
}

#[test]
fn what_is_no_trace_is_refused() {
    let schema = schema();
    let trace = trace(&["--at", "examples/platform-team/teams/search.yaml:18"]);
    for (pointer, wrong) in [
        ("/version", Value::from("1")),
        ("/subjects/0/sort", Value::from("volume")),
        ("/rules/0/verdict", Value::from("perhaps")),
        ("/rules/0/matches/0/steps/0/clause", Value::from("unless")),
        ("/rules/0/matches/0/steps/0/depth", Value::from(-1)),
        ("/rules/0/matches/0/findings/0/policy/start", Value::Null),
        ("/object", Value::Null),
    ] {
        let mut broken = trace.clone();
        *broken.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is not there")) = wrong;
        assert!(!faults(&schema, &schema, &broken, "").is_empty(), "{pointer}");
    }
}

/// All that `check` finds in a file is found again at its line, in the same words; and nothing else.
#[test]
fn traces_say_what_check_says() {
    let mut told = 0;
    for (file, policy) in [
        ("examples/platform-team/teams/search.yaml", "std/strict"),
        ("examples/platform-team/teams/payments.yaml", "examples/platform-team"),
        ("examples/how-to-pods/as-meant/always.yaml", "std/strict"),
        ("examples/how-to-pods/as-pasted/never.yaml", "std/strict"),
        ("tests/cli/traces/odd.yaml", "std/strict"),
    ] {
        if !root().join(file).exists() {
            panic!("{file} is not there");
        }
        let ran = seaworthy(["check", "-o", "json", "-p", policy, file], "");
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        for finding in report["findings"].as_array().unwrap() {
            let Some(start) = finding["manifest"]["start"].as_object() else { continue };
            let at = format!("{file}:{}:{}", start["line"], start["column"]);
            let rule = finding["rule"].as_str().unwrap();
            let trace = trace(&[rule, "-p", policy, "--at", &at]);
            let matches = trace["rules"][0]["matches"].as_array().unwrap();
            let mut findings = matches.iter().flat_map(|m| m["findings"].as_array().unwrap());
            let same = findings.any(|it| {
                ["message", "verdict", "help", "manifest", "policy", "causes", "fix"]
                    .iter()
                    .all(|key| it[*key] == finding[*key])
            });
            assert!(same, "{rule} at {at}:\n{finding:#}\n{trace:#}");
            told += 1;
        }
    }
    assert!(told > 20, "{told} findings");
}

/// What stands at each line of a file: what it is, and the way to it.
fn lines(file: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    (1..=text.lines().count())
        .map(|line| {
            let at = format!("{file}:{line}");
            let args = ["explain", "std/image-present", "--at", &at, "-o", "json"];
            let ran = seaworthy(args, "");
            if ran.code != 0 {
                return format!("[{}] {}", ran.code, ran.stderr.lines().last().unwrap_or(""));
            }
            let trace: Value = serde_json::from_str(&ran.stdout).unwrap();
            let subjects = trace["subjects"].as_array().unwrap().iter();
            let subjects = subjects.map(|subject| {
                let text = |key: &str| subject[key].as_str().unwrap_or("-").to_owned();
                format!("{} {} {}", text("sort"), text("name"), text("path"))
            });
            subjects.collect::<Vec<_>>().join(", ").trim().to_owned()
        })
        .collect()
}

#[test]
fn every_line_is_what_it_is() {
    let path = root().join("tests/cli/traces/odd.lines");
    let file = "tests/cli/traces/odd.yaml";
    let text = fs::read_to_string(root().join(file)).unwrap();
    let told = lines(file);
    let width = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let rows = (1..).zip(text.lines().zip(&told));
    let rows = rows.map(|(number, (line, told))| format!("{number:>3}  {line:<width$}  {told}\n"));
    let actual: String = rows.collect();
    if std::env::var_os("SEAWORTHY_BLESS").is_some_and(|value| value == "1") {
        fs::write(&path, &actual).unwrap();
    }
    assert_eq!(actual, fs::read_to_string(&path).unwrap_or_default());
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec:\n  serviceAccountName: s\n  \
                   imagePullSecrets: [{name: k}]\n  containers:\n  - name: c\n    image: ghcr.io/a/b:1\n";
const LABELLED: &str = "edition 1
rule spaced on image i {
  require i.namespace_object?.metadata?.name == \"shop\" else \"no team\"
}
rule few on manifests m { require m.images.len() < 2 else \"{m.images.len()} images\" }
";

#[test]
fn what_is_beside_the_file_counts() {
    let space = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
    let folder = folder_of(&[
        ("p.sea", LABELLED),
        ("m/web.yaml", POD),
        ("m/space.yaml", space),
        ("m/more.yaml", POD),
        ("other/broken.yaml", "a: ["),
    ]);
    let explain = |args: &[&str]| -> Ran {
        let args = ["explain", "-p", "p.sea", "--at"].iter().chain(args);
        seaworthy_in(folder.path(), args, "")
    };
    for (args, told) in [
        (&["m/web.yaml:9"][..], &["spaced (error) undecided", "few (error) passed: the run"][..]),
        (
            &["m/web.yaml:9", "--beside", "m/space.yaml"],
            &["spaced (error) passed", "few (error) passed"],
        ),
        (
            &["m/web.yaml:9", "--beside", "m"],
            &["spaced (error) passed", "few (error) failed: the run"],
        ),
        (&["m/web.yaml:9", "spaced"], &["1 rule: 1 undecided"]),
        (&["m/web.yaml:9", "--namespace", "x", "-q"], &["because: "]),
    ] {
        let ran = explain(args);
        assert_eq!((ran.code, &*ran.stderr), (0, ""), "{args:?}\n{}", ran.stdout);
        for told in told {
            assert!(ran.stdout.contains(told), "{args:?}: no {told} in\n{}", ran.stdout);
        }
    }
    let ran = explain(&["m/web.yaml:9", "--beside", "other"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("other/broken.yaml:1"), "{}", ran.stderr);
    let ran = explain(&["other/broken.yaml:1"]);
    assert_eq!((ran.code, &*ran.stdout), (3, ""), "{}", ran.stderr);
}

#[test]
fn standard_input_has_lines_too() {
    let explain = |at: &str| seaworthy(["explain", "std/no-latest", "--at", at], POD);
    let ran = explain("-:9");
    assert_eq!((ran.code, &*ran.stderr), (0, ""));
    assert!(ran.stdout.starts_with("<stdin>:9: the image `ghcr.io/a/b:1`"), "{}", ran.stdout);
    let ran = explain("-:10");
    assert_eq!((ran.code, &*ran.stderr), (2, "error: <stdin> has 9 lines, and no line 10\n"));
}

#[test]
fn rules_that_are_off_or_odd_are_told() {
    let folder = folder_of(&[
        (
            "seaworthy.yaml",
            "policies: [p.sea]\nrules: {spaced: {enforce: audit}, few: {enforce: 'off'}}\n",
        ),
        ("p.sea", LABELLED),
        ("web.yaml", POD),
    ]);
    let explain = |args: &[&str]| {
        let args = ["explain", "--at", "web.yaml:9"].iter().chain(args);
        seaworthy_in(folder.path(), args, "")
    };
    let ran = explain(&[]);
    assert!(ran.stdout.contains("spaced (error, audit) undecided"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("few"), "{}", ran.stdout);
    let ran = explain(&["few"]);
    assert!(ran.stdout.contains("few (error, off) passed: the run"), "{}", ran.stdout);
    let ran = explain(&["feww"]);
    assert_eq!((ran.code, &*ran.stderr), (2, "error: no rule `feww`; did you mean `few`?\n"));
    let ran = explain(&["std/recommended", "std/no-latest"]);
    assert!(ran.stdout.contains("7 rules: "), "{}", ran.stdout);
}

/// Of more matches than are kept the gravest are told, wherever they stand.
#[test]
fn of_many_matches_the_gravest_and_the_first_are_told() {
    let mut pod =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: many}\nspec:\n  containers:\n".to_owned();
    for n in 0..500 {
        let tag = if n == 450 { "" } else { ":1" };
        pod += &format!("  - {{name: c{n}, image: 'nginx{tag}'}}\n");
    }
    let explain = |args: &[&str]| {
        let args = ["explain", "std/no-latest", "--at", "-:2"].iter().chain(args);
        let ran = seaworthy(args, &pod);
        assert_eq!((ran.code, &*ran.stderr), (0, ""));
        ran.stdout
    };
    let text = explain(&[]);
    assert!(text.contains("failed: spec.containers[450].image, line 456"), "{text}");
    assert!(text.contains("497 more there: 197 passed, 300 not told"), "{text}");
    let trace: Value = serde_json::from_str(&explain(&["-o", "json"])).unwrap();
    let rule = &trace["rules"][0];
    assert_eq!((&rule["verdict"], &rule["matchesLeftOut"]), (&"failed".into(), &300.into()));
    let matches = rule["matches"].as_array().unwrap();
    assert_eq!(matches.iter().filter(|it| it["steps"].is_array()).count(), 20);
    let path = |at: usize| matches[at]["path"].as_str().unwrap();
    assert_eq!((path(1), path(199)), ("spec.containers[0].image", "spec.containers[198].image"));
}

const HALF: &str = "apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
  - name: c
    image:
      nginx:1
  - name: d
    image: [x]
---
apiVersion: v1
kind: Pod
metadata: {name: b}
spec:
  containers: \"none\"
  initContainers: \"none either\"
";

/// What is wrong with the object is told with it, and what is wrong with another is not.
#[test]
fn what_is_wrong_there_is_told() {
    let explain = |at: &str| seaworthy(["explain", "std/no-latest", "--at", at], HALF);
    for (line, told, others) in [
        (1, "`image` is a list", "`none`"),
        (7, ":7: the image `nginx:1` in Pod a", "`none`"),
        (13, "`spec.containers` is", "`image` is a list"),
        (16, "undecided: spec.containers, line 16\n  because", "undecided: spec.initContainers"),
        (17, "undecided: spec.initContainers, line 17", "undecided: spec.containers,"),
    ] {
        let ran = explain(&format!("-:{line}"));
        let all = format!("{}{}", ran.stderr, ran.stdout);
        assert_eq!(ran.code, 0, "{all}");
        assert!(all.contains(told) && ran.stderr.contains("E05"), "{line}: no {told} in\n{all}");
        assert!(!all.contains(others), "{line}: {others} in\n{all}");
        let hidden = told.starts_with("undecided");
        assert_eq!(all.contains("nothing of it was evaluated"), hidden || line == 13, "{all}");
    }
}

#[test]
fn a_byte_order_mark_has_no_column() {
    let marked = format!("\u{feff}{POD}");
    let explain = |at: &str| seaworthy(["explain", "std/no-latest", "--at", at], &marked);
    let ran = explain("-:1:14");
    assert!(ran.stdout.contains("1 │ apiVersion: v1\n   ·              ─\n"), "{}", ran.stdout);
    let ran = explain("-:1:15");
    assert_eq!(
        (ran.code, &*ran.stderr),
        (2, "error: <stdin>:1 has 14 columns, and no column 15\n")
    );
}

#[test]
fn why_nothing_is_judged_there_is_told() {
    let kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
    let ran = seaworthy(["explain", "std/no-latest", "--at", "-:2"], kustomization);
    let told = "error: what stands at <stdin>:2 is not judged: it is a kustomization; what it builds \
                can be judged\n";
    assert_eq!((ran.code, &*ran.stderr), (4, told));
    let folder = folder_of(&[
        (
            "p.sea",
            "edition 1\nrule d on Deployment d { require d.metadata.name == \"x\" else \"m\" }\n",
        ),
        ("web.yaml", POD),
    ]);
    let ran = seaworthy_in(folder.path(), ["explain", "-p", "p.sea", "--at", "web.yaml:1"], "");
    let told = "d is on objects of kind Deployment.apps, and Pod shop/p has none\n";
    assert!(ran.stdout.contains(told), "{}", ran.stdout);
}

/// The blank before what an image is, and the one behind it, are the container's.
#[test]
fn a_column_beside_an_image_is_not_the_image() {
    let file = "tests/cli/traces/odd.yaml";
    let text = fs::read_to_string(root().join(file)).unwrap();
    let line = text.lines().nth(8).unwrap();
    let image = line.find("image: busybox").unwrap();
    let end = image + "image: busybox".len();
    let sort = |column: usize| {
        let at = format!("{file}:9:{column}");
        trace(&["std/no-latest", "--at", &at])["subjects"][0]["sort"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        [image, image + 1, end, end + 1].map(sort),
        ["container", "image", "image", "container"]
    );
}

#[test]
fn a_rule_is_told_with_the_place_of_its_declaration() {
    let trace = trace(&["std/no-latest", "--at", "tests/cli/traces/odd.yaml:9"]);
    let policy = &trace["rules"][0]["policy"];
    let text = fs::read_to_string(root().join("stdlib/rules/no-latest.sea")).unwrap();
    let line = text.lines().position(|line| line.starts_with("rule no-latest")).unwrap() + 1;
    let found = (&policy["file"], &policy["start"]["line"], &policy["start"]["column"]);
    assert_eq!(found, (&"std/rules/no-latest.sea".into(), &line.into(), &6.into()));
}

/// Options that are about `--at` do nothing without it, and are refused.
#[test]
fn options_of_a_line_want_a_line() {
    for option in [
        &["--beside", "m"][..],
        &["--param", "a=1"],
        &["--profile", "x"],
        &["--namespace", "x"],
        &["--today", "2026-01-01"],
        &["-o", "json"],
    ] {
        let ran = seaworthy(["explain", "std/no-latest"].iter().chain(option), "");
        assert_eq!((ran.code, &*ran.stdout), (2, ""), "{option:?}");
        assert!(ran.stderr.contains("--at"), "{}", ran.stderr);
    }
    let rules: BTreeSet<String> =
        ["E0203", "E0204"].iter().map(|code| seaworthy(["explain", *code], "").stdout).collect();
    let both = seaworthy(["explain", "E0203", "E0204"], "").stdout;
    assert!(rules.iter().all(|page| both.contains(page.as_str())), "{both}");
}
