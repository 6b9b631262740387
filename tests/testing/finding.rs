//! Which tests are found, which rules they run, and what they leave alone.

use crate::harness::{folder_of, seaworthy_in};

use super::{TAGGED, of_pod, test};

const NAMED: &str = "rule named on container c { require c.name != \"c\" else \"a poor name\" }\n";

/// `x_test.sea` without rules tests those of `x.sea` beside it, also where it alone is named.
#[test]
fn a_file_of_tests_is_about_the_file_beside_it() {
    let rules = format!("edition 1\n{TAGGED}");
    let tests = format!("edition 1\n{}", of_pod("all of them", "", "nginx #~ tagged"));
    let other = format!("edition 1\n{NAMED}");
    let folder = folder_of(&[("a.sea", &rules), ("a_test.sea", &tests), ("b.sea", &other)]);
    for args in [&["a_test.sea"][..], &["."], &["a.sea", "a_test.sea"], &["b.sea", "a_test.sea"]] {
        let ran = test(folder.path(), args);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.stdout);
        assert!(ran.stdout.ends_with("1 passed, 0 failed\n"), "{args:?}: {}", ran.stdout);
    }
    // What is not beside it must be loaded in the same run, and be named.
    let named = format!("edition 1\n{}", of_pod("of another", " for named", "nginx"));
    let folder = folder_of(&[("a_test.sea", &named), ("b.sea", &other)]);
    let ran = test(folder.path(), &["a_test.sea"]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stdout.contains("no rule `named`"), "{}", ran.stdout);
    let ran = test(folder.path(), &["."]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("`named` fails"), "{}", ran.stdout);
    let none = format!("edition 1\n{}", of_pod("of none", "", "nginx"));
    let folder = folder_of(&[("a_test.sea", &none), ("b.sea", &other)]);
    let ran = test(folder.path(), &["."]);
    assert!(ran.code == 2 && ran.stdout.contains("E0261"), "{}", ran.stdout);
}

/// Rules of its own come first: they are for its tests alone.
#[test]
fn a_file_of_tests_may_have_rules_of_its_own() {
    let rules = format!("edition 1\n{TAGGED}");
    let tests = format!("edition 1\n{NAMED}{}", of_pod("its own", "", "nginx"));
    let folder = folder_of(&[
        ("a.sea", &*rules),
        ("a_test.sea", &tests.replace("- name: c\n", "- name: c #~ named\n")),
        ("pod.yaml", &super::pod("'nginx:1'").replace("\n    ", "\n").replace("    api", "api")),
    ]);
    let ran = test(folder.path(), &["."]);
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{}", ran.stdout);
    // Nothing in it is in force: a folder leaves it out, and alone it has nothing to judge by.
    let check = |policy: &str| seaworthy_in(folder.path(), ["check", "-p", policy, "pod.yaml"], "");
    let ran = check(".");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stdout.contains("by 1 rule"), "{}", ran.stdout);
    let ran = check("a_test.sea");
    assert!(ran.code == 2 && ran.stdout.contains("no rule is in force"), "{}", ran.stdout);
}

/// The file beside brings its rules and what they read, but its tests run only where it is named, and
/// what it asks of its params is heeded.
#[test]
fn the_file_beside_brings_no_tests() {
    let rules = format!(
        "edition 1\nparam most: Int = 0\nrequire most > 0 else \"say how many\"\n\
         rule few on pod p {{ require p.images.len() <= most else \"too many\" }}\n{}",
        of_pod("its own test", "", "nginx")
    );
    let tests = format!(
        "edition 1\n{}test \"refused\" {{\n  expect refused\n  given \"\"\"\n{}  \"\"\"\n}}\n",
        of_pod("set", "", "nginx").replace("\"\"\"\n}", "\"\"\"\n  with most = 1\n}"),
        super::pod("nginx")
    );
    let folder = folder_of(&[("a.sea", &rules), ("a_test.sea", &tests)]);
    let ran = test(folder.path(), &["a_test.sea"]);
    assert_eq!(
        (ran.code, &*ran.stdout),
        (0, "ok      a_test.sea: set\nok      a_test.sea: refused\n2 passed, 0 failed\n")
    );
    let ran = test(folder.path(), &["."]);
    assert!(
        ran.code == 1 && ran.stdout.contains("FAILED  ./a.sea: its own test"),
        "{}",
        ran.stdout
    );
}

#[test]
fn tests_are_chosen_by_title_or_rule() {
    let policy = format!(
        "edition 1\n{TAGGED}{NAMED}{}{}{}",
        of_pod("one", " for tagged", "'nginx:1'"),
        of_pod("two", " for tagged", "'nginx:1'"),
        of_pod("three, for good", " for named", "nginx")
            .replace("- name: c\n", "- name: c #~ named\n")
    );
    let folder = folder_of(&[("a.sea", &policy)]);
    for (only, ran) in [
        (&["one"][..], &["one"][..]),
        (&["tagged"], &["one", "two"]),
        (&["named"], &["three, for good"]),
        (&["two", "good"], &["two", "three, for good"]),
        (&["o"], &["one", "two", "three, for good"]),
        (&["One"], &[]),
        (&[""], &["one", "two", "three, for good"]),
    ] {
        let args: Vec<&str> = only.iter().flat_map(|text| ["--only", text]).collect();
        let told = test(folder.path(), &[&["a.sea"], &*args].concat());
        let titles: Vec<&str> =
            told.stdout.lines().filter_map(|line| line.strip_prefix("ok      a.sea: ")).collect();
        assert_eq!(titles, ran, "{only:?}");
        assert_eq!(told.code, if ran.is_empty() { 4 } else { 0 }, "{only:?}");
    }
}

/// The same bytes, whatever the number of threads.
#[test]
fn tests_run_in_parallel_and_are_told_in_order() {
    let mut files = Vec::new();
    for file in 0..3 {
        let mut text =
            format!("edition 1\n{}", TAGGED.replace("tagged", &format!("tagged-{file}")));
        for number in 0..8 {
            // Some fail, some are large.
            let image = if number % 3 == 0 { "nginx" } else { "'nginx:1'" };
            let more = "    ---\n".to_owned() + &super::pod("'nginx:1'");
            let more = more.repeat((8 - number) * 3);
            let test = of_pod(&format!("{file} {number}"), "", image);
            text += &test.replace("  \"\"\"\n}", &format!("{more}  \"\"\"\n}}"));
        }
        files.push((format!("p{file}.sea"), text));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let folder = folder_of(&files);
    for format in ["text", "json", "junit", "tap"] {
        let run = |jobs: &str| test(folder.path(), &[".", "-o", format, "--coverage", "-j", jobs]);
        let one = run("1");
        assert_eq!(one.code, 1, "{}", one.stderr);
        for jobs in ["2", "7"] {
            let many = run(jobs);
            assert_eq!(
                (many.code, many.stdout, many.stderr),
                (1, one.stdout.clone(), one.stderr.clone())
            );
        }
    }
    let ran = test(folder.path(), &["."]);
    let told =
        ran.stdout.lines().filter(|line| line.starts_with("ok ") || line.starts_with("FAILED"));
    let told: Vec<&str> = told.map(|line| line.split_once(": ").unwrap().1).collect();
    let expected: Vec<String> =
        (0..3).flat_map(|file| (0..8).map(move |number| format!("{file} {number}"))).collect();
    assert_eq!(told, expected);
    assert_eq!(test(folder.path(), &[".", "-j", "0"]).code, 2);
}
