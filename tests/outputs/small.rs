//! One small project whose texts are awkward, as every format prints it: `small/report.FORMAT`, which
//! `SEAWORTHY_BLESS=1` writes anew.
//!
//! It has of everything one: a failure, an undecided verdict, a finding that is only audited, a rule that
//! holds, one that is off, a lint, a file that is broken, one that is set aside, a kind that is not known.

use serde_json::Value;

use super::checked::names_of_formats;
use super::{keep, run};
use crate::harness::{expect_file, folder_of};

const POLICY: &str = r#"edition 1

## Every image names a *version* | `<tag>`, größer.
##
## Without one the cluster runs <b>whatever</b> is newest.
rule tagged on image i {
  tags ["own"]
  require i.tag is present else "`{i}` names no version | <b>größer</b>"
    help "write `{i.repo}:1.2` | <i>\nor a digest, @all #1"
}

rule placed (warning) on image i {
  require i.namespace is present and i.namespace != "default" else "`{i}` is in `default`"
}

## Pulled whenever it starts.
rule always (warning) on image i {
  require i.effective_pull_policy == Always else "`{i}` is not always pulled"
    fix (safe) { set i.declared_pull_policy = Always }
}

## Told and not counted.
rule named (info) on image i {
  let name = i.container?.name ?? "none"
  require name == "web" else "the container of `{i}` is not `web`: {name}"
}

## Not judged.
rule unused on image i {
  require i.digest is present else "no digest"
}

## Holds, with a warning about it.
rule holds on image i {
  require i.tag != "x" else "`{i}` has the tag `x`"
}
"#;

const FILES: &[(&str, &str)] = &[
    ("p.sea", POLICY),
    (
        "seaworthy.yaml",
        "policies: [p.sea]\nrules:\n  named: { enforce: audit }\n  unused: { enforce: off }\n",
    ),
    (
        "m/größe, <b>|.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: \"grö|ße\", namespace: shop}\nspec:\n  containers:\n    \
         - {name: \"a\", image: \"nginx\"}\n    \
         - {name: \"<b>|\\n::error::@all\", image: \"nginx:1\", imagePullPolicy: IfNotPresent}\n",
    ),
    (
        "m/plain.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: plain}\n\
         spec: {containers: [{name: \"=1+1\", image: \"ghcr.io/acme/web:1\"}]}\n",
    ),
    ("m/broken.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a, name: \"b<i>|\\n\"}\n"),
    (
        "m/kind.yaml",
        "apiVersion: acme.example/v1\nkind: Kiosk\nmetadata: {name: k}\nspec: {image: \"ghcr.io/acme/k:1\"}\n",
    ),
    ("m/values.yaml", "a: 1\n"),
];

/// What `format` prints of it, but for what stands in a file of its own, or changes with each release.
fn printed(format: &str) -> String {
    let folder = folder_of(FILES);
    let ran = run(folder.path(), ["check", "-o", format, "m"]);
    assert_eq!(ran.status.code(), Some(3), "{}", String::from_utf8_lossy(&ran.stderr));
    keep("small", format, &ran.stdout);
    let page = String::from_utf8(ran.stdout).unwrap();
    if format == "sarif" {
        return page.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    }
    let masked = [("script-src '", "'\""), ("<style>", "</style>"), ("<script>", "</script>")];
    masked.iter().fold(page, |page, (begin, end)| match page.split_once(begin) {
        Some((before, rest)) if format == "html" => {
            let (_, after) = rest.split_once(end).unwrap();
            format!("{before}{begin}…{end}{after}")
        }
        _ => page,
    })
}

#[test]
fn every_format_prints_what_it_did() {
    for format in names_of_formats(crate::harness::root()) {
        expect_file(&format!("tests/outputs/small/report.{format}"), &printed(&format));
    }
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {containers: [{name: c, image: nginx}]}\n";

/// The fingerprints that SARIF and GitLab have of the findings, which must be the same, by file.
fn fingerprints(files: &[(&str, &str)], named: &str) -> Vec<(String, String)> {
    let folder = folder_of(files);
    let whole = folder.path().canonicalize().unwrap();
    let named = if named == "/" { whole.join("m") } else { named.into() };
    let read = |format: &str| -> Value {
        let args = ["check", "-p", "std/no-latest", "-o", format, named.to_str().unwrap()];
        serde_json::from_slice(&run(folder.path(), args).stdout).unwrap()
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (log, issues) = (read("sarif"), read("gitlab"));
    let results = log["runs"][0]["results"].as_array().unwrap().iter().map(|result| {
        let prints = &result["partialFingerprints"];
        assert_eq!(prints["primaryLocationLineHash"], prints["seaworthy/v1"]);
        let file = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        (text(file), text(&prints["seaworthy/v1"]))
    });
    let results: Vec<_> = results.collect();
    let issues = issues.as_array().unwrap().iter();
    let issues: Vec<_> =
        issues.map(|i| (text(&i["location"]["path"]), text(&i["fingerprint"]))).collect();
    assert_eq!(results, issues);
    results
}

/// One object in several files is as many findings, each with a fingerprint of its own: the first keeps
/// the one that it has alone, and the others theirs, however files are named and lines move.
#[test]
fn an_object_in_several_files_has_several_fingerprints() {
    let [(_, alone)] = &fingerprints(&[("m/a.yaml", POD)], "m")[..] else { panic!("not one") };
    let three = [("m/a.yaml", POD), ("m/b.yaml", POD), ("m/c/d.yaml", POD)];
    let found = fingerprints(&three, "m");
    let [(a, first), (b, second), (d, third)] = &found[..] else { panic!("{found:?}") };
    assert_eq!([&**a, b, d], ["m/a.yaml", "m/b.yaml", "m/c/d.yaml"]);
    assert_eq!(first, alone);
    assert!(first != second && first != third && second != third, "{found:?}");
    assert_eq!(fingerprints(&three, "./m"), found);
    assert_eq!(fingerprints(&three, "/"), found);
    let moved = "# moved\n\n".to_owned() + POD;
    assert_eq!(fingerprints(&[three[0], ("m/b.yaml", &moved), three[2]], "m"), found);
    // Without the second the third is what it was; the first is known by itself whatever it is called.
    assert_eq!(fingerprints(&[three[0], three[2]], "m"), [found[0].clone(), found[2].clone()]);
    assert_eq!(fingerprints(&[("m/other.yaml", POD)], "m")[0].1, *alone);
}

/// Markdown says beneath its table how many rows there are, and how many it leaves away.
#[test]
fn markdown_says_what_it_cuts_off() {
    let page = |count: usize| {
        let pods: Vec<String> =
            (0..count).map(|n| POD.replace("name: p", &format!("name: p{n}"))).collect();
        let folder = folder_of(&[("m.yaml", pods.join("---\n"))]);
        let args = ["check", "-p", "std/no-latest", "-o", "markdown", "m.yaml"];
        String::from_utf8(run(folder.path(), args).stdout).unwrap()
    };
    let rows =
        |page: &str| page.lines().filter(|line| line.contains("`std/no-latest` | `m.yaml")).count();
    let (whole, cut) = (page(200), page(201));
    assert_eq!((rows(&whole), rows(&cut)), (200, 200));
    assert!(!whole.contains("are shown."), "{whole}");
    let said = "\n**200 of 201 findings are shown.** The other formats tell all of them: `-o html=FILE`, `-o json=FILE`.\n";
    assert!(cut.contains(said), "{cut}");
}
