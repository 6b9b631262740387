//! What a run comes to, in sentences that every format has alike.

use crate::diag::Severity;

use super::{Exit, Report, Summary};

/// `2 failed, 1 undecided, 40 passed`: what there is of each.
pub(super) fn verdicts(summary: &Summary) -> String {
    let counts = [
        (summary.failed, "failed"),
        (summary.undecided, "undecided"),
        (summary.waived, "waived"),
        (summary.passed, "passed"),
        (summary.skipped, "skipped"),
    ];
    let told = counts.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told.map(|(count, what)| format!("{count} {what}")).collect();
    if told.is_empty() { "no rule matched anything".to_owned() } else { told.join(", ") }
}

/// What the run comes to, in a line.
pub(super) fn outcome(report: &Report, exit: Exit) -> String {
    let summary = &report.summary;
    match exit {
        Exit::Clean if summary.objects == 0 => "nothing to judge".to_owned(),
        Exit::Clean if summary.failed_audited > 0 => {
            let failures = counted(summary.failed_audited, "failure");
            format!("passed: {failures} of rules that are only audited")
        }
        Exit::Clean if summary.failed + summary.undecided > 0 => {
            let told = [(summary.failed, "failure"), (summary.undecided, "undecided verdict")];
            let told = told.iter().filter(|(count, _)| *count > 0);
            let told: Vec<String> = told.map(|(count, what)| counted(*count, what)).collect();
            format!("passed: {} that do not count", told.join(" and "))
        }
        Exit::Clean => "passed".to_owned(),
        Exit::Failures if summary.failed_counting == summary.failed => {
            format!("failed: {}", counted(summary.failed, "failure"))
        }
        Exit::Failures => {
            let all = counted(summary.failed, "failure");
            format!("failed: {} of the {all} count", summary.failed_counting)
        }
        Exit::Usage | Exit::Mistake => "nothing was judged".to_owned(),
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
pub(super) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
