//! What a run found, and the formats it is printed in.
//!
//! A [`Report`] owns everything it shows: findings and errors quote their lines, so nothing here
//! needs a manifest again. Every format prints the same report; the exit code is computed once, from
//! the counts, and no format can change it.

mod exit;
mod finding;
pub mod json;
mod summary;
pub mod text;
pub mod trace;
mod waived;

pub use exit::{Exit, FailOn, Strictness};
pub use finding::{
    Cause, Finding, Fingerprint, Location, ObjectName, ProposedEdit, ProposedFix, Related, Verdict,
    nowhere,
};
pub use summary::{
    BaselineUse, Changes, Phase, ProjectUse, RuleCounts, Summary, Timings, Uncovered,
};
pub use waived::{Came, Waived, WaivedBy};

use crate::diag::Notice;

/// Everything that a run has to say.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Failed and undecided verdicts, by manifest, place and rule.
    pub findings: Vec<Finding>,
    /// What is wrong with inputs, by file and place; warnings among them.
    pub errors: Vec<Notice>,
    /// Files that were set aside, with the reason.
    pub set_aside: Vec<SetAside>,
    /// The counts.
    pub summary: Summary,
    /// How long each phase took.
    pub timings: Timings,
}

/// A file, or a document of one, that is not judged for a reason that is no fault.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetAside {
    /// The file as it is shown.
    pub file: String,
    /// Why.
    pub reason: String,
}
