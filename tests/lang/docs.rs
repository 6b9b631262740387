//! What the documentation shows is so: its policies check without a word, its expressions hold, and
//! the page of the library says what the library's declarations say.

use std::fmt::Write as _;
use std::fs;

use seaworthy::lang::library::Library;

use crate::harness::{expect_file, fenced, root, seaworthy};

use super::library;

const PAGES: &[&str] = &["README.md", "docs/language.md"];

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec:\n  containers:\n    - { name: web, image: \"nginx:1.27.3\" }\n";

#[test]
fn policies_check_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = 0;
    for page in PAGES {
        let text = fs::read_to_string(root().join(page)).unwrap();
        for block in fenced(&text).iter().filter(|block| block.info == "sea") {
            let policy = folder.path().join("block.sea");
            fs::write(&policy, whole(block.text)).unwrap();
            let policy = policy.to_str().unwrap();
            let mut args = vec!["check", "--policy", policy, "-"];
            // The one param of the pages that must be set.
            if block.text.contains("param oldest") {
                args.extend(["--param", "oldest=1.0"]);
            }
            let mut ran = seaworthy(&args, POD);
            if ran.code != 2 && block.text.contains("\ntest ") {
                ran = seaworthy(["test", policy], "");
                assert_eq!(ran.code, 0, "{page}:{}\n{}{}", block.line, ran.stdout, ran.stderr);
            }
            let said = format!("{}{}", ran.stdout, ran.stderr);
            // What a page declares to show how may well be unused there, and its tests stand elsewhere.
            let lints = said.matches("L03").count()
                - said.matches("L0303").count()
                - said.matches("L0304").count()
                - said.matches("L0321").count();
            let complains = ran.code == 2 || lints > 0;
            assert!(!complains, "{page}:{}\n{said}", block.line);
            seen += 1;
        }
    }
    assert!(seen >= 10, "only {seen} policies were found");
}

/// The block as a policy of its own: with an edition, and with a rule, so that it can be judged by.
fn whole(block: &str) -> String {
    let edition = if block.starts_with("edition") { "" } else { "edition 1\n\n" };
    let rule = "\nrule named on image i {\n  require i.written is present else \"no image\"\n}\n";
    let rule = if block.contains("rule ") { "" } else { rule };
    format!("{edition}{block}{rule}")
}

#[test]
fn expressions_hold() {
    let mut wrong = String::new();
    let mut seen = 0;
    for page in PAGES {
        let text = fs::read_to_string(root().join(page)).unwrap();
        for block in fenced(&text).iter().filter(|block| block.info == "sea,true") {
            for (number, line) in (block.line..).zip(block.text.lines()) {
                let ran = seaworthy(["eval", line], "");
                if ran.stdout.trim() != "true" {
                    let _ =
                        writeln!(wrong, "{page}:{number}: {line}\n{}{}", ran.stdout, ran.stderr);
                }
                seen += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(seen >= 30, "only {seen} expressions were found");
}

#[test]
fn the_library_page_says_what_is_declared() {
    let mut page = String::from(
        "# The library\n\nWhat policies can read and call, from the declarations in `stdlib/`. A field that is \
         *derived* is worked\nout; any other stands in the manifest under its very name. One that is *settable* may be \
         set by a `fix`.\n\nThe indented lines are examples, and hold. Those that name `manifests` or `p` are about \
         this run\nand its pod:\n\n",
    );
    let scene = fs::read_to_string(root().join("tests/lang/scene/shop.yaml")).unwrap();
    let _ = writeln!(page, "```yaml\n{}```", scene);
    let names = ["images", "k8s", "network", "openshift", "text", "lists", "measures"];
    let modules = Library::get().modules().filter(|(_, module)| !module.holds_rules()).count();
    assert_eq!(names.len(), modules, "a module is left out");
    for name in names {
        let source = fs::read_to_string(root().join("stdlib").join(format!("{name}.sea"))).unwrap();
        page.push('\n');
        page.push_str(&library::page(name, &source));
    }
    expect_file("docs/library.md", &page);
}
