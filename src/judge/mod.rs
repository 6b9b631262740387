//! Where policies and manifests meet.
//!
//! A [`Judge`] has a program with its params set, the rules to run, and the settings of the run; it
//! takes inputs and returns a report. What the rules look at besides the object at hand decides how
//! often inputs are read:
//!
//! | the rules read | inputs are read | in memory |
//! | --- | --- | --- |
//! | one object at a time | once | the files in flight |
//! | objects by name | twice: to index those kinds, then to judge; once, if there is one input | those objects, and the files in flight |
//! | the whole run (`on manifests`, `manifests.images`) | once | all objects |
//!
//! A `stream` has no run: each line is judged on its own, beside an index that is read before.
//!
//! The project file (`project`) says how: which policies, params, kinds and clusters, and what becomes of
//! single rules' verdicts ([`Standing`]).
//!
//! Files are judged in parallel; what they yield is merged in the order of the inputs, so that no
//! output depends on the threads.

mod ask;
pub mod baseline;
mod belt;
mod books;
mod cover;
mod covers;
mod explain;
mod fault;
mod file;
mod finding;
mod held;
pub mod project;
mod rendered;
mod run;
mod shares;
mod spot;
mod standing;
pub mod stream;
mod taking;
mod tally;
pub mod waivers;
mod why;
mod written;

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::diag::Severity;
use crate::lang::eval::FUEL;
use crate::report::FailOn;
use crate::world::input::Found;
use crate::world::kube::{Profile, Table};
use crate::world::manifest::Limits;

use baseline::Known;
use project::RuleSetting;
use waivers::{Terms, Waivers};

pub use ask::{Form, Reply};
pub use belt::{Belt, Room, in_order};
pub use held::{Held, Seat};
pub use rendered::Renderings;
pub use run::{Judge, Progress};
pub use shares::Kept;
pub use spot::{Nowhere, Spot};
pub use standing::{Standing, standings};
pub use why::{Told, Wanted, line_of, on};

/// How a run judges.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The cluster that the manifests are for.
    pub profile: Profile,
    /// How much of an input is read before it is refused.
    pub limits: Limits,
    /// Steps that a rule may take on a match.
    pub fuel: u64,
    /// YAML that is no Kubernetes object is an error.
    pub strict: bool,
    /// Templates that were not rendered are set aside.
    pub skip_templates: bool,
    /// The least severity whose failures count.
    pub fail_on: FailOn,
    /// How many files are judged at once; none for one a core.
    pub jobs: Option<usize>,
    /// The kinds table, where it is not the built-in one.
    pub kinds: Option<Arc<Table>>,
    /// How single rules are judged, by their id; the others as they say themselves.
    pub rules: IndexMap<String, RuleSetting>,
    /// How many findings are kept.
    pub kept: Kept,
    /// Failures that are let pass.
    pub passing: Passing,
    /// The inputs that are judged, by their place; of the others only what policies look up is read.
    /// None for all.
    pub judged: Option<Arc<BTreeSet<usize>>>,
    /// What findings tell. Most formats do not show all of it.
    pub detail: Detail,
}

/// What findings tell beside what is wrong and where, each more than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Nothing.
    Place,
    /// What else was read.
    Reads,
    /// That, and the lines of all of it.
    Lines,
}

/// Failures that a run lets pass.
#[derive(Clone, Debug, Default)]
pub struct Passing {
    /// What waivers are held to, those in manifests among them.
    pub terms: Terms,
    /// The waivers file.
    pub waivers: Option<Arc<Waivers>>,
    /// True if the run sees everything that waivers may be meant for.
    pub whole: bool,
    /// The baseline.
    pub baseline: Option<Arc<Known>>,
}

impl Passing {
    /// True if failures of a rule may be let pass, by other than an object's own waivers.
    fn is_for(&self, rule: &str) -> bool {
        self.baseline.is_some() || self.waivers.as_ref().is_some_and(|waivers| waivers.has(rule))
    }
}

impl Settings {
    /// The kinds table.
    pub fn table(&self) -> &Table {
        self.kinds.as_deref().unwrap_or(Table::built_in())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            limits: Limits::default(),
            fuel: FUEL,
            strict: false,
            skip_templates: false,
            fail_on: FailOn(Severity::Error),
            jobs: None,
            kinds: None,
            rules: IndexMap::new(),
            kept: Kept::SHOWN,
            passing: Passing::default(),
            judged: None,
            detail: Detail::Lines,
        }
    }
}

/// What is judged.
#[derive(Debug)]
pub enum Inputs {
    /// Files, in order.
    Files(Found),
    /// Texts with the names that they are shown under.
    Texts(Vec<(String, String)>),
}

impl Inputs {
    /// How many there are.
    fn len(&self) -> usize {
        match self {
            Self::Files(files) => files.len(),
            Self::Texts(texts) => texts.len(),
        }
    }
}
