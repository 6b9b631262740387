//! Where a project file is looked for, and when it is passed over.

use std::fs;

use super::{POLICY, errors, judged, judged_with, pod};
use crate::harness::{folder_of, seaworthy_in};

const MILD: &str = "policies: [policies]
params: { approved: [ghcr.io/acme] }
rules: { approved-registry: { severity: info } }
";

fn project() -> tempfile::TempDir {
    folder_of(&[
        ("seaworthy.yaml", MILD.to_owned()),
        ("policies/acme.sea", POLICY.to_owned()),
        ("deploy/app/pod.yaml", pod("nginx:1")),
    ])
}

#[test]
fn it_is_found_from_the_working_directory_upwards() {
    let folder = project();
    for (within, shown) in [
        ("", "seaworthy.yaml"),
        ("deploy", "../seaworthy.yaml"),
        ("deploy/app", "../../seaworthy.yaml"),
    ] {
        let (report, code) = judged(&folder.path().join(within), &[]);
        assert_eq!(code, 0, "{report:#}");
        assert_eq!(report["summary"]["projectFile"], shown);
        assert_eq!(report["findings"][0]["severity"], "info");
    }
    // The nearest one counts.
    fs::write(folder.path().join("deploy/seaworthy.yaml"), "policies: [std/image-present]\n")
        .unwrap();
    let (report, _) = judged(&folder.path().join("deploy/app"), &[]);
    assert_eq!(report["summary"]["projectFile"], "../seaworthy.yaml");
    assert_eq!(report["summary"]["rules"], 1);
    // It is no manifest, and nobody complains of that.
    let (report, code) = judged(folder.path(), &["--strict"]);
    assert_eq!(code, 3, "the file of another folder is one: {report:#}");
    let aside = report["setAside"].to_string();
    assert!(aside.contains("the project file"), "{aside}");
}

#[test]
fn text_names_it_and_its_profile() {
    let folder = project();
    let file = folder.path().join("seaworthy.yaml");
    fs::write(&file, format!("{MILD}profiles: {{ prod: {{ defaultNamespace: shop }} }}\n"))
        .unwrap();
    let ran = seaworthy_in(folder.path(), ["check", "deploy"], "");
    assert!(
        ran.stdout.contains("\nby the project file seaworthy.yaml, for the cluster `prod`\n"),
        "{}",
        ran.stdout
    );
    fs::write(&file, MILD).unwrap();
    let ran = seaworthy_in(folder.path(), ["check", "deploy"], "");
    assert!(ran.stdout.contains("\nby the project file seaworthy.yaml\n"), "{}", ran.stdout);
}

#[test]
fn none_is_used_where_none_is_wanted() {
    let folder = project();
    let (report, code) = judged(folder.path(), &["--no-project", "deploy"]);
    assert_eq!((code, &report["summary"]["projectFile"]), (0, &serde_json::Value::Null));
    assert!(report["summary"]["rules"].as_u64() > Some(1), "the recommended ones");
    let ran = seaworthy_in(folder.path(), ["check", "--no-project", "--project", "x"], "");
    assert_eq!(ran.code, 2);
}

#[test]
fn one_that_lies_with_what_is_judged_does_not_say_how() {
    let folder = project();
    let strict = folder_of(&[
        ("strict.sea", POLICY.to_owned()),
        ("seaworthy.yaml", "params: { approved: [docker.io] }\n".to_owned()),
    ]);
    let policy = strict.path().join("strict.sea");
    let policy = policy.to_str().unwrap();
    let by = ["-p", policy, "--param", "approved=[ghcr.io/acme]"];
    // Whatever folder the run begins in, and whatever part of the tree is judged.
    for (within, path) in [
        ("", "."),
        ("", "deploy"),
        ("", "deploy/app/pod.yaml"),
        ("deploy", "."),
        ("deploy", "app"),
        ("policies", ".."),
    ] {
        let args = [&by[..], &[path]].concat();
        let (report, code) = judged(&folder.path().join(within), &args);
        assert_eq!(code, 1, "{within} {path}: {report:#}");
        assert_eq!(report["summary"]["projectFile"], serde_json::Value::Null);
        assert_eq!(report["findings"][0]["severity"], "error");
    }
    // Standard input counts as the working directory.
    let args = [&by[..], &["-"]].concat();
    let (report, code) = judged_with(folder.path(), &args, &pod("nginx:1"));
    assert_eq!((code, &report["summary"]["projectFile"]), (1, &serde_json::Value::Null));
    // It is said, and how to use it all the same.
    let args = [&["check"], &by[..], &["deploy"]].concat();
    let ran = seaworthy_in(folder.path(), &args, "");
    assert!(
        ran.stdout.contains("not used: seaworthy.yaml lies with what is judged"),
        "{}",
        ran.stdout
    );
    let args = [&by[..], &["--project", "seaworthy.yaml", "deploy"]].concat();
    let (report, code) = judged(folder.path(), &args);
    assert_eq!((code, report["summary"]["projectFile"].as_str()), (0, Some("seaworthy.yaml")));
    // That of whoever judges is used, for what lies elsewhere.
    let elsewhere = folder.path().join("deploy");
    let (report, code) = judged(strict.path(), &["-p", policy, elsewhere.to_str().unwrap()]);
    assert_eq!(code, 0, "{report:#}");
    assert_eq!(report["summary"]["projectFile"], "seaworthy.yaml");
    // A broken one that is passed over breaks nothing.
    fs::write(folder.path().join("seaworthy.yaml"), "rules: [").unwrap();
    let args = [&by[..], &["deploy"]].concat();
    assert_eq!(judged(folder.path(), &args).1, 1);
    assert_eq!(judged(folder.path(), &["deploy"]).1, 2);
}

#[test]
fn what_can_not_be_read_is_said() {
    let folder =
        folder_of(&[("pod.yaml", pod("nginx:1")), ("sub/seaworthy.yaml/x", String::new())]);
    let (report, code) = judged(&folder.path().join("sub"), &["../pod.yaml"]);
    assert_eq!(code, 2);
    assert_eq!(
        errors(&report),
        ["E0444 the project file `seaworthy.yaml` can't be read: it is a folder"]
    );
    let (report, code) = judged(folder.path(), &["--project", "none.yaml", "pod.yaml"]);
    assert_eq!(code, 2);
    assert!(
        errors(&report)[0].starts_with("E0444 the project file `none.yaml` can't be read"),
        "{report:#}"
    );
    for name in ["seaworthy.yml", ".seaworthy.yaml", ".seaworthy.yml"] {
        let folder = folder_of(&[
            ("pod.yaml", pod("nginx:1")),
            (name, String::new()),
            ("sub/x", String::new()),
        ]);
        let (report, code) = judged(&folder.path().join("sub"), &["../pod.yaml"]);
        assert_eq!(code, 2, "{name}");
        let said =
            format!("E0444 `../{name}` is not read: a project file is called `seaworthy.yaml`");
        assert_eq!(errors(&report), [said]);
        assert_eq!(judged(folder.path(), &["--no-project", "pod.yaml"]).1, 0);
    }
    #[cfg(unix)]
    {
        let folder = folder_of(&[("pod.yaml", pod("nginx:1"))]);
        std::os::unix::fs::symlink("nowhere", folder.path().join("seaworthy.yaml")).unwrap();
        assert_eq!(judged(folder.path(), &["pod.yaml"]).1, 2, "a link that leads nowhere");
    }
}
