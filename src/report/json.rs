//! `json`: one document, stable within a major version; `docs/report.schema.json` describes it.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::diag::Notice;

use super::form::{ErrorForm, FindingForm, SetAsideForm, SummaryForm, VERSION, print};
use super::{Exit, Finding, Report, SetAside};

/// The report as JSON, indented, with a final newline.
///
/// # Errors
/// Those of `page`.
pub fn write(report: &Report, exit: Exit, page: &mut dyn fmt::Write) -> fmt::Result {
    let document = Document {
        version: VERSION,
        summary: SummaryForm::of(&report.summary, exit),
        findings: Each(&report.findings, FindingForm::of),
        errors: Each(&report.errors, ErrorForm::of),
        set_aside: Each(&report.set_aside, SetAsideForm::of),
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
struct Document<'r> {
    version: u32,
    summary: SummaryForm<'r>,
    findings: Each<'r, Finding, FindingForm<'r>>,
    errors: Each<'r, Notice, ErrorForm<'r>>,
    set_aside: Each<'r, SetAside, SetAsideForm<'r>>,
}

/// A list whose forms are made one after the other, as they are written: a run may have ten thousand
/// findings.
struct Each<'r, T, F>(&'r [T], fn(&'r T) -> F);

impl<T, F: Serialize> Serialize for Each<'_, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}
