//! Who watches an evaluation.
//!
//! One evaluator serves verdicts and explanations. It tells a [`Sink`] of every expression that it
//! enters and leaves; the plain run's sink wants to hear nothing, and the telling is compiled away.

use crate::lang::ir::{Expr, ExprId, Program};
use crate::lang::value::{At, Origin, Truth, Value, Valued, shown};
use crate::world::image::Derivation;

/// Watches an evaluation.
pub trait Sink<'w> {
    /// False if it wants to hear nothing.
    const RECORDS: bool;

    /// An expression is about to be evaluated.
    fn enter(&mut self, _expr: ExprId) {}

    /// An expression has been evaluated.
    fn leave(&mut self, _program: &Program, _expr: ExprId, _value: &Valued<'w>) {}

    /// An obligation of the rule is about to be decided.
    fn obligation(&mut self, _index: u32) {}

    /// An obligation of the rule has been decided.
    fn decided(&mut self, _index: u32, _decided: Truth) {}

    /// What the obligation has read so far.
    fn reads(&mut self) -> Vec<Read<'w>> {
        Vec::new()
    }
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Sink<'_> for Silent {
    const RECORDS: bool = false;
}

/// A manifest value that an obligation read.
#[derive(Clone, Debug)]
pub struct Read<'w> {
    /// Where it stands, or would stand.
    pub at: At<'w>,
    /// The expression that read it.
    pub expr: ExprId,
    /// What it is.
    pub value: Value<'w>,
    /// The rule by which Kubernetes makes it, where nothing declares it.
    pub derivation: Option<Derivation>,
    /// Why it is so, where that does not show there.
    pub reason: Option<&'static str>,
}

impl Read<'_> {
    /// What a label says of it.
    pub fn label(&self) -> String {
        if let Some(reason) = self.reason {
            return reason.to_owned();
        }
        match (self.derivation, self.at.missing) {
            (Some(derivation), _) => derivation.to_string(),
            (None, Some(key)) => format!("no `{key}` here"),
            (None, None) => format!("`{}`", shown(&self.value)),
        }
    }
}

/// Places that a finding labels besides its own.
const KEPT: usize = 8;

/// Keeps what obligations read.
#[derive(Clone, Debug, Default)]
pub(super) struct Reads<'w> {
    reads: Vec<Read<'w>>,
}

impl<'w> Sink<'w> for Reads<'w> {
    const RECORDS: bool = true;

    fn leave(&mut self, program: &Program, expr: ExprId, value: &Valued<'w>) {
        if self.reads.len() >= KEPT {
            return;
        }
        let Some(read) = read_of(program, expr, value) else { return };
        if !self.reads.iter().any(|known| value.at().is_some_and(|at| known.at.same(&at))) {
            self.reads.push(read);
        }
    }

    fn obligation(&mut self, _: u32) {
        self.reads.clear();
    }

    fn reads(&mut self) -> Vec<Read<'w>> {
        std::mem::take(&mut self.reads)
    }
}

/// The read that an expression is, if it yields one value that a manifest says or leaves out.
fn read_of<'w>(program: &Program, expr: ExprId, value: &Valued<'w>) -> Option<Read<'w>> {
    let reads = matches!(
        program.expr(expr),
        Expr::Field(..) | Expr::Derived(..) | Expr::RawField(..) | Expr::Index(..)
    );
    let single = !matches!(
        value.value,
        Value::List(_)
            | Value::Set(_)
            | Value::Map(_)
            | Value::Record(..)
            | Value::Pod(..)
            | Value::Container(..)
            | Value::ImageUse(..)
            | Value::Object(_)
            | Value::PullSecret(_)
            | Value::StreamTag(_)
    );
    let (at, derivation, reason) = match value.origin {
        Origin::Because(at, reason) => (at, None, Some(reason)),
        _ if !reads || !single => return None,
        Origin::Made => return None,
        Origin::At(at) => (at, None, None),
        Origin::Defaulted(at, derivation) => (at, Some(derivation), None),
    };
    Some(Read { at, expr, value: value.value.clone(), derivation, reason })
}

/// An expression and what it came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<'w> {
    /// The expression.
    pub expr: ExprId,
    /// How deep it stands in others that were being evaluated.
    pub depth: usize,
    /// The obligation that was being decided.
    pub obligation: Option<u32>,
    /// What it came to, as it is printed.
    pub shown: String,
    /// Where that stands in a manifest, or would stand.
    pub at: Option<At<'w>>,
    /// The rule by which Kubernetes makes it, where nothing declares it.
    pub derivation: Option<Derivation>,
    /// Why it is so, where that does not show there.
    pub reason: Option<&'static str>,
}

/// Steps that a trace keeps.
const STEPS: usize = 10_000;

/// Keeps every step, in the order in which they were begun.
#[derive(Clone, Debug, Default)]
pub struct Trace<'w> {
    /// The steps.
    pub steps: Vec<Step<'w>>,
    open: Vec<usize>,
    obligation: Option<u32>,
}

impl<'w> Sink<'w> for Trace<'w> {
    const RECORDS: bool = true;

    fn enter(&mut self, expr: ExprId) {
        let (depth, obligation) = (self.open.len(), self.obligation);
        self.open.push(self.steps.len());
        if self.steps.len() < STEPS {
            let (shown, at, derivation, reason) = (String::new(), None, None, None);
            self.steps.push(Step { expr, depth, obligation, shown, at, derivation, reason });
        }
    }

    fn leave(&mut self, _: &Program, _: ExprId, value: &Valued<'w>) {
        if let Some(step) = self.open.pop().and_then(|index| self.steps.get_mut(index)) {
            step.shown = shown(&value.value);
            step.at = value.at();
            match value.origin {
                Origin::Defaulted(_, derivation) => step.derivation = Some(derivation),
                Origin::Because(_, reason) => step.reason = Some(reason),
                Origin::Made | Origin::At(_) => {}
            }
        }
    }

    fn obligation(&mut self, index: u32) {
        self.obligation = Some(index);
    }
}
