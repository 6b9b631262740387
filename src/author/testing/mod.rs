//! Tests in policies: fixtures are judged as manifests are, and what is found is held against the
//! marks on the fixtures' own lines.
//!
//! A mark `#~ rule, ?rule` says which rules fail on its line and which can't be decided there. A
//! finding that nobody expects fails the test, as does an expected one that does not come. An input
//! error fails it too, unless the line says that something is undecided there: manifests of a wrong
//! shape are worth testing.
//!
//! Fixtures stand in policies, so what is wrong with a test is shown there: places in a fixture are
//! moved to the policy that holds it. A test that failed also shows its lines as a difference: as they
//! are, and as they would have to be for the test to pass.
//!
//! A test runs the rules behind its `for`, else all of its file; in a `web_test.sea` without rules those
//! of the `web.sea` beside it. Tests know nothing of each other, so they run in parallel, each on one
//! thread; what they yield stands in the order of the sources, whatever the threads do.
//!
//! | module | what it does |
//! | --- | --- |
//! | `fixture`, `marks` | a test's manifests, and what their lines expect |
//! | `compare`, `fault` | what was found held against that; what is wrong |
//! | `difference` | the lines that ought to say something else |
//! | `coverage` | what of the rules the tests have seen happen |
//! | `mutation` | whether the tests would notice if the rules said something else |
//! | `suggest`, `written` | tests that could be written; marks as text |
//! | `report` | what a run of tests has to say, and the formats it is printed in |

mod compare;
pub mod coverage;
mod difference;
mod fault;
mod fixture;
mod marks;
pub mod mutation;
pub mod report;
pub mod suggest;
pub(super) mod written;

use std::sync::{Arc, Mutex, PoisonError};

use crate::base::{Place, SourceId, Sources, Span, in_parallel};
use crate::diag::{Diagnostic, Difference, in_source_order};
use crate::judge::project::read_profile;
use crate::judge::{Inputs, Judge, Kept, Settings};
use crate::lang::eval::{Bound, Hits, Refusal};
use crate::lang::ir::{Program, Rule};
use crate::lang::syntax::ast::Expect;
use crate::lang::typeck;
use crate::world::kube::{Profile, Table};
use crate::world::measure::Date;

use compare::Judged;

/// A test that was run.
#[derive(Clone, Debug)]
pub struct Tested {
    /// What it shows.
    pub title: String,
    /// Where its title stands.
    pub place: Place,
    /// The ids of the rules that it runs.
    pub rules: Vec<String>,
    /// What went wrong; nothing if it passed.
    pub faults: Vec<Diagnostic>,
    /// The lines of its fixtures that ought to say something else, a file each.
    pub differences: Vec<Difference>,
}

/// Reads the file that `given file"…"` of the policy called so names.
pub type ReadFixture<'p> = &'p (dyn Fn(&str, &str) -> Result<String, String> + Sync);

/// What running tests needs besides the tests.
pub struct Workshop<'p> {
    /// The checked policies, lowered.
    pub program: &'p Program,
    /// The policies' texts.
    pub sources: &'p Sources,
    /// The kinds table, where it is not the built-in one.
    pub kinds: Option<Arc<Table>>,
    /// Reads fixtures that are files.
    pub read: ReadFixture<'p>,
    /// Where to count what the tests see of the rules, if anybody wants to know.
    pub hits: Option<Mutex<Hits>>,
}

/// What comes of an attempt at a test: what is wrong, and on which lines.
type Attempt = Result<(Vec<Diagnostic>, Vec<Difference>), Box<Diagnostic>>;

impl Workshop<'_> {
    /// Runs tests of the policies, by their index, with as many threads as `jobs` says; `progress` is
    /// told of each that is done. They are in the order given.
    pub fn run_all(
        &self,
        tests: &[(usize, &typeck::Test)],
        jobs: Option<usize>,
        progress: &(dyn Fn() + Sync),
    ) -> Vec<Tested> {
        let run = |at: usize| {
            let (index, test) = tests.get(at)?;
            let tested = self.run(*index, test);
            progress();
            Some(tested)
        };
        in_parallel(jobs, tests.len(), run).into_iter().flatten().collect()
    }

    /// Runs the `index`-th test of the policies.
    pub fn run(&self, index: usize, test: &typeck::Test) -> Tested {
        let place = Place::new(test.source, test.item.title.span);
        let title = test.item.title.text.to_string();
        let (faults, differences) = match self.attempt(index, test) {
            Ok((faults, differences)) => (in_source_order(faults), differences),
            Err(fault) => (vec![*fault], Vec::new()),
        };
        let rules = self.rules(test).map(|rule| rule.id.to_string()).collect();
        Tested { title, place, rules, faults, differences }
    }

    /// The rules that a test runs.
    pub fn rules(&self, test: &typeck::Test) -> impl Iterator<Item = &Rule> {
        test.rules.iter().filter_map(|id| self.program.rules.get(id.0 as usize))
    }

    /// What is wrong; an error if the test can't be run at all.
    fn attempt(&self, index: usize, test: &typeck::Test) -> Attempt {
        let title = Place::new(test.source, test.item.title.span);
        let today = match &test.item.today {
            Some(literal) => Date::parse(&literal.text).ok(),
            None => None,
        };
        let bound = Bound::of_test(self.program, index, today);
        if let Some(uncomputed) = bound.uncomputed().first() {
            return Err(Box::new(uncomputed.fault(self.program)));
        }
        self.cover_requires(test, &bound);
        if let Some(refusal) = self.refusal(test, &bound, title) {
            return refusal.map(|()| (Vec::new(), Vec::new()));
        }
        let (profile, kinds) = (profile(test)?, self.kinds.clone());
        let kept = Kept::COMPARED;
        let settings = Settings { profile, kinds, jobs: Some(1), kept, ..Settings::default() };
        let fixtures = fixture::fixtures(test, self.sources, self.read)?;
        let texts = fixtures.iter().map(|f| (f.name.clone(), f.text.clone())).collect();
        let rules = test.rules.iter().map(|id| id.0 as usize).collect();
        let judge = Judge::with_rules(&bound, self.sources, &settings, rules);
        let inputs = Inputs::Texts(texts);
        let report = judge.judge(&inputs, &|| ());
        self.cover(|hits| judge.cover(&inputs, hits));
        let rules = self.rules(test).map(|rule| &*rule.id).collect();
        let (fixtures, report, sources) = (&*fixtures, &report, self.sources);
        Ok(Judged { test, rules, fixtures, report, sources }.compare())
    }

    /// Counts what the test sees, if anybody wants to know.
    fn cover(&self, see: impl FnOnce(Hits) -> Hits) {
        if let Some(all) = &self.hits {
            let seen = see(Hits::default());
            // A count that another thread left half-way is a count all the same.
            all.lock().unwrap_or_else(PoisonError::into_inner).add(&seen);
        }
    }

    /// Counts the top-level `require`s that are an affair of this test.
    fn cover_requires(&self, test: &typeck::Test, bound: &Bound<'_>) {
        self.cover(|mut hits| {
            let refusals = bound.refusals();
            let requires = 0..self.program.requires.len();
            for index in requires.filter(|index| self.concerns(test, *index)) {
                match refusals.iter().find(|refusal| refusal.require == index) {
                    None => hits.require(index, true),
                    Some(Refusal { causes, .. }) if causes.is_empty() => hits.require(index, false),
                    // It can't be decided.
                    Some(_) => {}
                }
            }
            hits
        });
    }

    /// What `expect refused` comes to, if the params are refused or ought to be.
    fn refusal(
        &self,
        test: &typeck::Test,
        bound: &Bound<'_>,
        title: Place,
    ) -> Option<Result<(), Box<Diagnostic>>> {
        let expected = test.item.expect.iter().find_map(|expect| match expect {
            Expect::Refused(span) => Some(Place::new(test.source, *span)),
            Expect::Nothing(_) | Expect::Passed(..) => None,
        });
        let refusals = bound.refusals();
        let mut heeded = refusals.iter().filter(|refusal| self.concerns(test, refusal.require));
        match (expected, heeded.next()) {
            (Some(_), Some(_)) => Some(Ok(())),
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
    fn concerns(&self, test: &typeck::Test, require: usize) -> bool {
        let require = self.program.requires.get(require);
        require.map(|require| require.place.source).is_none_or(|source| {
            let of_source = |rule: &(usize, &Rule)| rule.1.source == source;
            let mut rules = self.program.rules.iter().enumerate().filter(of_source).peekable();
            let runs = |index: usize| test.rules.iter().any(|id| id.0 as usize == index);
            source == test.source || rules.peek().is_none() || rules.any(|(index, _)| runs(index))
        })
    }
}

/// The cluster that a test is for.
fn profile(test: &typeck::Test) -> Result<Profile, Box<Diagnostic>> {
    let Some(cluster) = &test.item.cluster else { return Ok(Profile::default()) };
    read_profile(SourceId::PROJECT, "cluster", &cluster.text).map_err(|faults| {
        let first = faults.into_iter().next();
        let span = first.as_ref().and_then(Diagnostic::place).map_or(Span::at(0), |p| p.span);
        let end = span.end.max(span.start.saturating_add(1));
        let place = fixture::Inline::new(test.source, cluster).place(span.start, end);
        Box::new(fault::bad_cluster(place, first))
    })
}
