//! `tap`: the Test Anything Protocol, version 14: a line a test, below one that failed what went wrong,
//! in YAML whose texts are JSON's.

use std::fmt::Write as _;

use crate::diag::printable;
use crate::diag::render::Style;
use crate::report::tap::{VERSION, bail_out, described, quoted, remark};

use super::{TestReport, TestResult, draw};

/// The report as TAP.
pub fn write(report: &TestReport) -> String {
    let mut page = VERSION.to_owned();
    for warning in &report.errors {
        page.push_str(&remark(warning));
    }
    if report.unusable {
        page.push_str(&bail_out("no test was run"));
        return page;
    }
    let extra = report.shortfalls().count();
    match report.tests.len() {
        0 => page.push_str("1..0 # skip no test was found\n"),
        count => {
            let _ = writeln!(page, "1..{}", count + extra);
        }
    }
    for (number, test) in (1..).zip(&report.tests) {
        let not = if test.passed() { "" } else { "not " };
        let (file, title) = (described(&test.file), described(&test.title));
        let _ = writeln!(page, "{not}ok {number} - {file}: {title}");
        if !test.passed() {
            page.push_str(&diagnosis(test));
        }
    }
    if !report.tests.is_empty() {
        for (number, shortfall) in (report.tests.len() + 1..).zip(report.shortfalls()) {
            let _ = writeln!(page, "not ok {number} - {}", described(shortfall));
        }
    }
    if let Some(mutation) = &report.mutation {
        let _ = writeln!(page, "# {}", described(&mutation.told()));
    }
    page
}

/// The block below a test that failed.
fn diagnosis(test: &TestResult) -> String {
    let first = test.faults.first();
    let mut block = "  ---\n".to_owned();
    let message = first.map_or("", |first| &first.message);
    let _ = writeln!(block, "  message: {}", quoted(message));
    let _ = writeln!(block, "  severity: fail");
    block.push_str("  codes:\n");
    for fault in &test.faults {
        let _ = writeln!(block, "    - {}", quoted(&fault.id));
    }
    let _ = writeln!(block, "  at:\n    file: {}", quoted(&test.file));
    let _ = writeln!(block, "    line: {}", test.start.line);
    // Of a block text the first line says how deep it is indented: one of ours, and not at all.
    let (file, title) = (printable(&test.file), printable(&test.title));
    let _ = writeln!(block, "  report: |\n    FAILED  {file}: {title}\n    ");
    for line in draw::faults(test, &Style::default()).lines() {
        let _ = writeln!(block, "    {line}");
    }
    block.push_str("  ...\n");
    block
}
