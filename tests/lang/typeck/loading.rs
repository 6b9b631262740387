//! Files, imports, and what is asked to be in force.

use camino::Utf8PathBuf;
use seaworthy::base::Sources;
use seaworthy::diag::render::{Style, render};
use seaworthy::lang::pipeline::{Options, Policy, What, load};
use seaworthy::lang::typeck::NoKinds;

use super::{Memory, lines};

const RULE: &str = "rule r on image i { require i in approved else \"m\" }";

fn path(path: &str) -> Policy {
    Policy { what: What::Path(path.into()), place: None }
}

fn options(tests: bool) -> Options {
    Options { root: Utf8PathBuf::from("/p"), tests }
}

/// Loads and checks files; the names of the rules in force, and what is wrong.
fn run(asked: &[Policy], files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let parsed = load(asked, &options(true), &Memory::of(files));
    let checked = parsed.check(&NoKinds);
    let rules = checked.rules.iter().filter(|rule| rule.in_force);
    (rules.map(|rule| rule.id.to_string()).collect(), lines(&checked.diagnostics, parsed.sources()))
}

fn wrong(asked: &[Policy], files: &[(&str, &str)]) -> Vec<String> {
    run(asked, files).1
}

#[test]
fn imports_bring_names_and_no_rules() {
    let lib = "edition 1\nlet approved: Set<Repo> = [repo\"ghcr.io/a\"]\n\
               rule hidden on image i { require i.digest is present else \"m\" }";
    let main = format!("edition 1\nimport ./lib/registries {{ approved }}\n{RULE}");
    let files = [("/p/a.sea", main.as_str()), ("/p/lib/registries.sea", lib)];
    let (rules, found) = run(&[path("/p/a.sea")], &files);
    assert_eq!(rules, ["r"]);
    assert!(found.is_empty(), "{found:#?}");
    let (rules, _) = run(&[path("/p")], &files);
    assert_eq!(rules, ["r", "hidden"], "a folder puts all its files in force");
}

#[test]
fn a_file_loads_once_and_order_never_matters() {
    let lib = "edition 1\nimport ./b { two }\nlet one = two\nrule a on image i { require i.name == one else \"m\" }";
    let other =
        "edition 1\nlet two = \"x\"\nrule b on image i { require i.name == two else \"m\" }";
    let files = [("/p/a.sea", lib), ("/p/b.sea", other)];
    let there = run(&[path("/p/a.sea"), path("/p/b.sea"), path("/p/./a.sea")], &files);
    let back = run(&[path("/p/b.sea"), path("/p/a.sea")], &files);
    assert_eq!(there, back);
    assert_eq!(there, (vec!["a".into(), "b".into()], Vec::new()));
}

#[test]
fn what_an_import_can_get_wrong() {
    let lib = "edition 1\nlet approved: Set<Repo> = [repo\"ghcr.io/a\"]\n\
               rule hidden on image i { require i in approved else \"m\" }";
    for (import, expected) in [
        (
            "./lib/registris { approved }",
            "E0401 there is no file `/p/lib/registris.sea`; did you mean `./lib/registries`?",
        ),
        ("./lib/nothing { approved }", "E0401 there is no file `/p/lib/nothing.sea`"),
        (
            "std/image { approved }",
            "E0401 the library has no module `std/image`; did you mean `std/images`?",
        ),
        (
            "./lib/registries { aproved }",
            "E0402 `./lib/registries` has no `aproved`; did you mean `approved`?",
        ),
        ("../else/where { approved }", "E0404 `../else/where` leads out of the policy root"),
        ("./../../p2/x { approved }", "E0404 `./../../p2/x` leads out of the policy root"),
        ("./lib/registries { hidden }", "E0408 `hidden` is a rule, and rules are not imported"),
        ("std/text { approved, starts_with }", "E0402 `std/text` has no `approved`"),
        ("lib/registries { approved }", "E0409 `lib/registries` is no path to import from"),
    ] {
        let main = format!("edition 1\nimport {import}\n{RULE}");
        let files = [
            ("/p/a.sea", main.as_str()),
            ("/p/lib/registries.sea", lib),
            ("/else/where.sea", lib),
            ("/p2/x.sea", lib),
        ];
        let found = wrong(&[path("/p/a.sea")], &files);
        assert!(found.iter().any(|line| line.ends_with(expected)), "{import}: {found:#?}");
        let on_top = found.iter().filter(|line| line.contains("E0201")).count();
        // A slip in the import explains the name; another name in it does not.
        assert_eq!(on_top, usize::from(import.contains("hidden")), "{import}: {found:#?}");
    }
}

#[test]
fn what_is_there_needs_no_import() {
    let text = "edition 1\nimport std/lists { all_equal, len }\nimport std/images { Image }\n\
                rule r on manifests m { require all_equal([i.tag for i in m.images]) else \"m\" }";
    let found = wrong(&[path("/p/a.sea")], &[("/p/a.sea", text)]);
    assert_eq!(found.iter().filter(|line| line.contains("E0408")).count(), 3, "{found:#?}");
}

#[test]
fn circles_are_labelled_all_the_way_round() {
    let files = [
        (
            "/p/a.sea",
            "edition 1\nimport ./b { two }\nlet one = 1\nrule r on pod p { require p.images.len() == two else \"m\" }",
        ),
        ("/p/b.sea", "edition 1\nimport ./c { three }\nlet two = three"),
        ("/p/c.sea", "edition 1\nimport ./a { one }\nlet three = one"),
        ("/p/self.sea", "edition 1\nimport ./self { x }\nlet x = 1"),
    ];
    let parsed = load(&[path("/p")], &options(true), &Memory::of(&files));
    let circles: Vec<_> =
        parsed.diagnostics().iter().filter(|d| d.code.as_str() == "E0403").collect();
    assert_eq!(circles.len(), 2, "{circles:#?}");
    assert_eq!(circles[0].labels.len(), 3);
    assert_eq!(circles[1].labels.len(), 1);
}

#[test]
fn a_long_chain_of_imports_is_no_burden() {
    let mut files = vec![("/p/f1000.sea".to_owned(), "edition 1\nlet x1000 = 1".to_owned())];
    for n in 0..1000 {
        let m = n + 1;
        let text = format!("edition 1\nimport ./f{m} {{ x{m} }}\nlet x{n} = x{m}");
        files.push((format!("/p/f{n}.sea"), text));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let found = wrong(&[path("/p/f0.sea")], &files);
    assert!(found.iter().all(|line| line.contains("L0304")), "{:#?}", found.first());
}

#[test]
fn tests_stand_in_files_of_their_own() {
    let files = [
        ("/p/a.sea", "edition 1\nrule a on image i { require i.digest is present else \"m\" }"),
        (
            "/p/a_test.sea",
            "edition 1\nrule helper on image i { require i.is_valid else \"m\" }\n\
            test \"t\" for a { given \"\"\"\nkind: Pod\n\"\"\" }\ntest \"u\" { given \"\"\"\nkind: Pod\n\"\"\" }",
        ),
    ];
    let memory = Memory::of(&files);
    let checked = load(&[path("/p")], &options(true), &memory).check(&NoKinds);
    assert!(checked.diagnostics.is_empty(), "{:#?}", checked.diagnostics);
    let named = |index: usize| -> Vec<&str> {
        let rules = checked.tests[index].rules.iter();
        rules.map(|id| &*checked.rules[id.0 as usize].id).collect()
    };
    assert_eq!((named(0), named(1)), (vec!["a"], vec!["helper"]));
    let helper =
        checked.rules.iter().find(|rule| &*rule.id == "helper").expect("kept for its test");
    assert!(!helper.in_force);
    let checked = load(&[path("/p")], &options(false), &memory).check(&NoKinds);
    assert_eq!((checked.rules.len(), checked.tests.len()), (1, 0));
}

#[test]
fn ids_are_unique_over_the_run() {
    let rule = "rule same on image i { require i.digest is present else \"m\" }";
    let param = "param p: Bool = true\nrule";
    let files = [
        (
            "/p/a.sea",
            format!(
                "edition 1\n{rule}\n{param} a on image i {{ require p or i.is_valid else \"m\" }}"
            ),
        ),
        (
            "/p/b.sea",
            format!(
                "edition 1\n{rule}\n{param} b on image i {{ require p or i.is_valid else \"m\" }}"
            ),
        ),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (*p, t.as_str())).collect();
    let parsed = load(&[path("/p")], &options(true), &Memory::of(&files));
    let found = parsed.check(&NoKinds).diagnostics;
    assert_eq!(found.len(), 2, "{found:#?}");
    for clash in &found {
        assert_eq!(clash.code.as_str(), "E0209");
        let shown = render(&clash.notice(parsed.sources()), &Style::default());
        assert!(shown.contains("a.sea") && shown.contains("b.sea"), "{shown}");
    }
}

#[test]
fn what_is_asked_for_must_exist() {
    let nothing = Policy { what: What::Library("std/no-lates".into()), place: None };
    let found = wrong(&[nothing, path("/p/none.sea")], &[]);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].starts_with("E0406 `/p/none.sea` can't be read"), "{found:#?}");
    assert!(found[1].starts_with("E0407 no rule or pack `std/no-lates`"), "{found:#?}");
}

#[test]
fn places_in_the_library_can_be_shown() {
    let text = "edition 1\nfunc sum(a: Int) -> Int = a\nrule r on pod p { require sum(p.images.len()) > 0 else \"m\" }";
    let parsed = load(&[path("/p/a.sea")], &options(false), &Memory::of(&[("/p/a.sea", text)]));
    let checked = parsed.check(&NoKinds);
    let sources: &Sources = parsed.sources();
    let shown: Vec<String> =
        checked.diagnostics.iter().map(|d| render(&d.notice(sources), &Style::default())).collect();
    assert!(shown[0].contains("std/lists.sea"), "{shown:#?}");
}

#[test]
fn of_a_long_circle_the_ends_are_told() {
    let files: Vec<(String, String)> = (0..400)
        .map(|n| {
            let m = (n + 1) % 400;
            (
                format!("/p/f{n:03}.sea"),
                format!("edition 1\nimport ./f{m:03} {{ x{m} }}\nlet x{n} = x{m}"),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let parsed = load(&[path("/p")], &options(true), &Memory::of(&files));
    let found = parsed.check(&NoKinds).diagnostics;
    let codes: Vec<&str> = found.iter().map(|d| d.code.as_str()).collect();
    assert_eq!(codes, ["E0403", "E0224"]);
    assert_eq!(found[0].message, "imports lead round in a circle of 400 files");
    assert!(
        found[1].message.ends_with("`x6` → 392 others → `x399` → `x0`"),
        "{}",
        found[1].message
    );
    for circle in &found {
        assert_eq!(circle.labels.len(), 8, "{circle:#?}");
    }
}

#[test]
fn of_thousands_of_unknown_names_the_first_are_told_one_by_one() {
    let asked: Vec<Policy> = (0..5_000)
        .map(|n| Policy { what: What::Library(format!("std/no-latst{n}")), place: None })
        .collect();
    let found = wrong(&asked, &[]);
    assert_eq!(found.len(), 101);
    assert_eq!(
        found.iter().filter(|line| line.contains("did you mean `std/no-latest`")).count(),
        100
    );
    let last = "E0407 4900 more names are of no rule or pack";
    assert!(found.iter().any(|line| line == last), "{:#?}", found.last());
}

#[test]
fn imports_in_a_circle_are_followed_round() {
    let import =
        |from: &str| format!("edition 1\nimport ./{from} {{ f }}\nfunc f(a: Int) -> Int = a\n");
    let files = [
        ("a.sea", import("b")),
        ("b.sea", import("c")),
        ("c.sea", import("a")),
        ("d.sea", import("d")),
    ];
    let folder = crate::harness::folder_of(&files);
    for (file, expected) in [
        ("a.sea", &["from here", "on to here", "and back"][..]),
        ("d.sea", &["this file imports itself"]),
    ] {
        let args = ["check", "-o", "json", "-p", file, "-"];
        let ran = crate::harness::seaworthy_in(folder.path(), args, "");
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let errors = report["errors"].as_array().unwrap();
        let circle = errors.iter().find(|error| error["code"] == "E0403").expect(&ran.stdout);
        let labels = circle["labels"].as_array().unwrap();
        let texts: Vec<_> = labels.iter().map(|label| label["message"].as_str().unwrap()).collect();
        assert_eq!(texts, expected);
    }
}
