//! A program with its params set and its constants computed: what objects are judged with.
//!
//! Constants and defaults are computed once a run, out of one stock of steps and one of room. The room
//! grows with the policies and with what the params are set to: a list of a hundred thousand
//! repositories takes what it takes. A value that doubles ten times takes as little text as one that
//! doubles once, and runs out. What can't be computed is an error, for no rule that reads it could ever
//! be decided.

use std::sync::OnceLock;

use super::machine::Machine;
use super::message::message;
use super::shared::Questions;
use super::sink::Silent;
use super::uncomputed::{Lack, Of, Uncomputed};
use crate::lang::ir::{Expr, ExprId, Program};
use crate::lang::value::{Cause, Cluster, Host, ROOM, Truth, Value, Why};
use crate::world::measure::Date;

/// Steps that computing all constants and defaults may take, and each top-level `require`. One that is
/// unknown is computed anew where it is read: constants of constants would take them again and again.
const FUEL: u64 = 10_000_000;

/// Bytes that they may make besides for each expression of the policies, and for each value that the
/// params are set to. An entry of a map, which has two, is kept in 300.
const ROOM_A_VALUE: usize = 512;

/// A program, its params and constants, and the day of the run.
#[derive(Debug)]
pub struct Bound<'p> {
    pub(super) program: &'p Program,
    pub(super) params: Vec<Option<Value<'static>>>,
    /// A constant that is unknown is computed anew where it is read, so that its causes are told.
    pub(super) constants: Vec<Option<Value<'static>>>,
    pub(super) today: Option<Date>,
    /// Bytes that constants and defaults may make together.
    room: usize,
    /// Steps and room that are left for them.
    left: (u64, usize),
    uncomputed: Vec<Uncomputed>,
    questions: OnceLock<Questions>,
}

/// A top-level `require` that does not hold.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Which: an index into [`Program::requires`].
    pub require: usize,
    /// What it says.
    pub message: String,
    /// What it hangs on, where it is not false but undecided.
    pub causes: Vec<Cause<'static>>,
}

impl<'p> Bound<'p> {
    /// Sets params, by their index; those that are not given have their defaults. `today` is the
    /// day of the run.
    pub fn new(
        program: &'p Program,
        given: &[Option<Value<'static>>],
        today: Option<Date>,
    ) -> Self {
        let constants = program.constants.iter().map(|_| None).collect();
        let params = (0..program.params.len()).map(|index| given.get(index).cloned().flatten());
        let params = params.collect();
        let set = given.iter().flatten().map(Value::size).fold(0, usize::saturating_add);
        let values = program.exprs.len().saturating_add(set);
        let room = values.saturating_mul(ROOM_A_VALUE).saturating_add(ROOM);
        let (left, uncomputed) = ((FUEL, room), Vec::new());
        let questions = OnceLock::new();
        let mut bound =
            Self { program, params, constants, today, room, left, uncomputed, questions };
        bound.compute_constants(false);
        bound.compute_defaults();
        bound.compute_constants(true);
        bound
    }

    /// Sets the params that a test sets, by its index; the others have their defaults.
    pub fn of_test(program: &'p Program, test: usize, today: Option<Date>) -> Self {
        let mut plain = Self::new(program, &[], today);
        let known = plain.uncomputed.len();
        let mut given = vec![None; program.params.len()];
        if let Some(settings) = program.tests.get(test) {
            for (param, value) in &settings.with {
                if let Some(place) = given.get_mut(*param) {
                    *place = plain.compute(*value, settings.slots, Of::Param(*param));
                }
            }
        }
        let mut bound = Self::new(program, &given, today);
        bound.uncomputed.extend(plain.uncomputed.drain(known..));
        bound
    }

    /// The program.
    pub fn program(&self) -> &'p Program {
        self.program
    }

    /// What its rules ask alike: looked for when the first object is judged.
    pub(super) fn questions(&self) -> &Questions {
        self.questions.get_or_init(|| Questions::of(self.program))
    }

    /// Params that must be set and are not, by their index.
    pub fn unset(&self) -> Vec<usize> {
        let params = self.program.params.iter().zip(&self.params).enumerate();
        let unset = params.filter(|(_, (param, value))| value.is_none() && param.default.is_none());
        unset.map(|(index, _)| index).collect()
    }

    /// Constants, defaults and what a test sets, that have no value though all is set that they read.
    /// Where steps or room run out, it is the one that took the last of it.
    pub fn uncomputed(&self) -> &[Uncomputed] {
        &self.uncomputed
    }

    /// The value of a param.
    pub fn param(&self, index: usize) -> Option<&Value<'static>> {
        self.params.get(index).and_then(Option::as_ref)
    }

    fn compute_constants(&mut self, reading_params: bool) {
        let of = if reading_params { Of::ConstantOfParams } else { Of::Constant };
        for (index, constant) in self.program.constants.iter().enumerate() {
            if constant.reads_params == reading_params {
                let value = self.compute(constant.value, constant.slots, of);
                if let Some(place) = self.constants.get_mut(index) {
                    *place = value;
                }
            }
        }
    }

    fn compute_defaults(&mut self) {
        for (index, param) in self.program.params.iter().enumerate() {
            if self.param(index).is_some() {
                continue;
            }
            let value = match (param.default, param.optional) {
                (Some((default, slots)), _) => self.compute(default, slots, Of::Param(index)),
                (None, true) => Some(Value::Absent),
                (None, false) => None,
            };
            if let Some(place) = self.params.get_mut(index) {
                *place = value;
            }
        }
    }

    /// The value of an expression that reads no manifest; none if it is not known.
    fn compute(&mut self, expr: ExprId, slots: u32, of: Of) -> Option<Value<'static>> {
        if let Expr::Literal(index) = self.program.expr(expr) {
            return self.program.literals.get(*index as usize).cloned();
        }
        let (value, left) = self.computed(expr, slots);
        self.left = left;
        // Once there is no more, nothing has a value; the first to find that out is told.
        let spent = |it: &Uncomputed| matches!(it.lack, Lack::Room(_) | Lack::Steps(_));
        let lack = match value {
            Ok(value) => return Some(value),
            Err(Some(Why::Fuel)) if self.uncomputed.iter().any(spent) => None,
            Err(Some(Why::Fuel)) if left.1 == 0 => Some(Lack::Room(self.room)),
            Err(Some(Why::Fuel)) => Some(Lack::Steps(FUEL)),
            // A param that is not set is told of as such.
            Err(Some(Why::Unset | Why::NoToday)) if !matches!(of, Of::Param(_)) => None,
            Err(why) => why.map(Lack::Known),
        };
        let place = self.program.place(expr);
        self.uncomputed.extend(lack.map(|lack| Uncomputed { of, place, lack }));
        None
    }

    /// The same, or why not, and the steps and the room that are left then. Where it reads a constant
    /// that is not known, there is no more to be said than of that.
    fn computed(
        &self,
        expr: ExprId,
        slots: u32,
    ) -> (Result<Value<'static>, Option<Why>>, (u64, usize)) {
        let mut machine = Machine::new(self, host(self.today), Silent);
        machine.host.begin(self.left.0);
        machine.host.room = self.left.1;
        machine.reset(slots);
        let value = machine.eval(expr).value;
        // All that it shares is copied.
        let copied = value.causes().is_none() && machine.host.gather(value.size());
        let detached = if copied { value.detached() } else { None };
        let value = detached.ok_or_else(|| match (machine.host.exhausted, machine.retried) {
            (true, _) => Some(Why::Fuel),
            (false, true) => None,
            (false, false) => {
                let causes = machine.host.causes.of(value.causes());
                causes.into_iter().next().map(|cause| cause.why)
            }
        });
        (value, (machine.host.fuel, machine.host.room))
    }

    /// What the params must satisfy and do not.
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for (index, require) in self.program.requires.iter().enumerate() {
            let mut machine = Machine::new(self, host(self.today), Silent);
            machine.host.room = self.room;
            machine.reset(require.slots);
            let truth = machine.truth(require.condition);
            if truth != Truth::True {
                let causes = machine.host.causes.of(truth.causes());
                let causes = causes.into_iter().map(|c| Cause { why: c.why, at: None }).collect();
                let message = message(&mut machine, &require.message);
                refusals.push(Refusal { require: index, message, causes });
            }
        }
        refusals
    }
}

/// Params and constants look nothing up.
fn host<'w>(today: Option<Date>) -> Host<'w> {
    let mut host = Host::new(Cluster::unknown(), None, today);
    host.begin(FUEL);
    host
}
