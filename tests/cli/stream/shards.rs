//! However a run is split into parts, `merge` puts the report of the whole together, to the byte.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;

use super::pod;
use crate::harness::{Ran, folder_of, root, seaworthy_in};

/// Files of a run, good and bad ones.
fn files(seed: &[u8]) -> Vec<(String, String)> {
    let text = |kind: u8, at: usize| {
        match kind % 12 {
        0 => pod(&format!("p{at}"), "nginx"),
        1 => "a: 1\na: 2\n".to_owned(),
        2 => String::new(),
        3 => "x: 1\n".to_owned(),
        4 => format!("{}\n---\n{}", pod("a", "nginx:latest"), pod("a", "nginx:latest")).replace('\n', "\n"),
        5 => "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n".to_owned(),
        6 => "apiVersion: x.io/v1\nkind: Foo\nmetadata: { name: a }\nspec: { image: nginx }\n".to_owned(),
        7 => pod("web", "${IMAGE}"),
        8 => "apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: shop }\ndata: { a: [aHVzaA==] }\n".to_owned(),
        9 => "apiVersion: v1\nkind: Pod\nmetadata: { name: w }\nspec:\n  containers:\n    - { name: a, image: 1.10 }\n".to_owned(),
        10 => "kind: Pod\n".to_owned(),
        _ => pod(&format!("q{at}"), "nginx:1.27"),
    }
    };
    // Names that paths and texts sort in another order.
    let name = |at: usize| match at % 4 {
        0 => format!("b/{at}.yaml"),
        1 => format!("b-c/{at}.yaml"),
        2 => format!("a{at}.yaml"),
        _ => format!("b/d/{at}.yml"),
    };
    seed.iter().enumerate().map(|(at, kind)| (name(at), text(*kind, at))).collect()
}

fn rows(files: &[(String, String)]) -> Vec<String> {
    let row = |(file, text): &(String, String)| {
        serde_json::json!({ "file": file, "text": text }).to_string()
    };
    files.iter().map(row).collect()
}

fn run(folder: &Path, args: &[&str], input: &str) -> Ran {
    seaworthy_in(folder, args, input)
}

/// Judges the files at once and in parts, and compares.
fn compare(files: &[(String, String)], parts: &[Vec<usize>], policy: &str, index: bool) {
    let folder = folder_of(files.iter().map(|(n, t)| (&**n, t)).collect::<Vec<_>>().as_slice());
    let names: Vec<&str> = files.iter().map(|(name, _)| &**name).collect();
    let base = ["check", "--no-project", "-p", policy, "--today", "2026-11-23"];
    let one = run(folder.path(), &[&base[..], &["-o", "json"], &names].concat(), "");
    let rows = rows(files);
    let outside = folder_of(&[("all.ndjson", rows.join("\n"))]);
    let path = |name: String| outside.path().join(name).to_str().unwrap().to_owned();
    let all = path("all.ndjson".to_owned());
    let mut results = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let lines: Vec<&str> = part.iter().map(|at| &*rows[*at]).collect();
        let with = if index { &["--index", &*all][..] } else { &[] };
        let ran = run(folder.path(), &[&base[..], &["--stream"], with].concat(), &lines.join("\n"));
        let result = path(format!("part-{number}"));
        fs::write(&result, ran.stdout).unwrap();
        results.push(result);
    }
    let results: Vec<&str> = results.iter().map(|it| &**it).collect();
    let merged = run(folder.path(), &[&["merge"][..], &results].concat(), "");
    let (found, expected) = (merged.stdout.lines(), one.stdout.lines());
    let other = found.zip(expected).zip(1..).find(|((found, expected), _)| found != expected);
    let about = files.iter().map(|(name, text)| (name, &text[..text.len().min(100)]));
    assert_eq!(other, None, "{parts:?} {:#?} {}", about.collect::<Vec<_>>(), merged.stderr);
    assert_eq!(merged.stdout.len(), one.stdout.len());
    assert_eq!(merged.code, one.code);
}

/// Deals `count` files out to parts, in any order.
fn deal(count: usize, to: &[Index], order: &[Index], parts: usize) -> Vec<Vec<usize>> {
    let mut dealt = vec![Vec::new(); parts];
    for at in 0..count {
        let part = &mut dealt[to[at].index(parts)];
        part.insert(order[at].index(part.len() + 1), at);
    }
    dealt
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_split_merges_to_the_report_of_one_run(
        seed in proptest::collection::vec(0_u8..12, 2..14),
        parts in 1_usize..4,
        to in proptest::collection::vec(any::<Index>(), 14),
        order in proptest::collection::vec(any::<Index>(), 14),
    ) {
        let files = files(&seed);
        compare(&files, &deal(files.len(), &to, &order, parts), "std/no-latest", false);
    }

    #[test]
    fn so_it_does_where_rules_look_around(
        seed in proptest::collection::vec(0_u8..12, 2..12),
        parts in 1_usize..4,
        to in proptest::collection::vec(any::<Index>(), 14),
        order in proptest::collection::vec(any::<Index>(), 14),
    ) {
        let policy = root().join("tests/cli/stream/around.sea");
        let files = files(&seed);
        compare(&files, &deal(files.len(), &to, &order, parts), policy.to_str().unwrap(), true);
    }
}

#[test]
fn more_than_a_report_keeps_is_counted_alike() {
    let many = |of: &str| {
        let container = |n: usize| format!("    - {{ name: c{n}, image: {of} }}\n");
        let containers: String = (0..900).map(container).collect();
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{ name: p }}\nspec:\n  containers:\n{containers}"
        )
    };
    let files: Vec<(String, String)> =
        (0..13).map(|at| (format!("{at}.yaml"), many("nginx"))).collect();
    let parts = [vec![12, 3, 4, 1], vec![2, 0, 11, 10, 9], vec![5, 6, 7, 8]];
    compare(&files, &parts, "std/no-latest", false);
}

#[test]
fn what_is_no_whole_of_parts_is_refused() {
    let rule = ["check", "--no-project", "-p", "std/no-latest", "--stream"];
    let other = ["check", "--no-project", "-p", "std/tagged-or-pinned", "--stream"];
    let row =
        |file: &str| serde_json::json!({ "file": file, "text": pod("web", "nginx") }).to_string();
    let of = |args: [&str; 5], line: &str| run(root(), &args, line).stdout;
    let (a, b) = (of(rule, &row("a")), of(rule, &row("b")));
    let merge = |input: &str| run(root(), &["merge", "-"], input);
    // One behind the other they are whole.
    assert_eq!(merge(&format!("{a}{b}")).code, 1);
    let cut = a.lines().next().unwrap().to_owned() + "\n";
    let other_policy = run(root(), &other, &row("b"));
    assert!(!other_policy.stdout.is_empty());
    let nothing = of(["check", "--no-project", "-p", "no-such.sea", "--stream"], "");
    for (input, said) in [
        (cut.clone(), "not whole"),
        (format!("{cut}{b}"), "not whole"),
        (String::new(), "not whole"),
        (format!("{a}{a}"), "`a` is there twice"),
        (format!("{a}{}", other_policy.stdout), "not judged as"),
        (format!("{a}{nothing}"), "judged nothing"),
        ("{}\n".to_owned(), "no record"),
        ("x\n".to_owned(), "no record"),
        (format!("{a}\n"), "no record"),
    ] {
        let ran = merge(&input);
        assert_eq!((ran.code, &*ran.stdout), (2, ""), "{said}");
        assert!(
            ran.stderr.contains(said) && ran.stderr.contains("E0461"),
            "{said}: {}",
            ran.stderr
        );
    }
}

/// The example's table, by the example's shell script: with GNU parallel where it is, else with `xargs`.
#[test]
fn the_examples_script_merges_to_the_report_of_one_run() {
    let scale = root().join("examples/scale");
    let ran = std::process::Command::new("bash")
        .arg(scale.join("parallel.sh"))
        .args([
            scale.join("manifests.ndjson").to_str().unwrap(),
            "--no-project",
            "-p",
            "std/no-latest",
        ])
        .env("SEAWORTHY", env!("CARGO_BIN_EXE_seaworthy"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(1), "{said}");
    let report: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(report["summary"]["files"], 2, "{said}");
    assert_eq!(report["findings"][0]["manifest"]["file"], "shop/web.yaml");
}
