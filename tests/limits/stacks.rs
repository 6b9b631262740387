//! Deep inputs, each by the program on stacks of several sizes. An unoptimised build takes the most
//! stack, and is what the tests run.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use seaworthy::judge::{Inputs, Judge, Settings};
use seaworthy::lang::eval::Bound;
use seaworthy::lang::lower::lower;
use seaworthy::lang::pipeline::{NoFiles, Options, Policy, What, load};
use seaworthy::lang::typeck::NoKinds;

use crate::harness::folder_of;

/// KiB of the stack of every thread, and how many threads judge.
const STACKS: [(usize, &str); 4] = [(8192, "1"), (2048, "8"), (1024, "1"), (1024, "8")];

/// What must not differ between stacks.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs the program in `folder`, with this much stack for the main thread and for others.
fn run(folder: &Path, args: &[&str], (kib, jobs): (usize, &str)) -> Answer {
    let script = format!("ulimit -s {kib}; exec \"$0\" \"$@\"");
    let judges = args.first() == Some(&"check");
    let output = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_seaworthy")])
        .args(args)
        .args(judges.then_some(["-j", jobs]).into_iter().flatten())
        .current_dir(folder)
        .env("RUST_MIN_STACK", (kib * 1024).to_string())
        .env("NO_COLOR", "1")
        .env("COLUMNS", "80")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    Answer { code: output.status.code(), stdout, stderr }
}

/// Files, and a command on them that must exit with `code` on every stack, and print the same.
#[track_caller]
fn alike(what: &str, files: &[(&str, String)], args: &[&str], code: i32) {
    let folder = folder_of(files);
    let [first, others @ ..] = STACKS;
    let expected = run(folder.path(), args, first);
    let told = |answer: &Answer| -> String {
        answer.stdout.chars().chain(answer.stderr.chars()).take(600).collect()
    };
    assert_eq!(expected.code, Some(code), "{what} on {first:?}:\n{}", told(&expected));
    for stack in others {
        let answer = run(folder.path(), args, stack);
        assert!(answer == expected, "{what} on {stack:?}: {:?}\n{}", answer.code, told(&answer));
    }
}

/// The same manifest in two files, so that more than one thread has something to judge.
fn checked(what: &str, manifest: &str, code: i32) {
    let files = [("m/a.yaml", manifest.to_owned()), ("m/b.yaml", manifest.to_owned())];
    for format in ["text", "json"] {
        alike(what, &files, &["check", "-o", format, "m"], code);
    }
}

/// A policy, judging two Pods.
fn judged(what: &str, policy: &str, code: i32) {
    let policy = ("p.sea", format!("edition 1\n{policy}\n"));
    let files = [("m/a.yaml", POD.to_owned()), ("m/b.yaml", POD.to_owned()), policy];
    alike(what, &files, &["check", "-p", "p.sea", "--full", "m"], code);
}

/// A rule with one condition on images.
fn decided(what: &str, condition: &str, code: i32) {
    judged(
        what,
        &format!("rule r on image i {{\n  require {condition}\n    else \"no\"\n}}"),
        code,
    );
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'a:1'}]}\n";

/// A manifest whose annotation `deep` holds collections within collections.
fn config(deep: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata:\n  deep: {deep}\n")
}

fn around(open: &str, inner: &str, close: &str, times: usize) -> String {
    format!("{}{inner}{}", open.repeat(times), close.repeat(times))
}

fn steps(times: usize, piece: &str) -> String {
    let mut text = String::new();
    for depth in 0..times {
        let _ = writeln!(text, "{}{piece}", " ".repeat(depth));
    }
    text
}

#[test]
fn manifests() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("[{a: ", "}]"), ("{? ", "}")] {
        checked(open, &config(&around(open, "x", close, 120)), if open == "{? " { 3 } else { 0 });
        checked(open, &config(&around(open, "x", close, 10_000)), 3);
        checked(open, &config(&open.repeat(10_000)), 3);
    }
    checked("JSON", &around("{\"a\":[", "1", "]}", 10_000), 3);
    checked("compact sequences", &"- ".repeat(10_000), 3);
    checked("explicit keys", &"? ".repeat(10_000), 3);
    checked("mappings", &steps(250, "a:"), 4);
    checked("mappings", &steps(2_000, "a:"), 3);
    checked("sequences", &steps(2_000, "-"), 3);
    checked("a tree without an object", &around("[", "x", "]", 250), 4);
    let item = "{apiVersion: v1, kind: List, items: [";
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: a}]}}";
    checked("lists", &around(item, pod, "]}", 16), 1);
    checked("lists", &around(item, pod, "]}", 100), 3);
    checked("lists", &around(item, pod, "]}", 1_000), 3);
}

#[test]
fn aliases() {
    for (first, next) in [("[x]", "[*b]"), ("{x: y}", "{k: *b}"), ("{x: y}", "{<<: *b}")] {
        for (times, code) in [(100, 4), (5_000, if next.contains("<<") { 4 } else { 3 })] {
            let mut text = format!("a0: &a0 {first}\n");
            for n in 0..times {
                let value = next.replace("*b", &format!("*a{n}"));
                let _ = writeln!(text, "a{0}: &a{0} {value}", n + 1);
            }
            checked(next, &text, code);
        }
    }
}

#[test]
fn values_of_manifests() {
    let files = [("m.yaml", config(&around("[{a: ", "x", "}]", 120)))];
    for expression in ["resources", "[r.data for r in resources]", "[r == r for r in resources]"] {
        for format in ["text", "json"] {
            same(expression, &files, &["eval", "-o", format, expression, "m.yaml"]);
        }
    }
}

#[test]
fn policies_that_nest() {
    for (open, inner, close) in [
        ("(", "i.tag is present", ")"),
        ("not (", "i.tag is present", ")"),
        ("(true and ", "i.tag is present", ")"),
        ("(if true then ", "i.tag is present", " else false)"),
        ("all x in [1]: ", "i.tag is present", ""),
        ("[x for x in ", "[1]", "]"),
        ("[", "1", "]"),
        ("\"{", "i", "}\""),
    ] {
        let condition = |times| {
            let nested = around(open, inner, close, times);
            match open {
                "[" | "[x for x in " => format!("{nested} == {nested}"),
                "\"{" => format!("{nested} != \"\""),
                _ => nested,
            }
        };
        let folder = folder_of(&[("m.yaml", POD)]);
        let shallow =
            format!("edition 1\nrule r on image i {{ require {} else \"no\" }}\n", condition(40));
        std::fs::write(folder.path().join("p.sea"), shallow).unwrap();
        let answer = run(folder.path(), &["check", "-p", "p.sea", "m.yaml"], (8192, "1"));
        let code = answer.code.unwrap();
        decided(open, &condition(40), code);
        for times in [60, 120, 3_000] {
            let nested = condition(times);
            let policy = format!(
                "edition 1\nrule r on image i {{\n  require {nested}\n    else \"no\"\n}}\n"
            );
            let files =
                [("m/a.yaml", POD.to_owned()), ("m/b.yaml", POD.to_owned()), ("p.sea", policy)];
            same(&format!("{open} {times}"), &files, &["check", "-p", "p.sea", "m"]);
        }
        decided(open, &open.repeat(3_000), 2);
    }
}

/// The same as `alike`, whatever the exit code is, as long as the program ends by itself.
#[track_caller]
fn same(what: &str, files: &[(&str, String)], args: &[&str]) {
    let folder = folder_of(files);
    let code = run(folder.path(), args, STACKS[0]).code;
    assert!(code.is_some_and(|code| code < 5), "{what}: {code:?}");
    alike(what, files, args, code.unwrap());
}

#[test]
fn chains_of_operators() {
    for (first, next, last) in [
        ("true", " and true", ""),
        ("true", " or true", ""),
        ("1", " + 1", " > 0"),
        ("i.tag", " ?? i.tag", " is present"),
        ("\"a\"", " + \"a\"", " != \"\""),
        ("i", ".object", " is present"),
        ("[1]", ".take(1)", " == [1]"),
    ] {
        for times in [40, 100, 126, 3_000] {
            let condition = format!("{first}{}{last}", next.repeat(times));
            let policy = format!(
                "edition 1\nrule r on image i {{\n  require ({condition})\n    else \"no\"\n}}\n"
            );
            let files =
                [("m/a.yaml", POD.to_owned()), ("m/b.yaml", POD.to_owned()), ("p.sea", policy)];
            same(&format!("{next} {times}"), &files, &["check", "-p", "p.sea", "m"]);
        }
    }
}

#[test]
fn calls_and_constants() {
    for times in [300, 900, 2_000] {
        let code = if times > 1_000 { 2 } else { 0 };
        let mut calls = "func f0(a: Int) -> Int = a\n".to_owned();
        let mut constants = "let a0: Int = 1\n".to_owned();
        let mut unknown = "let a0: Int = 9223372036854775807 + 1\n".to_owned();
        for n in 0..times {
            let _ = writeln!(calls, "func f{}(a: Int) -> Int = f{n}(a)", n + 1);
            let _ = writeln!(constants, "let a{}: Int = a{n}", n + 1);
            let _ = writeln!(unknown, "let a{}: Int = a{n}", n + 1);
        }
        let rule =
            |what: String| format!("rule r on image i {{ require {what} == 1 else \"no\" }}");
        judged("calls", &format!("{calls}{}", rule(format!("f{times}(1)"))), code);
        judged("constants", &format!("{constants}{}", rule(format!("a{times}"))), code);
        judged("unknown constants", &format!("{unknown}{}", rule(format!("a{times}"))), 2);
        // Each call within brackets of its own: as deep as calls and expressions may nest together.
        let mut both = "func f0(a: Int) -> Int = a\n".to_owned();
        for n in 0..times / 60 {
            let _ = writeln!(
                both,
                "func f{}(a: Int) -> Int = {}",
                n + 1,
                around("(1 + ", &format!("f{n}(a)"), ")", 55)
            );
        }
        let last = format!("f{}(1) > 0", times / 60);
        let policy =
            format!("edition 1\n{both}rule r on image i {{ require {last} else \"no\" }}\n");
        let files = [("m/a.yaml", POD.to_owned()), ("m/b.yaml", POD.to_owned()), ("p.sea", policy)];
        same("calls in brackets", &files, &["check", "-p", "p.sea", "m"]);
    }
}

#[test]
fn blocks_types_and_imports() {
    for times in [40, 120, 3_000] {
        let block = around("if i.tag is present { ", "require true else \"no\"", " }", times);
        let chain = "if i.tag is absent { } else ".repeat(times);
        let ty = around("List<", "Int", ">", times);
        for policy in [
            format!("rule r on image i {{ {block} }}"),
            format!("rule r on image i {{ {chain} {{ require true else \"no\" }} }}"),
            format!("param p: {ty}? = absent\nrule r on image i {{ require true else \"no\" }}"),
        ] {
            let files = [("m.yaml", POD.to_owned()), ("p.sea", format!("edition 1\n{policy}\n"))];
            same(
                &format!("{} {times}", &policy[..40]),
                &files,
                &["check", "-p", "p.sea", "m.yaml"],
            );
            same("rules", &files, &["rules", "-p", "p.sea"]);
        }
    }
    let mut files = vec![("m.yaml".to_owned(), POD.to_owned())];
    for n in 0..600 {
        let next = n + 1;
        files.push((
            format!("f{n}.sea"),
            format!(
                "edition 1\nimport ./f{next} {{ g{next} }}\nfunc g{n}(a: Int) -> Int = g{next}(a)\n"
            ),
        ));
    }
    files.push(("f600.sea".to_owned(), "edition 1\nfunc g600(a: Int) -> Int = a\n".to_owned()));
    let rule =
        "edition 1\nimport ./f0 { g0 }\nrule r on image i { require g0(1) == 1 else \"no\" }\n";
    files.push(("p.sea".to_owned(), rule.to_owned()));
    let files: Vec<(&str, String)> =
        files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    same("imports", &files, &["check", "-p", "p.sea", "m.yaml"]);
}

#[test]
fn other_commands_and_files() {
    let rule = "edition 1\nrule r on image i { require i.tag is present else \"no\" }\n";
    for times in [120, 10_000] {
        let deep = around("[{a: ", "x", "}]", times);
        let project = ("seaworthy.yaml", format!("params: {{ a: {deep} }}\n"));
        let files = [("m.yaml", POD.to_owned()), project];
        same("project", &files, &["check", "--project", "seaworthy.yaml", "m.yaml"]);
        let profile = ("seaworthy.yaml", format!("profiles: {{ a: {{ mirrors: {deep} }} }}\n"));
        let files = [("m.yaml", POD.to_owned()), profile];
        same("profile", &files, &["check", "--project", "seaworthy.yaml", "m.yaml"]);
        let kustomization = ("k/kustomization.yaml", format!("patches: {deep}\n"));
        let files = [("k/m.yaml", POD.to_owned()), kustomization];
        same("kustomization", &files, &["check", "k"]);
        let test = format!(
            "{rule}test \"t\" for r {{\n  given \"\"\"\n    {}\n  \"\"\"\n}}\n",
            config(&deep).replace('\n', "\n    ").trim_end()
        );
        let files = [("p.sea", test)];
        same("test", &files, &["test", "p.sea"]);
        same("explain", &files, &["explain", "-p", "p.sea", "r"]);
        let expression = around("(", "1", ")", times);
        same("eval", &[("m.yaml", POD.to_owned())], &["eval", &expression, "m.yaml"]);
        same("explain", &[("m.yaml", POD.to_owned())], &["explain", &expression]);
    }
}

/// Inputs of which the first is as deep as may be, and the last deeper.
fn deep_inputs() -> Vec<(String, String)> {
    let list = around("{apiVersion: v1, kind: List, items: [", POD_IN_FLOW, "]}", 16);
    let inputs = [
        ("a.yaml", config(&around("[{a: ", "x", "}]", 125))),
        ("b.yaml", POD.to_owned()),
        ("c.yaml", "[".repeat(9_000)),
        ("d.yaml", list),
        ("e.yaml", steps(250, "a:")),
    ];
    inputs.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

const POD_IN_FLOW: &str =
    "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: a}]}}";

/// What the library says of these inputs, judged by so many threads.
fn judged_by_library(inputs: Vec<(String, String)>, jobs: Option<usize>) -> String {
    let condition = around("(true and ", "i.tag is present", ")", 55);
    let rule = format!(
        "edition 1\nrule r on image i {{ require {condition} else \"no\" }}\nrule q on resource r {{ require r.kind != \"Pod\" else \"no {{r}}\" }}\n"
    );
    let what = What::Text("p.sea".into(), rule);
    let parsed = load(&[Policy { what, place: None }], &Options::default(), &NoFiles);
    let program = lower(&parsed.check(&NoKinds)).expect("a policy that checks");
    let bound = Bound::new(&program, &[], None);
    let settings = Settings { jobs, ..Settings::default() };
    let judge = Judge::new(&bound, parsed.sources(), &settings);
    let report = judge.judge(&Inputs::Texts(inputs), &|| ());
    format!("{:?}{:?}{:?}", report.findings, report.errors, report.summary)
}

/// Whoever calls the library has a thread of some stack, and gets the same whether the work is done
/// there (one input, one job) or by others.
#[test]
fn the_library_on_threads() {
    let all = deep_inputs();
    let each_alone = all.iter().map(|input| vec![input.clone()]);
    for inputs in each_alone.chain([all.clone()]) {
        let on = |mib: usize, jobs| {
            let inputs = inputs.clone();
            let thread = thread::Builder::new().stack_size(mib << 20);
            thread.spawn(move || judged_by_library(inputs, jobs)).unwrap().join().unwrap()
        };
        let expected = on(8, Some(1));
        if inputs.len() > 1 {
            assert!(expected.contains("E0523") && expected.contains("Failed"), "{expected}");
        }
        for mib in [8, 2, 1] {
            for jobs in [None, Some(1), Some(2), Some(8)] {
                assert_eq!(on(mib, jobs), expected, "{} on {mib} MiB by {jobs:?}", inputs[0].0);
            }
        }
    }
}
