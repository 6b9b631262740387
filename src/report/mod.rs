//! What a run found, and the formats it is printed in.
//!
//! A [`Report`] owns everything it shows: findings and errors quote their lines, so nothing here
//! needs a manifest again. Every format prints the same report; the exit code is computed once, from
//! the counts, and no format can change it.

mod case;
mod compose;
pub mod csv;
mod distinct;
mod exit;
mod finding;
mod form;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod merge;
pub mod ndjson;
mod path;
pub mod policyreport;
mod remark;
pub mod sarif;
mod sentence;
pub mod stream;
mod summary;
pub mod tap;
pub mod text;
pub mod trace;
mod waived;

pub use exit::{Exit, FailOn, Strictness};
pub use finding::{
    Cause, Finding, Fingerprint, Location, ObjectName, Particulars, ProposedEdit, ProposedFix,
    Related, Rendering, Verdict, nowhere,
};
pub use path::Root;
pub use stream::{IndexFault, StreamedInput};
pub use summary::{
    BaselineUse, Changes, Phase, ProjectUse, RuleCounts, Summary, Timings, Uncovered,
};
pub use waived::{Came, Waived, WaivedBy};

use std::fmt;

use crate::diag::{Notice, Severity};

/// What a report is written to, by whichever thread has the next piece of it.
pub type Page<'p> = dyn fmt::Write + Send + 'p;

/// Everything that a run has to say.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Failed and undecided verdicts, by manifest, place and rule.
    pub findings: Vec<Finding>,
    /// What is wrong with inputs, by file and place; warnings among them.
    pub errors: Vec<Notice>,
    /// Files that were set aside, with the reason.
    pub set_aside: Vec<SetAside>,
    /// The rules that were judged by, in the order of their counts.
    pub rules: Vec<JudgedRule>,
    /// The counts.
    pub summary: Summary,
    /// How long each phase took.
    pub timings: Timings,
    /// How many threads may compose it at once; one a core where it says nothing.
    pub jobs: Option<usize>,
}

/// A file, or a document of one, that is not judged for a reason that is no fault.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetAside {
    /// The file as it is shown.
    pub file: String,
    /// Why.
    pub reason: String,
}

/// A rule that was judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedRule {
    /// Its id.
    pub id: String,
    /// How bad a failure is.
    pub severity: Severity,
    /// True if its verdicts are for information.
    pub audited: bool,
    /// What its policy says of it, in lines.
    pub doc: String,
    /// Its tags.
    pub tags: Vec<String>,
}

impl JudgedRule {
    /// The first line of what its policy says of it; its id, where that says nothing.
    pub fn title(&self) -> &str {
        self.doc.lines().next().filter(|line| !line.is_empty()).unwrap_or(&self.id)
    }

    /// What its failures are, in a word: its severity, or that it is only audited.
    pub fn weight(&self) -> &'static str {
        if self.audited { "audit" } else { self.severity.as_str() }
    }
}
