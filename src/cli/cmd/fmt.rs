//! `seaworthy fmt [PATH]…`: policies in the one style.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::base::{Source, Sources};
use crate::cli::diff::unified;
use crate::cli::policies::{notices, policy_files, policy_text};
use crate::cli::replace::replace;
use crate::cli::terminal::Terminal;
use crate::diag::{Code, Diagnostic};
use crate::lang::fmt::{Refused, format};
use crate::lang::syntax::MAX_FILE;
use crate::report::Exit;
use crate::world::input::{reason, shown};

/// Arguments of `fmt`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The style has no options. A file that does not parse stays as it is, and the others are formatted.

Exit codes:
  0  every file is in the style, or is now
  1  with --check or --diff: a file is not
  2  a file does not parse or can't be read
  3  a file can't be written
  4  there is no policy

Examples:
  seaworthy fmt
  seaworthy fmt --check policies/
  seaworthy fmt --diff policies/acme.sea
  seaworthy fmt - < policies/acme.sea")]
pub(crate) struct Args {
    /// Policy files and folders; `-` formats standard input to standard output [default: the
    /// current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Write nothing; list the files that would change, and exit with 1 if there are any
    #[arg(long)]
    check: bool,

    /// Write nothing; show what would change, and exit with 1 if anything would
    #[arg(long)]
    diff: bool,
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    let mut run = Run { args, terminal, tally: Tally::default() };
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        if args.paths.len() > 1 {
            run.terminal.complain("standard input, `-`, is formatted alone; name no other path");
            return Exit::Usage;
        }
        run.standard_input();
    } else {
        for file in files(&args.paths) {
            run.file(&file);
        }
        run.summary();
    }
    run.tally.exit()
}

/// The files that `paths` mean, by path, each once.
fn files(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = BTreeSet::new();
    for path in paths {
        if path.is_dir() {
            found.extend(policy_files(path));
        } else {
            found.insert(path.clone());
        }
    }
    if paths.is_empty() {
        let here = policy_files(Path::new(".")).into_iter();
        found.extend(here.map(|path| path.strip_prefix(".").map(Path::to_owned).unwrap_or(path)));
    }
    let mut known = BTreeSet::new();
    let new = |path: &PathBuf| match fs::canonicalize(path) {
        Ok(identity) => known.insert(identity),
        Err(_) => true,
    };
    found.into_iter().filter(new).collect()
}

/// How many files came out how.
#[derive(Default)]
struct Tally {
    changed: usize,
    unchanged: usize,
    /// Not formatted: they can't be read, or do not parse.
    refused: usize,
    unwritten: usize,
    mistaken: usize,
    /// True where nothing is written.
    asked_only: bool,
}

impl Tally {
    fn exit(&self) -> Exit {
        if self.mistaken > 0 {
            Exit::Mistake
        } else if self.unwritten > 0 {
            Exit::Unjudged
        } else if self.refused > 0 {
            Exit::Usage
        } else if self.asked_only && self.changed > 0 {
            Exit::Failures
        } else if self.changed + self.unchanged == 0 {
            Exit::Nothing
        } else {
            Exit::Clean
        }
    }
}

struct Run<'a> {
    args: &'a Args,
    terminal: &'a mut Terminal,
    tally: Tally,
}

impl Run<'_> {
    fn writes(&self) -> bool {
        !self.args.check && !self.args.diff
    }

    fn file(&mut self, path: &Path) {
        let name = shown(path);
        let read = policy_text(path);
        let Some((text, formatted)) = self.formatted(&name, read) else { return };
        if text == formatted {
            self.tally.unchanged += 1;
            return;
        }
        if self.writes() {
            if let Err(error) = replace(path, &formatted) {
                let why = reason(&error);
                self.terminal.complain(&format!("can't write {name}: {why}; it stays as it was"));
                self.tally.unwritten += 1;
                return;
            }
            if self.terminal.verbose() {
                let name = self.terminal.style().clean(&name);
                self.terminal.remark(&format!("reformatted {name}\n"));
            }
        } else {
            self.tell(&name, &text, &formatted);
        }
        self.tally.changed += 1;
    }

    fn standard_input(&mut self) {
        let mut bytes = Vec::new();
        let limit = u64::try_from(MAX_FILE).unwrap_or(u64::MAX).saturating_add(1);
        let read = match io::stdin().lock().take(limit).read_to_end(&mut bytes) {
            Ok(_) => String::from_utf8(bytes).map_err(|error| {
                format!("it is not UTF-8, from byte {} on", error.utf8_error().valid_up_to())
            }),
            Err(error) => Err(reason(&error)),
        };
        let Some((text, formatted)) = self.formatted("<stdin>", read) else { return };
        if self.writes() {
            self.terminal.print(&formatted);
        } else if text != formatted {
            self.tell("<stdin>", &text, &formatted);
        }
        self.tally.asked_only = !self.writes();
        self.tally.changed += usize::from(text != formatted);
        self.tally.unchanged += usize::from(text == formatted);
    }

    /// A text and what it comes to; nothing where that can't be told, which is reported.
    fn formatted(&mut self, name: &str, read: Result<String, String>) -> Option<(String, String)> {
        self.tally.asked_only = !self.writes();
        let mut sources = Sources::default();
        let faults = match read {
            Err(why) => vec![unreadable(name, &why)],
            Ok(text) => {
                let source = Source::new(name, text);
                let id = sources.add(source.clone());
                match format(id, &source) {
                    Ok(formatted) => return Some((source.text().to_owned(), formatted)),
                    Err(Refused::Broken(faults)) => faults,
                    Err(Refused::TooLarge) => vec![too_large(name)],
                    Err(Refused::Unfaithful { line }) => {
                        self.mistake(name, line);
                        return None;
                    }
                }
            }
        };
        self.tally.refused += 1;
        self.terminal.remark_all(&notices(&faults, &sources));
        None
    }

    fn mistake(&mut self, name: &str, line: u32) {
        self.tally.mistaken += 1;
        self.terminal.complain(&format!(
            "formatted, {name} would be another policy from line {line} on; this is a mistake of \
             seaworthy's, please report it with the file. Nothing was written to it"
        ));
    }

    /// Lists a file that would change, or shows the change.
    fn tell(&mut self, name: &str, text: &str, formatted: &str) {
        let style = self.terminal.style();
        if !self.args.diff {
            let line = style.clean(name) + "\n";
            return self.terminal.print(&line);
        }
        let page = unified(name, text, formatted, &style);
        self.terminal.print(&page);
    }

    fn summary(&mut self) {
        if self.terminal.quiet() {
            return;
        }
        let Tally { changed, unchanged, refused, unwritten, mistaken, .. } = self.tally;
        let (done, left) = match self.writes() {
            true => ("reformatted", "left unchanged"),
            false => ("would be reformatted", "already formatted"),
        };
        let told = [
            (changed, done),
            (unchanged, left),
            (refused + mistaken, "not formatted"),
            (unwritten, "not written"),
        ];
        let told = told.iter().filter(|(count, _)| *count > 0);
        let told: Vec<String> = told
            .map(|(count, what)| {
                format!("{count} {} {what}", if *count == 1 { "file" } else { "files" })
            })
            .collect();
        let told = if told.is_empty() { "no policy was found".to_owned() } else { told.join(", ") };
        self.terminal.remark(&format!("{told}\n"));
    }
}

fn unreadable(name: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::E0406, format!("`{name}` can't be read: {why}"))
        .help("check the path, and that the file is text in UTF-8 that you may read")
}

fn too_large(name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0406, format!("`{name}` would be larger than a policy may be"))
        .help("split it: a policy has at most 1 MiB, and indentation counts")
}
