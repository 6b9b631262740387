//! Mutation: whether the tests would notice if a rule said something else.
//!
//! Coverage tells what tests have seen happen; it does not tell whether they would have minded the
//! contrary. So the policies are changed, in one small place at a time, and the tests run again. A test
//! that fails has noticed. A change that no test notices points at a test that is missing, at a
//! condition that nothing needs, or at nothing: some changes say the same in other words.
//!
//! # How a mutant is made
//!
//! A walk over an item's tree (`changes`) yields changes: operators, `not`, literals, elements of lists,
//! quantifiers, guards, the polarity of obligations, kinds of a matcher. Each is a piece of the item's
//! text and what stands there instead. The item is parsed again with it, and checked again alone
//! ([`Bench`]): what does not type-check is no mutant. It is lowered beside the program that all mutants
//! share (`made`), so that trying one is to swap two items and to run a few tests.
//!
//! # What is run
//!
//! Each test is run once with a sink that tells what it evaluates (`reach`). A mutant meets only the tests
//! that evaluate what was changed, in the order of the sources, until one fails; one that no test
//! evaluates is reported without a run. A mutant ends as any rule does: by the limit of steps that a rule
//! has on a match. What then is undecided and should not be fails the test.
//!
//! Mutants are run in parallel, each thread with a program of its own, and stand in the order of their
//! places: the result is the same with any number of threads.
//!
//! # What a survivor is told with
//!
//! A fixture that would notice it: of all fixtures that can be tried (`suggest`), the smallest on which
//! the rule and the mutant give different verdicts, as a test that passes as the rule is.

mod changes;
mod literals;
mod made;
mod reach;

use std::sync::{Mutex, PoisonError};

use super::{ReadFixture, Tested, Workshop};
use crate::base::{Place, Sources, in_parallel};
use crate::lang::eval::Hits;
use crate::lang::ir::{Program, Swap};
use crate::lang::lower::lower;
use crate::lang::typeck::{Bench, PartId, Test};
use crate::world::kube::Table;

use super::coverage::Share;
use super::suggest::{Proposal, proposals};

use made::made;
use reach::{Reached, owns};

pub use changes::{Change, Reach, changes};
pub(super) use literals::quoted;
pub use made::Made;
pub(super) use reach::rules_of;

/// What mutating needs besides the bench.
pub struct Yard<'p> {
    /// The policies' texts.
    pub sources: &'p Sources,
    /// The kinds table, where it is not the built-in one.
    pub kinds: Option<std::sync::Arc<Table>>,
    /// Reads fixtures that are files.
    pub read: ReadFixture<'p>,
    /// The tests to run, by their index.
    pub tests: Vec<usize>,
    /// True if only what these tests run is to be changed, not all of the policies.
    pub only_theirs: bool,
    /// How many threads.
    pub jobs: Option<usize>,
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A test noticed: its title.
    Killed(String),
    /// So many tests met it, and none noticed.
    Survived(usize),
    /// No test evaluates what was changed.
    Unreached,
}

/// A mutant that was tried.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What was changed.
    pub place: Place,
    /// How: "`==` becomes `!=`".
    pub says: String,
    /// The lines that were changed, as they were.
    pub before: String,
    /// The same lines, changed.
    pub after: String,
    /// The ids of the rules that it has a part in.
    pub rules: Vec<String>,
    /// What became of it.
    pub fate: Fate,
    /// Of one that no test noticed: what would.
    pub proposal: Option<Proposal>,
}

/// All mutants, in the order of their places.
#[derive(Clone, Debug, Default)]
pub struct Mutation {
    /// They.
    pub mutants: Vec<Mutant>,
}

impl Mutation {
    /// Those that a test noticed, of all.
    pub fn score(&self) -> Share {
        let killed = |mutant: &&Mutant| matches!(mutant.fate, Fate::Killed(_));
        Share { seen: self.mutants.iter().filter(killed).count(), of: self.mutants.len() }
    }
}

/// Mutates policies whose tests pass. `begin` is told how many mutants will be tried, and yields what is
/// told of each that was.
///
/// # Errors
/// Nothing is mutated where a test fails as it is: the tests that do.
pub fn mutate<P: Fn() + Sync>(
    yard: &Yard<'_>,
    bench: &mut Bench<'_>,
    begin: impl FnOnce(usize) -> P,
) -> Result<Mutation, Vec<Tested>> {
    // Whoever has a bench has had the same lowered before.
    let Ok(mut program) = lower(bench.checked()) else { return Ok(Mutation::default()) };
    let tests: Vec<(usize, Test)> = {
        let all = &bench.checked().tests;
        yard.tests.iter().filter_map(|at| Some((*at, all.get(*at)?.clone()))).collect()
    };
    let reached = reached(yard, &program, &tests)?;
    let rules = at_hand(yard, bench);
    let mut all = Vec::new();
    for part in bench.parts() {
        // What no verdict hangs on is for people, or for tests.
        let concerned = match part.id {
            PartId::Rule(id) => rules.contains(&(id.0 as usize)),
            _ => {
                owns(&program, &rules, part.source)
                    && !rules_of(&program, part.id, &rules).is_empty()
            }
        };
        if concerned {
            all.extend(made(&part, bench, &mut program, yard.sources));
        }
    }
    let done = begin(all.len());
    let programs = Programs { unchanged: &program, idle: Mutex::default() };
    let fates = tried(yard, &programs, (&tests, &reached), &all, &done);
    let theirs: Vec<Vec<usize>> =
        all.iter().map(|made| rules_of(&program, made.id, &rules)).collect();
    let alive = |fate: &Fate| !matches!(fate, Fate::Killed(_));
    let survivors = all.iter().zip(&theirs).zip(&fates).filter(|(_, fate)| alive(fate));
    let survivors: Vec<(&Made, Vec<usize>)> =
        survivors.map(|((made, rules), _)| (made, rules.clone())).collect();
    let mut proposals = proposals(yard, bench, &programs, &survivors).into_iter();
    let mutants = all.iter().zip(theirs).zip(fates).map(|((made, rules), fate)| {
        let proposal = if alive(&fate) { proposals.next().flatten() } else { None };
        let id = |at: &usize| program.rules.get(*at).map(|rule| rule.id.to_string());
        let rules = rules.iter().filter_map(id).collect();
        let Made { change: Change { says, .. }, place, before, after, .. } = made.clone();
        Mutant { place, says, before, after, rules, fate, proposal }
    });
    Ok(Mutation { mutants: mutants.collect() })
}

/// A program for each thread, to try changes on.
pub(super) struct Programs<'p> {
    unchanged: &'p Program,
    idle: Mutex<Vec<Program>>,
}

impl Programs<'_> {
    /// The program, as it is.
    pub(super) fn unchanged(&self) -> &Program {
        self.unchanged
    }

    /// Does something with the program changed.
    pub(super) fn with<T>(&self, change: &Swap, work: impl FnOnce(&Program) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut own = taken.unwrap_or_else(|| self.unchanged.clone());
        let mut swap = change.clone();
        own.swap(&mut swap);
        let result = work(&own);
        own.swap(&mut swap);
        idle().push(own);
        result
    }
}

/// What each test reaches.
///
/// # Errors
/// The tests that fail.
fn reached(
    yard: &Yard<'_>,
    program: &Program,
    tests: &[(usize, Test)],
) -> Result<Vec<Reached>, Vec<Tested>> {
    let run = |at: usize| {
        let (index, test) = tests.get(at)?;
        let workshop = Workshop { hits: Some(Mutex::default()), ..yard.workshop(program) };
        let tested = workshop.run(*index, test);
        let hits: Mutex<Hits> = workshop.hits.unwrap_or_default();
        let hits = hits.into_inner().unwrap_or_else(PoisonError::into_inner);
        Some((tested, Reached::of(program, *index, test, &hits)))
    };
    let run = in_parallel(yard.jobs, tests.len(), run).into_iter().flatten();
    let (tested, reached): (Vec<Tested>, Vec<Reached>) = run.unzip();
    let failed: Vec<Tested> = tested.into_iter().filter(|test| !test.faults.is_empty()).collect();
    if failed.is_empty() { Ok(reached) } else { Err(failed) }
}

/// The rules whose tests are in question, by their index.
pub(super) fn at_hand(yard: &Yard<'_>, bench: &Bench<'_>) -> Vec<usize> {
    let checked = bench.checked();
    let tests: Vec<&Test> = yard.tests.iter().filter_map(|at| checked.tests.get(*at)).collect();
    let run = |at: &usize| tests.iter().any(|t| t.rules.iter().any(|id| id.0 as usize == *at));
    let own = |at: &usize| {
        let of_user = checked.rules.get(*at).is_some_and(|r| r.in_force || !r.source.is_library());
        of_user && !yard.only_theirs
    };
    (0..checked.rules.len()).filter(|at| own(at) || run(at)).collect()
}

/// What becomes of each mutant.
fn tried(
    yard: &Yard<'_>,
    programs: &Programs<'_>,
    (tests, reached): (&[(usize, Test)], &[Reached]),
    all: &[Made],
    done: &(impl Fn() + Sync),
) -> Vec<Fate> {
    let fate = |at: usize| {
        let Some(made) = all.get(at) else { return Fate::Unreached };
        let meeting = tests.iter().zip(reached).filter(|(_, reached)| reached.meets(made));
        let meeting: Vec<&(usize, Test)> = meeting.map(|(test, _)| test).collect();
        let notices = |changed: &Program| {
            let workshop = yard.workshop(changed);
            let mut tests = meeting.iter();
            let first = tests.find(|(index, test)| !workshop.run(*index, test).faults.is_empty());
            first.map(|(_, test)| test.item.title.text.to_string())
        };
        let fate = match meeting.len() {
            0 => Fate::Unreached,
            count => match programs.with(&made.swap, notices) {
                Some(test) => Fate::Killed(test),
                None => Fate::Survived(count),
            },
        };
        done();
        fate
    };
    in_parallel(yard.jobs, all.len(), fate)
}

impl Yard<'_> {
    /// Where tests of a program are run.
    pub(super) fn workshop<'a>(&'a self, program: &'a Program) -> Workshop<'a> {
        let (sources, kinds) = (self.sources, self.kinds.clone());
        Workshop { program, sources, kinds, read: self.read, hits: None }
    }
}
