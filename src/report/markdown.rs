//! `markdown`: a page for a comment on a merge request, or for the summary of a job.
//!
//! GitHub Flavored Markdown: the outcome, the counts, a table of findings by file, what could not be
//! judged, and, folded, the rules and what was set aside.
//!
//! Whatever a manifest says is text: made [`printable`], then every sign that Markdown knows is escaped. What
//! stands between backticks is code, as our messages mean it. `@` and `#` are code wherever they stand,
//! for a page that is posted must not call people or mention issues.

use std::fmt::{self, Write as _};

use crate::diag::{Severity, printable};

use super::remark::remarks;
use super::sentence::{counted, outcome, verdicts};
use super::{Exit, Finding, Report, RuleCounts, Verdict};

/// How many rows a table has: GitHub takes comments of 65,536 characters, and a page that is longer
/// is not read. What is cut off is counted beneath its table.
const MOST: usize = 200;

/// The report as a page.
///
/// # Errors
/// Those of `page`.
pub fn write(report: &Report, exit: Exit, page: &mut dyn fmt::Write) -> fmt::Result {
    page.write_str(&composed(report, exit))
}

fn composed(report: &Report, exit: Exit) -> String {
    let mut page = format!("## {} Seaworthy: {}\n", sign(exit), text(&outcome(report, exit)));
    if exit != Exit::Usage {
        let summary = &report.summary;
        let (objects, images) =
            (counted(summary.objects, "object"), counted(summary.images, "image"));
        let files = counted(summary.files, "file");
        let rules = counted(summary.rules, "rule");
        let counts = verdicts(summary);
        let _ = writeln!(page, "\n{objects}, {images}, {files}, {rules}: {counts}");
    }
    inputs(&mut page, report, exit);
    findings(&mut page, &report.findings);
    rules(&mut page, report);
    set_aside(&mut page, report);
    page
}

fn sign(exit: Exit) -> char {
    match exit {
        Exit::Clean => '✅',
        Exit::Failures => '❌',
        _ => '⚠',
    }
}

fn inputs(page: &mut String, report: &Report, exit: Exit) {
    let remarks = remarks(report, exit);
    if report.errors.is_empty() && remarks.is_empty() {
        return;
    }
    let what = if exit == Exit::Usage { "Policies" } else { "Inputs" };
    let _ = writeln!(page, "\n### {what}\n\n| | Place | What |\n| --- | --- | --- |");
    let errors = report.errors.iter().map(|error| {
        let at = error.place().map(|(quote, label)| (&*quote.file, label.start.line));
        (error.severity, &*error.id, at, &*error.message)
    });
    let remarks = remarks.iter().map(|remark| {
        let at = remark.at.as_ref().map(|at| (&*at.file, at.start.line));
        (remark.severity, remark.id, at, &*remark.message)
    });
    let mut all = 0;
    for (index, (severity, id, at, message)) in errors.chain(remarks).enumerate() {
        all = index + 1;
        if all > MOST {
            continue;
        }
        let place = at.map_or_else(String::new, |(file, line)| code(&format!("{file}:{line}")));
        let (severity, id) = (word(severity), code(id));
        let _ = writeln!(page, "| {severity} {id} | {place} | {} |", text(message));
    }
    cut(page, all, "errors and warnings");
}

fn findings(page: &mut String, findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    let _ = writeln!(
        page,
        "\n### Findings\n\n| | Rule | Place | Object | What |\n| --- | --- | --- | --- | --- |"
    );
    for finding in findings.iter().take(MOST) {
        let severity = match finding.verdict {
            _ if finding.waiver.is_some() => "waived",
            _ if finding.audited => "audit",
            Verdict::Undecided => "undecided",
            Verdict::Failed => word(finding.severity),
        };
        let place = finding.manifest.as_ref().map_or_else(String::new, |at| code(&at.to_string()));
        let object = finding.object.as_ref().map_or_else(String::new, |object| {
            let path = Some(&finding.path).filter(|path| !path.is_empty());
            let path = path.map_or_else(String::new, |path| format!("<br>{}", code(path)));
            format!("{}{path}", code(&object.to_string()))
        });
        let advice = finding.advice();
        let help: Vec<String> = advice.iter().flat_map(|help| help.lines()).map(text).collect();
        let help =
            if help.is_empty() { String::new() } else { format!("<br>{}", help.join("<br>")) };
        let (rule, said) = (code(&finding.rule), text(&finding.headline()));
        let _ = writeln!(page, "| {severity} | {rule} | {place} | {object} | {said}{help} |");
    }
    cut(page, findings.len(), "findings");
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "**error**",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// Says beneath a table that not all of it is there.
fn cut(page: &mut String, all: usize, of: &str) {
    if all > MOST {
        let _ = writeln!(
            page,
            "\n**{MOST} of {all} {of} are shown.** The other formats tell all of them: `-o html=FILE`, `-o json=FILE`."
        );
    }
}

fn rules(page: &mut String, report: &Report) {
    if report.rules.is_empty() {
        return;
    }
    let columns = RuleCounts::default().columns();
    let (heads, lines) = (columns.map(|(name, _)| format!(" {name} |")), columns.map(|_| " --: |"));
    let _ = writeln!(
        page,
        "\n<details><summary>{}</summary>\n\n| Rule | Severity |{} What |\n| --- | --- |{} --- |",
        counted(report.rules.len(), "rule"),
        heads.concat(),
        lines.concat(),
    );
    for (rule, counts) in report.rules.iter().zip(&report.summary.by_rule) {
        let counts = counts.columns().map(|(_, count)| format!(" {count} |")).concat();
        let (id, weight) = (code(&rule.id), rule.weight());
        let _ = writeln!(page, "| {id} | {weight} |{counts} {} |", text(rule.title()));
    }
    page.push_str("\n</details>\n");
}

fn set_aside(page: &mut String, report: &Report) {
    if report.set_aside.is_empty() {
        return;
    }
    let files = counted(report.set_aside.len(), "file");
    let _ = writeln!(
        page,
        "\n<details><summary>{files} set aside</summary>\n\n| File | Why |\n| --- | --- |"
    );
    for aside in report.set_aside.iter().take(MOST) {
        let _ = writeln!(page, "| {} | {} |", code(&aside.file), text(&aside.reason));
    }
    cut(page, report.set_aside.len(), "files that were set aside");
    page.push_str("\n</details>\n");
}

/// A text in a line or a cell. What stands between two backticks is code.
fn text(said: &str) -> String {
    let said = printable(said);
    let pieces: Vec<&str> = said.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return words(&said);
    }
    let pieces = pieces.iter().enumerate();
    pieces.map(|(n, piece)| if n % 2 == 1 { code(piece) } else { words(piece) }).collect()
}

/// A text in which no sign means anything to Markdown, nor to who looks for people and issues in it.
fn words(said: &str) -> String {
    let mut out = String::with_capacity(said.len());
    let mut rest = said.chars();
    while let Some(c) = rest.next() {
        match c {
            // Before a blank it begins neither an address nor an emoji.
            ':' if rest.as_str().is_empty() || rest.as_str().starts_with(' ') => out.push(c),
            '@' | '#' => {
                let _ = write!(out, "`{c}`");
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | ':' | '$' | '^'
            | '!' | '(' | ')' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    // Some take an address for a link as it stands.
    out.replace("www.", "www\\.").replace("WWW.", "WWW\\.")
}

/// A text as code, in a cell if need be: there a bar is escaped even so.
fn code(said: &str) -> String {
    let said = printable(said);
    if said.trim().is_empty() || said.ends_with('\\') || said.contains("\\|") {
        return words(&said);
    }
    let longest = said.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if said.starts_with(['`', ' ']) || said.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{blank}{}{blank}{fence}", said.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::{code, text};

    #[test]
    fn what_is_said_is_text() {
        for (said, written) in [
            ("`nginx` names no version", "`nginx` names no version"),
            ("a `b` c` d", "a \\`b\\` c\\` d"),
            ("[x](javascript:1)", "\\[x\\]\\(javascript\\:1\\)"),
            ("a | b", "a \\| b"),
            ("@team, see #1", "`@`team, see `#`1"),
            ("<script>", "\\<script\\>"),
            ("`a|b`", "`a\\|b`"),
            ("``", ""),
            ("www.example.org", "www\\.example.org"),
            ("failed: see https://a.b", "failed: see https\\://a.b"),
            (":tada:", "\\:tada:"),
        ] {
            assert_eq!(text(said), written, "{said}");
        }
        assert_eq!(code("a`b``"), "``` a`b`` ```");
        assert_eq!(code("a\\"), "a\\\\");
    }
}
