//! Exit codes: what a run comes to, whatever it is printed in.

use crate::diag::Severity;

use super::Summary;

/// What the process says to its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exit {
    /// Something was judged, everything was judged, and nothing that counts failed.
    Clean = 0,
    /// Failures; everything was judged.
    Failures = 1,
    /// Usage, project file or policy wrong; nothing was judged.
    Usage = 2,
    /// Something could not be judged, or the report could not be written.
    Unjudged = 3,
    /// Nothing to judge.
    Nothing = 4,
    /// A mistake of ours.
    Mistake = 101,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// The least severity whose failures count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailOn(pub Severity);

impl FailOn {
    /// True if a failure of this severity counts.
    pub fn counts(self, severity: Severity) -> bool {
        severity >= self.0
    }
}

/// What a caller asked to be strict about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Strictness {
    /// Objects of uncovered kinds could not be judged.
    pub coverage: bool,
    /// A run in which no rule matched anything judged nothing.
    pub require_match: bool,
    /// Nothing to judge is fine.
    pub allow_empty: bool,
}

impl Summary {
    /// What the run comes to. `input_faults` is how many errors the inputs had.
    pub fn exit(&self, input_faults: usize, strict: Strictness) -> Exit {
        let uncovered = strict.coverage && !self.uncovered.is_empty();
        let matches = [self.passed, self.failed, self.undecided, self.skipped, self.waived];
        let matched = matches.iter().any(|count| *count > 0);
        // Nothing was asked for but what has changed.
        let unchanged = self.objects == 0 && self.files_unchanged > 0;
        if input_faults > 0 || self.files_errored > 0 || self.undecided_counting > 0 || uncovered {
            Exit::Unjudged
        } else if self.failed_counting > 0 {
            Exit::Failures
        } else if unchanged {
            Exit::Clean
        } else if (strict.require_match && !matched) || (self.objects == 0 && !strict.allow_empty) {
            Exit::Nothing
        } else {
            Exit::Clean
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Position;
    use crate::report::{Location, Uncovered};

    #[test]
    fn what_is_worse_wins() {
        let judged = Summary { objects: 1, passed: 1, ..Summary::default() };
        let failed = Summary { failed: 1, failed_counting: 1, ..judged.clone() };
        let lenient = Summary { failed: 1, ..judged.clone() };
        let undecided = Summary { undecided_counting: 1, undecided: 1, ..failed.clone() };
        let errored = Summary { files_errored: 1, ..judged.clone() };
        let start = Position { line: 1, column: 1, byte: 0 };
        let first = Location { file: "a.yaml".into(), start, end: start };
        let foo = Uncovered { kind: "Foo".into(), objects: 1, first };
        let uncovered = Summary { uncovered: vec![foo], ..judged.clone() };
        let unmatched = Summary { objects: 1, ..Summary::default() };
        let unchanged = Summary { files_unchanged: 1, ..Summary::default() };
        let idle = Summary { files_unchanged: 1, objects: 1, ..Summary::default() };
        let plain = Strictness::default();
        let coverage = Strictness { coverage: true, ..plain };
        let require_match = Strictness { require_match: true, ..plain };
        let allow_empty = Strictness { allow_empty: true, ..plain };
        for (summary, faults, strict, expected) in [
            (&judged, 0, plain, Exit::Clean),
            (&failed, 0, plain, Exit::Failures),
            (&lenient, 0, plain, Exit::Clean),
            (&undecided, 0, plain, Exit::Unjudged),
            (&errored, 0, plain, Exit::Unjudged),
            (&failed, 1, plain, Exit::Unjudged),
            (&uncovered, 0, plain, Exit::Clean),
            (&uncovered, 0, coverage, Exit::Unjudged),
            (&unmatched, 0, plain, Exit::Clean),
            (&unmatched, 0, require_match, Exit::Nothing),
            (&Summary::default(), 0, plain, Exit::Nothing),
            (&Summary::default(), 0, allow_empty, Exit::Clean),
            (&Summary::default(), 1, allow_empty, Exit::Unjudged),
            (&unchanged, 0, plain, Exit::Clean),
            (&unchanged, 0, require_match, Exit::Clean),
            (&unchanged, 1, plain, Exit::Unjudged),
            (&idle, 0, require_match, Exit::Nothing),
        ] {
            assert_eq!(summary.exit(faults, strict), expected, "{summary:?} {strict:?}");
        }
    }

    #[test]
    fn whatever_came_of_it_a_match_is_a_match() {
        let strict = Strictness { require_match: true, ..Strictness::default() };
        let none = Summary { objects: 1, ..Summary::default() };
        for summary in [
            Summary { passed: 1, ..none.clone() },
            Summary { failed: 1, ..none.clone() },
            Summary { undecided: 1, ..none.clone() },
            Summary { skipped: 1, ..none.clone() },
            Summary { waived: 1, ..none.clone() },
        ] {
            assert_eq!(summary.exit(0, strict), Exit::Clean, "{summary:?}");
        }
    }
}
