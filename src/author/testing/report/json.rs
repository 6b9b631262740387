//! `json`: one document, stable within a major version; `docs/test-report.schema.json` describes it.

use serde::Serialize;
use serde_json::Value;

use crate::base::Position;
use crate::diag::{DiffLine, Difference, printable_json};
use crate::report::json::error;

use super::{MutantResult, MutationResult, TestReport, TestResult};
use crate::author::testing::mutation::{Fate, Mutant};
use crate::author::testing::suggest::Suggestion;

/// The version of the format.
const VERSION: u32 = 1;

/// The report as JSON, indented, with a final newline.
pub fn write(report: &TestReport) -> String {
    let failed = report.failed();
    let document = Document {
        version: VERSION,
        summary: Summary {
            tests: report.tests.len(),
            passed: report.tests.len() - failed,
            failed,
            shortfall: report.shortfall.as_deref(),
            exit_code: report.exit().code(),
        },
        tests: report.tests.iter().map(Test::of).collect(),
        errors: report.errors.iter().map(error).collect(),
        mutation: report.mutation.as_ref().map(Mutation::of),
        suggestions: report
            .suggestions
            .as_deref()
            .map(|all| all.iter().map(Suggested::of).collect()),
    };
    // The forms hold only texts and numbers: nothing in them can fail to serialise.
    let mut text = printable_json(&serde_json::to_string_pretty(&document).unwrap_or_default());
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    summary: Summary<'r>,
    tests: Vec<Test<'r>>,
    errors: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutation: Option<Mutation<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestions: Option<Vec<Suggested<'r>>>,
}

#[derive(Serialize)]
struct Mutation<'r> {
    mutants: usize,
    killed: usize,
    survived: usize,
    unreached: usize,
    score: f64,
    shortfall: Option<&'r str>,
    tried: Vec<Tried<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tried<'r> {
    verdict: &'static str,
    file: &'r str,
    start: At,
    end: At,
    change: &'r str,
    before: &'r str,
    after: &'r str,
    rules: &'r [String],
    killed_by: Option<&'r str>,
    suggestion: Option<Proposed<'r>>,
}

#[derive(Serialize)]
struct Proposed<'r> {
    file: &'r str,
    test: Option<&'r str>,
    tried: usize,
}

#[derive(Serialize)]
struct Suggested<'r> {
    rule: &'r str,
    file: &'r str,
    about: &'static str,
    test: &'r str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary<'r> {
    tests: usize,
    passed: usize,
    failed: usize,
    shortfall: Option<&'r str>,
    exit_code: u8,
}

#[derive(Serialize)]
struct Test<'r> {
    title: &'r str,
    verdict: &'static str,
    file: &'r str,
    start: At,
    end: At,
    rules: &'r [String],
    differences: Vec<Lines<'r>>,
    errors: Vec<Value>,
}

#[derive(Serialize)]
struct At {
    line: u32,
    column: u32,
    byte: u32,
}

#[derive(Serialize)]
struct Lines<'r> {
    file: &'r str,
    lines: Vec<Line<'r>>,
}

#[derive(Serialize)]
struct Line<'r> {
    line: u32,
    text: &'r str,
    expected: &'r str,
    found: &'r str,
}

impl<'r> Test<'r> {
    fn of(test: &'r TestResult) -> Self {
        Self {
            title: &test.title,
            verdict: if test.passed() { "passed" } else { "failed" },
            file: &test.file,
            start: At::of(test.start),
            end: At::of(test.end),
            rules: &test.rules,
            differences: test.differences.iter().map(Lines::of).collect(),
            errors: test.faults.iter().map(error).collect(),
        }
    }
}

impl At {
    fn of(position: Position) -> Self {
        Self { line: position.line, column: position.column, byte: position.byte }
    }
}

impl<'r> Lines<'r> {
    fn of(difference: &'r Difference) -> Self {
        let lines = difference.lines.iter().filter(|line| line.differs());
        Self { file: &difference.file, lines: lines.map(Line::of).collect() }
    }
}

impl<'r> Line<'r> {
    fn of(line: &'r DiffLine) -> Self {
        let DiffLine { number, text, expected, found } = line;
        Self { line: *number, text, expected, found }
    }
}

impl<'r> Mutation<'r> {
    fn of(result: &'r MutationResult) -> Self {
        Self {
            mutants: result.score.of,
            killed: result.score.seen,
            survived: result.count(|fate| matches!(fate, Fate::Survived(_))),
            unreached: result.count(|fate| matches!(fate, Fate::Unreached)),
            score: result.score.thousandths() as f64 / 10.0,
            shortfall: result.shortfall.as_deref(),
            tried: result.mutants.iter().map(Tried::of).collect(),
        }
    }
}

impl<'r> Tried<'r> {
    fn of(result: &'r MutantResult) -> Self {
        let Mutant { says, before, after, rules, fate, proposal, .. } = &result.mutant;
        let (verdict, killed_by) = match fate {
            Fate::Killed(by) => ("killed", Some(by.as_str())),
            Fate::Survived(_) => ("survived", None),
            Fate::Unreached => ("unreached", None),
        };
        let suggestion = proposal.as_ref().map(|proposal| Proposed {
            file: &proposal.file,
            test: proposal.test.as_deref(),
            tried: proposal.tried,
        });
        let (start, end) = (At::of(result.start), At::of(result.end));
        let (file, change) = (&*result.file, &**says);
        Self { verdict, file, start, end, change, before, after, rules, killed_by, suggestion }
    }
}

impl<'r> Suggested<'r> {
    fn of(suggestion: &'r Suggestion) -> Self {
        let Suggestion { rule, file, about, test } = suggestion;
        Self { rule, file, about, test }
    }
}
