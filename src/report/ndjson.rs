//! `ndjson`: the report in records, a line each, for programs that read lines.
//!
//! A record's `type` says what else it has: `finding`, `error` and `setAside` have what the members of
//! `json`'s lists have, and the last one, `summary`, the counts and the `version`. A reader that met no
//! summary has read a part.

use std::fmt;

use serde::Serialize;

use crate::diag::JsonSink;

use super::form::{ErrorForm, FindingForm, SetAsideForm, SummaryForm, VERSION};
use super::{Exit, Page, Report, compose};

/// The report as records.
///
/// # Errors
/// Those of `page`.
pub fn write(report: &Report, exit: Exit, page: &mut Page<'_>) -> fmt::Result {
    let jobs = report.jobs;
    compose::each(&report.findings, jobs, page, |finding, lines| {
        Record::Finding(Box::new(FindingForm::of(finding))).add_to(lines)
    })?;
    compose::each(&report.errors, jobs, page, |error, lines| {
        Record::Error(ErrorForm::of(error)).add_to(lines)
    })?;
    compose::each(&report.set_aside, jobs, page, |aside, lines| {
        Record::SetAside(SetAsideForm::of(aside)).add_to(lines)
    })?;
    let summary = SummaryForm::of(&report.summary, exit);
    Record::Summary { version: VERSION, summary: Box::new(summary) }.add_to(page)
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
    /// Adds it to lines.
    fn add_to(&self, lines: &mut dyn fmt::Write) -> fmt::Result {
        let mut sink = JsonSink::new(lines);
        // It holds only texts and numbers: what fails is the page.
        serde_json::to_writer(&mut sink, self).map_err(|_| fmt::Error)?;
        sink.end_line()
    }
}
