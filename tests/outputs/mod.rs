//! Nothing that an input says can harm who reads the output, and nothing of it gets lost.
//!
//! `hostile.tsv` is one table of texts that would do something to a terminal, a log, a page or a
//! parser. `scene` puts every one of them everywhere in manifests, policies, project files and names
//! of files; `arguments` into every argument. Each format that the program says it has is then read
//! back by `readers` and `formats`: one without a reader fails the test. `pty` does the same on a terminal.
//!
//! With `SEAWORTHY_OUTPUTS=FOLDER` every output is kept there as `NAME.FORMAT`, for readers that are
//! no part of this build: see `scripts/outputs.sh`.

mod arguments;
mod checked;
mod formats;
#[cfg(unix)]
mod pty;
mod readers;
mod scene;
mod session;
mod small;
mod tested;

#[cfg(unix)]
pub(crate) use pty::on_a_terminal;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::harness::root;

/// A row of the table.
struct Hostile {
    name: String,
    text: String,
}

/// The table.
fn hostile() -> Vec<Hostile> {
    let table = fs::read_to_string(root().join("tests/outputs/hostile.tsv")).unwrap();
    let rows: Vec<Hostile> = table
        .lines()
        .skip(1)
        .map(|row| {
            let [name, text, times] = row.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{row}")
            };
            let text: String = serde_json::from_str(text).unwrap_or_else(|e| panic!("{row}: {e}"));
            Hostile { name: name.to_owned(), text: text.repeat(times.parse().unwrap()) }
        })
        .collect();
    assert!(rows.len() > 60, "the table has only {} rows", rows.len());
    rows
}

/// A run of the program in `folder`, with what it printed as bytes.
fn run<A: AsRef<OsStr>>(folder: &Path, args: impl IntoIterator<Item = A>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "SEAWORTHY_OUTPUTS"] {
        command.env_remove(name);
    }
    command.args(args).current_dir(folder).stdin(Stdio::null()).output().unwrap()
}

/// Keeps an output for readers outside of this build, if they are to have it.
fn keep(name: &str, format: &str, output: &[u8]) {
    if let Some(folder) = std::env::var_os("SEAWORTHY_OUTPUTS") {
        fs::create_dir_all(&folder).unwrap();
        fs::write(Path::new(&folder).join(format!("{name}.{format}")), output).unwrap();
    }
}
