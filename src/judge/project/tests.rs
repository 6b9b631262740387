//! What is read of project files, and what is said of wrong ones.

use std::fmt::Write as _;

use super::{Enforcement, ProjectFile};
use crate::diag::Severity;
use crate::world::manifest::Limits;

fn file(text: &str) -> ProjectFile {
    ProjectFile::read("seaworthy.yaml", text.as_bytes().to_vec())
        .unwrap_or_else(|(faults, _)| panic!("{text}: {faults:#?}"))
}

/// What is said: `code line:column message`, a line each.
fn told(text: &str) -> String {
    let Err((faults, source)) = ProjectFile::read("seaworthy.yaml", text.as_bytes().to_vec())
    else {
        return "nothing".to_owned();
    };
    let mut told = String::new();
    for fault in faults {
        let at = source.position(fault.place().unwrap().span.start);
        let (code, message) = (fault.code.as_str(), &fault.message);
        let _ = writeln!(told, "{code} {}:{} {message}", at.line, at.column);
        assert!(!fault.help.is_empty(), "{message}");
    }
    told
}

#[test]
fn every_key_reads() {
    let file = file(
        "policies: [policies/, std/recommended]\n\
         params: { approved: [ghcr.io/acme], std/no-latest.allow: [] }\n\
         rules:\n  std/no-latest: { enforce: off }\n  mine: { enforce: audit, severity: info }\n\
         profiles:\n  prod: { kubernetes: 1.30, defaultNamespace: shop, complete: true }\n  dev: {}\n\
         workloads:\n  - { kind: Machine.example.com, scope: cluster, images: [spec.bootImage] }\n\
         limits: { file-bytes: 1000, nesting: 12 }\n",
    );
    let project = &file.project;
    let policies: Vec<&str> = file.policies().unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(policies, ["policies/", "std/recommended"]);
    assert_eq!(
        file.params().map(|(id, ..)| id).collect::<Vec<_>>(),
        ["approved", "std/no-latest.allow"]
    );
    assert_eq!(project.rules["std/no-latest"].enforce, Enforcement::Off);
    assert_eq!(project.rules["mine"].severity, Some(Severity::Info));
    assert_eq!(project.profiles["prod"].kubernetes.unwrap().to_string(), "1.30");
    assert!(file.kinds().unwrap().row("example.com", "Machine").is_some());
    let mut limits = Limits::default();
    project.limits.apply(&mut limits);
    assert_eq!((limits.file, limits.nesting), (1000, 12));
    assert_eq!(limits.nodes, Limits::default().nodes);
}

#[test]
fn all_that_is_wrong_is_said_at_once_each_at_its_place() {
    let text = "\
polices: [a]
rules:
  a: { enforce: warn, sverity: error }
  b: error
profiles:
  prod:
    kubernetes: newest
    complete: maybe
    mirrors: [{ source: docker.io, mirror: [x] }, { mirrors: [https://x] }]
    defaultNamespace: Shop
  dev:
workloads:
  - { knd: A, pods: [spec] }
  - { kind: A, pods: [spec..x, ok, 'a b'] }
limits: { files: 3, nesting: many }
waiver: waivers.yaml
";
    let expected = "\
E0446 1:1 there is no key `polices`; did you mean `policies`?
E0447 3:17 `rules.a.enforce` can't be `warn`
E0446 3:23 `rules.a` has no key `sverity`; did you mean `severity`?
E0447 4:6 `rules.b` is not a mapping
E0447 7:17 `newest` is not a version of Kubernetes
E0447 8:15 `profiles.prod.complete` is not `true` or `false`
E0446 9:36 `profiles.prod.mirrors[0]` has no key `mirror`; did you mean `mirrors`?
E0447 9:53 `profiles.prod.mirrors[1]` has no `source`
E0447 9:63 a registry has no scheme
E0447 10:23 `Shop` is not the name of a namespace
E0447 11:3 `profiles.dev` has no value
E0446 13:7 `workloads[0]` has no key `knd`; did you mean `kind`?
E0447 14:23 `spec..x` is not a path: a key is missing
E0447 14:36 `a b` is not a path: a key is missing
E0446 15:11 `limits` has no key `files`
E0447 15:30 `limits.nesting` is not a number
E0446 16:1 there is no key `waiver`; did you mean `waivers`?
";
    assert_eq!(told(text), expected);
}

#[test]
fn what_is_no_project_file_is_said() {
    for (text, said) in [
        ("", "E0445 1:1 this project file is empty\n"),
        ("# nothing\n---\n", "E0445 1:1 this project file is empty\n"),
        ("- a\n", "E0445 1:1 a project file is a mapping, and this is none\n"),
        ("policies\n", "E0445 1:1 a project file is a mapping, and this is none\n"),
        (
            "limits: {}\n---\nrules: {}\n",
            "E0445 3:1 a project file is one document, and this has several\n",
        ),
        ("policies: []\n", "E0447 1:1 `policies` names nothing\n"),
        (
            "workloads: [{ kind: A }]\n",
            "E0447 1:15 nothing is said of where `A` keeps its images\n",
        ),
        ("rules: {}\nrules: {}\n", "E0507 2:1 the key `rules` is written twice in one mapping\n"),
        ("rules: [\n", "E0504"),
    ] {
        let told = told(text);
        assert!(
            if said.ends_with('\n') { told == said } else { told.starts_with(said) },
            "{text}: {told}"
        );
    }
    let many: String = (0..1000).map(|n| format!("key{n}: 1\n")).collect();
    assert!(told(&many).lines().count() <= 1000);
}

#[test]
fn names_are_what_kubernetes_and_registries_know() {
    let profile =
        |key: &str, value: &str| told(&format!("profiles: {{ p: {{ {key}: {value} }} }}\n"));
    for (key, good, bad) in [
        ("kubernetes", "'1.35.2'", "'1'"),
        ("defaultRegistry", "'localhost:5000/hub'", "https://quay.io"),
        ("defaultRegistry", "null", "''"),
        ("allowedRegistries", "['*.acme.io', quay.io/a/b:1]", "[quay io]"),
        ("externalSecrets", "[pull, shop/pull.v1]", "[a/b/c]"),
        ("externalServiceAccounts", "[shop/robot]", "[Robot]"),
        ("defaultNamespace", "shop-1", "a.b"),
        ("defaultNamespace", "null", "no"),
    ] {
        assert_eq!(profile(key, good), "nothing", "{key}: {good}");
        assert_eq!(profile(key, bad).lines().count(), 1, "{key}: {bad}");
    }
    for (kind, good) in [
        ("Pod", true),
        ("Machine.example.com", true),
        ("machine.example.com", false),
        ("apps/v1/Deployment", false),
        ("Machine.", false),
        ("''", false),
    ] {
        let told = told(&format!("workloads: [{{ kind: {kind}, pods: [spec] }}]\n"));
        assert_eq!(told == "nothing", good, "{kind}: {told}");
    }
}

#[test]
fn whatever_is_missing_or_odd_something_is_said_and_nothing_breaks() {
    let whole = "policies: [a/, std/b]\nparams: { x: [1] }\nrules: { r: { enforce: off, severity: info } }\n\
                 profiles: { p: { mirrors: [{ source: a, mirrors: [b], pulls: tag }], complete: true } }\n\
                 workloads: [{ kind: A.b, pods: [spec], images: [a.b] }]\nlimits: { nodes: 1 }\n";
    assert_eq!(told(whole), "nothing");
    for at in 0..whole.len() {
        let mut cut = whole.to_owned();
        cut.truncate(at);
        let _ = told(&cut);
        for with in ["", "?", "[", "{", ": ", "null", "- ", "&a *a"] {
            let mut text = whole.to_owned();
            text.replace_range(at..=at, with);
            let _ = told(&text);
        }
    }
    // In place of every value, one of another shape.
    for (start, _) in whole.match_indices([':', '[', ',']) {
        for value in [" 1", " [1]", " { a: 1 }", " null", " text", " [[{}]]"] {
            let rest = whole.get(start + 1..).unwrap();
            let end = start + 1 + rest.find([',', ']', '}', '\n']).unwrap();
            let mut text = whole.to_owned();
            text.replace_range(start + 1..end, value);
            let _ = told(&text);
        }
    }
}

#[test]
fn what_readers_of_yaml_differ_about_is_refused_at_its_line() {
    for (text, line) in [
        ("profiles:\n  prod: { complete: yes }\n", 2),
        ("limits:\n  nesting: 0777\n", 2),
        ("profiles:\n  a: &a { complete: true }\n  b:\n    <<: *a\n", 4),
    ] {
        let told = told(text);
        let expected = format!("E0447 {line}:1 readers of YAML differ about what stands here\n");
        assert_eq!(told, expected, "{text}");
    }
}

#[test]
fn odd_but_plain_yaml_reads() {
    for text in [
        "# what is judged by\n---\n# and how\nprofiles: { prod: { complete: true } }\n",
        "---\n---\nprofiles: { prod: { complete: true } }\n---\n",
        "\u{feff}profiles: { prod: { \"comp\\u006cete\": true } }\n...\n",
        "  profiles:\n    prod: { complete: !!bool true }\r\n",
        "{\"profiles\": {\"prod\": {\"complete\": true}}}",
    ] {
        assert!(file(text).project.profiles["prod"].complete, "{text}");
    }
}

#[test]
fn of_thousands_of_unknown_keys_the_first_are_told() {
    let keys: String = (0..5_000).fold(String::new(), |all, n| all + &format!("k{n}: 1\n"));
    let told = told(&keys);
    assert_eq!(told.lines().count(), 100);
    assert!(told.starts_with("E0446 1:1 there is no key `k0`"), "{told}");
}

#[test]
fn rules_that_are_not_in_force_are_told_where_they_stand() {
    let rules: String =
        (0..3_000).fold(String::new(), |all, n| all + &format!("  std/r{n}: {{}}\n"));
    let file = file(&format!("limits: {{}}\nrules:\n{rules}"));
    let program = crate::lang::ir::Program::default();
    let strays: Vec<_> = file.stray_rules(&program).map(|stray| stray.fault()).collect();
    assert_eq!(strays.len(), 3_000);
    for (n, stray) in strays.iter().enumerate().step_by(500) {
        let at = file.source().position(stray.place().unwrap().span.start);
        assert_eq!((at.line as usize, at.column), (n + 3, 3));
        assert_eq!(stray.message, format!("the rule `std/r{n}` is not in force"));
    }
}
