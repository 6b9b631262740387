//! The authoring session. Transcripts stand in `.txt` files: the command, then what it prints with each
//! entry before its answer; a test plays the entries again. `SEAWORTHY_BLESS=1` writes them anew.

mod completion;
mod held;
mod scripts;
#[cfg(unix)]
mod terminal;
mod tutorial;
mod workbench;

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::root;

/// What is printed before an entry, and before its further lines.
const PROMPTS: [&str; 2] = ["sea>", "   >"];

/// The entries of a transcript, as they are typed.
pub(crate) fn entries(transcript: &str) -> String {
    let lines = transcript.lines().filter_map(|line| {
        let rest = PROMPTS.iter().find_map(|prompt| line.strip_prefix(prompt))?;
        Some(rest.strip_prefix(' ').unwrap_or(rest).to_owned() + "\n")
    });
    lines.collect()
}

/// What a session prints, on standard output and beside it, in order; and what it exits with.
pub(crate) fn session(folder: &Path, args: &[&str], typed: &str) -> (String, i32) {
    let scratch = tempfile::tempdir().unwrap();
    let (input, output) = (scratch.path().join("in"), scratch.path().join("out"));
    fs::write(&input, typed).unwrap();
    let out = File::options().create(true).append(true).open(&output).unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .arg("repl")
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("XDG_STATE_HOME", scratch.path())
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::from(File::open(&input).unwrap()))
        .stdout(Stdio::from(out.try_clone().unwrap()))
        .stderr(Stdio::from(out))
        .status()
        .unwrap();
    (fs::read_to_string(output).unwrap(), status.code().expect("it ends by itself"))
}

/// A transcript, played again in `folder`: its first line is the command.
pub(crate) fn replayed(folder: &Path, transcript: &str) -> String {
    let command = transcript.lines().next().unwrap_or_default();
    let args = command.strip_prefix("$ seaworthy repl").expect("the command");
    let args: Vec<&str> = args.split_whitespace().chain(["--echo"]).collect();
    let (printed, code) = session(folder, &args, &entries(transcript));
    let ended = if code == 0 { String::new() } else { format!("$ echo $?\n{code}\n") };
    format!("{command}\n{printed}{ended}")
}

#[test]
fn transcripts_are_what_a_session_prints() {
    let mut seen = 0;
    for entry in fs::read_dir(root().join("tests/repl")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.ends_with(".txt") {
            continue;
        }
        let path = format!("tests/repl/{name}");
        let expected = fs::read_to_string(root().join(&path)).unwrap();
        crate::harness::expect_file(&path, &replayed(root(), &expected));
        seen += 1;
    }
    assert!(seen >= 3, "only {seen} transcripts");
}
