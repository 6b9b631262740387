//! `--param`: every type that has a literal, and what can be wrong.

use crate::harness::{folder_of, seaworthy_in};

const POLICY: &str = r#"edition 1
param yes: Bool = false
param number: Int = 1
param text: String = "a"
param hub: Repo = repo"docker.io"
param some: Glob = glob"a*"
param expr: Regex = re"a+"
param range: VersionRange = semver">=1"
param from: Version = version"1.2"
param day: Date = date"2026-01-01"
param size: Quantity = quantity"1Gi"
param age: Duration = duration"1h"
param pull: PullPolicy = Always
param picture: Image = image"nginx:1"
param names: List<String> = []
param hubs: Set<Repo> = [repo"docker.io"]
param owners: Map<String, String> = ["a": "b"]
param maybe: Int?
param must: Int
require number < 100 else "`number` is {number}, and 99 is most"
rule r on manifests m { require must == 7 else "must is {must}" }
"#;

fn run(params: &[&str]) -> (i32, String) {
    let folder = folder_of(&[
        ("p.sea", POLICY),
        ("ns.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n"),
    ]);
    let params = params.iter().flat_map(|param| ["--param", param]);
    let args = ["check", "-p", "p.sea", "ns.yaml"].into_iter().chain(params);
    let ran = seaworthy_in(folder.path(), args, "");
    assert_eq!(ran.stderr, "");
    (ran.code, ran.stdout)
}

#[test]
fn every_type_is_read() {
    for param in [
        "yes=true",
        "number=12",
        "number=-3",
        "text=x",
        "text=\"1.10\"",
        "text=\"\"",
        "hub=ghcr.io/acme",
        "some=b*",
        "some=*-prod",
        "expr=b+",
        "expr=[a-z]+",
        "text=[not a list",
        "range=>=2 <3",
        "from=1.27.3-alpine",
        "day=2026-11-22",
        "size=10Mi",
        "age=2h30m",
        "pull=Never",
        "picture=ghcr.io/a/b:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "names=[a, b]",
        "names=[]",
        "hubs=[ghcr.io/acme, docker.io/library]",
        "owners={web: team, db: ops}",
        "maybe=3",
    ] {
        let (code, out) = run(&["must=7", param]);
        assert_eq!(code, 0, "{param}\n{out}");
    }
    assert_eq!(run(&["must=8"]).0, 1);
    // The last one counts.
    assert_eq!(run(&["must=8", "must=7"]).0, 0);
}

#[test]
fn what_is_wrong_points_into_what_was_given() {
    for (param, shown) in [
        ("yes=maybe", "--param yes:1:1"),
        ("number=many", "--param number:1:1"),
        ("number=1.5", "--param number:1:1"),
        ("hub=nginx", "--param hub:1:1"),
        ("hub=ghcr.io/a:1", "--param hub:1:"),
        ("expr=(", "--param expr:1:"),
        ("range=>=2 <1", "--param range:1:1"),
        ("day=2026-02-30", "--param day:1:"),
        ("pull=Sometimes", "--param pull:1:1"),
        ("names=3", "--param names:1:1"),
        ("hubs=[docker.io, nginx]", "--param hubs:1:13"),
        ("owners=[a]", "--param owners:1:1"),
        ("number=[", "--param number:1:"),
        ("number=null", "--param number:1:1"),
        ("text=", "--param text:1:1"),
    ] {
        let (code, out) = run(&["must=7", param]);
        assert_eq!(code, 2, "{param}\n{out}");
        assert!(out.contains(shown), "{param}: no {shown} in\n{out}");
        assert!(out.contains("nothing was judged"), "{out}");
    }
}

#[test]
fn unknown_missing_and_refused_params() {
    let (code, out) = run(&["must=7", "nmber=3"]);
    assert_eq!(code, 2);
    assert!(out.contains("no param `nmber`; did you mean `number`?"), "{out}");
    let (code, out) = run(&[]);
    assert_eq!(code, 2);
    assert!(out.contains("the param `must` is not set"), "{out}");
    assert!(out.contains("p.sea:19:7"), "{out}");
    let (code, out) = run(&["must=7", "number=100"]);
    assert_eq!(code, 2);
    assert!(out.contains("`number` is 100, and 99 is most"), "{out}");
    // All that is wrong is said at once.
    let (_, out) = run(&["yes=maybe", "nope=1", "number=x"]);
    assert_eq!(out.matches("error[").count(), 3, "{out}");
}

/// A constant that is made of what a param is set to, and is too large then, is told as that.
#[test]
fn what_params_make_too_large_is_told_at_its_place() {
    let policy = "edition 1\n\
                  param sizes: List<Int> = []\n\
                  let squares: List<List<Int>> = [sizes for a in sizes where a >= 0]\n\
                  let every: List<Int> = squares.flatten()\n\
                  rule r on manifests m { require every.len() >= 0 else \"no\" }\n";
    let numbers = (0..2_000).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let folder = folder_of(&[
        ("p.sea", policy),
        ("ns.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n"),
        ("set.yaml", &format!("policies: [p.sea]\nparams:\n  sizes: [{numbers}]\n")),
    ]);
    let by_argument = ["check", "-p", "p.sea", "ns.yaml", "--param", &format!("sizes=[{numbers}]")];
    let by_project = ["check", "--project", "set.yaml", "ns.yaml"];
    for (args, set) in [(&by_argument[..], false), (&by_project[..], true)] {
        let ran = seaworthy_in(folder.path(), args.iter().copied(), "");
        assert_eq!((ran.code, &*ran.stderr), (2, ""), "{}", ran.stdout);
        let first = ran.stdout.lines().next().unwrap_or("");
        assert_eq!(first, "error[E0702]: the value of this constant takes more room than there is");
        assert!(ran.stdout.contains("[p.sea:3:"), "{}", ran.stdout);
        assert_eq!(ran.stdout.contains("params are set here"), set, "{}", ran.stdout);
    }
    let ran = seaworthy_in(
        folder.path(),
        ["check", "-p", "p.sea", "ns.yaml", "--param", "sizes=[1]"],
        "",
    );
    assert_eq!(ran.code, 0, "{}", ran.stdout);
}

/// The same of a `require` on the params.
#[test]
fn a_require_that_runs_out_is_told_as_that() {
    let policy = "edition 1\n\
                  param sizes: List<Int> = []\n\
                  require all a in sizes: [[a, b] for b in sizes].len() >= 0 else \"no\"\n\
                  rule r on manifests m { require sizes.len() >= 0 else \"no\" }\n";
    let numbers = (0..2_000).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let folder = folder_of(&[
        ("p.sea", policy),
        ("ns.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n"),
    ]);
    let param = format!("sizes=[{numbers}]");
    let args = ["check", "-p", "p.sea", "ns.yaml", "--param", &param];
    let ran = seaworthy_in(folder.path(), args, "");
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(
        ran.stdout.starts_with("error[E0702]: deciding whether the params are fine"),
        "{}",
        ran.stdout
    );
}
