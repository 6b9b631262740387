//! Rules that look at other objects are judged beside an index, or not at all.

use super::{pod, records};
use crate::harness::{folder_of, seaworthy};

const POLICY: &str = "edition 1\n\n## Labelled.\nrule labelled on image i {\n  require i.namespace_object is present and i.namespace_object.metadata.labels[\"team\"] is present else \"no team\"\n}\n";
const ON_RUN: &str = "edition 1\n\n## One.\nrule one-version on manifests m {\n  require all_equal([i.effective_tag for i in m.images]) else \"several versions\"\n}\n";
const NAMESPACE: &str =
    "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { team: a } }\n";

#[test]
fn rules_that_look_around_need_an_index() {
    let folder = folder_of(&[("p.sea", POLICY), ("ns.yaml", NAMESPACE)]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (policy, namespace) = (path("p.sea"), path("ns.yaml"));
    let base = ["check", "--no-project", "--stream", "-p", &policy];
    let line = pod("web", "nginx");
    let ran = seaworthy(base, &line);
    assert_eq!(ran.code, 2);
    let told = records(&ran.stdout);
    assert_eq!(told[0]["errors"][0]["code"], "E0460");
    assert!(told[0]["errors"][0]["message"].as_str().unwrap().contains("`labelled`"));
    let ran = seaworthy(base.iter().chain(&["--index", "-"]), &line);
    assert_eq!(ran.code, 2);
    // With it the label is found; without the namespace in it nothing is known.
    let ran = seaworthy(base.iter().chain(&["--index", &namespace]), &line);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let elsewhere = line.replace("\"shop\"", "\"pay\"");
    let ran = seaworthy(base.iter().chain(&["--index", &namespace]), &elsewhere);
    assert_eq!(ran.code, 3, "{}", ran.stdout);
    assert_eq!(records(&ran.stdout)[0]["findings"][0]["verdict"], "undecided");
}

#[test]
fn an_index_of_lines_is_as_good_as_files() {
    let row = serde_json::json!({ "file": "ns.yaml", "text": NAMESPACE }).to_string();
    let object = r#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","labels":{"team":"a"}}}"#;
    for line in [&*row, object] {
        let many: Vec<String> = (0..500).map(|n| pod(&format!("p{n}"), "nginx")).collect();
        let lines = format!("{}\n{line}\n", many.join("\n"));
        let folder = folder_of(&[("p.sea", POLICY.to_owned()), ("all.ndjson", lines)]);
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let (policy, index) = (path("p.sea"), path("all.ndjson"));
        let args = ["check", "--no-project", "--stream", "-p", &policy, "--index", &index];
        let ran = seaworthy(args, &pod("web", "nginx"));
        assert_eq!(ran.code, 0, "{}", ran.stdout);
    }
}

#[test]
fn rules_on_the_run_are_judged_once_over_the_index() {
    let two = format!("{}\n{}\n", pod("a", "nginx:1"), pod("b", "nginx:2"));
    let folder = folder_of(&[("p.sea", ON_RUN.to_owned()), ("all.jsonl", two.clone())]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (policy, index) = (path("p.sea"), path("all.jsonl"));
    let args = ["check", "--no-project", "--stream", "-p", &policy, "--index", &index];
    let ran = seaworthy(args, &two);
    let records = records(&ran.stdout);
    let types: Vec<&str> = records.iter().map(|it| it["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["input", "input", "index", "summary"]);
    assert_eq!(records[2]["findings"][0]["message"], "several versions");
    assert_eq!((ran.code, &records[3]["failed"]), (1, &1.into()));
}

#[test]
fn what_can_not_be_read_of_an_index_is_told() {
    let folder = folder_of(&[("p.sea", POLICY), ("bad.yaml", "a: 1\na: 2\n")]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (policy, index) = (path("p.sea"), path("bad.yaml"));
    let args = ["check", "--no-project", "--stream", "-p", &policy, "--index", &index];
    let ran = seaworthy(args, &pod("web", "nginx"));
    let records = records(&ran.stdout);
    assert_eq!(records[1]["unread"][0]["file"], index);
    assert_eq!(records[1]["unread"][0]["errors"][0]["code"], "E0507");
    assert_eq!((ran.code, &records[0]["findings"][0]["verdict"]), (3, &"undecided".into()));
}

#[test]
fn objects_that_say_how_others_are_meant_belong_into_the_index() {
    let mirrors = r#"{"apiVersion":"config.openshift.io/v1","kind":"ImageDigestMirrorSet","metadata":{"name":"m"},"spec":{"imageDigestMirrors":[{"source":"docker.io","mirrors":["mirror.example.org"]}]}}"#;
    let (told, ran) = super::stream(&[], mirrors);
    assert_eq!((ran.code, &told[0]["errors"][0]["code"]), (3, &"E0562".into()));
    let folder = folder_of(&[("m.ndjson", mirrors)]);
    let index = folder.path().join("m.ndjson");
    let (told, ran) = super::stream(&["--index", index.to_str().unwrap()], mirrors);
    assert_eq!((ran.code, &told[0]["fate"]), (0, &"judged".into()), "{told:#?}");
}
