//! `github`: commands of a workflow, which GitHub puts on the lines of a pull request as annotations.
//!
//! `::error file=deploy/web.yaml,line=6,col=14,…,title=std/no-latest::message`: a command a line, an error's,
//! a warning's or, for what is waived or only audited and for information, a notice's. GitHub shows ten of each
//! and step, so inputs that could not be judged come first. The last line is none: it says to who reads
//! the log what the run came to.
//!
//! GitHub reads `%25`, `%0D` and `%0A` in a command's message, in its properties `%3A` and `%2C` too.
//! Whatever a manifest says is made [`printable`] before.

use std::fmt;

use crate::base::Position;
use crate::diag::{Severity, printable};

use super::path::Root;
use super::remark::remarks;
use super::sentence::{counted, outcome};
use super::{Exit, Report, Verdict};

/// The report as commands; files are told from `root`.
///
/// # Errors
/// Those of `page`.
pub fn write(report: &Report, exit: Exit, root: &Root, page: &mut dyn fmt::Write) -> fmt::Result {
    for error in &report.errors {
        let place = error.place().map(|(q, label)| At::of(&q.file, label.start, label.end));
        let command = Command { name: name(error.severity), title: &error.id, at: place, root };
        command.write(page, &error.message, &error.help)?;
    }
    for remark in remarks(report, exit) {
        let place = remark.at.as_ref().map(|l| At::of(&l.file, l.start, l.end));
        let command = Command { name: name(remark.severity), title: remark.id, at: place, root };
        command.write(page, &remark.message, &[])?;
    }
    if !report.set_aside.is_empty() {
        let files = counted(report.set_aside.len(), "file");
        let command = Command { name: "notice", title: "set-aside", at: None, root };
        command.write(page, &format!("{files} set aside"), &[])?;
    }
    for finding in &report.findings {
        let name = if finding.audited || finding.waiver.is_some() {
            "notice"
        } else {
            name(finding.severity)
        };
        let place = finding.manifest.as_ref().unwrap_or(&finding.policy);
        let place = Some(At::of(&place.file, place.start, place.end));
        let title = match finding.verdict {
            Verdict::Failed if finding.waiver.is_some() => format!("{} (waived)", finding.rule),
            Verdict::Failed => finding.rule.to_string(),
            Verdict::Undecided => format!("{} (undecided)", finding.rule),
        };
        let command = Command { name, title: &title, at: place, root };
        command.write(page, &finding.headline(), &finding.advice())?;
    }
    writeln!(page, "seaworthy: {}", printable(&outcome(report, exit)))
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// A stretch of a file.
struct At<'r> {
    file: &'r str,
    start: Position,
    end: Position,
}

impl<'r> At<'r> {
    fn of(file: &'r str, start: Position, end: Position) -> Self {
        Self { file, start, end }
    }
}

struct Command<'r> {
    name: &'static str,
    title: &'r str,
    at: Option<At<'r>>,
    root: &'r Root,
}

impl Command<'_> {
    fn write(&self, page: &mut dyn fmt::Write, message: &str, help: &[String]) -> fmt::Result {
        write!(page, "::{} ", self.name)?;
        if let Some(At { file, start, end }) = &self.at {
            let file = property(self.root.relative(file));
            write!(page, "file={file},line={},endLine={},", start.line, end.line)?;
            // GitHub takes columns of what is on one line only.
            if start.line == end.line {
                write!(page, "col={},endColumn={},", start.column, end.column)?;
            }
        }
        let lines: Vec<String> = std::iter::once(message)
            .chain(help.iter().flat_map(|help| help.lines()))
            .map(data)
            .collect();
        writeln!(page, "title={}::{}", property(self.title), lines.join("%0A"))
    }
}

/// A line of a message.
fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
