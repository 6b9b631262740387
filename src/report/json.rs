//! `json`: one document, stable within a major version; `docs/report.schema.json` describes it.

use std::fmt;

use serde::Serialize;

use crate::diag::Notice;

use super::form::{Each, ErrorForm, FindingForm, SetAsideForm, SummaryForm, VERSION, print};
use super::{Exit, Report};

/// The report as JSON, indented, with a final newline.
///
/// # Errors
/// Those of `page`.
pub fn write(report: &Report, exit: Exit, page: &mut dyn fmt::Write) -> fmt::Result {
    let document = Document {
        version: VERSION,
        summary: SummaryForm::of(&report.summary, exit),
        findings: Each(report.findings.iter().map(FindingForm::of)),
        errors: Each(report.errors.iter().map(ErrorForm::of)),
        set_aside: Each(report.set_aside.iter().map(SetAsideForm::of)),
    };
    print(&document, page)
}

/// A notice as the reports in JSON tell it.
pub fn error(notice: &Notice) -> serde_json::Value {
    // The form holds only texts and numbers: nothing in it can fail to serialise.
    serde_json::to_value(ErrorForm::of(notice)).unwrap_or_default()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'r, F, E, A> {
    version: u32,
    summary: SummaryForm<'r>,
    findings: F,
    errors: E,
    set_aside: A,
}
