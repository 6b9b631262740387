//! The numbers at the end of a report, each told apart from every other by its value.

use serde_json::{Value, json};

use crate::harness::{folder_of, seaworthy_in};

const POLICY: &str = r#"edition 1

## Fails on `bad`.
rule strict (error) on image i { require i.written != "bad" else "bad" }

## Fails on all but `good`, and is only a warning.
rule mild (warning) on image i { require i.written == "good" else "not good" }

## Can't be decided where the tag is a placeholder; nothing hangs on it.
rule vague (info) on image i where i.written != "bad" { require i.tag == "1" else "not one" }

## Would fail on everything, if it counted.
rule audited (error) on pod p { require false else "a pod" }

## Would fail on everything, if it were on.
rule silent (error) on pod p { require false else "a pod" }
"#;

const PROJECT: &str =
    "policies: [p.sea]\nrules:\n  audited: { enforce: audit }\n  silent: { enforce: off }\n";

/// A Pod whose containers pull these.
fn pod(name: &str, images: &[&str]) -> String {
    let containers = images
        .iter()
        .enumerate()
        .map(|(n, image)| format!("  - {{name: c{n}, image: \"{image}\"}}\n"))
        .collect::<String>();
    format!(
        "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers:\n{containers}"
    )
}

fn foo(count: usize) -> String {
    let one = "---\napiVersion: example.com/v1\nkind: Foo\nmetadata: {name: f}\nspec: {image: 'nginx:1'}\n";
    one.repeat(count)
}

fn files() -> Vec<(&'static str, String)> {
    vec![
        ("p.sea", POLICY.to_owned()),
        ("seaworthy.yaml", PROJECT.to_owned()),
        ("m/a.yaml", pod("a", &["bad", "good:1", "good"]) + &pod("b", &["bad"])),
        (
            "m/b.yaml",
            pod("c", &["good", "good"]) + &pod("d", &["good:${TAG}"]) + &pod("e", &["bad"]),
        ),
        ("m/c.yaml", foo(2)),
        ("m/d.yaml", foo(3)),
        ("m/e.yaml", "apiVersion: v1\nkind: Pod\nkind: Pod\n".to_owned()),
        ("m/f.yaml", "a: 1\n".to_owned()),
        ("m/g.yaml", "# nothing\n".to_owned()),
        ("m/h.yaml", "a: 2\n".to_owned()),
    ]
}

fn summary(files: &[(&str, String)], more: &[&str]) -> (Value, i32) {
    let (report, code) = report(files, more);
    (report["summary"].clone(), code)
}

fn report(files: &[(&str, String)], more: &[&str]) -> (Value, i32) {
    let folder = folder_of(files);
    let args = ["check", "-o", "json", "m"].into_iter().chain(more.iter().copied());
    let ran = seaworthy_in(folder.path(), args, "");
    (serde_json::from_str(&ran.stdout).expect(&ran.stderr), ran.code)
}

#[track_caller]
fn holds(summary: &Value, expected: &Value) {
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&summary[key], value, "{key}: {summary:#}");
    }
}

#[test]
fn each_number_is_its_own() {
    let (found, code) = summary(&files(), &[]);
    holds(
        &found,
        &json!({
            "files": 8, "filesJudged": 4, "filesErrored": 1, "filesSetAside": 3,
            "documents": 13, "objects": 10, "images": 8, "rules": 4, "rulesOff": ["silent"],
            // Of `strict` 5, 3, 0, 0; of `mild` 3, 5, 0, 0; of `vague` 1, 3, 1, 3; of `audited` 0, 5, 0, 0.
            "passed": 9, "failed": 16, "undecided": 1, "skipped": 3,
        }),
    );
    let foo = &found["uncovered"][0];
    assert_eq!(foo["objects"], 5, "{found:#}");
    assert_eq!((code, &found["exitCode"]), (3, &json!(3)), "one file has an error");
}

/// Without `m/e.yaml`, and with these images alone, as `--fail-on` has it.
fn exits(images: &[&str]) -> [i32; 3] {
    let files = [
        ("p.sea", POLICY.to_owned()),
        ("seaworthy.yaml", PROJECT.to_owned()),
        ("m/a.yaml", pod("a", images)),
    ];
    ["error", "warning", "info"].map(|least| summary(&files, &["--fail-on", least]).1)
}

#[test]
fn only_what_counts_decides_the_exit() {
    // Audited failures never count, and failures below the least severity do not.
    assert_eq!(exits(&["good:1"]), [0, 1, 1]);
    assert_eq!(exits(&["bad"]), [1, 1, 1]);
    // What is undecided counts as its failure would have.
    assert_eq!(exits(&["good:${TAG}"]), [0, 1, 3]);
    assert_eq!(exits(&["bad", "good:${TAG}"]), [1, 1, 3]);
    // `good` fails `vague` alone, which is below all but `info`.
    assert_eq!(exits(&["good"]), [0, 0, 1]);
}

#[test]
fn what_is_left_out_is_counted_over_all_files() {
    let many = |count| pod("many", &vec!["bad"; count]);
    let files = [
        ("p.sea", POLICY.split("## Fails on all but").next().unwrap().to_owned()),
        ("m/a.yaml", many(1_002)),
        ("m/b.yaml", many(1_003)),
    ];
    let (found, code) = summary(&files, &["-p", "p.sea"]);
    holds(&found, &json!({"failed": 2_005, "images": 2_005, "findingsLeftOut": 5}));
    assert_eq!(code, 1);
}

#[test]
fn what_is_undecided_and_left_out_is_counted_too() {
    let (head, vague) =
        (POLICY.split("## Fails on `bad`").next(), POLICY.split("## Can't be").nth(1));
    let policy =
        format!("{}## Can't be{}", head.unwrap(), vague.unwrap().split("## Would").next().unwrap());
    let files = [("p.sea", policy), ("m/a.yaml", pod("many", &vec!["good:${TAG}"; 1_003]))];
    let (found, _) = summary(&files, &["-p", "p.sea"]);
    holds(&found, &json!({"undecided": 1_003, "findingsLeftOut": 3}));
}

/// A match whose finding has no room counts as many as it has.
#[test]
fn all_that_is_undecided_on_a_match_is_counted_where_it_is_left_out() {
    let policy = "edition 1\nrule vague on image i {\n  require i.tag == \"1\" else \"a\"\n  \
                  require i.tag == \"2\" else \"b\"\n}\n";
    let files = [
        ("p.sea", policy.to_owned()),
        ("m/a.yaml", pod("many", &vec!["good:${TAG}"; 1_003])),
    ];
    let (found, _) = summary(&files, &["-p", "p.sea"]);
    holds(&found, &json!({"undecided": 1_003, "findingsLeftOut": 6}));
}

/// What has that many faults is no project file, and is not read on.
#[test]
fn of_a_project_file_s_faults_the_first_hundred_are_told() {
    let rules: Vec<String> = (0..150).map(|n| format!("  std/r{n}: {{severity: 7}}\n")).collect();
    let files = [
        ("seaworthy.yaml", format!("rules:\n{}", rules.concat())),
        ("m/a.yaml", pod("a", &["bad"])),
    ];
    let (report, code) = report(&files, &["--project", "seaworthy.yaml"]);
    assert_eq!((report["errors"].as_array().unwrap().len(), code), (100, 2));
}

/// A rule of a file that is imported is none of the policy's, and not turned off either.
#[test]
fn a_rule_that_is_not_in_force_is_not_counted() {
    let files = [
        ("lib/l.sea", "edition 1\nfunc bad(t: String) -> Bool = t == \"bad\"\nrule asleep on image i { require false else \"never\" }\n".to_owned()),
        ("p.sea", "edition 1\nimport ./lib/l { bad }\nrule awake on image i { require not bad(i.written ?? \"\") else \"bad\" }\n".to_owned()),
        ("m/a.yaml", pod("a", &["good"])),
    ];
    let (found, code) = summary(&files, &["-p", "p.sea"]);
    holds(&found, &json!({"rules": 1, "rulesOff": [], "passed": 1, "failed": 0}));
    assert_eq!(code, 0);
}

/// A rule on the run is judged, even if it reads nothing there.
#[test]
fn a_rule_on_the_run_alone_is_judged() {
    let files = [
        (
            "p.sea",
            "edition 1\nrule never on manifests m { require 1 == 2 else \"never\" }\n".to_owned(),
        ),
        ("m/a.yaml", pod("a", &["good"])),
    ];
    let (found, code) = summary(&files, &["-p", "p.sea"]);
    holds(&found, &json!({"rules": 1, "passed": 0, "failed": 1}));
    assert_eq!(code, 1);
}

/// Of the errors of a run ten thousand are kept, and of each file some hundred.
#[test]
fn errors_that_are_left_out_are_counted_over_all_files() {
    let policy = POLICY.split("## Fails on all but").next().unwrap().to_owned();
    let wrong = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n".to_owned()
        + &"  - x\n".repeat(200);
    let names: Vec<String> = (0..54).map(|n| format!("m/{n:02}.yaml")).collect();
    let files: Vec<(&str, String)> = std::iter::once(("p.sea", policy))
        .chain(names.iter().map(|name| (name.as_str(), wrong.clone())))
        .collect();
    let folder = folder_of(&files);
    let ran = seaworthy_in(folder.path(), ["check", "-o", "json", "-p", "p.sea", "m"], "");
    let report: Value = serde_json::from_str(&ran.stdout).expect(&ran.stderr);
    let errors = report["errors"].as_array().unwrap();
    let kept = errors.iter().filter(|error| error["severity"] == "error").count();
    assert_eq!((kept, &report["summary"]["errorsLeftOut"]), (10_000, &json!(800)));
    assert_eq!(ran.code, 3);
}

#[test]
fn a_kind_that_the_project_knows_is_no_list_of_others() {
    let project = "policies: [p.sea]\nworkloads:\n  - { kind: PriceList.example.com, images: [spec.image] }\n";
    let object =
        "apiVersion: example.com/v1\nkind: PriceList\nmetadata: {name: p}\nspec: {image: bad}\n";
    let files = [
        ("p.sea", POLICY.to_owned()),
        ("seaworthy.yaml", project.to_owned()),
        ("m/a.yaml", object.to_owned()),
    ];
    let (found, code) = summary(&files, &[]);
    holds(&found, &json!({"objects": 1, "images": 1, "failed": 2}));
    assert_eq!(code, 1);
}

/// What a list has too much of is told once, and not as something else: a pod that there was no room for
/// has not put its containers in the wrong place.
#[test]
fn what_a_list_has_too_much_of_is_told_once() {
    let item = |name| {
        format!(
            "- {{apiVersion: v1, kind: Pod, metadata: {{name: {name}}}, spec: {{containers: [{{name: c, image: good}}]}}}}\n"
        )
    };
    let list =
        format!("apiVersion: v1\nkind: List\nitems:\n{}{}{}", item("a"), item("b"), item("c"));
    let policy = POLICY.split("## Fails on all but").next().unwrap().to_owned();
    let files = [("p.sea", policy), ("m/a.yaml", list)];
    for (limit, objects, code) in [("images=3", 3, 0), ("images=2", 2, 3), ("objects=1", 1, 3)] {
        let (report, ended) = report(&files, &["-p", "p.sea", "--limit", limit]);
        assert_eq!(ended, code, "{limit}");
        assert_eq!(report["summary"]["objects"], objects, "{limit}");
        let codes: Vec<&str> = report["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["code"].as_str().unwrap())
            .filter(|code| code.starts_with('E'))
            .collect();
        let expected: &[&str] = if code == 0 { &[] } else { &["E0521"] };
        assert_eq!(codes, expected, "{limit}");
    }
}

/// What is misread is told as far as there is room for it, the first of it in the file, and the rest is
/// counted.
#[test]
fn of_much_that_is_misread_the_first_is_told() {
    let policy = "edition 1\nrule r on image i { require i.text is present else \"no\" }\n";
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  containers:\n{}",
        "  - {name: c, image: 1}\n".repeat(10_300)
    );
    let files = [("p.sea", policy.to_owned()), ("m/a.yaml", pod)];
    let (report, _) = report(&files, &["-p", "p.sea"]);
    let errors = report["errors"].as_array().unwrap();
    let lines: Vec<u64> =
        errors.iter().map(|it| it["labels"][0]["start"]["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, (6..10_006).collect::<Vec<u64>>());
    assert_eq!(report["summary"]["errorsLeftOut"], 300);
}

#[test]
fn a_limit_allows_what_it_says_and_no_more() {
    let policy = POLICY.split("## Fails on all but").next().unwrap().to_owned();
    let files = |manifest: String| [("p.sea", policy.clone()), ("m/a.yaml", manifest)];
    let code =
        |manifest: String, limit| summary(&files(manifest), &["-p", "p.sea", "--limit", limit]).1;
    assert_eq!(code(pod("a", &["good"]), "images=1"), 0);
    assert_eq!(code(pod("a", &["good", "good"]), "images=2"), 0);
    assert_eq!(code(pod("a", &["good", "good"]), "images=1"), 3);
    assert_eq!(code(pod("a", &["good"]) + &pod("b", &["good"]), "images=1"), 3);
    assert_eq!(code(pod("a", &["good"]), "objects=1"), 0);
    assert_eq!(code(pod("a", &["good"]) + &pod("b", &["good"]), "objects=2"), 0);
    assert_eq!(code(pod("a", &["good"]) + &pod("b", &["good"]), "objects=1"), 3);
}
