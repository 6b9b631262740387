//! The scenarios of `examples/` and the README print what they are said to print.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::harness::{expect_file, fenced, replay, report, root};

#[test]
fn scenarios_print_what_is_expected() {
    let mut seen = 0;
    for entry in fs::read_dir(root().join("examples")).unwrap() {
        let folder = entry.unwrap().file_name().into_string().unwrap();
        let path = format!("examples/{folder}/expected.txt");
        let expected =
            fs::read_to_string(root().join(&path)).unwrap_or_else(|e| panic!("{path}: {e}"));
        let printed = replay(&expected);
        assert!(!printed.is_empty(), "{path} runs nothing");
        expect_file(&path, &printed);
        seen += 1;
    }
    assert!(seen >= 4);
}

#[test]
fn pages_show_what_is_printed() {
    for name in ["README.md", "docs/testing.md"] {
        let page = fs::read_to_string(root().join(name)).unwrap();
        let mut printed = page.clone();
        let mut seen = 0;
        for block in fenced(&page).iter().filter(|block| block.info == "console") {
            printed = printed.replacen(block.text, &replay(block.text), 1);
            seen += 1;
        }
        assert!(seen >= 1);
        expect_file(name, &printed);
    }
}

#[test]
fn the_readme_shows_the_policy_and_the_manifest_that_it_runs() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for path in ["examples/platform-team/acme.sea", "examples/platform-team/teams/payments.yaml"] {
        let text = fs::read_to_string(root().join(path)).unwrap();
        let shown = fenced(&readme).iter().any(|block| block.text == text);
        assert!(shown, "{path} is not shown whole");
    }
}

/// What the web shop's production gets is clean, though its base is not.
#[test]
fn the_rendered_overlay_is_clean() {
    let overlay = root().join("examples/web-shop/prod");
    let Ok(kubectl) =
        Command::new("kubectl").arg("kustomize").arg(overlay).stderr(Stdio::null()).output()
    else {
        let _ = writeln!(std::io::stderr(), "skipped: kubectl is not there");
        return;
    };
    assert!(kubectl.status.success());
    let (report, code) = report(["-"], &String::from_utf8(kubectl.stdout).unwrap());
    assert_eq!(code, 0, "{report:#}");
    assert_eq!(report["summary"]["images"], 5);
}
