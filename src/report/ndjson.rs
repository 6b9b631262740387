//! `ndjson`: the report in records, a line each, for programs that read lines.
//!
//! A record's `type` says what else it has: `finding`, `error` and `setAside` have what the members of
//! `json`'s lists have, and the last one, `summary`, the counts and the `version`. A reader that met no
//! summary has read a part.

use std::fmt;

use serde::Serialize;

use crate::diag::JsonSink;

use super::form::{ErrorForm, FindingForm, SetAsideForm, SummaryForm, VERSION};
use super::{Exit, Report};

/// The report as records.
///
/// # Errors
/// Those of `page`.
pub fn write(report: &Report, exit: Exit, page: &mut dyn fmt::Write) -> fmt::Result {
    let findings = report.findings.iter().map(|f| Record::Finding(Box::new(FindingForm::of(f))));
    let errors = report.errors.iter().map(ErrorForm::of).map(Record::Error);
    let aside = report.set_aside.iter().map(SetAsideForm::of).map(Record::SetAside);
    let summary = SummaryForm::of(&report.summary, exit);
    for record in findings.chain(errors).chain(aside) {
        record.write(page)?;
    }
    Record::Summary { version: VERSION, summary: Box::new(summary) }.write(page)
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum Record<'r> {
    Finding(Box<FindingForm<'r>>),
    Error(ErrorForm<'r>),
    SetAside(SetAsideForm<'r>),
    Summary {
        version: u32,
        #[serde(flatten)]
        summary: Box<SummaryForm<'r>>,
    },
}

impl Record<'_> {
    fn write(&self, page: &mut dyn fmt::Write) -> fmt::Result {
        let mut sink = JsonSink::new(page);
        // It holds only texts and numbers: what fails is the page.
        serde_json::to_writer(&mut sink, self).map_err(|_| fmt::Error)?;
        sink.end_line()
    }
}
