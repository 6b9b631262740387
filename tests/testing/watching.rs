//! `--watch`: what changes is run again.

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use crate::harness::folder_of;

use super::{TAGGED, of_pod};

/// A program that watches; it ends with this.
struct Watching {
    child: Child,
    /// What it prints, and beside that.
    lines: [Receiver<String>; 2],
}

impl Watching {
    fn start(folder: &Path, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
            .args(["test", "--watch"])
            .args(args)
            .current_dir(folder)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (out, beside) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        Self { child, lines: [lines_of(out), lines_of(beside)] }
    }

    /// Waits for a line that begins so, and for the end of that run.
    fn until(&self, start: &str) {
        wait(&self.lines[0], start);
        wait(&self.lines[1], "watching ");
    }
}

/// The lines of a stream, as they come.
fn lines_of(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    lines
}

/// Waits for a line that begins so.
fn wait(lines: &Receiver<String>, start: &str) -> String {
    loop {
        let line = lines.recv_timeout(Duration::from_secs(120));
        let line = line.unwrap_or_else(|_| panic!("nothing begins with {start:?}"));
        assert!(!line.contains('\u{1b}'), "only a terminal is cleared: {line:?}");
        if line.starts_with(start) {
            return line;
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_changes_is_run_again() {
    let good = format!("edition 1\n{TAGGED}{}", of_pod("t", "", "'nginx:1'"));
    let bad = good.replace("nginx:1", "nginx");
    let folder = folder_of(&[("p/a.sea", &good)]);
    let at = |name: &str| folder.path().join(name);
    let watching = Watching::start(folder.path(), &["p"]);
    wait(&watching.lines[0], "1 passed, 0 failed");
    assert_eq!(wait(&watching.lines[1], "watching "), "watching 1 file; Ctrl-C ends");
    fs::write(at("p/a.sea"), &bad).unwrap();
    watching.until("0 passed, 1 failed");
    // One that is broken is watched all the same.
    fs::write(at("p/a.sea"), "edition 1\nrul").unwrap();
    watching.until("error[");
    fs::write(at("p/a.sea"), &good).unwrap();
    watching.until("1 passed, 0 failed");
    // As editors do it: written beside, and renamed.
    fs::write(at("p/a.sea.new"), &bad).unwrap();
    fs::rename(at("p/a.sea.new"), at("p/a.sea")).unwrap();
    watching.until("0 passed, 1 failed");
    // A new file in the folder, which reads a fixture that is not there yet.
    let more = "edition 1\nrule other on image i { require i.is_valid else \"x\" }\ntest \"u\" { given file\"m.yaml\" }\n";
    fs::write(at("p/b.sea"), more).unwrap();
    watching.until("0 passed, 2 failed");
    fs::write(at("p/m.yaml"), super::pod("nginx").replace("\n    ", "\n").trim_start()).unwrap();
    watching.until("1 passed, 1 failed");
    // The project file may come later too; an error in it is told.
    fs::write(at("seaworthy.yaml"), "policies: 1\n").unwrap();
    watching.until("error[");
    fs::remove_file(at("seaworthy.yaml")).unwrap();
    watching.until("1 passed, 1 failed");
}
