//! One expression and what it comes to.

use super::bind::Bound;
use super::machine::Machine;
use super::matching::Context;
use super::outcome::Subject;
use super::sink::Trace;
use crate::lang::ir::Stmt;
use crate::lang::value::{Cause, Host, Problem, Value, Why};

/// What an expression comes to.
#[derive(Debug)]
pub struct Answer<'w> {
    /// The value.
    pub value: Value<'w>,
    /// What it hangs on, itself or anything in it; nothing where all of it is known.
    pub causes: Vec<Cause<'w>>,
    /// How it came about.
    pub trace: Trace<'w>,
    /// What was read and is not as Kubernetes reads it.
    pub problems: Vec<Problem<'w>>,
}

/// Values in the largest that is told: one that shares what it holds may be without end when it is written
/// out.
const LARGEST: usize = 1 << 20;

/// Evaluates the `let`s at the top of a rule on something, and tells what the last one comes to.
pub fn answer<'w>(
    bound: &'w Bound<'w>,
    rule: usize,
    subject: Subject<'w>,
    context: &Context<'w>,
) -> Answer<'w> {
    let mut machine = watched(bound, context);
    let mut last = Value::Absent;
    if let Some(rule) = bound.program().rules.get(rule) {
        machine.reset(rule.slots);
        machine.set(rule.binder, subject.value().made());
        for statement in &rule.body {
            if let Stmt::Let(slot, expr) = statement {
                let value = machine.eval(*expr);
                last = value.value.clone();
                machine.set(*slot, value);
            }
        }
    }
    Answer::of(last, machine)
}

fn watched<'w>(bound: &'w Bound<'w>, context: &Context<'w>) -> Machine<'w, Trace<'w>> {
    let mut host = Host::new(context.cluster, context.run, bound.today);
    host.begin(context.fuel);
    Machine::new(bound, host, Trace::default())
}

impl<'w> Answer<'w> {
    fn of(mut value: Value<'w>, mut machine: Machine<'w, Trace<'w>>) -> Self {
        if value.size() > LARGEST {
            value = machine.host.unknown(Why::Overflow, None).value;
        }
        Self {
            causes: machine.host.causes.of(value.causes()),
            value,
            trace: machine.sink,
            problems: machine.host.problems,
        }
    }
}
