//! What a finding says beside its message: what it is known by, what else it points at, and which errors
//! of the manifest belong to it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::{folder_of, report, seaworthy, seaworthy_in};

const POLICY: &str = "edition 1\n\
    rule two on image i {\n  require i.tag is present else \"no tag\"\n  require i.registry == \"ghcr.io\" else \"not ours\"\n}\n\
    rule spread on pod p { require all c in p.all_containers: c.image is absent else \"images\" }\n\
    rule hosted on pod p { require p.spec.hostNetwork is absent or p.spec.hostNetwork != true else \"host\" }\n\
    rule policy on image i { require i.declared_pull_policy is absent or i.declared_pull_policy != Never else \"never\" }\n";

fn pod(name: &str, containers: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers:\n{containers}"
    )
}

/// A format that shows nothing that was read says the same of all else as one that does.
#[test]
fn what_a_format_shows_changes_no_finding() {
    let policies = ["examples/platform-team/acme.sea", "benches/speed.sea", "std/recommended"];
    for policy in policies {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let (alone, beside, page) = (file("alone.csv"), file("beside.csv"), file("page.html"));
        let check = |outputs: &[&str]| {
            let common = ["check", "--no-project", "--namespace", "default", "-p", policy];
            let outputs = outputs.iter().flat_map(|output| ["-o", output]);
            let paths = ["examples", "tests/joins", "tests/adversarial", "tests/manifests"];
            let command: Vec<&str> = common.into_iter().chain(outputs).chain(paths).collect();
            seaworthy(command, "").code
        };
        let codes = [
            check(&[&format!("csv={alone}")]),
            check(&[&format!("csv={beside}"), &format!("html={page}")]),
        ];
        let read = |path: &str| std::fs::read_to_string(path).unwrap();
        assert_eq!(codes[0], codes[1], "{policy}");
        assert!(read(&alone).lines().count() > 20, "{policy}: {}", read(&alone));
        assert_eq!(read(&alone), read(&beside), "{policy}");
    }
}

/// The report on one manifest by the policy above.
fn judged(manifest: &str) -> Value {
    let folder = folder_of(&[("p.sea", POLICY), ("m.yaml", manifest)]);
    let path = |name| folder.path().join(name).to_str().unwrap().to_owned();
    report(["-p", &path("p.sea"), &path("m.yaml")], "").0
}

fn findings<'r>(report: &'r Value, rule: &str) -> Vec<&'r Value> {
    let all = report["findings"].as_array().unwrap();
    all.iter().filter(|finding| finding["rule"] == rule).collect()
}

fn fingerprints(report: &Value, rule: &str) -> Vec<String> {
    let print = |finding: &&Value| finding["fingerprint"].as_str().unwrap().to_owned();
    findings(report, rule).iter().map(print).collect()
}

/// An object of a list that another looks up is in a tree of its own then, with other nodes at the same
/// places: a rule that has found something in the one must not tell it of the other.
#[test]
fn an_object_that_was_looked_up_is_told_where_it_stands() {
    let labels: Vec<String> = (0..30).map(|at| format!("l{at}")).collect();
    let written: String =
        labels.iter().map(|label| format!("      {label}: \"of {label}\"\n")).collect();
    let policy = |label: &str| {
        format!(
            "edition 1\nrule own on Deployment d {{ forbid d.metadata.name is present else \"own\" at d.metadata.name }}\n\
             rule beside on Service.core s {{\n  let d = manifests.find(Deployment, s.namespace, s.metadata.name ?? \"\")\n  \
             if d is present {{ forbid d.metadata.labels[\"{label}\"] is present else \"it\" at d.metadata.labels[\"{label}\"] }}\n}}\n"
        )
    };
    for before in 0..3 {
        let item = "- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: c}\n";
        let list = format!(
            "apiVersion: v1\nkind: List\nitems:\n{}- apiVersion: apps/v1\n  kind: Deployment\n  metadata:\n    name: web\n    \
             namespace: a\n    labels:\n{written}  spec: {{selector: {{}}, template: {{spec: {{containers: []}}}}}}\n\
             - apiVersion: v1\n  kind: Service\n  metadata: {{name: web, namespace: a}}\n",
            item.repeat(before)
        );
        for label in &labels {
            let files = [
                ("p.sea", policy(label)),
                ("a.yaml", list.clone()),
                ("b.yaml", item[2..].replace("\n  ", "\n")),
            ];
            let folder = folder_of(&files);
            let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
            let (report, _) = report(["-p", &path("p.sea"), &path("a.yaml"), &path("b.yaml")], "");
            let found = findings(&report, "beside");
            let line = found[0]["manifest"]["start"]["line"].as_u64().unwrap() as usize;
            let said = list.lines().nth(line - 1).unwrap().trim();
            assert_eq!(found[0]["path"], format!("metadata.labels.{label}"), "{before}: {report}");
            assert_eq!(said, format!("{label}: \"of {label}\""), "{before}");
            assert_eq!(findings(&report, "own")[0]["path"], "metadata.name");
        }
    }
}

const TWO: &str = "  - {name: a, image: x}\n  - {name: b, image: x}\n";

#[test]
fn a_finding_is_known_by_what_it_is_about_and_not_by_its_line() {
    let plain = fingerprints(&judged(&pod("p", TWO)), "two");
    assert_eq!(plain.len(), 4, "two clauses on two images");
    let distinct: BTreeSet<_> = plain.iter().collect();
    assert_eq!(distinct.len(), 4, "{plain:?}");
    let moved = format!("# a comment\n\n{}\n---\n{}", pod("q", "  []\n"), pod("p", TWO));
    assert_eq!(fingerprints(&judged(&moved), "two"), plain);
    let renamed = fingerprints(&judged(&pod("q", TWO)), "two");
    assert!(renamed.iter().all(|print| !plain.contains(print)), "{renamed:?}");
}

#[test]
fn what_is_alike_in_all_is_told_apart_by_its_order() {
    let thrice = vec![pod("p", TWO); 3].join("---\n");
    let found = fingerprints(&judged(&thrice), "two");
    let distinct: BTreeSet<_> = found.iter().collect();
    assert_eq!((found.len(), distinct.len()), (12, 12), "{found:?}");
    // The first of them are known as before, whatever follows.
    let once = fingerprints(&judged(&pod("p", TWO)), "two");
    assert!(once.iter().all(|print| found.contains(print)));
    let twice = fingerprints(&judged(&vec![pod("p", TWO); 2].join("---\n")), "two");
    assert!(twice.iter().all(|print| found.contains(print)));
}

#[test]
fn what_decided_it_is_pointed_at() {
    let report = judged(&pod("p", TWO));
    let [finding] = findings(&report, "spread")[..] else { panic!("{report:#}") };
    let related = finding["related"].as_array().unwrap();
    let places: Vec<_> = related.iter().map(|at| (&at["start"]["line"], &at["message"])).collect();
    assert_eq!(places, [(&6.into(), &"`x`".into())], "{finding:#}");
}

#[test]
fn a_value_of_the_wrong_shape_has_the_code_of_its_shape() {
    let wrong = pod("p", "  - {name: a, image: x, imagePullPolicy: always}\n")
        .replace("spec:\n", "spec:\n  hostNetwork: \"x\"\n")
        + "---\n"
        + &pod("q", "  - {name: a, image: x, imagePullPolicy: 1}\n");
    let report = judged(&wrong);
    let told: BTreeSet<(&str, &str)> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            let label = error["labels"][0]["message"].as_str().unwrap_or_default();
            (error["code"].as_str().unwrap(), label)
        })
        .collect();
    let expected = [
        ("E0531", "`true` or `false` belongs here"),
        ("E0532", "read as a number"),
        ("E0533", "did you mean `Always`?"),
    ];
    assert_eq!(told, BTreeSet::from(expected), "{report:#}");
}

/// Errors of a report as code, label and the columns that it spans.
fn labelled(report: &Value) -> Vec<(&str, &str, [u64; 4])> {
    let errors = report["errors"].as_array().unwrap().iter();
    let labelled = errors.map(|error| {
        let label = &error["labels"][0];
        let at = |end: &str, of: &str| label[end][of].as_u64().unwrap();
        let place =
            [at("start", "line"), at("start", "column"), at("end", "line"), at("end", "column")];
        (error["code"].as_str().unwrap(), label["message"].as_str().unwrap(), place)
    });
    labelled.collect()
}

#[test]
fn what_is_wrong_with_a_document_is_shown_at_its_first_character() {
    let folder = folder_of(&[("p.sea", POLICY), ("m.yaml", "# a\n---\na: 1\n")]);
    let path = |name| folder.path().join(name).to_str().unwrap().to_owned();
    let (found, code) = report(["--strict", "-p", &path("p.sea"), &path("m.yaml")], "");
    let label = "neither `apiVersion` nor `kind` in this document";
    assert_eq!((labelled(&found), code), (vec![("E0560", label, [3, 1, 3, 2])], 3));
    let two = format!("{}---\n{}", pod("p", TWO), pod("q", TWO));
    let (found, _) = report(["--limit", "objects=1", "-p", &path("p.sea"), "-"], &two);
    assert_eq!(labelled(&found), [("E0521", "not judged from here on", [9, 1, 9, 2])]);
}

#[test]
fn what_only_a_rule_reads_is_told_as_the_reader_would() {
    let policy = "edition 1\n\
        rule label on image i { require i.object.metadata.labels[\"app\"] == \"1\" else \"no\" }\n\
        rule policy on image i { require i.declared_pull_policy is absent or i.declared_pull_policy != Never else \"never\" }\n";
    let folder = folder_of(&[("p.sea", policy)]);
    let path = folder.path().join("p.sea").to_str().unwrap().to_owned();
    let number =
        pod("p", "  - {name: a, image: x}\n").replace("{name: p}", "{name: p, labels: {app: 1}}");
    let (found, code) = report(["-p", &path, "-"], &number);
    assert_eq!((labelled(&found), code), (vec![("E0532", "text belongs here", [3, 35, 3, 36])], 3));
    assert_eq!(found["errors"][0]["message"], "`metadata.labels.app` is not text");
    assert_eq!(
        (&found["summary"]["filesErrored"], &found["summary"]["filesJudged"]),
        (&1.into(), &0.into())
    );
    // The reader tells of some that are alike, and rules of those that they read besides.
    let containers = "  - {name: a, image: x, imagePullPolicy: always}\n".repeat(201);
    let (found, code) = report(["-p", &path, "-"], &pod("p", &containers));
    let told = found["errors"].as_array().unwrap();
    let last = told.last().unwrap();
    assert_eq!((told.len(), last["code"].as_str(), code), (201, Some("E0533"), 3), "{last:#}");
    let message = "`spec.containers[200].imagePullPolicy`: `always` is not a pull policy";
    assert_eq!(last["message"], message);
}

#[test]
fn an_odd_reference_is_told_in_the_object_that_it_stands_in() {
    let odd = "  - {name: a, image: x}\n  - {name: b, image: MyOrg/app}\n";
    let plain = "  - {name: a, image: x}\n  - {name: b, image: v}\n  - {name: c, image: w}\n";
    for (first, second, expected) in [
        (plain, odd, [false, false, false, false, true]),
        (odd, plain, [false, true, false, false, false]),
    ] {
        let report = judged(&format!("{}---\n{}", pod("p", first), pod("q", second)));
        let findings = findings(&report, "two");
        let by_tag = findings.iter().filter(|finding| finding["message"] == "no tag");
        let helps: Vec<bool> = by_tag
            .map(|finding| finding["help"].as_str().unwrap_or_default())
            .map(|help| help.contains("is read as a registry, for its capitals"))
            .collect();
        assert_eq!(helps, expected, "{report:#}");
    }
}

/// A warning about a key that an error is about already would say less than the error.
#[test]
fn an_error_stands_for_the_warnings_at_its_place() {
    let hidden =
        "  - name: a\n    \"imag\\u200be\": a\n  - name: b\n    image: a\n    \"x\\u200by\": 1\n";
    let report = judged(&pod("p", hidden));
    let codes: Vec<_> = labelled(&report).iter().map(|(code, _, at)| (*code, at[0])).collect();
    assert_eq!(codes, [("E0542", 7), ("L0390", 10)], "{report:#}");
}

/// To have read what the culprit is a part of says nothing more than the culprit.
#[test]
fn what_encloses_the_culprit_is_not_pointed_at() {
    let policy = "edition 1\n\
        rule e on image i { require i.object.raw.metadata.labels is absent else \"x\" at i.object.metadata.labels[\"app\"] }\n";
    let folder = folder_of(&[("p.sea", policy)]);
    let path = folder.path().join("p.sea").to_str().unwrap().to_owned();
    let labelled =
        pod("p", "  - {name: a, image: x}\n").replace("{name: p}", "{name: p, labels: {app: x}}");
    let (found, _) = report(["-p", &path, "-"], &labelled);
    let [finding] = findings(&found, "e")[..] else { panic!("{found:#}") };
    let start = &finding["manifest"]["start"];
    assert_eq!((&start["line"], &start["column"]), (&3.into(), &35.into()));
    assert_eq!(finding["related"], Value::Array(Vec::new()), "{finding:#}");
}

#[test]
fn a_finding_says_that_it_is_undecided() {
    let policy = "edition 1\nrule two on image i { require i.registry == \"z\" else \"not z\" }\n";
    let open = pod("a", "  - {name: a, image: '${IMAGE}'}\n  - {name: b, image: x}\n");
    let folder = folder_of(&[("g.sea", policy.to_owned()), ("g.yaml", open)]);
    let shown = seaworthy_in(folder.path(), ["check", "-p", "g.sea", "g.yaml"], "").stdout;
    let heads: Vec<&str> = shown.lines().filter(|line| line.contains("[two]")).collect();
    let [first, second] = heads[..] else { panic!("{shown}") };
    assert!(first.starts_with("error[two]: undecided: "), "{shown}");
    assert_eq!(second, "error[two]: not z");
}

/// Two things of one place share a label if the second says how something came about; what is printed
/// there already is not said once more.
#[test]
fn a_label_tells_what_is_absent_and_what_follows_from_it() {
    let policy = "edition 1\n\
        rule both on image i { if i.container is present { require i.container.workingDir is present or i.effective_pull_policy == Never else \"x\" at i.container.workingDir } }\n\
        rule read on image i { require i.tag == \"1\" or i.registry == \"x\" else \"y\" }\n";
    let files =
        [("p.sea", policy.to_owned()), ("m.yaml", pod("p", "  - {name: a, image: 'v:latest'}\n"))];
    let folder = folder_of(&files);
    let shown = seaworthy_in(folder.path(), ["check", "-p", "p.sea", "m.yaml"], "").stdout;
    let label = |label: &str| shown.lines().filter(|line| line.ends_with(label)).count();
    assert_eq!(label("─ no `workingDir` here, in Pod p; Always ← tag latest"), 1, "{shown}");
    assert_eq!(label("─ in Pod p"), 1, "{shown}");
}

/// What is wrong with a reference is said at the part that is wrong: with the culprit's label where that
/// is all of it, or where quotes stand between what is written and what is read.
#[test]
fn the_part_of_a_reference_that_is_wrong_is_pointed_at() {
    let policy = "edition 1\nrule two on image i { require i.written == \"z\" else \"not z\" }\n";
    let images = "  - {name: a, image: NGINX}\n  - {name: b, image: acme/App}\n  - {name: c, image: \"acme/App\"}\n";
    let folder = folder_of(&[("g.sea", policy.to_owned()), ("g.yaml", pod("a", images))]);
    let shown = seaworthy_in(folder.path(), ["check", "-p", "g.sea", "g.yaml"], "");
    assert_eq!((shown.stdout.as_str(), shown.code), (PARTS, 1), "{}", shown.stdout);
}

const PARTS: &str = r#"error[two]: not z
   ╭─[g.yaml:6:22]
 5 │   containers:
 6 │   - {name: a, image: NGINX}
   ·                      ──┬──
   ·                        ╰─┤ in Pod a: capitals are not allowed in a
   ·                          │ repository path: `NGINX`
 7 │   - {name: b, image: acme/App}
   ╰────
   ╭─[g.sea:2:23]
 2 │ rule two on image i { require i.written == "z" else "not z" }
   ·                       ────────────┬───────────
   ·                                   ╰── this does not hold
   ╰────
  help: write `nginx`

error[two]: not z
   ╭─[g.yaml:7:22]
 6 │   - {name: a, image: NGINX}
 7 │   - {name: b, image: acme/App}
   ·                      ──┬───┬─
   ·                        │   ╰─┤ capitals are not allowed in a repository
   ·                        │     │ path: `App`
   ·                        ╰── in Pod a
 8 │   - {name: c, image: "acme/App"}
   ╰────
   ╭─[g.sea:2:23]
 2 │ rule two on image i { require i.written == "z" else "not z" }
   ·                       ────────────┬───────────
   ·                                   ╰── this does not hold
   ╰────
  help: write `acme/app`

error[two]: not z
   ╭─[g.yaml:8:22]
 7 │   - {name: b, image: acme/App}
 8 │   - {name: c, image: "acme/App"}
   ·                      ─────┬────
   ·                           ╰─┤ in Pod a: capitals are not allowed in a
   ·                             │ repository path: `App`
   ╰────
   ╭─[g.sea:2:23]
 2 │ rule two on image i { require i.written == "z" else "not z" }
   ·                       ────────────┬───────────
   ·                                   ╰── this does not hold
   ╰────
  help: write `acme/app`

judged 1 object with 3 images in 1 file by 1 rule
3 failed
failed: 3 failures
"#;
