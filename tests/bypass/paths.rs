//! F21 on: near neighbours of F, found by attacking the rows above them. What is judged, by what, and
//! what git ignores all begin with a path, and a path may lead anywhere.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{GOOD, POLICY, evil, list, pod};
use crate::harness::{folder_of, root};

pub(super) const ROWS: &[&str] = &["F21", "F22", "F23", "F24", "F25", "F26", "F27"];

/// Longer than any of these takes, and shorter than a hang.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs the program in `folder`, as a user who may not read everything if `limited`; a run that does
/// not end is stopped, and fails.
fn run(folder: &Path, args: &[&str], limited: bool) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
    command.args(args).current_dir(folder).stdin(Stdio::null());
    if limited {
        command.uid(65534).gid(65534);
    }
    ended(command.stdout(Stdio::piped()).stderr(Stdio::piped()), args)
}

fn ended(command: &mut Command, args: &[&str]) -> Output {
    let mut child = command.spawn().unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("{args:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().unwrap()
}

/// Judges these paths by `policy`: the report, and the exit code.
fn check(folder: &Path, policy: &str, args: &[&str]) -> (Value, i32) {
    let args = [&["check", "-o", "json", "-p", policy][..], args].concat();
    let ran = run(folder, &args, false);
    let report = serde_json::from_slice(&ran.stdout)
        .unwrap_or_else(|e| panic!("{args:?}: {e}\n{}", String::from_utf8_lossy(&ran.stderr)));
    (report, ran.status.code().expect("it ends by itself"))
}

fn policy() -> String {
    root().join(POLICY).to_str().unwrap().to_owned()
}

fn count(report: &Value, key: &str) -> u64 {
    report["summary"][key].as_u64().unwrap()
}

fn pipe(at: &Path) {
    assert!(Command::new("mkfifo").arg(at).status().unwrap().success());
}

#[test]
fn f21_an_object_is_judged_whatever_its_file_is_called() {
    let chart = ("Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n".to_owned());
    let kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
    for (name, before) in [
        ("kustomization.yaml", String::new()),
        ("kustomization.yaml", format!("{kustomization}---\n")),
        ("kustomization.yml", "resources: []\n---\n".to_owned()),
        ("Chart.yaml", String::new()),
        ("Chart.yaml", format!("{}---\n", chart.1)),
        ("c/values.yaml", "replicas: 1\n---\n".to_owned()),
        ("c/values-prod.json", String::new()),
        ("seaworthy.yaml", String::new()),
        ("seaworthy.yaml", "rules: {}\n---\n".to_owned()),
    ] {
        let folder = folder_of(&[
            (name, before.clone() + &evil()),
            ("good.yaml", pod(GOOD)),
            ("c/Chart.yaml", chart.1.clone()),
        ]);
        for path in [".", name] {
            let (report, code) = check(folder.path(), &policy(), &[path]);
            // A chart says `apiVersion` and no `kind`: an error where objects are.
            let code = code - if before == chart.1.clone() + "---\n" { 2 } else { 0 };
            assert_eq!(code, 1, "{name} after {before:?}, by {path}: {report:#}");
            let file = &list(&report, "findings")[0]["manifest"]["file"];
            assert!(file.as_str().unwrap().ends_with(name), "{report:#}");
        }
        // What can't be read may hold one.
        fs::write(folder.path().join(name), "a: 1\na: 2\n").unwrap();
        assert_eq!(check(folder.path(), &policy(), &["."]).1, 3, "{name}");
    }
    // No kustomization makes a part of itself of what lies outside its folder.
    for key in [
        "patchesStrategicMerge: [../d/evil.yaml]",
        "patches: [{path: ../d/evil.yaml}]",
        "configurations: [../d/evil.yaml]",
    ] {
        let folder = folder_of(&[
            ("d/evil.yaml", evil()),
            ("k/kustomization.yaml", format!("{key}\n")),
            ("good.yaml", pod(GOOD)),
        ]);
        assert_eq!(check(folder.path(), &policy(), &["."]).1, 1, "{key}");
    }
    // One in the current folder, named without a folder, names what lies there.
    let folder = folder_of(&[
        ("d/patch.yaml", evil()),
        ("kustomization.yaml", "patches: [{path: d/patch.yaml}]\n".to_owned()),
        ("good.yaml", pod(GOOD)),
    ]);
    for paths in [&["."][..], &["kustomization.yaml", "d", "good.yaml"]] {
        let (report, code) = check(folder.path(), &policy(), paths);
        assert_eq!((code, count(&report, "filesSetAside")), (0, 2), "{report:#}");
    }
    // What they are meant for is set aside as ever.
    let folder = folder_of(&[
        ("kustomization.yaml", format!("{kustomization}resources: [good.yaml]\n")),
        ("good.yaml", pod(GOOD)),
        ("c/Chart.yaml", chart.1.clone()),
        ("c/values.yaml", "kind: Deployment\nimage: evil:latest\n".to_owned()),
        ("seaworthy.yaml", "rules: {}\n".to_owned()),
    ]);
    let (report, code) = check(folder.path(), &policy(), &["--strict", "."]);
    assert_eq!((code, count(&report, "filesSetAside")), (0, 4), "{report:#}");
}

#[test]
fn f22_a_name_that_is_nothing_but_an_extension_counts() {
    for name in [".yaml", ".yml", ".json", ".YAML", "d/.yaml"] {
        let folder = folder_of(&[(name, evil()), ("good.yaml", pod(GOOD))]);
        let (report, code) = check(folder.path(), &policy(), &["."]);
        assert_eq!((code, count(&report, "objects")), (1, 2), "{name}");
    }
}

#[test]
fn f23_a_policy_that_can_not_be_read_is_not_one_policy_less() {
    let rule = fs::read_to_string(root().join(POLICY)).unwrap();
    let mild = "edition 1\nrule mild on image i { require true else \"x\" }\n".to_owned();
    let made = |name: &str| {
        let folder = folder_of(&[("p/mild.sea", mild.clone()), ("evil.yaml", evil())]);
        let at = folder.path().join("p").join(name);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        (folder, at)
    };
    let refused = |folder: &Path, what: &str| {
        let (report, code) = check(folder, "p", &["evil.yaml"]);
        assert_eq!((code, count(&report, "objects")), (2, 0), "{what}: {report:#}");
        assert_eq!(list(&report, "errors")[0]["code"], "E0406", "{what}: {report:#}");
    };
    let (folder, at) = made("strict.sea");
    pipe(&at);
    refused(folder.path(), "a pipe in a folder");
    assert_eq!(check(folder.path(), "p/strict.sea", &["evil.yaml"]).1, 2, "a pipe");
    for to in ["/dev/zero", "/proc/kmsg", "nowhere.sea", "strict.sea"] {
        let (folder, at) = made("strict.sea");
        symlink(to, &at).unwrap();
        refused(folder.path(), to);
    }
    assert_eq!(check(folder.path(), "/dev/zero", &["evil.yaml"]).1, 2, "a device");
    let (folder, at) = made("x");
    let at = at.with_file_name(std::ffi::OsStr::from_bytes(b"caf\xe9.sea"));
    fs::write(&at, &rule).unwrap();
    refused(folder.path(), "a name that is no text");
    let (folder, at) = made("large.sea");
    fs::write(&at, " ".repeat((1 << 20) + 1)).unwrap();
    let (report, code) = check(folder.path(), "p", &["evil.yaml"]);
    assert_eq!((code, &list(&report, "errors")[0]["code"]), (2, &"E0134".into()), "{report:#}");
    // What is called nothing else is a policy too; a folder is a folder whatever it is called; and a
    // link to a policy is one.
    for name in [".sea", "d/.hidden.sea", "d.sea/strict.sea"] {
        let (folder, at) = made(name);
        fs::write(&at, &rule).unwrap();
        assert_eq!(check(folder.path(), "p", &["evil.yaml"]).1, 1, "{name}");
    }
    let (folder, at) = made("link.sea");
    symlink(root().join(POLICY), &at).unwrap();
    assert_eq!(check(folder.path(), "p", &["evil.yaml"]).1, 1, "a link");
    // The same path is both: no policy is a manifest, and no manifest a policy.
    let (report, code) = check(folder.path(), "p", &["p"]);
    let told = list(&report, "errors").iter().any(|error| error["code"] == "L0393");
    assert_eq!((code, told), (4, true), "{report:#}");
    assert_eq!(check(folder.path(), "evil.yaml", &["evil.yaml"]).1, 2);
}

#[test]
fn f24_a_project_file_that_does_not_end_is_not_waited_for() {
    let made = || {
        folder_of(&[
            ("evil.yaml", evil()),
            ("q/p.sea", fs::read_to_string(root().join(POLICY)).unwrap()),
        ])
    };
    let refused = |folder: &Path, args: &[&str], what: &str| {
        let ran = run(folder, &[&["check", "evil.yaml"], args].concat(), false);
        let told = String::from_utf8(ran.stdout).unwrap();
        assert_eq!(ran.status.code(), Some(2), "{what}: {told}");
        assert!(told.contains("E0444") || told.contains("E04"), "{what}: {told}");
    };
    let folder = made();
    pipe(&folder.path().join("seaworthy.yaml"));
    refused(folder.path(), &[], "a pipe");
    refused(folder.path(), &["--project", "seaworthy.yaml"], "a pipe that is named");
    for to in ["/dev/zero", "/proc/kmsg", "nowhere", "seaworthy.yaml"] {
        let folder = made();
        symlink(to, folder.path().join("seaworthy.yaml")).unwrap();
        refused(folder.path(), &[], to);
    }
    // A gigabyte that takes no room.
    let folder = made();
    let file = fs::File::create(folder.path().join("seaworthy.yaml")).unwrap();
    file.set_len(1 << 30).unwrap();
    let started = Instant::now();
    let ran = run(folder.path(), &["check", "evil.yaml"], false);
    assert_eq!(ran.status.code(), Some(2));
    assert!(started.elapsed() < PATIENCE / 3, "{:?}", started.elapsed());
}

#[test]
fn f25_what_git_ignores_is_not_waited_for() {
    for (at, of) in [(".gitignore", "."), ("d/.gitignore", "."), (".gitignore", "d")] {
        for endless in ["/dev/zero", "/proc/kmsg", "a pipe"] {
            let folder = folder_of(&[(".git/HEAD", String::new()), ("d/evil.yaml", evil())]);
            let path = folder.path().join(at);
            if endless == "a pipe" {
                pipe(&path)
            } else {
                symlink(endless, &path).unwrap()
            }
            let (report, code) = check(folder.path(), &policy(), &["--respect-gitignore", of]);
            assert_eq!(code, 3, "{endless}: {report:#}");
            let error = &list(&report, "errors")[0];
            assert_eq!(error["code"], "E0552", "{report:#}");
            assert!(error["message"].as_str().unwrap().contains(".gitignore"), "{report:#}");
            assert_eq!(check(folder.path(), &policy(), &[of]).1, 1);
        }
    }
    // A pattern that is none ignores nothing, wherever it stands.
    for of in [".", "d"] {
        let folder = folder_of(&[
            (".git/HEAD", String::new()),
            (".gitignore", "{\n[z-a]\n".to_owned()),
            ("d/evil.yaml", evil()),
        ]);
        assert_eq!(check(folder.path(), &policy(), &["--respect-gitignore", of]).1, 1, "{of}");
    }
}

#[test]
fn f26_what_can_not_be_reached_is_told() {
    let folder = folder_of(&[("d/evil.yaml", evil()), ("good.yaml", pod(GOOD))]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(folder.path().join("d"), fs::Permissions::from_mode(0o000)).unwrap();
    let policy = folder.path().join("p.sea");
    fs::copy(root().join(POLICY), &policy).unwrap();
    let policy = policy.to_str().unwrap().to_owned();
    let args = ["check", "-p", &policy];
    // Root reads everything, and goes on as another user.
    let limited = fs::read_dir(folder.path().join("d")).is_ok();
    let mut other = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
    if limited && other.arg("--version").uid(65534).gid(65534).output().is_err() {
        eprintln!("skipped: this user reads everything, and no other may run the program");
        return;
    }
    let exit = |within: &Path, path: &str| run(within, &[&args[..], &[path]].concat(), limited);
    for path in [".", "d", "d/", "d/evil.yaml", "./d/../d"] {
        let ran = exit(folder.path(), path);
        let told = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert_eq!(ran.status.code(), Some(3), "{path}: {told}");
        assert!(told.contains("E0551") && told.contains("permission denied"), "{path}: {told}");
    }
    // In a folder that may be entered and not listed.
    fs::set_permissions(folder.path().join("d"), fs::Permissions::from_mode(0o311)).unwrap();
    assert_eq!(exit(&folder.path().join("d"), ".").status.code(), Some(3));
    assert_eq!(exit(&folder.path().join("d"), "evil.yaml").status.code(), Some(1));
    fs::set_permissions(folder.path().join("d"), fs::Permissions::from_mode(0o755)).unwrap();
    // What git ignores there can't be known, so nothing is ignored.
    fs::write(folder.path().join(".git"), "gitdir: elsewhere").unwrap();
    fs::set_permissions(folder.path().join(".git"), fs::Permissions::from_mode(0o000)).unwrap();
    let ran = run(folder.path(), &[&args[..], &["--respect-gitignore", "d"]].concat(), limited);
    assert_eq!(ran.status.code(), Some(1), "{}", String::from_utf8_lossy(&ran.stdout));
    fs::remove_file(folder.path().join(".git")).unwrap();
    // No path at all; one that is a file and says it is a folder; folders deeper than a path is long.
    assert_eq!(exit(folder.path(), "").status.code(), Some(2));
    assert_eq!(exit(folder.path(), "good.yaml/").status.code(), Some(3));
    let long = |below: &Path| (0..30).fold(below.to_owned(), |path, _| path.join("n".repeat(100)));
    let (above, below) = (long(&folder.path().join("a")), folder.path().join("b"));
    fs::create_dir_all(&above).unwrap();
    fs::create_dir_all(long(&below)).unwrap();
    fs::write(long(&below).join("evil.yaml"), evil()).unwrap();
    fs::rename(&below, above.join("b")).unwrap();
    let (report, code) = check(folder.path(), &policy, &["."]);
    let errors = list(&report, "errors");
    let said = |error: &Value| {
        error["message"].as_str().unwrap().ends_with("its path is longer than the system takes")
    };
    assert_eq!((code, errors.len()), (3, 1), "{report:#}");
    assert!(said(&errors[0]), "{report:#}");
}

#[test]
fn f26_more_files_than_may_be_open_are_judged() {
    let mut files: Vec<(String, String)> =
        (0..300).map(|n| (format!("{n}.yaml"), pod(GOOD))).collect();
    files.push((format!("{}evil.yaml", "d/".repeat(60)), evil()));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    let folder = folder_of(&files);
    let args = ["-c", "ulimit -n 24; exec \"$S\" check -j 4 -o json -p \"$P\" ."];
    let mut shell = Command::new("sh");
    shell.args(args).env("S", env!("CARGO_BIN_EXE_seaworthy")).env("P", policy());
    shell.current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let ran = shell.output().unwrap();
    let report: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(ran.status.code(), Some(1), "{report:#}");
    assert_eq!((count(&report, "filesJudged"), count(&report, "filesErrored")), (301, 0));
}

#[test]
fn f27_a_report_is_written_over_nothing_but_itself() {
    let folder = folder_of(&[("good.yaml", pod(GOOD)), ("kept", "kept".to_owned())]);
    let kept = || fs::read_to_string(folder.path().join("kept")).unwrap();
    // A shell's number is that of the program that it becomes.
    let lines = [
        "ln -s kept out.json.$$.tmp; exec \"$S\" check -p \"$P\" -o json=out.json good.yaml",
        "ln -sf kept out.json; exec \"$S\" check -p \"$P\" -o json=out.json good.yaml",
    ];
    for line in lines {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).env("S", env!("CARGO_BIN_EXE_seaworthy")).env("P", policy());
        assert_eq!(shell.current_dir(folder.path()).status().unwrap().code(), Some(0), "{line}");
        assert_eq!(kept(), "kept", "{line}");
        let report = fs::read(folder.path().join("out.json")).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&report).unwrap()["summary"]["exitCode"], 0);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "{line}");
    }
}
