//! The counts of a run.

use std::time::Duration;

use super::Location;

/// The counts. `files` is `files_judged + files_errored + files_set_aside`, always.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files named, or found by walking a named folder.
    pub files: usize,
    /// Files in which everything was judged.
    pub files_judged: usize,
    /// Files of which something could not be judged; the rest of them was.
    pub files_errored: usize,
    /// Files set aside with a reason.
    pub files_set_aside: usize,
    /// Files that were found and not judged, since they have not changed; not among `files`.
    pub files_unchanged: usize,
    /// Documents that are not empty.
    pub documents: usize,
    /// Objects judged.
    pub objects: usize,
    /// Places that pull, or should pull, an image.
    pub images: usize,
    /// Rules in force.
    pub rules: usize,
    /// Verdicts: every obligation held.
    pub passed: usize,
    /// Verdicts: an obligation was false.
    pub failed: usize,
    /// Verdicts: none was false, one could not be decided.
    pub undecided: usize,
    /// Verdicts: no obligation was reached.
    pub skipped: usize,
    /// Verdicts: failed, and all that failed is waived, by a waiver or by the baseline.
    pub waived: usize,
    /// Those of `waived` that the baseline has a part in.
    pub waived_by_baseline: usize,
    /// Findings that are counted above and not kept: a file has too many of one rule, or the run too
    /// many.
    pub findings_left_out: usize,
    /// Errors and warnings of inputs that are not kept: the run has too many.
    pub errors_left_out: usize,
    /// Failed verdicts of rules at or above `--fail-on`.
    pub failed_counting: usize,
    /// Failed verdicts of rules that are audited only.
    pub failed_audited: usize,
    /// Undecided verdicts of rules whose failure would have counted.
    pub undecided_counting: usize,
    /// The same by rule, in the order of the rules.
    pub by_rule: Vec<RuleCounts>,
    /// Rules that the project file has off, in order.
    pub rules_off: Vec<String>,
    /// The project file, as far as one was found.
    pub project: ProjectUse,
    /// Since when changes are judged, if not everything is.
    pub changes: Option<Changes>,
    /// The baseline, if one was used.
    pub baseline: Option<BaselineUse>,
    /// Kinds that hold something shaped like an image where no rule looks, by name.
    pub uncovered: Vec<Uncovered>,
    /// True if these count as not judged: `--strict-coverage`.
    pub coverage_counts: bool,
}

/// What became of the project file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ProjectUse {
    /// There is none.
    #[default]
    None,
    /// It was used.
    Used {
        /// The file as it is shown.
        file: String,
        /// The cluster profile of it that was used.
        profile: Option<String>,
    },
    /// It lies with what is judged, and `-p` says by what.
    PassedOver(String),
}

/// A run that judges what has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Since what: a branch, a tag, a commit.
    pub base: String,
    /// Why everything is judged all the same: this file has changed, and says how is judged.
    pub everything: Option<String>,
}

/// What became of a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaselineUse {
    /// The file as it is shown.
    pub file: String,
    /// How many entries the file has now, if it was written.
    pub written: Option<usize>,
}

/// A kind whose images are not judged: the kinds table does not say where they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncovered {
    /// The kind, with its group: `GameServerFleet.games.example.org`.
    pub kind: String,
    /// How many objects of it there are.
    pub objects: usize,
    /// The first place that is shaped like an image.
    pub first: Location,
}

/// A rule's verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleCounts {
    /// The rule's id.
    pub rule: String,
    /// How often every obligation held.
    pub passed: usize,
    /// How often one was false.
    pub failed: usize,
    /// How often one was false, and all that was is waived.
    pub waived: usize,
    /// How often none was false, and one could not be decided.
    pub undecided: usize,
    /// How often no obligation was reached.
    pub skipped: usize,
}

impl RuleCounts {
    /// How often the rule matched.
    pub fn matches(&self) -> usize {
        self.passed + self.failed + self.waived + self.undecided + self.skipped
    }

    /// The columns of a table of rules: what each counts, and how often it was.
    pub fn columns(&self) -> [(&'static str, usize); 5] {
        [
            ("Failed", self.failed),
            ("Undecided", self.undecided),
            ("Waived", self.waived),
            ("Passed", self.passed),
            ("Skipped", self.skipped),
        ]
    }
}

impl Summary {
    /// Rules that matched nothing at all, in order.
    pub fn unmatched_rules(&self) -> impl Iterator<Item = &str> {
        self.by_rule.iter().filter(|counts| counts.matches() == 0).map(|counts| &*counts.rule)
    }
}

/// A phase of a run, for `--stats`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reading policies into trees.
    Parse,
    /// Names, types, lowering.
    Check,
    /// Reading and judging manifests.
    Judge,
    /// Printing.
    Report,
}

/// How long each phase took, by the wall.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    spent: Vec<(Phase, Duration)>,
}

impl Timings {
    /// Adds time spent in a phase.
    pub fn add(&mut self, phase: Phase, time: Duration) {
        match self.spent.iter_mut().find(|(p, _)| *p == phase) {
            Some((_, sum)) => *sum += time,
            None => self.spent.push((phase, time)),
        }
    }

    /// Phases and times, in the order they were first added.
    pub fn iter(&self) -> impl Iterator<Item = (Phase, Duration)> + '_ {
        self.spent.iter().copied()
    }
}

impl Phase {
    /// As it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parse => "parse",
            Self::Check => "check",
            Self::Judge => "judge",
            Self::Report => "report",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_phase_adds_up() {
        let mut timings = Timings::default();
        let second = Duration::from_secs(1);
        for phase in [Phase::Judge, Phase::Report, Phase::Report] {
            timings.add(phase, second);
        }
        let all: Vec<_> = timings.iter().collect();
        assert_eq!(all, [(Phase::Judge, second), (Phase::Report, 2 * second)]);
    }
}
