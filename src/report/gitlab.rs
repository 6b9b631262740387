//! `gitlab`: a Code Quality report, which GitLab shows in merge requests.
//!
//! An array of issues, each with `description`, `check_name`, `fingerprint`, `severity` and `location`.
//! An error of an input is a `blocker`: what could not be judged must not be missed. Failures are
//! `critical`, `minor` and `info` by their severity, what is waived or only audited `info`. GitLab tells issues of
//! two branches apart by their fingerprints, which do not change while lines move, and no two of which are
//! the same (`report::distinct`).
//!
//! An issue must have a place. What is on the whole run is told at the policy's clause, or at the
//! folder. Files that were set aside are no issues: `json` and `text -v` list them.

use std::collections::HashMap;
use std::fmt;

use serde_json::{Value, json};

use crate::base::Position;
use crate::diag::{Severity, printable};

use super::distinct::distinct;
use super::form::{Each, print};
use super::path::Root;
use super::remark::remarks;
use super::{Exit, Finding, Fingerprint, Location, Report};

/// The report as a Code Quality report; files are told from `root`.
///
/// # Errors
/// Those of `page`.
pub fn write(report: &Report, exit: Exit, root: &Root, page: &mut dyn fmt::Write) -> fmt::Result {
    let mut seen = HashMap::new();
    let mut issues = Vec::new();
    for error in &report.errors {
        let at = error.place().map(|(quote, label)| (&*quote.file, label.start, label.end));
        let fingerprint = fingerprint(&mut seen, [&error.id, file(at, root), &error.message]);
        let severity = input(error.severity);
        issues.push(issue(&error.id, &error.message, &fingerprint, severity, place(at, root)));
    }
    for remark in remarks(report, exit) {
        let at = remark.at.as_ref().map(stretch);
        let fingerprint = fingerprint(&mut seen, [remark.id, file(at, root), &remark.message]);
        let severity = input(remark.severity);
        let place = place(at, root);
        issues.push(issue(remark.id, &remark.message, &fingerprint, severity, place));
    }
    let prints = distinct(&report.findings, root);
    let findings = report.findings.iter().zip(&prints);
    let of_findings = findings.map(|(finding, print)| issue_of(finding, *print, root));
    print(&Each(issues.iter().cloned().chain(of_findings)), page)
}

fn issue_of(finding: &Finding, fingerprint: Fingerprint, root: &Root) -> Value {
    let at = finding.manifest.as_ref().unwrap_or(&finding.policy);
    let waived = finding.waiver.as_ref().map(|waived| format!("; {}", waived.headline()));
    let said = format!("{}{}", finding.headline(), waived.unwrap_or_default());
    let (severity, place) = (severity(finding), place(Some(stretch(at)), root));
    issue(&finding.rule, &said, &fingerprint.to_string(), severity, place)
}

fn issue(check: &str, text: &str, fingerprint: &str, severity: &str, location: Value) -> Value {
    json!({
        "type": "issue",
        "check_name": check,
        "description": printable(text),
        "categories": ["Security"],
        "severity": severity,
        "fingerprint": fingerprint,
        "location": location,
    })
}

/// How grave what is wrong with an input is.
fn input(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "blocker",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}

fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        _ if finding.audited || finding.waiver.is_some() => "info",
        Severity::Error => "critical",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}

type Stretch<'r> = (&'r str, Position, Position);

fn stretch(at: &Location) -> Stretch<'_> {
    (&at.file, at.start, at.end)
}

fn file<'r>(at: Option<Stretch<'r>>, root: &Root) -> &'r str {
    at.map_or("", |(file, ..)| root.relative(file))
}

/// The fingerprint of these facts, and of how often they were told before.
fn fingerprint(seen: &mut HashMap<Fingerprint, usize>, facts: [&str; 3]) -> String {
    let first = Fingerprint::of(facts);
    let count = seen.entry(first).or_default();
    *count += 1;
    let again = count.to_string();
    match *count {
        1 => first.to_string(),
        _ => Fingerprint::of(facts.into_iter().chain([&*again])).to_string(),
    }
}

fn place(at: Option<Stretch<'_>>, root: &Root) -> Value {
    let Some((file, start, end)) = at else {
        return json!({ "path": ".", "lines": { "begin": 1 } });
    };
    json!({
        "path": root.relative(file),
        "positions": {
            "begin": { "line": start.line, "column": start.column },
            "end": { "line": end.line, "column": end.column },
        },
    })
}
