//! What was found, held against what a test expects.
//!
//! A fixture may have as many lines as a policy has room for, each with a mark: marks and findings meet
//! by what they are called, in linear time, and of what is wrong no more is told than somebody reads.

use std::collections::{BTreeSet, HashSet};

use crate::base::{Place, Sources};
use crate::diag::{Diagnostic, Difference, Few, Severity};
use crate::lang::syntax::ast::Expect;
use crate::lang::typeck;
use crate::report::{Report, RuleCounts, Verdict};

use super::difference::Sides;
use super::fault;
use super::fixture::Fixture;
use super::marks::{Mark, Marked, marked};

/// A finding, where it stands in the policy.
pub(super) struct Found {
    pub(super) rule: String,
    pub(super) verdict: Verdict,
    pub(super) message: String,
    /// The fixture and the line in it; none for a finding without a place.
    pub(super) line: Option<(usize, u32)>,
    pub(super) place: Option<Place>,
}

/// How a finding is called that a mark can expect: its line, its rule, and what that came to.
pub(super) type Called<'t> = ((usize, u32), &'t str, Verdict);

impl Found {
    fn called(&self) -> Option<Called<'_>> {
        Some((self.line?, &self.rule, self.verdict))
    }
}

/// How many faults of a test are told.
const MOST: usize = 1_000;

/// What is wrong with a test, each made as long as it will be told; the rest are counted.
struct Faults {
    kept: Vec<Diagnostic>,
    few: Few,
}

impl Faults {
    fn add(&mut self, make: impl FnOnce() -> Diagnostic) {
        if self.few.admits(Severity::Error) {
            self.kept.push(make());
        }
    }
}

/// A test that was judged.
pub(super) struct Judged<'t> {
    pub(super) test: &'t typeck::Test,
    /// The ids of the rules that it runs.
    pub(super) rules: BTreeSet<&'t str>,
    pub(super) fixtures: &'t [Fixture],
    pub(super) report: &'t Report,
    /// The policies' texts.
    pub(super) sources: &'t Sources,
}

impl Judged<'_> {
    /// What is wrong, and on which lines of the fixtures.
    pub(super) fn compare(&self) -> (Vec<Diagnostic>, Vec<Difference>) {
        let fixtures = self.fixtures.iter().enumerate();
        let mut read: Vec<Marked> =
            fixtures.map(|(index, fixture)| marked(index, fixture)).collect();
        for mark in read.iter_mut().flat_map(|marked| &mut marked.marks) {
            mark.rule = self.called(&mark.rule);
        }
        let marks: Vec<&Mark> = read.iter().flat_map(|marked| &marked.marks).collect();
        let found = self.found();
        let mut faults = Faults { kept: Vec::new(), few: Few::new(MOST) };
        let summary = &self.report.summary;
        if let more @ 1.. = summary.findings_left_out + summary.errors_left_out {
            faults.add(|| fault::too_many(self.title(), more));
        }
        self.test.item.expect.iter().filter_map(|it| self.not_passed(it)).for_each(|fault| {
            faults.add(|| fault);
        });
        self.input_faults(&marks, &mut faults);
        self.mismatches(&marks, &found, &mut faults);
        if summary.objects == 0 && faults.kept.is_empty() {
            faults.add(|| fault::nothing_given(self.title()));
        }
        let Faults { kept: mut faults, few } = faults;
        few.finish(faults.iter_mut());
        let written = |rule: &str| self.written(rule);
        let (fixtures, sources) = (self.fixtures, self.sources);
        let sides = Sides { fixtures, marked: &read, found: &found, written: &written, sources };
        (faults, sides.differences())
    }

    /// Marks whose findings did not come, and findings that have no mark.
    fn mismatches(&self, marks: &[&Mark], found: &[Found], faults: &mut Faults) {
        let (run, not_run): (Vec<&&Mark>, Vec<&&Mark>) =
            marks.iter().partition(|mark| self.rules.contains(&*mark.rule));
        let expected: HashSet<Called<'_>> = run.iter().map(|mark| mark.expects()).collect();
        let came: HashSet<Called<'_>> = found.iter().filter_map(Found::called).collect();
        // A finding on a line whose mark names a rule wrongly may be the one that was meant.
        let meant: HashSet<(usize, u32)> = not_run.iter().map(|mark| mark.line).collect();
        for mark in not_run {
            faults.add(|| fault::not_run(mark, self.rules.iter().copied()));
        }
        for mark in run.iter().filter(|mark| !came.contains(&mark.expects())) {
            faults.add(|| fault::did_not_come(mark, &self.counts(&mark.rule)));
        }
        for finding in found {
            let is_meant = finding.line.is_some_and(|line| meant.contains(&line));
            if !is_meant && !finding.called().is_some_and(|called| expected.contains(&called)) {
                faults.add(|| fault::not_expected(finding, self.title()));
            }
        }
    }

    fn not_passed(&self, expect: &Expect) -> Option<Diagnostic> {
        let Expect::Passed(span, rule) = expect else { return None };
        let counts = self.counts(&self.called(&rule.text));
        let passed = counts.passed > 0 && counts.failed + counts.undecided == 0;
        let place = Place::new(self.test.source, *span);
        (!passed).then(|| fault::not_passed(place, &counts))
    }

    /// Input errors on lines that do not say that something is undecided there.
    fn input_faults(&self, marks: &[&Mark], faults: &mut Faults) {
        let undecided = marks.iter().filter(|mark| mark.verdict == Verdict::Undecided);
        let undecided: HashSet<(usize, u32)> = undecided.map(|mark| mark.line).collect();
        let errors = self.report.errors.iter().filter(|error| error.severity == Severity::Error);
        for error in errors {
            let at = error.quotes.iter().find_map(|quote| {
                let index = self.fixture(&quote.file)?;
                Some((index, quote.labels.iter().find(|l| l.primary).or(quote.labels.first())?))
            });
            let Some((index, label)) = at else {
                faults.add(|| fault::bad_fixture(self.title(), error));
                continue;
            };
            let Some(fixture) = self.fixtures.get(index) else { continue };
            if !undecided.contains(&(index, label.start.line)) {
                let place = fixture.place(label.start.byte, label.end.byte);
                faults.add(|| fault::bad_fixture(place, error));
            }
        }
    }

    fn found(&self) -> Vec<Found> {
        let findings = self.report.findings.iter().map(|finding| {
            let at = finding
                .manifest
                .as_ref()
                .and_then(|at| self.fixture(&at.file).map(|index| (index, at)));
            Found {
                rule: finding.rule.to_string(),
                verdict: finding.verdict,
                message: finding.message.to_string(),
                line: at.map(|(index, at)| (index, at.start.line)),
                place: at.and_then(|(index, at)| {
                    self.fixtures.get(index).map(|f| f.place(at.start.byte, at.end.byte))
                }),
            }
        });
        findings.collect()
    }

    /// The fixture that is judged under this name.
    fn fixture(&self, name: &str) -> Option<usize> {
        self.fixtures.iter().position(|fixture| fixture.name == name)
    }

    fn title(&self) -> Place {
        Place::new(self.test.source, self.test.item.title.span)
    }

    fn counts(&self, rule: &str) -> RuleCounts {
        let counts = self.report.summary.by_rule.iter().find(|counts| counts.rule == rule);
        let none = || RuleCounts { rule: rule.to_owned(), ..Default::default() };
        counts.cloned().unwrap_or_else(none)
    }

    /// The id of the rule that a test calls `name`: the library's tests leave `std/` out, as they do
    /// behind `for`.
    fn called(&self, name: &str) -> String {
        let own = |id: &&&str| id.rsplit('/').next() == Some(name);
        let own = self.is_of_library().then(|| self.rules.iter().find(own)).flatten();
        own.map_or_else(|| name.to_owned(), |id| (*id).to_owned())
    }

    /// What the test calls the rule with this id.
    fn written(&self, id: &str) -> String {
        let short = id.rsplit('/').next().filter(|_| self.is_of_library());
        short.unwrap_or(id).to_owned()
    }

    fn is_of_library(&self) -> bool {
        self.test.source.is_library()
    }
}
