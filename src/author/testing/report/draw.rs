//! What went wrong with a test, drawn.
//!
//! First the lines of its fixtures that differ; then the faults on those lines, without the lines once
//! more; then the others, each with its own.

use crate::diag::Notice;
use crate::diag::render::{self, Style};
use crate::report::text;

use super::TestResult;

/// What went wrong with a test, an empty line behind each part.
pub(super) fn faults(test: &TestResult, style: &Style) -> String {
    let mut out = String::new();
    for difference in &test.differences {
        out.push_str(&render::difference(difference, style));
        out.push('\n');
    }
    let (shown, others): (Vec<&Notice>, Vec<&Notice>) =
        test.faults.iter().partition(|fault| test.shows(fault));
    for fault in shown {
        out.push_str(&render::brief(fault, style));
        out.push('\n');
    }
    let others: Vec<Notice> = others.into_iter().cloned().collect();
    out.push_str(&text::notices(&others, style));
    out
}
