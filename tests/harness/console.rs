//! Transcripts: lines that begin with `$ seaworthy`, each followed by what it prints.
//!
//! Words of a command are separated by blanks; `'…'` holds blanks together. `$ echo $?` prints what
//! the command before it exited with, as in a shell; a command that does not exit with 0 must be
//! followed by one. `$ cd FOLDER` goes there, from the repository's root.

use std::fmt::Write as _;

use super::{root, seaworthy_in};

/// The transcript that results from running the commands of `transcript`.
pub(crate) fn replay(transcript: &str) -> String {
    let mut out = String::new();
    let (mut code, mut folder) = (0, root().to_owned());
    for command in transcript.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let _ = writeln!(out, "$ {command}");
        if command == "echo $?" {
            let _ = writeln!(out, "{code}");
            code = 0;
            continue;
        }
        if let Some(to) = command.strip_prefix("cd ") {
            folder = root().join(to);
            continue;
        }
        assert_eq!(code, 0, "say what the command before `{command}` exits with: `$ echo $?`");
        let args = command.strip_prefix("seaworthy ");
        let args = words(args.unwrap_or_else(|| panic!("can't run `{command}`")));
        let ran = seaworthy_in(&folder, args, "");
        for printed in [&ran.stdout, &ran.stderr] {
            out.push_str(printed);
            if !printed.is_empty() && !printed.ends_with('\n') {
                out.push('\n');
            }
        }
        code = ran.code;
    }
    assert_eq!(code, 0, "say what the last command exits with: `$ echo $?`");
    out
}

fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in command.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// A fenced block of a Markdown file.
pub(crate) struct Fenced<'t> {
    /// What stands behind the fence: `sea`, `console`.
    pub(crate) info: &'t str,
    /// The lines between the fences, with their line ends.
    pub(crate) text: &'t str,
    /// The number of the first of them.
    pub(crate) line: usize,
}

/// The fenced blocks of a Markdown text, in order.
pub(crate) fn fenced(markdown: &str) -> Vec<Fenced<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, usize, usize)> = None;
    let mut offset = 0;
    for (number, line) in (1..).zip(markdown.split_inclusive('\n')) {
        if let Some(info) = line.strip_prefix("```") {
            match open.take() {
                Some((info, start, first)) => {
                    blocks.push(Fenced { info, text: &markdown[start..offset], line: first });
                }
                None => open = Some((info.trim(), offset + line.len(), number + 1)),
            }
        }
        offset += line.len();
    }
    assert!(open.is_none(), "a fence is not closed");
    blocks
}
