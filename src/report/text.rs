//! `text`: what people look at.
//!
//! A finding is a graphical report: the manifest's lines with the culprit underlined, the policy's
//! clause beneath, help. Past a handful of one cause the rest are a line each, so that a policy that
//! fails everywhere does not bury one that fails once. The counts close the page, and the last line
//! says what the run comes to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diag::render::{self, Style};
use crate::diag::{Notice, Severity, printable};

use super::{Exit, Finding, Report, Summary, Timings, Verdict};

/// How many findings of one cause are shown whole.
const HANDFUL: usize = 3;
/// How many more get a line.
const LISTED: usize = 10;

/// How much to say.
#[derive(Clone, Debug)]
pub struct Options {
    /// How reports are drawn.
    pub style: Style,
    /// Every finding whole.
    pub full: bool,
    /// What was set aside, too.
    pub verbose: bool,
    /// Only findings and errors, no closing counts.
    pub quiet: bool,
}

/// The report as text.
pub fn write(report: &Report, exit: Exit, options: &Options) -> String {
    let mut out = String::new();
    let findings = report.findings.iter().map(Entry::of_finding);
    write_entries(&mut out, findings.collect(), options);
    let errors = report.errors.iter().map(Entry::of_error);
    write_entries(&mut out, errors.collect(), options);
    if options.verbose {
        write_set_aside(&mut out, report);
    }
    if !options.quiet {
        write_summary(&mut out, report, exit);
    }
    out
}

/// How long each phase took, in a line.
pub fn timings(timings: &Timings) -> String {
    let mut line = String::new();
    let mut total = 0.0;
    for (phase, time) in timings.iter() {
        let ms = time.as_secs_f64() * 1000.0;
        total += ms;
        let _ = write!(line, "{} {ms:.2} ms · ", phase.as_str());
    }
    let _ = writeln!(line, "total {total:.2} ms");
    line
}

/// A finding or an error, and what it is grouped by.
struct Entry {
    cause: (String, String),
    line: String,
    notice: Notice,
}

impl Entry {
    fn of_finding(finding: &Finding) -> Self {
        let place = finding.manifest.as_ref().map_or_else(String::new, |at| format!("{at}: "));
        let undecided = if finding.verdict == Verdict::Undecided { "undecided: " } else { "" };
        Self {
            cause: (finding.rule.to_string(), finding.policy.to_string()),
            line: format!("{place}{undecided}{}", finding.message),
            notice: finding.notice(),
        }
    }

    fn of_error(error: &Notice) -> Self {
        let quote = error.quotes.first();
        let at = quote.and_then(|q| {
            let label = q.labels.iter().find(|l| l.primary).or(q.labels.first())?;
            Some(format!("{}:{}:{}: ", q.file, label.start.line, label.start.column))
        });
        Self {
            cause: (error.id.clone(), String::new()),
            line: format!("{}{}", at.unwrap_or_default(), error.message),
            notice: error.clone(),
        }
    }
}

fn write_entries(out: &mut String, entries: Vec<Entry>, options: &Options) {
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut more: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for entry in entries {
        let count = seen.entry(entry.cause.clone()).or_default();
        *count += 1;
        if options.full || *count <= HANDFUL {
            out.push_str(&render::render(&entry.notice, &options.style));
            out.push('\n');
        } else {
            more.entry(entry.cause).or_default().push(entry.line);
        }
    }
    for ((id, _), lines) in more {
        let _ = writeln!(out, "{} more of {id}:", lines.len());
        for line in lines.iter().take(LISTED) {
            let _ = writeln!(out, "  {}", printable(line));
        }
        if lines.len() > LISTED {
            let rest = lines.len() - LISTED;
            let _ = writeln!(out, "  … and {rest} more; `--full` shows every one whole");
        }
        out.push('\n');
    }
}

fn write_set_aside(out: &mut String, report: &Report) {
    if report.set_aside.is_empty() {
        return;
    }
    out.push_str("set aside:\n");
    for aside in &report.set_aside {
        let _ = writeln!(out, "  {}: {}", printable(&aside.file), printable(&aside.reason));
    }
    out.push('\n');
}

fn write_summary(out: &mut String, report: &Report, exit: Exit) {
    let summary = &report.summary;
    let _ = writeln!(
        out,
        "judged {} with {} in {} by {}: {} failed, {} undecided, {} passed, {} skipped{}",
        counted(summary.objects, "object"),
        counted(summary.images, "image"),
        counted(summary.files_judged + summary.files_errored, "file"),
        counted(summary.rules, "rule"),
        summary.failed,
        summary.undecided,
        summary.passed,
        summary.skipped,
        if summary.waived > 0 { format!(", {} waived", summary.waived) } else { String::new() },
    );
    write_remarks(out, summary, report);
    let _ = writeln!(out, "{}", outcome(exit, summary, report));
}

fn write_remarks(out: &mut String, summary: &Summary, report: &Report) {
    if summary.files_errored > 0 {
        let files = counted(summary.files_errored, "file");
        let _ = writeln!(out, "{files} could not be judged, or not whole");
    }
    if summary.files_set_aside > 0 {
        let files = counted(summary.files_set_aside, "file");
        let _ = writeln!(out, "{files} set aside; `-v` lists them with the reasons");
    }
    let unmatched: Vec<&str> = summary.unmatched_rules().collect();
    if !unmatched.is_empty() && summary.objects > 0 {
        let _ = writeln!(out, "matched nothing: {}", unmatched.join(", "));
    }
    for (kind, objects) in &summary.uncovered {
        let objects = counted(*objects, "object");
        let kind = printable(kind);
        let _ = writeln!(
            out,
            "not judged: {objects} of {kind} that may pull images, a kind that is not known"
        );
    }
    let warnings = report.errors.iter().filter(|e| e.severity != Severity::Error).count();
    if warnings > 0 {
        let _ = writeln!(out, "{} about the inputs", counted(warnings, "warning"));
    }
}

fn outcome(exit: Exit, summary: &Summary, report: &Report) -> String {
    match exit {
        Exit::Clean if summary.objects == 0 => "nothing to judge".to_owned(),
        Exit::Clean => "passed".to_owned(),
        Exit::Failures => format!("failed: {}", counted(summary.failed_counting, "failure")),
        Exit::Usage => "nothing was judged".to_owned(),
        Exit::Unjudged => {
            let errors = report.errors.iter().filter(|e| e.severity == Severity::Error).count();
            let mut why = Vec::new();
            if errors > 0 {
                why.push(counted(errors, "input error"));
            }
            if summary.undecided_counting > 0 {
                why.push(counted(summary.undecided_counting, "undecided verdict"));
            }
            if why.is_empty() {
                why.push("kinds that are not known".to_owned());
            }
            format!("not everything could be judged: {}", why.join(", "))
        }
        Exit::Nothing if summary.objects == 0 => {
            "nothing to judge: no Kubernetes object was found; `--allow-empty` makes that fine"
                .to_owned()
        }
        Exit::Nothing => "no rule matched anything, and `--require-match` asks for one".to_owned(),
    }
}

/// `1 file`, `2 files`.
fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
