//! Runs the program from the repository's root, as a script would.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::root;

/// A run that has ended.
pub(crate) struct Ran {
    /// What it exited with.
    pub(crate) code: i32,
    /// What it printed.
    pub(crate) stdout: String,
    /// What it printed beside it.
    pub(crate) stderr: String,
}

/// Runs `seaworthy` without colour at 80 columns, with `input` on standard input.
pub(crate) fn seaworthy<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>, input: &str) -> Ran {
    seaworthy_in(root(), args, input)
}

/// The same from another folder.
pub(crate) fn seaworthy_in<A: AsRef<OsStr>>(
    folder: &Path,
    args: impl IntoIterator<Item = A>,
    input: &str,
) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "80")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that does not read its input may be over by now; that is no fault.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().expect("it ends by itself"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs `check --output json` with these arguments; the report, and the exit code.
pub(crate) fn report<'a>(args: impl IntoIterator<Item = &'a str>, input: &str) -> (Value, i32) {
    let ran = seaworthy(["check", "--output", "json"].into_iter().chain(args), input);
    let report = serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|e| panic!("no report: {e}\n{}{}", ran.stdout, ran.stderr));
    (report, ran.code)
}

/// A folder with these files in it; the folders that their names hold are made.
pub(crate) fn folder_of<T: AsRef<[u8]>>(files: &[(&str, T)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}
