//! How rules come to their verdicts on what stands at a line of a manifest, step by step.
//!
//! Like a [`Report`](crate::report::Report), a [`Trace`] owns what it shows. The session's `:why` prints
//! single verdicts in the same words ([`text::decided`]).

pub mod json;
pub mod text;

use std::sync::Arc;

use super::{Came, Finding, Location, ObjectName};
use crate::diag::{Notice, Quote, Severity};

/// Every rule's verdict on what stands at a line.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The line that was asked about.
    pub place: LinePlace,
    /// The object that stands there, or that what stands there is a part of.
    pub object: ObjectName,
    /// The innermost things there that rules are on; the object itself, if it is nothing of these.
    pub subjects: Vec<Subject>,
    /// The lines that show them.
    pub quotes: Vec<Quote>,
    /// What each rule says of it: those that failed first.
    pub rules: Vec<RuleTrace>,
    /// What is wrong with the inputs, or worth a warning.
    pub errors: Vec<Notice>,
}

/// A line of a file, perhaps a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePlace {
    /// The file as it is shown.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1, if one was given.
    pub column: Option<u32>,
}

/// Something that rules are on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What it is.
    pub sort: Sort,
    /// What it is called, if it is called anything: the image as it is written, the container's name.
    pub name: Option<String>,
    /// The way to it in its object; empty for the object.
    pub path: String,
    /// Where it stands.
    pub location: Location,
}

/// What rules are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// An image.
    Image,
    /// A container.
    Container,
    /// A pod or pod template.
    Pod,
    /// An object.
    Object,
}

impl Sort {
    /// As it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Container => "container",
            Self::Pod => "pod",
            Self::Object => "object",
        }
    }
}

/// What a rule says of a place.
#[derive(Clone, Debug)]
pub struct RuleTrace {
    /// Its id.
    pub rule: Arc<str>,
    /// How bad a failure is.
    pub severity: Severity,
    /// `enforce`, `audit` or `off`.
    pub enforcement: Standing,
    /// Where it is declared.
    pub policy: Location,
    /// Its verdicts: the gravest first. None where nothing there is what it is on.
    pub matches: Vec<Decided>,
    /// Matches that are counted and not told.
    pub left_out: usize,
    /// Why it matches nothing there, if it does not.
    pub unmatched: Option<String>,
}

impl RuleTrace {
    /// The gravest of its verdicts.
    pub fn verdict(&self) -> Option<Came> {
        self.matches.first().map(|decided| decided.verdict)
    }
}

/// What becomes of a rule's verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They count.
    Enforce,
    /// They are reported.
    Audit,
    /// The rule is not judged.
    Off,
}

impl Standing {
    /// As it is written in a project file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Audit => "audit",
            Self::Off => "off",
        }
    }
}

/// A rule's verdict on a match.
#[derive(Clone, Debug)]
pub struct Decided {
    /// What the match is; none for the run, and for a list that can't be read.
    pub sort: Option<Sort>,
    /// The object that the match is in; none for the run.
    pub object: Option<ObjectName>,
    /// The way to the match in its object.
    pub path: String,
    /// Where it stands; none for the run.
    pub location: Option<Location>,
    /// The verdict.
    pub verdict: Came,
    /// What it found: nothing where it passed or was skipped.
    pub findings: Vec<Finding>,
    /// What was decided on the way, in order; none where that was not asked for, or nothing could be.
    pub steps: Option<Vec<Step>>,
    /// Steps that are counted and not kept.
    pub steps_left_out: usize,
}

impl Decided {
    /// The line that it is at: `deploy.yaml:17`; empty for the run.
    pub fn line(&self) -> String {
        self.location.as_ref().map_or_else(String::new, line_of)
    }
}

/// `deploy.yaml:17`.
fn line_of(location: &Location) -> String {
    format!("{}:{}", location.file, location.start.line)
}

/// A part of a rule that was evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// How deep it stands in others.
    pub depth: usize,
    /// The clause that it is the whole condition, list or value of.
    pub clause: Option<Clause>,
    /// Its text, on one line.
    pub code: String,
    /// Where that stands.
    pub policy: Option<Location>,
    /// What it came to, as it is printed.
    pub value: String,
    /// Why, step by step, where the manifest does not say it: `implied tag latest`, `no tag, no digest`.
    pub reasons: Vec<String>,
    /// Where it stands in a manifest, or would stand.
    pub manifest: Option<Location>,
    /// The key that is missing there.
    pub missing: Option<String>,
}

/// What begins a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause {
    /// `where E`, of the rule or of a `for`.
    Where,
    /// `require E`.
    Require,
    /// `forbid E`.
    Forbid,
    /// `if E`.
    If,
    /// `let NAME = E`.
    Let(String),
    /// `for NAME in E`.
    For(String),
}

impl Clause {
    /// As a rule has it, before its expression.
    pub fn written(&self) -> String {
        match self {
            Self::Where => "where".to_owned(),
            Self::Require => "require".to_owned(),
            Self::Forbid => "forbid".to_owned(),
            Self::If => "if".to_owned(),
            Self::Let(name) => format!("let {name} ="),
            Self::For(name) => format!("for {name} in"),
        }
    }
}
