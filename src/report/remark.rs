//! What is to be said of a run that is neither a finding nor an input's error, and must not be passed
//! over in silence: that nothing was judged, whose images were not, what is counted and not kept.
//!
//! `text` says it in its closing lines. A format without closing lines says it as it says findings.

use crate::diag::Severity;

use super::sentence::{counted, outcome};
use super::{Exit, Location, Report};

/// Something that is to be said of a run.
#[derive(Debug)]
pub(super) struct Remark {
    /// What it is, for programs: `uncovered-kind`.
    pub(super) id: &'static str,
    /// An error if it is why the run failed.
    pub(super) severity: Severity,
    /// The sentence.
    pub(super) message: String,
    /// The first place that it is about.
    pub(super) at: Option<Location>,
}

/// All that is to be said of a run.
pub(super) fn remarks(report: &Report, exit: Exit) -> Vec<Remark> {
    let summary = &report.summary;
    let counts = if summary.coverage_counts { Severity::Error } else { Severity::Warning };
    let uncovered = summary.uncovered.iter().map(|kind| Remark {
        id: "uncovered-kind",
        severity: counts,
        message: format!(
            "not judged: the images of {} of the kind {}, which is not known",
            counted(kind.objects, "object"),
            kind.kind,
        ),
        at: Some(kind.first.clone()),
    });
    let mut remarks: Vec<Remark> = uncovered.collect();
    let mut warn = |id, message| {
        remarks.push(Remark { id, severity: Severity::Warning, message, at: None });
    };
    if summary.findings_left_out > 0 {
        let left_out = counted(summary.findings_left_out, "finding");
        warn("findings-left-out", format!("{left_out} more are counted and not listed"));
    }
    if summary.errors_left_out > 0 {
        let left_out = counted(summary.errors_left_out, "fault");
        warn("errors-left-out", format!("{left_out} more of the inputs are not told"));
    }
    if exit == Exit::Nothing {
        let message = outcome(report, exit);
        remarks.push(Remark { id: "nothing-judged", severity: Severity::Error, message, at: None });
    }
    remarks
}
