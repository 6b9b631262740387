//! `junit`: what build services show as results of tests.
//!
//! A suite a rule, and one for the inputs; a case a finding. Who reads it has three words: a failed
//! finding is a `<failure>`; what could not be judged (an undecided verdict, an input's error, a run without
//! any object) an `<error>`; what is waived or only audited, and what was set aside, is `<skipped>` with its
//! sentence. A rule that holds wherever it matched is a case that passes. The case's `file` and `line`
//! are those of the manifest, as GitLab reads them.
//!
//! XML has no way to write most control characters, and readers fold blanks of attributes: whatever a
//! manifest says is made [`printable`] first, so that nothing of it gets lost.

use std::fmt;

use quick_junit::{NonSuccessKind, Report as Page, TestCase, TestCaseStatus, TestSuite};

use crate::diag::printable;

use super::case::{Case, Outcome, cases};
use super::sentence::outcome;
use super::{Exit, Report, compose};

/// The report as XML, with a final newline.
///
/// # Errors
/// Those of `page`.
pub fn write(report: &Report, exit: Exit, page: &mut dyn fmt::Write) -> fmt::Result {
    page.write_str(&composed(report, exit))
}

fn composed(report: &Report, exit: Exit) -> String {
    let mut page = Page::new("seaworthy check");
    let cases = cases(report, exit);
    for own in cases.chunk_by(|one, next| one.group == next.group) {
        let name = own.first().map_or("", |case| case.group);
        let mut suite = TestSuite::new(printable(name).into_owned());
        suite.add_test_cases(compose::made(own, report.jobs, case));
        page.add_test_suite(suite);
    }
    if let Some(last) = page.test_suites.last_mut() {
        last.set_system_out(printable(&outcome(report, exit)).into_owned());
    }
    written(&page)
}

/// A page as XML, with a final newline.
pub(crate) fn written(page: &Page) -> String {
    // It is UTF-8, and a string takes all that is written to it.
    let mut text = page.to_string().unwrap_or_default();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn case(case: &Case<'_>) -> TestCase {
    let mut status = match case.outcome {
        Outcome::Passed | Outcome::Warned => TestCaseStatus::success(),
        Outcome::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Outcome::Errored => TestCaseStatus::non_success(NonSuccessKind::Error),
        Outcome::Waived | Outcome::Audited | Outcome::LeftOut => TestCaseStatus::skipped(),
    };
    let drawn = case.drawn();
    status.set_type(printable(case.id()).into_owned());
    status.set_message(printable(&case.message()).into_owned());
    if let Some(drawn) = &drawn {
        status.set_description(drawn.as_str());
    }
    let mut told = TestCase::new(printable(&case.name()).into_owned(), status);
    told.set_classname(printable(case.group).into_owned());
    if case.outcome == Outcome::Warned {
        let message = printable(&case.message()).into_owned();
        told.set_system_out(drawn.unwrap_or(message));
    }
    if let Some((file, line)) = case.place() {
        told.extra.insert("file".into(), printable(file).into_owned().into());
        told.extra.insert("line".into(), line.to_string().into());
    }
    told
}
