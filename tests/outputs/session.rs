//! The authoring session: what manifests say, and what is typed.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use super::readers::{Look, SECRET, text};
use super::{hostile, keep, scene};

/// What a session prints of entries, and beside it.
fn ran(folder: &Path, args: &[&str], typed: &str) -> [Vec<u8>; 2] {
    fs::write(folder.join("typed"), typed).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .arg("repl")
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::from(File::open(folder.join("typed")).unwrap()))
        .output()
        .unwrap();
    assert!(output.status.code().is_some_and(|code| code <= 4), "{:?}", output.status);
    [output.stdout, output.stderr]
}

fn harmless(name: &str, printed: &[Vec<u8>; 2]) {
    let look = Look { free: true, ..Look::default() };
    for (part, bytes) in [("", &printed[0]), ("-beside", &printed[1])] {
        keep(&format!("repl-{name}{part}"), "text", bytes);
        let lines = text(bytes, look).unwrap_or_else(|fault| panic!("{name}{part}: {fault}"));
        assert!(!lines.iter().any(|line| line.contains(SECRET)), "{name}{part}");
    }
}

#[test]
fn what_is_loaded_is_harmless_in_a_session() {
    let folder = tempfile::tempdir().unwrap();
    scene::write(folder.path(), &hostile());
    let typed = "images\n[r.raw for r in resources]\n:objects\n:images\n:rules\n:judge\n\
                 rule x on image i { require i.tag == \"x\" else \"{i} {i.namespace}\" }\n\
                 :why x\n:why image-told\n:why spaced\n:why object-told\n:unload\n:load m\n:reload\n:history\n:quit\n";
    let printed = ran(folder.path(), &["--echo", "-p", "p.sea", "m"], typed);
    assert!(printed[0].len() > 100_000 && printed[1].len() > 10_000);
    harmless("scene", &printed);
}

#[test]
fn what_is_typed_is_harmless_in_a_session() {
    let folder = tempfile::tempdir().unwrap();
    for (n, row) in hostile().iter().enumerate() {
        // An entry may have several lines; each is one of its own here.
        let line = row.text.replace(['\n', '\r'], " ");
        let mut typed = String::new();
        for form in [
            "{}",
            ":{}",
            ":load {}",
            ":load '{}'",
            ":unload {}",
            ":judge {}",
            ":doc {}",
            ":set {}",
            ":set x={}",
            ":forget {}",
            ":help {}",
            ":type {}",
            "\"{}\"",
            "let a{n} = \"{}\"",
            "rule r{n} on image i { require i.tag == \"{}\" else \"{}\" }",
            "test \"{}\" for r{n} { given \"\"\"\n  {}\n  \"\"\" }",
            "# {}",
        ] {
            typed += &(form.replace("{}", &line).replace("{n}", &n.to_string()) + "\n\n\n\"\"\"\n");
        }
        typed += ":show\n:history\n";
        harmless(&format!("typed-{n}"), &ran(folder.path(), &["--echo"], &typed));
    }
}
