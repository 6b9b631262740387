//! `tap`: the Test Anything Protocol, version 14: a line a finding, below it what it shows, in YAML whose
//! texts are JSON's.
//!
//! A finding that fails and an input that could not be judged are `not ok`. What is waived or only audited is
//! `not ok … # TODO`, which TAP does not count; what was set aside, and a rule that matched nothing,
//! `ok … # SKIP`. Where policies are wrong nothing was judged: `Bail out!`.

use std::fmt::{self, Write as _};

use serde_json::Value;

use crate::diag::{Notice, printable};

use super::case::{Case, Of, Outcome, cases};
use super::sentence::outcome;
use super::{Exit, Page, Report, compose};

/// The first line.
pub(crate) const VERSION: &str = "TAP version 14\n";

/// The report as TAP.
///
/// # Errors
/// Those of `page`.
pub fn write(report: &Report, exit: Exit, page: &mut Page<'_>) -> fmt::Result {
    page.write_str(VERSION)?;
    if exit == Exit::Usage {
        let told: String = report.errors.iter().map(remark).collect();
        return page.write_str(&(told + &bail_out("nothing was judged")));
    }
    let cases: Vec<(usize, Case<'_>)> = (1..).zip(cases(report, exit)).collect();
    match cases.len() {
        0 => page.write_str("1..0 # skip nothing to judge\n")?,
        count => writeln!(page, "1..{count}")?,
    }
    compose::each(&cases, report.jobs, page, |(number, case), lines| {
        point(lines, *number, case);
        Ok(())
    })?;
    writeln!(page, "# {}", printable(&outcome(report, exit)))
}

/// The line that ends a page whose policies are wrong.
pub(crate) fn bail_out(what: &str) -> String {
    format!("Bail out! the policies are wrong, and {what}\n")
}

/// A description in which nothing begins a directive.
pub(crate) fn described(text: &str) -> String {
    printable(text).replace('\\', "\\\\").replace('#', "\\#")
}

/// A text in YAML. That has other escapes than JSON beyond the first 65,536 characters: none is left to
/// be written.
pub(crate) fn quoted(text: &str) -> String {
    Value::from(&*printable(text)).to_string()
}

/// A notice as a comment.
pub(crate) fn remark(notice: &Notice) -> String {
    let at = notice
        .place()
        .map(|(quote, label)| format!(" ({}:{})", printable(&quote.file), label.start.line));
    let (severity, message) = (notice.severity.as_str(), printable(&notice.message));
    format!("# {severity}[{}]: {message}{}\n", notice.id, at.unwrap_or_default())
}

fn point(page: &mut String, number: usize, case: &Case<'_>) {
    let (result, directive) = match case.outcome {
        Outcome::Passed | Outcome::Warned => ("ok", String::new()),
        Outcome::Failed | Outcome::Errored => ("not ok", String::new()),
        Outcome::Waived => ("not ok", " # TODO waived".to_owned()),
        Outcome::Audited => ("not ok", " # TODO audited only".to_owned()),
        Outcome::LeftOut => ("ok", format!(" # SKIP {}", described(&case.message()))),
    };
    let name = match case.outcome {
        Outcome::LeftOut => case.place().map_or("", |(file, _)| file).to_owned(),
        _ => case.name(),
    };
    let group = described(case.group);
    let name = if name.is_empty() { group } else { format!("{group}: {}", described(&name)) };
    let _ = writeln!(page, "{result} {number} - {name}{directive}");
    if !matches!(case.outcome, Outcome::Passed | Outcome::LeftOut) {
        diagnosis(page, case);
    }
}

/// The block below a result that somebody has to look at.
fn diagnosis(page: &mut String, case: &Case<'_>) {
    let severity = match case.outcome {
        Outcome::Failed => "fail",
        Outcome::Errored => "error",
        Outcome::Waived | Outcome::Audited => "todo",
        Outcome::Passed | Outcome::Warned | Outcome::LeftOut => "comment",
    };
    let _ = writeln!(page, "  ---\n  message: {}", quoted(&case.message()));
    let _ = writeln!(page, "  severity: {severity}\n  codes:\n    - {}", quoted(case.id()));
    if let Some((file, line)) = case.place() {
        let _ = writeln!(page, "  at:\n    file: {}\n    line: {line}", quoted(file));
    }
    if let Of::Finding(finding) = &case.of {
        let _ = writeln!(page, "  fingerprint: \"{}\"", finding.fingerprint);
    }
    if let Some(drawn) = case.drawn() {
        // Of a block text the first line says how deep it is indented: one of ours, and not at all.
        page.push_str("  report: |\n");
        for line in drawn.lines() {
            let _ = writeln!(page, "    {line}");
        }
    }
    page.push_str("  ...\n");
}
