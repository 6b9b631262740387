//! Waivers and the baseline: what they cover, what is said of them, and what becomes of the exit code.

mod hostile;
mod property;

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::tagged;
use crate::harness::{expect_file, folder_of, root, seaworthy_in};
use crate::report::schema::faults;

/// Two Pods without tags, a policy with one rule, and a project file that names waivers.
fn project(waivers: &str, more: &str) -> tempfile::TempDir {
    let pod = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  namespace: shop\nspec:\n  containers:\n    - name: a\n      image: nginx\n"
        )
    };
    folder_of(&[
        ("seaworthy.yaml", format!("policies: [acme.sea]\nwaivers: waivers.yaml\n{more}")),
        ("acme.sea", tagged("error")),
        ("waivers.yaml", waivers.to_owned()),
        ("deploy/db.yaml", pod("db")),
        ("deploy/web.yaml", pod("web")),
    ])
}

const WEB: &str = "waivers:
  - rule: tagged
    object: { kind: Pod, namespace: shop, name: web }
    path: spec.containers[]
    reason: the vendor publishes no version yet
    owner: team-shop
    until: 2027-01-31
    ticket: SHOP-123
";

/// The report of a run on 2026-11-22, and its exit code.
fn judged(folder: &Path, args: &[&str]) -> (Value, i32) {
    judged_on("2026-11-22", folder, args)
}

/// The same on another day.
fn judged_on(day: &str, folder: &Path, args: &[&str]) -> (Value, i32) {
    let all = [&["check", "--today", day, "-o", "json"], args].concat();
    let ran = seaworthy_in(folder, &all, "");
    let report = serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|e| panic!("no report: {e}\n{}{}", ran.stdout, ran.stderr));
    (report, ran.code)
}

fn codes(report: &Value) -> Vec<&str> {
    report["errors"].as_array().unwrap().iter().map(|e| e["code"].as_str().unwrap()).collect()
}

/// Failed, undecided, waived, waived by the baseline.
fn counts(report: &Value) -> [u64; 4] {
    ["failed", "undecided", "waived", "waivedByBaseline"]
        .map(|key| report["summary"][key].as_u64().unwrap())
}

/// Who waives the finding about the Pod called so.
fn by<'r>(report: &'r Value, name: &str) -> Option<&'r str> {
    let findings = report["findings"].as_array().unwrap();
    let finding = findings.iter().find(|f| f["object"]["name"] == name).unwrap();
    assert_eq!(finding["verdict"], "failed");
    finding["waiver"]["by"].as_str()
}

#[test]
fn what_is_waived_is_told_and_does_not_count() {
    let folder = project(WEB, "");
    let (report, code) = judged(folder.path(), &[]);
    assert_eq!((code, counts(&report)), (1, [1, 0, 1, 0]), "{report:#}");
    assert_eq!((by(&report, "web"), by(&report, "db")), (Some("waivers"), None));
    let waiver =
        report["findings"].as_array().unwrap().iter().find_map(|f| f["waiver"].as_object());
    let waiver = waiver.unwrap();
    assert_eq!(waiver["reason"], "the vendor publishes no version yet");
    assert_eq!((&waiver["until"], &waiver["ticket"]), (&"2027-01-31".into(), &"SHOP-123".into()));
    assert_eq!(waiver["place"]["start"]["line"], 2);
    let (report, code) = judged(folder.path(), &["deploy/web.yaml"]);
    assert_eq!((code, counts(&report), codes(&report)), (0, [0, 0, 1, 0], vec![]));
    let ran = seaworthy_in(folder.path(), ["check", "--today", "2027-01-31"], "");
    expect_file("tests/cli/waivers/waived.txt", &ran.stdout);
    let ran = seaworthy_in(folder.path(), ["check", "--today", "2027-02-01"], "");
    expect_file("tests/cli/waivers/expired.txt", &ran.stdout);
}

#[test]
fn the_books_add_up_whatever_is_waived() {
    let folder = project(WEB, "");
    for args in [&[][..], &["--write-baseline", "b.json"], &["--no-project", "-p", "acme.sea"]] {
        let (report, _) = judged(folder.path(), args);
        let [failed, undecided, waived, _] = counts(&report);
        let rest = |key: &str| report["summary"][key].as_u64().unwrap();
        assert_eq!(failed + undecided + waived + rest("passed") + rest("skipped"), 2, "{report:#}");
    }
}

#[test]
fn the_command_line_names_another_file() {
    let folder = project("waivers: []\n", "");
    fs::write(folder.path().join("mine.yaml"), WEB).unwrap();
    let (report, code) = judged(folder.path(), &["--waivers", "mine.yaml", "deploy/web.yaml"]);
    assert_eq!((code, by(&report, "web")), (0, Some("waivers")));
    let (report, code) = judged(folder.path(), &["--waivers", "none.yaml"]);
    assert_eq!((code, codes(&report)), (2, vec!["E0451"]));
}

#[test]
fn a_wrong_waivers_file_stops_the_run_with_all_that_is_wrong() {
    let wrong = "waivers:
  - rule: taged
    object: {}
    reason: x
    owner: us
    until: 2026-12-01
";
    let folder = project(wrong, "");
    let ran = seaworthy_in(folder.path(), ["check", "--today", "2026-11-22"], "");
    assert_eq!(ran.code, 2);
    expect_file("tests/cli/waivers/stray.txt", &ran.stdout);
    // By other policies it is passed over.
    let project = ["-p", "acme.sea", "--project", "seaworthy.yaml"];
    let (report, code) = judged(folder.path(), &project);
    assert_eq!((code, codes(&report)), (1, vec![]));
    fs::write(folder.path().join("waivers.yaml"), WEB.replace("owner", "ownr")).unwrap();
    let ran = seaworthy_in(folder.path(), ["check", "--today", "2026-11-22"], "");
    assert_eq!(ran.code, 2);
    expect_file("tests/cli/waivers/malformed.txt", &ran.stdout);
    fs::write(folder.path().join("waivers.yaml"), WEB).unwrap();
    for (most, code) in [("70d", 1), ("69d", 2)] {
        let text = format!("policies: [acme.sea]\nwaivers: waivers.yaml\nmaxWaiver: {most}\n");
        fs::write(folder.path().join("seaworthy.yaml"), text).unwrap();
        assert_eq!(judged(folder.path(), &[]).1, code, "{most}");
    }
}

#[test]
fn unused_waivers_are_told_where_the_run_has_seen_enough() {
    let unused = format!(
        "{WEB}{}",
        WEB.trim_start_matches("waivers:\n").replace("name: web", "name: '*-gone'")
    );
    let folder = project(&unused, "");
    let fixed = fs::read_to_string(folder.path().join("deploy/web.yaml")).unwrap();
    fs::write(folder.path().join("deploy/web.yaml"), fixed.replace("nginx", "nginx:1")).unwrap();
    for (args, told) in [
        (&[][..], vec!["L0395", "L0395"]),
        (&["."], vec!["L0395", "L0395"]),
        (&["deploy/web.yaml"], vec!["L0395"]),
        (&["deploy/db.yaml"], vec![]),
    ] {
        let (report, _) = judged(folder.path(), args);
        assert_eq!(codes(&report), told, "{args:?}");
    }
    fs::write(folder.path().join("deploy/broken.yaml"), "a: [\n").unwrap();
    let (report, code) = judged(folder.path(), &[]);
    // What can't be read may be what the second is for.
    assert_eq!((code, codes(&report).contains(&"L0395")), (3, true), "{report:#}");
    assert_eq!(codes(&report).iter().filter(|code| **code == "L0395").count(), 1);
}

#[test]
fn undecided_is_never_waived() {
    let waiver =
        "waivers:\n- { rule: tagged, object: {}, reason: x, owner: us, until: 2026-12-01 }\n";
    let folder = project(waiver, "");
    let pod = fs::read_to_string(folder.path().join("deploy/web.yaml")).unwrap();
    let pod = pod.replace("nginx", "'${IMAGE}'");
    fs::write(folder.path().join("deploy/web.yaml"), pod).unwrap();
    let (report, code) = judged(folder.path(), &["deploy/web.yaml"]);
    assert_eq!((code, counts(&report)), (3, [0, 1, 0, 0]), "{report:#}");
    let args = ["deploy/web.yaml", "--write-baseline", "b.json"];
    let (report, code) = judged(folder.path(), &args);
    assert_eq!((code, counts(&report)), (3, [0, 1, 0, 0]), "{report:#}");
    assert!(fs::read_to_string(folder.path().join("b.json")).unwrap().contains("\"findings\": []"));
}

#[test]
fn a_manifest_waives_only_what_the_project_file_lets_it() {
    let own = "  annotations:\n    seaworthy.dev/waivers: |\n      - { rule: tagged, reason: own, owner: us, until: 2026-12-01 }\n";
    for (more, code, told) in [
        ("", 1, vec!["L0396"]),
        ("waiverAnnotations: [other]\n", 1, vec!["L0396"]),
        ("waiverAnnotations: [tagged]\n", 0, vec![]),
        ("waiverAnnotations: ['**']\n", 0, vec![]),
        ("waiverAnnotations: [tagged]\nmaxWaiver: 9d\n", 0, vec![]),
        ("waiverAnnotations: [tagged]\nmaxWaiver: 8d\n", 1, vec!["L0396"]),
    ] {
        let folder = project("waivers: []\n", more);
        let path = folder.path().join("deploy/web.yaml");
        let pod = fs::read_to_string(&path).unwrap();
        let with =
            |own: &str| pod.replace("  namespace: shop\n", &format!("  namespace: shop\n{own}"));
        fs::write(&path, with(own)).unwrap();
        let (report, found) = judged(folder.path(), &["deploy/web.yaml"]);
        assert_eq!((found, codes(&report)), (code, told), "{more}: {report:#}");
        assert_eq!(by(&report, "web"), (code == 0).then_some("annotation"));
        if code == 0 {
            for (from, to, told) in [
                ("2026-12-01", "2026-11-21", "L0394"),
                ("reason: own, ", "", "L0396"),
                ("- {", "- - {", "L0396"),
            ] {
                fs::write(&path, with(&own.replace(from, to))).unwrap();
                let (report, found) = judged(folder.path(), &["deploy/web.yaml"]);
                assert_eq!((found, codes(&report)), (1, vec![told]), "{to}: {report:#}");
            }
            fs::write(&path, with(own).replace("nginx", "nginx:1")).unwrap();
            let (report, found) = judged(folder.path(), &["deploy/web.yaml"]);
            assert_eq!((found, codes(&report)), (0, vec!["L0395"]));
        }
    }
}

#[test]
fn a_baseline_only_gets_smaller_unless_it_is_forced() {
    let folder = project("waivers: []\n", "");
    let at = |name: &str| folder.path().join(name);
    let entries = || fs::read_to_string(at("b.json")).unwrap().matches("\"rule\"").count();
    let (report, code) = judged(folder.path(), &["--baseline", "b.json"]);
    assert_eq!((code, codes(&report)), (2, vec!["E0456"]));
    let (report, code) = judged(folder.path(), &["--write-baseline", "b.json"]);
    assert_eq!((code, counts(&report), entries()), (0, [0, 0, 2, 2], 2), "{report:#}");
    let (report, code) = judged(folder.path(), &["--baseline", "b.json"]);
    assert_eq!((code, counts(&report), by(&report, "web")), (0, [0, 0, 2, 2], Some("baseline")));
    // Lines move, and the file does.
    let web = fs::read_to_string(at("deploy/web.yaml")).unwrap();
    fs::remove_file(at("deploy/web.yaml")).unwrap();
    fs::write(at("deploy/shop.yaml"), format!("# moved\n---\n{web}")).unwrap();
    assert_eq!(judged(folder.path(), &["--baseline", "b.json"]).1, 0);
    // One is mended, one is new.
    let db = fs::read_to_string(at("deploy/db.yaml")).unwrap();
    fs::write(at("deploy/db.yaml"), db.replace("nginx", "nginx:1")).unwrap();
    fs::write(at("deploy/new.yaml"), db.replace("name: db", "name: new")).unwrap();
    let (report, code) = judged(folder.path(), &["--baseline", "b.json"]);
    assert_eq!((code, counts(&report), codes(&report)), (1, [1, 0, 1, 1], vec!["L0397"]));
    // Of a part, what was not looked at stays.
    let (_, code) = judged(folder.path(), &["--write-baseline", "b.json", "deploy/new.yaml"]);
    assert_eq!((code, entries()), (1, 2));
    let (_, code) = judged(folder.path(), &["--write-baseline", "b.json"]);
    assert_eq!((code, entries()), (1, 1));
    let args = ["--write-baseline", "b.json", "--force-baseline"];
    assert_eq!((judged(folder.path(), &args).1, entries()), (0, 2));
    // What is no baseline is not written over.
    fs::write(at("b.json"), "<<<<<<<\n").unwrap();
    let (report, code) = judged(folder.path(), &["--write-baseline", "b.json"]);
    assert_eq!((code, codes(&report)), (2, vec!["E0456"]));
    assert_eq!(fs::read_to_string(at("b.json")).unwrap(), "<<<<<<<\n");
}

#[test]
fn objects_of_one_name_in_two_files_are_told_apart() {
    let folder = project("waivers: []\n", "");
    let at = |name: &str| folder.path().join(name);
    let web = fs::read_to_string(at("deploy/web.yaml")).unwrap();
    fs::write(at("deploy/db.yaml"), web.replace("nginx", "nginx:1")).unwrap();
    judged(folder.path(), &["--write-baseline", "b.json"]);
    // Mended in one, it fails in the other: that is new.
    fs::write(at("deploy/db.yaml"), &web).unwrap();
    fs::write(at("deploy/web.yaml"), web.replace("nginx", "nginx:1")).unwrap();
    let (report, code) = judged(folder.path(), &["--baseline", "b.json"]);
    assert_eq!((code, counts(&report)), (1, [1, 0, 0, 0]), "{report:#}");
}

#[test]
fn what_is_written_does_not_depend_on_threads_or_order() {
    let folder = project("waivers: []\n", "");
    let mut seen = std::collections::BTreeSet::new();
    for (at, args) in [
        ["-j", "1", "deploy/db.yaml", "deploy/web.yaml"],
        ["-j", "4", "deploy/web.yaml", "deploy/db.yaml"],
    ]
    .iter()
    .enumerate()
    {
        let name = format!("b{at}.json");
        let all = ["--write-baseline", &name].into_iter().chain(args.iter().copied());
        judged(folder.path(), &all.collect::<Vec<_>>());
        seen.insert(fs::read_to_string(folder.path().join(name)).unwrap());
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
}

#[test]
fn the_files_are_not_judged_themselves() {
    let folder = project(WEB, "");
    judged(folder.path(), &["--write-baseline", "b.json"]);
    let (report, code) = judged(folder.path(), &["--strict", "--baseline", "b.json"]);
    assert_eq!(code, 0, "{report:#}");
    let reasons = report["setAside"].as_array().unwrap().iter();
    let reasons: Vec<&str> = reasons.map(|aside| aside["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["the baseline", "the project file", "the waivers file"]);
}

/// What `explain --at` says of the image in `deploy/web.yaml` on a day.
fn explained(folder: &Path, day: &str, more: &[&str]) -> Value {
    let args = ["explain", "--at", "deploy/web.yaml:9", "--today", day, "-o", "json"];
    let ran = seaworthy_in(folder, [&args[..], more].concat(), "");
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{}", ran.stdout);
    let trace: Value = serde_json::from_str(&ran.stdout).unwrap();
    let schema = fs::read_to_string(root().join("docs/trace.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(faults(&schema, &schema, &trace, ""), Vec::<String>::new());
    trace
}

#[test]
fn a_trace_says_what_is_waived_and_what_no_longer_is() {
    let folder = project(WEB, "waiverAnnotations: [tagged]\n");
    let trace = explained(folder.path(), "2027-01-31", &[]);
    let rule = &trace["rules"][0];
    assert_eq!((&rule["verdict"], &trace["errors"]), (&"waived".into(), &Value::Array(vec![])));
    let finding = &rule["matches"][0]["findings"][0];
    assert_eq!(
        (&finding["verdict"], &finding["waiver"]["by"]),
        (&"waived".into(), &"waivers".into())
    );
    let trace = explained(folder.path(), "2027-02-01", &[]);
    assert_eq!((&trace["rules"][0]["verdict"], codes(&trace)), (&"failed".into(), vec!["L0394"]));
    // Another file, and one whose rule is not in force where rules are asked for by name.
    fs::write(folder.path().join("other.yaml"), WEB.replace("tagged", "std/no-latest")).unwrap();
    let other = ["--waivers", "other.yaml", "tagged"];
    let trace = explained(folder.path(), "2027-01-31", &other);
    assert_eq!((&trace["rules"][0]["verdict"], codes(&trace)), (&"failed".into(), vec![]));
    // What the object itself waives.
    let path = folder.path().join("deploy/web.yaml");
    let pod = fs::read_to_string(&path).unwrap();
    let own = "  namespace: shop\n  annotations: {seaworthy.dev/waivers: '[{rule: tagged, reason: own, owner: us, until: 2027-03-01}]'}\n";
    fs::write(&path, pod.replacen("  namespace: shop\n", own, 1)).unwrap();
    let args = ["explain", "--at", "deploy/web.yaml:10", "--today", "2027-03-01", "-o", "json"];
    let ran = seaworthy_in(folder.path(), args, "");
    let trace: Value = serde_json::from_str(&ran.stdout).unwrap();
    let finding = &trace["rules"][0]["matches"][0]["findings"][0];
    assert_eq!(finding["waiver"]["by"], "annotation", "{trace:#}");
    assert_eq!(codes(&trace), ["L0394"], "the one in the file has expired: {trace:#}");
}

/// In each format's own words for what is told and does not count.
#[test]
fn every_format_tells_what_is_waived_and_by_whom() {
    let folder = project(WEB, "");
    for (format, told) in [
        ("text", "waived until 2027-01-31 by team-shop"),
        ("json", "\"ticket\": \"SHOP-123\""),
        ("ndjson", "\"ticket\":\"SHOP-123\""),
        ("sarif", "\"suppressions\": ["),
        ("junit", "type=\"waived\""),
        ("tap", "# TODO waived"),
        ("github", "::notice file=deploy/web.yaml"),
        ("gitlab", "\"severity\": \"info\""),
        ("csv", "waived,tagged,error"),
        ("markdown", "| waived | `tagged` |"),
        ("html", "waived until 2027-01-31"),
        ("policyreport", "verdict: waived"),
    ] {
        let args = ["check", "--today", "2026-11-22", "-o", format, "deploy/web.yaml"];
        let ran = seaworthy_in(folder.path(), args, "");
        assert_eq!(ran.code, 0, "{format}: {}", ran.stdout);
        for told in [told, "team-shop"] {
            assert!(ran.stdout.contains(told), "{format}: no {told} in\n{}", ran.stdout);
        }
        let after = ["check", "--today", "2027-02-01", "-o", format, "deploy/web.yaml"];
        let ran = seaworthy_in(folder.path(), after, "");
        assert_eq!(ran.code, 1, "{format}: {}", ran.stdout);
        assert!(!ran.stdout.contains(told), "{format}: {told} in\n{}", ran.stdout);
    }
}
