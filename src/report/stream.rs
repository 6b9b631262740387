//! What a stream yields: a record a line, in the lines' order, and at the end one or two of all of it.
//! `docs/stream.schema.json` describes them; findings and errors are those of `json`.
//!
//! | `type` | is | how many |
//! | --- | --- | --- |
//! | `input` | what became of a line | one for every line, whatever it holds |
//! | `index` | what was found in the index as a whole, and what could not be read of it | one, if there is an index |
//! | `summary` | the counts and the exit code | one, the last: who met none has read a part |

use serde::Serialize;

use crate::diag::{JsonPage, Notice};

use super::form::{ErrorForm, FindingForm, SummaryForm, UncoveredForm, VERSION};
use super::{Exit, Finding, Report, Summary};

/// What became of a line.
#[derive(Clone, Debug)]
pub struct StreamedInput {
    /// The line's number, from 1.
    pub line: u64,
    /// What the line is called, or its row.
    pub file: String,
    /// True if something of it could not be judged.
    pub errored: bool,
    /// Why it was set aside, if it was.
    pub reason: Option<String>,
    /// Failed and undecided verdicts, in the order that they were found in: by object, rule and place.
    pub findings: Vec<Finding>,
    /// What is wrong with it; warnings among them.
    pub errors: Vec<Notice>,
    /// Its counts.
    pub counts: Summary,
}

/// What could not be read of an input of an index.
#[derive(Clone, Debug)]
pub struct IndexFault {
    /// The input; empty for what has no place among them.
    pub file: String,
    /// What is wrong.
    pub errors: Vec<Notice>,
}

/// A line's record.
pub fn input(input: &StreamedInput) -> String {
    let fate = match (&input.reason, input.errored) {
        (Some(_), _) => "setAside",
        (None, true) => "errored",
        (None, false) => "judged",
    };
    record(&Record::Input {
        line: input.line,
        file: &input.file,
        fate,
        reason: input.reason.as_deref(),
        counts: CountsForm::of(&input.counts),
        uncovered: input.counts.uncovered.iter().map(UncoveredForm::of).collect(),
        findings: input.findings.iter().map(FindingForm::of).collect(),
        errors: input.errors.iter().map(ErrorForm::of).collect(),
    })
}

/// The record of what was found in the index as a whole.
pub fn index(report: &Report, faults: &[IndexFault]) -> String {
    let unread = faults.iter().map(|fault| UnreadForm {
        file: &fault.file,
        errors: fault.errors.iter().map(ErrorForm::of).collect(),
    });
    record(&Record::Index {
        counts: CountsForm::of(&report.summary),
        findings: report.findings.iter().map(FindingForm::of).collect(),
        errors: report.errors.iter().map(ErrorForm::of).collect(),
        unread: unread.collect(),
    })
}

/// The last record: the counts of a report, and its errors, which are about no line. `judged_by` names
/// what was judged by.
pub fn summary(report: &Report, exit: Exit, judged_by: &str) -> String {
    record(&Record::Summary {
        version: VERSION,
        judged_by,
        errors: report.errors.iter().map(ErrorForm::of).collect(),
        summary: Box::new(SummaryForm::of(&report.summary, exit)),
    })
}

fn record(record: &Record<'_>) -> String {
    let mut page = JsonPage::default();
    // It holds only texts and numbers, and the page takes all: nothing here can fail.
    let _ = serde_json::to_writer(&mut page, record);
    let mut text = page.into_text();
    text.push('\n');
    text
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Record<'r> {
    Input {
        line: u64,
        file: &'r str,
        fate: &'static str,
        reason: Option<&'r str>,
        #[serde(flatten)]
        counts: CountsForm,
        uncovered: Vec<UncoveredForm<'r>>,
        findings: Vec<FindingForm<'r>>,
        errors: Vec<ErrorForm<'r>>,
    },
    Index {
        #[serde(flatten)]
        counts: CountsForm,
        findings: Vec<FindingForm<'r>>,
        errors: Vec<ErrorForm<'r>>,
        unread: Vec<UnreadForm<'r>>,
    },
    Summary {
        version: u32,
        judged_by: &'r str,
        #[serde(flatten)]
        summary: Box<SummaryForm<'r>>,
        errors: Vec<ErrorForm<'r>>,
    },
}

#[derive(Serialize)]
struct UnreadForm<'r> {
    file: &'r str,
    errors: Vec<ErrorForm<'r>>,
}

/// The counts that lines have.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CountsForm {
    documents: usize,
    objects: usize,
    images: usize,
    passed: usize,
    failed: usize,
    undecided: usize,
    skipped: usize,
    waived: usize,
    findings_left_out: usize,
    errors_left_out: usize,
}

impl CountsForm {
    fn of(counts: &Summary) -> Self {
        Self {
            documents: counts.documents,
            objects: counts.objects,
            images: counts.images,
            passed: counts.passed,
            failed: counts.failed,
            undecided: counts.undecided,
            skipped: counts.skipped,
            waived: counts.waived,
            findings_left_out: counts.findings_left_out,
            errors_left_out: counts.errors_left_out,
        }
    }
}
