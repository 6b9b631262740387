//! What went wrong with a test, drawn.
//!
//! First the lines of its fixtures that differ; then the faults on those lines, without the lines once
//! more; then the others, each with its own. Of very many of a kind the first are shown, and the others
//! counted: a test that goes wrong everywhere must not bury one that goes wrong once.

use std::collections::HashSet;
use std::fmt::Write as _;

use crate::diag::render::{self, Style};
use crate::diag::{Difference, Notice, Quote};
use crate::report::text;

use super::TestResult;

/// How many lines of a file that differ are shown.
const LINES: usize = 40;
/// How many faults on such lines are shown.
const FAULTS: usize = 10;

/// What went wrong with a test, an empty line behind each part.
pub(super) fn faults(test: &TestResult, style: &Style) -> String {
    let mut out = String::new();
    for difference in &test.differences {
        lines(&mut out, difference, style);
    }
    let told = told(test);
    let (shown, others): (Vec<&Notice>, Vec<&Notice>) =
        test.faults.iter().partition(|fault| is_told(fault, &told));
    for fault in shown.iter().take(FAULTS) {
        out.push_str(&render::brief(fault, style));
        out.push('\n');
    }
    if let more @ 1.. = shown.len().saturating_sub(FAULTS) {
        let _ = writeln!(out, "  and {more} more on the lines above\n");
    }
    let others: Vec<Notice> = others.into_iter().cloned().collect();
    out.push_str(&text::notices(&others, style));
    out
}

/// The lines that differ, by file and number.
fn told(test: &TestResult) -> HashSet<(&str, u32)> {
    let lines = test.differences.iter().flat_map(|difference| {
        let lines = difference.lines.iter().filter(|line| line.differs());
        lines.map(|line| (&*difference.file, line.number))
    });
    lines.collect()
}

/// True if all that a fault points at stands on lines that are told.
fn is_told(fault: &Notice, told: &HashSet<(&str, u32)>) -> bool {
    let all = |quote: &Quote| {
        quote.labels.iter().all(|label| told.contains(&(&*quote.file, label.start.line)))
    };
    !fault.quotes.is_empty() && fault.quotes.iter().all(all)
}

/// The first of the lines that differ, with those around them.
fn lines(out: &mut String, whole: &Difference, style: &Style) {
    let mut shown = 0;
    let few = whole.lines.iter().take_while(|line| {
        shown += usize::from(line.differs());
        shown <= LINES
    });
    let few = Difference { file: whole.file.clone(), lines: few.cloned().collect() };
    out.push_str(&render::difference(&few, style));
    let count = |difference: &Difference| difference.lines.iter().filter(|l| l.differs()).count();
    if let more @ 1.. = count(whole) - count(&few) {
        let _ = writeln!(out, "  and {more} more");
    }
    out.push('\n');
}
