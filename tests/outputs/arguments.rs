//! Texts of the table as arguments, in policies, in project files and in the environment.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::readers::{Look, text};
use super::{Hostile, hostile, run};
use crate::harness::folder_of;

/// Command lines; `{}` is where the text goes.
const LINES: &[&[&str]] = &[
    &["{}"],
    &["--{}"],
    &["-{}"],
    &["check", "--{}"],
    &["check", "{}"],
    &["check", "-p", "{}"],
    &["check", "-o", "{}"],
    &["check", "-o", "json={}/x"],
    &["check", "-j", "{}"],
    &["check", "--color", "{}"],
    &["check", "--limit", "{}"],
    &["check", "--limit", "{}=1"],
    &["check", "--limit", "nesting={}"],
    &["check", "--fail-on", "{}"],
    &["check", "--param", "{}"],
    &["check", "--param", "{}=1", "good.yaml"],
    &["check", "-p", "p.sea", "--param", "oldest={}", "good.yaml"],
    &["check", "-p", "p.sea", "--param", "name={}", "good.yaml"],
    &["check", "--profile", "{}", "good.yaml"],
    &["check", "--today", "{}", "good.yaml"],
    &["check", "--namespace", "{}", "good.yaml", "--full"],
    &["check", "--project", "{}", "good.yaml"],
    &["test", "{}"],
    &["test", "--only", "{}", "p.sea"],
    &["fmt", "{}"],
    &["fmt", "--diff", "--{}"],
    &["eval", "{}"],
    &["eval", "1", "{}"],
    &["eval", "1", "-o", "{}"],
    &["repl", "{}"],
    &["repl", "-p", "{}"],
    &["repl", "--profile", "{}", "good.yaml"],
    &["eval", "rule r on image i { require false else \"{}\" }", "good.yaml"],
    &["eval", "rule {} on image i { require false else \"x\" }", "good.yaml"],
    &["eval", "std/no-latest", "{}"],
    &["explain", "{}"],
    &["explain", "--at", "{}"],
    &["explain", "--at", "{}:1"],
    &["explain", "--at", "good.yaml:1", "{}"],
    &["explain", "--at", "good.yaml:1", "--beside", "{}"],
    &["explain", "--at", "good.yaml:1", "--namespace", "{}"],
    &["explain", "--at", "good.yaml:1", "-p", "p.sea", "--param", "name={}"],
    &["init", "good.yaml/{}"],
    &["init", "--ci", "{}"],
    &["explain", "std/{}"],
    &["rules", "-p", "{}"],
    &["completions", "{}"],
    &["man", "{}"],
];

const POLICY: &str = "edition 1
param oldest: Version = version\"1\"
param name: String = \"x\"
rule r on image i { require i.namespace == name and oldest > version\"0\" else \"{name} {i.namespace}\" help \"{name}\" }
";

const GOOD: &str = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: 'a:1'}]}}\n";

/// The table in arguments of a few texts each, in two orders: in one each text follows a newline.
/// An argument holds no NUL.
fn arguments() -> Vec<String> {
    let texts: Vec<String> = hostile().iter().map(|h| h.text.replace('\0', "")).collect();
    let short = |text: &&String| text.len() < 1000;
    let mut arguments: Vec<String> =
        texts.iter().filter(|text| !short(text)).map(|text| format!("\n{text}")).collect();
    let texts: Vec<&str> = texts.iter().filter(short).map(String::as_str).collect();
    for few in texts.chunks(16) {
        arguments.push(few.join("\n"));
        arguments.push(few.join(" "));
    }
    arguments
}

/// How the program says on standard error that it can't go on: ours or clap's.
fn is_ours(line: &str) -> bool {
    let starts =
        ["error: ", "error[", "warning[", "info[", "Usage: ", "For more information", "<stdin>"];
    let whole = ["1 file not formatted", "no policy was found"];
    let counted = |(count, _): (&str, &str)| count.parse::<usize>().is_ok();
    whole.contains(&line)
        || line.is_empty()
        || line.split_once(" more of ").is_some_and(counted)
        || line.starts_with(' ')
        || starts.iter().any(|start| line.starts_with(start))
}

#[test]
fn arguments_are_harmless() {
    let folder = folder_of(&[("p.sea", POLICY), ("good.yaml", GOOD)]);
    let mut faults = Vec::new();
    for argument in arguments() {
        for line in LINES {
            let args: Vec<String> = line.iter().map(|arg| arg.replace("{}", &argument)).collect();
            let ran = run(folder.path(), &args);
            let free = Look { free: true, ..Look::default() };
            for printed in [&ran.stdout, &ran.stderr] {
                faults.extend(text(printed, free).err().map(|fault| format!("{line:?}: {fault}")));
            }
            let beside = String::from_utf8_lossy(&ran.stderr).into_owned();
            let stray = beside.split('\n').find(|line| !is_ours(line));
            faults.extend(stray.map(|stray| format!("{line:?}: {stray:?} is none of ours")));
            if !ran.status.code().is_some_and(|code| (0..=4).contains(&code)) {
                faults.push(format!("{line:?}: {:?} {beside}", ran.status));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn policies_are_harmless() {
    let table = hostile();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.yaml"), GOOD).unwrap();
    for raw in [false, true] {
        let place = folder.path().join(if raw { "raw" } else { "escaped" });
        fs::create_dir(&place).unwrap();
        for (n, Hostile { text, .. }) in table.iter().enumerate() {
            fs::write(place.join(format!("r{n}.sea")), policy(n, text, raw)).unwrap();
        }
        let name = place.file_name().unwrap().to_str().unwrap();
        // A folder of which one file is broken is refused as a whole.
        let code = if raw { 2 } else { 1 };
        for (args, code) in [
            (&["check", "-p", name, "good.yaml", "--full"][..], code),
            (&["check", "-p", name, "good.yaml"], code),
            (&["check", "-p", name, "good.yaml", "--narrate"], code),
            (&["test", name], code),
            (&["fmt", "--diff", name], code),
            (&["fmt", "--check", name], code),
            (&["rules", "-p", name], if raw { 2 } else { 0 }),
            (&["explain", "r3", "-p", name], if raw { 2 } else { 0 }),
            (&["explain", "r30", "-p", name, "--narrate"], if raw { 2 } else { 0 }),
        ] {
            let ran = run(folder.path(), args);
            assert_eq!(
                ran.status.code(),
                Some(code),
                "{args:?}: {}{}",
                String::from_utf8_lossy(&ran.stdout),
                String::from_utf8_lossy(&ran.stderr)
            );
            let free = args[0] != "check";
            let look = Look { free, ..Look::default() };
            text(&ran.stdout, look).unwrap_or_else(|fault| panic!("{args:?}: {fault}"));
            text(&ran.stderr, look).unwrap_or_else(|fault| panic!("{args:?}, beside: {fault}"));
            if code != 2 && args[0] == "check" {
                let args = [args, &["-o", "json"]].concat();
                super::readers::report(&run(folder.path(), args).stdout).unwrap();
            }
        }
        for n in 0..table.len() {
            let (rule, file) = (format!("r{n}"), format!("{name}/r{n}.sea"));
            let ran = run(folder.path(), ["explain", &rule, "-p", &file]);
            let look = Look { free: true, ..Look::default() };
            for printed in [&ran.stdout, &ran.stderr] {
                text(printed, look).unwrap_or_else(|fault| panic!("{rule}: {fault}"));
            }
        }
    }
}

/// A policy that says `text` wherever it can: as escapes, or in its comments as it is.
fn policy(n: usize, text: &str, raw: bool) -> String {
    let literal: String =
        text.chars().take(900).map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect();
    let raw_doc: String = text.split('\n').map(|line| format!("## {line}\n")).collect();
    let (doc, said) = if raw { (raw_doc, text) } else { ("## Escaped.\n".to_owned(), &*literal) };
    format!(
        "edition 1\n{doc}rule r{n} on image i {{\n  require i.container?.name == \"{said}\" else \"{said}\" help \"{said}\"\n}}\n\
         test \"{said} {n}\" {{\n  given \"\"\"\n    {GOOD}  \"\"\"\n}}\n"
    )
}

#[test]
fn project_files_are_harmless() {
    let folder = folder_of(&[("good.yaml", GOOD), ("p.sea", POLICY)]);
    let keys: Vec<String> =
        hostile().iter().map(|hostile| serde_json::to_string(&hostile.text).unwrap()).collect();
    let mapping = |value: &str| {
        let pairs: Vec<String> = keys.iter().map(|key| format!("{key}: {value}")).collect();
        format!("{{{}}}", pairs.join(", "))
    };
    for project in [
        format!("profiles: {}\n", mapping("{kubernetes: '1.35'}")),
        format!("policies: [p.sea]\nparams: {}\n", mapping("1")),
        format!("policies: [p.sea]\nrules: {}\n", mapping("{enforce: audit}")),
        format!("policies: [{}]\n", keys.join(", ")),
        format!("policies: [p.sea]\nparams: {{name: {}}}\n", keys[keys.len() / 2]),
        mapping("1") + "\n",
        keys.iter()
            .map(|key| format!("workloads: [{{kind: {key}, images: [{key}]}}]\n---\n"))
            .collect(),
        format!(
            "workloads: [{}]\n",
            keys.iter()
                .map(|key| format!("{{kind: {key}, pods: [{key}]}}"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        format!("limits: {}\n", mapping("1")),
    ] {
        fs::write(folder.path().join("seaworthy.yaml"), &project).unwrap();
        for args in [
            &["check", "good.yaml", "--full"][..],
            &["check", "good.yaml", "--profile", "no-such", "--narrate"],
            &["rules"],
            &["eval", "1"],
            &["test"],
        ] {
            let ran = run(folder.path(), args);
            let look = Look { free: args[0] != "check", ..Look::default() };
            for printed in [&ran.stdout, &ran.stderr] {
                text(printed, look).unwrap_or_else(|fault| panic!("{args:?}: {fault}\n{project}"));
            }
        }
    }
}

#[test]
fn the_environment_is_harmless() {
    let folder = folder_of(&[("bad.yaml", GOOD.replace("a:1", "a"))]);
    let plain = run(folder.path(), ["check", "bad.yaml"]);
    for Hostile { text, name } in hostile() {
        let value = text.replace('\0', "");
        let ran = with_variables(folder.path(), &value);
        // CLICOLOR_FORCE means colour, whatever it says.
        let look = Look { colour: true, ..Look::default() };
        let lines =
            super::readers::text(&ran.stdout, look).unwrap_or_else(|f| panic!("{name}: {f}"));
        let expected = String::from_utf8(plain.stdout.clone()).unwrap();
        assert_eq!(lines, expected.lines().collect::<Vec<_>>(), "{name}");
        assert_eq!(ran.status.code(), plain.status.code(), "{name}");
    }
}

fn with_variables(folder: &Path, value: &str) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
    for name in [
        "TERM",
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "COLUMNS",
        "LINES",
        "HOME",
        "USER",
        "HOSTNAME",
        "TZ",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "COLORTERM",
        "FORCE_COLOR",
        "RUST_LOG",
        "RUST_BACKTRACE",
        "RAYON_NUM_THREADS",
        "XDG_CONFIG_HOME",
        "GIT_DIR",
        "PWD",
        "OLDPWD",
        "TMPDIR",
    ] {
        command.env(name, value);
    }
    command.args(["check", "bad.yaml"]).env_remove("NO_COLOR");
    command.current_dir(folder).stdin(Stdio::null()).output().unwrap()
}
