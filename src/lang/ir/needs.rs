//! What a policy looks at besides the object that it judges.

use std::collections::BTreeSet;

use crate::lang::value::Lists;

/// What must be at hand while objects are judged, so that who runs them can index first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Kinds of which objects are looked up by name: group (empty for the core group) and kind.
    pub kinds: BTreeSet<(Box<str>, Box<str>)>,
    /// True if all of the run's objects are read (`manifests.images` …, `on manifests m`).
    pub run: bool,
    /// Those of the run's lists that are read.
    pub lists: Lists,
    /// True if the day is.
    pub today: bool,
    /// True if params are.
    pub params: bool,
}

impl Needs {
    /// True if objects can be judged one by one, with nothing else at hand.
    pub fn is_local(&self) -> bool {
        self.kinds.is_empty() && !self.run
    }

    /// Takes in what another one needs.
    pub fn add(&mut self, other: &Self) {
        self.kinds.extend(other.kinds.iter().cloned());
        self.run |= other.run;
        self.lists = self.lists.with(other.lists);
        self.today |= other.today;
        self.params |= other.params;
    }
}
