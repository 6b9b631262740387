//! Same inputs, same bytes out: whatever the number of threads and the order of arguments.

use std::fs;

use serde_json::Value;

use super::{pod, tagged};
use crate::harness::{folder_of, seaworthy_in};

/// Forty files of every fate, some of which look one another up.
fn files() -> Vec<(String, String)> {
    files_of_every_fate(40)
}

/// A policy `p.sea`, and so many files of every fate in the folders `a`, `b` and `c`.
pub(super) fn files_of_every_fate(count: usize) -> Vec<(String, String)> {
    let mut files = vec![("p.sea".to_owned(), tagged("error") + LOOKS_UP)];
    for n in 0..count {
        let text = match n % 8 {
            0 => pod("nginx:1"),
            1 => pod("nginx"),
            2 => pod("nginx") + "---\n" + &pod("NGINX") + "---\n" + &pod("nginx@sha256:abc"),
            3 => "a: [\n".to_owned(),
            4 => "a: 1\n".to_owned(),
            5 => pod("nginx").replace("{name: p}", "{name: p, namespace: null}"),
            6 => format!(
                "apiVersion: foo{n}.io/v1\nkind: Widget\nspec: {{containers: [{{name: c, image: x}}]}}\n"
            ),
            _ => format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: ns{n}, labels: {{a: \"1\"}}}}\n"
            ),
        };
        files.push((format!("{}/{n}.yaml", ["b", "a", "c"][n % 3]), text));
    }
    files
}

const LOOKS_UP: &str = "
rule spaced (warning) on image i where i.namespace_object is present {
  require i.namespace_object.metadata.labels[\"a\"] is present else \"no label\"
}
rule together (info) on manifests m {
  require m.images.len() < 3 else \"{m.images.len()} images\"
}
";

#[test]
fn threads_and_order_change_nothing() {
    let files = files();
    let files: Vec<(&str, &String)> = files.iter().map(|(name, text)| (&**name, text)).collect();
    let folder = folder_of(&files);
    let mut paths: Vec<&str> =
        files.iter().map(|(name, _)| *name).filter(|n| n.ends_with("yaml")).collect();
    let run = |format: &str, jobs: &str, paths: &[&str]| {
        let args =
            ["check", "-p", "p.sea", "-o", format, "-j", jobs, "--namespace", "ns7", "--full"];
        let ran = seaworthy_in(folder.path(), args.iter().chain(paths), "");
        (ran.code, ran.stdout, ran.stderr)
    };
    for format in ["json", "text"] {
        let first = run(format, "1", &paths);
        assert_eq!(first.0, 3, "{}", first.1);
        for (round, jobs) in ["1", "4", "4", "64", "2", "4", "1", "3", "8", "4"].iter().enumerate()
        {
            paths.rotate_left(round * 7 % 40);
            paths.swap(0, 20);
            assert!(run(format, jobs, &paths) == first, "{format}, {jobs} threads: {paths:?}");
        }
        // Folders and files, some twice.
        let folders = ["c", "a/1.yaml", "b", "a", "c/2.yaml"];
        assert!(run(format, "4", &folders) == first, "{format}: {folders:?}");
    }
}

#[test]
fn policies_may_be_named_in_any_order() {
    let folder = folder_of(&[
        ("a.sea", tagged("error")),
        ("b.sea", tagged("warning").replace("tagged", "also-tagged")),
        ("bad.yaml", pod("nginx")),
    ]);
    let run = |args: &[&str]| {
        let args = ["check", "bad.yaml", "-o", "json"].iter().chain(args);
        seaworthy_in(folder.path(), args, "").stdout
    };
    let there = run(&["-p", "a.sea", "-p", "b.sea", "-p", "std/no-latest"]);
    assert_eq!(there, run(&["-p", "std/no-latest", "-p", "b.sea", "-p", "a.sea"]));
    assert_eq!(there, run(&["-p", "b.sea", "-p", "a.sea", "-p", "a.sea", "-p", "std/no-latest"]));
}

#[test]
fn no_path_is_absolute_that_was_not_given_so() {
    let files = files();
    let files: Vec<(&str, &String)> = files.iter().map(|(name, text)| (&**name, text)).collect();
    let folder = folder_of(&files);
    fs::write(
        folder.path().join("wrong.sea"),
        "edition 1\nimport ./no/such { x }\nimport ../../out { y }\n",
    )
    .unwrap();
    let here = folder.path().canonicalize().unwrap();
    let here = here.to_str().unwrap();
    for args in [
        &["check", "-p", "p.sea", "."][..],
        &["check", "-p", "p.sea", "-o", "json", "a", "missing.yaml"],
        &["check", "-p", "wrong.sea", "."],
        &["test", "."],
        &["rules", "-p", "p.sea"],
        &["explain", "-p", "p.sea", "tagged"],
        &["eval", "images", "."],
    ] {
        let ran = seaworthy_in(folder.path(), args, "");
        assert!(!ran.stdout.contains(here), "{args:?}: {}", ran.stdout);
        assert!(!ran.stderr.contains(here), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn findings_come_by_file_and_place() {
    let files = files();
    let files: Vec<(&str, &String)> = files.iter().map(|(name, text)| (&**name, text)).collect();
    let folder = folder_of(&files);
    let args = ["check", "-p", "p.sea", "-o", "json", "--namespace", "ns7", "."];
    let report: Value =
        serde_json::from_str(&seaworthy_in(folder.path(), args, "").stdout).unwrap();
    let places: Vec<(&str, u64)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|f| {
            Some((f["manifest"]["file"].as_str()?, f["manifest"]["start"]["byte"].as_u64()?))
        })
        .collect();
    let mut sorted = places.clone();
    sorted.sort();
    assert_eq!(places, sorted);
    assert!(places.len() > 10, "{places:?}");
}
