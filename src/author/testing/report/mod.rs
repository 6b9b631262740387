//! What a run of tests has to say, and the formats it is printed in.
//!
//! A [`TestReport`] owns everything it shows. Every format prints the same report, and none changes
//! what the run comes to. What went wrong with a test is drawn once (`draw`), for a terminal or for the
//! formats that hold a text.

mod draw;
pub mod json;
pub mod junit;
mod mutants;
pub mod tap;
pub mod text;

use crate::base::{Position, Sources};
use crate::diag::{Difference, Notice};
use crate::report::Exit;

use super::Tested;
use super::suggest::Suggestion;

pub use mutants::{MutantResult, MutationResult};

/// Everything that a run of tests has to say.
#[derive(Clone, Debug, Default)]
pub struct TestReport {
    /// The tests that were run, in the order of the sources.
    pub tests: Vec<TestResult>,
    /// What is wrong with the policies, warnings among it.
    pub errors: Vec<Notice>,
    /// True if the policies are wrong: no test was run.
    pub unusable: bool,
    /// Why the run fails though no test does, in a sentence: what is covered is too little.
    pub shortfall: Option<String>,
    /// What became of the policies' mutants, if anybody wanted to know.
    pub mutation: Option<MutationResult>,
    /// True if somebody wanted to know, but tests fail as it is.
    pub not_mutated: bool,
    /// Tests that the rules do not have yet, if anybody wanted to know.
    pub suggestions: Option<Vec<Suggestion>>,
}

/// A test that was run.
#[derive(Clone, Debug)]
pub struct TestResult {
    /// What it shows.
    pub title: String,
    /// The file that it stands in, as it is shown.
    pub file: String,
    /// Where its title begins.
    pub start: Position,
    /// Where its title ends.
    pub end: Position,
    /// The ids of the rules that it runs.
    pub rules: Vec<String>,
    /// What went wrong; nothing if it passed.
    pub faults: Vec<Notice>,
    /// The lines of its fixtures that ought to say something else, a file each.
    pub differences: Vec<Difference>,
}

impl TestResult {
    /// What became of a test; `sources` are the policies' texts.
    pub fn of(tested: Tested, sources: &Sources) -> Self {
        let Tested { title, place, rules, faults, differences } = tested;
        let source = sources.get(place.source);
        let start = Position { line: 1, column: 1, byte: 0 };
        let at = |byte| source.map_or(start, |source| source.position(byte));
        Self {
            title,
            file: source.map_or_else(String::new, |source| source.name().to_owned()),
            start: at(place.span.start),
            end: at(place.span.end),
            rules,
            faults: faults.iter().map(|fault| fault.notice(sources)).collect(),
            differences,
        }
    }

    /// True if nothing went wrong.
    pub fn passed(&self) -> bool {
        self.faults.is_empty()
    }
}

impl TestReport {
    /// How many tests failed.
    pub fn failed(&self) -> usize {
        self.tests.iter().filter(|test| !test.passed()).count()
    }

    /// Why the run fails though no test does: sentences.
    pub fn shortfalls(&self) -> impl Iterator<Item = &str> {
        let score = self.mutation.as_ref().and_then(|mutation| mutation.shortfall.as_deref());
        self.shortfall.as_deref().into_iter().chain(score)
    }

    /// What the run comes to.
    pub fn exit(&self) -> Exit {
        match (self.unusable, self.tests.is_empty(), self.failed()) {
            (true, ..) => Exit::Usage,
            (_, true, _) => Exit::Nothing,
            (_, _, 0) if self.shortfalls().next().is_none() => Exit::Clean,
            _ => Exit::Failures,
        }
    }
}
