//! `seaworthy merge RESULT…`: what several streams printed into the report of one run.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::base::Sources;
use crate::cli::output::Output;
use crate::cli::terminal::Terminal;
use crate::diag::{Code, Diagnostic, Notice, printable};
use crate::judge::Kept;
use crate::report::Exit;
use crate::report::merge::Merge;
use crate::world::input::{Input, Line, Lot, each_lines};

/// Arguments of `merge`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  seaworthy merge results/part-*
  seaworthy merge -o json=report.json a.ndjson b.ndjson
  seaworthy merge - < all-parts.ndjson

It exits as one run over all parts would.")]
pub(crate) struct Args {
    /// Files of what `check --stream` printed, each with one or more streams; `-` is standard input
    #[arg(value_name = "RESULT", required = true)]
    results: Vec<PathBuf>,

    /// Print FORMAT to FILE, or to standard output; may be repeated
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "json", value_parser = Output::<Format>::read)]
    output: Vec<Output<Format>>,
}

/// A format. Records hold no lines of manifests, so there is none for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
}

/// Bytes of one record at most; a line that failed ten thousand times takes some megabytes.
const LONGEST: usize = 256 << 20;

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    match merged(&args.results) {
        Ok((page, exit)) => {
            for output in &args.output {
                output.write(&|to| to.write_str(&page), terminal);
            }
            exit
        }
        Err(fault) => {
            terminal.remark_all(&[fault]);
            Exit::Usage
        }
    }
}

fn merged(results: &[PathBuf]) -> Result<(String, Exit), Notice> {
    let mut merge = Merge::new(Kept::SHOWN.room());
    for path in results {
        let input = match path.to_str() {
            Some("-") => Input::stdin(),
            _ => Input::file(path.clone(), Lot::Judge),
        };
        take(&mut merge, &input).map_err(|mut fault| {
            if fault.code == Code::E0461 {
                fault.message = format!("`{}`: {}", printable(input.shown()), fault.message);
            }
            fault.notice(&Sources::default())
        })?;
    }
    merge.report().map_err(|fault| fault.notice(&Sources::default()))
}

/// Takes all parts that an input holds.
fn take(merge: &mut Merge, input: &Input) -> Result<(), Diagnostic> {
    let mut wrong = None;
    each_lines(input, LONGEST, |lines| {
        wrong = lines.iter().find_map(|line| taken(merge, line).err());
        wrong.is_none()
    })?;
    match wrong {
        Some(fault) => Err(fault),
        None => merge.end(),
    }
}

fn taken(merge: &mut Merge, line: &Line) -> Result<(), Diagnostic> {
    let bytes = line.bytes.as_deref().unwrap_or_default();
    // What is no UTF-8 is no record.
    let record = merge.record(std::str::from_utf8(bytes).unwrap_or_default());
    record.map_err(|mut fault| {
        fault.message = format!("line {}: {}", line.number, fault.message);
        fault
    })
}
