//! A program with its params set and its constants computed: what objects are judged with.

use super::machine::Machine;
use super::message::message;
use super::sink::Silent;
use crate::lang::ir::{Expr, ExprId, Program};
use crate::lang::value::{Cause, Cluster, Host, ROOM, Truth, Value};
use crate::world::measure::Date;

/// Steps that computing all constants and defaults may take, and each top-level `require`. One that is
/// unknown is computed anew where it is read: constants of constants would take them again and again.
const FUEL: u64 = 10_000_000;

/// A program, its params and constants, and the day of the run.
#[derive(Debug)]
pub struct Bound<'p> {
    pub(super) program: &'p Program,
    pub(super) params: Vec<Option<Value<'static>>>,
    /// A constant that is unknown is computed anew where it is read, so that its causes are told.
    pub(super) constants: Vec<Option<Value<'static>>>,
    pub(super) today: Option<Date>,
    /// Steps and room that are left for constants and defaults.
    left: (u64, usize),
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
        let mut bound = Self { program, params, constants, today, left: (FUEL, ROOM) };
        bound.compute_constants(false);
        bound.compute_defaults();
        bound.compute_constants(true);
        bound
    }

    /// Sets the params that a test sets, by its index; the others have their defaults.
    pub fn of_test(program: &'p Program, test: usize, today: Option<Date>) -> Self {
        let mut plain = Self::new(program, &[], today);
        let mut given = vec![None; program.params.len()];
        if let Some(settings) = program.tests.get(test) {
            for (param, value) in &settings.with {
                if let Some(place) = given.get_mut(*param) {
                    *place = plain.compute(*value, settings.slots);
                }
            }
        }
        Self::new(program, &given, today)
    }

    /// The program.
    pub fn program(&self) -> &'p Program {
        self.program
    }

    /// Params that must be set and are not, by their index.
    pub fn unset(&self) -> Vec<usize> {
        let unset = |(_, value): &(usize, &Option<Value<'_>>)| value.is_none();
        self.params.iter().enumerate().filter(unset).map(|(index, _)| index).collect()
    }

    /// The value of a param.
    pub fn param(&self, index: usize) -> Option<&Value<'static>> {
        self.params.get(index).and_then(Option::as_ref)
    }

    fn compute_constants(&mut self, reading_params: bool) {
        for (index, constant) in self.program.constants.iter().enumerate() {
            if constant.reads_params == reading_params {
                let value = self.compute(constant.value, constant.slots);
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
                (Some((default, slots)), _) => self.compute(default, slots),
                (None, true) => Some(Value::Absent),
                (None, false) => None,
            };
            if let Some(place) = self.params.get_mut(index) {
                *place = value;
            }
        }
    }

    /// The value of an expression that reads no manifest; none if it is not known.
    fn compute(&mut self, expr: ExprId, slots: u32) -> Option<Value<'static>> {
        let (value, left) = self.computed(expr, slots);
        self.left = left;
        value
    }

    /// The same, and the steps and the room that are left then.
    fn computed(&self, expr: ExprId, slots: u32) -> (Option<Value<'static>>, (u64, usize)) {
        if let Expr::Literal(index) = self.program.expr(expr) {
            return (self.program.literals.get(*index as usize).cloned(), self.left);
        }
        let mut machine = Machine::new(self, host(self.today), Silent);
        machine.host.begin(self.left.0);
        machine.host.room = self.left.1;
        machine.reset(slots);
        let value = machine.eval(expr).value;
        // All that it shares is copied.
        let known = value.causes().is_none() && machine.host.gather(value.size());
        let value = if known { value.detached() } else { None };
        (value, (machine.host.fuel, machine.host.room))
    }

    /// What the params must satisfy and do not.
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for (index, require) in self.program.requires.iter().enumerate() {
            let mut machine = Machine::new(self, host(self.today), Silent);
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
