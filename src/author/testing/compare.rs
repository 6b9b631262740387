//! What was found, held against what a test expects.

use std::collections::BTreeSet;

use crate::base::{Place, Sources};
use crate::diag::{Diagnostic, Difference, Severity};
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
        let mut faults = self.mismatches(&marks, &found);
        faults.extend(self.input_faults(&marks));
        faults.extend(self.test.item.expect.iter().filter_map(|expect| self.not_passed(expect)));
        if self.report.summary.objects == 0 && faults.is_empty() {
            faults.push(fault::nothing_given(self.title()));
        }
        let written = |rule: &str| self.written(rule);
        let (fixtures, sources) = (self.fixtures, self.sources);
        let sides = Sides { fixtures, marked: &read, found: &found, written: &written, sources };
        (faults, sides.differences())
    }

    /// Marks whose findings did not come, and findings that have no mark.
    fn mismatches(&self, marks: &[&Mark], found: &[Found]) -> Vec<Diagnostic> {
        let (run, not_run): (Vec<&&Mark>, Vec<&&Mark>) =
            marks.iter().partition(|mark| self.rules.contains(&*mark.rule));
        let mut faults: Vec<Diagnostic> =
            not_run.iter().map(|mark| fault::not_run(mark, self.rules.iter().copied())).collect();
        for mark in &run {
            if !found.iter().any(|finding| mark.expects(finding)) {
                faults.push(fault::did_not_come(mark, &self.counts(&mark.rule)));
            }
        }
        for finding in found {
            // A finding on a line whose mark names a rule wrongly may be the one that was meant.
            let meant = not_run.iter().any(|mark| Some(mark.line) == finding.line);
            if !meant && !run.iter().any(|mark| mark.expects(finding)) {
                faults.push(fault::not_expected(finding, self.title()));
            }
        }
        faults
    }

    fn not_passed(&self, expect: &Expect) -> Option<Diagnostic> {
        let Expect::Passed(span, rule) = expect else { return None };
        let counts = self.counts(&self.called(&rule.text));
        let passed = counts.passed > 0 && counts.failed + counts.undecided == 0;
        let place = Place::new(self.test.source, *span);
        (!passed).then(|| fault::not_passed(place, &counts))
    }

    /// Input errors on lines that do not say that something is undecided there.
    fn input_faults(&self, marks: &[&Mark]) -> Vec<Diagnostic> {
        let errors = self.report.errors.iter().filter(|error| error.severity == Severity::Error);
        let unexpected = errors.filter_map(|error| {
            let at = error.quotes.iter().find_map(|quote| {
                let index = self.fixture(&quote.file)?;
                Some((index, quote.labels.iter().find(|l| l.primary).or(quote.labels.first())?))
            });
            let Some((index, label)) = at else {
                return Some(fault::bad_fixture(self.title(), error));
            };
            let line = (index, label.start.line);
            let expected = marks.iter().any(|m| m.line == line && m.verdict == Verdict::Undecided);
            let place = self.fixtures.get(index)?.place(label.start.byte, label.end.byte);
            (!expected).then(|| fault::bad_fixture(place, error))
        });
        unexpected.collect()
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
                message: finding.message.clone(),
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
        let own = |id: &&&str| self.is_of_library() && id.rsplit('/').next() == Some(name);
        self.rules.iter().find(own).map_or_else(|| name.to_owned(), |id| (*id).to_owned())
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
