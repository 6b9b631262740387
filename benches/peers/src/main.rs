//! What others take for the files that Seaworthy judges. `benches/speed.py` runs it and measures from outside.
//!
//! ```text
//! peers events PATH…                     libyaml's events (unsafe-libyaml), and nothing made of them
//! peers value PATH…                      a `serde_yaml::Value` of each document, and nothing done with it
//! peers regorus MODE RULES PATH…         what `data.k8s.deny` says of each document, written out
//! peers opa LIBRARY READER RULES PATH…   the same by OPA's library; `opa.rs` tells of READER
//! peers guard ARGUMENT…                  cfn-guard, as its own program takes them
//! ```
//!
//! A path is a file, or a folder with all `.yaml`, `.yml` and `.json` in it. What is parsed is counted on
//! standard error, so that nobody is compared who read less. The modes of regorus, each of which compiles
//! the policy once:
//!
//! | mode | |
//! | --- | --- |
//! | `engine` | `Engine::eval_rule` |
//! | `compiled` | `CompiledPolicy::eval_with_input` |
//! | `rvm` | its virtual machine's program, `RegoVM` |

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "a bench prints, and has nobody to recover for"
)]

mod opa;
mod parsers;
mod rego;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use cfn_guard::commands::CfnGuard;
use cfn_guard::utils::reader::{ReadBuffer, Reader};
use cfn_guard::utils::writer::{WriteBuffer, Writer};
use clap::Parser as _;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let read = match words.as_slice() {
        ["events", paths @ ..] => each(paths, parsers::events),
        ["value", paths @ ..] => each(paths, parsers::value),
        ["regorus", mode, rules, paths @ ..] => {
            let mut policy = rego::Policy::new(mode, Path::new(rules));
            judge(paths, |path, text, out| policy.judge(path, text, out))
        }
        ["opa", library, reader, rules, paths @ ..] => {
            let policy = opa::Policy::new(library, reader, Path::new(rules));
            judge(paths, |path, text, out| policy.judge(path, text, out))
        }
        ["guard", ..] => guard(&arguments),
        _ => {
            eprintln!("peers events|value|regorus|guard …: the head of src/main.rs says how");
            std::process::exit(2);
        }
    };
    eprintln!("{read} documents");
}

type Out<'a> = std::io::BufWriter<std::io::StdoutLock<'a>>;

/// Judges each of the files, and writes to standard output.
fn judge(paths: &[&str], mut one: impl FnMut(&Path, &str, &mut Out) -> usize) -> usize {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let read = each_named(paths, |path, text| one(path, text, &mut out));
    out.flush().expect("standard output");
    read
}

/// Sums up what a parser counts in each of the files.
fn each(paths: &[&str], mut count: impl FnMut(&str) -> usize) -> usize {
    each_named(paths, |_, text| count(text))
}

fn each_named(paths: &[&str], mut count: impl FnMut(&Path, &str) -> usize) -> usize {
    let mut files = Vec::new();
    paths.iter().for_each(|path| collect(PathBuf::from(path), &mut files));
    let mut sum = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a file in UTF-8");
        sum += count(&file, &text);
    }
    sum
}

fn collect(path: PathBuf, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let entries = std::fs::read_dir(&path).expect("a folder");
        let mut entries: Vec<PathBuf> =
            entries.map(|entry| entry.expect("an entry").path()).collect();
        entries.sort();
        entries.into_iter().for_each(|entry| collect(entry, files));
    } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml" || e == "json") {
        files.push(path);
    }
}

/// cfn-guard's `main`.
fn guard(arguments: &[String]) -> ! {
    let command = CfnGuard::parse_from(arguments);
    let mut writer = Writer::new(WriteBuffer::Stdout(std::io::stdout())).expect("a writer");
    let mut reader = Reader::new(ReadBuffer::Stdin(std::io::stdin()));
    match command.execute(&mut writer, &mut reader) {
        Ok(code) => std::process::exit(code),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(-1)
        }
    }
}
