//! `csv`: a table for spreadsheets and scripts, as RFC 4180 has it: a line of names, then a record a
//! line, which ends with CR and LF.
//!
//! The column `verdict` says what a record is: `failed`, `waived` and `undecided` are findings, `error` and `warning`
//! what is wrong with an input, `set-aside` a file that was not judged for a reason, `remark` what is to be
//! said of the whole run.
//!
//! A spreadsheet computes what begins with `=`, `+`, `-` or `@`, whatever is quoted. Such a cell, and one that
//! begins with an apostrophe, gets an apostrophe before it: who takes that off has the text again. All
//! texts are made [`printable`], so that a record is one line.

use std::fmt::{self, Write as _};

use memchr::memchr_iter;
use wide::u8x16;

use crate::base::{Position, printable_among};
use crate::diag::printable;

use super::remark::remarks;
use super::{Exit, Fingerprint, ObjectName, Page, Report, compose};

const NAMES: &[&str] = &[
    "verdict",
    "rule",
    "severity",
    "enforcement",
    "file",
    "line",
    "column",
    "endLine",
    "endColumn",
    "apiVersion",
    "kind",
    "namespace",
    "name",
    "path",
    "message",
    "help",
    "fingerprint",
];

/// The report as a table.
///
/// # Errors
/// Those of `page`.
pub fn write(report: &Report, exit: Exit, page: &mut Page<'_>) -> fmt::Result {
    page.write_str(&(NAMES.join(",") + "\r\n"))?;
    compose::each(&report.errors, report.jobs, page, |error, lines| {
        Record {
            verdict: error.severity.as_str(),
            rule: &error.id,
            severity: error.severity.as_str(),
            at: error.place().map(|(quote, label)| (&*quote.file, Some((label.start, label.end)))),
            message: &error.message,
            help: one_line(&error.help),
            ..Record::default()
        }
        .add_to(lines)
    })?;
    compose::each(&remarks(report, exit), report.jobs, page, |remark, lines| {
        Record {
            verdict: "remark",
            rule: remark.id,
            severity: remark.severity.as_str(),
            at: remark.at.as_ref().map(|at| (&*at.file, Some((at.start, at.end)))),
            message: &remark.message,
            ..Record::default()
        }
        .add_to(lines)
    })?;
    compose::each(&report.set_aside, report.jobs, page, |aside, lines| {
        Record {
            verdict: "set-aside",
            at: Some((&aside.file, None)),
            message: &aside.reason,
            ..Record::default()
        }
        .add_to(lines)
    })?;
    compose::each(&report.findings, report.jobs, page, |finding, lines| {
        let at = finding.manifest.as_ref();
        Record {
            verdict: finding.word(),
            rule: &finding.rule,
            severity: finding.severity.as_str(),
            enforcement: if finding.audited { "audit" } else { "enforce" },
            at: at.map(|at| (&*at.file, Some((at.start, at.end)))),
            object: finding.object.as_deref(),
            path: &finding.path,
            message: &finding.message,
            help: one_line(&finding.advice()),
            fingerprint: Some(finding.fingerprint),
        }
        .add_to(lines)
    })
}

/// What a record says; what it does not say is empty.
#[derive(Default)]
struct Record<'r> {
    verdict: &'r str,
    rule: &'r str,
    severity: &'r str,
    enforcement: &'r str,
    at: Option<(&'r str, Option<(Position, Position)>)>,
    object: Option<&'r ObjectName>,
    path: &'r str,
    message: &'r str,
    help: String,
    fingerprint: Option<Fingerprint>,
}

impl Record<'_> {
    /// Adds it to lines.
    fn add_to(&self, line: &mut String) -> fmt::Result {
        let (file, region) = self.at.unwrap_or_default();
        line.push_str(self.verdict);
        line.push(',');
        cell(self.rule, line);
        // Words of our own.
        for word in [",", self.severity, ",", self.enforcement, ","] {
            line.push_str(word);
        }
        cell(file, line);
        line.push(',');
        match region {
            Some((start, end)) => {
                for number in [start.line, start.column, end.line, end.column] {
                    line.push_str(itoa::Buffer::new().format(number));
                    line.push(',');
                }
            }
            None => line.push_str(",,,,"),
        }
        let none = ObjectName::default();
        let object = self.object.unwrap_or(&none);
        let namespace = object.namespace.as_deref().unwrap_or_default();
        let name = object.name.as_deref().unwrap_or_default();
        let named = [&*object.api_version, &*object.kind, namespace, name];
        for text in named.into_iter().chain([self.path, self.message, &*self.help]) {
            cell(text, line);
            line.push(',');
        }
        if let Some(fingerprint) = self.fingerprint {
            write!(line, "{fingerprint}")?;
        }
        line.write_str("\r\n")
    }
}

/// What to do, in one line.
fn one_line(help: &[String]) -> String {
    let lines: Vec<&str> = help.iter().flat_map(|help| help.lines()).map(str::trim).collect();
    lines.join(" | ")
}

/// Adds a cell that is text to everybody.
fn cell(text: &str, page: &mut String) {
    if is_bare(text.as_bytes()) {
        return page.push_str(text);
    }
    guarded(text, page);
}

/// The same of any text.
fn guarded(text: &str, page: &mut String) {
    let text = printable(text);
    let text = text.as_ref();
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\'' | '＝' | '＋' | '－' | '＠');
    let computed = text.trim_start().starts_with(begins);
    let ends = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    let quoted = |byte: u8| matches!(byte, b'"' | b',' | b';' | b'\t');
    if !ends && !text.bytes().any(quoted) {
        page.push_str(if computed { "'" } else { "" });
        page.push_str(text);
        return;
    }
    page.push_str(if computed { "\"'" } else { "\"" });
    for (index, part) in text.split('"').enumerate() {
        page.push_str(if index > 0 { "\"\"" } else { "" });
        page.push_str(part);
    }
    page.push('"');
}

/// True for text that is a cell as it is, as is soon seen of nearly all.
fn is_bare(text: &[u8]) -> bool {
    let (Some(first), Some(last)) = (text.first(), text.last()) else { return true };
    let begins = !matches!(first, b' ' | b'=' | b'+' | b'-' | b'@' | b'\'' | b':');
    // Two colons may begin a command of a build's log.
    let two = || memchr_iter(b':', text).any(|at| text.get(at + 1) == Some(&b':'));
    begins && *last != b' ' && are_bare(text) && !two()
}

/// True if all of these bytes may stand within a cell as they are.
fn are_bare(text: &[u8]) -> bool {
    let bare =
        |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'#' | b',' | b';');
    // The last sixteen bytes are looked at together as well, some of them twice.
    let Some(last) = text.last_chunk() else { return text.iter().all(bare) };
    let (pieces, _) = text.as_chunks();
    pieces.iter().chain([last]).all(|piece: &[u8; 16]| {
        let bytes = u8x16::from(*piece);
        let is = |byte: u8| bytes.simd_eq(u8x16::splat(byte));
        let other = is(b'"') | is(b'#') | is(b',') | is(b';');
        (printable_among(bytes) & !other).to_bitmask() == 0xFFFF
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::texts_of;

    #[test]
    fn what_is_written_as_it_is_needs_no_guard() {
        let mut bare = 0;
        let texts = texts_of(" aZ9=+-@':;\"#[`/.,\t\né＝~", 4);
        for text in texts.into_iter().filter(|text| is_bare(text.as_bytes())) {
            let mut page = String::new();
            guarded(&text, &mut page);
            assert_eq!(page, text);
            bare += 1;
        }
        assert!(bare > 1_000, "{bare}");
        for at in 0..40 {
            for byte in 0..0x80 {
                let mut text = [b'a'; 40];
                text[at] = byte;
                let bare = (b' '..=b'~').contains(&byte) && !b"\"#,;".contains(&byte);
                assert_eq!(are_bare(&text), bare, "{byte:#x} at {at}");
            }
        }
    }
}
