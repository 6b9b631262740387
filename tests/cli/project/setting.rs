//! What a project file sets, and what overrides it.

use std::fs;

use super::{POLICY, errors, judged, pod};
use crate::harness::{Ran, fenced, folder_of, root, seaworthy_in};

fn project(text: &str) -> tempfile::TempDir {
    folder_of(&[
        ("seaworthy.yaml", text),
        ("policies/acme.sea", POLICY),
        ("deploy/pod.yaml", &pod("nginx:1")),
    ])
}

fn eval(folder: &std::path::Path, args: &[&str]) -> Ran {
    seaworthy_in(folder, ["eval"].iter().chain(args), "")
}

#[test]
fn policies_are_relative_to_it_and_a_command_line_replaces_them() {
    let folder = project(
        "policies: [policies/acme.sea, std/image-present]\nparams: { approved: [docker.io] }\n",
    );
    let (report, code) = judged(&folder.path().join("deploy"), &[]);
    assert_eq!((code, report["summary"]["rules"].as_u64()), (0, Some(2)));
    let project = ["--project", "seaworthy.yaml", "deploy"];
    let (report, code) = judged(folder.path(), &[&["-p", "std/no-latest"], &project[..]].concat());
    assert_eq!((code, report["summary"]["rules"].as_u64()), (0, Some(1)), "{report:#}");
    // Left out, they are the recommended ones.
    let folder = self::project("limits: {}\n");
    let rules = |args: &[&str]| judged(folder.path(), args).0["summary"]["rules"].as_u64();
    assert_eq!(rules(&["deploy"]), rules(&["--no-project", "-p", "std/recommended", "deploy"]));
    // What is not there is said where it is named.
    for (policies, said) in [
        ("none.sea", "E0406 `none.sea` can't be read: there is no such file"),
        (
            "std/recomended",
            "E0407 no rule or pack `std/recomended`; did you mean `std/recommended`?",
        ),
    ] {
        let folder = self::project(&format!("policies:\n  - {policies}\n"));
        let (report, code) = judged(folder.path(), &["deploy"]);
        assert_eq!((code, errors(&report)), (2, vec![said.to_owned()]));
        let label = &report["errors"][0]["labels"][0];
        assert_eq!(
            (label["file"].as_str(), label["start"]["line"].as_u64()),
            (Some("seaworthy.yaml"), Some(2))
        );
    }
}

#[test]
fn imports_may_lead_as_far_as_its_folder() {
    let folder = folder_of(&[
        ("seaworthy.yaml", "policies: [policies/acme.sea]\n".to_owned()),
        ("lib/places.sea", "edition 1\nlet approved: Set<Repo> = [repo\"docker.io\"]\n".to_owned()),
        (
            "policies/acme.sea",
            POLICY.replace(
                "## Where images come from.\nparam approved: Set<Repo>",
                "import ../lib/places { approved }",
            ),
        ),
        ("deploy/pod.yaml", pod("nginx:1")),
    ]);
    assert_eq!(judged(folder.path(), &["deploy"]).1, 0);
    assert_eq!(judged(&folder.path().join("deploy"), &[]).1, 0);
    let (report, code) = judged(folder.path(), &["-p", "policies", "deploy"]);
    assert_eq!(code, 2, "alone, its folder is the root");
    assert!(errors(&report)[0].starts_with("E0404"), "{report:#}");
    fs::write(folder.path().join("policies/acme_test.sea"), "edition 1\n").unwrap();
    let ran = seaworthy_in(folder.path(), ["test", "policies"], "");
    assert_eq!(ran.code, 4, "{}", ran.stdout);
}

#[test]
fn params_are_read_by_their_type_and_overridden() {
    let text = "policies: [policies, std/never-only-where-allowed]\nparams:\n  approved: [ghcr.io/acme]\n  std/never-only-where-allowed.namespaces: [kube-system]\n";
    let folder = project(text);
    assert_eq!(judged(folder.path(), &["deploy"]).1, 1);
    assert_eq!(judged(folder.path(), &["deploy", "--param", "approved=[docker.io]"]).1, 0);
    let shown = eval(folder.path(), &["approved"]);
    assert_eq!((shown.code, &*shown.stdout), (0, "[ghcr.io/acme]\n"), "{}", shown.stderr);
    let (report, code) = judged(project("policies: [policies]\n").path(), &["deploy"]);
    assert_eq!(
        (code, errors(&report)),
        (2, vec!["E0412 the param `approved` is not set".to_owned()])
    );
}

#[test]
fn rules_may_be_audited_off_or_of_another_severity() {
    let by = |setting: &str| {
        let text = format!(
            "policies: [policies, std/image-present]\nparams: {{ approved: [ghcr.io] }}\nrules: {{ approved-registry: {setting} }}\n"
        );
        let folder = project(&text);
        let text = seaworthy_in(folder.path(), ["check", "deploy"], "").stdout;
        let (report, code) = judged(folder.path(), &["deploy"]);
        (report, code, text)
    };
    let (report, code, text) = by("{ enforce: audit }");
    let finding = &report["findings"][0];
    assert_eq!(
        (code, finding["enforcement"].as_str(), finding["severity"].as_str()),
        (0, Some("audit"), Some("error"))
    );
    assert_eq!(report["summary"]["failed"], 1);
    assert!(
        text.contains("error[approved-registry]: audit: `docker.io/library/nginx` is not approved"),
        "{text}"
    );
    assert!(text.ends_with("passed: 1 failure of rules that are only audited\n"), "{text}");
    let (report, code, text) = by("{ enforce: off }");
    assert_eq!((code, report["findings"].as_array().unwrap().len()), (0, 0));
    assert_eq!(report["summary"]["rulesOff"].to_string(), "[\"approved-registry\"]");
    assert_eq!(report["summary"]["rules"], 1);
    assert_eq!(report["summary"]["unmatchedRules"].to_string(), "[]");
    assert!(text.contains("\noff: approved-registry\n"), "{text}");
    let (report, code, _) = by("{ severity: warning }");
    let finding = &report["findings"][0];
    assert_eq!(
        (code, finding["enforcement"].as_str(), finding["severity"].as_str()),
        (0, Some("enforce"), Some("warning"))
    );
    let folder =
        project("policies: [std/image-present]\nrules: { std/image-present: { enforce: off } }\n");
    let (report, code) = judged(folder.path(), &["deploy"]);
    assert_eq!(
        (code, errors(&report)),
        (2, vec!["E0440 no rule is in force: all are `off` in the project file".to_owned()])
    );
}

#[test]
fn what_is_undecided_of_an_audited_rule_does_not_count() {
    let text = "policies: [std/no-latest]\nrules: { std/no-latest: { enforce: audit } }\n";
    let folder = project(text);
    fs::write(folder.path().join("deploy/pod.yaml"), pod("Not A Reference")).unwrap();
    let (report, code) = judged(folder.path(), &["deploy"]);
    assert_eq!(code, 0, "{report:#}");
    assert!(report["summary"]["undecided"].as_u64() > Some(0), "{report:#}");
    assert_eq!(judged(folder.path(), &["--no-project", "-p", "std/no-latest", "deploy"]).1, 3);
}

#[test]
fn rules_and_packs_are_listed_and_explained() {
    let folder = project(
        "policies: [policies, std/recommended]\nrules: { approved-registry: { enforce: audit, severity: info }, std/no-latest: { enforce: off } }\n",
    );
    let ran = seaworthy_in(&folder.path().join("deploy"), ["rules"], "");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let words: Vec<Vec<&str>> =
        ran.stdout.lines().map(|line| line.split_whitespace().take(3).collect()).collect();
    for line in [
        ["approved-registry", "info", "audit"],
        ["std/no-latest", "error", "off"],
        ["std/image-present", "error", "enforce"],
    ] {
        assert!(words.iter().any(|words| *words == line), "{line:?}\n{}", ran.stdout);
    }
    assert!(ran.stdout.ends_with("\nby the project file ../seaworthy.yaml\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("(../policies/acme.sea)"), "{}", ran.stdout);
    for what in ["std/recommended", "std/compat/kube-linter", "approved-registry"] {
        let ran = seaworthy_in(folder.path(), ["explain", what], "");
        assert_eq!(ran.code, 0, "{what}: {}", ran.stderr);
        assert!(ran.stdout.starts_with(&format!("{what}: ")), "{}", ran.stdout);
    }
    let ran = seaworthy_in(folder.path(), ["explain", "std/compat/kube-lintr"], "");
    assert_eq!(ran.code, 2);
}

#[test]
fn a_profile_is_the_only_one_or_chosen() {
    let one = project("profiles: { prod: { defaultNamespace: shop, kubernetes: '1.31' } }\n");
    let namespaces = ["[i.namespace for i in images]", "deploy"];
    let ask = |folder: &tempfile::TempDir, more: &[&str]| {
        eval(folder.path(), &[&namespaces[..], more].concat())
    };
    assert_eq!(ask(&one, &[]).stdout, "[shop]\n");
    assert_eq!(ask(&one, &["--namespace", "other"]).stdout, "[other]\n");
    assert_eq!(eval(one.path(), &["manifests.cluster.kubernetes"]).stdout, "1.31\n");
    let (report, _) = judged(one.path(), &["deploy"]);
    assert_eq!(report["summary"]["profile"], "prod");
    let two =
        project("profiles: { prod: { defaultNamespace: shop }, dev: { defaultNamespace: dev } }\n");
    assert_eq!(ask(&two, &["--profile", "dev"]).stdout, "[dev]\n");
    for (args, said) in [
        (&[][..], "E0450 there are several cluster profiles, and none is chosen"),
        (&["--profile", "prd"], "E0449 no profile `prd`; did you mean `prod`?"),
    ] {
        let (report, code) = judged(two.path(), &[&["deploy"], args].concat());
        assert_eq!((code, errors(&report)), (2, vec![said.to_owned()]));
    }
    let (report, code) = judged(one.path(), &["--no-project", "--profile", "prod", "deploy"]);
    assert_eq!(code, 2);
    assert!(errors(&report)[0].starts_with("E0449 no project file is used"), "{report:#}");
    // No profile at all is fine, and nothing is known then.
    let none = project("policies: [std/recommended]\n");
    assert!(ask(&none, &[]).stdout.contains("unknown"));
}

#[test]
fn kinds_of_the_project_are_known_everywhere() {
    let machine = "apiVersion: example.com/v1\nkind: Machine\nmetadata: { name: m }\nspec: { bootImage: 'boot:latest' }\n";
    let rule = "rule machines on Machine r { require r.images.len() == 2 else \"{r.images.len()}\" }\n\
                test \"two images\" for machines {\n  given \"\"\"\n    apiVersion: example.com/v1\n    kind: Machine\n    metadata: { name: m }\n    spec: { bootImage: a, agent: b }\n  \"\"\"\n}\n";
    let policy = format!("edition 1\n{rule}");
    let files = |project: &str| {
        folder_of(&[
            ("seaworthy.yaml", project.to_owned()),
            ("policies/machines.sea", policy.clone()),
            ("deploy/machine.yaml", machine.to_owned()),
        ])
    };
    let known = files(
        "policies: [policies]\nworkloads: [{ kind: Machine.example.com, scope: cluster, images: [spec.bootImage, spec.agent] }]\n",
    );
    let (report, code) = judged(known.path(), &["deploy"]);
    assert_eq!((code, report["findings"][0]["message"].as_str()), (1, Some("1")), "{report:#}");
    assert_eq!(report["summary"]["uncovered"].to_string(), "[]");
    let ran = seaworthy_in(known.path(), ["test", "policies"], "");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let images = "[\"{i.object.kind} {i.written ?? \"\"}\" for i in images]".replace("\\\"", "");
    let ran = eval(known.path(), &["images.len()", "deploy"]);
    assert_eq!(ran.stdout, "1\n", "{images}: {}", ran.stderr);
    let ran = eval(known.path(), &["[i.namespace is absent for i in images]", "deploy"]);
    assert_eq!(ran.stdout, "[true]\n", "{}", ran.stderr);
    let unknown = files("policies: [policies]\n");
    let (report, code) = judged(unknown.path(), &["deploy"]);
    assert_eq!(code, 2);
    assert!(errors(&report)[0].starts_with("E0208"), "{report:#}");
}

#[test]
fn limits_count_and_are_overridden() {
    let folder = project("limits: { file-bytes: 10 }\n");
    let (report, code) = judged(folder.path(), &["deploy"]);
    assert_eq!(code, 3);
    assert!(errors(&report)[0].starts_with("E0520"), "{report:#}");
    assert_eq!(judged(folder.path(), &["deploy", "--limit", "file-bytes=1000"]).1, 0);
    assert_eq!(eval(folder.path(), &["images.len()", "deploy"]).code, 3);
}

/// Every example of the page is a project file that works, with the policy that it assumes.
#[test]
fn the_page_s_examples_work() {
    let page = fs::read_to_string(root().join("docs/project-file.md")).unwrap();
    let mut seen = 0;
    for block in fenced(&page).iter().filter(|block| block.info == "yaml") {
        let folder = project(block.text);
        fs::write(folder.path().join("waivers.yaml"), "waivers: []\n").unwrap();
        let profile =
            if block.text.contains("  production:") { "--profile=production" } else { "--full" };
        // Params that the example is not about.
        let approved = if block.text.contains("approved: ") || !block.text.contains("policies/") {
            "--narrate"
        } else {
            "--param=approved=[docker.io]"
        };
        let (report, code) = judged(folder.path(), &["deploy", profile, approved]);
        assert!(code < 2 && errors(&report).is_empty(), "{}\n{report:#}", block.text);
        assert_eq!(report["summary"]["projectFile"], "seaworthy.yaml");
        seen += 1;
    }
    assert!(seen >= 8, "only {seen}");
}

/// Every key of the schema has its place on the page.
#[test]
fn the_page_names_every_key() {
    let page = fs::read_to_string(root().join("docs/project-file.md")).unwrap();
    let schema = fs::read_to_string(root().join("docs/project.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let objects = std::iter::once(&schema).chain(schema["$defs"].as_object().unwrap().values());
    let mut seen = 0;
    for key in
        objects.flat_map(|o| o["properties"].as_object().into_iter().flatten()).map(|(key, _)| key)
    {
        let named = page.contains(&format!("`{key}`")) || page.contains(&format!("  {key}: "));
        assert!(named, "`{key}` is not on the page");
        seen += 1;
    }
    assert!(seen > 20, "only {seen} keys");
}
