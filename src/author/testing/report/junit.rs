//! `junit`: what build services show: a suite a file, a case a test.
//!
//! XML has no way to write most control characters, and readers fold blanks of attributes: whatever a
//! policy says is made [`printable`] first, so that nothing of it gets lost.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::diag::render::{Style, render};
use crate::diag::{Notice, Severity, printable};
use crate::report::junit::written;

use super::{TestReport, TestResult, draw};

/// The report as XML, with a final newline.
pub fn write(report: &TestReport) -> String {
    let mut page = Report::new("seaworthy test");
    for tests in report.tests.chunk_by(|one, next| one.file == next.file) {
        let name = tests.first().map_or("", |test| &test.file);
        let mut suite = TestSuite::new(printable(name).into_owned());
        suite.add_test_cases(tests.iter().map(case));
        page.add_test_suite(suite);
    }
    if report.unusable {
        page.add_test_suite(policies(&report.errors));
    } else {
        if let Some(shortfall) = &report.shortfall {
            page.add_test_suite(short(("coverage", "enough is covered"), shortfall));
        }
        let score = report.mutation.as_ref().and_then(|mutation| mutation.shortfall.as_ref());
        if let Some(shortfall) = score {
            page.add_test_suite(short(("mutation", "enough mutants are noticed"), shortfall));
        }
    }
    written(&page)
}

/// That something asked for does not come true.
fn short((suite, case): (&str, &str), why: &str) -> TestSuite {
    let mut suite = TestSuite::new(suite);
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(why.to_owned());
    suite.add_test_case(TestCase::new(case, status));
    suite
}

fn case(test: &TestResult) -> TestCase {
    let mut status = TestCaseStatus::success();
    if let Some(first) = test.faults.first() {
        status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type(first.id.clone());
        status.set_message(printable(&first.message).into_owned());
        status.set_description(draw::faults(test, &Style::default()));
    }
    let mut case = TestCase::new(printable(&test.title).into_owned(), status);
    case.set_classname(printable(&test.file).into_owned());
    case.extra.insert("file".into(), printable(&test.file).into_owned().into());
    case.extra.insert("line".into(), test.start.line.to_string().into());
    case
}

/// What is wrong with the policies, where no test could be run.
fn policies(errors: &[Notice]) -> TestSuite {
    let mut suite = TestSuite::new("policies");
    for error in errors.iter().filter(|error| error.severity == Severity::Error) {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type(error.id.clone());
        status.set_message(printable(&error.message).into_owned());
        status.set_description(render(error, &Style::default()));
        suite.add_test_case(TestCase::new("policies can be read", status));
    }
    suite
}
