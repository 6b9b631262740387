//! What the rules in force oblige to: the same twice, or what can't both be.
//!
//! Obligations are compared that stand in one context: rules on the same matcher, under the same
//! conditions and in the same loops. One that another rule has already is reported there; of two that
//! no manifest can satisfy at once the later is. A stronger obligation beside a weaker one is no
//! slip: one of them may warn where the other fails.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::base::Place;
use crate::diag::{Code, Diagnostic};

use super::Subject;
use super::form::Form;
use super::known::{Fact, Known};
use crate::lang::typeck::input::Role;

/// How many obligations of one context are held against each other.
const MOST: usize = 200;

/// An obligation.
#[derive(Debug)]
pub(super) struct Duty {
    /// From its keyword to the end of its condition.
    pub(super) place: Place,
    /// What must hold.
    pub(super) form: Form,
    /// The negation of that.
    pub(super) opposite: Form,
    /// What is so where it holds.
    pub(super) facts: Vec<Fact>,
}

/// An obligation and the rule that it is in.
#[derive(Debug)]
struct Owned {
    rule: Box<str>,
    duty: Duty,
}

/// The obligations of the rules in force, by their context.
#[derive(Debug, Default)]
pub(super) struct Duties {
    by_context: IndexMap<Vec<Form>, Vec<Owned>>,
}

impl Duties {
    /// Takes down an obligation, if its rule is in force.
    pub(super) fn take(&mut self, subject: &Subject<'_, '_>, context: &[Form], duty: Duty) {
        let Some(rule) = subject.rule() else { return };
        let world = subject.world;
        let declared = world.rule_index(&rule.name.text).and_then(|index| world.rules.get(index));
        let in_force = declared.is_some_and(|declared| {
            declared.in_force && declared.place == subject.at(rule.name.span)
        });
        if !in_force || world.role(subject.home) != Role::Policy {
            return;
        }
        let mut context = context.to_vec();
        context.sort_unstable();
        context.dedup();
        let owned = Owned { rule: rule.name.text.clone(), duty };
        self.by_context.entry(context).or_default().push(owned);
    }

    /// What is twice, and what can't both be.
    pub(super) fn finish(self, out: &mut Vec<Diagnostic>) {
        for all in self.by_context.values() {
            let mut first: HashMap<Form, &Owned> = HashMap::new();
            for (index, later) in all.iter().enumerate() {
                if let Some(earlier) = first.get(&later.duty.form) {
                    out.push(twice(earlier, later));
                    continue;
                }
                first.insert(later.duty.form, later);
                let against = first.get(&later.duty.opposite).copied().or_else(|| {
                    let mut others = all.iter().take(if index < MOST { index } else { 0 });
                    others.find(|earlier| excluded(&earlier.duty.facts, &later.duty.facts))
                });
                if let Some(earlier) = against {
                    out.push(opposed(earlier, later));
                }
            }
        }
    }
}

/// True if no value satisfies what both say of it.
fn excluded(one: &[Fact], other: &[Fact]) -> bool {
    let values = |facts: &[Fact]| -> Vec<(Form, Known)> {
        let of = facts.iter().filter_map(|fact| match fact {
            Fact::Of(form, known) => Some((*form, known.clone())),
            Fact::In(..) => None,
        });
        of.take(16).collect()
    };
    let others = values(other);
    values(one).iter().any(|(form, known)| {
        let mut same = others.iter().filter(|(other, _)| other == form);
        same.any(|(_, other)| known.meet(other).is_impossible())
    })
}

fn twice(earlier: &Owned, later: &Owned) -> Diagnostic {
    let (a, b) = (&earlier.rule, &later.rule);
    let message = if a == b {
        format!("the rule `{b}` asks this twice")
    } else {
        format!("`{b}` asks what `{a}` asks already")
    };
    Diagnostic::new(Code::L0318, message)
        .at(later.duty.place, "again here")
        .near(earlier.duty.place, "first here")
        .help("drop one, or ask something else")
}

fn opposed(earlier: &Owned, later: &Owned) -> Diagnostic {
    let (a, b) = (&earlier.rule, &later.rule);
    let message = if a == b {
        format!("nothing passes the rule `{b}`: this and an earlier obligation exclude each other")
    } else {
        format!("nothing passes both `{a}` and `{b}`: what they ask excludes each other")
    };
    Diagnostic::new(Code::L0319, message)
        .at(later.duty.place, "this")
        .near(earlier.duty.place, "and this are never both so")
        .help("drop one of them, or say in a `where` which of them is for what")
}
