//! What judging yields: a verdict a rule and match, with all that a report says of it.

use super::remedy::Remedy;
use super::sink::Read;
use crate::lang::value::{At, Cause, Value};
use crate::world::kube::Object;

/// A rule's verdict on a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// No obligation was reached.
    Skipped,
    /// Every obligation holds.
    Passed,
    /// None is false; one is unknown, or fuel ran out.
    Undecided,
    /// An obligation is false.
    Failed,
}

impl Verdict {
    /// As it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Passed => "passed",
            Self::Undecided => "undecided",
            Self::Failed => "failed",
        }
    }
}

/// What a rule was judged on.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'w> {
    /// An image: an index into its object's images.
    Image(&'w Object, u32),
    /// A container: an index into its object's containers.
    Container(&'w Object, u32),
    /// A pod or pod template: an index into its object's pods.
    Pod(&'w Object, u32),
    /// An object.
    Resource(&'w Object),
    /// A list that can't be read, in which matches may hide.
    Hidden(At<'w>),
    /// The run.
    Run,
}

impl<'w> Subject<'w> {
    /// The value that a rule's name for it stands for.
    pub(super) fn value(&self) -> Value<'w> {
        match *self {
            Self::Image(object, index) => Value::ImageUse(object, index),
            Self::Container(object, index) => Value::Container(object, index),
            Self::Pod(object, index) => Value::Pod(object, index),
            Self::Resource(object) => Value::Object(object),
            Self::Hidden(_) | Self::Run => Value::Manifests,
        }
    }

    /// Where a finding about it stands; none for the run.
    pub fn at(&self) -> Option<At<'w>> {
        match self {
            Self::Hidden(at) => Some(*at),
            other => other.value().made().at(),
        }
    }
}

/// What became of a rule on a match.
#[derive(Clone, Debug)]
pub struct Outcome<'w> {
    /// The rule: an index into the program's.
    pub rule: usize,
    /// What it was judged on.
    pub subject: Subject<'w>,
    /// The verdict.
    pub verdict: Verdict,
    /// Obligations that are false, a finding each, in the order in which they were reached.
    pub failures: Vec<Failure<'w>>,
    /// Obligations that are unknown, in the order in which they were reached.
    pub undecided: Vec<Undecided<'w>>,
    /// How many of either there are that nobody wanted to hear of.
    pub untold: usize,
}

/// An obligation that is false.
#[derive(Clone, Debug)]
pub struct Failure<'w> {
    /// Which: an index into the rule's obligations.
    pub obligation: u32,
    /// What it says.
    pub message: String,
    /// Where it stands; none where nothing in a manifest is concerned.
    pub at: Option<At<'w>>,
    /// Other places that it is about, the first of them.
    pub related: Vec<At<'w>>,
    /// How many more there are.
    pub unshown: usize,
    /// What to do.
    pub help: Option<String>,
    /// Manifest values that it read.
    pub reads: Vec<Read<'w>>,
    /// How to mend it, where all of the remedy is known.
    pub remedy: Option<Remedy<'w>>,
}

/// An obligation that is unknown.
#[derive(Clone, Debug)]
pub struct Undecided<'w> {
    /// Which: an index into the rule's obligations. None for matches that a list hides, or where
    /// fuel ran out.
    pub obligation: Option<u32>,
    /// Where it would have stood.
    pub at: Option<At<'w>>,
    /// What it hangs on; never nothing.
    pub causes: Vec<Cause<'w>>,
    /// Manifest values that it read.
    pub reads: Vec<Read<'w>>,
}
