//! `text`: what people look at: a line a test, below one that failed what went wrong, and the counts.

use std::fmt::Write as _;

use crate::diag::render::Style;
use crate::report::{Exit, text};

use super::{TestReport, draw, mutants};

/// The report as text; `quiet` leaves out tests that passed.
pub fn write(report: &TestReport, style: &Style, quiet: bool) -> String {
    let mut page = text::notices(&report.errors, style);
    for test in &report.tests {
        let (file, title) = (style.clean(&test.file), style.clean(&test.title));
        if test.passed() {
            if !quiet {
                let _ = writeln!(page, "ok      {file}: {title}");
            }
            continue;
        }
        let _ = writeln!(page, "FAILED  {file}: {title}\n");
        page.push_str(&draw::faults(test, style));
    }
    if let Some(suggestions) = &report.suggestions {
        page.push_str(&mutants::suggestions(suggestions, style));
    }
    if let Some(mutation) = &report.mutation {
        page.push_str(&mutation.survivors(style));
    }
    match report.exit() {
        Exit::Usage => {}
        Exit::Nothing => page.push_str("no test was found\n"),
        _ => {
            let failed = report.failed();
            let passed = report.tests.len() - failed;
            let _ = writeln!(page, "{passed} passed, {failed} failed");
            if let Some(mutation) = &report.mutation {
                let _ = writeln!(page, "{}", mutation.told());
            } else if report.not_mutated {
                page.push_str("not mutated: the tests have to pass first\n");
            }
            for shortfall in report.shortfalls() {
                let _ = writeln!(page, "failed: {shortfall}");
            }
        }
    }
    page
}
