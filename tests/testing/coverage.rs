//! `--coverage`: what is counted, and the formats.

use std::fs;
use std::process::Command;

use crate::harness::{Ran, folder_of};

use super::{of_pod, test};

/// A policy with everything that can be covered; `tests` stand behind it.
fn policy(tests: &str) -> String {
    format!(
        "edition 1
param most: Int = 9
require most > 0 else \"say how many\"
let no: String = \"no tag\"
let much: String = \"only a digest\"
func many(images: List<ImageUse>) -> Bool =
  if images.len() > most then true else false
rule tagged on image i where i.sort == Main {{ # allow L0320: a toy
  require i.tag is present else \"{{if i.digest is absent then no else much}}\"
  if i.registry == \"ghcr.io\" {{ forbid i.tag is present and i.tag == \"old\" else \"old\" }}
}}
rule few on pod p {{ # allow L0320, L0321: a toy
  forbid many(p.images) else \"too many\"
  for c in p.all_containers where c.name is present {{
    require c.name != \"bad\" else \"bad\"
  }}
  let named = [c for c in p.all_containers where c.name is present]
  require named.len() > 0 else \"none has a name\"
}}
{tests}"
    )
}

/// What the run says is missing: `line: what`.
fn missing(ran: &Ran) -> Vec<String> {
    let lines = ran.stdout.lines().filter_map(|line| line.strip_prefix("a.sea:"));
    lines
        .filter_map(|line| {
            let (line, rest) = line.split_once(':')?;
            Some(format!("{line}: {}", rest.split_once(": ")?.1))
        })
        .collect()
}

fn total(ran: &Ran) -> String {
    let line = ran
        .stdout
        .lines()
        .find(|line| line.starts_with("total"))
        .unwrap_or_else(|| panic!("{}", ran.stdout));
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_outcome_counts_once() {
    let run = |tests: &str| {
        let folder = folder_of(&[("a.sea", &policy(tests))]);
        test(folder.path(), &["a.sea", "--coverage"])
    };
    let ran = run(&of_pod("passes", " for tagged", "'ghcr.io/a:1'"));
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert_eq!(total(&ran), "total 1/2 3/12 2/12 23.0 %", "{}", ran.stdout);
    assert_eq!(
        missing(&ran),
        [
            "3: `require` never fails",
            "7: `if` is never decided",
            "8: `where` is never false",
            "9: `require` never fails",
            "9: `if` is never decided",
            "10: `if` is never false",
            "10: `forbid` never fails",
            "12: rule `few` never matches",
            "13: `forbid` is never decided",
            "14: `where` is never decided",
            "15: `require` is never decided",
            "17: `where` is never decided",
            "18: `require` is never decided",
        ]
    );
    // What can't be decided is neither.
    let ran = run(&of_pod("open", " for tagged", "${IMAGE} #~ ?tagged"));
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(missing(&ran).contains(&"9: `require` is never decided".to_owned()), "{}", ran.stdout);
    assert!(missing(&ran).contains(&"10: `if` is never decided".to_owned()), "{}", ran.stdout);
    // A test that fails covers too.
    let ran = run(&of_pod("fails", "", "nginx"));
    assert!(ran.code == 1 && !missing(&ran).iter().any(|m| m == "12: rule `few` never matches"));
    assert!(missing(&ran).contains(&"9: `require` never holds".to_owned()), "{}", ran.stdout);
    assert!(missing(&ran).contains(&"9: `if` is never false".to_owned()), "{}", ran.stdout);
}

/// A policy whose tests see everything.
fn covered() -> String {
    let list = "initContainers: [{ name: i, image: 'a:1' }]\n      ";
    let pod = |lines: &str, few: bool| {
        let mark = if few { " #~ few" } else { "" };
        format!(
            "    ---\n    apiVersion: v1\n    kind: Pod\n    metadata: {{ name: p }}\n    spec:{mark}\n      {lines}\n"
        )
    };
    let named = |name: &str, image: &str| {
        format!("{list}containers:\n        - name: {name}\n          image: {image}")
    };
    let digest = format!("nginx@sha256:{} #~ tagged", "0123456789abcdef".repeat(4));
    let given: String = [
        pod(&named("c", "nginx #~ tagged"), false),
        pod(&named("c", &digest), false),
        pod(&named("c", "'ghcr.io/a:1'"), false),
        pod(&named("c", "'ghcr.io/a:old' #~ tagged"), false),
        pod(&named("bad", "'a:1'"), true),
        pod("containers: [{ image: 'a:1' }]", true),
    ]
    .concat();
    let test = |title: &str, given: &str, more: &str| {
        let given = given.replacen("    ---\n", "", 1);
        format!("test \"{title}\" {{\n  given \"\"\"\n{given}  \"\"\"\n{more}}}\n")
    };
    policy(&format!(
        "{}{}{}",
        test("all", &given, ""),
        test("most", &pod(&named("c", "'a:1'"), true), "  with most = 1\n"),
        test("none", &pod(&named("c", "'a:1'"), false), "  with most = 0\n  expect refused\n"),
    ))
}

#[test]
fn all_can_be_covered() {
    let folder = folder_of(&[("a.sea", &covered())]);
    let ran = test(folder.path(), &["a.sea", "--coverage", "--fail-under", "100"]);
    assert_eq!(total(&ran), "total 2/2 12/12 12/12 100.0 %", "{}", ran.stdout);
    assert_eq!(missing(&ran), Vec::<String>::new(), "{}", ran.stdout);
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{}", ran.stdout);
}

#[test]
fn too_little_is_a_failure() {
    let folder =
        folder_of(&[("a.sea", &policy(&of_pod("passes", " for tagged", "'ghcr.io/a:1'")))]);
    let run = |args: &[&str]| test(folder.path(), &[&["a.sea"], args].concat());
    assert_eq!(run(&["--coverage", "--fail-under", "23"]).code, 0);
    for least in ["23.1", "23.1%", "100"] {
        let ran = run(&["--coverage", "--fail-under", least]);
        assert_eq!(ran.code, 1, "{least}");
        assert!(
            ran.stdout.contains("\nfailed: 23.0 % is covered, less than the "),
            "{}",
            ran.stdout
        );
    }
    for (format, told) in [
        ("json", "\"shortfall\": \"23.0 %"),
        ("junit", "<failure message=\"23.0 %"),
        ("tap", "not ok 2 - 23.0 %"),
    ] {
        let ran = run(&["--coverage", "--fail-under", "50", "-o", format]);
        assert!(ran.code == 1 && ran.stdout.contains(told), "{format}: {}", ran.stdout);
        // A table would be in the way of who reads the report.
        assert!(
            ran.stderr.starts_with("coverage ") && !ran.stdout.contains("obligations"),
            "{}",
            ran.stderr
        );
    }
    for wrong in [
        &["--fail-under", "50"][..],
        &["--coverage", "--fail-under", "101"],
        &["--coverage", "--fail-under", "x"],
        &["--coverage=html"],
        &["--coverage=lcov"],
        &["--coverage=xml=a"],
    ] {
        let ran = run(wrong);
        assert!(ran.code == 2 && ran.stdout.is_empty(), "{wrong:?}: {}", ran.stdout);
    }
}

/// Lines of a tracefile, by a reader of ours, and by `lcov` where it is there.
#[test]
fn tracefiles_are_as_lcov_reads_them() {
    let folder =
        folder_of(&[("a.sea", &policy(&of_pod("passes", " for tagged", "'ghcr.io/a:1'")))]);
    let ran = test(folder.path(), &["a.sea", "-q", "--coverage=lcov=lcov.info"]);
    assert_eq!((ran.code, &*ran.stdout), (0, "1 passed, 0 failed\n"));
    let trace = fs::read_to_string(folder.path().join("lcov.info")).unwrap();
    assert!(
        trace.starts_with(
            "TN:\nSF:a.sea\nFN:8,tagged\nFN:12,few\nFNDA:1,tagged\nFNDA:0,few\nFNF:2\nFNH:1\n"
        ),
        "{trace}"
    );
    assert!(
        trace.contains("\nBRF:24\nBRH:5\n")
            && trace.contains("\nDA:8,1\n")
            && trace.contains("\nDA:12,0\n"),
        "{trace}"
    );
    assert!(trace.contains("\nLF:11\nLH:4\nend_of_record\n"), "{trace}");
    for line in trace.lines().filter(|line| line.starts_with("BRDA:")) {
        let fields: Vec<&str> = line[5..].split(',').collect();
        assert!(
            fields.len() == 4 && fields[..3].iter().all(|f| f.parse::<u32>().is_ok()),
            "{line}"
        );
        assert!(fields[3] == "-" || fields[3].parse::<u32>().is_ok(), "{line}");
        assert!(trace.contains(&format!("\nDA:{},", fields[0])), "{line}");
    }
    let lcov = Command::new("lcov")
        .args(["--rc", "lcov_branch_coverage=1", "--summary", "lcov.info"])
        .current_dir(folder.path())
        .output();
    match lcov {
        Ok(ran) => {
            let told = String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned();
            assert!(ran.status.success(), "{told}");
            for part in ["(4 of 11 lines)", "(1 of 2 functions)", "(5 of 24 branches)"] {
                assert!(told.contains(part), "{told}");
            }
        }
        Err(_) => eprintln!("skipped: lcov is not there to read a tracefile"),
    }
}

/// The page is well-formed, needs nothing else, and says of each line what was missed on it.
#[test]
fn the_page_says_what_was_missed() {
    let policy = policy(&of_pod("passes", " for tagged", "'ghcr.io/a:1'"));
    let folder = folder_of(&[("a.sea", &policy)]);
    let ran = test(folder.path(), &["a.sea", "--coverage=html=c.html"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let page = fs::read_to_string(folder.path().join("c.html")).unwrap();
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(&page, options)
        .unwrap_or_else(|e| panic!("{e}: {page}"));
    for node in document.descendants().filter(|node| node.is_element()) {
        assert!(!["script", "link", "img", "iframe", "object"].contains(&node.tag_name().name()));
        for attribute in node.attributes() {
            let own = attribute.name() != "href" || attribute.value().starts_with('#');
            assert!(
                own && !attribute.name().starts_with("on") && attribute.name() != "src",
                "{attribute:?}"
            );
        }
    }
    assert!(
        !page.contains("url(")
            && !page.contains("@import")
            && page.contains("prefers-color-scheme: dark")
    );
    let codes: Vec<String> = document
        .descendants()
        .filter(|node| node.has_tag_name("code"))
        .map(|node| node.text().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(codes, policy.lines().collect::<Vec<_>>());
    let rows: Vec<_> = document
        .descendants()
        .filter(|node| {
            node.has_tag_name("tr") && node.parent().unwrap().attribute("class") == Some("lines")
        })
        .collect();
    let told = |line: usize| {
        let row = rows[line - 1];
        let notes: Vec<&str> = row
            .descendants()
            .filter(|n| n.attribute("class") == Some("note"))
            .filter_map(|n| n.text())
            .collect();
        (row.attribute("class").unwrap(), notes)
    };
    assert_eq!(told(1), ("", vec![]));
    assert_eq!(told(8), ("part", vec!["`where` is never false"]));
    assert_eq!(told(9), ("part", vec!["`require` never fails", "`if` is never decided"]));
    assert_eq!(told(12), ("miss", vec!["rule `few` never matches"]));
}

/// Of the library only what is asked for is counted, and of functions those in files of one's own.
#[test]
fn what_nobody_asked_for_is_not_counted() {
    let policy = format!(
        "edition 1\nrule tagged on image i {{ require i.tag is present else \"x\" }}\n{}",
        of_pod("t", " for tagged, std/no-latest", "nginx #~ tagged, std/no-latest")
    );
    let folder = folder_of(&[("a.sea", &policy)]);
    let ran = test(folder.path(), &["a.sea", "--coverage"]);
    assert_eq!(total(&ran), "total 1/1 1/2 0/0 66.6 %", "{}", ran.stdout);
    let ran = test(folder.path(), &["a.sea", "std/no-latest", "--coverage"]);
    assert!(ran.stdout.contains("\nstd/rules/no-latest.sea "), "{}", ran.stdout);
}
