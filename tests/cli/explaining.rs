//! `explain`, `rules`, `completions`, `man`.

use seaworthy::diag::Code;

use super::tagged;
use crate::harness::{folder_of, seaworthy, seaworthy_in};

#[test]
fn every_code_has_a_page() {
    for code in Code::ALL {
        let ran = seaworthy(["explain", code.as_str()], "");
        assert_eq!((ran.code, &*ran.stderr), (0, ""), "{}", code.as_str());
        assert!(ran.stdout.starts_with(&format!("{}\n", code.as_str())), "{}", ran.stdout);
    }
    assert_eq!(
        seaworthy(["explain", "e0203"], "").stdout,
        seaworthy(["explain", "E0203"], "").stdout
    );
}

#[test]
fn rules_are_explained() {
    let ran = seaworthy(["explain", "std/no-latest"], "");
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.starts_with("std/no-latest: "), "{}", ran.stdout);
    let folder = folder_of(&[("p.sea", tagged("warning").replace("rule", "## Has a tag.\nrule"))]);
    let path = folder.path().to_str().unwrap();
    let ran = seaworthy(["explain", "-p", path, "tagged"], "");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("tagged: Has a tag.") && ran.stdout.contains("Severity: warning"));
}

#[test]
fn what_is_unknown_is_told_with_what_was_meant() {
    let folder = folder_of(&[("p.sea", tagged("warning"))]);
    let path = folder.path().to_str().unwrap();
    for (args, told) in [
        (&["std/no-lates"][..], "did you mean `std/no-latest`?"),
        (&["no-latest"], "did you mean `std/no-latest`?"),
        (&["E02033"], "did you mean `E0203`?"),
        (&["-p", path, "taged"], "did you mean `tagged`?"),
        (&["something-else-altogether"], "`seaworthy rules` lists the rules"),
        (&[""], "no code or rule"),
    ] {
        let ran = seaworthy(["explain"].iter().chain(args), "");
        assert_eq!((ran.code, &*ran.stdout), (2, ""), "{args:?}");
        assert!(ran.stderr.contains(told), "{args:?}: {}", ran.stderr);
    }
    let ran = seaworthy(["explain", "-p", "no/such.sea", "tagged"], "");
    assert_eq!((ran.code, &*ran.stdout), (2, ""));
    assert!(ran.stderr.contains("no/such.sea"), "{}", ran.stderr);
}

#[test]
fn rules_are_listed() {
    let folder = folder_of(&[("p.sea", tagged("warning"))]);
    let path = folder.path().to_str().unwrap();
    let ran = seaworthy(["rules", "-p", path, "-p", "std/no-latest"], "");
    assert_eq!((ran.code, &*ran.stderr), (0, ""));
    let (force, rest) = ran.stdout.split_once("in the library, not in force").unwrap();
    assert!(force.contains("  tagged ") && force.contains("  std/no-latest "), "{force}");
    assert!(!rest.contains("  std/no-latest ") && rest.contains("std/recommended"), "{rest}");
    // Peers' rules are many, and are listed where they are asked for.
    let peer = "  std/compat/trivy/ksv-0013 ";
    assert!(
        rest.contains(" as peers have them; `-v` lists those too") && !rest.contains(peer),
        "{rest}"
    );
    let ran = seaworthy(["rules", "-v", "-p", path], "");
    assert!(ran.code == 0 && ran.stdout.contains(peer), "{}", ran.stdout);
    let ran = seaworthy(["rules", "-p", "no/such.sea"], "");
    assert_eq!((ran.code, &*ran.stdout), (2, ""));
}

#[test]
fn completions_and_the_manual_name_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = seaworthy(["completions", shell], "");
        assert_eq!((ran.code, &*ran.stderr), (0, ""), "{shell}");
        for word in ["check", "eval", "explain", "completions", "strict-coverage"] {
            assert!(ran.stdout.contains(word), "{shell}: no {word}");
        }
    }
    let ran = seaworthy(["man"], "");
    assert_eq!((ran.code, &*ran.stderr), (0, ""));
    assert!(ran.stdout.contains(".TH seaworthy") && ran.stdout.contains("check"), "{}", ran.stdout);
}

#[test]
fn scripts_are_what_their_shells_read() {
    for (shell, args) in [("bash", &["-n"][..]), ("zsh", &["-n"]), ("fish", &["-n"])] {
        let script = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(script.path(), seaworthy(["completions", shell], "").stdout).unwrap();
        match std::process::Command::new(shell).args(args).arg(script.path()).status() {
            Ok(status) => assert!(status.success(), "{shell}"),
            Err(_) => eprintln!("skipped: {shell} is not there"),
        }
    }
}

#[test]
fn packs_are_listed_with_the_number_of_their_rules() {
    let listed = seaworthy(["rules", "-p", "std/no-latest"], "").stdout;
    let packs = listed.split("\npacks\n").nth(1).expect(&listed);
    let counts: Vec<(&str, &str)> = packs
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .map(|words| (words[1], words[2]))
        .collect();
    assert!(counts.iter().all(|(count, noun)| (*count == "1") == (*noun == "rule")), "{packs}");
    assert!(counts.contains(&("1", "rule")) && counts.iter().any(|(_, noun)| *noun == "rules"));
}

/// Rules are not listed as a project file has them that has others.
#[test]
fn a_project_that_configures_no_rule_in_force_is_refused() {
    let policy = "edition 1\nrule r on image i { require i.tag is present else \"no\" }\n";
    for (name, code) in [("r", 0), ("nope", 2)] {
        let project = format!("policies: [p.sea]\nrules:\n  {name}: {{enforce: audit}}\n");
        let files = [("p.sea", policy.to_owned()), ("seaworthy.yaml", project)];
        let ran = seaworthy_in(folder_of(&files).path(), ["rules"], "");
        assert_eq!(ran.code, code, "{}{}", ran.stdout, ran.stderr);
        let told = ran.stdout + &ran.stderr;
        assert_eq!(told.contains("`nope`"), code == 2, "{told}");
    }
}
