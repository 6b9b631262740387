//! `ndjson`: the report in records, a line each, for programs that read lines.
//!
//! A record's `type` says what else it has: `finding`, `error` and `setAside` have what the members of
//! `json`'s lists have, and the last one, `summary`, the counts and the `version`. A reader that met no
//! summary has read a part.

use serde::Serialize;

use crate::diag::JsonPage;

use super::form::{ErrorForm, FindingForm, SetAsideForm, SummaryForm, VERSION};
use super::{Exit, Leave, PIECE, Report};

/// The report as records, piece by piece.
pub fn write(report: &Report, exit: Exit, leave: Leave<'_>) {
    let findings = report.findings.iter().map(|f| Record::Finding(Box::new(FindingForm::of(f))));
    let errors = report.errors.iter().map(ErrorForm::of).map(Record::Error);
    let aside = report.set_aside.iter().map(SetAsideForm::of).map(Record::SetAside);
    let summary = SummaryForm::of(&report.summary, exit);
    let mut page = JsonPage::default();
    for record in findings.chain(errors).chain(aside) {
        record.write(&mut page);
        if page.len() >= PIECE {
            leave(&page.take());
        }
    }
    Record::Summary { version: VERSION, summary: Box::new(summary) }.write(&mut page);
    leave(&page.into_text());
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
    fn write(&self, page: &mut JsonPage) {
        // It holds only texts and numbers, and the page takes all: nothing here can fail.
        let _ = serde_json::to_writer(&mut *page, self);
        let _ = std::io::Write::write_all(page, b"\n");
    }
}
