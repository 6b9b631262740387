//! What is known of values at a point of an item: which they may be, and whether they may be absent.
//!
//! A condition that holds (or does not) leaves fewer values possible. What is kept of each form is
//! either the only values that it may have or those that it has not; of images, the repositories
//! that they are in or are not. Everything kept is true in every well-typed world, so what follows
//! from it does too; what is too long to keep is forgotten, which only makes less follow.

use std::collections::{BTreeSet, HashMap};

use crate::base::Span;
use crate::world::image::RepoPattern;

use super::form::Form;

/// How many values, repositories or reasons are kept of one form.
const MOST: usize = 64;

/// A value that an author can write.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    /// A text.
    Text(Box<str>),
    /// A number.
    Int(i64),
    /// A truth.
    Bool(bool),
    /// A value of an enum.
    Enum(u32, u32),
    /// A repository, normalised.
    Repo(Box<str>),
    /// What `is` asks of an object: its kind, and its group.
    Kind(Box<str>, Box<str>),
}

impl Value {
    /// True if nothing is both. An object of a kind that two groups have may well be.
    fn apart(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Kind(kind, _), Self::Kind(other, _)) => kind != other,
            _ => self != other,
        }
    }
}

/// Values that are possible, where one is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// These alone.
    Only(BTreeSet<Value>),
    /// All but these.
    Not(BTreeSet<Value>),
}

/// A condition from which something is known, and how it came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) span: Span,
    pub(super) truth: bool,
}

/// What is known of one form.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// True if it may be absent.
    pub(super) absent: bool,
    pub(super) values: Values,
    pub(super) why: Vec<Reason>,
}

impl Known {
    /// Of what may be one of these values alone, or absent too.
    pub(super) fn new(absent: bool, values: Values, reason: Reason) -> Self {
        Self { absent, values, why: vec![reason] }
    }

    /// True if nothing is possible.
    pub(super) fn is_impossible(&self) -> bool {
        !self.absent && matches!(&self.values, Values::Only(values) if values.is_empty())
    }

    /// True if it is never there.
    pub(super) fn is_absent(&self) -> bool {
        matches!(&self.values, Values::Only(values) if values.is_empty())
    }

    /// What is known where both are.
    pub(super) fn meet(&self, other: &Self) -> Self {
        let values = match (&self.values, &other.values) {
            (Values::Only(a), Values::Only(b)) => {
                let shared = a.iter().filter(|a| b.iter().any(|b| !a.apart(b)));
                Values::Only(shared.cloned().collect())
            }
            (Values::Only(a), Values::Not(b)) | (Values::Not(b), Values::Only(a)) => {
                Values::Only(a.difference(b).cloned().collect())
            }
            (Values::Not(a), Values::Not(b)) => {
                Values::Not(a.union(b).take(MOST).cloned().collect())
            }
        };
        let more = other.why.iter().filter(|reason| !self.why.contains(reason));
        let why = self.why.iter().chain(more).take(MOST).copied().collect();
        Self { absent: self.absent && other.absent, values, why }
    }

    /// What is known where one of the two is, which one is not known.
    fn join(&self, other: &Self, reason: Reason) -> Self {
        let values = match (&self.values, &other.values) {
            (Values::Only(a), Values::Only(b)) => Values::Only(a.union(b).cloned().collect()),
            (Values::Only(a), Values::Not(b)) | (Values::Not(b), Values::Only(a)) => {
                let left = b.iter().filter(|b| a.iter().all(|a| a.apart(b)));
                Values::Not(left.cloned().collect())
            }
            (Values::Not(a), Values::Not(b)) => Values::Not(a.intersection(b).cloned().collect()),
        };
        Self { absent: self.absent || other.absent, values, why: vec![reason] }
    }

    /// Whether it is one of these, if that is certain.
    pub(super) fn is_among(&self, asked: &BTreeSet<Value>) -> Option<bool> {
        match &self.values {
            Values::Only(values) => {
                if values.iter().all(|value| asked.iter().all(|asked| value.apart(asked))) {
                    return Some(false);
                }
                (!self.absent && values.is_subset(asked)).then_some(true)
            }
            Values::Not(values) => asked.is_subset(values).then_some(false),
        }
    }

    /// Keeps no more than is cheap to keep.
    fn bounded(mut self) -> Self {
        if matches!(&self.values, Values::Only(values) if values.len() > MOST) {
            self.values = Values::Not(BTreeSet::new());
        }
        self
    }
}

/// The repositories that an image, or a repository, is in, or is not in.
#[derive(Clone, Debug)]
pub(super) struct Located {
    pub(super) repositories: Vec<RepoPattern>,
    pub(super) within: bool,
    pub(super) reason: Reason,
}

/// Something that a condition settles.
#[derive(Clone, Debug)]
pub(super) enum Fact {
    Of(Form, Known),
    In(Form, Located),
}

/// What of several conditions' facts holds where one of the conditions holds, which one is not
/// known.
pub(super) fn of_any(each: Vec<Vec<Fact>>, reason: Reason) -> Vec<Fact> {
    let mut all = each.into_iter();
    let mut shared: Vec<(Form, Known)> = all.next().map(values_of).unwrap_or_default();
    for facts in all {
        if shared.is_empty() {
            break;
        }
        let mut others: HashMap<Form, Known> = HashMap::new();
        for (form, known) in values_of(facts) {
            let met = others.get(&form).map(|other| other.meet(&known));
            others.insert(form, met.unwrap_or(known));
        }
        shared = shared
            .into_iter()
            .filter_map(|(form, known)| {
                Some((form, known.join(others.get(&form)?, reason).bounded()))
            })
            .collect();
    }
    shared.into_iter().map(|(form, known)| Fact::Of(form, known)).collect()
}

fn values_of(facts: Vec<Fact>) -> Vec<(Form, Known)> {
    let values = facts.into_iter().filter_map(|fact| match fact {
        Fact::Of(form, known) => Some((form, known)),
        Fact::In(..) => None,
    });
    values.take(MOST).collect()
}

/// What was there before something became known.
#[derive(Debug)]
enum Before {
    Of(Form, Option<Known>),
    In(Form),
    Possible,
}

/// What is known at a point; a stack, which a block goes back on.
#[derive(Debug, Default)]
pub(super) struct Knowledge {
    known: HashMap<Form, Known>,
    located: HashMap<Form, Vec<Located>>,
    before: Vec<Before>,
    /// True if what is known can't all be: nothing that is asked here matters.
    impossible: bool,
}

impl Knowledge {
    /// Where we are.
    pub(super) fn mark(&self) -> usize {
        self.before.len()
    }

    /// Forgets everything since `mark`.
    pub(super) fn reset(&mut self, mark: usize) {
        while self.before.len() > mark {
            match self.before.pop() {
                Some(Before::Of(form, Some(known))) => {
                    self.known.insert(form, known);
                }
                Some(Before::Of(form, None)) => {
                    self.known.remove(&form);
                }
                Some(Before::In(form)) => {
                    self.located.get_mut(&form).map(Vec::pop);
                }
                Some(Before::Possible) => self.impossible = false,
                None => return,
            }
        }
    }

    /// Takes it that a fact holds from here on.
    pub(super) fn learn(&mut self, fact: Fact) {
        match fact {
            Fact::Of(form, known) => {
                let old = self.known.remove(&form);
                let known = match &old {
                    Some(old) => old.meet(&known),
                    None => known,
                };
                if known.is_impossible() && !self.impossible {
                    self.impossible = true;
                    self.before.push(Before::Possible);
                }
                self.known.insert(form, known.bounded());
                self.before.push(Before::Of(form, old));
            }
            Fact::In(form, located) => {
                let all = self.located.entry(form).or_default();
                if all.len() < MOST && located.repositories.len() <= MOST {
                    all.push(located);
                    self.before.push(Before::In(form));
                }
            }
        }
    }

    /// True if what is known can't all be.
    pub(super) fn is_impossible(&self) -> bool {
        self.impossible
    }

    /// What is known of a form.
    pub(super) fn of(&self, form: Form) -> Option<&Known> {
        self.known.get(&form)
    }

    /// Whether what has this form is in one of the repositories, if that is certain.
    pub(super) fn located(&self, form: Form, asked: &[RepoPattern]) -> Option<(bool, Vec<Reason>)> {
        if asked.is_empty() || asked.len() > MOST {
            return None;
        }
        let facts = self.located.get(&form)?;
        for fact in facts.iter().filter(|fact| fact.within && !fact.repositories.is_empty()) {
            let covered = |one: &RepoPattern| asked.iter().any(|all| all.covers_repository(one));
            if fact.repositories.iter().all(covered) {
                return Some((true, vec![fact.reason]));
            }
            let apart = |one: &RepoPattern| asked.iter().all(|other| other.is_apart_from(one));
            if fact.repositories.iter().all(apart) {
                return Some((false, vec![fact.reason]));
            }
        }
        let without = || facts.iter().filter(|fact| !fact.within);
        let covered = |one: &RepoPattern| {
            without().any(|fact| fact.repositories.iter().any(|all| all.covers_repository(one)))
        };
        asked.iter().all(covered).then(|| (false, without().map(|fact| fact.reason).collect()))
    }
}
