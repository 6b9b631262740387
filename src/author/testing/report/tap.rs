//! `tap`: the Test Anything Protocol, version 14: a line a test, below one that failed what went wrong,
//! in YAML whose texts are JSON's.

use std::fmt::Write as _;

use serde_json::Value;

use crate::diag::render::Style;
use crate::diag::{Notice, printable};

use super::{TestReport, TestResult, draw};

/// The report as TAP.
pub fn write(report: &TestReport) -> String {
    let mut page = "TAP version 14\n".to_owned();
    for warning in &report.errors {
        let _ = writeln!(page, "# {}", told(warning));
    }
    if report.unusable {
        page.push_str("Bail out! the policies are wrong, and no test was run\n");
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

/// A description in which nothing begins a directive.
fn described(text: &str) -> String {
    printable(text).replace('\\', "\\\\").replace('#', "\\#")
}

/// A notice in a line.
fn told(notice: &Notice) -> String {
    let at = notice.quotes.first().and_then(|quote| {
        let label = quote.labels.first()?;
        Some(format!(" ({}:{})", printable(&quote.file), label.start.line))
    });
    let severity = notice.severity.as_str();
    let message = printable(&notice.message);
    format!("{severity}[{}]: {message}{}", notice.id, at.unwrap_or_default())
}

/// The block below a test that failed.
fn diagnosis(test: &TestResult) -> String {
    let first = test.faults.first();
    // YAML has other escapes than JSON beyond the first 65,536 characters: none is left to be written.
    let text = |text: &str| Value::from(&*printable(text)).to_string();
    let mut block = "  ---\n".to_owned();
    let message = first.map_or("", |first| &first.message);
    let _ = writeln!(block, "  message: {}", text(message));
    let _ = writeln!(block, "  severity: fail");
    block.push_str("  codes:\n");
    for fault in &test.faults {
        let _ = writeln!(block, "    - {}", text(&fault.id));
    }
    let _ = writeln!(block, "  at:\n    file: {}", text(&test.file));
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
