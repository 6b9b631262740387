//! Tests in policies: fixtures are judged as manifests are, and what is found is held against the
//! marks on the fixtures' own lines.
//!
//! A mark `#~ rule, ?rule` says which rules fail on its line and which can't be decided there. A
//! finding that nobody expects fails the test, as does an expected one that does not come. An input
//! error fails it too, unless the line says that something is undecided there: manifests of a wrong
//! shape are worth testing.
//!
//! Fixtures stand in policies, so what is wrong with a test is shown there: places in a fixture are
//! moved to the policy that holds it.

mod fault;
mod fixture;
mod marks;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::{Place, SourceId, Sources, Span};
use crate::diag::{Diagnostic, Severity, in_source_order};
use crate::judge::project::read_profile;
use crate::judge::{Inputs, Judge, Settings};
use crate::lang::eval::{Bound, Refusal};
use crate::lang::ir::{Program, Rule};
use crate::lang::syntax::ast::Expect;
use crate::lang::typeck;
use crate::report::{Report, Verdict};
use crate::world::kube::{Profile, Table};
use crate::world::measure::Date;

use fixture::Fixture;
use marks::{Mark, marks};

/// A test that was run.
#[derive(Clone, Debug)]
pub struct Tested {
    /// What it shows.
    pub title: String,
    /// Where its title stands.
    pub place: Place,
    /// What went wrong; nothing if it passed.
    pub faults: Vec<Diagnostic>,
}

/// What running tests needs besides the tests.
pub struct Workshop<'p> {
    /// The checked policies, lowered.
    pub program: &'p Program,
    /// The policies' texts.
    pub sources: &'p Sources,
    /// The kinds table, where it is not the built-in one.
    pub kinds: Option<Arc<Table>>,
    /// Reads the file that `given file"…"` of the policy called so names.
    pub read: &'p dyn Fn(&str, &str) -> Result<String, String>,
}

impl Workshop<'_> {
    /// Runs the `index`-th test of the policies.
    pub fn run(&self, index: usize, test: &typeck::Test) -> Tested {
        let place = Place::new(test.source, test.item.title.span);
        let title = test.item.title.text.to_string();
        let faults = match self.attempt(index, test) {
            Ok(faults) => in_source_order(faults),
            Err(fault) => vec![*fault],
        };
        Tested { title, place, faults }
    }

    /// What is wrong; an error if the test can't be run at all.
    fn attempt(
        &self,
        index: usize,
        test: &typeck::Test,
    ) -> Result<Vec<Diagnostic>, Box<Diagnostic>> {
        let title = Place::new(test.source, test.item.title.span);
        let today = match &test.item.today {
            Some(literal) => Date::parse(&literal.text).ok(),
            None => None,
        };
        let bound = Bound::of_test(self.program, index, today);
        if let Some(fault) = self.refusal(test, &bound, title) {
            return fault;
        }
        let (profile, kinds) = (profile(test)?, self.kinds.clone());
        let settings = Settings { profile, kinds, jobs: Some(1), ..Settings::default() };
        let fixtures = fixture::fixtures(test, self.sources, self.read)?;
        let texts = fixtures.iter().map(|f| (f.name.clone(), f.text.clone())).collect();
        let rules = test.rules.iter().map(|id| id.0 as usize).collect();
        let judge = Judge::with_rules(&bound, self.sources, &settings, rules);
        let report = judge.judge(&Inputs::Texts(texts), &|| ());
        Ok(self.compare(test, &fixtures, &report, title))
    }

    /// What `expect refused` comes to, if the params are refused or ought to be.
    fn refusal(
        &self,
        test: &typeck::Test,
        bound: &Bound<'_>,
        title: Place,
    ) -> Option<Result<Vec<Diagnostic>, Box<Diagnostic>>> {
        let expected = test.item.expect.iter().find_map(|expect| match expect {
            Expect::Refused(span) => Some(Place::new(test.source, *span)),
            Expect::Nothing(_) | Expect::Passed(..) => None,
        });
        let refusals = bound.refusals();
        let mut heeded = refusals.iter().filter(|refusal| self.concerns(test, refusal));
        match (expected, heeded.next()) {
            (Some(_), Some(_)) => Some(Ok(Vec::new())),
            (Some(place), None) => Some(Err(Box::new(fault::not_refused(place)))),
            (None, Some(refusal)) => {
                let require = self.program.requires.get(refusal.require).map(|r| r.place);
                Some(Err(Box::new(fault::refused(title, require, &refusal.message))))
            }
            (None, None) => None,
        }
    }

    /// True unless what is refused are params of a file of rules that the test does not run: that
    /// file's defaults are no affair of this one's.
    fn concerns(&self, test: &typeck::Test, refusal: &Refusal) -> bool {
        let require = self.program.requires.get(refusal.require);
        require.map(|require| require.place.source).is_none_or(|source| {
            let of_source = |rule: &(usize, &Rule)| rule.1.source == source;
            let mut rules = self.program.rules.iter().enumerate().filter(of_source).peekable();
            let runs = |index: usize| test.rules.iter().any(|id| id.0 as usize == index);
            source == test.source || rules.peek().is_none() || rules.any(|(index, _)| runs(index))
        })
    }

    fn compare(
        &self,
        test: &typeck::Test,
        fixtures: &[Fixture],
        report: &Report,
        title: Place,
    ) -> Vec<Diagnostic> {
        let rules = self.rule_ids(test);
        let mut marks: Vec<Mark> = fixtures.iter().enumerate().flat_map(marks).collect();
        for mark in &mut marks {
            mark.rule = called(&rules, test, &mark.rule);
        }
        let mut faults: Vec<Diagnostic> = marks
            .iter()
            .filter(|mark| !rules.contains(&*mark.rule))
            .map(|mark| fault::not_run(mark, rules.iter().map(|rule| &**rule)))
            .collect();
        // A finding on a line whose mark names a rule wrongly may be the one that was meant.
        let meant = |finding: &Found| {
            let wrong = |mark: &&Mark| !rules.contains(&*mark.rule);
            marks.iter().filter(wrong).any(|mark| Some(mark.line) == finding.line)
        };
        let found = found(fixtures, report);
        for mark in marks.iter().filter(|mark| rules.contains(&*mark.rule)) {
            if !found.iter().any(|finding| mark.expects(finding)) {
                faults.push(fault::did_not_come(mark, &counts(report, &mark.rule)));
            }
        }
        for finding in &found {
            if !marks.iter().any(|mark| mark.expects(finding)) && !meant(finding) {
                faults.push(fault::not_expected(finding, title));
            }
        }
        faults.extend(input_faults(fixtures, &marks, report, title));
        faults.extend(test.item.expect.iter().filter_map(|expect| match expect {
            Expect::Passed(span, rule) => {
                let counts = counts(report, &called(&rules, test, &rule.text));
                let passed = counts.passed > 0 && counts.failed + counts.undecided == 0;
                let place = Place::new(test.source, *span);
                (!passed).then(|| fault::not_passed(place, &counts))
            }
            Expect::Nothing(_) | Expect::Refused(_) => None,
        }));
        if report.summary.objects == 0 && faults.is_empty() {
            faults.push(fault::nothing_given(title));
        }
        faults
    }

    fn rule_ids(&self, test: &typeck::Test) -> BTreeSet<&str> {
        let rules = test.rules.iter().filter_map(|id| self.program.rules.get(id.0 as usize));
        rules.map(|rule| &*rule.id).collect()
    }
}

/// The id of the rule that a test calls `name`: the library's tests leave `std/` out, as they do
/// behind `for`.
fn called(rules: &BTreeSet<&str>, test: &typeck::Test, name: &str) -> String {
    let own = |id: &&&str| test.source.is_library() && id.rsplit('/').next() == Some(name);
    rules.iter().find(own).map_or_else(|| name.to_owned(), |id| (*id).to_owned())
}

/// A finding, where it stands in the policy.
struct Found {
    rule: String,
    verdict: Verdict,
    message: String,
    /// The fixture and the line in it; none for a finding without a place.
    line: Option<(usize, u32)>,
    place: Option<Place>,
}

fn found(fixtures: &[Fixture], report: &Report) -> Vec<Found> {
    let findings = report.findings.iter().map(|finding| {
        let at = finding.manifest.as_ref().and_then(|at| {
            let index = fixtures.iter().position(|fixture| fixture.name == at.file)?;
            Some((index, at))
        });
        Found {
            rule: finding.rule.to_string(),
            verdict: finding.verdict,
            message: finding.message.clone(),
            line: at.map(|(index, at)| (index, at.start.line)),
            place: at.and_then(|(index, at)| {
                fixtures.get(index).map(|f| f.place(at.start.byte, at.end.byte))
            }),
        }
    });
    findings.collect()
}

/// Input errors on lines that do not say that something is undecided there.
fn input_faults(
    fixtures: &[Fixture],
    marks: &[Mark],
    report: &Report,
    title: Place,
) -> Vec<Diagnostic> {
    let errors = report.errors.iter().filter(|error| error.severity == Severity::Error);
    let unexpected = errors.filter_map(|error| {
        let at = error.quotes.iter().find_map(|quote| {
            let index = fixtures.iter().position(|fixture| fixture.name == quote.file)?;
            Some((index, quote.labels.iter().find(|l| l.primary).or(quote.labels.first())?))
        });
        let Some((index, label)) = at else { return Some(fault::bad_fixture(title, error)) };
        let line = (index, label.start.line);
        let expected = marks.iter().any(|m| m.line == line && m.verdict == Verdict::Undecided);
        let place = fixtures.get(index)?.place(label.start.byte, label.end.byte);
        (!expected).then(|| fault::bad_fixture(place, error))
    });
    unexpected.collect()
}

fn counts(report: &Report, rule: &str) -> crate::report::RuleCounts {
    let counts = report.summary.by_rule.iter().find(|counts| counts.rule == rule);
    counts.cloned().unwrap_or_else(|| crate::report::RuleCounts {
        rule: rule.to_owned(),
        ..Default::default()
    })
}

/// The cluster that a test is for.
fn profile(test: &typeck::Test) -> Result<Profile, Box<Diagnostic>> {
    let Some(cluster) = &test.item.cluster else { return Ok(Profile::default()) };
    read_profile(SourceId::PROJECT, "cluster", &cluster.text).map_err(|faults| {
        let first = faults.into_iter().next();
        let span = first.as_ref().and_then(Diagnostic::place).map_or(Span::at(0), |p| p.span);
        let (from, to) = (span.start as usize, span.end as usize);
        let place = fixture::place_in(test.source, cluster, from, to.max(from + 1));
        Box::new(fault::bad_cluster(place, first))
    })
}
