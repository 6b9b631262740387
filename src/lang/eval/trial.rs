//! One rule on one match.
//!
//! The plain run only counts: was an obligation reached, is one false, is one unknown. If there is
//! something to report that will be shown, the same is run again with a sink that records, and
//! findings are made; where nobody will see what was read, the plain run makes them. What findings
//! cost is not the match's: all runs take the same steps.
//!
//! What only a finding's message reads may be misread, and that is reported whether or not the
//! finding is shown: else what is reported would hang on how much else was found. So where nobody will
//! see the findings, the plain run makes what they say as it goes ([`Telling::Unheard`]).

use super::machine::Machine;
use super::message::{aside, message};
use super::outcome::{Failure, Subject, Undecided, Verdict};
use super::remedy::remedy;
use super::sink::Sink;
use crate::lang::ir::{ExprId, Obligation, ObligationKind, Rule, Stmt};
use crate::lang::value::{At, Cause, Truth, Why};

/// What is made of obligations that are false.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Telling {
    /// Nothing: the verdict is asked for.
    #[default]
    Verdict,
    /// What findings say, which nobody will see.
    Unheard,
    /// Findings, and what was read, where a sink records it.
    Findings,
}

/// What became of a rule on a match.
#[derive(Debug, Default)]
pub(super) struct Trial<'w> {
    telling: Telling,
    reached: bool,
    failed: bool,
    unknown: bool,
    /// Obligations that are false, or unknown.
    pub(super) findings: usize,
    told: Told<'w>,
}

/// What is told of obligations that are false, and of those that are unknown.
pub(super) type Told<'w> = (Vec<Failure<'w>>, Vec<Undecided<'w>>);

impl<'w> Trial<'w> {
    /// The findings, where they were to be told.
    pub(super) fn told(self) -> Told<'w> {
        self.told
    }

    /// The verdict.
    pub(super) fn verdict(&self) -> Verdict {
        match (self.failed, self.unknown, self.reached) {
            (true, ..) => Verdict::Failed,
            (false, true, _) => Verdict::Undecided,
            (false, false, true) => Verdict::Passed,
            (false, false, false) => Verdict::Skipped,
        }
    }
}

/// Runs a rule on a match, with so many steps.
pub(super) fn run<'w, S: Sink<'w>>(
    machine: &mut Machine<'w, S>,
    rule: &'w Rule,
    subject: Subject<'w>,
    fuel: u64,
    telling: Telling,
) -> Trial<'w> {
    machine.host.begin(fuel);
    machine.reset(rule.slots);
    machine.set(rule.binder, subject.value().made());
    let mut trial = Trial { telling, ..Trial::default() };
    let guard = rule.guard.map_or(Truth::True, |guard| machine.truth(guard));
    block(machine, rule, subject, &rule.body, guard, &mut trial);
    if machine.host.exhausted {
        trial.unknown = true;
        trial.findings += 1;
        if trial.telling == Telling::Findings {
            trial.told.1.push(exhausted(subject));
        }
    }
    trial
}

/// What a rule leaves undecided on a match for want of steps.
pub(super) fn exhausted(subject: Subject<'_>) -> Undecided<'_> {
    let causes = vec![Cause { why: Why::Fuel, at: None }];
    Undecided { obligation: None, at: subject.at(), causes, reads: Vec::new() }
}

fn block<'w, S: Sink<'w>>(
    machine: &mut Machine<'w, S>,
    rule: &'w Rule,
    subject: Subject<'w>,
    body: &'w [Stmt],
    guard: Truth,
    trial: &mut Trial<'w>,
) {
    if guard.fails() {
        return;
    }
    for statement in body {
        if machine.host.exhausted {
            return;
        }
        match statement {
            Stmt::Let(slot, value) => {
                let value = machine.eval(*value);
                machine.set(*slot, value);
            }
            Stmt::Oblige(index) => oblige(machine, rule, subject, *index, guard, trial),
            Stmt::If(condition, then, otherwise) => {
                let truth = machine.truth(*condition);
                block(machine, rule, subject, then, guard.and(truth), trial);
                block(machine, rule, subject, otherwise, guard.and(!truth), trial);
            }
            Stmt::For(over, body, index) => {
                let whole = machine.eval(over.over);
                let items = machine.items(&whole);
                for item in items.known.iter() {
                    if machine.host.exhausted {
                        return;
                    }
                    machine.set(over.slot, item);
                    let passes = over.filter.map_or(Truth::True, |filter| machine.truth(filter));
                    block(machine, rule, subject, body, guard.and(passes), trial);
                }
                if !items.open.is_none() {
                    let decided = (!guard).or(Truth::Unknown(items.open));
                    let at = || whole.at().or_else(|| subject.at());
                    if S::RECORDS {
                        machine.sink.obligation(*index);
                    }
                    decide(machine, rule, (*index, &at), decided, trial);
                }
            }
        }
    }
}

/// Decides an obligation as `not guards or E`.
fn oblige<'w, S: Sink<'w>>(
    machine: &mut Machine<'w, S>,
    rule: &'w Rule,
    subject: Subject<'w>,
    index: u32,
    guard: Truth,
    trial: &mut Trial<'w>,
) {
    let Some(obligation) = rule.obligations.get(index as usize) else { return };
    if S::RECORDS {
        machine.sink.obligation(index);
    }
    let holds = match (machine.truth(obligation.condition), obligation.kind) {
        (truth, ObligationKind::Forbid) => !truth,
        (truth, _) => truth,
    };
    decide(machine, rule, (index, &|| subject.at()), (!guard).or(holds), trial);
}

fn decide<'w, S: Sink<'w>>(
    machine: &mut Machine<'w, S>,
    rule: &'w Rule,
    (index, at): (u32, &dyn Fn() -> Option<At<'w>>),
    decided: Truth,
    trial: &mut Trial<'w>,
) {
    trial.reached = true;
    trial.failed |= decided.fails();
    trial.unknown |= !decided.causes().is_none();
    if S::RECORDS {
        machine.sink.decided(index, decided);
    }
    if decided.holds() {
        return;
    }
    trial.findings += 1;
    let at = at();
    match trial.telling {
        Telling::Verdict => return,
        Telling::Unheard => {
            if let Some(obligation) =
                rule.obligations.get(index as usize).filter(|_| decided.fails())
            {
                drop(failure(machine, index, obligation, at));
            }
            return;
        }
        Telling::Findings => {}
    }
    let reads = machine.sink.reads();
    match decided {
        Truth::Unknown(causes) => {
            let causes = machine.host.causes.of(causes);
            let obligation = Some(index);
            trial.told.1.push(Undecided { obligation, at, causes, reads });
        }
        _ => {
            let Some(obligation) = rule.obligations.get(index as usize) else { return };
            let mut failure = failure(machine, index, obligation, at);
            failure.reads = reads;
            failure.reads.retain(|read| failure.at.is_none_or(|at| !at.same(&read.at)));
            failure.at = failure.at.or(failure.reads.first().map(|read| read.at));
            let told = &mut trial.told.0;
            // Few matches fail more than one obligation.
            told.reserve_exact(usize::from(told.is_empty()));
            told.push(failure);
        }
    }
}

fn failure<'w, S: Sink<'w>>(
    machine: &mut Machine<'w, S>,
    index: u32,
    obligation: &'w Obligation,
    at: Option<At<'w>>,
) -> Failure<'w> {
    let (places, unshown) = obligation.at.map_or((Vec::new(), 0), |at| places(machine, at));
    let mut places = places.into_iter();
    let at = places.next().or(at);
    Failure {
        obligation: index,
        message: message(machine, &obligation.message),
        at,
        related: places.collect(),
        unshown,
        help: obligation.help.as_ref().map(|help| message(machine, help)),
        reads: Vec::new(),
        remedy: obligation.fix.as_ref().and_then(|fix| remedy(machine, fix)),
    }
}

/// Places that a finding shows of those that its `at` names.
const PLACES: usize = 100;

/// Where an `at` points: the place of a value; of a list or map, those of its items, and how many of
/// them are left out.
fn places<'w, S: Sink<'w>>(machine: &mut Machine<'w, S>, at: ExprId) -> (Vec<At<'w>>, usize) {
    aside(machine, |machine| {
        let value = machine.eval(at);
        let items = machine.items(&value);
        let mut of_items = items.known.iter().filter_map(|item| item.at());
        let shown: Vec<At<'w>> = of_items.by_ref().take(PLACES).collect();
        match shown.is_empty() {
            true => (value.at().into_iter().collect(), 0),
            false => (shown, of_items.count()),
        }
    })
}
