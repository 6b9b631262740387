//! F: files, the command line, exit codes.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use serde_json::Value;

use super::{GOOD, POLICY, evil, list, pod};
use crate::harness::{folder_of, report, root, seaworthy, seaworthy_in};

pub(super) const ROWS: &[&str] =
    &["F1", "F2", "F4", "F5", "F7", "F8", "F10", "F11", "F13", "F14", "F16", "F17", "F19", "F20"];

fn good() -> String {
    pod(GOOD)
}

fn judged(paths: &[&Path], more: &[&str]) -> (Value, i32) {
    let paths = paths.iter().map(|path| path.to_str().unwrap());
    report(["-p", POLICY].into_iter().chain(more.iter().copied()).chain(paths), "")
}

fn count(report: &Value, key: &str) -> u64 {
    report["summary"][key].as_u64().unwrap()
}

#[test]
fn f1_nothing_is_not_fine() {
    let nothing =
        folder_of(&[("a/x.yaml", "# nothing\n---\n".into()), ("b/readme.txt", String::new())]);
    for (name, warnings) in [("a", 0), ("b", 1)] {
        let path = nothing.path().join(name);
        let (report, code) = judged(&[&path], &[]);
        assert_eq!(code, 4, "{name}");
        assert_eq!(list(&report, "errors").len(), warnings, "{report:#}");
        assert_eq!(judged(&[&path], &["--allow-empty"]).1, 0, "{name}");
        let shown = seaworthy(["check", "-v", "-p", POLICY, path.to_str().unwrap()], "").stdout;
        assert!(shown.contains(path.to_str().unwrap()), "{shown}");
    }
    // A pattern that the shell has left alone is named; beside what is there it is a missing file.
    let pattern = nothing.path().join("*.yaml");
    let (empty, full) = (nothing.path().join("b"), nothing.path().join("a/x.yaml"));
    for (paths, more, expected, is) in [
        (vec![&*pattern], &[][..], 4, "L0393"),
        (vec![&*pattern, &*empty], &[], 4, "L0393"),
        (vec![&*pattern], &["--allow-empty"], 0, "L0393"),
        (vec![&*pattern, &*full], &["--allow-empty"], 3, "E0550"),
        (vec![&*pattern, Path::new("-")], &["--allow-empty"], 3, "E0550"),
        (vec![Path::new("missing.yaml")], &["--allow-empty"], 3, "E0550"),
    ] {
        let (report, code) = judged(&paths, more);
        let error = &list(&report, "errors")[0];
        assert_eq!((code, &error["code"]), (expected, &Value::from(is)), "{paths:?} {report:#}");
        let name = paths[0].to_str().unwrap();
        assert!(error["message"].as_str().unwrap().contains(name), "{error}");
    }
    // A folder without manifests is named even beside one that has some.
    let with = folder_of(&[("good.yaml", good())]);
    let (report, code) = judged(&[with.path(), &nothing.path().join("b")], &[]);
    assert_eq!((code, &list(&report, "errors")[0]["code"]), (0, &Value::from("L0393")));
}

#[test]
fn f2_f10_what_is_missing_or_broken_hides_nothing_else() {
    let mut files: Vec<_> = (0..999).map(|n| (format!("{n:03}.yaml"), good())).collect();
    files.push(("500b.yaml".to_owned(), "a: [\n".to_owned()));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    let many = folder_of(&files);
    let (report, code) = judged(&[many.path()], &[]);
    assert_eq!(code, 3);
    assert_eq!((count(&report, "filesJudged"), count(&report, "filesErrored")), (999, 1));
    assert_eq!(count(&report, "objects"), 999);
    let missing = many.path().join("missing.yaml");
    let (report, code) = judged(&[&many.path().join("001.yaml"), &missing], &[]);
    assert_eq!((code, count(&report, "objects")), (3, 1));
    let error = &list(&report, "errors")[0];
    assert_eq!(error["code"], "E0550");
    assert!(error["message"].as_str().unwrap().contains("missing.yaml"), "{error}");
}

#[test]
fn f4_f5_hidden_and_ignored_files_are_judged() {
    let hidden = folder_of(&[
        (".deploy.yaml", evil()),
        (".k8s/x.yml", evil()),
        (".git/HEAD", String::new()),
        (".gitignore", "ignored.yaml\n".into()),
        (".ignore", "ignored.yaml\n".into()),
        ("ignored.yaml", evil()),
        ("SHOUTED.YAML", evil()),
    ]);
    let (report, code) = judged(&[hidden.path()], &[]);
    assert_eq!((code, count(&report, "objects")), (1, 4));
    let (report, _) = judged(&[hidden.path()], &["--respect-gitignore"]);
    assert_eq!(count(&report, "objects"), 3);
    for (ignoring, respected) in [(".gitignore", 4), (".ignore", 1), (".git/info/exclude", 4)] {
        for repository in [true, false] {
            let folder = folder_of(&[("evil.yaml", evil()), (ignoring, "evil.yaml\n".into())]);
            if repository {
                fs::create_dir_all(folder.path().join(".git")).unwrap();
            } else if ignoring.starts_with(".git/") {
                continue;
            }
            assert_eq!(judged(&[folder.path()], &[]).1, 1, "{ignoring}");
            let respected = if repository { respected } else { 1 };
            let code = judged(&[folder.path()], &["--respect-gitignore"]).1;
            assert_eq!(code, respected, "{ignoring}, in a repository: {repository}");
        }
    }
}

#[test]
fn f7_links_are_followed_and_loops_end() {
    let links = folder_of(&[("d/x.yaml", evil())]);
    let at = |name: &str| links.path().join(name);
    symlink("../d", at("d/loop")).unwrap();
    symlink("d/x.yaml", at("link.yaml")).unwrap();
    for paths in [vec![links.path().to_owned()], vec![at("link.yaml"), at("d/x.yaml")]] {
        let paths: Vec<&Path> = paths.iter().map(AsRef::as_ref).collect();
        let (report, code) = judged(&paths, &[]);
        assert_eq!((code, count(&report, "files"), count(&report, "objects")), (1, 1, 1));
    }
    assert_eq!(count(&judged(&[&at("link.yaml")], &[]).0, "objects"), 1);
    // Links that lead to one another, and to themselves, are told; the rest is judged.
    symlink("b.yaml", at("d/a.yaml")).unwrap();
    symlink("a.yaml", at("d/b.yaml")).unwrap();
    symlink("self.yaml", at("d/self.yaml")).unwrap();
    symlink("..", at("d/up.yaml")).unwrap();
    let (report, code) = judged(&[links.path()], &[]);
    assert_eq!((code, count(&report, "filesErrored"), count(&report, "objects")), (3, 3, 1));
}

#[test]
fn f8_pipes_and_devices_are_not_opened() {
    let pipes = folder_of(&[("good.yaml", good())]);
    let (pipe, socket) = (pipes.path().join("pipe.yaml"), pipes.path().join("socket.yaml"));
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let device = pipes.path().join("device.yaml");
    let made = std::process::Command::new("mknod").arg(&device).args(["c", "1", "5"]).output();
    if !made.is_ok_and(|made| made.status.success()) {
        eprintln!("skipped: this user can make no device, and links to some have to do");
    }
    let devices = ["/dev/zero", "/dev/null", "/dev/full", "/dev/random", "/dev/tty"];
    for (at, device) in devices.iter().enumerate() {
        symlink(device, pipes.path().join(format!("{at}.yaml"))).unwrap();
    }
    let (report, code) = judged(&[pipes.path()], &[]);
    assert_eq!((code, count(&report, "files")), (0, 1), "{report:#}");
    // What looks like a file and is the kernel's memory, or its log, which waits.
    for (at, made_up) in ["/proc/self/mem", "/proc/kmsg", "/proc/self/environ"].iter().enumerate() {
        let link = pipes.path().join(format!("made-up-{at}.yaml"));
        symlink(made_up, &link).unwrap();
        let (report, code) = judged(&[pipes.path()], &[]);
        let error = &list(&report, "errors")[0];
        assert_eq!((code, &error["code"]), (3, &Value::from("E0552")), "{report:#}");
        assert_eq!(count(&report, "objects"), 1);
        fs::remove_file(&link).unwrap();
        assert_eq!(judged(&[Path::new(made_up)], &[]).1, 3);
    }
    for path in [pipe.as_path(), &socket].into_iter().chain(devices.map(Path::new)) {
        let (report, code) = judged(&[path], &[]);
        assert_eq!((code, count(&report, "filesErrored")), (3, 1), "{}", path.display());
        assert_eq!(list(&report, "errors")[0]["code"], "E0552", "{report:#}");
    }
}

#[test]
fn f11_policies_without_rules_judge_nothing() {
    let manifest = folder_of(&[("good.yaml", good())]);
    let (good, policy) = (manifest.path().join("good.yaml"), manifest.path().join("p.sea"));
    for text in ["", "# c\n", "edition 1\n", "edition 1\nfunc f(a: Int) -> Int = a\n"] {
        fs::write(&policy, text).unwrap();
        let args = ["-p", policy.to_str().unwrap(), good.to_str().unwrap()];
        let (report, code) = report(args, "");
        assert_eq!((code, count(&report, "objects")), (2, 0), "{text:?}");
        assert!(!list(&report, "errors").is_empty(), "{text:?}");
        // As a folder of such files.
        let args = ["-p", manifest.path().to_str().unwrap(), good.to_str().unwrap()];
        assert_eq!(crate::harness::report(args, "").1, 2, "{text:?}");
    }
    fs::remove_file(&policy).unwrap();
    let args = ["-p", manifest.path().to_str().unwrap(), good.to_str().unwrap()];
    assert_eq!(report(args, "").1, 2, "a folder without policies");
}

#[test]
fn f13_rules_that_match_nothing_are_listed() {
    let files = folder_of(&[
        ("good.yaml", good()),
        (
            "p.sea",
            "edition 1\nrule r on Secret s { require s.type is present else \"x\" }\n".into(),
        ),
    ]);
    let at = |name: &str| files.path().join(name).to_str().unwrap().to_owned();
    let (policy, good) = (at("p.sea"), at("good.yaml"));
    let (report_of, code) = report(["-p", &policy, &good], "");
    assert_eq!((code, &report_of["summary"]["unmatchedRules"][0]), (0, &Value::from("r")));
    let shown = seaworthy(["check", "-p", &policy, &good], "").stdout;
    assert!(shown.contains("matched nothing: r"), "{shown}");
    assert_eq!(report(["--require-match", "-p", &policy, &good], "").1, 4);
}

#[test]
fn f16_a_report_that_nobody_receives_is_none() {
    use std::process::{Command, Stdio};
    let files = folder_of(&[("evil.yaml", evil()), ("good.yaml", good())]);
    for (name, format) in [("evil.yaml", "text"), ("good.yaml", "text"), ("good.yaml", "json")] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut check = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
        check.args(["check", "-o", format, "-p", POLICY]).arg(files.path().join(name));
        check.current_dir(crate::harness::root());
        let ran = check.stdout(full).stderr(Stdio::piped()).output().unwrap();
        let told = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(3), "{told}");
        assert!(told.contains("can't write to standard output: no space left"), "{told}");
        // A reader that is gone before anything is written.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ran = check.stdout(writer).output().unwrap();
        assert_eq!(ran.status.code(), Some(3));
        assert_eq!(String::from_utf8(ran.stderr).unwrap(), "");
    }
    for format in ["json", "text"] {
        let output = format!("{format}=/dev/full");
        let ran = seaworthy(["check", "-p", POLICY, "-o", &output, "examples"], "");
        assert_eq!(ran.code, 3, "{}", ran.stderr);
    }
}

/// The same by a shell, on more than a pipe holds.
#[test]
fn f16_a_reader_that_leaves_is_told_of_by_the_exit_code() {
    let containers = "  - {name: c, image: 'evil:latest'}\n".repeat(3_000);
    let files = folder_of(&[("big.yaml", good() + &containers), ("good.yaml", good())]);
    let shell = |line: &str| {
        let program = env!("CARGO_BIN_EXE_seaworthy");
        let mut bash = std::process::Command::new("bash");
        bash.args(["-c", line]).env("S", program).env("P", root().join(POLICY));
        let ran = bash.current_dir(files.path()).output().unwrap();
        let told = String::from_utf8(ran.stderr).unwrap();
        assert!(!told.contains("panicked"), "{told}");
        String::from_utf8(ran.stdout).unwrap()
    };
    for options in ["--full -o text", "-o json", "-o json=all.json -o text --full", "-q"] {
        let line = format!("$S check -p $P {options} big.yaml");
        let cut = shell(&format!("{line} | head -1 >/dev/null; echo ${{PIPESTATUS[0]}}"));
        let whole = shell(&format!("{line} | cat >/dev/null; echo ${{PIPESTATUS[0]}}"));
        assert_eq!(whole, "1\n", "{options}");
        // What fits into the pipe has arrived.
        assert!(cut == "3\n" || (options == "-q" && cut == "1\n"), "{options}: {cut}");
    }
    // Without a standard output there is `/dev/null` by the time the program begins, which is what
    // many mean: what was judged counts, and a report to a file arrives.
    assert_eq!(shell("$S check -p $P -o json=out.json -o text big.yaml >&-; echo $?"), "1\n");
    let report: Value =
        serde_json::from_slice(&fs::read(files.path().join("out.json")).unwrap()).unwrap();
    assert_eq!(report["summary"]["exitCode"], 1);
    assert_eq!(shell("$S check -p $P good.yaml >&- 2>&- <&-; echo $?"), "0\n");
    assert_eq!(shell("$S check -p $P big.yaml >/dev/full 2>&-; echo $?"), "3\n");
    assert_eq!(shell("$S check -p $P - <&-; echo $?").lines().last(), Some("4"));
}

#[test]
fn f17_a_file_is_judged_once_however_it_is_named() {
    let files = folder_of(&[("good.yaml", good())]);
    let at = |name: &str| files.path().join(name);
    let (report, _) = judged(&[&at("good.yaml"), &at("./good.yaml"), files.path()], &[]);
    assert_eq!(count(&report, "files"), 1);
    fs::hard_link(at("good.yaml"), at("hard.yaml")).unwrap();
    assert_eq!(count(&judged(&[files.path()], &[]).0, "files"), 2);
    // Links, by file and by folder; and in every order the same report.
    symlink("good.yaml", at("soft.yaml")).unwrap();
    symlink(".", at("here")).unwrap();
    let paths = [at("soft.yaml"), at("here/good.yaml"), at("good.yaml"), files.path().to_owned()];
    let mut reports: Vec<Value> = Vec::new();
    for first in 0..paths.len() {
        let mut order: Vec<&Path> = paths.iter().map(AsRef::as_ref).collect();
        order.rotate_left(first);
        reports.push(judged(&order, &["-v"]).0);
        order.reverse();
        reports.push(judged(&order, &["-j", "4"]).0);
    }
    assert_eq!(count(&reports[0], "files"), 2, "{:#}", reports[0]);
    assert!(reports.iter().all(|report| *report == reports[0]), "{reports:#?}");
    // A slash behind a file's name is a fault, and hides the file from nobody.
    fs::write(at("evil.yaml"), evil()).unwrap();
    for order in [["evil.yaml/", "evil.yaml"], ["evil.yaml", "evil.yaml/"]] {
        let order = order.map(at);
        let (report, code) = judged(&[&order[0], &order[1]], &[]);
        assert_eq!((code, count(&report, "files"), count(&report, "objects")), (3, 2, 1));
    }
}

#[test]
fn f19_what_an_operator_can_not_do_is_undecided() {
    for condition in [
        "(r.raw.a as Int ?? 1) + 9223372036854775807 > 1",
        "(r.raw.metadata.name as Int ?? 1) > 0",
        "(r.raw.kind.of.what as String) is present",
    ] {
        let text =
            format!("edition 1\nrule r on resource r {{ require {condition} else \"x\" }}\n");
        let files = folder_of(&[("good.yaml", good()), ("p.sea", text)]);
        let at = |name: &str| files.path().join(name).to_str().unwrap().to_owned();
        let (report, code) = report(["-p", &at("p.sea"), &at("good.yaml")], "");
        assert_eq!(code, 3, "{condition}: {report:#}");
        assert_eq!(count(&report, "undecided"), 1, "{condition}");
    }
    // Wherever it stands in a rule: undecided, unless nothing depends on it.
    let wrong = "(r.raw.kind as Int ?? 0) > 1";
    for body in [
        format!("where {wrong} {{ require r.kind == \"Secret\" else \"x\" }}"),
        format!("{{ require not ({wrong}) else \"x\" }}"),
        format!("{{ require if {wrong} then true else true else \"x\" }}"),
        format!("{{ require any x in [1, 2]: {wrong} and x > 0 else \"x\" }}"),
        format!("{{ require all x in [1, 2]: {wrong} or x > 2 else \"x\" }}"),
        format!("{{ let b = {wrong}\n require b else \"x\" }}"),
        format!("{{ if {wrong} {{ require r.kind == \"Secret\" else \"x\" }} }}"),
        "{ for x in (r.raw.kind as List<String> ?? []) { require x == \"a\" else \"x\" } }".into(),
    ] {
        let text = format!("edition 1\nrule r on resource r {body}\n");
        let files = folder_of(&[("good.yaml", good()), ("p.sea", text)]);
        let at = |name: &str| files.path().join(name).to_str().unwrap().to_owned();
        let (report, code) = report(["-p", &at("p.sea"), &at("good.yaml")], "");
        assert_eq!((code, count(&report, "undecided")), (3, 1), "{body}: {report:#}");
    }
    // What is not there, and what can't be divided, no policy can ask for.
    for condition in ["(r.raw.a as Int) > 0", "r.name > 0", "1 / 0 > 1", "1 % 0 > 1", "r.kind > 0"]
    {
        let text =
            format!("edition 1\nrule r on resource r {{ require {condition} else \"x\" }}\n");
        let files = folder_of(&[("good.yaml", good()), ("p.sea", text)]);
        let at = |name: &str| files.path().join(name).to_str().unwrap().to_owned();
        let (report, code) = report(["-p", &at("p.sea"), &at("good.yaml")], "");
        assert_eq!((code, count(&report, "passed")), (2, 0), "{condition}: {report:#}");
    }
}

#[test]
fn f20_formats_agree() {
    let files = folder_of(&[
        ("good.yaml", good()),
        ("evil.yaml", evil()),
        ("broken.yaml", "a: [\n".into()),
        ("nothing.yaml", "# c\n".into()),
    ]);
    for (names, expected) in [
        (vec!["good.yaml"], 0),
        (vec!["evil.yaml", "good.yaml"], 1),
        (vec!["broken.yaml", "evil.yaml"], 3),
        (vec!["nothing.yaml"], 4),
        (vec!["missing.yaml"], 3),
    ] {
        let paths: Vec<_> = names.iter().map(|name| files.path().join(name)).collect();
        let paths: Vec<&str> = paths.iter().map(|path| path.to_str().unwrap()).collect();
        let file = files.path().join("out");
        let to_file = ["text", "json"].map(|format| format!("{format}={}", file.display()));
        let mut summaries = Vec::new();
        for outputs in [
            &["-o", "text"][..],
            &["-o", "json"],
            &["-o", "json", "-o", &to_file[0]],
            &["-o", &to_file[0]],
            &["-o", &to_file[1], "-o", "text"],
            &["-o", "json", "-o", &to_file[0], "--color", "always"],
        ] {
            // The options in every order among themselves and with the paths.
            let mut groups = [&["-p", POLICY][..], outputs, &["-j", "2"], &paths];
            for turn in 0..groups.len() * 2 {
                groups.rotate_left(1);
                if turn == groups.len() {
                    groups.swap(0, 2);
                }
                let args = ["check"].iter().chain(groups.iter().copied().flatten());
                let ran = seaworthy(args, "");
                assert_eq!(ran.code, expected, "{names:?} {groups:?}");
                if outputs == ["-o", "json"] {
                    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
                    assert_eq!(report["summary"]["exitCode"], expected);
                    summaries.push(report["summary"].clone());
                }
            }
        }
        assert!(summaries.iter().all(|summary| *summary == summaries[0]), "{summaries:#?}");
    }
}

#[test]
fn f14_what_is_judged_does_not_say_how() {
    let mild = "rules:\n  versioned: { enforce: off }\n  from-the-team: { enforce: audit }\n  \
                pulled-anew: { severity: info }\n  valid: { enforce: off }\n";
    let target = folder_of(&[
        ("seaworthy.yaml", mild.to_owned()),
        ("deploy/seaworthy.yaml", mild.to_owned()),
        ("deploy/evil.yaml", evil()),
    ]);
    let policy = root().join(POLICY);
    let policy = policy.to_str().unwrap();
    for (within, path) in [("", "."), ("", "deploy"), ("deploy", "."), ("deploy", "evil.yaml")] {
        let within = target.path().join(within);
        let ran = seaworthy_in(&within, ["check", "-o", "json", "-p", policy, path], "");
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(
            (ran.code, &report["summary"]["projectFile"]),
            (1, &Value::Null),
            "{path}: {report:#}"
        );
        let shown = seaworthy_in(&within, ["check", "-p", policy, path], "").stdout;
        assert!(shown.contains("not used: seaworthy.yaml lies with what is judged"), "{shown}");
    }
    let piped = seaworthy_in(&target.path().join("deploy"), ["check", "-p", policy, "-"], &evil());
    assert_eq!(piped.code, 1, "{}", piped.stdout);
    // Without `-p` it is used, and printed.
    let project = folder_of(&[
        ("seaworthy.yaml", "rules: { std/no-latest: { enforce: off } }\n".to_owned()),
        ("evil.yaml", evil()),
    ]);
    let shown = seaworthy_in(project.path(), ["check", "evil.yaml"], "").stdout;
    assert!(shown.contains("by the project file seaworthy.yaml\noff: std/no-latest\n"), "{shown}");
}
