//! Entries from a pipe or file: the session as a script.
//!
//! Lines are taken together as long as an entry is unfinished, as on a terminal. No prompt is printed,
//! unless entries are to be echoed: then the output reads as a session at the keyboard does.

use std::io::{BufRead, ErrorKind};

use super::{FURTHER, PROMPT, show};
use crate::author::repl::{Session, is_unfinished};
use crate::cli::terminal::Terminal;
use crate::world::input::reason;

/// Enters all that `lines` has. Ends with it, or where an entry ends the session.
pub(in crate::cli) fn replay(
    lines: &mut dyn BufRead,
    session: &mut Session<'_>,
    echo: bool,
    terminal: &mut Terminal,
) {
    let mut entry = String::new();
    loop {
        let mut line = Vec::new();
        let read = match lines.read_until(b'\n', &mut line) {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => {
                let why = format!("standard input can't be read: {}", reason(&error));
                show(&session.refuse(&why), terminal);
                return;
            }
        };
        let Ok(line) = String::from_utf8(line) else {
            entry.clear();
            show(&session.refuse("this line is not UTF-8"), terminal);
            continue;
        };
        let begins = entry.is_empty();
        entry.push_str(&line);
        if echo && !(line.trim().is_empty() && begins) {
            let prompt = if begins { PROMPT } else { FURTHER };
            let shown = format!("{prompt}{}", terminal.style().clean(line.trim_end()));
            terminal.print(&format!("{}\n", shown.trim_end()));
        }
        if read > 0 && is_unfinished(entry.strip_suffix('\n').unwrap_or(&entry)) {
            continue;
        }
        let answer = session.enter(&entry);
        show(&answer, terminal);
        if read == 0 || answer.quit || terminal.failed() {
            return;
        }
        entry.clear();
    }
}
