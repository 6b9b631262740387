//! Running the program while it watches for changes.

use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// A program that watches; it ends with this.
pub(crate) struct Watching {
    child: Child,
    /// What it prints, and beside that.
    lines: [Receiver<String>; 2],
}

impl Watching {
    /// Runs `seaworthy ARGS --watch` in a folder.
    pub(crate) fn start(folder: &Path, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
            .args(args)
            .arg("--watch")
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

    /// Waits for a line that begins so, and for the end of that run: what is said then.
    pub(crate) fn until(&self, start: &str) -> String {
        wait(&self.lines[0], start);
        wait(&self.lines[1], "watching ")
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
